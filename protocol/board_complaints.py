"""What is wrong with the cards of an export, told so that somebody can find and mend them; and the
days that another program has written where Trello writes times.
"""

import re
from datetime import date
from typing import Any

import msgspec

from protocol.board_wire import CardWire
from protocol.words import count_of, first_few, join_and

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ENDS_OF_DAYS = {"due": "T23:59:59Z", "start": "T00:00:00Z", "dateLastActivity": "T23:59:59Z"}
_LONGEST = 60  # of a title, or a value, that is told
_OTHERS = 3  # cards that are named after the first


def with_times(answer: Any) -> Any:
    """The same board, each plain day of a card a time: what is due on a day is due at its end, in
    UTC; what starts on one starts at its beginning."""
    if not isinstance(answer, dict) or not isinstance(answer.get("cards"), list):
        return answer
    return {**answer, "cards": [_with_times(card) for card in answer["cards"]]}


def _with_times(card: Any) -> Any:
    if not isinstance(card, dict):
        return card
    days = {key: card[key] + rest for key, rest in _ENDS_OF_DAYS.items() if _is_day(card.get(key))}
    return {**card, **days} if days else card


def _is_day(value: object) -> bool:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def complaint(answer: Any) -> str:
    """What is wrong with the cards that cannot be read, and what to do; "" when it is none of them.

    The first is told whole and the others are named, so that all can be mended at once.
    """
    cards = answer.get("cards") if isinstance(answer, dict) else None
    if not isinstance(cards, list):
        return ""
    wrong = []
    for number, card in enumerate(cards, 1):
        try:
            msgspec.convert(card, CardWire)
        except (msgspec.ValidationError, UnicodeError) as error:
            wrong.append((_name(card, number), *_what(card, str(error))))
    if not wrong:
        return ""
    name, what, remedy = wrong[0]
    said = f"{name} {what}"
    if wrong[1:]:
        others = first_few([f"{name} {what}" for name, what, _ in wrong[1:]], _OTHERS)
        said += f"; and {join_and(others)}"
    return f"{said}. {remedy}"


def _name(card: Any, number: int) -> str:
    """`the card 'Align the reads'`, or which one it is of the file."""
    title = card.get("name") if isinstance(card, dict) else None
    if isinstance(title, str) and title.strip():
        return f"the card '{_cut(' '.join(title.split()))}'"
    return f"card {number:,} of the file"


def _what(card: Any, reason: str) -> tuple[str, str]:
    """What is wrong with a card, and what to do about it."""
    what, _, place = reason.partition(" - at `")
    path = place.rstrip("`").removeprefix("$").removeprefix(".")
    field = re.split(r"[.\[]", path)[0]
    if not isinstance(card, dict):
        return f"is {_shown(card)}", "Take it out of the file, or export the board again."
    if not field:
        missing = what.rpartition("`")[0].rpartition("`")[2] or "id"
        return f"has no `{missing}`", "Take it out of the file, or export the board again."
    if field in _ENDS_OF_DAYS:
        return (
            f"has {_shown(card.get(field))} as `{field}`, which is no time",
            "Write a day as 2026-12-01 there, or null, or export the board again.",
        )
    return (
        f"has {_shown(card.get(field))} as `{field}` ({what[:1].lower()}{what[1:]})",
        "Put it right in the file, or export the board again.",
    )


def _shown(value: object) -> str:
    return _cut(msgspec.json.encode(value).decode(errors="replace"))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def gone_words(titles: list[str], what: str) -> str:
    """`3 cards are in lists that are gone: 'A', 'B' and 'C'`; of many the first are named."""
    named = join_and(first_few([f"'{_cut(title)}'" for title in titles], _OTHERS))
    return f"{count_of(len(titles), 'card')} {what}: {named}"
