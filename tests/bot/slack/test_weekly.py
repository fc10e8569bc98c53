"""The weekly digest: once a week, in the team's hours, and only when there is something."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from bot.slack.weekly_view import weekly_message
from bot.weekly import WeeklyDigest
from protocol.sections.section import Item
from protocol.weekly import Broken, Weekly
from tests.bot.slack.conftest import MakeOffice, with_lead
from tests.bot.slack.office import BOARD, SORT, TEAM, TUNE, Office, card, text_of
from tests.bot.slack.taken import assert_taken
from tests.bot.slack.test_awkward_boards import AWKWARD, SLOW

FRIDAY_15 = datetime(2026, 11, 27, 15, 1, tzinfo=UTC)


@pytest.fixture
def mode() -> str:
    return "http"  # nothing is listened to here


@pytest.fixture
def team(make_office: MakeOffice) -> Office:
    """A card of Ana's came to done this week, and one of Ben's has something to settle."""
    finished = card(SORT, "Sort the reads", "Done", "ana", due=None)
    finished["dateLastActivity"] = "2026-11-25T12:00:00.000Z"
    office = make_office(board=with_lead(finished, card(TUNE, "Tune the filter", "Doing", "ben")))
    office.clock.present = FRIDAY_15
    return office


def digest(office: Office) -> WeeklyDigest:
    return WeeklyDigest(
        office.engine, office.boards, office.roster, office.meetings, TEAM, office.clock
    )


def told(office: Office) -> list[str]:
    posted = [m for m in office.slack.messages.history(TEAM) if "The week on" in m["text"]]
    for message in posted:
        assert_taken(message)
        assert "Why am I seeing this?" in text_of(message)
    return [text_of(message) for message in posted]


def test_it_says_what_came_to_done_and_what_is_to_settle(team: Office) -> None:
    digest(team).tell(BOARD)

    (said,) = told(team)
    assert "1 card done, 1 card has something to settle" in said
    assert "Sort the reads" in said
    assert "Ana Lima" in said
    assert "`due-passed`" in said


def test_it_is_said_once_a_week_whoever_says_it(team: Office) -> None:
    for _ in range(2):
        digest(team).tell(BOARD)
        team.clock.forward(hours=1)
    assert len(told(team)) == 1

    team.clock.present = FRIDAY_15
    team.clock.forward(days=7)
    digest(team).tell(BOARD)

    assert len(told(team)) == 2


@pytest.mark.parametrize("hours", [-1, 5, 30, 70], ids=["early", "evening", "weekend", "late"])
def test_it_is_said_in_the_teams_hours_alone(team: Office, hours: int) -> None:
    team.clock.forward(hours=hours)

    digest(team).tell(BOARD)

    assert (len(told(team)) == 1) is (hours == 70), "on Monday it is said after all"


@pytest.mark.parametrize("line", ["weekly_digest = false", 'weekly_day = "wednesday"'])
def test_the_agreement_says_whether_and_when(make_office: MakeOffice, line: str) -> None:
    office = make_office()
    agreement = office.agreement
    terms = {"weekly_digest": False} if "false" in line else {"weekly_day": "wednesday"}
    office.boards.agreement = structs.replace(
        agreement, slack=structs.replace(agreement.slack, **terms)
    )
    office.clock.present = FRIDAY_15.replace(day=25)

    digest(office).tell(BOARD)

    assert (len(told(office)) == 1) is ("wednesday" in line)


def test_a_week_with_nothing_to_tell_is_not_told(make_office: MakeOffice) -> None:
    office = make_office(board=with_lead(card(TUNE, "Tune", "Ready", "ana", due=None)))
    office.clock.present = FRIDAY_15
    office.roster.tie("U0BEN", "ben", "choice")

    digest(office).tell(BOARD)

    assert told(office) == []


def test_whom_nobody_is_tied_to_is_named_in_one_week_alone(team: Office) -> None:
    team.trello.add_member("e9" * 12, "dora", "Dora Vale")
    team.trello.join(BOARD, "e9" * 12)
    team.boards.read(BOARD)
    digest(team).tell(BOARD)
    assert "I do not know who Dora Vale is in Slack" in told(team)[0]

    team.clock.forward(days=7)
    digest(team).tell(BOARD)

    assert ["Dora Vale" in said for said in told(team)].count(True) == 1
    assert len(told(team)) == 2


@SLOW
@given(AWKWARD, AWKWARD, st.integers(0, 500))
def test_slack_takes_every_week(name: str, rule: str, many: int) -> None:
    item = Item("card", name, "https://trello.com/c/abcd0001/1-x", who=(name, rule))
    week = Weekly(name, "https://trello.com/b/x", (item,) * many, many, (
        Broken("owner-missing", rule, many),) * 9)  # fmt: skip

    assert_taken(weekly_message(week, (name,) * many))
