"""Nobody does more things at once than the team has agreed."""

from protocol.rule import Change
from tests.protocol.cards import at, board, card, judge, list_id, member_id

TWO = """
[load]
wip = 2
"""


def test_a_person_with_as_many_cards_as_agreed_keeps_it() -> None:
    cards = [card(name, owners=["Omar"]) for name in ("Filter", "Tables")]
    assert judge("wip-person", board(*cards), TWO) == []


def test_one_card_more_breaks_it_at_the_card_taken_up_last() -> None:
    first = card("Filter", owners=["Omar"], since="2026-11-11")
    last = card("Tables", owners=["Omar"], since="2026-11-13", came_from="Ready")
    second = card("Plots", owners=["Omar"], since="2026-11-12")
    (found,) = judge("wip-person", board(first, last, second), TWO)
    assert found.card_id == last.id
    assert found.says == "Omar is on 3 cards in progress with this one; the agreement says 2"
    assert found.who == (member_id("Omar"),)
    assert found.since == at("2026-11-13")
    assert found.facts["cards of Omar"] == "Filter, Tables and Plots"
    assert found.fix is not None
    assert found.fix.changes == (Change("move", list_id("Ready")),)


def test_cards_that_are_not_in_progress_do_not_count() -> None:
    cards = [
        card(name, in_list=where, owners=["Omar"])
        for name, where in (("A", "Doing"), ("B", "Doing"), ("C", "Waiting"), ("D", "Review"))
    ]
    assert judge("wip-person", board(*cards), TWO) == []


def test_a_card_of_two_people_counts_for_each_and_is_named_once() -> None:
    shared = card("Tables", owners=["Omar", "Ines"], since="2026-11-13")
    alone = [card(f"Filter {n}", owners=[name]) for name in ("Omar", "Ines") for n in (1, 2)]
    (found,) = judge("wip-person", board(*alone, shared), TWO)
    assert found.says == (
        "Omar is on 3 cards and Ines is on 3 cards in progress with this one; the agreement says 2"
    )
    assert found.who == (member_id("Omar"), member_id("Ines"))


def test_the_option_outweighs_the_agreed_number() -> None:
    cards = [card(name, owners=["Omar"]) for name in ("A", "B", "C")]
    assert judge("wip-person", board(*cards), TWO, limit=3) == []
    assert len(judge("wip-person", board(*cards), limit=2)) == 1


def test_goals_in_progress_do_not_count() -> None:
    goals = [card(f"Goal {n}", owners=["Omar"], labels=["goal"]) for n in range(3)]
    horizon = TWO + '[kinds.goal]\nhorizon = "long"\n'
    assert judge("wip-person", board(*goals), horizon) == []


def test_without_a_number_nothing_is_said() -> None:
    assert judge("wip-person", board(*[card(f"A{n}", owners=["Omar"]) for n in range(9)])) == []
