"""The Bolt app: listeners that acknowledge at once and answer from stored data.

The same app serves HTTP and Socket Mode.
"""

import logging
import uuid
from collections.abc import Callable
from typing import Any

from slack_bolt import App
from slack_bolt.context.ack import Ack
from slack_bolt.context.respond import Respond
from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from bot.desk import Desk
from bot.slack.commands import COMMANDS
from bot.slack.commands.shape import Command, Question, Reply, not_known, plain
from bot.slack.why import why_card

log = logging.getLogger(__name__)


def slack_client(token: str, base_url: str) -> WebClient:
    """The Web API client: waits as long as Slack says when a limit is reached."""
    client = WebClient(token=token, base_url=base_url, timeout=15)
    client.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=3))
    return client


def build_app(client: WebClient, desk: Desk, *, signing_secret: str) -> App:
    """The app with every listener; `signing_secret` empty means Socket Mode only."""
    app = App(
        client=client,
        signing_secret=signing_secret or "socket-mode-only",
        request_verification_enabled=bool(signing_secret),
        token_verification_enabled=False,  # start-up asks once, with a sentence of its own
        logger=logging.getLogger("slack_bolt"),
    )
    for command in COMMANDS:
        app.command(f"/{command.name}")(_listener(command, desk))
    app.action("why_card")(_why(desk))
    app.action("open_card")(_only_acknowledge)  # a button with an address still calls the app
    return app


def _listener(command: Command, desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, respond: Respond, body: dict[str, Any]) -> None:
        ack()
        _reply(respond, lambda: _answer(command, desk, body))

    return listen


def _answer(command: Command, desk: Desk, body: dict[str, Any]) -> Reply:
    asker = desk.asker(str(body["user_id"]))
    if asker is None:
        return not_known(str(body["user_id"]))
    words = " ".join(str(body.get("text") or "").split())
    return command.answer(Question(asker, words, desk, desk.clock()))


def _why(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, respond: Respond, body: dict[str, Any]) -> None:
        ack()
        card_id = str(body["actions"][0].get("value", ""))
        _reply(respond, lambda: _answer_why(desk, str(body["user"]["id"]), card_id))

    return listen


def _answer_why(desk: Desk, slack_id: str, card_id: str) -> Reply:
    asker = desk.asker(slack_id)
    if asker is None:
        return not_known(slack_id)
    for kept in desk.boards_of(asker):
        if kept.board.find_card(card_id):
            return why_card(desk.context(kept), card_id)
    return plain("That card is not on a board that you are a member of.")


def _reply(respond: Respond, answer: Callable[[], Reply]) -> None:
    """Answer, or say in one sentence that it failed, with the id under which it is logged."""
    try:
        reply = answer()
    except Exception:  # whoever asked must hear something, whatever broke
        error_id = uuid.uuid4().hex[:8]
        log.exception("A command failed (error %s).", error_id)
        reply = plain(
            "That did not work, and it is not your doing. Try again; if it fails again, tell "
            f"whoever runs Cardkeeper: error `{error_id}`."
        )
    respond(**reply.payload(), replace_original=False)


def _only_acknowledge(ack: Ack) -> None:
    ack()
