"""What a meeting has asked of Trello comes to be, wherever the process dies and however Trello
answers; what cannot be done is said, and asked for again by a button."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import event

from bot.card_actions import NotDone
from bot.meeting_room import MeetingRoom
from bot.trello.errors import TrelloRefused, TrelloUnauthorized
from bot.trello.http import TrelloHttp
from protocol.meeting_life import Outcome
from protocol.new_card import Draft
from protocol.render.minutes_markdown import minutes_markdown
from tests.bot.place import BOARD, Place, agreement_with
from tests.bot.test_meeting_room import (
    ADA,
    DAY,
    MEETING,
    cards_named,
    keys,
    open_with_topics,
    room_of,
)
from tests.bot.trello import scene

KINDS = '[kinds.analysis]\nlabel = "analysis"\nchecklist = ["Reviewed", "Archived"]\n'
DUE = date(2026, 3, 4)


class Killed(BaseException):
    """The process is gone: from then on it does nothing more."""


class Death:
    """Kills the process at its n-th step: before each commit, before each request to Trello, and
    before each answer."""

    def __init__(self, team: Place, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps = 0  # taken in this life
        self.at = 0  # at which it ends; 0: it does not
        self._bot = team.bot.http
        self._request = TrelloHttp.request
        event.listen(team.engine, "commit", lambda _connection: self._step())
        monkeypatch.setattr(TrelloHttp, "request", self._asked(self))

    def _asked(self, death: "Death") -> Callable[..., Any]:
        def request(http: TrelloHttp, method: str, url: str, **kw: Any) -> Any:
            if http is not death._bot:
                return death._request(http, method, url, **kw)
            death._step()
            answer = death._request(http, method, url, **kw)
            death._step()
            return answer

        return request

    def _step(self) -> None:
        self.steps += 1
        if self.at and self.steps >= self.at:
            raise Killed

    def during(self, at: int, what: Callable[[], object]) -> bool:
        """Do it, and die at this step; whether it came so far."""
        self.steps, self.at = 0, at
        with suppress(Killed):
            what()
        reached, self.at = self.steps >= at, 0
        return reached


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Place]:
    """A team whose agreement refuses due days that are over."""
    agreement = agreement_with(due_passed="enforce", due_missing="enforce")
    agreement = agreement.replace('"Ideas" = "inbox"', '"Ideas" = "ready"')
    made = Place(tmp_path, agreement + KINDS + MEETING)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def room(team: Place) -> MeetingRoom:
    made = room_of(team)
    open_with_topics(made, "Primers")
    return made


def action(title: str = "Order the primers", **changed: Any) -> Draft:
    draft = Draft(scene.IDEAS, kind="analysis", title=title, owners=(scene.ADA,), due=DUE)
    return structs.replace(draft, **changed)


def outcomes(room: MeetingRoom) -> tuple[Outcome, ...]:
    return room.state(BOARD, DAY).outcomes


def settle_after(team: Place, **time: float) -> MeetingRoom:
    """Another process, that knows nothing but the database, when so much time has passed."""
    team.clock.pass_by(**time)
    another = room_of(team)
    another.settle()
    return another


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # it dies at it
def test_an_action_is_never_lost_wherever_the_process_dies_and_its_card_is_whole(
    team: Place, room: MeetingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written down before the death: the card is made, once. Not written down: nothing is there,
    and the person, who was not answered, writes it again."""
    death = Death(team, monkeypatch)
    (point,) = keys(room)
    at, lost = 1, 0
    write = partial(room.act, BOARD, DAY, point)
    while death.during(at, partial(write, action(f"{at}"), ADA, f"{at}")):
        another = settle_after(team, minutes=3)
        kept = [each for each in outcomes(another) if each.text == f"{at}"]
        if not kept:
            lost += 1
            write(action(f"{at}"), ADA, f"{at}, again")
        (made,) = cards_named(team, f"{at}")
        assert made in [each.card_id for each in outcomes(another)] or not kept
        card = team.ada.read_card(made)
        assert card["idLabels"] == [scene.RED]
        (checklist,) = card["checklists"]
        assert [item["name"] for item in checklist["checkItems"]] == ["Reviewed", "Archived"]
        at += 1
    assert at > 15  # it has as many steps
    assert 0 < lost < 3  # ... of which the first ones write it down


def test_what_was_accepted_is_made_though_its_due_day_has_passed_meanwhile(
    team: Place, room: MeetingRoom
) -> None:
    team.trello.faults.plan("504", times=20, method="POST")
    room.act(BOARD, DAY, keys(room)[0], action(), ADA, "click")
    assert not outcomes(room)[0].failed
    assert "its card is still to be made" in minutes_markdown(room.minutes(BOARD, DAY))
    team.trello.faults.clear()
    another = settle_after(team, days=8)

    (made,) = cards_named(team, "Order the primers")
    assert outcomes(another)[0].card_id == made
    with pytest.raises(NotDone):  # it is the day that is refused of a new one
        another.act(BOARD, DAY, keys(room)[0], action("Another one"), ADA, "another click")


