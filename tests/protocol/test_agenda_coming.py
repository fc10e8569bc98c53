"""Coming: what falls due within a week, and what has newly been promised or begun."""

import pytest

from tests.protocol.cards import card
from tests.protocol.meetings import only, section, titles

OLD = "2026-10-01"


@pytest.mark.parametrize(
    ("due", "listed"),
    [
        ("2026-11-16 08:59", False),
        ("2026-11-16 09:00", True),
        ("2026-11-23 09:00", True),
        ("2026-11-23 09:01", False),
    ],
)
def test_a_card_that_falls_due_within_seven_days_is_listed(due: str, listed: bool) -> None:
    found = section("coming", card("a", in_list="Inbox", created=OLD, due=due))
    assert bool(found.items) is listed


def test_a_due_card_says_its_day_and_its_list() -> None:
    found = section("coming", card("a", created=OLD, since="2026-11-02", due="2026-11-18"))
    assert only(found).says == ("due Wed 18 Nov", "in 'Doing'")


@pytest.mark.parametrize("told", ["ticked", "done", "a goal"])
def test_what_is_ticked_done_or_a_goal_does_not_fall_due(told: str) -> None:
    place = {"ticked": "Doing", "done": "Done", "a goal": "Goals"}[told]
    it = card("a", in_list=place, created=OLD, since="2026-11-02", due="2026-11-18",
              due_done=told == "ticked")  # fmt: skip
    assert section("coming", it).items == ()


def test_a_card_newly_promised_is_listed_with_its_day() -> None:
    found = section("coming", card("a", in_list="Ready", created=OLD, since="2026-11-12"))
    assert only(found).says == ("promised Thu 12 Nov", "in 'Ready'")


def test_a_card_made_and_begun_in_the_period_is_new() -> None:
    found = section("coming", card("a", created="2026-11-12"))
    assert only(found).says == ("new, begun Thu 12 Nov", "in 'Doing'")


def test_a_card_that_no_longer_waits_is_taken_up() -> None:
    it = card("a", created=OLD, since="2026-11-12", came_from="Waiting")
    assert only(section("coming", it)).says == (
        "no longer waiting, taken up Thu 12 Nov",
        "in 'Doing'",
    )


def test_due_cards_stand_by_their_day_before_the_new_ones_with_the_newest_first() -> None:
    cards = [
        card("new", created="2026-11-12"),
        card("newest", created="2026-11-13"),
        card("later", created=OLD, due="2026-11-20"),
        card("sooner", created=OLD, due="2026-11-17"),
    ]
    assert titles(section("coming", *cards)) == ["sooner", "later", "newest", "new"]


def test_a_card_that_is_new_and_due_is_listed_once() -> None:
    found = section("coming", card("a", created="2026-11-12", due="2026-11-20"))
    assert only(found).says == ("due Fri 20 Nov", "in 'Doing', new there")


def test_days_are_told_where_the_team_is() -> None:
    late = card("a", created=OLD, due="2026-11-18 23:30")
    found = section("coming", late, agreement='timezone = "Asia/Tokyo"')
    assert only(found).says[0] == "due Thu 19 Nov"
