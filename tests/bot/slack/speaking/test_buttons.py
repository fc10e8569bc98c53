"""The buttons of a digest act once, for members, and the message follows in place."""

from collections.abc import Iterator

import pytest

from bot.slack.speaking.digest_view import DISMISS, FIX, SNOOZE
from bot.slack.speaking.reason import WHY_SAID
from storage.effects import recent_effects
from tests.bot.slack.speaking.conftest import MakeWorkplace
from tests.bot.slack.speaking.workplace import ANA, EVE, MONDAY_9, TEAM, TUNE, Json, Workplace


@pytest.fixture(params=["http", "socket"])
def place(request: pytest.FixtureRequest, make_workplace: MakeWorkplace) -> Iterator[Workplace]:
    """Ana has her digest before her; Slack reaches the app in both ways."""
    place = make_workplace()
    place.speaking.run()
    with place.over_http() if request.param == "http" else place.over_sockets():
        yield place


def digest(place: Workplace) -> Json:
    return next(m for m in place.messages(ANA) if not m.get("is_ephemeral"))


def press(place: Workplace, action: str, value: str | None = None) -> None:
    answer = place.slack.client.click(ANA, place.direct(ANA), digest(place)["ts"], action, value)
    assert answer["ok"], answer


def shows(place: Workplace, words: str) -> Json | None:
    """A message in Ana's conversation with these words in it."""
    return next((m for m in place.messages(ANA) if words in repr(m["blocks"])), None)


def test_fix_changes_the_card_is_recorded_and_strikes_the_line_through(place: Workplace) -> None:
    press(place, FIX, TUNE)

    place.wait(lambda: shows(place, "~ settled"))
    place.wait(lambda: shows(place, "Done:"))
    assert "Question" in place.gateway.read_card(TUNE)["desc"]
    (row,) = recent_effects(place.engine, MONDAY_9, card_id=TUNE)
    assert row.kind == "Apply"
    assert row.why.startswith("Ana Lima asked in Slack to fix section-missing")
    assert row.reference


@pytest.mark.parametrize(
    ("choice", "days", "day"),
    [("1d", 1, "24 Nov 2026"), ("3d", 3, "26 Nov 2026"), ("mon", 7, "30 Nov 2026")],
)
def test_snooze_says_who_and_until_when_and_brings_it_back_then(
    place: Workplace, choice: str, days: int, day: str
) -> None:
    press(place, SNOOZE, choice)

    message = place.wait(lambda: shows(place, "Snoozed by Ana Lima until"))
    assert day in repr(message["blocks"])
    place.clock.forward(days=days, hours=-1)
    place.speaking.run()
    assert len(place.messages(ANA)) == 1
    place.clock.forward(hours=1)
    place.speaking.run()
    assert len(place.messages(ANA)) == 2


def test_dismissed_is_closed_and_never_repeated(place: Workplace) -> None:
    press(place, DISMISS, TUNE)

    place.wait(lambda: shows(place, "Dismissed by Ana Lima"))
    for _ in range(10):
        place.clock.forward(days=1)
        place.speaking.run()
    assert len(place.messages(ANA)) == 1


def test_what_changes_after_it_was_dismissed_is_told_again(place: Workplace) -> None:
    press(place, DISMISS, TUNE)
    place.wait(lambda: shows(place, "Dismissed by Ana Lima"))

    place.gateway.update_card(TUNE, due="2026-11-23T10:00:00.000Z")
    place.boards.read_card("b" * 24, TUNE)
    place.clock.forward(days=1)
    place.speaking.run()

    assert len(place.messages(ANA)) == 2


def test_why_am_i_seeing_this_is_answered_for_the_asker_alone(place: Workplace) -> None:
    press(place, WHY_SAID)

    answer = place.wait(lambda: shows(place, "The rules behind it"))
    assert answer["is_ephemeral"]
    assert "`section-missing`" in repr(answer["blocks"])
    assert "digests = false" in repr(answer["blocks"])


def test_a_button_pressed_after_the_card_was_settled_says_so(place: Workplace) -> None:
    place.gateway.update_card(TUNE, due="2026-12-24T12:00:00.000Z", desc="## Question\nWhich?")
    place.boards.read_card("b" * 24, TUNE)

    press(place, FIX, TUNE)

    place.wait(lambda: shows(place, "That was settled meanwhile"))
    assert place.wait(lambda: shows(place, "~<https://trello.com/c/card0001"))


def test_the_same_press_delivered_twice_acts_once(place: Workplace) -> None:
    send = place.slack.transport().send

    def twice(kind: str, payload: Json, *more: object) -> object:
        send(kind, payload, *more)  # type: ignore[arg-type]
        return send(kind, payload, *more)  # type: ignore[arg-type]

    place.slack.transport().send = twice  # type: ignore[method-assign, assignment]
    press(place, FIX, TUNE)

    place.wait(lambda: shows(place, "Done:"))
    answers = [m for m in place.messages(ANA) if m.get("is_ephemeral")]
    assert len(answers) == 1
    assert len(recent_effects(place.engine, MONDAY_9, card_id=TUNE)) == 1


def test_who_is_no_member_of_the_board_changes_nothing(place: Workplace) -> None:
    message = digest(place)
    posted = place.client.chat_postMessage(
        channel=TEAM, text=message["text"], blocks=message["blocks"]
    )

    place.slack.client.click(EVE, TEAM, str(posted["ts"]), FIX, TUNE)

    def answers() -> list[Json]:
        return [m for m in place.slack.client.messages(EVE, TEAM) if m.get("is_ephemeral")]

    (answer,) = place.wait(answers)
    assert "I do not know yet who you are" in answer["text"]
    assert recent_effects(place.engine, MONDAY_9, card_id=TUNE) == []


def test_when_trello_is_away_one_sentence_says_so(place: Workplace) -> None:
    place.trello.faults.plan("500", times=50)

    press(place, FIX, TUNE)

    assert place.wait(lambda: shows(place, "Trello cannot be reached at the moment"), 10)
    assert recent_effects(place.engine, MONDAY_9, card_id=TUNE) == []
