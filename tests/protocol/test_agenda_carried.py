"""Carried over: promised or under way at the last meeting, and still so."""

import pytest

from tests.protocol.cards import board, card
from tests.protocol.meetings import only, section, titles

OLD = "2026-10-01"


@pytest.mark.parametrize(
    ("since", "times", "words"),
    [
        ("2026-11-08", 1, ""),
        ("2026-11-02 10:00", 1, ""),
        ("2026-11-02 08:00", 2, "2nd time"),
        ("2026-10-25 08:00", 3, "3rd time"),
    ],
)
def test_it_counts_the_weekly_meetings_since_it_was_promised(
    since: str, times: int, words: str
) -> None:
    found = only(section("carried-over", card("a", created=OLD, since=since, came_from="Inbox")))
    assert (found.times, found.carried) == (times, words)


def test_what_is_carried_for_more_than_half_a_year_says_only_how_long() -> None:
    it = card("a", created="2025-01-01", since="2025-02-03", came_from="Inbox")
    found = only(section("carried-over", it))
    assert found.times > 26
    assert found.carried == ""
    assert found.says[0].startswith("under way for ")


def test_days_under_way_do_not_count_the_days_that_it_was_only_ready() -> None:
    it = card(
        "a", created=OLD, moves=[("Inbox", "Ready", "2026-10-20"), ("Ready", "Doing", "2026-11-06")]
    )
    found = only(section("carried-over", it))
    assert found.says == ("under way for 9 days",)
    assert found.carried == "3rd time"


def test_a_card_that_waited_meanwhile_is_carried_on_without_a_break() -> None:
    it = card(
        "a",
        created=OLD,
        moves=[("Inbox", "Doing", "2026-10-20"), ("Doing", "Waiting", "2026-10-28"),
               ("Waiting", "Doing", "2026-11-05")],
    )  # fmt: skip
    assert only(section("carried-over", it)).carried == "3rd time"


def test_a_card_that_went_on_to_review_says_where_it_is_now() -> None:
    it = card(
        "a",
        in_list="Review",
        created=OLD,
        moves=[("Inbox", "Doing", "2026-11-01"), ("Doing", "Review", "2026-11-12")],
    )
    found = only(section("carried-over", it))
    assert found.says == ("now in 'Review', under way for 14 days",)


def test_a_card_that_fell_back_to_ready_says_so() -> None:
    it = card(
        "a",
        in_list="Ready",
        created=OLD,
        moves=[("Inbox", "Doing", "2026-11-01"), ("Doing", "Ready", "2026-11-12")],
    )
    assert only(section("carried-over", it)).says == ("back in 'Ready'",)


def test_a_card_that_was_ready_and_has_been_started_is_coming_not_carried() -> None:
    it = card(
        "a", created=OLD, moves=[("Inbox", "Ready", "2026-11-01"), ("Ready", "Doing", "2026-11-12")]
    )
    assert section("carried-over", it).items == ()
    assert only(section("coming", it)).says == ("begun Thu 12 Nov", "in 'Doing'")


def test_what_is_under_way_stands_before_what_is_in_review_and_what_is_only_ready() -> None:
    cards = [
        card(name, in_list=name, created=OLD, since="2026-11-01")
        for name in ("Ready", "Review", "Doing")
    ]
    assert titles(section("carried-over", *cards)) == ["Doing", "Review", "Ready"]


def test_the_longest_carried_stands_first() -> None:
    cards = [card(day, created=OLD, since=day) for day in ("2026-11-08", "2026-10-10")]
    assert titles(section("carried-over", *cards)) == ["2026-10-10", "2026-11-08"]


def test_goals_waiting_inbox_and_done_cards_are_not_carried() -> None:
    cards = [
        card(name, in_list=name, created=OLD, since="2026-11-01")
        for name in ("Goals", "Waiting", "Inbox", "Done")
    ]
    found = section("carried-over", *cards)
    assert found.items == ()
    assert found.empty.startswith("No work is carried over")


def test_a_cut_off_history_gives_at_least() -> None:
    it = card("a", created=OLD, active="2026-10-20")
    found = only(section("carried-over", board(it, history_from="2026-11-01")))
    assert found.says == ("under way for 26 days",)
    assert found.carried == "at least the 3rd time"
