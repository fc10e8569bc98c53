"""What a run ends in, in words that do not depend on ids, and how two outcomes differ."""

import re
from typing import Any

from msgspec import Struct

from protocol.rules import RULES_BY_NAME
from protocol.speech import is_marked
from tests.bot.chaos import board
from tests.bot.chaos.workplace import Workplace

_LINE_OF_RULE = re.compile(r"`([a-z-]+)`")
_MARK = re.compile(r"\(re ([0-9a-f]{8})\)")


class CardOutcome(Struct, frozen=True):
    """One card, what the bot says of it, and what it has answered there."""

    list_name: str
    closed: bool
    name: str
    desc: str
    owners: tuple[str, ...]
    labels: tuple[str, ...]
    due: str
    attached: tuple[str, ...]
    sticky: tuple[str, ...]  # the bot's sticky comments: one or none
    replies: dict[str, tuple[str, ...]]  # by command: the answers, one each
    open_messages: tuple[tuple[str, ...], ...]  # each as the lines that rules have in it


def outcome(place: Workplace) -> dict[str, CardOutcome]:
    """The end of a run, by the names that the script has for cards."""
    messages = _messages(place)
    return {
        name: _card(place, key, messages.get(key, [])) for name, key in place.hands.cards.items()
    }


def _card(place: Workplace, key: str, messages: list[dict[str, Any]]) -> CardOutcome:
    card = place.hands.see(key)
    comments = place.hands.comments(key)
    said = [c["data"]["text"] for c in comments if c["idMemberCreator"] == board.BOT]
    replies: dict[str, list[str]] = {}
    for text in said:
        if not is_marked(text):
            found = _MARK.search(text)
            words = place.hands.commands.get(found[1], found[1]) if found else "no command"
            replies.setdefault(words, []).append(_MARK.sub("", text).strip())
    names = {key: name for name, key in board.PEOPLE.items()}
    return CardOutcome(
        list_name=next(name for name in board.LISTS if board.list_id(name) == card["idList"]),
        closed=card["closed"],
        name=card["name"],
        desc=card["desc"],
        owners=tuple(sorted(names[member] for member in card["idMembers"])),
        labels=tuple(sorted(label["name"] for label in card["labels"])),
        due=card["due"] or "",
        attached=tuple(sorted(entry["url"] for entry in card["attachments"])),
        sticky=tuple(sorted(text for text in said if is_marked(text))),
        replies={words: tuple(sorted(texts)) for words, texts in replies.items()},
        open_messages=tuple(sorted(_lines(m) for m in messages if not _is_settled(m))),
    )


def _messages(place: Workplace) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for message in place.slack.messages.history(board.CHANNEL):
        metadata = message.get("metadata") or {}
        subject = metadata.get("event_payload", {}).get("subject", "")
        if metadata.get("event_type") == "cardkeeper_card":
            found.setdefault(subject, []).append(message)
    return found


def _is_settled(message: dict[str, Any]) -> bool:
    return str(message["blocks"][0]["text"]["text"]).startswith("~")  # struck through


def _lines(message: dict[str, Any]) -> tuple[str, ...]:
    text = str(message["blocks"][0]["text"]["text"])
    return tuple(line for line in text.splitlines()[1:] if _LINE_OF_RULE.search(line))


def differences(expected: dict[str, CardOutcome], found: dict[str, CardOutcome]) -> list[str]:
    """Every difference that is not one of time alone, as a sentence."""
    told = [f"{name} is missing" for name in expected.keys() - found.keys()]
    for name, before in expected.items():
        if name in found:
            told += _differences(name, before, found[name])
    return told


def _differences(name: str, expected: CardOutcome, found: CardOutcome) -> list[str]:
    told = []
    for field in CardOutcome.__struct_fields__:
        before, after = (_excused(field, getattr(end, field)) for end in (expected, found))
        if before != after:
            told.append(f"{name}: {field} is {after!r} instead of {before!r}")
    return told


def _excused(field: str, value: Any) -> Any:
    """The value without what legitimately depends on when the bot came to look."""
    if field == "replies":
        return {words: _timeless(words, texts) for words, texts in value.items()}
    if field == "open_messages":
        # A message is begun by a change of the card itself; what other cards bring about (limits,
        # twins) is found by a sweep, which speaks of it on the card and mends a message that is
        # there, but begins none. So those lines may be in a message or not.
        own = [tuple(line for line in lines if not _compares(line)) for lines in value]
        return tuple(lines for lines in own if lines)
    if field == "sticky":
        # A sweep does not speak again because a count has changed ("7 cards, 6 are agreed").
        return tuple(
            "\n".join(re.sub(r"\d+", "#", ln) if _compares(ln) else ln for ln in text.splitlines())
            for text in value
        )
    return value


def _timeless(words: str, texts: tuple[str, ...]) -> Any:
    """`why` tells what is so when it is answered, and that depends on the moment: counted only."""
    return len(texts) if ": why " in words else texts


def _compares(line: str) -> bool:
    found = _LINE_OF_RULE.findall(line)
    return any(rule in RULES_BY_NAME and RULES_BY_NAME[rule].check_board for rule in found)
