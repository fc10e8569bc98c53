"""When a card last moved: what is done to it tells, and what is said on it does not."""

import pytest

from protocol.history import history_of
from protocol.movement import last_movement, last_touch
from tests.protocol.cards import Written, action, at, board, card, member_id

OLD = "2026-10-01"


def moved(written: Written, **more: object) -> object:
    made = board(written, **more)  # type: ignore[arg-type]
    return last_movement(made.cards[0], history_of(made))


@pytest.mark.parametrize(
    "said",
    [
        action("commentCard", "2026-11-14", text="What is missing: an owner."),
        action("updateCard", "2026-11-14", changed={"pos": 16384}),
        action("updateCard", "2026-11-14", changed={"cover": {"color": None}}),
        action("addAttachmentToCard", "2026-11-14", value="Run 7 failed · Cardkeeper"),
        action("deleteAttachmentFromCard", "2026-11-14", value="Run 7 failed · Cardkeeper"),
    ],
)
def test_what_is_said_or_looks_otherwise_moves_nothing(said: object) -> None:
    told = card("Re-run it", created=OLD, since="2026-11-02", history=[said])  # type: ignore[list-item]
    assert moved(told) == at("2026-11-02")


@pytest.mark.parametrize(
    "done",
    [
        action("updateCard", "2026-11-14", changed={"due": None}),
        action("updateCheckItemStateOnCard", "2026-11-14"),
        action("addMemberToCard", "2026-11-14"),
        action("addAttachmentToCard", "2026-11-14", value="report.html"),
    ],
)
def test_what_is_done_moves_it(done: object) -> None:
    told = card("Re-run it", created=OLD, since="2026-11-02", history=[done])  # type: ignore[list-item]
    assert moved(told) == at("2026-11-14")


def test_a_comment_that_was_changed_leaves_no_record_and_moves_nothing() -> None:
    told = card("Re-run it", created=OLD, active="2026-11-15")
    assert moved(told) == at(OLD)


def test_what_moved_before_the_history_begins_is_told_by_its_last_activity() -> None:
    told = card("Re-run it", created=OLD, active="2026-10-20")
    assert moved(told, history_from="2026-11-01") == at("2026-10-20")


def test_of_a_card_on_which_only_talk_is_recorded_nothing_is_claimed() -> None:
    told = card("Re-run it", created=OLD, active="2026-11-14",
                history=[action("commentCard", "2026-11-14", text="Hello")])  # fmt: skip
    assert moved(told, history_from="2026-11-01") is None


def touched(written: Written, **more: object) -> object:
    made = board(written, **more)  # type: ignore[arg-type]
    return last_touch(made.cards[0], history_of(made), frozenset([member_id("Cardkeeper")]))


def bots_word(day: str) -> object:
    return action("commentCard", day, text="What is missing: an owner.", by="Cardkeeper")


def test_a_card_is_no_fresher_because_a_bot_spoke_on_it() -> None:
    ours = action("commentCard", "2026-10-20", text="Waits for the lab", by="Ines")
    told = card("Re-run it", created=OLD, active="2026-11-14",
                history=[bots_word("2026-11-14"), ours])  # type: ignore[list-item]  # fmt: skip
    assert touched(told) == at("2026-10-20")


def test_where_only_a_bots_deeds_are_recorded_people_came_no_later_than_the_record_begins() -> None:
    told = card("Re-run it", created=OLD, active="2026-11-14",
                history=[bots_word("2026-11-14")])  # type: ignore[list-item]  # fmt: skip
    assert touched(told, history_from="2026-11-01") == at("2026-11-01")


def test_without_a_record_the_last_activity_tells() -> None:
    told = card("Re-run it", created=OLD, active="2026-10-20")
    assert touched(told, history_from="2026-11-01") == at("2026-10-20")
