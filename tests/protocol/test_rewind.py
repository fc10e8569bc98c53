"""The board as it was: each action undone, what is lost counted, and back to the present."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

import msgspec
import pytest

from protocol.board import Action, Attachment, Board, BoardList, Card, CheckItem, Checklist, Label
from protocol.board_json import read_export
from protocol.rewind import Film, board_at, rewind, what_is_lost
from tests.protocol.cards import (
    LISTS,
    Written,
    action,
    at,
    board,
    card,
    list_id,
    made_id,
    member_id,
)
from tests.protocol.random_boards import random_board
from tests.shared import needs_shared, sample_boards

DAY = "2026-11-12"
BEFORE = at("2026-11-11")


def before(written: Written, **board_keys: Any) -> Card:
    """The one card of a board as it was the day before its history's actions."""
    return board_at(board(written, **board_keys), BEFORE).cards[0]


@pytest.mark.parametrize(
    ("old", "now", "was"),
    [
        ({"name": "Old title"}, {}, {"name": "Old title"}),
        ({"desc": "Old text"}, {"desc": "New text"}, {"desc": "Old text"}),
        ({"desc": None}, {"desc": "New text"}, {"desc": ""}),
        ({"due": None}, {"due": "2026-11-20"}, {"due": None}),
        (
            {"due": "2026-11-15T12:00:00.000Z"},
            {"due": "2026-11-20"},
            {"due": at("2026-11-15 12:00")},
        ),
        ({"start": None}, {"start": "2026-11-20"}, {"start": None}),
        ({"dueComplete": False}, {"due_done": True}, {"due_complete": False}),
        ({"closed": False}, {"closed": True}, {"closed": False}),
        ({"pos": 3.5}, {}, {"position": 3.5}),
        ({"isTemplate": True}, {}, {"is_template": True}),
    ],
)
def test_an_old_value_comes_back(
    old: dict[str, Any], now: dict[str, Any], was: dict[str, Any]
) -> None:
    past = before(card("Title", history=[action("updateCard", DAY, changed=old)], **now))
    assert {key: getattr(past, key) for key in was} == was


def test_a_key_that_nothing_is_known_of_changes_nothing() -> None:
    team = card("Title", history=[action("updateCard", DAY, changed={"cover": {"color": None}})])
    past = before(team)
    assert msgspec.structs.replace(past, last_activity=None) == msgspec.structs.replace(
        team.card, last_activity=None
    )


def test_a_move_is_undone() -> None:
    past = before(card("Title", in_list="Doing", since=DAY, came_from="Ready"))
    assert past.list_id == list_id("Ready")


def test_two_moves_are_undone_one_after_the_other() -> None:
    moves = [("Inbox", "Ready", "2026-11-11"), ("Ready", "Doing", "2026-11-13")]
    team = board(card("Title", in_list="Doing", moves=moves))
    places = [board_at(team, at(day)).cards[0].list_id for day in ("2026-11-10", DAY, "2026-11-14")]
    assert places == [list_id("Inbox"), list_id("Ready"), list_id("Doing")]


def test_members_come_and_go() -> None:
    history = [
        action("addMemberToCard", DAY, about=member_id("Ines")),
        action("removeMemberFromCard", DAY, about=member_id("Omar")),
    ]
    past = before(card("Title", owners=["Ines", "Petra"], history=history))
    assert past.member_ids == (member_id("Petra"), member_id("Omar"))


def test_labels_are_those_of_then() -> None:
    ids = [made_id("label", "Bug"), made_id("label", "gone")]
    changed = {"idLabels": ids}
    team = board(
        card("Title", labels=["Feature"], history=[action("updateCard", DAY, changed=changed)]),
        labels=["Bug"],
    )
    assert [label.name for label in board_at(team, BEFORE).cards[0].labels] == ["Bug"]
    assert "1 label was deleted since" in what_is_lost(rewind(team, BEFORE))


def test_ticks_are_undone() -> None:
    line = made_id("item", "line")
    ticked = action("updateCheckItemStateOnCard", DAY, about=line, value="complete")
    written = card("Title", history=[ticked])
    steps = Checklist("c", "Steps", (CheckItem(line, "Align", True), CheckItem("2", "QC", True)))
    team = msgspec.structs.replace(
        board(written), cards=(msgspec.structs.replace(written.card, checklists=(steps,)),)
    )
    items = board_at(team, BEFORE).cards[0].checklists[0].items
    assert [item.done for item in items] == [False, True]


def test_an_attachment_that_was_added_is_not_there_before() -> None:
    entry = Attachment("a1", "report.html", "https://example.org/report.html")
    written = card("Title", history=[action("addAttachmentToCard", DAY, about="a1")])
    team = msgspec.structs.replace(
        board(written), cards=(msgspec.structs.replace(written.card, attachments=(entry,)),)
    )
    assert board_at(team, BEFORE).cards[0].attachments == ()


