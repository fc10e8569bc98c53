"""Hear: by webhook and by poll, each action once; what the feed leaves out is swept for."""

import dataclasses
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.trello.recording import keep
from bot.trello.webhook import TrelloEvent, read_action, read_event
from storage.boards import stored_board
from storage.looks import BOARD as WHOLE
from storage.looks import Look, answer, take_due
from tests.bot.place import BOARD, DOING, DONE, IDENTIFIER, Place, place
from tests.bot.trello import scene
from tests.shared import SHARED, needs_shared, sample_boards


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Place]:
    """Only `owner-missing` speaks; the board has been polled once."""
    with place(tmp_path, owner_missing="advise") as made:
        made.ear.poll(BOARD)
        marks(made)
        made.clock.pass_by(minutes=5)
        yield made


Json = dict[str, Any]


def marks(team: Place) -> list[Look]:
    """What is marked, taken and answered."""
    none = timedelta(0)
    rows = take_due(team.engine, team.clock.now, quiet=none, patience=none)
    for row in rows:
        answer(team.engine, row.board_id, row.card_id, row.taken)
    return rows


def marked(team: Place) -> list[str]:
    return [row.card_id for row in marks(team)]


def feed(team: Place) -> list[dict[str, Any]]:
    return team.ada.actions(BOARD, team.clock.now - timedelta(days=1))


def latest(team: Place) -> TrelloEvent:
    return read_action(feed(team)[0])


def put_into_feed(team: Place, action: dict[str, Any]) -> None:
    world = team.trello.world
    with world.store.transaction():
        keep(world, action)


def reads(team: Place) -> int:
    return sum(team.bot.http.requests.values())


# Once


def test_an_event_marks_its_card_and_wakes_who_looks(team: Place) -> None:
    card, before = team.add(), team.woken

    assert team.ear.take(latest(team))
    assert marked(team) == [card]
    assert team.woken == before + 1


def test_webhook_and_poll_tell_the_same_action_once(team: Place) -> None:
    card = team.add()
    assert team.ear.take(latest(team))

    assert team.ear.poll(BOARD) == 0
    assert [(row.card_id, row.asked) for row in marks(team)] == [(card, 1)]


def test_poll_and_webhook_tell_the_same_action_once(team: Place) -> None:
    team.add()
    assert team.ear.poll(BOARD) == 1

    assert not team.ear.take(latest(team))
    assert not team.ear.take(latest(team))


def test_an_action_of_a_board_that_is_not_kept_is_not_heard(team: Place) -> None:
    team.add()
    event = latest(team)
    other = TrelloEvent(event.action_id, event.type, event.date, "5f00000000000000000000b9", "x")

    assert not team.ear.take(other)
    assert marked(team) == []


def test_an_action_without_a_board_is_told_by_its_card(team: Place) -> None:
    card = team.add()
    team.boards.read(BOARD)
    event = latest(team)

    assert team.ear.take(TrelloEvent("another", event.type, event.date, None, card))
    assert marked(team) == [card]


def test_an_action_that_names_no_card_marks_the_whole_board(team: Place) -> None:
    team.ada.add_list(BOARD, "Waiting")

    team.ear.poll(BOARD)
    assert marked(team) == [WHOLE]


# Polling


def test_a_board_that_did_not_move_costs_one_request(team: Place) -> None:
    before = reads(team)

    assert team.ear.poll(BOARD) == 0
    assert reads(team) == before + 1


def test_a_poll_that_finds_nothing_new_makes_the_board_current(team: Place) -> None:
    before = team.clock.now
    team.ear.poll(BOARD)
    kept = team.boards.kept(BOARD)
    assert kept is not None
    assert kept.read_at < before <= kept.as_of


def test_what_was_heard_and_not_yet_read_leaves_the_board_as_old_as_it_is(team: Place) -> None:
    kept = team.boards.kept(BOARD)
    assert kept is not None
    before = kept.as_of
    team.add()

    team.ear.poll(BOARD)
    team.ear.poll(BOARD)

    assert kept.as_of == before


def test_a_board_that_moved_costs_two(team: Place) -> None:
    team.add()
    before = reads(team)

    assert team.ear.poll(BOARD) == 1
    assert reads(team) == before + 2
    assert team.ear.poll(BOARD) == 0
    assert reads(team) == before + 3


def test_the_watermark_is_when_the_board_last_moved(team: Place) -> None:
    team.add()
    team.clock.pass_by(hours=3)
    team.ear.poll(BOARD)

    row = stored_board(team.engine, BOARD)
    assert row is not None
    assert row.polled_to == team.bot.board_activity(BOARD)


def test_an_action_told_late_and_out_of_order_is_caught_by_the_overlap(team: Place) -> None:
    """The feed is not strictly ordered: an action may turn up behind the watermark."""
    first = team.add("First")
    team.ear.poll(BOARD)
    marks(team)
    late = {**feed(team)[0], "id": "69a5f0f0f0f0f0f0f0f0f0f0", "type": "updateCard"}
    team.clock.pass_by(seconds=90)
    second = team.add("Second")
    put_into_feed(team, late)

    assert team.ear.poll(BOARD) == 2
    assert sorted(marked(team)) == sorted([first, second])


def test_what_happened_while_nobody_polled_is_heard_afterwards(team: Place) -> None:
    cards = [team.add(f"Card {number}") for number in range(5)]
    team.clock.pass_by(days=2)

    assert team.ear.poll(BOARD) == 5
    assert sorted(marked(team)) == sorted(cards)


def test_a_change_that_the_feed_leaves_out_is_healed_by_a_sweep(team: Place) -> None:
    card = team.add()
    team.ear.poll(BOARD)
    marks(team)
    team.clock.pass_by(minutes=1)
    team.ada.add_label(card, scene.RED)
    hidden = [entry["type"] for entry in feed(team)]
    assert "addLabelToCard" not in hidden

    assert team.ear.poll(BOARD) == 1
    assert set(marked(team)) <= {WHOLE, card}


