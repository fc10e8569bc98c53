"""What a whole reading brings to light, and how many cards of it nobody had told of."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.healing import take_healed
from storage import effects as record
from storage import looks
from storage.effects import EffectRow
from tests.bot.place import BOARD, DOING, DONE, READY, Place, place
from tests.bot.trello import scene


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Place]:
    with place(tmp_path, owner_missing="advise") as made:
        yield made


def healed(team: Place) -> int:
    """What a sweep heals, later than anything could still be on its way."""
    team.clock.pass_by(minutes=10)
    team.observer.sweep(BOARD)
    kept = team.boards.kept(BOARD)
    assert kept is not None
    return take_healed(team.engine, kept)


def test_a_card_that_changed_unheard_is_healed_once(team: Place) -> None:
    card = team.add(in_list=READY)
    healed(team)
    team.ada.move_card(card, DOING)

    assert healed(team) == 1
    assert healed(team) == 0


def test_a_board_on_which_nothing_happened_heals_nothing(team: Place) -> None:
    assert healed(team) == 0


@pytest.mark.parametrize("how", ["archived", "deleted", "made"])
def test_cards_that_came_and_went_unheard_count(team: Place, how: str) -> None:
    card = team.add(in_list=READY)
    healed(team)
    if how == "archived":
        team.ada.update_card(card, closed=True)
    elif how == "deleted":
        team.ada.delete_card(card)
    else:
        team.add("Another one", in_list=DONE)

    assert healed(team) == 1


def test_a_card_that_was_looked_at_is_no_news(team: Place) -> None:
    card = team.add(in_list=READY)
    healed(team)
    team.ada.move_card(card, DOING)
    team.look(card)

    assert healed(team) == 0


def test_a_card_that_is_marked_was_heard_of(team: Place) -> None:
    card = team.add(in_list=READY)
    healed(team)
    team.ada.move_card(card, DOING)
    looks.ask(team.engine, BOARD, card, team.clock(), cause="event")

    assert healed(team) == 0


def test_what_happened_moments_ago_may_be_told_yet(team: Place) -> None:
    card = team.add(in_list=READY)
    healed(team)
    team.ada.move_card(card, DOING)
    team.ada.update_card(team.add(), closed=True)

    team.observer.sweep(BOARD)
    kept = team.boards.kept(BOARD)

    assert kept is not None
    assert take_healed(team.engine, kept) == 0


def test_comments_of_the_bots_own_are_no_change(team: Place) -> None:
    card = team.add()
    team.own(team.add("Owned"))
    healed(team)
    team.look(card)
    team.bot.comment(card, "Something else that the bot says")

    assert healed(team) == 0


def test_what_the_bot_did_itself_from_the_command_line_is_no_news(team: Place) -> None:
    card = team.add(in_list=READY)
    healed(team)
    row = EffectRow(key="fix", board_id=BOARD, card_id=card, kind="Fix", begun_at=team.clock())
    record.begin(team.engine, row)
    team.bot.move_card(card, DOING)

    assert healed(team) == 0


def test_what_another_process_has_found_is_counted_there_alone(team: Place) -> None:
    card = team.add(in_list=READY)
    healed(team)
    mine = team.boards
    other = team.boards_beside()
    team.ada.move_card(card, DOING)
    team.clock.pass_by(minutes=10)
    other.read(BOARD)

    assert mine.kept(BOARD) is not other.kept(BOARD)
    assert healed(team) == 0


def test_what_changed_while_nobody_ran_counts_at_the_start(team: Place) -> None:
    card = team.add(in_list=READY)
    healed(team)
    team.ada.add_member(card, scene.ADA)
    team.clock.pass_by(hours=3)
    later = team.boards_beside()
    kept = later.read(BOARD)

    assert take_healed(team.engine, kept) == 1