@dataclass
class Loss:
    """An action whose undoing brings back a part, and what is said of the rest."""

    action: Action
    came_back: Callable[[Card], bool]
    said: str


@pytest.mark.parametrize(
    "loss",
    [
        Loss(
            action("deleteAttachmentFromCard", DAY, about="a1", value="report.html"),
            lambda past: past.attachments[0].name == "report.html",
            "1 attachment was taken off, and its address is not known",
        ),
        Loss(
            action("removeChecklistFromCard", DAY, about="c1", value="Steps"),
            lambda past: past.checklists == (Checklist("c1", "Steps"),),
            "1 checklist was removed, and its lines are not known",
        ),
        Loss(
            action("updateCheckItemStateOnCard", DAY, about="gone", value="complete"),
            lambda past: past.checklists == (),
            "1 ticked line of a checklist is gone since",
        ),
        Loss(
            action("updateCustomFieldItem", DAY, value="Prio", changed={"idValue": "o1"}),
            lambda past: past.fields == {"Days": "3"},
            "1 earlier choice in a custom field is not known",
        ),
        Loss(
            action("updateCustomFieldItem", DAY, value="Gone", changed={"value": None}),
            lambda past: past.fields == {"Days": "3"},
            "1 value was of a custom field that is gone or renamed",
        ),
    ],
    ids=lambda loss: loss.action.type,
)
def test_what_cannot_be_brought_back_is_counted(loss: Loss) -> None:
    team = board(card("Title", fields={"Days": "3"}, history=[loss.action]), fields=["Prio"])
    past = rewind(team, BEFORE)
    assert loss.came_back(Film(past).board().cards[0])
    assert loss.said in what_is_lost(past)


@pytest.mark.parametrize(
    ("old", "fields"),
    [({"value": {"number": "2"}}, {"Days": "2"}), ({"value": None}, {}), ({"idValue": None}, {})],
)
def test_an_old_number_in_a_custom_field_comes_back(
    old: dict[str, Any], fields: dict[str, str]
) -> None:
    history = [action("updateCustomFieldItem", DAY, value="Days", changed=old)]
    assert before(card("Title", fields={"Days": "3"}, history=history)).fields == fields


def test_a_card_is_not_there_before_it_was_made() -> None:
    made = card("Title", created=DAY, history=[action("createCard", DAY)])
    team = board(card("Older", created="2026-11-01"), made)
    assert [c.name for c in board_at(team, BEFORE).cards] == ["Older"]


def test_a_card_whose_making_no_action_tells_is_known_by_its_id() -> None:
    team = board(card("Copied", created=DAY))
    assert board_at(team, BEFORE).cards == ()
    assert [c.name for c in board_at(team, at(DAY)).cards] == ["Copied"]


def test_a_card_that_came_from_another_board_arrives_when_it_came() -> None:
    came = card("Guest", created="2026-01-01", history=[action("moveCardToBoard", DAY)])
    assert board_at(board(came), BEFORE).cards == ()


def test_deleted_cards_are_counted() -> None:
    team = board(card("Title"))
    gone = msgspec.structs.replace(action("deleteCard", DAY), card_id="5f0000000000000000000001")
    team = msgspec.structs.replace(team, actions=(gone, *team.actions))
    assert "1 card was deleted or moved away" in what_is_lost(rewind(team, BEFORE))


def with_list_action(kind: str, **old: Any) -> Board:
    """A board on whose list 'Doing' one thing was done."""
    entry = msgspec.structs.replace(action(kind, DAY, changed=old), list_id=list_id("Doing"))
    team = board(card("Title", in_list="Ready"))
    return msgspec.structs.replace(team, actions=(entry, *team.actions))


def list_named_doing(team: Board) -> BoardList | None:
    return board_at(team, BEFORE).lists_by_id.get(list_id("Doing"))


def test_a_list_has_the_name_it_had() -> None:
    was = list_named_doing(with_list_action("updateList", name="Bench"))
    assert was is not None
    assert was.name == "Bench"


def test_a_list_that_was_archived_is_open_before() -> None:
    was = list_named_doing(with_list_action("updateList", closed=True))
    assert was is not None
    assert was.closed


def test_a_list_is_not_there_before_it_was_made() -> None:
    assert list_named_doing(with_list_action("createList")) is None


def test_the_last_activity_is_that_of_then() -> None:
    moves = [("Inbox", "Ready", "2026-11-10"), ("Ready", "Doing", "2026-11-13")]
    team = board(card("Title", in_list="Doing", moves=moves, created="2026-11-02"))
    assert board_at(team, BEFORE).cards[0].last_activity == at("2026-11-10")
    assert board_at(team, at("2026-11-05")).cards[0].last_activity == at("2026-11-02")


def test_the_history_of_then_ends_then() -> None:
    moves = [("Inbox", "Ready", "2026-11-10"), ("Ready", "Doing", "2026-11-13")]
    film = Film(rewind(board(card("Title", in_list="Doing", moves=moves)), BEFORE))
    moves_then = film.history().moves(film.board().cards[0].id)
    assert [move.after for move in moves_then] == [list_id("Ready")]
    assert film.board().actions[0].date == at("2026-11-10")


