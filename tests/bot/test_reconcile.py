"""The durable workflow: every mark leads to its effects, whatever fails on the way."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dbos import DBOS, SetWorkflowID

from bot.durable import close_engine, forget_finished, launch_engine, open_engine
from bot.processes import Presence
from bot.reconcile import (
    Dispatcher,
    Looks,
)
from storage import looks
from storage.looks import BOARD as WHOLE
from storage.looks import REVIEW
from tests.bot.place import BOARD, Place, place
from tests.bot.running import wait_for


def work_of(team: Place) -> Looks:
    """The process's workflows, at work in this place."""
    return Looks(team.engine, team.observer, team.actor, team.boards, team.clock)


class Running:
    """A place with the engine running on it."""

    def __init__(self, team: Place, folder: Path) -> None:
        self.team = team
        self.presence = Presence(team.engine, team.clock)
        self.presence.start()
        open_engine(f"sqlite:///{folder}/work.db", self.presence.id)
        self.work = work_of(team)
        launch_engine()
        self.dispatcher = self._dispatcher()
        self.dispatcher.start()

    def _dispatcher(self) -> Dispatcher:
        return Dispatcher(self.team.engine, self.work, self.team.clock, timedelta(0), self.presence)

    def lose_the_database(self) -> None:
        """Only what the engine keeps is left."""
        self.dispatcher.stop()
        self.presence.stop()
        self.team.start()
        work_of(self.team)
        self.presence = Presence(self.team.engine, self.team.clock)
        self.presence.start()
        self.dispatcher = self._dispatcher()
        self.dispatcher.start()

    def mark(self, card: str, cause: str = "event") -> None:
        looks.ask(self.team.engine, BOARD, card, self.team.clock(), cause=cause)
        self.dispatcher.wake()

    def settle(self) -> None:
        """Wait until nothing is left to look at; what was put off is due at once."""

        def nothing_waits() -> bool:
            self.team.clock.pass_by(seconds=5)
            return looks.waiting(self.team.engine)[0] == 0

        wait_for(nothing_waits, 20)

    def stop(self) -> None:
        self.dispatcher.stop()
        close_engine()
        self.presence.stop()


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Place]:
    with place(tmp_path, owner_missing="advise") as made:
        yield made


@pytest.fixture
def running(team: Place, tmp_path: Path) -> Iterator[Running]:
    made = Running(team, tmp_path)
    yield made
    made.stop()


def test_a_mark_becomes_a_comment_and_a_message(running: Running) -> None:
    card = running.team.add()
    running.mark(card)
    running.settle()

    assert len(running.team.comments(card)) == 1
    assert len(running.team.messages(card)) == 1


