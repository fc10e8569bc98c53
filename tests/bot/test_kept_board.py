"""One board in memory: what is newer wins, wherever it comes from."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.kept_board import KeptBoard, kept_board
from protocol.board import Action, Card
from tests.bot.trello import scene

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def read(minutes: float = 0, **changed: Any) -> KeptBoard:
    return kept_board({**scene.small_board(), **changed}, at(minutes))


def card(name: str, key: str = scene.ALIGN) -> Card:
    return Card(key, name, scene.DOING)


def moved(key: str, minutes: float) -> Action:
    return Action(key, "updateCard", at(minutes), card_id=scene.ALIGN)


def name_of(kept: KeptBoard, key: str = scene.ALIGN) -> str | None:
    found = kept.board.cards_by_id.get(key)
    return found.name if found else None


def test_a_card_read_since_replaces_the_one_of_the_whole_board_in_its_place() -> None:
    kept = read()
    place = [each.id for each in kept.board.cards]

    kept.put_card(scene.ALIGN, card("New name"), at(1))

    assert name_of(kept) == "New name"
    assert [each.id for each in kept.board.cards] == place


def test_an_older_reading_of_a_card_changes_nothing() -> None:
    kept = read()
    kept.put_card(scene.ALIGN, card("Newer"), at(2))

    kept.put_card(scene.ALIGN, card("Older"), at(1))

    assert name_of(kept) == "Newer"


def test_a_card_that_is_gone_is_taken_off_and_a_new_one_added() -> None:
    kept = read()

    kept.put_card(scene.ALIGN, None, at(1))
    kept.put_card("5f0000000000000000000099", card("New", "5f0000000000000000000099"), at(1))

    assert name_of(kept) is None
    assert name_of(kept, "5f0000000000000000000099") == "New"


def test_a_card_looked_at_while_the_board_was_being_read_stays_newer() -> None:
    before = read()
    before.put_card(scene.ALIGN, card("Looked at meanwhile"), at(5))
    begun_earlier = read(4)

    begun_earlier.carry_over(before)

    assert name_of(begun_earlier) == "Looked at meanwhile"


def test_a_card_looked_at_before_the_board_was_read_is_as_the_board_has_it() -> None:
    before = read()
    before.put_card(scene.ALIGN, card("Looked at before"), at(3))
    later = read(4)

    later.carry_over(before)

    assert name_of(later) == "Align the reads"


def test_the_history_has_each_entry_once_and_the_newest_first() -> None:
    kept = read(actions=[])
    kept.put_actions([moved("b", 2), moved("a", 1)])

    kept.put_actions([moved("c", 3), moved("b", 2)])
    kept.put_actions([moved("late", 1.5)])

    assert [action.id for action in kept.board.actions] == ["c", "b", "late", "a"]


def test_history_heard_while_the_board_was_being_read_is_kept() -> None:
    before = read(actions=[])
    before.put_actions([moved("heard", 5)])
    later = read(4.5, actions=[])

    later.carry_over(before)

    assert [action.id for action in later.board.actions] == ["heard"]


def test_a_board_is_as_of_the_last_moment_at_which_it_was_confirmed() -> None:
    kept = read()
    assert kept.as_of == at(0)

    kept.put_card(scene.ALIGN, card("Newer"), at(2))
    assert kept.as_of == at(0)  # of the others nothing is known since
    assert kept.card_as_of(scene.ALIGN) == at(2)

    kept.confirm(at(5))
    kept.confirm(at(4))
    assert kept.as_of == at(5)

    later = read(3)
    later.carry_over(kept)
    assert later.as_of == at(5)
