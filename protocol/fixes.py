"""The plan of fixes: what would be changed on which card, merged per card, and how to go back.

Nothing is written here. A live board and an export are planned alike; `changes.py` holds what one
change does to a card and what undoes it.
"""

from collections.abc import Collection, Iterable, Iterator
from difflib import SequenceMatcher, unified_diff

from msgspec import Struct, structs

from protocol.board import Card
from protocol.changes import apply_to, inverse, place_of
from protocol.check import Report
from protocol.finding import Finding
from protocol.rule import Change
from protocol.subject import Context
from protocol.words import join_and

__all__ = ["PlannedFix", "apply_to", "diff_of", "inverse", "plan"]


class PlannedFix(Struct, frozen=True):
    """Everything that would be changed on one card."""

    before: Card
    after: Card
    changes: tuple[Change, ...]
    rules: tuple[str, ...]  # whose findings this puts right
    does: tuple[str, ...]  # one sentence for each of them
    safe: bool  # loses nothing and guesses nothing
    later: tuple[str, ...] = ()  # rules whose fixes touch the same place: for a next plan
    names: dict[str, str] = {}  # of the members and lists that the change speaks of, by id


def plan(
    report: Report,
    context: Context,
    rules: Collection[str] | None = None,
    include_asking: bool = False,
) -> tuple[PlannedFix, ...]:
    """The fixes for the findings of a report, one entry per card, in the report's order.

    Without `rules`, those of spoken findings; with them, those of the named rules only, counted in
    silence or spoken. Fixes that ask first are left out unless `include_asking`.
    """
    findings = [*report.findings, *(report.shadow if rules is not None else ())]
    wanted: dict[str, list[Finding]] = {}
    for finding in findings:
        fix = finding.fix
        if fix is None or not (fix.safe or include_asking):
            continue
        if finding.card_id and (rules is None or finding.rule in rules):
            wanted.setdefault(finding.card_id, []).append(finding)
    planned = (
        _planned(context.board.cards_by_id[card_id], found, context)
        for card_id, found in wanted.items()
        if card_id in context.board.cards_by_id
    )
    return tuple(entry for entry in planned if entry is not None)


def _planned(card: Card, findings: list[Finding], context: Context) -> PlannedFix | None:
    merged = _Merged(card)
    taken: list[Finding] = []
    later: list[str] = []
    for finding in findings:
        changes = _complete(finding, context)
        if changes is None:
            continue
        if merged.take(changes):
            taken.append(finding)
        else:
            later.append(finding.rule)
    changes = merged.changes
    after = apply_to(card, changes)
    if after == card:
        return None
    return PlannedFix(
        before=card,
        after=after,
        changes=changes,
        rules=tuple(finding.rule for finding in taken),
        does=tuple(finding.fix.does for finding in taken if finding.fix),
        safe=all(finding.fix.safe for finding in taken if finding.fix),
        later=tuple(later),
        names={
            change.value: context.name_of(change.value)
            if change.kind in ("own", "disown")
            else context.list_name(change.value)
            for change in (*changes, *inverse(card, changes))
            if change.kind in ("own", "disown", "move")
        },
    )


def _complete(finding: Finding, context: Context) -> tuple[Change, ...] | None:
    """The fix's changes with the estimate field's name; None when the agreement names no field."""
    field = context.agreement.annotations.estimate_field
    changes = []
    for change in finding.fix.changes if finding.fix else ():
        if change.kind == "estimate" and not change.extra:
            if not field:
                return None
            change = structs.replace(change, extra=field)
        changes.append(change)
    return tuple(changes)


