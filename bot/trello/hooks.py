"""Webhooks of a token: registered once, found again, removed without complaint."""

from typing import Any, Protocol

from bot.trello.errors import TrelloError, TrelloNotFound, TrelloRefused
from bot.trello.snapshot import Fetch

Json = dict[str, Any]


class Write(Protocol):
    """Makes one write and gives the decoded answer, or a `TrelloError`."""

    def __call__(self, method: str, path: str, fields: Json | None = None) -> Json: ...


def of_token(fetch: Fetch) -> list[Json]:
    """All webhooks of the token. There is no `GET /1/webhooks`; Trello wants the token in the
    path (facts: create, verify), where the http service fills it in."""
    listed: list[Json] = fetch("/tokens/{token}/webhooks", {})
    return listed


def ensure(fetch: Fetch, write: Write, board_id: str, callback_url: str, description: str) -> Json:
    """List, compare, reuse; create only what is missing. Raises `TrelloError`."""
    model_id = _long_id(fetch, board_id)
    there = _find(of_token(fetch), model_id, callback_url)
    if there is None:
        try:
            return write(
                "POST",
                "/webhooks",
                {"callbackURL": callback_url, "idModel": model_id, "description": description},
            )
        except TrelloError as refused:
            # Another process was quicker, or the answer was lost on the way: look again.
            duplicate = isinstance(refused, TrelloRefused) and "already exists" in refused.message
            if not (duplicate or refused.may_have_happened):
                raise
            there = _find(of_token(fetch), model_id, callback_url)
            if there is None:
                raise
    if not there.get("active", True):
        return write("PUT", f"/webhooks/{there['id']}", {"active": True})
    return there


def remove(write: Write, webhook_id: str) -> None:
    """Delete a webhook; gone already is what was wanted."""
    try:
        write("DELETE", f"/webhooks/{webhook_id}")
    except TrelloNotFound:
        return


def _find(listed: list[Json], model_id: str, callback_url: str) -> Json | None:
    for webhook in listed:
        if webhook["idModel"] == model_id and webhook["callbackURL"] == callback_url:
            return webhook
    return None


def _long_id(fetch: Fetch, board_id: str) -> str:
    if len(board_id) == 24:
        return board_id
    return str(fetch(f"/boards/{board_id}", {"fields": "id"})["id"])
