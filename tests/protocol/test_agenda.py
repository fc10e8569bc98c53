"""The agenda as a whole: its sections, their order, and what folds."""

import pytest

from protocol.agenda import agenda
from protocol.check import check_board
from protocol.sections.section import Item, Section
from protocol.workload import workload
from tests.protocol.cards import at, board, card, context_of
from tests.protocol.meetings import SINCE, meeting


def test_the_sections_stand_in_the_order_of_the_meeting() -> None:
    assert [part.name for part in meeting(board()).sections] == [
        "done",
        "carried-over",
        "coming",
        "runs",
        "decisions",
        "new",
        "goals",
        "load",
        "agreement",
    ]


def test_every_section_of_an_empty_board_has_its_one_line() -> None:
    for part in meeting(board(members=())).sections:
        assert part.items == part.notes == ()
        assert part.empty.endswith(".")
        assert "\n" not in part.empty


def items(count: int) -> Section:
    found = tuple(Item(key=str(n), title=str(n)) for n in range(count))
    return Section("done", "Done", found, 3, "Nothing.")


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (3, 3), (4, 4), (5, 3), (40, 3)])
def test_what_is_more_than_the_page_holds_folds_but_never_one_alone(count: int, shown: int) -> None:
    part = items(count)
    assert len(part.shown) == shown
    assert part.shown + part.folded == part.items


def test_a_heading_has_the_number_of_items() -> None:
    assert (items(5).heading, items(0).heading) == ("Done (5)", "Done")


def test_a_report_and_a_load_that_are_known_are_used() -> None:
    context = context_of(board(card("a", owners=["Ines"])))
    report, load = check_board(context), workload(context)
    assert agenda(context, at(SINCE), report, load) == agenda(context, at(SINCE))
    assert agenda(context, at(SINCE), report, load).load is load


def test_an_unknown_section_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        meeting(board()).section("songs")
