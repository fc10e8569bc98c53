"""From findings and memory to effects: said once, kept up to date, taken away, never a quarrel."""

from datetime import timedelta
from random import Random

import pytest

from protocol.decide import (
    CloseMessage,
    Effect,
    MoveBack,
    PostComment,
    Spoken,
    Tell,
    WithdrawComment,
)
from tests.protocol.cards import board, card, list_id
from tests.protocol.random_boards import random_board
from tests.protocol.world import World

TELLS = "[slack]\ncard_messages = true\n"
ENFORCES = '[moves]\nforbid = ["inbox > done"]\n[rules]\nmove-not-allowed = "enforce"\n'
UNOWNED = {"in_list": "Doing", "labels": ["analysis"]}


def kinds(effects: tuple[Effect, ...] | list[Effect]) -> list[str]:
    return [type(effect).__name__ for effect in effects]


def unowned(**changed: object) -> World:
    """One card in Doing that nobody owns, already looked at after a person's change."""
    world = World(card("Re-run it", **{**UNOWNED, **changed}), TELLS)  # type: ignore[arg-type]
    world.settle(only(world))
    return world


def only(world: World) -> str:
    (one,) = world.board.cards
    return one.id


# What is said


def test_a_change_that_leaves_something_to_settle_is_told_on_the_card_and_in_the_channel() -> None:
    world = World(card("Re-run it"), TELLS)

    assert kinds(world.look(only(world))) == ["PostComment", "Tell"]


def test_a_card_that_keeps_the_agreement_is_not_spoken_of() -> None:
    quiet = '[rules]\nkind-missing = "off"\n'
    world = World(card("Re-run it", owners=["Ines"]), TELLS + quiet)

    assert world.look(only(world)) == ()


def test_a_sweep_begins_a_comment_but_no_message() -> None:
    world = World(card("Re-run it"), TELLS)

    assert kinds(world.sweep()) == ["PostComment"]


def test_without_card_messages_nothing_is_told_in_the_channel() -> None:
    world = World(card("Re-run it"))

    assert kinds(world.look(only(world))) == ["PostComment"]


def test_messages_that_the_team_no_longer_wants_are_closed() -> None:
    world = unowned()
    world.agreement = World(card("Another")).agreement

    assert world.sweep() == (CloseMessage(only(world), "unwanted"),)


def test_new_facts_change_what_was_said_in_its_place() -> None:
    world = unowned()
    world.change(only(world), due=world.now - timedelta(days=3))

    assert kinds(world.look(only(world))) == ["EditComment", "Tell"]


def test_when_nothing_is_left_the_comment_goes_and_the_message_is_struck() -> None:
    world = World(
        card("Re-run it", labels=["x"]), f'{TELLS}[kinds.x]\n[rules]\n"due-missing"="off"'
    )
    world.settle(only(world))
    (member, *_) = world.board.members
    world.change(only(world), member_ids=(member.id,))

    effects = world.look(only(world))

    assert kinds(effects) == ["WithdrawComment", "CloseMessage"]
    assert effects[1] == CloseMessage(only(world), "settled")


def test_what_comes_up_again_is_a_new_message() -> None:
    world = World(card("Re-run it", labels=["x"]), f"{TELLS}[kinds.x]")
    world.settle(only(world))
    (member, *_) = world.board.members
    world.change(only(world), member_ids=(member.id,))
    world.settle(only(world))
    world.change(only(world), member_ids=())

    assert kinds(world.look(only(world))) == ["PostComment", "Tell"]
    assert kinds(world.look(only(world), "sweep")) == ["PostComment"]


# Cards out of sight


