"""At once, but in their hours: a card moved back, a blocker; and nothing else."""

from datetime import timedelta

import pytest

from protocol.preferences import Preferences
from storage.effects import EffectRow, begin, finish
from storage.preferences import keep_preferences
from storage.speaking import held_back, spoken_on
from tests.bot.slack.speaking.conftest import MakeWorkplace
from tests.bot.slack.speaking.workplace import ANA, LABELS, LISTS, TUNE, Workplace, board_of, card

NOTHING_TO_SETTLE = board_of(
    card(TUNE, "Tune the filter", "Doing", "ana", due=None, desc="## Question\nWhich?")
)
FIRE = "\n[labels.Analysis]\nurgent = true\n"


@pytest.fixture
def place(make_workplace: MakeWorkplace) -> Workplace:
    """Ana's card keeps the agreement; the board has been looked at before."""
    place = make_workplace(board=NOTHING_TO_SETTLE)
    place.speaking.run()
    assert place.messages(ANA) == []
    return place


def move_back(place: Workplace, key: str = "1") -> None:
    """The bot has moved Ana's card back a moment ago."""
    row = EffectRow(
        key=key, board_id="b" * 24, card_id=TUNE, kind="MoveBack", after=LISTS["Ready"],
        why="It was moved past the review.", begun_at=place.clock.present,
    )  # fmt: skip
    begin(place.engine, row)
    finish(place.engine, key, place.clock.present)


def block(place: Workplace) -> None:
    place.gateway.add_label(TUNE, LABELS["Blocked"])
    place.boards.read_card("b" * 24, TUNE)


def test_a_card_moved_back_is_told_at_once_and_once(place: Workplace) -> None:
    move_back(place)

    place.speaking.run()
    place.speaking.run()

    (message,) = place.messages(ANA)
    assert message["text"] == "A card of yours was moved back: Tune the filter"
    assert "moved it back to 'Ready'. It was moved past the review." in repr(message["blocks"])
    assert "Why am I seeing this?" in repr(message["blocks"])


def test_a_blocker_is_told_and_told_again_only_when_it_was_gone(place: Workplace) -> None:
    block(place)
    place.speaking.run()
    place.speaking.run()
    assert len(place.messages(ANA)) == 1

    place.gateway.remove_label(TUNE, LABELS["Blocked"])
    place.boards.read_card("b" * 24, TUNE)
    place.speaking.run()
    block(place)
    place.clock.forward(minutes=5)
    place.speaking.run()

    assert len(place.messages(ANA)) == 1  # the same card on the same day: it was said


def test_what_was_so_at_the_first_look_is_no_news(make_workplace: MakeWorkplace) -> None:
    place = make_workplace(
        board=board_of(
            card(
                TUNE, "Tune it", "Doing", "ana", labels=("Analysis", "Blocked"), due=None,
                desc="## Question\nWhich?",
            )
        )
    )  # fmt: skip

    place.speaking.run()
    place.speaking.run()

    assert place.messages(ANA) == []


def test_at_night_it_waits_for_the_morning(place: Workplace) -> None:
    place.clock.forward(hours=12)
    move_back(place)
    place.speaking.run()
    assert place.messages(ANA) == []

    place.clock.forward(hours=12)
    place.speaking.run()

    assert len(place.messages(ANA)) == 1
    day = place.clock.present.date() - timedelta(days=1)
    assert held_back(place.engine, day) == {("needs-you-now", "outside hours"): 1}


def test_what_is_urgent_is_told_at_night_and_the_log_says_why(
    make_workplace: MakeWorkplace,
) -> None:
    place = make_workplace(FIRE, NOTHING_TO_SETTLE)
    place.speaking.run()
    place.clock.forward(hours=12)
    move_back(place)

    place.speaking.run()

    assert len(place.messages(ANA)) == 1
    (row,) = spoken_on(place.engine, ANA, place.clock.present.date(), "needs-you-now")
    assert row.urgent == "label 'Analysis', although: outside hours"


def test_who_wants_only_the_digest_reads_of_it_there(place: Workplace) -> None:
    keep_preferences(place.engine, ANA, Preferences(real_time=False), place.clock.present)
    place.clock.forward(hours=1)
    move_back(place)
    place.speaking.run()
    assert place.messages(ANA) == []

    place.clock.forward(hours=23)
    place.speaking.run()

    (message,) = place.messages(ANA)
    assert message["text"] == "A card of yours was moved back"


def test_who_wants_threads_gets_it_under_the_days_message(make_workplace: MakeWorkplace) -> None:
    place = make_workplace()
    keep_preferences(place.engine, ANA, Preferences(threads=True), place.clock.present)
    place.speaking.run()
    move_back(place)

    place.speaking.run()

    digest, news = place.messages(ANA)
    assert news["thread_ts"] == digest["ts"]


def test_five_a_day_are_enough(place: Workplace) -> None:
    for number in range(8):
        move_back(place, f"{number}")
    place.speaking.run()
    place.speaking.run()
    assert len(place.messages(ANA)) == 5

    place.clock.forward(days=1)
    place.speaking.run()

    assert len(place.messages(ANA)) == 6  # the rest in one digest


def test_the_switch_in_the_agreement_keeps_it_for_the_digest(
    make_workplace: MakeWorkplace,
) -> None:
    place = make_workplace("needs_you_now = false\n", NOTHING_TO_SETTLE)
    place.speaking.run()
    move_back(place)

    place.speaking.run()

    assert place.messages(ANA) == []
