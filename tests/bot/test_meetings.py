"""What the channel hears besides cards: one greeting, and the agenda once, kept up to date."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.meeting_book import MeetingBook
from bot.meetings import Meetings
from bot.roster import Roster
from bot.slack.people import name_lookup
from bot.slack.speaking.speaker import Speaker
from tests.bot.place import BOARD, CHANNEL, Place, place
from tests.bot.slack.taken import assert_taken
from tests.bot.trello import scene

# Monday, 2 March 2026, 09:00 UTC is now; the meeting is on Tuesday at ten, prepared the day before.
MEETING = '[meeting]\nweekday = "tuesday"\ntime = "10:00"\nprepare_hours = 18\n'


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Place]:
    """Only `owner-missing` speaks; the meeting is tomorrow."""
    with place(tmp_path, owner_missing="advise") as made:
        made._agreement += MEETING
        made.start()
        yield made


def meetings(team: Place, agenda_channel: str = "") -> Meetings:
    client = team.slack_client()
    speaker = Speaker(team.engine, client, team.boards, team.clock, wait=lambda _seconds: None)
    roster = Roster(team.engine, team.boards, team.clock, name_lookup(client), scene.BOT)
    book = MeetingBook(team.engine, team.boards, roster, team.clock)
    return Meetings(
        team.engine, team.boards, client, CHANNEL, team.clock, speaker, book,
        agenda_channel=agenda_channel,
    )  # fmt: skip


def texts(team: Place) -> list[str]:
    return [str(message["text"]) for message in team.messages()]


# The greeting


def test_the_greeting_tells_what_the_first_look_found(team: Place) -> None:
    team.add("Call the variants")
    team.boards.read(BOARD)
    meetings(team).greet(BOARD)

    (message,) = team.messages()
    assert_taken(message)
    assert "1 of its 2 cards has something to settle; each carries one comment" in message["text"]


def test_a_board_on_which_all_is_well_is_greeted_with_that(team: Place) -> None:
    meetings(team).greet(BOARD)

    assert texts(team)[0].endswith("Nothing is to settle on its 1 card.")


def test_a_greeting_does_not_promise_comments_that_the_ceiling_forbids(team: Place) -> None:
    team._agreement += "[quiet]\nmax_writes = 2\n"
    team.start()
    for number in range(3):
        team.add(f"Card {number}")
    team.boards.read(BOARD)
    meetings(team).greet(BOARD)

    (said,) = texts(team)
    assert "more than the 2 that I may write at once, so I have written on none of them" in said


def test_a_greeting_whose_answer_was_lost_is_not_said_twice(team: Place) -> None:
    team.slack.faults.order("dropped_answer", "chat.postMessage")
    with pytest.raises(OSError):
        meetings(team).greet(BOARD)
    meetings(team).greet(BOARD)

    assert len(texts(team)) == 1


# The agenda


def test_the_agenda_is_posted_when_it_is_due_and_not_before(team: Place) -> None:
    meetings(team).prepare(BOARD)
    assert texts(team) == []

    team.clock.pass_by(hours=7, minutes=1)  # 18 hours before the meeting
    meetings(team).prepare(BOARD)

    (message,) = team.messages()
    assert_taken(message)
    assert message["text"].startswith("Agenda for Genomes")


def test_the_agenda_is_brought_up_to_date_in_its_place(team: Place) -> None:
    team.clock.pass_by(hours=8)
    meetings(team).prepare(BOARD)
    before = team.messages()[0]
    card = team.add("Call the variants")
    team.ada.move_card(card, scene.DONE)
    team.boards.read(BOARD)
    meetings(team).prepare(BOARD)

    (after,) = team.messages()
    assert after["ts"] == before["ts"]
    assert "Call the variants" in str(after["blocks"])
    assert "Call the variants" not in str(before["blocks"])


def test_an_agenda_whose_answer_was_lost_is_not_posted_twice(team: Place) -> None:
    team.clock.pass_by(hours=8)
    team.slack.faults.order("dropped_answer", "chat.postMessage")
    with pytest.raises(OSError):
        meetings(team).prepare(BOARD)
    meetings(team).prepare(BOARD)

    assert len(texts(team)) == 1


def test_an_agenda_that_somebody_deleted_stays_away_and_stops_nothing(team: Place) -> None:
    team.clock.pass_by(hours=8)
    meetings(team).prepare(BOARD)
    team.slack.messages.delete(CHANNEL, team.messages()[0]["ts"])
    team.add("Call the variants")
    team.boards.read(BOARD)

    meetings(team).prepare(BOARD)
    assert texts(team) == []


def test_the_next_week_has_an_agenda_of_its_own(team: Place) -> None:
    for days in (0.33, 7):
        team.clock.pass_by(days=days)
        meetings(team).prepare(BOARD)

    assert len(texts(team)) == 2


def test_the_agenda_goes_to_the_meetings_own_channel(team: Place) -> None:
    team.slack.load_workspace({"channels": [{"id": "C0MEET00000", "name": "meeting"}]})
    team.clock.pass_by(hours=8)
    meetings(team, "C0MEET00000").prepare(BOARD)

    assert texts(team) == []
    assert len(team.slack.messages.history("C0MEET00000")) == 1
