"""A board from Trello's JSON: cards joined with their labels, checklists and fields, people with
their memberships."""

from collections.abc import Iterable
from datetime import UTC, datetime
from sys import intern
from typing import TypeVar

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
from protocol.board_wire import (
    ActionDataWire,
    ActionWire,
    BoardWire,
    CardWire,
    ChecklistWire,
    FieldItemWire,
    FieldWire,
    LabelWire,
    ListWire,
    MemberWire,
)

_E = TypeVar("_E", CardWire, ListWire, MemberWire)


def board_of(wire: BoardWire) -> Board:
    """The whole board. What an export has twice under one id, as mended ones do, is there once."""
    labels = {label.id or "": _label(label) for label in wire.labels or []}
    fields = {field.id: field for field in wire.custom_fields or []}
    checklists: dict[str, list[ChecklistWire]] = {}
    for checklist in wire.checklists or []:
        checklists.setdefault(checklist.id_card or "", []).append(checklist)
    cards = tuple(card_of(card, labels, checklists, fields) for card in _once(wire.cards))
    lists = tuple(
        BoardList(entry.id, entry.name or "", bool(entry.closed), entry.pos or 0.0)
        for entry in _once(wire.lists)
    )
    members = _members(wire)
    actions = tuple(action_of(entry) for entry in wire.actions or [] if is_dated(entry))
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


def _once(entries: list[_E]) -> Iterable[_E]:
    found: dict[str, _E] = {}
    for entry in entries:
        found.setdefault(entry.id, entry)
    return found.values()


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


def _members(wire: BoardWire) -> tuple[Member, ...]:
    ships = {ship.id_member: ship for ship in wire.memberships or []}
    members = []
    for member in _once(wire.members or []):
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


def card_of(
    wire: CardWire,
    labels: dict[str, Label],
    checklists: dict[str, list[ChecklistWire]],
    fields: dict[str, FieldWire],
) -> Card:
    """The card with its labels, checklists and fields; what is inline comes before the board's."""
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
            for a in map(action_of, wire.actions or [])
            if a.type == "commentCard"
        ),
        own_attachments=tuple(each for each in attached if each.is_own),
    )


def _label(wire: LabelWire) -> Label:
    return Label(wire.id or "", wire.name or "", wire.color or "")


def _checklist(wire: ChecklistWire) -> Checklist:
    items = sorted(wire.check_items or [], key=lambda item: item.pos or 0.0)
    return Checklist(
        wire.id or "",
        wire.name or "",
        tuple(CheckItem(i.id or "", i.name or "", i.state == "complete") for i in items),
    )


def _field_values(
    items: list[FieldItemWire] | None, fields: dict[str, FieldWire]
) -> dict[str, str]:
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


def is_dated(wire: ActionWire) -> bool:
    """Whether it says when it was: Trello is of this century, a mended export may say anything."""
    return _YEARS[0] <= wire.date.year <= _YEARS[1]


def action_of(wire: ActionWire) -> Action:
    """One entry of the history."""
    data = wire.data or ActionDataWire()
    about = data.check_item or data.custom_field or data.label or data.attachment or data.checklist
    about = about or {}
    card = data.card or {}
    return Action(
        id=wire.id,
        type=intern(wire.type),  # there are thousands of entries, and few types, lists and people
        date=wire.date if wire.date.tzinfo else wire.date.replace(tzinfo=UTC),
        member_id=intern(wire.id_member_creator or ""),
        card_id=str(card.get("id") or ""),
        list_id=intern((data.list.id if data.list else None) or str(card.get("idList") or "")),
        list_before=intern((data.list_before.id if data.list_before else None) or ""),
        list_after=intern((data.list_after.id if data.list_after else None) or ""),
        text=data.text or "",
        changed=data.old or {},
        card=card,
        subject_id=str(data.id_member or (wire.member and wire.member.id) or about.get("id") or ""),
        value=str(about.get("state") or about.get("name") or ""),
    )


def _aware(time: datetime | None) -> datetime | None:
    return time.replace(tzinfo=UTC) if time is not None and time.tzinfo is None else time