def test_a_board_that_is_not_read_yet_makes_nothing_fail(team: Place, room: MeetingRoom) -> None:
    team.trello.faults.plan("504", times=20, method="POST")
    room.act(BOARD, DAY, keys(room)[0], action(), ADA, "click")
    team.trello.faults.clear()
    team.clock.pass_by(minutes=3)
    kept = team.boards._kept.pop(BOARD)
    room.settle()
    team.boards._kept[BOARD] = kept
    room.settle()

    assert len(cards_named(team, "Order the primers")) == 1


def test_a_refused_token_loses_no_action_and_holds_up_no_other(
    team: Place, room: MeetingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_card = team.bot.add_card

    def out_of_reach(list_id: str, name: str, *args: Any, **fields: Any) -> Any:
        if name == "First":
            raise TrelloUnauthorized("invalid token", 401, "POST", "/cards")
        return add_card(list_id, name, *args, **fields)

    (point,) = keys(room)
    with monkeypatch.context() as refusing:
        refusing.setattr(team.bot, "add_card", out_of_reach)
        room.act(BOARD, DAY, point, action("First"), ADA, "1")
        room.act(BOARD, DAY, point, action("Second"), ADA, "2")
        assert len(cards_named(team, "Second")) == 1
    settle_after(team, minutes=3)

    assert len(cards_named(team, "First")) == 1


def refuse(*_args: Any, **_fields: Any) -> Any:
    raise TrelloRefused("invalid value for idMembers", 400, "POST", "/cards")


def refused_once(team: Place, room: MeetingRoom, monkeypatch: pytest.MonkeyPatch) -> str:
    """An action whose card Trello has refused; the outcome's number."""
    with monkeypatch.context() as refusing:
        refusing.setattr(team.bot, "add_card", refuse)
        room.act(BOARD, DAY, keys(room)[0], action(), ADA, "click")
    (outcome,) = outcomes(room)
    assert "Trello refuses the card" in outcome.failed
    return outcome.id


def test_a_refused_card_is_said_and_made_when_somebody_asks_again(
    team: Place, room: MeetingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = refused_once(team, room, monkeypatch)
    room.close(BOARD, DAY, ADA, "close")
    assert "no card was made" in minutes_markdown(room.minutes(BOARD, DAY))
    room.again(BOARD, DAY, number, ADA, "again")
    room.again(BOARD, DAY, number, ADA, "again, a double click")

    (made,) = cards_named(team, "Order the primers")
    assert [(o.card_id, o.failed) for o in outcomes(room)] == [(made, "")]
    assert "no card was made" not in minutes_markdown(room.minutes(BOARD, DAY))


def test_a_refused_card_is_made_as_somebody_puts_it_now(
    team: Place, room: MeetingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = refused_once(team, room, monkeypatch)
    with pytest.raises(NotDone):
        room.again(BOARD, DAY, number, ADA, "past", action(due=date(2026, 2, 2)))
    changed = action("Order the primers anew", owners=(scene.BEA,))
    room.again(BOARD, DAY, number, ADA, "again", changed)

    (made,) = cards_named(team, "Order the primers anew")
    assert team.ada.read_card(made)["idMembers"] == [scene.BEA]
    assert outcomes(room)[0].text == "Order the primers anew"


def test_writing_the_same_action_again_after_it_was_refused_asks_again(
    team: Place, room: MeetingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused_once(team, room, monkeypatch)
    room.act(BOARD, DAY, keys(room)[0], action(), ADA, "another click")

    assert len(cards_named(team, "Order the primers")) == 1
    assert len(outcomes(room)) == 1


def test_the_same_words_for_two_people_are_two_actions(team: Place, room: MeetingRoom) -> None:
    (point,) = keys(room)
    room.act(BOARD, DAY, point, action(), ADA, "ada's")
    room.act(BOARD, DAY, point, action(owners=(scene.BEA,)), ADA, "bea's")

    assert len(cards_named(team, "Order the primers")) == 2


def test_what_is_refused_of_a_card_that_is_there_makes_no_second_one(
    team: Place, room: MeetingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(team.bot, "add_checklist", refuse)
    room.act(BOARD, DAY, keys(room)[0], action(), ADA, "click")
    settle_after(team, minutes=3)

    (made,) = cards_named(team, "Order the primers")
    assert [(o.card_id, o.failed) for o in outcomes(room)] == [(made, "")]


def test_a_decision_that_one_card_refuses_is_written_on_the_others_and_told_once(
    team: Place, room: MeetingRoom
) -> None:
    gone, there = team.add("One"), team.add("Another")
    team.boards.read(BOARD)
    team.ada.delete_card(gone)
    room.decide(BOARD, DAY, keys(room)[0], "We drop GATK", ADA, "click", cards=(gone, there))
    version = room.version(BOARD, DAY)
    settle_after(team, minutes=3)

    assert len(team.comments(there)) == 1
    assert outcomes(room)[0].failed
    assert not room.state(BOARD, DAY).unsettled
    assert room.version(BOARD, DAY) == version
