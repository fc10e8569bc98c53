"""What counts as stuck, and what does not."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.watch.condition import BoardCondition, Condition, ProcessCondition
from bot.watch.problems import problems
from bot.watch.pulse import State

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
TEN = timedelta(minutes=10)


def ago(**time: float) -> datetime:
    return NOW - timedelta(**time)


def process(role: str = "all", **state: object) -> ProcessCondition:
    return ProcessCondition("p", role, ago(hours=5), ago(seconds=2), State(**state))


def board(**changed: object) -> BoardCondition:
    usual = {
        "id": "b1", "name": "Genomes", "read_at": ago(minutes=30), "polled_at": ago(seconds=20),
        "failing_since": None, "why": "", "waiting": 0, "oldest_s": 0.0,
    }  # fmt: skip
    return BoardCondition(**(usual | changed))  # type: ignore[arg-type]


def condition(**changed: object) -> Condition:
    usual = {
        "at": NOW, "processes": (process(),), "boards": (board(),), "waiting": 0, "oldest_s": 0.0,
        "failing": 0, "unfinished_effects": 0, "stuck": (),
    }  # fmt: skip
    return Condition(**(usual | changed))  # type: ignore[arg-type]


def causes(of: Condition) -> list[str]:
    found = problems(of, TEN)
    for problem in found:
        assert not problem.says.endswith(".")
        assert problem.do.endswith(".") or problem.do.endswith("?")
    return [problem.cause for problem in found]


def test_nothing_when_all_goes_well() -> None:
    assert causes(condition()) == []


@pytest.mark.parametrize(("oldest_s", "expected"), [(599.0, []), (601.0, ["queue"])])
def test_cards_that_wait_for_long(oldest_s: float, expected: list[str]) -> None:
    assert causes(condition(waiting=3, oldest_s=oldest_s)) == expected


def test_no_process_that_works() -> None:
    assert causes(condition(processes=(process("web"),))) == ["nobody-works"]


def test_a_token_that_is_not_accepted_is_told_at_once() -> None:
    now = condition(boards=(board(failing_since=ago(seconds=30), why="token"),))

    assert causes(now) == ["trello-token"]


@pytest.mark.parametrize("why", ["gone", "refused"])
def test_a_board_that_was_deleted_or_left_is_told_with_its_name(why: str) -> None:
    now = condition(boards=(board(failing_since=ago(minutes=11), why=why), board(id="b2")))

    assert causes(now) == ["board-gone:b1"]
    assert "'Genomes'" in problems(now, TEN)[0].says


def test_a_failure_of_a_moment_is_no_problem() -> None:
    now = condition(boards=(board(failing_since=ago(minutes=9), why="unreachable"),))

    assert causes(now) == []


def test_trello_that_cannot_be_reached_is_one_problem_for_all_boards() -> None:
    silent = tuple(
        board(id=f"b{n}", failing_since=ago(minutes=20), why="unreachable") for n in range(30)
    )

    assert causes(condition(boards=silent)) == ["poll-silent"]


def test_polls_that_simply_stopped() -> None:
    assert causes(condition(boards=(board(polled_at=ago(minutes=11)),))) == ["poll-silent"]


def test_a_service_that_has_just_started_has_time_to_poll() -> None:
    young = ProcessCondition("p", "all", ago(minutes=1), NOW, State())

    assert causes(condition(processes=(young,), boards=(board(polled_at=ago(days=1)),))) == []


def test_slack_that_is_away_for_long() -> None:
    away = process(slack_connected=False, slack_away_since=ago(minutes=12))

    assert causes(condition(processes=(away,))) == ["slack-away"]


def test_one_connection_of_several_replicas_is_enough() -> None:
    away = process(slack_connected=False, slack_away_since=ago(minutes=12))
    here = process(slack_connected=True)

    assert causes(condition(processes=(away, here))) == []


def test_a_slack_app_that_was_revoked() -> None:
    assert causes(condition(processes=(process(slack_refused="token_revoked"),))) == ["slack-token"]
