"""Read `protocol.toml`: strict, with errors that name the line and the nearest known words."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from protocol.agreement import (
    PULL_STATES,
    Agreement,
    DutyTerms,
    KindTerms,
    LabelTerms,
    ListTerms,
    Person,
    fold,
    read_span,
)
from protocol.agreement_lines import (
    AgreementError,
    Layer,
    Layers,
    extends_of,
    merged,
    read_layer,
)
from protocol.half_days import read_half
from protocol.rule import rule_options
from protocol.rules import RULES_BY_NAME
from protocol.section_names import SECTION_NAMES
from protocol.ties import REQUIRED_LINKS
from protocol.words import LEVELS, ROLES, WORK_ORDER, did_you_mean

__all__ = [
    "AgreementError",
    "Layer",
    "agreement_of_layers",
    "extends_of",
    "read_agreement",
    "read_layer",
]


_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")


def read_agreement(text: str, source: str) -> Agreement:
    """The agreement in the text of a `protocol.toml`; `source` names the file in an error.

    Raises AgreementError with one sentence: line, what is wrong, and the nearest known names. A
    text that extends another file is refused: `agreement_of_layers` takes them together.
    """
    layer = read_layer(text, source)
    if extends_of(layer):
        raise AgreementError(
            f"{layer.place(('extends',))}: the file that it extends was not given with it."
        )
    return agreement_of_layers((layer,))


def agreement_of_layers(nearest_first: Sequence[Layer]) -> Agreement:
    """One agreement out of a file and those it extends, checked as `read_agreement` does.

    Tables are joined key by key; a value or an array of the nearer file replaces the farther's.
    """
    place = Layers(nearest_first)
    table = merged([_with_short_forms(layer.table) for layer in nearest_first])
    _refuse_unknown_keys(table, Agreement, (), place)
    _refuse_wild_numbers(table, (), place)
    for name, kind in _NAMED_TABLES.items():
        entries = table.get(name)
        for key, entry in entries.items() if isinstance(entries, dict) else ():
            _convert(entry, kind, place, (name, key))
    agreement = _convert(table, Agreement, place, ())
    _check_rules(agreement, place)
    _check_values(agreement, place)
    _check_meeting(agreement, place)
    _check_pulls(agreement, place)
    return agreement


def _with_short_forms(table: dict[str, Any]) -> dict[str, Any]:
    """`"Doing" = "doing"` under [lists] is short for a table with that role; so with levels."""
    table = dict(table)
    for name, key in (("lists", "role"), ("rules", "level"), ("labels", "role")):
        entries = table.get(name)
        if isinstance(entries, dict):
            table[name] = {
                entry: {key: value} if isinstance(value, str) else value
                for entry, value in entries.items()
            }
    return table


def _refuse_unknown_keys(value: Any, kind: Any, path: tuple[str, ...], place: Layers) -> None:
    """msgspec refuses unknown keys too, but does not say which are known."""
    info = _described(kind) if isinstance(kind, type) else kind
    if isinstance(info, msgspec.inspect.UnionType):
        for member in info.types:
            if isinstance(member, msgspec.inspect.StructType | msgspec.inspect.DictType):
                _refuse_unknown_keys(value, member, path, place)
    if not isinstance(value, dict):
        return
    if isinstance(info, msgspec.inspect.DictType):
        for key, entry in value.items():
            if path and path[-1] in ("sections", "links", "weights") and key not in ROLES:
                raise AgreementError(
                    f"{place.of((*path, key))}: '{key}' is no role; {did_you_mean(key, ROLES)}"
                )
            _refuse_unknown_keys(entry, info.value_type, (*path, key), place)
    elif isinstance(info, msgspec.inspect.StructType):
        fields = {entry.encode_name: entry for entry in info.fields}
        for key, entry in value.items():
            if key not in fields:
                where = f" in [{'.'.join(path)}]" if path else ""
                raise AgreementError(
                    f"{place.of((*path, key))}: unknown key '{key}'{where}; "
                    f"{did_you_mean(key, fields)}"
                )
            _refuse_unknown_keys(entry, fields[key].type, (*path, key), place)


@cache
def _described(kind: type) -> msgspec.inspect.Type:
    """What msgspec knows of a type; it looks anew at each call."""
    return msgspec.inspect.type_info(kind)


_LARGEST = 100_000  # more than any team has of days, weeks, cards or minutes


def _refuse_wild_numbers(value: Any, path: tuple[str, ...], place: Layers) -> None:
    """Numbers that no time and no chart can be reckoned from; a version may be any."""
    if isinstance(value, dict):
        for key, entry in value.items():
            _refuse_wild_numbers(entry, (*path, key), place)
    elif isinstance(value, int | float) and path != ("version",) and not abs(value) <= _LARGEST:
        raise AgreementError(
            f"{place.of(path)}: '{path[-1]}' is no number that can be reckoned with; write one up "
            f"to {_LARGEST:,}."
        )


# Converted entry by entry first: in a table of tables msgspec does not say which entry is wrong.
_NAMED_TABLES: dict[str, type[Struct]] = {
    "lists": ListTerms,
    "labels": LabelTerms,
    "kinds": KindTerms,
    "people": Person,
    "duties": DutyTerms,
}
_T = TypeVar("_T")


def _convert(value: Any, kind: type[_T], place: Layers, path: tuple[str, ...]) -> _T:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise AgreementError(_sentence(str(error), place, path)) from None


def _sentence(reason: str, place: Layers, before: tuple[str, ...]) -> str:
    what, _, at = reason.partition(" - at `")
    parts = re.split(r"\.|\[\.\.\.\]|\[\d+\]", at.strip("`$"))
    path = (*before, *(part for part in parts if part))
    where = place.of(path)
    value = re.match(r"Invalid enum value '(.*)'", what)
    if value:
        return f"{where}: '{value[1]}' is no role; {did_you_mean(value[1], ROLES)}"
    named = f" at {'.'.join(path)}" if path else ""
    return f"{where}: {what[:1].lower()}{what[1:]}{named}."


def _check_rules(agreement: Agreement, place: Layers) -> None:
    for name, settings in agreement.rules.items():
        path = ("rules", name)
        if name not in RULES_BY_NAME:
            raise AgreementError(
                f"{place.of(path)}: there is no rule '{name}'; {did_you_mean(name, RULES_BY_NAME)}"
            )
        _check_levels(agreement, settings, path, place)
        try:
            options = rule_options(RULES_BY_NAME[name], agreement)
        except msgspec.ValidationError as error:
            raise AgreementError(_option_sentence(name, str(error), place)) from None
        assert isinstance(options, Struct)


def _check_levels(
    agreement: Agreement, settings: dict[str, Any], path: tuple[str, ...], place: Layers
) -> None:
    """The rule's level, and its levels by list and by kind."""
    levels: list[tuple[tuple[str, ...], Any]] = [(("level",), settings.get("level"))]
    for key in ("lists", "kinds"):
        table = settings.get(key, {})
        if not isinstance(table, dict):
            raise AgreementError(
                f"{place.of((*path, key))}: '{key}' of rule '{path[-1]}' is a table of levels, "
                f'such as {{ "Doing" = "off" }}.'
            )
        levels += [((key, name), level) for name, level in table.items()]
    for where, level in levels:
        if level is not None and level not in LEVELS:
            raise AgreementError(
                f"{place.of((*path, *where))}: '{level}' is no level; "
                f"known are {', '.join(LEVELS)}."
            )
    known = agreement.lists_by_folded_name  # empty: every list is told by its name alone
    for name in settings.get("lists", {}) if known else ():
        if fold(name) not in known:
            raise AgreementError(
                f"{place.of((*path, 'lists', name))}: [lists] has no '{name}'; "
                f"{did_you_mean(name, agreement.list_terms)}"
            )
    for kind in settings.get("kinds", {}):
        if kind not in agreement.kinds:
            raise AgreementError(
                f"{place.of((*path, 'kinds', kind))}: there is no kind '{kind}'; "
                f"{did_you_mean(kind, agreement.kinds)}"
            )


