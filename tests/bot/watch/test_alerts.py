"""Those who run Cardkeeper are told what is stuck, once, and that it is over; and only then."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.processes import Presence
from bot.slack.administrators import Administrators
from bot.trello.errors import TrelloUnauthorized
from bot.watch.alerts import Alerts
from bot.watch.pulse import Pulse
from protocol.agreement_file import read_agreement
from storage.alarms import alarms
from storage.looks import BOARD as WHOLE
from storage.looks import answer, ask, take_due
from tests.bot.place import BOARD, Place, agreement_with

ADA = "U0ADA00000"
ADMIN = f'[people."Ada"]\nslack = "{ADA}"\nadmin = true\n'


class Watched:
    """A place whose bot has a pulse, and an administrator."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.pulse = Pulse()
        self.presence = Presence(place.engine, place.clock, tell=self.pulse.as_json)
        self.presence._come()
        place.boards.agreement = read_agreement(agreement_with() + ADMIN, "protocol.toml")
        self.administrators = Administrators(
            place.engine, place.slack_client(), place.boards, place.clock
        )
        self.alerts = Alerts(place.engine, self.administrators, place.clock, timedelta(minutes=10))

    def beat(self) -> None:
        self.presence._come()

    def told(self) -> list[dict[str, Any]]:
        opened = self.place.slack_client().conversations_open(users=ADA)
        return list(self.place.slack.messages.history(opened["channel"]["id"]))


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    place = Place(tmp_path, agreement_with())
    yield Watched(place)
    place.close()


def make_stuck(watched: Watched) -> None:
    place = watched.place
    ask(place.engine, BOARD, WHOLE, place.clock(), cause="sweep")
    place.clock.pass_by(minutes=11)
    watched.beat()
    watched.alerts.run()


def test_nothing_is_said_while_all_goes_well(watched: Watched) -> None:
    watched.alerts.run()

    assert watched.told() == []
    assert alarms(watched.place.engine) == []


def test_what_is_stuck_is_said_once_however_long_it_lasts(watched: Watched) -> None:
    make_stuck(watched)
    for _ in range(5):
        watched.place.clock.pass_by(hours=7)
        watched.beat()
        watched.alerts.run()

    (message,) = watched.told()
    assert "1 look to make" in message["text"]


def test_with_a_channel_of_their_own_nobody_is_told_alone(watched: Watched) -> None:
    place = watched.place
    channel = place.slack.client.channels(ADA)[0]["id"]
    before = len(place.slack.messages.history(channel))
    told = Administrators(
        place.engine, place.slack_client(), place.boards, place.clock, channel
    )  # fmt: skip
    watched.alerts = Alerts(place.engine, told, place.clock, timedelta(minutes=10))

    make_stuck(watched)
    watched.alerts.run()

    said = place.slack.messages.history(channel)
    assert len(said) == before + 1
    assert "The queue stands still" in said[0]["text"]
    assert watched.told() == []


def test_when_it_is_over_the_same_message_says_so(watched: Watched) -> None:
    make_stuck(watched)
    place = watched.place
    zero = timedelta(0)
    (row,) = take_due(place.engine, place.clock(), quiet=zero, patience=zero)
    answer(place.engine, BOARD, WHOLE, row.taken)

    watched.alerts.run()

    (message,) = watched.told()
    assert "Over since" in message["text"]
    assert alarms(place.engine) == []


def test_the_same_cause_another_time_is_told_anew(watched: Watched) -> None:
    make_stuck(watched)
    place, zero = watched.place, timedelta(0)
    (row,) = take_due(place.engine, place.clock(), quiet=zero, patience=zero)
    answer(place.engine, BOARD, WHOLE, row.taken)
    watched.alerts.run()

    make_stuck(watched)

    assert len(watched.told()) == 2


def test_of_two_that_watch_one_tells(watched: Watched) -> None:
    place = watched.place
    other = Alerts(place.engine, watched.administrators, place.clock, timedelta(minutes=10))
    make_stuck(watched)

    other.run()

    assert len(watched.told()) == 1


def test_what_could_not_be_told_is_told_when_slack_is_back(watched: Watched) -> None:
    place = watched.place
    away = Administrators(
        place.engine, place.slack_client().__class__(token="x", base_url="http://127.0.0.1:1/"),
        place.boards, place.clock,
    )  # fmt: skip
    ask(place.engine, BOARD, WHOLE, place.clock(), cause="sweep")
    place.clock.pass_by(minutes=11)
    watched.beat()
    Alerts(place.engine, away, place.clock, timedelta(minutes=10)).run()
    assert watched.told() == []

    watched.alerts.run()

    assert len(watched.told()) == 1


def test_an_expired_token_is_told_with_what_to_do(watched: Watched) -> None:
    place = watched.place
    error = TrelloUnauthorized("invalid token", 401, "GET", "/boards/{id}", False)
    watched.pulse.poll_failed(BOARD, error, place.clock())
    watched.beat()

    watched.alerts.run()

    (message,) = watched.told()
    assert "does not accept the bot's token" in message["text"]
    assert "CARDKEEPER_TRELLO_TOKEN" in str(message["blocks"])
