"""The flow: how long cards took, how many came and went, and what is older than is usual."""

from datetime import date

import pytest

from protocol.flow import Flow, cycle_time, flow_of, percentile
from tests.protocol.cards import Written, board, card, context_of


def flow(*cards: Written, **given: str) -> Flow:
    return flow_of(context_of(board(*cards, **given)))  # type: ignore[arg-type]


def done(title: str, begun: str, finished: str, **given: object) -> Written:
    moves = [("Ready", "Doing", begun), ("Doing", "Done", finished)]
    return card(title, in_list="Done", created="2026-09-01", moves=moves, **given)  # type: ignore[arg-type]


def test_cycle_time_runs_from_the_first_work_to_done() -> None:
    moves = [
        ("Ready", "Doing", "2026-11-02"),
        ("Doing", "Waiting", "2026-11-03"),
        ("Waiting", "Doing", "2026-11-05"),
        ("Doing", "Done", "2026-11-09"),
    ]
    it = card("a", in_list="Done", created="2026-09-01", moves=moves)
    assert flow(it).finished[0].days == 7.0


def test_a_card_that_came_back_counts_once_with_its_whole_time() -> None:
    moves = [
        ("Ready", "Doing", "2026-11-02"),
        ("Doing", "Done", "2026-11-03"),
        ("Done", "Doing", "2026-11-05"),
        ("Doing", "Done", "2026-11-10"),
    ]
    found = flow(card("a", in_list="Done", created="2026-09-01", moves=moves))
    assert [(one.days, one.done.date()) for one in found.finished] == [(8.0, date(2026, 11, 10))]
    assert sum(week.done for week in found.weeks) == 1


def test_a_card_that_was_never_under_way_is_done_without_a_time() -> None:
    it = card("a", in_list="Done", created="2026-09-01", since="2026-11-10", came_from="Ready")
    found = flow(it)
    assert (found.finished[0].days, found.beginnings_unknown, found.done) == (None, 1, 1)


def test_archived_cards_count_and_goals_and_templates_do_not() -> None:
    cards = [
        done("a", "2026-11-02", "2026-11-09", closed=True),
        done("b", "2026-11-02", "2026-11-09", template=True),
        card("c", in_list="Goals", created="2026-11-04"),
    ]
    found = flow(*cards)
    assert [one.title for one in found.finished] == ["a"]
    assert found.arrived == 0  # the one card came in before the twelve weeks


def test_only_whole_weeks_that_the_history_reaches_are_counted() -> None:
    found = flow(done("a", "2026-11-03", "2026-11-05"), history_from="2026-10-20")
    assert [week.first for week in found.weeks] == [
        date(2026, 10, 26), date(2026, 11, 2), date(2026, 11, 9),
    ]  # fmt: skip
    assert [week.done for week in found.weeks] == [0, 1, 0]


def test_the_present_week_stands_apart() -> None:
    it = card("new", in_list="Inbox", created="2026-11-16 08:00")
    found = flow(it, done("a", "2026-11-03", "2026-11-05"))
    assert found.arrived_now == 1
    assert found.weeks[-1].arrived == 0


def test_a_card_under_way_is_compared_with_what_is_usual() -> None:
    finished = [done(f"f{n}", "2026-11-02", f"2026-11-{3 + n:02}") for n in range(7)]
    old = card("old", in_list="Doing", created="2026-09-01", since="2026-11-01", came_from="Ready")
    young = card("y", in_list="Doing", created="2026-09-01", since="2026-11-14", came_from="Ready")
    found = flow(*finished, old, young)
    assert [(one.title, one.past) for one in found.ageing] == [("old", 85), ("y", 0)]
    assert [one.title for one in found.past_usual] == ["old"]


def test_an_age_before_the_history_is_a_lower_bound() -> None:
    it = card("a", in_list="Doing", created="2026-01-01", active="2026-11-02")
    found = flow(it, done("b", "2026-11-03", "2026-11-05"), history_from="2026-10-20")
    assert found.ageing[0].at_least


@pytest.mark.parametrize(
    ("cards", "told"),
    [
        (2, (None, None, None)),
        (3, (2.0, None, None)),
        (7, (4.0, 6.0, None)),
        (20, (10.0, 17.0, 19.0)),
    ],
)
def test_too_few_cards_have_no_percentile(cards: int, told: tuple[float | None, ...]) -> None:
    found = cycle_time([float(n + 1) for n in range(cards)])
    assert (found.p50, found.p85, found.p95) == told


def test_a_percentile_is_the_time_of_a_card() -> None:
    assert percentile([1.0, 2.0, 10.0, 20.0], 50) == 2.0
    assert percentile([1.0, 2.0, 10.0, 20.0], 95) == 20.0
    assert percentile([3.0], 50) == 3.0