def _option_sentence(rule: str, reason: str, place: Layers) -> str:
    what, _, at = reason.partition(" - at `")
    unknown = re.search(r"unknown field `(.+?)`", what)
    if unknown:
        known = [*RULES_BY_NAME[rule].options.__struct_fields__, "level"]
        where = place.of(("rules", rule, unknown[1]))
        hint = did_you_mean(unknown[1], known)
        return f"{where}: rule '{rule}' has no option '{unknown[1]}'; {hint}"
    option = re.split(r"[.\[]", at.strip("`$").removeprefix("."))[0]
    where = place.of(("rules", rule, option))
    named = f"option '{option}' of rule '{rule}'" if option else f"rule '{rule}'"
    role = re.match(r"Invalid enum value '(.*)'", what)
    if role:
        return f"{where}: {named}: '{role[1]}' is no role; {did_you_mean(role[1], ROLES)}"
    return f"{where}: {named}: {what[:1].lower()}{what[1:]}."


def _check_values(agreement: Agreement, place: Layers) -> None:
    """What the types cannot say: time zones, spans of days, rule names in labels, moves."""
    zones = [
        (("timezone",), agreement.timezone),
        (("meeting", "timezone"), agreement.meeting.timezone),
    ]
    for name, person in agreement.people.items():
        zones.append((("people", name, "timezone"), person.timezone))
        for span in person.away:
            try:
                read_half(span) or read_span(span)
            except ValueError as error:
                raise AgreementError(f"{place.of(('people', name, 'away'))}: {error}") from None
    for path, zone in zones:
        if (zone or path == ("timezone",)) and not _is_zone(zone):
            raise AgreementError(
                f"{place.of(path)}: '{zone}' is no time zone; write one such as Europe/Berlin."
            )
    _check_duties(agreement, place)
    for name, terms in agreement.label_terms.items():
        for rule in terms.exempt:
            if rule not in RULES_BY_NAME:
                raise AgreementError(
                    f"{place.of(('labels', name, 'exempt'))}: there is no rule '{rule}'; "
                    f"{did_you_mean(rule, RULES_BY_NAME)}"
                )
    for name, kind in agreement.kinds.items():
        for role, words in kind.links.items():
            for word in words:
                if word not in REQUIRED_LINKS:
                    raise AgreementError(
                        f"{place.of(('kinds', name, 'links', role))}: '{word}' is no link that a "
                        f"card can be asked for; {did_you_mean(word, REQUIRED_LINKS)}"
                    )
    for key, moves in (("forbid", agreement.moves.forbid), ("only", agreement.moves.only)):
        for move in moves:
            ends = [end.strip() for end in move.split(">")]
            unknown = [end for end in ends if end not in (*ROLES, "any")]
            if len(ends) != 2 or unknown:
                raise AgreementError(
                    f"{place.of(('moves', key))}: '{move}' is no move; "
                    "write two roles as 'inbox > done'."
                )