def test_the_kept_history_is_the_one_that_would_be_read_anew() -> None:
    from protocol.history import History

    moves = [("Inbox", "Ready", "2026-11-10"), ("Ready", "Doing", "2026-11-13")]
    team = board(*(card(f"Card {n}", in_list="Doing", moves=moves) for n in range(3)))
    past = rewind(team, BEFORE)
    film = Film(past)
    film.take(len(past.steps), at("2026-11-14"))
    fresh = History(film.board().actions)
    assert film.history().by_card == fresh.by_card
    assert film.history().moves_by_card == fresh.moves_by_card


def honest_past(chance: Random) -> list[Board]:
    """One board after each of 40 random changes, each told by an action, as Trello does it."""
    written = [
        card(f"Card {n}", in_list="Inbox", created="2026-11-02", labels=["Bug"]) for n in range(4)
    ]
    boards = [board(*written, labels=["Feature"])]
    for number in range(40):
        team = boards[-1]
        when = at("2026-11-03") + timedelta(hours=number)
        one = chance.choice(team.cards)
        changed, entry = _random_change(one, when, chance, team.labels)
        changed = msgspec.structs.replace(changed, last_activity=when)
        entry = msgspec.structs.replace(entry, card_id=one.id)
        cards = tuple(changed if held.id == one.id else held for held in team.cards)
        boards.append(msgspec.structs.replace(team, cards=cards, actions=(entry, *team.actions)))
    return boards


def _random_change(
    one: Card, when: datetime, chance: Random, labels: tuple[Label, ...]
) -> tuple[Card, Action]:
    kind = chance.choice(["move", "name", "due", "own", "disown", "label", "close"])
    if kind == "move":
        names = {list_id(name): name for name in LISTS}
        target = chance.choice(LISTS)
        entry = action("updateCard", when, before=names[one.list_id], after=target)
        return msgspec.structs.replace(one, list_id=list_id(target)), entry
    if kind == "own":
        who = member_id(chance.choice(["Ines", "Omar"]))
        if who in one.member_ids:
            return one, action("commentCard", when, text="no change")
        members = (*one.member_ids, who)
        return msgspec.structs.replace(one, member_ids=members), action(
            "addMemberToCard", when, about=who
        )
    if kind == "disown":
        if not one.member_ids:
            return one, action("commentCard", when, text="no change")
        who = one.member_ids[-1]
        return msgspec.structs.replace(one, member_ids=one.member_ids[:-1]), action(
            "removeMemberFromCard", when, about=who
        )
    if kind == "label":
        old = [label.id for label in one.labels]
        new = tuple(chance.sample(labels, chance.randint(0, len(labels))))
        return msgspec.structs.replace(one, labels=new), action(
            "updateCard", when, changed={"idLabels": old}
        )
    if kind == "due":
        old_due = one.due.isoformat() if one.due else None
        return msgspec.structs.replace(one, due=when), action(
            "updateCard", when, changed={"due": old_due}
        )
    if kind == "close":
        return msgspec.structs.replace(one, closed=not one.closed), action(
            "updateCard", when, changed={"closed": one.closed}
        )
    return msgspec.structs.replace(one, name=f"{one.name}'"), action(
        "updateCard", when, changed={"name": one.name}
    )


@pytest.mark.parametrize("seed", range(25))
def test_rewinding_finds_the_very_boards_that_the_past_went_through(seed: int) -> None:
    boards = honest_past(Random(seed))
    for earlier in boards:
        found = board_at(boards[-1], max(earlier.actions[0].date, at("2026-11-02")))
        assert (found.cards, found.actions) == (earlier.cards, earlier.actions)


@pytest.mark.parametrize("seed", range(40))
def test_rewinding_a_random_board_and_going_on_gives_the_present_again(seed: int) -> None:
    chance = Random(seed)
    team = random_board(chance)
    moments = [entry.date for entry in team.actions] or [BEFORE]
    for when in chance.sample(moments, min(4, len(moments))):
        past = rewind(team, when)
        film = Film(past)
        film.take(len(past.steps), max(moments))
        assert film.board() == team


@needs_shared
@pytest.mark.parametrize("path", sample_boards(), ids=lambda path: path.stem)
def test_a_real_board_goes_back_to_its_beginning_and_on_to_its_present(path) -> None:  # type: ignore[no-untyped-def]
    team = read_export(path.read_bytes(), path.name)
    past = rewind(team, team.actions[-1].date - timedelta(days=1))
    for step in past.steps:
        entry, after = step.action, step.card_after
        if entry and entry.list_after and after:
            assert after.list_id == entry.list_after
        for key in ("name", "desc", "closed"):
            if entry and after and key in entry.changed and key in entry.card:
                assert getattr(after, key) == entry.card[key]
    film = Film(past)
    film.take(len(past.steps), team.actions[0].date)
    assert film.board() == team