@pytest.mark.parametrize("how", ["archived", "gone", "ignored", "list archived"])
def test_what_was_said_of_a_card_out_of_sight_is_withdrawn_and_told_why(how: str) -> None:
    shelf = card("Papers", in_list="Shelf")
    stands = board(card("Re-run it"), shelf, archived_lists=["Old"])
    world = World(stands, TELLS + '[lists]\n"Shelf" = "ignored"\n"Doing" = "doing"\n')
    card_id = stands.cards[0].id
    world.settle(card_id)

    if how == "archived":
        world.change(card_id, closed=True)
    elif how == "gone":
        world.remove(card_id)
    else:
        world.change(card_id, list_id=list_id("Shelf" if how == "ignored" else "Old"))

    effects = world.look(card_id)
    assert kinds(effects) == ["WithdrawComment", "CloseMessage"]
    assert effects[1] == CloseMessage(card_id, how.split()[-1])  # type: ignore[arg-type]


def test_an_archived_card_is_never_moved_back() -> None:
    world = World(card("Filter", in_list="Inbox"), ENFORCES)
    world.move(only(world), "Done")
    world.change(only(world), closed=True)

    assert world.look(only(world)) == ()


# What a person took away


def test_a_comment_that_a_person_deleted_stays_away_while_the_facts_are_the_same() -> None:
    world = unowned(due="2026-11-13")
    world.take_comment_away(only(world))

    for _ in range(5):
        world.pass_days(0.9)
        world.change(only(world), desc=f"Looked at again on {world.now:%A}.")
        assert set(kinds(world.settle(only(world)))) <= {"Tell"}


def test_a_comment_that_a_person_deleted_comes_back_with_new_facts() -> None:
    world = unowned()
    world.take_comment_away(only(world))
    world.change(only(world), due=world.now - timedelta(days=3))

    effects = world.look(only(world))

    assert kinds(effects) == ["EditComment", "Tell"]
    assert getattr(effects[0], "reference") == ""  # noqa: B009 - there is none to edit


def test_comments_beside_the_one_are_taken_away() -> None:
    world = unowned()
    memory = world.memory[only(world)]
    extra = Spoken("older", "the same")
    world.memory[only(world)] = type(memory)(memory.comment, memory.message, surplus=(extra,))

    assert world.look(only(world)) == (WithdrawComment(only(world), "older", "the same"),)
    world.settle(only(world))
    assert world.comment(only(world))


# Time alone


def test_passing_days_alone_never_speak_in_a_sweep() -> None:
    world = unowned(due="2026-11-13", since="2026-11-12")
    for _ in range(6):
        assert world.sweep() == ()
        world.pass_days(1)


def test_after_a_change_the_days_are_put_right() -> None:
    world = unowned(due="2026-11-13")
    world.pass_days(2)
    world.change(only(world), desc="A word more.")

    assert kinds(world.look(only(world))) == ["EditComment", "Tell"]


def test_what_time_alone_brings_up_is_said_on_the_card() -> None:
    world = World(card("Re-run it", owners=["Ines"], labels=["x"], due="2026-11-20"), "[kinds.x]")
    assert world.sweep() == ()
    world.pass_days(10)

    assert kinds(world.sweep()) == ["PostComment"]


# Grace


def test_a_card_in_grace_is_left_alone_and_keeps_what_was_said_of_it() -> None:
    graceful = "[quiet]\ngrace_minutes = 30\n"
    world = World(card("Re-run it"), TELLS + graceful)
    world.settle(only(world))
    assert world.comment(only(world))

    world.change(only(world), desc="Touched just now.")
    assert world.look(only(world)) == ()

    world.now += timedelta(minutes=30)
    world.perform(world.look(only(world)))
    assert world.comment(only(world))


def test_a_card_that_was_settled_is_not_kept_waiting_by_grace() -> None:
    world = World(card("Re-run it", labels=["x"]), "[kinds.x]\n[quiet]\ngrace_minutes = 30\n")
    world.settle(only(world))
    (member, *_) = world.board.members
    world.change(only(world), member_ids=(member.id,))

    assert kinds(world.look(only(world))) == ["WithdrawComment"]


# Enforcing


def forbidden_move() -> World:
    world = World(card("Filter doublets", in_list="Inbox", owners=["Ines"]), ENFORCES)
    world.move(only(world), "Done")
    return world