def _check_meeting(agreement: Agreement, place: Layers) -> None:
    """Names of sections, and of the people who lead through the meeting or take part in it."""
    terms = agreement.meeting
    for name in terms.sections:
        if name not in SECTION_NAMES:
            raise AgreementError(
                f"{place.of(('meeting', 'sections'))}: '{name}' is no section of the agenda; "
                f"{did_you_mean(name, SECTION_NAMES)}"
            )
    for key, names in (("facilitators", terms.facilitators), ("people", terms.people)):
        for name in names if agreement.people else ():
            if name not in agreement.people:
                raise AgreementError(
                    f"{place.of(('meeting', key))}: [people] has no '{name}'; "
                    f"{did_you_mean(name, agreement.people)}"
                )


def _check_duties(agreement: Agreement, place: Layers) -> None:
    """Duties are taken by people of the agreement."""
    known = {fold(name) for name in agreement.people}
    for duty, terms in agreement.duties.items():
        where = place.of(("duties", duty, "people"))
        if not terms.people:
            raise AgreementError(f"{where}: nobody takes the duty '{duty}'; name people in turn.")
        for name in terms.people:
            if fold(name) not in known:
                raise AgreementError(
                    f"{where}: [people] has no '{name}'; {did_you_mean(name, agreement.people)}"
                )


def _check_pulls(agreement: Agreement, place: Layers) -> None:
    """States that move a card, where they move it to, and names of repositories."""
    for state, role in agreement.moves.pull_requests.items():
        where = place.of(("moves", "pull_requests", state))
        if state not in PULL_STATES:
            raise AgreementError(
                f"{where}: '{state}' is no state of a pull request that can move a card; "
                f"{did_you_mean(state, PULL_STATES)}"
            )
        if role not in WORK_ORDER:
            raise AgreementError(
                f"{where}: a pull request cannot move a card to '{role}', for that is not on the "
                f"way from inbox to done; {did_you_mean(role, WORK_ORDER)}"
            )
    terms = agreement.repositories
    named = [(("template",), terms.template)] if terms.template else []
    for path, name in [*named, *((("boards", name), name) for name in terms.boards)]:
        if not _REPOSITORY.fullmatch(name):
            raise AgreementError(
                f"{place.of(('repositories', *path))}: '{name}' is no repository; write owner/name."
            )


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown names are a KeyError
        return False
    return True
