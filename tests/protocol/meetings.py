"""Agendas for tests: `meeting(card(...))`, since Monday, 9 November 2026, 09:00 UTC."""

from collections.abc import Mapping

from protocol.agenda import Agenda, agenda
from protocol.board import Board
from protocol.finding import Exemption
from protocol.links import LinkState
from protocol.sections.section import Item, Section
from tests.protocol.cards import NOW, Written, at, board, context_of

SINCE = "2026-11-09 09:00"  # a week before NOW


def meeting(
    *cards: Written | Board,
    agreement: str = "",
    since: str = SINCE,
    now: str = "",
    links: Mapping[str, tuple[LinkState, ...]] | None = None,
    exemptions: Mapping[str, tuple[Exemption, ...]] | None = None,
) -> Agenda:
    """The agenda of a board with these cards, or of the one board that is given."""
    boards = [given for given in cards if isinstance(given, Board)]
    whole = boards[0] if boards else board(*(c for c in cards if isinstance(c, Written)))
    context = context_of(whole, agreement, now=now or NOW, links=links, exemptions=exemptions)
    return agenda(context, at(since))


def section(name: str, *cards: Written | Board, **given: object) -> Section:
    """One section of that agenda."""
    return meeting(*cards, **given).section(name)  # type: ignore[arg-type]


def titles(found: Section) -> list[str]:
    """The titles of a section's items, in order."""
    return [item.title for item in found.items]


def only(found: Section) -> Item:
    """The one item of a section."""
    assert len(found.items) == 1, titles(found)
    return found.items[0]