class _Merged:
    """Changes of several fixes to one card, taken fix by fix: each wholly or not at all."""

    def __init__(self, card: Card) -> None:
        self._card = card
        self._by_place: dict[tuple[str, str], Change] = {}

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(self._by_place.values())

    def take(self, changes: Iterable[Change]) -> bool:
        """Adds the changes; False, and nothing added, when one touches what another changed."""
        held = dict(self._by_place)
        for change in changes:
            place = place_of(change)
            merged = self._merge(held[place], change) if place in held else change
            if merged is None:
                return False
            held[place] = merged
        self._by_place = held
        return True

    def _merge(self, first: Change, second: Change) -> Change | None:
        if first == second:
            return first
        if first.kind == second.kind == "describe":
            text = merge_texts(self._card.desc, first.value, second.value, "\n")
        elif first.kind == second.kind == "rename":
            text = merge_texts(self._card.name, first.value, second.value, " ")
        else:
            text = None
        return None if text is None else structs.replace(first, value=text)


def merge_texts(base: str, first: str, second: str, between: str) -> str | None:
    """Both edits of one text, split at `between`; None when they change the same part of it."""
    parts = base.split(between)
    one, other = (tuple(_edits(parts, text.split(between))) for text in (first, second))
    edits = [
        *(edit for edit in one if not _is_made_by(edit, other)),
        *(edit for edit in other if edit in one or not _is_made_by(edit, one)),
    ]
    merged: list[str] = []
    at = 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        if start < at:
            return None
        merged += [*parts[at:start], *new]
        at = end
    return between.join([*merged, *parts[at:]])


Edit = tuple[int, int, tuple[str, ...]]  # what stands from ... to ... becomes this


def _is_made_by(edit: Edit, others: Iterable[Edit]) -> bool:
    """Whether one of the other edits inserts the same, alone or as part of more at that place."""
    start, end, new = edit
    for their_start, their_end, theirs in others:
        if (start, end, new) == (their_start, their_end, theirs):
            return True
        touches = start == end and their_start <= start <= their_end
        if touches and any(theirs[n : n + len(new)] == new for n in range(len(theirs))):
            return True
    return False


def _edits(old: list[str], new: list[str]) -> Iterator[Edit]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind != "equal":
            yield start, end, tuple(new[new_start:new_end])


def diff_of(planned: Iterable[PlannedFix]) -> str:
    """The plan as text that a person can read, in the manner of a unified diff; empty for none."""
    blocks = ["\n".join(_block(entry)) for entry in planned]
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _block(entry: PlannedFix) -> Iterator[str]:
    card = entry.before
    yield f"--- {card.title}" + (f"  {card.url}" if card.url else "")
    for rule, does in zip(entry.rules, entry.does, strict=True):
        yield f"+++ {rule}: {does}"
    if entry.later:
        yield f"    (left for the next plan, for it touches the same: {join_and(entry.later)})"
    after = entry.after
    for facet, old, new in (
        ("title", [card.name], [after.name]),
        ("list", [_named(entry, card.list_id)], [_named(entry, after.list_id)]),
        ("labels", [label.title for label in card.labels], [la.title for la in after.labels]),
        (
            "owners",
            [_named(entry, member) for member in card.member_ids],
            [_named(entry, member) for member in after.member_ids],
        ),
        ("fields", _fields(card), _fields(after)),
        ("attachments", _attached(card), _attached(after)),
        ("due", [_ticked(card)], [_ticked(after)]),
        ("state", [_state(card)], [_state(after)]),
    ):
        if old != new:
            yield f"@@ {facet} @@"
            yield from (f"-{line}" for line in old if line not in new)
            yield from (f"+{line}" for line in new if line not in old)
    if card.desc != after.desc:
        yield from _text(card.desc, after.desc)


def _text(old: str, new: str) -> Iterator[str]:
    lines = unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=2)
    for line in lines:
        if line.startswith("@@"):
            yield f"@@ description{line.removeprefix('@@')}"
        elif not line.startswith(("---", "+++")):
            yield line


def _named(entry: PlannedFix, known_id: str) -> str:
    return entry.names.get(known_id, known_id)


def _fields(card: Card) -> list[str]:
    return [f"{name}: {value}" for name, value in card.fields.items()]


def _attached(card: Card) -> list[str]:
    return [f"{entry.name} <{entry.url}>" for entry in card.attachments]


def _state(card: Card) -> str:
    return "archived" if card.closed else "open"


def _ticked(card: Card) -> str:
    return "complete" if card.due_complete else "not complete"
