"""The token: valid, with the rights to write, not about to expire; clock and rate budget."""

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from bot.doctor.finding import Check, attention, failed, ok
from bot.live import now_utc, trello_sentence
from bot.trello.errors import TrelloError
from bot.trello.gateway import TrelloGateway
from protocol.decide import Bot
from protocol.words import count_of

_SOON = timedelta(days=14)
_SKEW_S, _LARGE_SKEW_S = 10.0, 120.0  # the Date header counts whole seconds
_LITTLE = 0.1  # of the allowance
_OWN_KEY = "Something else calls with the same key or token: give Cardkeeper its own."
_RENEW = (
    "Make a token with scope read,write that never expires, as the bot's own member, and set "
    "CARDKEEPER_TRELLO_TOKEN."
)


def who_am_i(trello: TrelloGateway, address: str, *, is_sandbox: bool) -> tuple[Bot | None, Check]:
    """Whose token it is; None when Trello does not accept it or cannot be reached."""
    try:
        me = trello.me()
    except TrelloError as error:
        says = trello_sentence(error, is_sandbox=is_sandbox)
        do = _RENEW if error.status == 401 else "Nothing else of Trello could be looked at."
        return None, failed("token", says.rstrip("."), do)
    bot = Bot(str(me["id"]), str(me["username"]))
    where = "the sandbox" if is_sandbox else "Trello"
    return bot, ok("token", f"{where} at {address} knows the bot as @{bot.username}")


def check_rights(trello: TrelloGateway, now: datetime) -> Iterator[Check]:
    """What the token may do, and until when."""
    try:
        record = trello.token_rights()
    except TrelloError as error:
        yield failed("token rights", f"cannot be read: {error}", _RENEW)
        return
    boards = [entry for entry in record.get("permissions") or [] if _is_of_boards(entry)]
    if not any(entry.get("write") for entry in boards):
        yield failed("token rights", "the token may read boards, not write", _RENEW)
    else:
        yield ok("token rights", "the token may read and write boards")
    yield token_expiry(record.get("dateExpires"), now)


def check_exchange(trello: TrelloGateway) -> Iterator[Check]:
    """Clock and rate budget, from the headers of one answer; of a second one when the first tells
    that little is left, for a service that has just started is busy for a moment."""
    before = now_utc()
    try:
        answer = trello.http.request("GET", "/1/members/me", params={"fields": "id"})
    except TrelloError as error:
        yield failed("clock", f"could not be compared: {error}", "Try again in a while.")
        return
    moment = before + (now_utc() - before) / 2
    headers = _lowered(answer.headers)
    yield _clock(headers, moment)
    budget = _budget(headers)
    if budget.health == "attention":
        time.sleep(_interval_s(headers))
        try:
            again = trello.http.request("GET", "/1/members/me", params={"fields": "id"})
            budget = _budget(_lowered(again.headers))
        except TrelloError as error:
            budget = attention("rate budget", f"could not be looked at again: {error}", _OWN_KEY)
    yield budget


def _lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _interval_s(headers: Mapping[str, str]) -> float:
    """How long the longest window is for which Trello counts."""
    told = (headers.get(f"x-rate-limit-api-{name}-interval-ms", "") for name in ("token", "key"))
    return min(30.0, max((int(ms) / 1000 for ms in told if ms.isdigit()), default=10.0))


def _is_of_boards(entry: Mapping[str, Any]) -> bool:
    return str(entry.get("modelType", "")).casefold() == "board"


def token_expiry(expires: str | None, now: datetime) -> Check:
    """Until when a token is valid; `expires` as Trello writes it, None for ever."""
    if not expires:
        return ok("token expiry", "the token never expires")
    when = datetime.fromisoformat(expires)
    left = when - now
    says = f"the token expires on {when:%Y-%m-%d %H:%M} UTC, in {count_of(left.days, 'day')}"
    if left < timedelta(0):
        return failed("token expiry", f"the token expired on {when:%Y-%m-%d}", _RENEW)
    return attention("token expiry", says, _RENEW) if left < _SOON else ok("token expiry", says)


def _clock(headers: Mapping[str, str], now: datetime) -> Check:
    try:
        theirs = parsedate_to_datetime(headers.get("date", ""))
    except ValueError:
        return ok("clock", "not compared: the answer carried no date")
    theirs = theirs.replace(tzinfo=UTC) if theirs.tzinfo is None else theirs
    skew_s = (now - theirs).total_seconds()
    side = "ahead of" if skew_s > 0 else "behind"
    if abs(skew_s) < _SKEW_S:
        return ok("clock", f"within {_SKEW_S:g} s of Trello's")
    says = f"this machine's clock is {abs(skew_s):.0f} s {side} Trello's"
    do = "Let the machine set its clock by NTP: due times and graces are judged by it."
    large = abs(skew_s) >= _LARGE_SKEW_S
    return failed("clock", says, do) if large else attention("clock", says, do)


def _budget(headers: Mapping[str, str]) -> Check:
    parts = []
    little = False
    for name in ("token", "key"):
        prefix = f"x-rate-limit-api-{name}-"
        most, left = headers.get(f"{prefix}max", ""), headers.get(f"{prefix}remaining", "")
        interval_ms = headers.get(f"{prefix}interval-ms", "")
        if most.isdigit() and left.isdigit() and interval_ms.isdigit():
            span = f"{int(interval_ms) / 1000:g} s"
            parts.append(f"{left} of {most} calls in {span} left for the {name}")
            little |= int(left) < int(most) * _LITTLE
    if not parts:
        return ok("rate budget", "not told by the answer")
    says = ", ".join(parts)
    if little:
        return attention("rate budget", says, _OWN_KEY)
    return ok("rate budget", says)
