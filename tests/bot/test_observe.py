"""Observe and decide: one read, the truth from the card itself, nothing said twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox.trello.recording import keep
from bot.trello.errors import TrelloUnavailable
from storage.looks import take_due
from storage.memory import said
from tests.bot.place import BOARD, DOING, DONE, READY, Place, place
from tests.bot.trello import scene


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Place]:
    """Only `owner-missing` speaks."""
    with place(tmp_path, owner_missing="advise") as made:
        yield made


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Place]:
    """Only forbidden moves are spoken of, and taken back."""
    with place(tmp_path, move_not_allowed="enforce") as made:
        made._agreement += '[moves]\nforbid = ["inbox > done"]\n'
        made.start()
        yield made


def test_a_look_costs_one_request(team: Place) -> None:
    card = team.add()
    team.boards.read(BOARD)
    before = sum(team.bot.http.requests.values())

    assert [type(e).__name__ for e in team.observer.look(BOARD, card, "event")] == [
        "PostComment",
        "Tell",
    ]
    assert sum(team.bot.http.requests.values()) == before + 1


def test_a_look_knows_the_cards_moves_by_the_same_request(team: Place) -> None:
    """The feed is polled later: what a rule says of the last move must not wait for it."""
    card = team.add(in_list=READY)
    team.boards.read(BOARD)
    team.ada.move_card(card, DOING)
    before = sum(team.bot.http.requests.values())

    kept, _ = team.boards.read_card(BOARD, card)

    assert sum(team.bot.http.requests.values()) == before + 1
    moves = [a for a in kept.board.actions if a.card_id == card and a.list_before]
    assert [(move.list_before, move.list_after) for move in moves] == [(READY, DOING)]


def test_a_move_of_long_ago_does_not_make_the_history_look_longer(team: Place) -> None:
    card = team.add()
    team.boards.read(BOARD)
    begins = team.boards.context(BOARD).history.begins  # type: ignore[union-attr]
    data = {
        "card": {"id": card, "name": "Call the variants"},
        "board": {"id": BOARD},
        "old": {"idList": READY},
        "listBefore": {"id": READY, "name": "Ideas"},
        "listAfter": {"id": DOING, "name": "Doing"},
    }
    old = {"id": "6" * 24, "type": "updateCard", "date": "2024-01-01T09:00:00.000Z", "data": data}
    with team.trello.world.store.transaction():
        keep(team.trello.world, {**old, "idMemberCreator": scene.ADA})

    team.boards.read_card(BOARD, card)

    assert begins is not None
    assert team.boards.context(BOARD).history.begins == begins  # type: ignore[union-attr]


def test_a_list_made_since_the_board_was_read_is_asked_for(team: Place) -> None:
    doing_too = team.ada.add_list(BOARD, "In progress")
    card = team.add(in_list=doing_too["id"])

    assert team.look(card) == ["PostComment", "Tell"]
    assert "it is in 'In progress'" in team.comments(card)[0]
    assert doing_too["id"] in team.boards.read(BOARD).board.lists_by_id


def test_an_owner_who_joined_since_the_board_was_read_is_an_owner(team: Place) -> None:
    cleo = "5f000000000000000000c1e0"
    team.trello.add_member(cleo, "cleo", "Cleo Cook")
    card = team.add()
    team.trello.join(BOARD, cleo)
    team.ada.add_member(card, cleo)

    assert team.look(card) == []


def test_who_is_no_member_is_asked_for_once_and_not_at_every_look(team: Place) -> None:
    cleo = "5f000000000000000000c1e0"
    team.trello.add_member(cleo, "cleo", "Cleo Cook")
    team.trello.join(BOARD, cleo)
    card = team.add()
    team.ada.add_member(card, cleo)
    team.ada.http.request("DELETE", f"https://x/1/boards/{BOARD}/members/{cleo}")
    team.look(card)
    before = team.bot.http.requests["GET", "/boards/{id}"]

    team.look(card)

    assert team.bot.http.requests["GET", "/boards/{id}"] == before


def test_what_was_said_is_found_again_by_its_marker_when_the_database_is_lost(
    team: Place,
) -> None:
    card = team.add()
    team.look(card)
    team.start()

    assert team.look(card, "sweep") == []
    assert len(team.comments(card)) == 1


def test_after_the_database_was_lost_a_sweep_finds_nothing_due(team: Place) -> None:
    cards = [team.add(f"Card {number}") for number in range(5)]
    for card in cards:
        team.look(card)
    team.start()

    assert team.sweep() == {}
    for card in cards:
        row = said(team.engine, "trello", card)
        assert row is not None
        assert row.text == team.comments(card)[0]


def test_a_found_comment_is_brought_up_to_date_in_place(team: Place) -> None:
    card = team.add()
    team.look(card)
    team.start()
    team.own(card)

    assert team.look(card) == ["WithdrawComment"]
    assert team.comments(card) == []


def test_a_person_who_quotes_the_bots_last_sentence_is_not_the_bot(team: Place) -> None:
    card = team.add()
    team.look(card)
    quoted = team.comments(card)[0]
    team.bot.delete_comment(team.comment_ids(card)[0])
    team.start()
    team.ada.comment(card, quoted)

    assert team.look(card) == ["PostComment", "Tell"]


def test_a_comment_that_a_person_deleted_stays_away_until_the_facts_change(team: Place) -> None:
    card = team.add()
    team.look(card)
    team.ada.delete_comment(team.comment_ids(card)[0])

    team.ada.set_description(card, "Something else.")
    assert team.look(card) == []
    assert team.sweep() == {}
    assert team.comments(card) == []

    team.own(card)
    team.look(card)
    team.ada.remove_member(card, scene.ADA)
    assert "PostComment" in team.look(card)
    assert len(team.comments(card)) == 1


def test_a_second_comment_of_the_bots_own_is_taken_away(team: Place) -> None:
    card = team.add()
    team.look(card)
    team.bot.comment(card, team.comments(card)[0])

    assert team.look(card) == ["WithdrawComment"]
    assert len(team.comments(card)) == 1
    assert team.look(card) == []
    row = said(team.engine, "trello", card)
    assert row is not None
    assert row.reference == team.comment_ids(card)[0]


@pytest.mark.parametrize(
    "how",
    ["archived", "ignored", "deleted", "moved to a board of ours", "moved to another's board"],
)
def test_what_was_said_of_a_card_out_of_sight_is_withdrawn(team: Place, how: str) -> None:
    card = team.add()
    team.look(card)
    if how == "archived":
        team.ada.update_card(card, closed=True)
    elif how == "ignored":
        team.ada.move_card(card, team.shelf)
    elif how == "deleted":
        team.ada.delete_card(card)
    else:
        other = team.trello.load_board(
            {**scene.small_board(), "id": "5f00000000000000000000b1", "shortLink": "oThEr000",
             "cards": [], "actions": [], "checklists": [], "labels": [], "customFields": [],
             "memberships": [],
             "lists": [{"id": "5f0000000000000000000099", "name": "Doing", "pos": 1}]}
        )  # fmt: skip
        team.trello.join(other, scene.ADA)
        if "ours" in how:
            team.trello.join(other, scene.BOT)
        team.ada.update_card(card, idBoard=other, idList="5f0000000000000000000099")

    assert team.look(card) == ["WithdrawComment", "CloseMessage"]
    (message,) = team.messages(card)
    assert message["text"].startswith("Settled")
    assert message["blocks"][0]["text"]["text"].startswith("~")
    assert said(team.engine, "trello", card) is None
    if how not in ("deleted", "moved to another's board"):
        assert team.comments(card) == []
    assert team.look(card) == []


def test_a_sweep_finds_cards_out_of_sight_of_which_something_is_said(team: Place) -> None:
    card = team.add()
    team.look(card)
    team.ada.update_card(card, closed=True)

    assert team.sweep() == {card: ["WithdrawComment", "CloseMessage"]}
    assert team.look(card, "sweep") == ["WithdrawComment", "CloseMessage"]


def test_a_sweep_finds_what_was_missed(team: Place) -> None:
    missed, fine = team.add("Missed"), team.add("Fine")
    team.own(fine)

    assert team.sweep() == {missed: ["PostComment"]}


def test_without_a_channel_only_the_card_is_spoken_on(team: Place) -> None:
    team.start(channel=False)
    card = team.add()

    assert team.look(card) == ["PostComment"]
    team.own(card)
    assert team.look(card) == ["WithdrawComment"]


def test_a_board_that_cannot_be_read_decides_nothing(team: Place) -> None:
    card = team.add()
    team.trello.faults.plan("500", times=10, path_part="/cards/")

    with pytest.raises(TrelloUnavailable):
        team.observer.look(BOARD, card, "event")


def test_a_forbidden_move_is_taken_back_once_and_the_reason_stands_on_the_card(
    strict: Place,
) -> None:
    card = strict.add(in_list=READY)
    strict.ada.move_card(card, DONE)

    assert strict.look(card) == ["MoveBack"]
    assert strict.list_of(card) == READY
    assert strict.look(card) == ["PostComment"]
    assert "was moved back to 'Ideas'" in strict.comments(card)[0]
    assert "does not allow inbox > done" in strict.comments(card)[0]
    assert strict.look(card) == []

    strict.clock.pass_by(hours=1)
    assert strict.sweep() == {card: ["WithdrawComment"]}


def test_a_move_made_again_within_the_hour_is_left_alone_and_stays_a_finding(
    strict: Place,
) -> None:
    card = strict.add(in_list=READY)
    strict.ada.move_card(card, DONE)
    strict.look(card)
    strict.clock.pass_by(minutes=20)
    strict.ada.move_card(card, DONE)

    assert strict.look(card) == ["PostComment", "Tell"]
    assert strict.list_of(card) == DONE
    assert "`move-not-allowed`" in strict.comments(card)[0]
    strict.clock.pass_by(days=1)
    assert strict.look(card, "sweep") == []
    assert strict.list_of(card) == DONE


def test_a_move_back_whose_answer_was_lost_still_counts(strict: Place) -> None:
    card = strict.add(in_list=READY)
    strict.ada.move_card(card, DONE)
    strict.trello.faults.plan("drop after", method="PUT", path_part="/cards/")
    with pytest.raises(TrelloUnavailable):
        strict.look(card)
    assert strict.list_of(card) == READY

    assert strict.look(card) == ["PostComment"]
    strict.ada.move_card(card, DONE)
    assert "MoveBack" not in strict.look(card)
    assert strict.list_of(card) == DONE


def test_a_card_in_grace_is_looked_at_again_when_grace_is_over(tmp_path: Path) -> None:
    with place(tmp_path, owner_missing="advise") as team:
        team._agreement += "[quiet]\ngrace_minutes = 10\n"
        team.start()
        card = team.add(in_list=DOING)

        assert team.look(card) == []

        from datetime import timedelta

        none = timedelta(0)
        assert take_due(team.engine, team.clock.now, quiet=none, patience=none) == []
        team.clock.pass_by(minutes=10)
        (mark,) = take_due(team.engine, team.clock.now, quiet=none, patience=none)
        assert (mark.card_id, mark.cause) == (card, "event")
        assert team.look(card) == ["PostComment", "Tell"]