def test_a_forbidden_move_is_taken_back_alone_and_says_why() -> None:
    world = forbidden_move()

    (effect,) = world.look(only(world))
    assert isinstance(effect, MoveBack)
    assert (effect.to_list, effect.from_list) == (list_id("Inbox"), list_id("Done"))
    assert "does not allow inbox > done" in effect.why

    world.settle(only(world))
    assert world.list_of(only(world)) == "Inbox"
    assert "was moved back to 'Inbox'" in world.comment(only(world))
    assert "does not allow inbox > done" in world.comment(only(world))


def test_the_reason_goes_when_the_hour_is_over() -> None:
    world = forbidden_move()
    world.settle(only(world))
    world.now += timedelta(hours=1)

    world.perform(world.sweep())
    assert "moved back" not in world.comment(only(world))


@pytest.mark.parametrize("minutes", [1, 59])
def test_a_move_made_again_within_the_hour_is_meant_and_becomes_a_finding(minutes: int) -> None:
    world = forbidden_move()
    world.settle(only(world))
    world.now += timedelta(minutes=minutes)
    world.move(only(world), "Done")

    done = world.settle(only(world))

    assert "MoveBack" not in kinds(done)
    assert world.list_of(only(world)) == "Done"
    assert "`move-not-allowed`" in world.comment(only(world))


def test_a_move_that_is_meant_stays_for_good() -> None:
    world = forbidden_move()
    world.settle(only(world))
    world.move(only(world), "Done")
    for _ in range(72):
        world.now += timedelta(hours=1)
        assert "MoveBack" not in kinds(world.look(only(world)) + world.sweep())


def test_a_forbidden_move_on_a_later_day_is_taken_back_again() -> None:
    world = forbidden_move()
    world.settle(only(world))
    world.pass_days(1)
    world.move(only(world), "Done")

    assert kinds(world.look(only(world))) == ["MoveBack"]


def test_a_rule_that_only_advises_moves_nothing() -> None:
    world = World(card("Filter", in_list="Inbox"), ENFORCES.replace("enforce", "advise"))
    world.move(only(world), "Done")

    assert "MoveBack" not in kinds(world.look(only(world)))


# Whatever the board


@pytest.mark.parametrize("seed", range(25))
def test_once_performed_nothing_is_left_to_do(seed: int) -> None:
    world = World(random_board(Random(seed)), TELLS)
    for one in world.board.cards:
        world.settle(one.id)
        assert world.look(one.id) == ()
    assert world.sweep() == ()


@pytest.mark.parametrize("seed", range(25))
def test_a_swept_board_is_quiet_at_the_next_sweep(seed: int) -> None:
    world = World(random_board(Random(seed)), TELLS)
    world.perform(world.sweep())

    assert world.sweep() == ()


@pytest.mark.parametrize("seed", range(10))
def test_the_same_board_and_memory_always_give_the_same_effects(seed: int) -> None:
    one, two = (World(random_board(Random(seed)), TELLS) for _ in range(2))

    assert one.sweep() == two.sweep()


@pytest.mark.parametrize("seed", range(15))
def test_days_that_bring_no_new_finding_bring_no_word(seed: int) -> None:
    """A sweep a day later speaks of a card only when what breaks the agreement has changed."""
    world = World(random_board(Random(seed)), TELLS)
    for one in world.board.cards:
        world.settle(one.id)
    for _ in range(12):
        before = _broken(world)
        world.pass_days(1)
        after = _broken(world)
        effects = world.sweep()
        for effect in effects:
            assert before[effect.card_id] != after[effect.card_id], effect
        world.perform(effects)


def _broken(world: World) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    from protocol.check import check_board

    found = check_board(world.context).findings
    return {
        one.id: [
            (f.rule, tuple(person.id for person in f.who)) for f in found if f.card_id == one.id
        ]
        for one in world.board.cards
    }


def test_every_effect_names_its_card() -> None:
    world = World(board(card("One"), card("Two")), TELLS)

    for one in world.board.cards:
        for effect in world.look(one.id):
            assert effect.card_id == one.id
            assert isinstance(effect, PostComment | Tell)
