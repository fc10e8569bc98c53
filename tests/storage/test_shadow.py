"""What rules in shadow would have said, counted over time."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from protocol.finding import Finding, Person
from storage.shadow import forget_shadow, note_shadow, trial_counts
from tests.databases import both

pytestmark = both

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BOARD = "5f00000000000000000000b0"
ON_TRIAL = frozenset({"owner-missing", "due-missing"})


def finding(card: str = "a", rule: str = "owner-missing", who: str = "Ada") -> Finding:
    return Finding(
        rule=rule, family="ownership", level="shadow", card_id=card, card=card, card_url="",
        list_name="Doing", says="it has no owner", resolve="Name one.", who=(Person(who, who),),
    )  # fmt: skip


def see(engine: Engine, hours: float, *found: Finding, board: str = BOARD) -> None:
    """A review so many hours later."""
    note_shadow(engine, board, found, (), ON_TRIAL, NOW + timedelta(hours=hours))


def test_a_finding_is_counted_once_however_often_it_is_seen(engine: Engine) -> None:
    for hours in range(5):
        see(engine, hours, finding())

    (count,) = trial_counts(engine, BOARD)
    assert (count.rule, count.told, count.still) == ("owner-missing", 1, 1)
    assert count.first_seen == NOW
    assert count.last_seen == NOW + timedelta(hours=4)


@pytest.mark.parametrize(("hours", "quick", "later"), [(23, 1, 0), (24, 1, 0), (25, 0, 1)])
def test_what_is_gone_within_a_day_is_told_from_what_stayed(
    engine: Engine, hours: int, quick: int, later: int
) -> None:
    see(engine, 0, finding())
    see(engine, hours)

    (count,) = trial_counts(engine, BOARD)
    assert (count.gone_in_a_day, count.gone_later, count.still) == (quick, later, 0)


def test_a_finding_that_comes_back_counts_again(engine: Engine) -> None:
    see(engine, 0, finding())
    see(engine, 1)
    see(engine, 2, finding())

    (count,) = trial_counts(engine, BOARD)
    assert (count.told, count.still, count.gone_in_a_day) == (2, 1, 1)


def test_a_rule_that_is_spoken_by_now_was_not_resolved(engine: Engine) -> None:
    see(engine, 0, finding())
    note_shadow(engine, BOARD, (), {finding().key}, ON_TRIAL, NOW + timedelta(hours=1))

    (count,) = trial_counts(engine, BOARD)
    assert (count.told, count.still, count.gone_in_a_day, count.gone_later) == (1, 0, 0, 0)


def test_a_rule_that_was_switched_off_was_not_resolved(engine: Engine) -> None:
    see(engine, 0, finding())
    note_shadow(engine, BOARD, (), (), frozenset(), NOW + timedelta(hours=1))

    (count,) = trial_counts(engine, BOARD)
    assert (count.still, count.gone_in_a_day) == (0, 0)


def test_rules_stand_by_how_often_they_would_have_spoken(engine: Engine) -> None:
    see(engine, 0, finding("a", "due-missing"), finding("a"), finding("b"))

    assert [count.rule for count in trial_counts(engine, BOARD)] == ["owner-missing", "due-missing"]


def test_to_whom_it_would_have_spoken_is_counted(engine: Engine) -> None:
    see(engine, 0, finding("a"), finding("b"), finding("c", who="Bea"))

    (count,) = trial_counts(engine, BOARD)
    assert count.people == (("Ada", 2), ("Bea", 1))


def test_boards_are_counted_apart_and_together(engine: Engine) -> None:
    see(engine, 0, finding())
    see(engine, 0, finding(), board="5f00000000000000000000b1")

    assert trial_counts(engine, BOARD)[0].told == 1
    assert trial_counts(engine)[0].told == 2


def test_a_review_of_one_board_ends_nothing_on_another(engine: Engine) -> None:
    see(engine, 0, finding())
    see(engine, 1, board="5f00000000000000000000b1")

    assert trial_counts(engine, BOARD)[0].still == 1


def test_only_what_was_over_long_ago_is_forgotten(engine: Engine) -> None:
    see(engine, 0, finding("over"), finding("stays"))
    see(engine, 1, finding("stays"), finding("over lately"))
    see(engine, 48, finding("stays"))

    assert forget_shadow(engine, NOW) == 0
    assert forget_shadow(engine, NOW + timedelta(minutes=30)) == 1
    (count,) = trial_counts(engine, BOARD)
    assert (count.told, count.still) == (2, 1)
