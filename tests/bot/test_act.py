"""Act: each effect once, whatever is lost on the way, and a record of it with before and after."""

import pickle
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from bot.act import ChannelUnavailable
from bot.trello.errors import TrelloUnavailable
from protocol.decide import EditComment, PostComment, Tell
from storage.effects import EffectRow, recent_effects
from storage.memory import keep_said, said
from tests.bot.place import BOARD, CHANNEL, DOING, Place, place
from tests.bot.trello import scene


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Place]:
    """Only `owner-missing` speaks."""
    with place(tmp_path, owner_missing="advise") as made:
        yield made


def record(team: Place) -> list[EffectRow]:
    return recent_effects(team.engine, team.clock.now - timedelta(days=1))[::-1]


def test_a_comment_and_a_message_are_recorded_with_before_and_after(team: Place) -> None:
    card = team.add()
    team.look(card)
    team.ada.update_card(card, name="Call the variants again", due="2026-02-01T12:00:00.000Z")
    team.own(card)
    team.look(card)

    rows = {row.kind: row for row in record(team)}
    assert set(rows) == {"PostComment", "Tell", "WithdrawComment", "CloseMessage"}
    assert rows["PostComment"].before == ""
    assert "owner-missing" in rows["PostComment"].after
    assert rows["WithdrawComment"].before == rows["PostComment"].after
    assert rows["PostComment"].reference == rows["WithdrawComment"].reference != ""
    assert (rows["Tell"].before, rows["CloseMessage"].after) == ("", "")
    assert rows["CloseMessage"].before == rows["Tell"].after != ""
    assert all(row.done_at is not None and not row.failure for row in rows.values())
    assert all((row.card_id, row.board_id) == (card, BOARD) for row in rows.values())


def test_an_effect_repeated_under_its_key_is_performed_once(team: Place) -> None:
    card = team.add()
    effect = PostComment(card, "hello")
    for _ in range(3):
        assert team.actor.act("the same key", BOARD, effect)

    assert team.comments(card) == ["hello"]


# Answers that are lost on the way


def test_a_lost_answer_makes_no_second_comment(team: Place) -> None:
    card = team.add()
    team.trello.faults.plan("drop after", method="POST", path_part="/comments")
    with pytest.raises(TrelloUnavailable):
        team.look(card)

    assert team.look(card) == ["Tell"]
    assert len(team.comments(card)) == 1


def test_a_comment_begun_and_not_seen_yet_is_looked_for_before_it_is_repeated(
    team: Place,
) -> None:
    """The look that decided saw no comment; between it and the act, the lost one turned up."""
    card = team.add()
    effects = team.observer.look(BOARD, card, "event")
    team.trello.faults.plan("drop after", method="POST", path_part="/comments")
    with pytest.raises(TrelloUnavailable):
        team.act(effects)

    team.act(effects)

    assert len(team.comments(card)) == 1
    done = [row for row in record(team) if row.done_at]
    assert [row.kind for row in done] == ["PostComment", "Tell"]
    assert [row.failure for row in record(team) if not row.done_at] == [
        "its end was never known; a later effect took its place"
    ]


def test_a_comment_that_never_arrived_is_posted_at_the_next_try(team: Place) -> None:
    card = team.add()
    team.trello.faults.plan("drop before", method="POST", path_part="/comments")
    with pytest.raises(TrelloUnavailable):
        team.look(card)

    assert team.look(card) == ["PostComment", "Tell"]
    assert len(team.comments(card)) == 1


def test_a_lost_answer_makes_no_second_message(team: Place) -> None:
    card = team.add()
    team.slack.faults.order("dropped_answer", "chat.postMessage")
    with pytest.raises(ChannelUnavailable, match="Slack was not reached"):
        team.look(card)
    assert len(team.messages(card)) == 1

    assert team.look(card) == ["Tell"]
    assert len(team.messages(card)) == 1


def test_a_message_that_never_arrived_is_posted_at_the_next_try(team: Place) -> None:
    card = team.add()
    team.slack.faults.order("dropped_request", "chat.postMessage")
    with pytest.raises(ChannelUnavailable):
        team.look(card)

    assert team.look(card) == ["Tell"]
    assert len(team.messages(card)) == 1


def test_a_message_lost_after_an_older_one_was_struck_is_a_message_of_its_own(
    team: Place,
) -> None:
    card = team.add()
    team.look(card)
    team.own(card)
    team.look(card)
    team.ada.remove_member(card, scene.ADA)
    team.slack.faults.order("dropped_request", "chat.postMessage")
    with pytest.raises(ChannelUnavailable):
        team.look(card)

    team.look(card)

    newer, older = team.messages(card)
    assert "to settle on" in newer["text"]
    assert older["text"].startswith("Settled")


