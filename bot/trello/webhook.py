"""What Trello tells on its own: is it really Trello, and what is it about."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec


class UnreadableEvent(ValueError):  # noqa: N818 - says what it is
    """A body that is no Trello action: not JSON, or without action id, type or date."""


@dataclass(frozen=True)
class TrelloEvent:
    """One action, from a webhook or from the feed, as far as anybody may rely on it.

    It is a hint to look at a card, never its state (facts: payload). `old_keys` are the names in
    `data.old`, one for an `updateCard`. `client_identifier` is the echoed header of the call that
    caused it; `text` is the text of a comment. Unknown types are kept with their type."""

    action_id: str
    type: str
    date: datetime
    board_id: str | None = None
    card_id: str | None = None
    member_id: str | None = None
    list_id: str | None = None
    list_before_id: str | None = None
    list_after_id: str | None = None
    old_keys: tuple[str, ...] = ()
    client_identifier: str | None = None
    text: str | None = None


def sign(body: bytes, secret: str, callback_url: str) -> str:
    """The value of `X-Trello-Webhook`: base64 of HMAC-SHA1 over the raw body and the callback
    address exactly as registered, with the application secret as the key (facts: create, verify).
    """
    mac = hmac.new(secret.encode(), body + callback_url.encode(), hashlib.sha1)
    return base64.b64encode(mac.digest()).decode()


def verify(body: bytes, signature: str | None, secret: str, callback_url: str) -> bool:
    """Whether the body was signed by Trello for this callback; compares in constant time.

    `callback_url` is the configured one: what a proxy makes of it does not matter."""
    if not signature or not secret:
        return False
    expected = sign(body, secret, callback_url)
    return hmac.compare_digest(expected.encode(), signature.strip().encode("utf-8", "replace"))


def read_event(body: bytes, client_identifier: str | None = None) -> TrelloEvent:
    """The event in a webhook's body. Raises `UnreadableEvent`."""
    try:
        decoded = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as broken:
        raise UnreadableEvent("the body is not JSON") from broken
    except RecursionError:
        raise UnreadableEvent("the body is nested too deeply") from None
    if not isinstance(decoded, dict):
        raise UnreadableEvent("the body is not an object")
    # A feed's action stands alone; a webhook wraps it, with the watched model beside it.
    action = decoded.get("action", decoded)
    model = _object(decoded.get("model"))
    watched_board = _id(model) if "prefs" in model or "labelNames" in model else None
    return read_action(_object(action), client_identifier, watched_board)


def read_action(
    action: dict[str, Any],
    client_identifier: str | None = None,
    watched_board_id: str | None = None,
) -> TrelloEvent:
    """The event in one action of the feed. Raises `UnreadableEvent`."""
    action_id, kind, date = action.get("id"), action.get("type"), action.get("date")
    if not (isinstance(action_id, str) and isinstance(kind, str) and isinstance(date, str)):
        raise UnreadableEvent("an action needs an id, a type and a date")
    data = _object(action.get("data"))
    text = data.get("text")
    return TrelloEvent(
        action_id=action_id,
        type=kind,
        date=_moment(date),
        board_id=_id(_object(data.get("board"))) or watched_board_id,
        card_id=_id(_object(data.get("card"))),
        member_id=_word(action.get("idMemberCreator")),
        list_id=_id(_object(data.get("list"))),
        list_before_id=_id(_object(data.get("listBefore"))),
        list_after_id=_id(_object(data.get("listAfter"))),
        old_keys=tuple(_object(data.get("old"))),
        client_identifier=client_identifier,
        text=text if isinstance(text, str) and "comment" in kind.lower() else None,
    )


def _moment(date: str) -> datetime:
    try:
        moment = datetime.fromisoformat(date)
    except ValueError as broken:
        raise UnreadableEvent("an action's date is not ISO 8601") from broken
    if moment.tzinfo is None:
        raise UnreadableEvent("an action's date names no time zone")
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # in the first or last hours that there are
        raise UnreadableEvent("an action's date is in no year that there is") from None


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _word(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _id(holder: dict[str, Any]) -> str | None:
    return _word(holder.get("id"))