def test_what_the_engine_says_goes_where_all_is_logged(
    running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    """Its own way to the console would lead around what takes secrets out."""
    logging.getLogger("dbos").warning("trouble")

    assert running.dispatcher.is_alive
    assert "trouble" in caplog.text
    assert logging.getLogger("dbos").handlers == []


def test_what_was_left_of_a_try_that_failed_is_done_by_the_next(running: Running) -> None:
    """The comment was posted, then Slack failed: the message must not be taken for done."""
    card = running.team.add()
    running.team.slack.faults.order("server_error", "chat.postMessage", 2)
    running.mark(card)
    running.settle()

    assert len(running.team.comments(card)) == 1
    assert len(running.team.messages(card)) == 1


def test_a_trello_that_is_away_for_a_while_is_waited_for(running: Running) -> None:
    card = running.team.add()
    running.team.trello.faults.plan("500", times=9, path_part=f"/cards/{card}")
    running.mark(card)
    running.settle()

    assert len(running.team.comments(card)) == 1


def test_a_lost_database_does_not_stop_the_looks_although_the_engine_remembers(
    running: Running,
) -> None:
    card = running.team.add()
    running.mark(card)
    running.settle()
    running.lose_the_database()
    running.team.own(card)

    running.mark(card)
    running.settle()

    assert running.team.comments(card) == []


def test_a_look_that_was_taken_and_never_begun_is_taken_up(running: Running) -> None:
    card, team = running.team.add(), running.team
    running.dispatcher.stop()
    looks.ask(team.engine, BOARD, card, team.clock(), cause="event")
    none = timedelta(0)
    assert looks.take_due(team.engine, team.clock(), quiet=none, patience=none)

    running.dispatcher = running._dispatcher()
    running.dispatcher.start()
    running.settle()

    assert len(team.comments(card)) == 1


def test_a_look_whose_workflow_ended_without_a_word_is_given_back(running: Running) -> None:
    card, team = running.team.add(), running.team
    running.dispatcher.stop()
    looks.ask(team.engine, BOARD, card, team.clock(), cause="event")
    none = timedelta(0)
    (row,) = looks.take_due(team.engine, team.clock(), quiet=none, patience=none)
    assert row.taken_at is not None
    silent = f"look:{BOARD}:{card}:{row.taken}:{row.failures}:{row.taken_at.timestamp():.6f}"
    with SetWorkflowID(silent):
        DBOS.start_workflow(running.work.look, BOARD, card, row.taken - 1, "event").get_result()
    team.bot.delete_comment(team.comment_ids(card)[0])  # so that the next look shows

    running.dispatcher = running._dispatcher()
    running.dispatcher.start()
    running.settle()

    assert looks.waiting(team.engine) == (0, None)


def test_what_is_finished_is_forgotten_after_a_while(running: Running) -> None:
    running.mark(running.team.add())
    running.settle()
    before = len(DBOS.list_workflows())
    assert before > 0

    assert forget_finished(datetime(2020, 1, 1, tzinfo=UTC)) == 0
    later = datetime.now(UTC) + timedelta(minutes=1)
    assert forget_finished(later, at_once=1) == before
    assert DBOS.list_workflows() == []


# Sweeps


def test_a_sweep_marks_the_cards_on_which_something_is_to_be_done(team: Place) -> None:
    cards = [team.add(f"Card {number}") for number in range(3)]
    work = work_of(team)

    assert work.sweep_step(BOARD) == 3
    none = timedelta(0)
    marks = looks.take_due(team.engine, team.clock(), quiet=none, patience=none)
    assert sorted((row.card_id, row.cause) for row in marks) == sorted(
        (card, "sweep") for card in cards
    )


def test_a_sweep_counts_what_nobody_had_told_and_one_for_an_event_does_not(team: Place) -> None:
    work = work_of(team)
    for cause in ("event", "sweep"):
        team.add(f"Made unheard before the {cause}")
        team.clock.pass_by(minutes=10)
        work.sweep_step(BOARD, cause=cause)

    assert work.healed == {BOARD: 1}


def test_a_sweep_that_would_write_too_much_writes_nothing_and_tells(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with place(tmp_path, owner_missing="advise") as team:
        team._agreement += "[quiet]\nmax_writes = 3\n"
        team.start()
        cards = [team.add(f"Card {number}") for number in range(4)]
        work, told = work_of(team), list[tuple[str, int]]()
        work.on_too_much = lambda board, writes: told.append((board, writes))

        for read in (True, False):
            assert work.sweep_step(BOARD, read) == 0
        assert looks.waiting(team.engine) == (0, None)
        assert told == [(BOARD, 4), (BOARD, 4)]
        assert work.too_much == {BOARD: 4}
        assert "would write 4 times, more than the ceiling of 3" in caplog.text

        team.ada.delete_card(cards[0])
        assert work.sweep_step(BOARD) == 3
        assert work.too_much == {}


def test_marks_of_the_board_sweep_it_and_reviews_read_nothing(running: Running) -> None:
    card = running.team.add()
    before = running.team.bot.http.requests["GET", "/boards/{id}"]
    running.mark(REVIEW, cause="sweep")
    running.settle()
    assert running.team.bot.http.requests["GET", "/boards/{id}"] == before

    running.mark(WHOLE, cause="sweep")
    running.settle()
    assert running.team.bot.http.requests["GET", "/boards/{id}"] > before
    assert len(running.team.comments(card)) == 1
    assert running.team.messages(card) == []


def test_an_event_is_followed_by_a_review_of_the_other_cards(tmp_path: Path) -> None:
    """What one card breaks may rest on another: renaming either of two alike settles both."""
    title = "Compare the two aligners on batch seven"
    with place(tmp_path, likely_duplicate="advise") as team:
        alike = [team.add(title), team.add(title)]
        team.boards.read(BOARD)
        running = Running(team, tmp_path)
        try:
            for card in alike:
                running.mark(card)
            running.settle()
            (spoken,) = [card for card in alike if team.comments(card)]
            (other,) = [card for card in alike if card != spoken]

            team.ada.update_card(other, name="Describe the sample sheet")
            running.mark(other)
            running.settle()

            assert team.comments(spoken) == []
        finally:
            running.stop()


def test_a_review_however_long_it_took_holds_up_the_next_for_minutes_at_most(
    team: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = work_of(team)
    team.boards.read(BOARD)
    hours = iter((0.0, 3600.0))
    monkeypatch.setattr("bot.reconcile.time.thread_time", lambda: next(hours))
    work.sweep_step(BOARD, read=False)

    work.ask_review_step(BOARD)

    team.clock.pass_by(minutes=2)
    due = looks.take_due(team.engine, team.clock(), quiet=timedelta(0), patience=timedelta(0))
    assert [look.card_id for look in due] == [REVIEW]