@pytest.mark.parametrize("fault", ["dropped_answer", "server_error", "rate_limited"])
def test_a_failed_update_is_made_again(team: Place, fault: str) -> None:
    card = team.add()
    team.look(card)
    team.own(card)
    team.slack.faults.retry_after_seconds = 0
    team.slack.faults.order(fault, "chat.update")
    try:
        team.look(card)
    except ChannelUnavailable:
        team.look(card)

    (message,) = team.messages(card)
    assert message["text"].startswith("Settled")


def test_an_edit_whose_answer_was_lost_is_seen_at_the_next_look(team: Place) -> None:
    card = team.add()
    team.look(card)
    (before,) = team.comments(card)
    team.trello.faults.plan("drop after", method="PUT", path_part="/actions/")
    with pytest.raises(TrelloUnavailable):
        team.act([EditComment(card, team.comment_ids(card)[0], before, f"Changed. {before}")])

    row = said(team.engine, "trello", card)
    assert row is not None
    assert row.text == before  # what is remembered is behind
    assert team.look(card) == ["EditComment"]
    assert team.comments(card) == [before]


# Refusals


def test_a_refused_comment_is_recorded_and_does_not_stop_the_message(team: Place) -> None:
    card = team.add()
    effects = team.observer.look(BOARD, card, "event")
    too_long = PostComment(card, "x" * 20_000)

    assert not team.actor.act("refused", BOARD, too_long)
    team.act(effects)

    refused = record(team)[0]
    assert refused.done_at is None
    assert "HTTP 400" in refused.failure
    assert len(team.messages(card)) == 1


def test_a_card_deleted_between_looking_and_acting_is_no_failure_of_the_look(
    team: Place,
) -> None:
    card = team.add()
    effects = team.observer.look(BOARD, card, "event")
    team.ada.delete_card(card)

    team.act(effects)

    assert [row.kind for row in record(team) if row.failure] == ["PostComment"]
    assert team.look(card) == ["CloseMessage"]


def test_a_message_that_slack_will_never_take_is_recorded_as_refused(team: Place) -> None:
    card = team.add()
    (_, tell) = team.observer.look(BOARD, card, "event")
    assert isinstance(tell, Tell)
    endless = structs.replace(tell.notice, card_url=f"https://trello.com/c/{'x' * 4000}")

    assert not team.actor.act("refused", BOARD, Tell(card, endless))
    assert [row.failure for row in record(team)] == ["Slack says invalid_blocks"]


def test_a_channel_that_is_archived_for_now_is_tried_again(team: Place) -> None:
    card = team.add()
    (_, tell) = team.observer.look(BOARD, card, "event")
    channel = team.slack.workspace.channel(CHANNEL)
    team.slack.workspace.add_channel({**channel, "is_archived": True}, [])

    with pytest.raises(ChannelUnavailable, match="is_archived"):
        team.actor.act("archived", BOARD, tell)


def test_no_error_of_slacks_carries_the_token(team: Place) -> None:
    card = team.add()
    effects = team.observer.look(BOARD, card, "event")
    team.slack.faults.order("server_error", "chat.postMessage")

    with pytest.raises(ChannelUnavailable) as failure:
        team.act(effects)

    assert team.slack.bot_token.encode() not in pickle.dumps(failure.value)
    assert failure.value.__cause__ is None


# What a person took away


def test_a_message_that_a_person_deleted_stays_away_until_the_facts_change(
    tmp_path: Path,
) -> None:
    with place(tmp_path, owner_missing="advise", due_missing="advise") as team:
        card = team.add(due="2027-01-01T12:00:00.000Z")
        team.look(card)
        (message,) = team.messages(card)
        team.slack.messages.delete(CHANNEL, message["ts"])

        team.ada.set_description(card, "Nothing that matters.")
        team.look(card)
        assert team.messages(card) == []

        team.ada.move_card(card, team.shelf)
        team.look(card)
        team.ada.move_card(card, DOING)
        team.look(card)
        assert len(team.messages(card)) == 1


def test_a_message_remembered_by_another_version_is_struck_all_the_same(team: Place) -> None:
    card = team.add()
    team.look(card)
    row = said(team.engine, CHANNEL, card)
    assert row is not None
    row.text = '{"title": "as it was written once"}'
    keep_said(team.engine, row)
    team.own(card)

    assert team.look(card) == ["WithdrawComment", "CloseMessage"]
    assert team.messages(card)[0]["text"].startswith("Settled")


def test_a_comment_deleted_while_it_was_to_be_edited_is_left_to_the_next_look(
    team: Place,
) -> None:
    card = team.add()
    team.look(card)
    reference = team.comment_ids(card)[0]
    team.ada.delete_comment(reference)

    assert not team.actor.act("late", BOARD, EditComment(card, reference, "old", "new"))
    assert team.comments(card) == []


def test_a_comment_withdrawn_twice_is_no_error(team: Place) -> None:
    card = team.add()
    team.look(card)
    team.own(card)
    effects = team.observer.look(BOARD, card, "event")

    team.act(effects)
    team.act(effects)

    assert team.comments(card) == []
    assert len(team.messages(card)) == 1
