"""Whether Trello tells us what happens: the webhooks that should be there, and those that are.

Trello stops a webhook after 30 days of failures and more than 1,000 in a row, and deletes it when
the token is revoked (facts: create and verify; retry and disable).
"""

import logging
from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from bot.trello.errors import TrelloError
from bot.trello.gateway import TrelloGateway

log = logging.getLogger(__name__)

DESCRIPTION = "Cardkeeper"
PATH = "/webhooks/trello"  # of the callback, behind the public address


class Webhook(Struct, frozen=True):
    """One webhook of the bot's token."""

    id: str
    model_id: str  # mostly a board
    callback_url: str
    active: bool
    failures: int  # in a row
    failing_since: datetime | None

    @property
    def state(self) -> str:
        """`ok`, `failing`, or `off` when Trello has stopped it."""
        if not self.active:
            return "off"
        return "failing" if self.failures else "ok"


def callback_of(public_url: str) -> str:
    """Where Trello's webhooks go; empty without a public address."""
    return f"{public_url.rstrip('/')}{PATH}" if public_url else ""


def webhooks_of(trello: TrelloGateway) -> tuple[Webhook, ...]:
    """Every webhook of the bot's token; one request. Raises TrelloError."""
    found = []
    for entry in trello.webhooks():
        since = entry.get("firstConsecutiveFailDate")
        found.append(
            Webhook(
                id=str(entry["id"]),
                model_id=str(entry["idModel"]),
                callback_url=str(entry["callbackURL"]),
                active=bool(entry.get("active", True)),
                failures=int(entry.get("consecutiveFailures") or 0),
                failing_since=datetime.fromisoformat(since) if since else None,
            )
        )
    return tuple(found)


def missing(
    webhooks: Iterable[Webhook], board_ids: Iterable[str], callback_url: str
) -> tuple[str, ...]:
    """The boards (long ids) that have no webhook of this callback which Trello still serves."""
    served = {
        webhook.model_id
        for webhook in webhooks
        if webhook.active and webhook.callback_url == callback_url
    }
    return tuple(board_id for board_id in board_ids if board_id not in served)


def register_missing(
    trello: TrelloGateway, board_ids: Iterable[str], callback_url: str
) -> tuple[str, ...]:
    """Register what is missing, or was stopped; the boards that were.

    What Trello refuses is logged, and tried again the next time: one board does not stop others.
    """
    registered = []
    for board_id in missing(webhooks_of(trello), board_ids, callback_url):
        try:
            trello.create_webhook(board_id, callback_url, DESCRIPTION)
        except TrelloError as error:
            log.warning("No webhook for board %s, it is polled: %s", board_id, error)
        else:
            registered.append(board_id)
    return tuple(registered)
