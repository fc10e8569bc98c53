"""Template cards: one per kind, by the agreement, so that a card made in Trello starts right.

What the agreement asks for stands between two marks in the description; what people write outside
of them is theirs. The first mark also keeps the estimate that was put on the card, so that one
that people changed is told from one that the agreement changed. Template cards are never judged.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from protocol.agreement import Agreement, KindTerms, fold
from protocol.board import Board, BoardList, Card
from protocol.card_load import days_figure
from protocol.rule import Change
from protocol.words import WORK_ORDER, count_of

if TYPE_CHECKING:
    from protocol.subject import Context

CHECKLIST = "Steps"
_END = "<!-- cardkeeper: end of template -->"
_BEGIN = re.compile(
    r"<!--\s*cardkeeper:\s*template\s+(?P<kind>.+?)(?:,\s*estimate\s+(?P<estimate>[\d.]+))?\s*-->"
)
_BLOCK = re.compile(rf"{_BEGIN.pattern}.*?<!--\s*cardkeeper:\s*end of template\s*-->", re.DOTALL)
_MARK = re.compile(r"\s*\((\d{1,3}(?:\.\d{1,2})?)\)$")


class Template(Struct, frozen=True):
    """What the template card of one kind has, by the agreement."""

    kind: str
    name: str  # the title without an estimate mark
    title: str
    label: str
    headings: tuple[str, ...]
    estimate: str  # in days; empty for none
    field: str  # the custom field that takes it; empty when it is a mark in the title
    checklist: tuple[str, ...]

    @property
    def block(self) -> str:
        """The part of the description that is kept up to date, its marks included."""
        noted = f", estimate {self.estimate}" if self.estimate and self.field else ""
        begin = f"<!-- cardkeeper: template {self.kind}{noted} -->"
        return "\n\n".join((begin, *(f"## {heading}" for heading in self.headings), _END))


class TemplatePlan(Struct, frozen=True):
    """What is to be done for one kind; `card` is None when it has no template card yet."""

    template: Template
    card: Card | None
    changes: tuple[Change, ...] = ()
    lines: tuple[str, ...] = ()  # to be added to the checklist
    remarks: tuple[str, ...] = ()  # what is left as people made it

    @property
    def is_done(self) -> bool:
        """Whether nothing is to be written."""
        return self.card is not None and not self.changes and not self.lines


def templates_of(agreement: Agreement) -> tuple[Template, ...]:
    """One template per kind, in the agreement's order."""
    return tuple(_template(kind, terms, agreement) for kind, terms in agreement.kinds.items())


def plan_templates(board: Board, agreement: Agreement) -> tuple[TemplatePlan, ...]:
    """What brings the board's template cards in line with the agreement.

    `board` holds archived cards too: an archived template is one that people do not want.
    """
    there: dict[str, list[Card]] = {}
    for card in sorted(board.cards, key=lambda card: card.id):
        mark = _BEGIN.search(card.desc) if card.is_template else None
        if mark:
            there.setdefault(fold(mark["kind"]), []).append(card)
    return tuple(
        plan_template(template, there.get(fold(template.kind), []), board)
        for template in templates_of(agreement)
    )


def plan_template(template: Template, cards: list[Card], board: Board) -> TemplatePlan:
    """The plan for one kind, given its template cards, oldest first."""
    if not cards:
        return TemplatePlan(template, None)
    card = next((card for card in cards if not card.closed), cards[0])
    if card.closed:
        return TemplatePlan(template, card, remarks=("it is archived, and left so",))
    changes = list(_changes(template, card))
    remarks = []
    if len(cards) > 1:
        remarks.append(f"{count_of(len(cards) - 1, 'other card')} of the kind left alone")
    estimate = _estimate(template, card, board)
    if isinstance(estimate, Change):
        changes.append(estimate)
    elif estimate:
        remarks.append(estimate)
    held = {fold(item.name) for checklist in card.checklists for item in checklist.items}
    lines = tuple(line for line in template.checklist if fold(line) not in held)
    return TemplatePlan(template, card, tuple(changes), lines, tuple(remarks))


def with_block(desc: str, template: Template) -> str:
    """The description with the kept part as the agreement has it; all else as it was."""
    if _BLOCK.search(desc):
        return _BLOCK.sub(lambda _: template.block, desc, count=1)
    if _BEGIN.search(desc):  # somebody took the end mark out: what follows is taken for theirs
        return _BEGIN.sub(lambda _: template.block, desc, count=1)
    return f"{desc.rstrip()}\n\n{template.block}" if desc.strip() else template.block


def default_list(context: "Context") -> BoardList | None:
    """Where template cards go unless told otherwise: an ignored list, else the inbox, else the
    first; None on a board without lists."""
    lists = context.board.open_lists
    for role in ("ignored", "inbox"):
        for entry in lists:
            told = context.roles.get(entry.id)
            if told is not None and told[0] == role:
                return entry
    return lists[0] if lists else None


def _template(kind: str, terms: KindTerms, agreement: Agreement) -> Template:
    field = agreement.annotations.estimate_field
    estimate = days_figure(terms.estimate) if terms.estimate else ""
    name = terms.label or kind
    marked = bool(estimate) and not field and agreement.annotations.estimate_mark
    return Template(
        kind=kind,
        name=name,
        title=f"{name} ({estimate})" if marked else name,
        label=name,
        headings=tuple(_headings(terms)),
        estimate=estimate,
        field=field if estimate else "",
        checklist=tuple(dict.fromkeys(terms.checklist)),
    )


def _headings(terms: KindTerms) -> Iterator[str]:
    """Every heading that the kind asks for, in the order of the work, each once."""
    seen: set[str] = set()
    for role in (*WORK_ORDER, *(role for role in terms.sections if role not in WORK_ORDER)):
        for heading in terms.sections.get(role, ()):
            if fold(heading) not in seen:
                seen.add(fold(heading))
                yield heading.rstrip(":")


def _changes(template: Template, card: Card) -> Iterable[Change]:
    desc = with_block(card.desc, template)
    if desc.strip() != card.desc.strip():
        yield Change("describe", desc)
    if card.name.strip() != template.title and _MARK.sub("", card.name.strip()) == template.name:
        yield Change("rename", template.title)  # only its mark: another name is people's own
    if not any(fold(label.name) == fold(template.label) for label in card.labels):
        yield Change("label", template.label)


def _estimate(template: Template, card: Card, board: Board) -> Change | str | None:
    """Setting the field, or why it is left, or nothing."""
    if not template.field:
        return None
    if not any(fold(name) == fold(template.field) for name in board.field_names):
        return f"the board has no custom field '{template.field}' for the estimate"
    fields = {fold(name): value for name, value in card.fields.items()}
    held = fields.get(fold(template.field), "")
    if held == template.estimate:
        return None
    mark = _BEGIN.search(card.desc)
    ours = mark["estimate"] if mark else None
    if not held or held == ours:
        return Change("estimate", template.estimate, template.field)
    return f"'{template.field}' is {held} there and {template.estimate} in the agreement; left"
