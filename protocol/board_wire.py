"""Trello's JSON as it comes: only the keys that Cardkeeper uses, each of them optional.

Exports of 2015 lack `start` and `dueComplete`, those of 2026 bring new keys, and nearly every value
may be null (facts from real exports).
"""

from datetime import datetime
from typing import Any

from msgspec import Struct


class Wire(Struct, rename="camel"):
    """Wire structs take every key as optional and nullable."""


class LabelWire(Wire):
    id: str | None = None
    name: str | None = None
    color: str | None = None


class ListWire(Wire):
    id: str
    name: str | None = None
    closed: bool | None = None
    pos: float | None = None


class CheckItemWire(Wire):
    id: str | None = None
    name: str | None = None
    state: str | None = None
    pos: float | None = None


class ChecklistWire(Wire):
    id: str | None = None
    name: str | None = None
    id_card: str | None = None
    check_items: list[CheckItemWire] | None = None
    pos: float | None = None


class AttachmentWire(Wire):
    id: str | None = None
    name: str | None = None
    url: str | None = None
    is_upload: bool | None = None
    date: datetime | None = None


class FieldItemWire(Wire):
    id_custom_field: str | None = None
    id_value: str | None = None
    value: dict[str, Any] | None = None


class OptionWire(Wire):
    id: str | None = None
    value: dict[str, Any] | None = None


class FieldWire(Wire):
    id: str
    name: str | None = None
    type: str | None = None
    options: list[OptionWire] | None = None


class NamedWire(Wire):
    id: str | None = None
    id_list: str | None = None


class ActionDataWire(Wire):
    card: dict[str, Any] | None = None
    list: NamedWire | None = None
    list_before: NamedWire | None = None
    list_after: NamedWire | None = None
    old: dict[str, Any] | None = None
    text: str | None = None
    id_member: str | None = None
    check_item: dict[str, Any] | None = None
    custom_field: dict[str, Any] | None = None
    custom_field_item: dict[str, Any] | None = None
    label: dict[str, Any] | None = None
    attachment: dict[str, Any] | None = None
    checklist: dict[str, Any] | None = None


class ActionWire(Wire):
    id: str
    type: str
    date: datetime
    id_member_creator: str | None = None
    data: ActionDataWire | None = None
    member: NamedWire | None = None


class CardWire(Wire):
    id: str
    name: str | None = None
    id_list: str | None = None
    desc: str | None = None
    id_members: list[str] | None = None
    labels: list[LabelWire] | None = None
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
    checklists: list[ChecklistWire] | None = None
    attachments: list[AttachmentWire] | None = None
    custom_field_items: list[FieldItemWire] | None = None
    actions: list[ActionWire] | None = None


class MemberWire(Wire):
    id: str
    username: str | None = None
    full_name: str | None = None


class MembershipWire(Wire):
    id_member: str | None = None
    deactivated: bool | None = None
    member_type: str | None = None


class BoardWire(Wire):
    lists: list[ListWire]
    cards: list[CardWire]
    id: str | None = None
    name: str | None = None
    url: str | None = None
    short_url: str | None = None
    short_link: str | None = None
    closed: bool | None = None
    date_last_activity: datetime | None = None
    members: list[MemberWire] | None = None
    memberships: list[MembershipWire] | None = None
    labels: list[LabelWire] | None = None
    checklists: list[ChecklistWire] | None = None
    custom_fields: list[FieldWire] | None = None
    actions: list[ActionWire] | None = None
