"""Read Trello's JSON, an export or a live snapshot alike, into `protocol.board`.

Only the keys that Cardkeeper uses are looked at: exports of 2015 lack `start` and `dueComplete`,
those of 2026 bring new ones, and nearly every value may be null (facts from real exports).
"""

import re
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import Struct

from protocol.board import (
    Action,
    Attachment,
    Board,
    BoardList,
    Card,
    CheckItem,
    Checklist,
    Comment,
    Label,
    LooseEnd,
    Member,
)


class BoardError(ValueError):
    """The input is not a board that can be read; the text is one sentence for a person."""


class _Wire(Struct, rename="camel"):
    """Wire structs take every key as optional and nullable."""


class _Label(_Wire):
    id: str | None = None
    name: str | None = None
    color: str | None = None


class _List(_Wire):
    id: str
    name: str | None = None
    closed: bool | None = None
    pos: float | None = None


class _CheckItem(_Wire):
    id: str | None = None
    name: str | None = None
    state: str | None = None
    pos: float | None = None


class _Checklist(_Wire):
    id: str | None = None
    name: str | None = None
    id_card: str | None = None
    check_items: list[_CheckItem] | None = None
    pos: float | None = None


class _Attachment(_Wire):
    id: str | None = None
    name: str | None = None
    url: str | None = None
    is_upload: bool | None = None
    date: datetime | None = None


class _FieldItem(_Wire):
    id_custom_field: str | None = None
    id_value: str | None = None
    value: dict[str, Any] | None = None


class _Option(_Wire):
    id: str | None = None
    value: dict[str, Any] | None = None


class _Field(_Wire):
    id: str
    name: str | None = None
    type: str | None = None
    options: list[_Option] | None = None


class _Named(_Wire):
    id: str | None = None
    id_list: str | None = None


class _ActionData(_Wire):
    card: dict[str, Any] | None = None
    list: _Named | None = None
    list_before: _Named | None = None
    list_after: _Named | None = None
    old: dict[str, Any] | None = None
    text: str | None = None
    id_member: str | None = None
    check_item: dict[str, Any] | None = None
    custom_field: dict[str, Any] | None = None
    custom_field_item: dict[str, Any] | None = None
    label: dict[str, Any] | None = None
    attachment: dict[str, Any] | None = None
    checklist: dict[str, Any] | None = None


class _Action(_Wire):
    id: str
    type: str
    date: datetime
    id_member_creator: str | None = None
    data: _ActionData | None = None
    member: _Named | None = None


class _Card(_Wire):
    id: str
    name: str | None = None
    id_list: str | None = None
    desc: str | None = None
    id_members: list[str] | None = None
    labels: list[_Label] | None = None
    id_labels: list[str] | None = None
    closed: bool | None = None
    due: datetime | None = None
    due_complete: bool | None = None
    start: datetime | None = None
    date_last_activity: datetime | None = None
    id_short: int | None = None
    short_link: str | None = None
    short_url: str | None = None
    url: str | None = None
    pos: float | None = None
    is_template: bool | None = None
    checklists: list[_Checklist] | None = None
    attachments: list[_Attachment] | None = None
    custom_field_items: list[_FieldItem] | None = None
    actions: list[_Action] | None = None


class _Member(_Wire):
    id: str
    username: str | None = None
    full_name: str | None = None


class _Membership(_Wire):
    id_member: str | None = None
    deactivated: bool | None = None
    member_type: str | None = None


class _Board(_Wire):
    lists: list[_List]
    cards: list[_Card]
    id: str | None = None
    name: str | None = None
    url: str | None = None
    short_url: str | None = None
    short_link: str | None = None
    closed: bool | None = None
    date_last_activity: datetime | None = None
    members: list[_Member] | None = None
    memberships: list[_Membership] | None = None
    labels: list[_Label] | None = None
    checklists: list[_Checklist] | None = None
    custom_fields: list[_Field] | None = None
    actions: list[_Action] | None = None


_decoder = msgspec.json.Decoder(_Board)


def read_export(raw: bytes, source: str) -> Board:
    """The board in the bytes of a Trello export; `source` names the file in the error's sentence.

    Raises BoardError with one sentence when the bytes are not JSON, are cut off, or are no board.
    """
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if not raw.strip():
        raise BoardError(f"{source} is empty; it should hold a Trello board exported as JSON.")
    try:
        wire = _decode(raw)
    except msgspec.ValidationError as error:
        raise BoardError(_not_a_board(source, str(error))) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BoardError(_not_json(source, raw, str(error))) from None
    except RecursionError:
        raise BoardError(f"{source} is nested too deeply to be a Trello board export.") from None
    return _board(wire)


# An escaped backslash, a whole pair of halves, or (named) a half without its other one.
_HALVES = re.compile(
    rb"""\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"""
    rb"""|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})"""
)


