"""A card that somebody is about to make: built as it would be, and judged before it is made.

What the agreement would say of it comes back at the part of the draft that can put it right, so
that a card made this way keeps the agreement from its first minute.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from msgspec import Struct, structs

from protocol.agreement import KindTerms, fold
from protocol.board import Card, Label
from protocol.changes import apply_to
from protocol.check import check_card
from protocol.finding import Finding
from protocol.goals import Goals
from protocol.kind_sections import sections_asked
from protocol.rule import Change
from protocol.subject import Context, Subject
from protocol.words import WORK_ORDER, Role, figure

_DUE_AT = time(17, 0)  # a day is promised until its working hours end

TITLE, KIND, LIST, OWNERS, DUE = "title", "kind", "list", "owners", "due"
ESTIMATE, GOAL, NOTES, LINKS = "estimate", "goal", "notes", "links"
SECTION = "section:"  # with the heading behind it

_PART_OF_RULE: dict[str, str] = {
    "kind-missing": KIND, "kind-ambiguous": KIND,
    "title-unclear": TITLE, "likely-duplicate": TITLE, "estimate-only-in-title": TITLE,
    "owner-missing": OWNERS, "too-many-owners": OWNERS, "owner-left": OWNERS,
    "owner-away": OWNERS, "wip-person": OWNERS,
    "due-missing": DUE, "due-passed": DUE, "start-after-due": DUE,
    "estimate-missing": ESTIMATE, "estimate-too-large": ESTIMATE,
    "goal-missing": GOAL,
    "section-missing": SECTION, "section-empty": SECTION, "template-unfilled": SECTION,
    "goal-without-measure": NOTES, "waiting-without-reason": NOTES, "result-missing": NOTES,
    "exemption-unclear": NOTES, "exemption-expired": NOTES, "exemption-unused": NOTES,
    "run-link-missing": LINKS, "repository-link-missing": LINKS, "report-link-missing": LINKS,
    "link-unknown": LINKS, "link-bare": LINKS, "repository-name": LINKS,
    "wip-list": LIST, "step-skipped": LIST, "stuck-in-list": LIST,
}  # fmt: skip


class Draft(Struct, frozen=True):
    """What somebody has filled in so far; every part may be empty."""

    list_id: str
    kind: str = ""
    title: str = ""
    owners: tuple[str, ...] = ()  # member ids
    due: date | None = None
    estimate: float | None = None  # days
    goal_id: str = ""
    notes: str = ""
    links: tuple[str, ...] = ()
    sections: dict[str, str] = {}  # text by heading


class Made(Struct, frozen=True):
    """The card as it would be: what it is made with, and what is then added to it."""

    name: str
    desc: str
    due: datetime | None
    changes: tuple[Change, ...]  # labels, owners, fields, attachments
    checklist: tuple[str, ...]


class Needs(Struct, frozen=True):
    """What a card of this kind in this list must carry."""

    headings: tuple[str, ...]
    required: frozenset[str]  # parts that may not stay empty
    takes_estimate: bool
    takes_links: bool


def as_made(draft: Draft, context: Context, fields: Iterable[str] = ()) -> Made:
    """The card that the draft becomes. `fields` are the board's custom fields for text or numbers:
    only into those an estimate and a goal are written; else the title and a label hold them."""
    annotations = context.agreement.annotations
    known = {fold(name): name for name in fields}
    name = " ".join(draft.title.split())
    changes = _labels(draft, context)
    changes += [Change("own", member_id) for member_id in draft.owners]
    if draft.estimate is not None:
        field = known.get(fold(annotations.estimate_field)) if annotations.estimate_field else None
        if field:
            changes.append(Change("estimate", figure(draft.estimate), field))
        elif annotations.estimate_mark:
            name = f"{name} ({figure(draft.estimate)})"
    changes += _goal(draft, context, known)
    changes += [Change("attach", url) for url in dict.fromkeys(draft.links)]
    terms = context.agreement.kinds.get(draft.kind)
    due = datetime.combine(draft.due, _DUE_AT, context.zone).astimezone(UTC) if draft.due else None
    return Made(name, _description(draft), due, tuple(changes), terms.checklist if terms else ())


def draft_card(draft: Draft, context: Context, fields: Iterable[str] = ()) -> Card:
    """The card as the board would hold it."""
    made = as_made(draft, context, fields)
    last = max((c.position for c in context.board.cards if c.list_id == draft.list_id), default=0.0)
    bare = Card(
        _id_of_now(context), made.name, draft.list_id, desc=made.desc, due=made.due,
        position=last + 1024.0, last_activity=context.now,
    )  # fmt: skip
    return apply_to(bare, made.changes)


def objections(
    draft: Draft, context: Context, fields: Iterable[str] = ()
) -> tuple[tuple[str, str], ...]:
    """What the agreement would say of the card: part of the draft, and a sentence for it.

    Empty when the card keeps the agreement. Findings that are counted in silence do not count.
    """
    card = draft_card(draft, context, fields)
    found: dict[str, str] = {} if draft.title.strip() else {TITLE: "Give the card a title."}
    for finding in _findings(card, context):
        part = _part(finding, draft, context)
        said = f"{finding.sentence} {finding.resolve}"
        found.setdefault(part, said)
    return tuple(found.items())


def needs_of(kind: str, list_id: str, context: Context) -> Needs:
    """What must be asked for a card of this kind in this list, by the rules themselves: what they
    say of a card on which nothing else is filled in."""
    draft = Draft(list_id, kind)
    subject = Subject(draft_card(draft, context), context)
    terms = context.agreement.kinds.get(kind)
    required = {part for part, _ in objections(draft, context)}
    return Needs(
        headings=sections_asked(subject),
        required=frozenset({TITLE, *required}),
        takes_estimate=not subject.is_goal,
        takes_links=LINKS in required or bool(terms and _link_words(terms, subject.role)),
    )


def first_list(context: Context) -> str:
    """The list that a new card goes to unless somebody says otherwise; empty without open lists."""
    lists = lists_for_cards(context)
    for wanted in ("inbox", "ready", "doing"):
        for list_id, role in lists:
            if role == wanted:
                return list_id
    return lists[0][0] if lists else ""


def lists_for_cards(context: Context) -> list[tuple[str, Role | None]]:
    """Open lists that a card can be made in, with their roles, from left to right."""
    entries = ((entry.id, context.roles.get(entry.id)) for entry in context.board.open_lists)
    roles = ((list_id, told[0] if told else None) for list_id, told in entries)
    return [(list_id, role) for list_id, role in roles if role != "ignored"]


def _id_of_now(context: Context) -> str:
    """Its id until Trello gives it one: an id holds when its card was made, so that no rule takes
    the board's past for the card's."""
    return f"{int(context.now.timestamp()):08x}{'0' * 16}"


def _findings(card: Card, context: Context) -> tuple[Finding, ...]:
    """What would be spoken of the card on its board; grace does not excuse a new card here."""
    board = structs.replace(context.board, cards=(*context.board.cards, card))
    report = check_card(structs.replace(context, board=board), card.id)
    return (*report.findings, *report.in_grace)


def _part(finding: Finding, draft: Draft, context: Context) -> str:
    part = _PART_OF_RULE.get(finding.rule, TITLE)
    if part != SECTION:
        return part
    card = Subject(draft_card(draft, context), context)
    asked = sections_asked(card)
    empty = [name for name in asked if not draft.sections.get(name, "").strip()]
    named = [name for name in asked if fold(name) in fold(finding.says)]
    for name in (*empty, *named, *asked):
        return f"{SECTION}{name}"
    return NOTES


def _labels(draft: Draft, context: Context) -> list[Change]:
    terms = context.agreement.kinds.get(draft.kind)
    return [Change("label", terms.label or draft.kind)] if terms else []


def _goal(draft: Draft, context: Context, known: dict[str, str]) -> list[Change]:
    goal = context.goals.by_id.get(draft.goal_id)
    if goal is None:
        return []
    annotations = context.agreement.annotations
    field = known.get(fold(annotations.goal_field)) if annotations.goal_field else None
    name = _name_of(goal, context.goals)
    if field:
        return [Change("estimate", name, field)]
    if annotations.goal_label_prefix:
        return [Change("label", f"{annotations.goal_label_prefix} {name}")]
    return [Change("attach", goal.card.url, goal.title)]


def _name_of(goal: Subject, goals: Goals) -> str:
    """What the team calls the goal on its cards: by a label or field that is in use, else its
    title."""
    for card in goals.cards_of(goal.id):
        for name in goals.names_on(card):
            if goals.find(name) == goal.id:
                return name
    return goal.title


def _description(draft: Draft) -> str:
    parts = [draft.notes.strip()]
    parts += [f"## {name}\n\n{text.strip()}" for name, text in draft.sections.items()]
    return "\n\n".join(part for part in parts if part)


def _link_words(terms: KindTerms, role: Role | None) -> tuple[str, ...]:
    """The links that the kind asks for by this role."""
    return tuple(
        word
        for first, words in terms.links.items()
        if first in WORK_ORDER and role in WORK_ORDER
        and WORK_ORDER.index(role) >= WORK_ORDER.index(first)
        for word in words
    )  # fmt: skip


def label_of(name: str, context: Context) -> Label | None:
    """The board's label of this name, if it has one."""
    return next((label for label in context.board.labels if fold(label.name) == fold(name)), None)
