"""No list holds more cards than the team has agreed."""

import pytest

from protocol.rule import Change
from protocol.wip import limit_in_name
from protocol.words import Role
from tests.protocol.cards import at, board, card, judge, list_id

TWO = """
[lists]
Doing = { role = "doing", wip = 2 }
"""


def test_a_list_at_its_limit_keeps_it() -> None:
    assert judge("wip-list", board(card("A"), card("B")), TWO) == []


def test_one_card_more_breaks_it_at_the_card_that_came_last() -> None:
    last = card("B", since="2026-11-13", came_from="Ready")
    full = board(card("A"), last, card("C", since="2026-11-12"))
    (found,) = judge("wip-list", full, TWO)
    assert found.card_id == last.id
    assert found.says == "'Doing' holds 3 cards with this one; its limit is 2"
    assert found.since == at("2026-11-13")
    assert found.fix is not None
    assert found.fix.changes == (Change("move", list_id("Ready")),)


def test_of_cards_that_came_at_one_moment_the_lowest_is_named() -> None:
    cards = [card(name, created="2026-11-12") for name in ("A", "B", "C")]
    (found,) = judge("wip-list", board(*cards), TWO)
    assert found.card_id == cards[-1].id


def test_a_comment_on_a_card_that_was_there_before_the_history_does_not_make_it_the_last() -> None:
    touched, first = card("A", active="2026-11-14"), card("B", active="2026-11-10")
    lowest = card("C", active="2026-11-10")
    full = board(touched, first, lowest, history_from="2026-11-12")
    (found,) = judge("wip-list", full, TWO)
    assert found.card_id == lowest.id


def test_archived_and_template_cards_take_no_room() -> None:
    held = [card("A"), card("B"), card("C", closed=True), card("D", template=True)]
    assert judge("wip-list", board(*held), TWO) == []


def test_a_number_in_the_lists_name_is_a_limit_unless_the_agreement_says_otherwise() -> None:
    cards = [card(name, in_list="Doing [1]") for name in ("A", "B")]
    full = board(*cards, lists=("Doing [1]",))
    assert len(judge("wip-list", full)) == 1
    assert judge("wip-list", full, names=False) == []
    assert judge("wip-list", full, '[lists]\n"Doing [1]" = { role = "doing", wip = 2 }') == []


@pytest.mark.parametrize(
    ("name", "role", "limit"),
    [
        ("Doing [3]", "doing", 3),
        ("Doing (3)", "doing", 3),
        ("Review (max 4)", "review", 4),
        ("To do, limit: 10", "ready", 10),
        ("WIP 5", "doing", 5),
        ("Doing", "doing", None),
        ("Doing [0]", "doing", None),
        ("Sprint (12)", "ready", None),
        ("Released 2026 (12)", "done", None),
        ("Doing (2026)", "doing", None),
        ("Maximum 7 ideas", "inbox", 7),
        ("Climax 3", "doing", None),
    ],
)
def test_limits_are_read_from_names_as_people_write_them(
    name: str, role: Role, limit: int | None
) -> None:
    assert limit_in_name(name, role) == limit