def _decode(raw: bytes) -> _Board:
    """The wire form; half an emoji, as a text cut off by another program has it, is mended."""
    try:
        return _decoder.decode(raw)
    except msgspec.ValidationError as error:
        if not _is_of_an_action(error):
            raise
        return _convert(msgspec.json.decode(raw))
    except msgspec.DecodeError:
        mended = with_whole_letters(raw)
        if mended == raw:
            raise
        return _decoder.decode(mended)


def with_whole_letters(raw: bytes) -> bytes:
    """JSON in which each half of an emoji, of which no reader can make a letter, is replaced."""
    return _HALVES.sub(lambda found: rb"\ufffd" if found["half"] else found[0], raw)


def _is_of_an_action(error: msgspec.ValidationError) -> bool:
    return " - at `$.actions[" in str(error)


def _convert(answer: dict[str, Any]) -> _Board:
    """The wire form of a decoded board. One entry of its history that cannot be read is left out:
    the board as it is now is whole without it."""
    try:
        return msgspec.convert(answer, _Board)
    except msgspec.ValidationError as error:
        if not _is_of_an_action(error):
            raise
        return msgspec.convert(
            {**answer, "actions": list(filter(_is_action, answer["actions"]))}, _Board
        )


def _is_action(entry: object) -> bool:
    try:
        msgspec.convert(entry, _Action)
    except (msgspec.ValidationError, UnicodeError):
        return False
    return True


def read_snapshot(answer: dict[str, Any], source: str = "Trello's answer") -> Board:
    """The board in a decoded answer of the REST API; raises BoardError as `read_export`."""
    try:
        return _board(_convert(answer))
    except (msgspec.ValidationError, UnicodeError) as error:
        raise BoardError(_not_a_board(source, str(error))) from None


def read_card(answer: dict[str, Any], board: Board, field_definitions: list[Any] = []) -> Card:  # noqa: B006 - never changed
    """One card as `GET /cards/{id}` answers it, joined with what `board` knows of labels.

    `field_definitions` are the board's custom fields as Trello gives them; without them custom
    field values keep what the board snapshot knew of this card.
    """
    try:
        wire = msgspec.convert(answer, _Card)
        definitions = msgspec.convert(field_definitions, list[_Field])
    except (msgspec.ValidationError, UnicodeError) as error:
        raise BoardError(_not_a_board("Trello's answer", str(error))) from None
    labels = {label.id: label for label in board.labels}
    return _card(wire, labels, {}, {field.id: field for field in definitions})


def read_actions(answer: list[dict[str, Any]]) -> tuple[Action, ...]:
    """History entries as the REST API or a webhook gives them; raises BoardError."""
    try:
        return tuple(map(_action, filter(_is_dated, msgspec.convert(answer, list[_Action]))))
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


def _not_a_board(source: str, reason: str) -> str:
    what, _, place = reason.partition(" - at `")
    path = place.rstrip("`").removeprefix("$").removeprefix(".")
    if path.count(".") == 0 and "[" not in path and "missing required field" in what:
        missing = what.rpartition("`")[0].rpartition("`")[2]
        return f"{source} is JSON but not a Trello board export: it has no `{missing}`."
    if not path:
        return f"{source} is JSON but not a Trello board export ({what.lower()})."
    return f"{source} is not a board that can be read: {what[:1].lower()}{what[1:]} at {path}."


def _board(wire: _Board) -> Board:
    labels = {label.id or "": _label(label) for label in wire.labels or []}
    fields = {field.id: field for field in wire.custom_fields or []}
    checklists: dict[str, list[_Checklist]] = {}
    for checklist in wire.checklists or []:
        checklists.setdefault(checklist.id_card or "", []).append(checklist)
    cards = tuple(_card(card, labels, checklists, fields) for card in wire.cards)
    lists = tuple(
        BoardList(entry.id, entry.name or "", bool(entry.closed), entry.pos or 0.0)
        for entry in wire.lists
    )
    members = _members(wire)
    actions = tuple(_action(entry) for entry in wire.actions or [] if _is_dated(entry))
    return Board(
        id=wire.id or "",
        name=wire.name or "(board without a name)",
        url=wire.url or wire.short_url or "",
        short_link=wire.short_link or "",
        closed=bool(wire.closed),
        last_activity=_aware(wire.date_last_activity),
        lists=lists,
        cards=cards,
        members=members,
        labels=tuple(labels.values()),
        field_names=tuple(field.name or "" for field in fields.values()),
        actions=tuple(sorted(actions, key=lambda action: action.date, reverse=True)),
        loose_ends=_loose_ends(cards, lists, members),
    )


def _loose_ends(
    cards: tuple[Card, ...], lists: tuple[BoardList, ...], members: tuple[Member, ...]
) -> tuple[LooseEnd, ...]:
    list_ids = {entry.id for entry in lists}
    member_ids = {member.id for member in members}
    found = []
    for card in cards:
        if card.closed:
            continue  # archived cards keep whom and what they had; nothing is asked of them
        if card.list_id not in list_ids:
            found.append(LooseEnd(card.title, card.url, "list", card.list_id))
        found += [
            LooseEnd(card.title, card.url, "member", member)
            for member in card.member_ids
            if member not in member_ids
        ]
    return tuple(found)


