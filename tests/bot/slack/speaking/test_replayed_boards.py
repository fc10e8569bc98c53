"""The six sample boards played again: what their people would have heard from the bot, and when.

Their whole history is played, every morning and after every change, with people in four time zones
whose clocks are changed meanwhile. Nobody hears more than one unsolicited message per working day,
unless a run of theirs failed or a card was moved back, and nobody outside their hours.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from slack_sdk import WebClient
from sqlalchemy import Engine

from bot.boards import Boards
from bot.sandbox.serving import ServerThread
from bot.sandbox.slack import SlackStandIn
from bot.slack.speaking.digests import Digests
from bot.slack.speaking.listeners import Listener, Listeners
from bot.slack.speaking.speaker import Speaker
from protocol.agreement import Agreement
from protocol.agreement_file import read_agreement
from protocol.board import Board
from protocol.board_json import read_snapshot
from protocol.check import Report, check_board, check_card
from protocol.decide import Memory, MoveBack, decide
from protocol.digests import digests_of
from protocol.history import history_of
from protocol.quiet import silence
from protocol.replay import replay
from protocol.rewind import Film, Step, rewind
from protocol.subject import Context
from storage.effects import EffectRow, begin, finish
from storage.speaking import held_back
from tests.bot.chaos.soak import IS_SOAK
from tests.shared import needs_shared, sample_boards

pytestmark = [needs_shared, pytest.mark.slow, *([pytest.mark.soak] if IS_SOAK else [])]

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Sydney")
COUNTRIES = ("DE", "US", "IN", "AU-NSW")
MOST_TOO_OLD = timedelta(days=2)  # a report is made anew after so long, though nothing changed


class Played:
    """A board's past as `Boards` would have kept it at each moment."""

    def __init__(self, board: Board, since: datetime, agreement: Agreement) -> None:
        self.agreement = agreement
        past = rewind(board, since)
        self.steps = past.steps
        self._film = Film(past)
        self._taken = 0
        self._judged_at = datetime.min.replace(tzinfo=UTC)
        self._report: Report | None = None
        self.now = since

    def play(self, until: datetime) -> list[Step]:
        """Play up to this moment; the steps that were taken."""
        taken = []
        while self._taken < len(self.steps) and self.steps[self._taken].when <= until:
            taken.append(self.steps[self._taken])
            self._film.take(1, self.steps[self._taken].when)
            self._taken += 1
        self.now = until
        self._film.wait(until)
        if taken:
            self._report = None
        return taken

    def all_kept(self) -> list[Any]:
        """The one board; its report is as old as the service's own would be."""
        context = self.context("", self.now)
        if self._report is None or self.now - self._judged_at > MOST_TOO_OLD:
            self._report, self._judged_at = check_board(context), self.now
        return [SimpleNamespace(board=context.board, report=self._report, read_at=self.now)]

    def context(self, _board_id: str, now: datetime | None = None) -> Context:
        return Context(self._film.board(), self.agreement, self._film.history(), now or self.now)


class Team:
    """The board's people in Slack, and the bot that speaks to them."""

    def __init__(self, played: Played, engine: Engine, slack: SlackStandIn) -> None:
        self.played = played
        self.engine = engine
        self.slack = slack
        client = WebClient(slack.bot_token, base_url=f"{slack.base_url}/api/", retry_handlers=[])
        boards = cast("Boards", played)
        self.listeners = Listeners(engine, boards, client, self.clock, bot_member_id="")
        speaker = Speaker(engine, client, boards, self.clock, lambda _: None)
        self.digests = Digests(engine, boards, self.listeners, speaker, self.clock)
        self.moved_back: Counter[str] = Counter()

    def clock(self) -> datetime:
        return self.played.now

    def run(self, when: datetime) -> None:
        """Play up to a moment, look at the cards that have changed, and speak."""
        touched = {s.card_id for s in self.played.play(when) if s.tells and s.card_id}
        for card_id in sorted(touched):
            self._look(card_id)
        self.digests.run()

    def _look(self, card_id: str) -> None:
        context = self.played.context("")
        report = check_card(context, card_id)
        for effect in decide(context, card_id, report, Memory(), "event"):
            if isinstance(effect, MoveBack):
                row = EffectRow(
                    key=f"{card_id}:{context.now.isoformat()}", board_id=context.board.id,
                    card_id=card_id, kind="MoveBack", after=effect.to_list, why=effect.why,
                    begun_at=context.now,
                )  # fmt: skip
                begin(self.engine, row)
                finish(self.engine, row.key, context.now)

    def heard(self) -> Iterator[tuple[Listener, datetime, dict[str, Any]]]:
        for listener in self.listeners.everyone():
            channel = self.slack.workspace.direct(listener.slack_id)
            for message in self.slack.client.messages(listener.slack_id, channel):
                yield listener, datetime.fromtimestamp(float(message["ts"]), UTC), message


