"""Effects are recorded before they happen and when they have ended."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine

from storage import effects
from storage.effects import EffectRow
from tests.databases import both
from tests.storage.moments import NOON, after

pytestmark = both


def row(key: str, kind: str = "PostComment", at_s: float = 0, card: str = "card") -> EffectRow:
    return EffectRow(
        key=key, board_id="board", card_id=card, kind=kind, before="old", after="new",
        begun_at=after(at_s),
    )  # fmt: skip


def test_an_effect_is_begun_once(engine: Engine) -> None:
    first, is_first = effects.begin(engine, row("look:0"))
    second, is_second = effects.begin(engine, row("look:0", at_s=60))

    assert (is_first, is_second) == (True, False)
    assert first.id == second.id
    assert second.begun_at == NOON


def test_of_two_who_begin_the_same_effect_at_once_one_is_first(engine: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        begun = list(pool.map(lambda _: effects.begin(engine, row("look:0")), range(4)))

    assert sorted(first for _, first in begun) == [False, False, False, True]
    assert len({entry.id for entry, _ in begun}) == 1


def test_an_effect_whose_end_was_never_recorded_is_unfinished(engine: Engine) -> None:
    effects.begin(engine, row("look:0"))
    assert effects.unfinished(engine, "card", "PostComment")
    assert not effects.unfinished(engine, "card", "Tell")
    assert not effects.unfinished(engine, "another", "PostComment")

    effects.finish(engine, "look:0", after(1), reference="comment 7")
    assert not effects.unfinished(engine, "card", "PostComment")


def test_a_refused_effect_is_finished_but_not_done(engine: Engine) -> None:
    effects.begin(engine, row("look:0"))
    effects.finish(engine, "look:0", after(1), failure="invalid id")

    assert not effects.unfinished(engine, "card", "PostComment")
    assert effects.last_done(engine, "card", "PostComment") is None


def test_the_last_one_done_is_told_by_card_and_for_a_whole_board(engine: Engine) -> None:
    for number, card in enumerate(["a", "b", "a"]):
        effects.begin(engine, row(f"look:{number}", "MoveBack", card=card))
        effects.finish(engine, f"look:{number}", after(number), reference=f"list {number}")

    last = effects.last_done(engine, "a", "MoveBack")
    assert last is not None
    assert (last.reference, last.done_at) == ("list 2", after(2))
    board = effects.last_done_of_board(engine, "board", "MoveBack")
    assert {card: entry.reference for card, entry in board.items()} == {
        "a": "list 2",
        "b": "list 1",
    }


def test_what_is_given_up_is_neither_unfinished_nor_done(engine: Engine) -> None:
    effects.begin(engine, row("lost"))
    effects.begin(engine, row("refused"))
    effects.finish(engine, "refused", after(1), failure="invalid id")

    effects.give_up_unfinished(engine, "card", "PostComment")

    found = {entry.key: entry for entry in effects.recent_effects(engine, NOON)}
    assert found["lost"].failure == effects.NEVER_KNOWN
    assert found["refused"].failure == "invalid id"
    assert {entry.done_at for entry in found.values()} == {None}
    assert not effects.unfinished(engine, "card", "PostComment")


def test_effects_are_told_newest_first_of_a_board_a_card_or_all(engine: Engine) -> None:
    for second in range(4):
        effects.begin(engine, row(f"look:{second}", at_s=second, card=f"card {second % 2}"))

    def keys(**of: str) -> list[str]:
        return [entry.key for entry in effects.recent_effects(engine, after(1), **of)]

    assert keys() == keys(board_id="board") == ["look:3", "look:2", "look:1"]
    assert keys(card_id="card 1") == ["look:3", "look:1"]
    assert keys(board_id="another") == []