def _members(wire: _Board) -> tuple[Member, ...]:
    ships = {ship.id_member: ship for ship in wire.memberships or []}
    members = []
    for member in wire.members or []:
        ship = ships.get(member.id)
        on_board = wire.memberships is None or ship is not None
        members.append(
            Member(
                id=member.id,
                username=member.username or "",
                full_name=member.full_name or "",
                active=on_board and not (ship is not None and ship.deactivated),
                is_admin=ship is not None and ship.member_type == "admin",
                is_observer=ship is not None and ship.member_type == "observer",
            )
        )
    return tuple(members)


def _card(
    wire: _Card,
    labels: dict[str, Label],
    checklists: dict[str, list[_Checklist]],
    fields: dict[str, _Field],
) -> Card:
    inline = tuple(_label(label) for label in wire.labels or [])
    held = {label.id for label in inline}
    joined = inline + tuple(
        labels[label_id]
        for label_id in wire.id_labels or []
        if label_id not in held and label_id in labels
    )
    own = wire.checklists if wire.checklists is not None else checklists.get(wire.id, [])
    attached = [
        Attachment(a.id or "", a.name or "", a.url or "", bool(a.is_upload), _aware(a.date))
        for a in wire.attachments or []
    ]
    return Card(
        id=wire.id,
        name=wire.name or "",
        list_id=wire.id_list or "",
        desc=wire.desc or "",
        member_ids=tuple(dict.fromkeys(wire.id_members or [])),
        labels=joined,
        closed=bool(wire.closed),
        due=_aware(wire.due),
        due_complete=bool(wire.due_complete),
        start=_aware(wire.start),
        last_activity=_aware(wire.date_last_activity),
        number=wire.id_short,
        short_link=wire.short_link or "",
        url=wire.short_url or wire.url or "",
        position=wire.pos or 0.0,
        is_template=bool(wire.is_template),
        checklists=tuple(
            _checklist(entry) for entry in sorted(own, key=lambda entry: entry.pos or 0.0)
        ),
        attachments=tuple(each for each in attached if not each.is_own),
        fields=_field_values(wire.custom_field_items, fields),
        comments=tuple(
            Comment(a.id, a.member_id, a.text, a.date)
            for a in map(_action, wire.actions or [])
            if a.type == "commentCard"
        ),
        own_attachments=tuple(each for each in attached if each.is_own),
    )


def _label(wire: _Label) -> Label:
    return Label(wire.id or "", wire.name or "", wire.color or "")


def _checklist(wire: _Checklist) -> Checklist:
    items = sorted(wire.check_items or [], key=lambda item: item.pos or 0.0)
    return Checklist(
        wire.id or "",
        wire.name or "",
        tuple(CheckItem(i.id or "", i.name or "", i.state == "complete") for i in items),
    )


def _field_values(items: list[_FieldItem] | None, fields: dict[str, _Field]) -> dict[str, str]:
    """Values as text by field name. Trello gives every value as a string in a one-key object,
    and a list field's value as the id of an option (facts/trello.md 1.7)."""
    values = {}
    for item in items or []:
        field = fields.get(item.id_custom_field or "")
        if field is None:
            continue  # the definition was deleted: Trello keeps the orphan value
        value = item.value
        if item.id_value:
            chosen = [o for o in field.options or [] if o.id == item.id_value]
            value = chosen[0].value if chosen else None
        if value:
            values[field.name or field.id] = str(next(iter(value.values())))
    return values


_YEARS = (1970, 2999)  # beyond them no days and weeks can be reckoned around a time


def _is_dated(wire: _Action) -> bool:
    """Whether it says when it was: Trello is of this century, a mended export may say anything."""
    return _YEARS[0] <= wire.date.year <= _YEARS[1]


def _action(wire: _Action) -> Action:
    data = wire.data or _ActionData()
    about = data.check_item or data.custom_field or data.label or data.attachment or data.checklist
    about = about or {}
    card = data.card or {}
    return Action(
        id=wire.id,
        type=wire.type,
        date=wire.date if wire.date.tzinfo else wire.date.replace(tzinfo=UTC),
        member_id=wire.id_member_creator or "",
        card_id=str(card.get("id") or ""),
        list_id=(data.list.id if data.list else None) or str(card.get("idList") or ""),
        list_before=(data.list_before.id if data.list_before else None) or "",
        list_after=(data.list_after.id if data.list_after else None) or "",
        text=data.text or "",
        changed=data.old or {},
        card=card,
        subject_id=str(data.id_member or (wire.member and wire.member.id) or about.get("id") or ""),
        value=str(about.get("state") or about.get("name") or ""),
    )


def _aware(time: datetime | None) -> datetime | None:
    return time.replace(tzinfo=UTC) if time is not None and time.tzinfo is None else time
