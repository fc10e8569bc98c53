"""Read Trello's JSON, an export or a live snapshot alike, into `protocol.board`.

What cannot be read ends in one sentence that says what is wrong with it.
"""

import re
from typing import Any

import msgspec

from protocol.board import Action, Board, Card
from protocol.board_complaints import complaint, with_times
from protocol.board_join import action_of, board_of, card_of, is_dated
from protocol.board_wire import ActionWire, BoardWire, CardWire, FieldWire


class BoardError(ValueError):
    """The input is not a board that can be read; the text is one sentence for a person."""


_decoder = msgspec.json.Decoder(BoardWire)


def read_export(raw: bytes, source: str) -> Board:
    """The board in the bytes of a Trello export; `source` names the file in the error's sentence.

    Raises BoardError with one sentence when the bytes are not JSON, are cut off, or are no board.
    """
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if not raw.strip():
        raise BoardError(f"{source} is empty; it should hold a Trello board exported as JSON.")
    try:
        wire = _decode(raw)
    except _NoBoardError as error:
        raise BoardError(_not_a_board(source, error.reason, error.answer)) from None
    except (msgspec.DecodeError, UnicodeError) as error:
        raise BoardError(_not_json(source, raw, str(error))) from None
    except RecursionError:
        raise BoardError(f"{source} is nested too deeply to be a Trello board export.") from None
    return board_of(wire)


# An escaped backslash, a whole pair of halves, or (named) a half without its other one.
_HALVES = re.compile(
    rb"""\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"""
    rb"""|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})"""
)


class _NoBoardError(Exception):
    """The JSON is whole and is no board; with the reason, and what it holds."""

    def __init__(self, reason: str, answer: Any) -> None:
        super().__init__(reason)
        self.reason, self.answer = reason, answer


def _decode(raw: bytes) -> BoardWire:
    """The wire form; half an emoji, as a text cut off by another program has it, is mended."""
    try:
        return _decoder.decode(raw)
    except msgspec.DecodeError as error:
        mended = with_whole_letters(raw)
        if not isinstance(error, msgspec.ValidationError):
            if mended == raw:
                raise
            return _decode(mended)
    answer = msgspec.json.decode(mended)  # what is cut off or broken further on is said first
    try:
        return _convert(with_times(answer))
    except (msgspec.ValidationError, UnicodeError) as error:
        raise _NoBoardError(str(error), answer) from None


def with_whole_letters(raw: bytes) -> bytes:
    """JSON in which each half of an emoji, of which no reader can make a letter, is replaced."""
    return _HALVES.sub(lambda found: rb"\ufffd" if found["half"] else found[0], raw)


def _is_of_an_action(error: msgspec.ValidationError) -> bool:
    return " - at `$.actions[" in str(error)


def _convert(answer: dict[str, Any]) -> BoardWire:
    """The wire form of a decoded board. One entry of its history that cannot be read is left out:
    the board as it is now is whole without it."""
    try:
        return msgspec.convert(answer, BoardWire)
    except msgspec.ValidationError as error:
        if not _is_of_an_action(error):
            raise
        return msgspec.convert(
            {**answer, "actions": list(filter(_is_action, answer["actions"]))}, BoardWire
        )


def _is_action(entry: object) -> bool:
    try:
        msgspec.convert(entry, ActionWire)
    except (msgspec.ValidationError, UnicodeError):
        return False
    return True


def read_snapshot(answer: dict[str, Any], source: str = "Trello's answer") -> Board:
    """The board in a decoded answer of the REST API; raises BoardError as `read_export`."""
    try:
        return board_of(_convert(answer))
    except (msgspec.ValidationError, UnicodeError) as error:
        raise BoardError(_not_a_board(source, str(error))) from None


def read_card(answer: dict[str, Any], board: Board, field_definitions: list[Any] = []) -> Card:  # noqa: B006 - never changed
    """One card as `GET /cards/{id}` answers it, joined with what `board` knows of labels.

    `field_definitions` are the board's custom fields as Trello gives them; without them custom
    field values keep what the board snapshot knew of this card.
    """
    try:
        wire = msgspec.convert(answer, CardWire)
        definitions = msgspec.convert(field_definitions, list[FieldWire])
    except (msgspec.ValidationError, UnicodeError) as error:
        raise BoardError(_not_a_board("Trello's answer", str(error))) from None
    labels = {label.id: label for label in board.labels}
    return card_of(wire, labels, {}, {field.id: field for field in definitions})


def read_actions(answer: list[dict[str, Any]]) -> tuple[Action, ...]:
    """History entries as the REST API or a webhook gives them; raises BoardError."""
    try:
        return tuple(map(action_of, filter(is_dated, msgspec.convert(answer, list[ActionWire]))))
    except (msgspec.ValidationError, UnicodeError) as error:
        raise BoardError(_not_a_board("an action of Trello's", str(error))) from None


def _not_json(source: str, raw: bytes, reason: str) -> str:
    if "truncated" in reason:
        return (
            f"{source} ends in the middle of the JSON, after {len(raw):,} bytes; "
            "the download was probably cut off. Export the board again."
        )
    if raw.lstrip()[:1] == b"<":
        return (
            f"{source} is a web page, not JSON: in Trello use Menu > Print, export and share > "
            "Export as JSON while signed in."
        )
    place = reason.rpartition("(byte ")[2].rstrip(")")
    if place.isdigit():
        before = raw[: int(place)]
        line, column = before.count(b"\n") + 1, len(before) - (before.rfind(b"\n") + 1) + 1
        return f"{source} is not JSON: line {line}, column {column} cannot be read."
    return f"{source} is not JSON in UTF-8 ({reason})."


def _not_a_board(source: str, reason: str, answer: Any = None) -> str:
    if " - at `$.cards[" in reason and (said := complaint(answer)):
        return f"{source}: {said}"
    what, _, place = reason.partition(" - at `")
    path = place.rstrip("`").removeprefix("$").removeprefix(".")
    if path.count(".") == 0 and "[" not in path and "missing required field" in what:
        missing = what.rpartition("`")[0].rpartition("`")[2]
        return f"{source} is JSON but not a Trello board export: it has no `{missing}`."
    if not path:
        return f"{source} is JSON but not a Trello board export ({what.lower()})."
    return f"{source} is not a board that can be read: {what[:1].lower()}{what[1:]} at {path}."
