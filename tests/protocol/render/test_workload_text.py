"""The workload as a terminal shows it."""

import pytest

from protocol.render.columns import width_of
from protocol.render.workload_text import workload_text
from protocol.workload import Workload, workload
from tests.protocol.cards import board, card, context_of


@pytest.fixture(scope="module")
def load() -> Workload:
    cards = [
        card("Re-run the alignment of cohort B (4)", owners=["Ines"], due="2026-11-10"),
        card("Compare two aligners (4)", owners=["Ines", "Omar"], in_list="Review"),
        card("Genotypes from the clinic (3)", owners=["Ines"], in_list="Waiting"),
        card("Old sheet", owners=["Omar"], in_list="Done"),
        card("Move the bucket (2)", in_list="Ready"),
    ]
    members = ("Ines", "Omar", "cardkeeper")
    agreement = '[people.Omar]\naway = ["2026-11-16..2026-11-20"]'
    return workload(context_of(board(*cards, members=members), agreement))


EXPECTED = """\
Workload: Team board
Mon 16 Nov to Fri 20 Nov 2026, in working days; as of Mon 16 Nov 2026, 09:00
(UTC)

person    load     of  cards  overdue  stuck  state
Ines         5      5      2        1      -  full   ██████████████████████████|
Omar         1      0      1        -      -  away   |█████

6 of 5 days in all; 1 card without an owner, 0.5 days.

Ines: 5 of 5 days
     4  Re-run the alignment of cohort   4 d (on the card) × 1 (doing); overdue
        B (4)                            since Tue 10 Nov
     1  Compare two aligners (4)         4 d (on the card) × 0.5 (review) × 1/2,
                                         shared with Omar
        Not counted: 1 waiting (Genotypes from the clinic (3)).

Omar: 1 of 0 days; away all week
     1  Compare two aligners (4)         4 d (on the card) × 0.5 (review) × 1/2,
                                         shared with Ines
        Not counted: 1 done.

Nobody: 0.5 days
   0.5  Move the bucket (2)              2 d (on the card) × 0.25 (ready)

Load = estimate × weight of the role × share. Weights: ready 0.25, doing 1 and
review 0.5; a shared card is split evenly among its owners.
Estimate: the card's own, else the median of its kind over the last 90 days,
else the agreement's for the kind, else 1.
Cards that wait, are blocked or wait for a run count nothing and are shown. Full
means 80% of the capacity or more.
Without a load of their own: cardkeeper (a bot).
"""


def test_the_whole_text_at_80_columns(load: Workload) -> None:
    assert workload_text(load, 80) == EXPECTED


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_no_line_is_wider_than_asked(load: Workload, width: int) -> None:
    lines = workload_text(load, width).splitlines()
    assert max(map(width_of, lines)) <= width


def test_a_width_that_is_too_small_is_60(load: Workload) -> None:
    assert workload_text(load, 10) == workload_text(load, 60)


def test_an_empty_board_says_so() -> None:
    text = workload_text(workload(context_of(board(members=()))), 80)
    assert "Nobody is on the board." in text


def test_shares_are_shown_exactly_enough_to_add_up() -> None:
    pair = [card(f"c{n}", in_list="Ready", owners=["Ines", "Omar"]) for n in range(2)]
    text = workload_text(workload(context_of(board(*pair))), 80)
    assert "Ines: 0.25 of 5 days" in text
    assert text.count("\n 0.125  c") == 4


def test_one_day_is_not_one_days() -> None:
    text = workload_text(workload(context_of(board(card("Lost")))), 80)
    assert "1 card without an owner, 1 day." in text
    assert "\nNobody: 1 day\n" in text


def test_cards_without_a_role_are_pointed_out() -> None:
    odd = card("a", in_list="Kiwi", owners=["Ines", "Omar"])
    text = workload_text(workload(context_of(board(odd, lists=("Kiwi",)))), 120)
    assert "1 card has no role and so no weight; the agreement can give" in text


def test_of_many_waiting_cards_three_are_named() -> None:
    cards = [card(f"w{n}", in_list="Waiting", owners=["Ines"]) for n in range(5)]
    text = workload_text(workload(context_of(board(*cards))), 80)
    assert "Not counted: 5 waiting (w0; w1; w2; 2 others)." in text
