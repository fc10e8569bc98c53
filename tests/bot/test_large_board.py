"""On a large board a look reads and judges its own card only, and says what a full look would."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import bot.observe
from protocol.history import History
from tests.bot.place import BOARD, DOING, DONE, READY, Place, place


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """Every board counts as large; it has been reviewed once."""
    monkeypatch.setattr(bot.observe, "LARGE", 0)
    with place(tmp_path, owner_missing="advise", likely_duplicate="advise") as made:
        made.sweep()
        yield made


def test_what_is_wrong_with_the_card_itself_is_said_at_once(team: Place) -> None:
    card = team.add()

    team.look(card)

    assert "`owner-missing`" in team.comments(card)[0]


def test_what_other_cards_bring_about_is_as_the_last_review_found_it(team: Place) -> None:
    team.own(team.add("Align the reads of batch 7"))
    twin = team.add("Align reads, batch 7")
    team.own(twin)
    team.look(twin)
    assert team.comments(twin) == []

    assert team.sweep() == {twin: ["PostComment"]}
    team.look(twin)

    assert "`likely-duplicate`" in team.comments(twin)[0]
    assert team.look(twin) == []


def test_a_part_of_the_board_knows_what_the_whole_does(team: Place) -> None:
    card, other = team.add(in_list=READY), team.add("Index the genome", in_list=READY)
    team.ada.move_card(card, DOING)
    team.ada.move_card(other, DONE)
    kept = team.boards.read(BOARD)

    board, part = kept.part([card])

    whole = History(kept.board.actions)
    assert [each.id for each in board.cards] == [card]
    assert part.moves(card) == whole.moves(card)
    assert part.moves(other) == []
    assert (part.begins, part.is_complete) == (whole.begins, whole.is_complete)
    assert part.tells_labels == whole.tells_labels


def test_history_that_comes_later_is_in_the_part_too(team: Place) -> None:
    card = team.add(in_list=READY)
    team.boards.read(BOARD)
    team.ada.move_card(card, DOING)

    kept, _ = team.boards.read_card(BOARD, card)

    _, part = kept.part([card])
    assert [move.after for move in part.moves(card)] == [DOING]


def test_a_goal_is_judged_by_all_that_serves_it(
    team: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    goals = str(team.ada.add_list(BOARD, "Goals")["id"])
    goal = team.add("Faster quality control", in_list=goals)
    team.boards.read(BOARD)
    seen: list[int] = []
    plain = team.boards.context_of

    def counted(board, now, history=None):  # type: ignore[no-untyped-def]
        seen.append(len(board.cards))
        return plain(board, now, history)

    monkeypatch.setattr(team.boards, "context_of", counted)
    team.observer.look(BOARD, goal, "event")

    kept = team.boards.kept(BOARD)
    assert kept is not None
    assert seen[-1] == len(kept.board.cards) > 1
