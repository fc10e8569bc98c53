"""What a rule is, and what it finds.

A rule is one file in `protocol/rules/` with a module docstring (its page), typed options, a
`check` function and a `RULE` at the end. It is a pure function of the card and the context.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

import msgspec
from msgspec import Struct

from protocol.agreement import Agreement, fold
from protocol.subject import Context, Subject
from protocol.words import Level

Family = Literal[
    "meaning", "ownership", "time", "content", "links", "flow", "goals", "housekeeping"
]
FAMILIES: tuple[Family, ...] = (
    "meaning", "ownership", "time", "content", "links", "flow", "goals", "housekeeping",
)  # fmt: skip


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """Options of a rule; a rule without any uses this class as it is."""


O = TypeVar("O", bound=Options)  # noqa: E741 - the one type variable of this room


class Change(Struct, frozen=True):
    """One change to a card, in words of the board: what a fix would do.

    `kind` is one of: `describe` (value: the whole new description), `rename` (value: new title),
    `label` / `unlabel` (value: label name), `own` / `disown` (value: member id), `estimate`
    (value: days, empty to clear; extra: the field's name, when it is not the agreement's estimate
    field), `attach` / `detach` (value: address, extra: its name), `move` (value: list id), `tick` /
    `untick` (value: "due"), `archive` / `unarchive`. `protocol.fixes` applies and inverts them.
    """

    kind: str
    value: str = ""
    extra: str = ""


class Fix(Struct, frozen=True):
    """A way to put a finding right: `safe` ones lose nothing and guess nothing."""

    does: str  # "Adds the headings Data and Result, empty, below the description."
    changes: tuple[Change, ...]
    safe: bool


class Breach(Struct, frozen=True):
    """What a rule says of one card (or of the board, when it names no card).

    `says` completes "This card ...": lower case, no full stop, with the facts used. `resolve` is a
    whole sentence that tells what to do. `who` are member ids of those who can do it; empty means
    anyone on the board.
    """

    says: str
    resolve: str
    who: tuple[str, ...] = ()
    since: datetime | None = None
    facts: dict[str, str] = {}
    card_id: str = ""  # set by rules that judge the whole board
    about: str = ""  # of the board: what it is about, "list Doing", to tell such findings apart
    fix: Fix | None = None


@dataclass(frozen=True)
class Rule(Generic[O]):
    """One checkable sentence of the agreement. Exactly one of `check`, `check_board` is given."""

    name: str  # file name with dashes = key in protocol.toml = page
    family: Family
    summary: str  # one sentence: what a card that keeps it looks like
    page: str  # the file's docstring
    level: Level  # the level it has unless the agreement says otherwise
    options: type[O]
    check: Callable[[Subject, Context, O], Iterable[Breach]] | None = None
    check_board: Callable[[Context, O], Iterable[Breach]] | None = None
    names_cards: bool = True  # False: its findings are of the board alone, never of a card


COMMON_SETTINGS = ("level", "lists", "kinds")  # keys of [rules.NAME] that are not its options


def rule_options(rule: Rule[Any], agreement: Agreement) -> Options:
    """The rule's options as the agreement sets them; raises msgspec.ValidationError."""
    read: dict[str, Options] = agreement.__dict__.setdefault("_options_by_rule", {})  # kept, for
    if rule.name not in read:  # they are asked for at every look at every card
        settings = agreement.rules.get(rule.name, {})
        own = {key: value for key, value in settings.items() if key not in COMMON_SETTINGS}
        read[rule.name] = msgspec.convert(own, rule.options)
    return read[rule.name]


def level_on_every_card(rule: Rule[Any], agreement: Agreement) -> Level | None:
    """The rule's level where it is the same on every card; None when kind or list decide."""
    settings = agreement.rules.get(rule.name) or {}
    if settings.get("kinds") or settings.get("lists"):
        return None
    return level_for(rule, agreement, None)


def level_for(rule: Rule[Any], agreement: Agreement, subject: Subject | None) -> Level:
    """The rule's level on this card: by its kind, else by its list, else for the whole board."""
    settings = agreement.rules.get(rule.name)
    if not settings:
        return rule.level
    level: Level = settings.get("level", rule.level)
    if subject is None:
        return level
    by_kind = settings.get("kinds", {}).get(subject.kind) if subject.kind else None
    if by_kind:
        level = by_kind
    else:
        for name, listed in settings.get("lists", {}).items():
            if fold(name) == fold(subject.list_name):
                level = listed
    return level