def agreement_for(board: Board) -> Agreement:
    """Common names tell the lists; some moves are taken back; people live all over the world."""
    lines = [
        'timezone = "Europe/Berlin"',
        '[moves]\nforbid = ["ready > done", "inbox > done", "done > doing", "doing > ready"]',
        '[rules]\nmove-not-allowed = "enforce"\nowner-missing = "advise"',
    ]
    people = [member for member in board.members if member.active]
    for number, member in enumerate(people):
        zone = number % len(ZONES)
        lines.append(
            f'[people.p{number}]\ntrello = {json.dumps(member.username)}\nslack = "U{number:06}"\n'
            f'timezone = "{ZONES[zone]}"\ncountry = "{COUNTRIES[zone]}"'
        )
    return read_agreement("\n".join(lines), "protocol.toml")


def workspace_for(agreement: Agreement) -> dict[str, Any]:
    users = [
        {"id": person.slack, "name": name, "real_name": name, "tz": person.timezone}
        for name, person in agreement.people.items()
    ]
    return {"users": users, "app": {"events": []}}


def mornings(first: date, last: date) -> Iterator[datetime]:
    """Nine o'clock in every zone on every day."""
    day = first
    while day <= last:
        for zone in ZONES:
            yield datetime.combine(day, time(9), ZoneInfo(zone)).astimezone(UTC)
        day += timedelta(days=1)


def looks(steps: tuple[Step, ...]) -> Iterator[datetime]:
    """A minute after each change, once for changes within a minute."""
    last = datetime.min.replace(tzinfo=UTC)
    for step in steps:
        if step.when > last:
            last = step.when + timedelta(minutes=1)
            yield last


# the two smallest at every test run, all six in the long one
BOARDS = sample_boards() if IS_SOAK else sample_boards()[:2]


@pytest.mark.parametrize("path", BOARDS, ids=lambda path: path.stem)
def test_nobody_hears_more_than_one_message_a_day_or_any_outside_their_hours(
    path: Path, engine: Engine, tmp_path: Path
) -> None:
    board = read_snapshot(json.loads(path.read_text(encoding="utf-8")))
    since = history_of(board).begins
    assert since is not None
    agreement = agreement_for(board)
    played = Played(board, since, agreement)
    slack = SlackStandIn(tmp_path / "slack.db", lambda: played.now)
    slack.load_workspace(workspace_for(agreement))
    slack.rate_limits.on = False
    with ServerThread(slack.app) as server:
        slack.base_url = server.url
        team = Team(played, engine, slack)
        last = played.steps[-1].when if played.steps else since
        moments = {*mornings(since.date(), last.date()), *looks(played.steps)}
        for moment in sorted(moment for moment in moments if moment >= since):
            team.run(moment)

        everything = list(team.heard())
        by_day: Counter[tuple[str, date]] = Counter()
        for listener, when, message in everything:
            assert silence(listener.hours, when) is None, (listener.name, when, message["text"])
            if "was moved back" not in message["text"] or "something" in message["text"]:
                by_day[listener.slack_id, listener.hours.day(when)] += 1
        assert [key for key, count in by_day.items() if count > 1] == []
        told = digests_of(replay(board, agreement, since, last)).told
        assert everything or not told, "there was something to say"
        assert set(held_back(engine, since.date())) <= {
            ("needs-you-now", reason)
            for reason in ("outside hours", "day off", "public holiday", "budget")
        }
    slack.close()