def test_a_new_check_item_is_healed_by_a_sweep(team: Place) -> None:
    card = team.add()
    checklist = team.ada.add_checklist(card, "Steps", [])
    team.ear.poll(BOARD)
    marks(team)
    team.clock.pass_by(minutes=1)
    team.ada._write("POST", f"/checklists/{checklist}/checkItems", {"name": "map"})

    assert team.ear.poll(BOARD) == 1
    assert marked(team) == [WHOLE]
    assert team.ear.poll(BOARD) == 0


def test_one_action_that_cannot_be_read_does_not_hide_the_others(team: Place) -> None:
    card = team.add()
    put_into_feed(team, {**feed(team)[0], "id": "69a5f0f0f0f0f0f0f0f0f0f1", "type": 7})

    team.ear.poll(BOARD)
    assert card in marked(team)


# What the bot did itself


def test_what_the_bot_did_makes_no_mark_however_it_is_told(team: Place) -> None:
    card = team.add()
    team.look(card)
    team.ear.poll(BOARD)
    marks(team)
    team.clock.pass_by(minutes=1)
    team.bot.comment(card, "hello")
    event = latest(team)

    assert not team.ear.take(event)
    assert not team.ear.take(TrelloEvent("x", "commentCard", event.date, BOARD, card, scene.BOT))
    assert not team.ear.take(
        TrelloEvent("y", "updateCard", event.date, BOARD, card, scene.ADA,
                    client_identifier=IDENTIFIER)
    )  # fmt: skip
    assert team.ear.poll(BOARD) == 0
    assert marked(team) == []


@pytest.mark.parametrize("effect", ["EditComment", "WithdrawComment"])
def test_an_edit_of_the_bots_own_costs_no_sweep_although_the_feed_leaves_it_out(
    team: Place, effect: str
) -> None:
    card = team.add()
    team.look(card)
    if effect == "WithdrawComment":
        team.own(card)
    else:
        team.ada.update_card(card, idList=DOING, name="Renamed")
        team.boards.agreement.rules["due-missing"]["level"] = "advise"
    team.ear.poll(BOARD)
    marks(team)
    team.clock.pass_by(minutes=1)

    assert effect in team.look(card)
    assert team.ear.poll(BOARD) == 0
    assert marked(team) == []


def test_a_vote_or_a_power_up_is_no_reason_to_look(team: Place) -> None:
    card = team.add()
    event = latest(team)
    marks(team)

    for kind in ("voteOnCard", "enablePlugin"):
        assert not team.ear.take(TrelloEvent(f"id of {kind}", kind, event.date, BOARD, card))
    assert marked(team) == []


# Counting


def test_types_of_actions_are_counted_once_each_whoever_tells_them(team: Place) -> None:
    team.add()
    event = latest(team)
    for _ in range(3):
        team.ear.take(event)
        team.ear.poll(BOARD)

    assert team.ear.types["createCard"] == 1


def test_an_unknown_type_is_counted_told_apart_and_still_marks_its_card(
    team: Place, caplog: pytest.LogCaptureFixture
) -> None:
    card = team.add()
    event = latest(team)
    dreamt = TrelloEvent("new", "dreamOfCard", event.date, BOARD, card, scene.ADA)

    assert team.ear.take(dreamt)
    assert not team.ear.take(dreamt)
    assert team.ear.unknown_types == {"dreamOfCard": 1}
    assert "dreamOfCard" in caplog.text
    assert marked(team) == [card]


# Real bodies


def right_look(action: Json) -> list[str]:
    """The mark that an action must leave: its card, else the whole board; none where nothing that
    is said of a card can change."""
    if action["type"] in ("voteOnCard", "enablePlugin", "disablePlugin", "addToOrganizationBoard"):
        return []
    return [(action["data"].get("card") or {}).get("id") or WHOLE]


def taken(team: Place, event: TrelloEvent) -> list[str]:
    """The marks that an event leaves when it is one of the team's board."""
    team.ear.take(dataclasses.replace(event, board_id=BOARD))
    return marked(team)


@needs_shared
def test_every_real_webhook_body_is_heard_and_marks_its_card(team: Place) -> None:
    known: set[str] = set()
    for path in sorted((SHARED / "samples" / "webhooks").glob("*.json")):
        body = json.loads(path.read_bytes())
        event = read_event(path.read_bytes())
        expected = right_look(body.get("action", body)) if event.action_id not in known else []
        assert taken(team, event) == expected, path.name
        known.add(event.action_id)
    assert len(known) > 50
    assert team.ear.unknown_types == {}


@needs_shared
def test_every_sort_of_action_on_the_real_boards_leads_to_the_right_look(team: Place) -> None:
    sorts: set[tuple[str, ...]] = set()
    for path in sample_boards():
        for entry in json.loads(path.read_bytes()).get("actions") or []:
            event = read_action(entry)
            team.ear._count([event])
            sort = (event.type, *event.old_keys, *sorted(entry["data"]))
            if sort not in sorts:
                sorts.add(sort)
                assert taken(team, event) == right_look(entry), (path.name, entry["id"])
    assert len(sorts) > 40
    assert team.ear.unknown_types == {}
    assert team.ear.types["updateCard"] > 100


def test_a_move_heard_by_poll_is_in_the_history(team: Place) -> None:
    card = team.add()
    team.boards.read(BOARD)
    team.ada.move_card(card, DONE)
    team.ear.poll(BOARD)

    context = team.boards.context(BOARD)
    assert context is not None
    assert [move.after for move in context.history.moves(card)] == [DONE]
