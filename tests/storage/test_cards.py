"""Cards read since the board was: kept for all processes, the newest reading each."""

from sqlalchemy import Engine

from storage.cards import answer_of, cards_since, forget_cards, keep_card
from tests.databases import both
from tests.storage.moments import NOON, after

pytestmark = both


def kept(engine: Engine) -> dict[str, object]:
    return {row.card_id: answer_of(row) for row in cards_since(engine, "board", NOON)}


def test_a_card_is_kept_as_it_was_read(engine: Engine) -> None:
    keep_card(engine, "board", "card", {"id": "card", "name": "Über"}, after(1))

    assert kept(engine) == {"card": {"id": "card", "name": "Über"}}


def test_a_newer_reading_takes_the_place_of_an_older_one_and_not_the_other_way(
    engine: Engine,
) -> None:
    keep_card(engine, "board", "card", {"name": "second"}, after(2))
    keep_card(engine, "board", "card", {"name": "first"}, after(1))
    assert kept(engine) == {"card": {"name": "second"}}

    keep_card(engine, "board", "card", None, after(3))

    assert kept(engine) == {"card": None}


def test_only_cards_read_since_are_told_oldest_first(engine: Engine) -> None:
    for number, name in enumerate(("a", "b", "c")):
        keep_card(engine, "board", name, {}, after(10 - number))
    keep_card(engine, "another board", "x", {}, after(20))

    assert [row.card_id for row in cards_since(engine, "board", after(9))] == ["b", "a"]


def test_cards_read_before_the_whole_board_was_are_forgotten(engine: Engine) -> None:
    keep_card(engine, "board", "old", {}, after(1))
    keep_card(engine, "board", "new", {}, after(3))

    forget_cards(engine, "board", after(2))

    assert list(kept(engine)) == ["new"]
