"""A card that waits says what it waits for."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from protocol.speech import MARKER
from tests.protocol.cards import NOW, Written, action, board, card, judge, member_id


def waiting(**more: Any) -> Written:
    """A card that came to wait a week ago."""
    values = {"in_list": "Waiting", "created": "2026-10-01", "since": "2026-11-09", **more}
    return card("Run the cohort comparison", **values)


def test_a_card_that_waits_without_a_word_breaks_it() -> None:
    (found,) = judge("waiting-without-reason", waiting(owners=["Ines"]))
    assert found.says == "it has been waiting for 6 days, and nothing on it tells what for"
    assert found.who == (member_id("Ines"),)


def test_a_comment_written_since_keeps_it() -> None:
    told = waiting(comments=[("Ines", "2026-11-10", "The clinic sends the forms on Friday")])
    assert judge("waiting-without-reason", told) == []


def test_a_comment_that_only_the_history_knows_keeps_it_too() -> None:
    told = waiting(history=[action("commentCard", "2026-11-10", text="Forms come on Friday")])
    assert judge("waiting-without-reason", told) == []


def test_the_bots_own_comment_is_no_reason() -> None:
    asked = f"Write in a comment what it waits for. {MARKER}"
    told = waiting(comments=[("Bot", "2026-11-10", asked)])
    heard = waiting(history=[action("commentCard", "2026-11-10", text=asked)])
    assert len(judge("waiting-without-reason", told)) == 1
    assert len(judge("waiting-without-reason", heard)) == 1


def test_a_comment_in_the_hour_before_the_move_tells_the_reason() -> None:
    for moment, count in (("2026-11-09 11:00", 0), ("2026-11-09 10:59", 1)):
        told = waiting(comments=[("Ines", moment, "Off to the clinic")])
        assert len(judge("waiting-without-reason", told)) == count


def test_other_entries_of_the_history_are_no_reason() -> None:
    renamed = waiting(history=[action("updateCard", "2026-11-10", changed={"name": "Run it"})])
    assert len(judge("waiting-without-reason", renamed)) == 1


@pytest.mark.parametrize(
    "desc",
    [
        "Waiting for: consent forms from the clinic",
        "Compare the cohorts.\n\n- blocked by the licence",
        "**Waiting for the sequencing core**",
        "## Waiting for\nThe sequencing core",
        "## Data\nBatch 7\nDepends on the panel file",
        "After https://trello.com/c/AbCd1234/7-consent-forms",
        "Pending approval",
    ],
)
def test_a_reason_in_the_description_keeps_it(desc: str) -> None:
    assert judge("waiting-without-reason", waiting(desc=desc)) == []


@pytest.mark.parametrize(
    "desc",
    [
        "Compare the cohorts; nobody is waiting for it yet",
        "## Waiting for\n\n## Data\nBatch 7",
        "Waiting for:",
        "<!-- Waiting for: say whom -->",
        "See https://example.org/c/AbCd1234",
    ],
)
def test_words_that_tell_no_reason_break_it(desc: str) -> None:
    assert len(judge("waiting-without-reason", waiting(desc=desc))) == 1


def test_a_checklist_keeps_it() -> None:
    assert judge("waiting-without-reason", waiting(checklist={"Consent forms": False})) == []


def test_an_attached_card_keeps_it_and_another_address_does_not() -> None:
    tied = waiting(attachments=["https://trello.com/c/AbCd1234"])
    assert judge("waiting-without-reason", tied) == []
    elsewhere = waiting(attachments=["https://example.org/1"])
    assert len(judge("waiting-without-reason", elsewhere)) == 1


@pytest.mark.parametrize("name", ["Waiting for the clinic", "Pending approval", "Blocked by IT"])
def test_a_list_or_a_label_that_names_the_reason_keeps_it(name: str) -> None:
    roles = f'[lists]\n"{name}" = "waiting"\n[labels]\n"{name}" = "waiting"\n'
    assert judge("waiting-without-reason", waiting(in_list=name), roles) == []
    assert judge("waiting-without-reason", waiting(labels=[name]), roles) == []


@pytest.mark.parametrize(
    "name", ["On hold", "Blocked / waiting", "Waiting list", "Paused", "Later"]
)
def test_a_list_that_only_says_that_it_waits_tells_no_reason(name: str) -> None:
    roles = f'[lists]\n"{name}" = "waiting"\n'
    assert len(judge("waiting-without-reason", waiting(in_list=name), roles)) == 1


def test_the_first_day_is_left_in_peace() -> None:
    for hours, count in ((23, 0), (24, 1)):
        fresh = waiting(since=NOW - timedelta(hours=hours))
        assert len(judge("waiting-without-reason", fresh)) == count


def test_a_card_whose_comments_may_be_cut_off_is_left_alone() -> None:
    old = waiting(since=None, active="2026-10-20")
    assert judge("waiting-without-reason", board(old, history_from="2026-11-01")) == []
    assert len(judge("waiting-without-reason", board(old))) == 1


@pytest.mark.parametrize("in_list", ["Ready", "Doing", "Done"])
def test_other_lists_are_not_asked(in_list: str) -> None:
    assert judge("waiting-without-reason", waiting(in_list=in_list)) == []


def test_a_goal_may_wait() -> None:
    goal = waiting(labels=["aim"])
    assert judge("waiting-without-reason", goal, '[kinds.aim]\nhorizon = "long"') == []


def test_a_card_of_which_no_time_is_known_is_left_alone() -> None:
    stands = board(waiting(since=None))
    typed = structs.replace(stands.cards[0], id="typed", last_activity=None)
    unknown = structs.replace(stands, cards=(typed,), actions=())
    assert judge("waiting-without-reason", unknown) == []
