"""Retention: what is older than it is to be kept goes, and nothing that is still needed."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from storage.effects import EffectRow, begin, effect_by_key, finish, forget_effects
from storage.speaking import HeldBack, Spoken, claim, forget_spoken, held_back, hold_back, spoken
from tests.databases import both
from tests.storage.moments import NOON

pytestmark = both
LATER = NOON + timedelta(days=400)


def effect(engine: Engine, key: str, kind: str, *, done: bool = True) -> None:
    row = EffectRow(key=key, board_id="b", kind=kind, after="by ada", begun_at=NOON)
    begin(engine, row)
    if done:
        finish(engine, key, NOON)


def test_the_audit_is_forgotten_after_its_time(engine: Engine) -> None:
    effect(engine, "old", "PostComment")

    assert forget_effects(engine, NOON) == 0
    assert forget_effects(engine, LATER) == 1
    assert effect_by_key(engine, "old") is None


@pytest.mark.parametrize("kind", ["Apply", "Reply"])
def test_that_a_command_was_answered_stays_known_without_its_words(
    engine: Engine, kind: str
) -> None:
    effect(engine, "command", kind)

    forget_effects(engine, LATER)

    row = effect_by_key(engine, "command")
    assert row is not None
    assert (row.after, row.done_at) == ("", NOON)


def test_an_effect_whose_end_is_not_known_is_kept(engine: Engine) -> None:
    effect(engine, "open", "PostComment", done=False)

    assert forget_effects(engine, LATER) == 0


def test_of_what_is_said_once_per_subject_the_key_stays(engine: Engine) -> None:
    for key in ("daily:U1:2026-03-02", "needs:U1:card"):
        row = Spoken(
            key=key, kind="digest", place="U1", day=NOON.date(), content="secret plans",
            claimed_at=NOON,
        )  # fmt: skip
        claim(engine, row)
    hold_back(
        engine,
        HeldBack(place="U1", day=NOON.date(), kind="digest", reason="away", subject="",
                 first_at=NOON),
    )  # fmt: skip

    forget_spoken(engine, LATER)

    assert spoken(engine, "daily:U1:2026-03-02") is None
    kept = spoken(engine, "needs:U1:card")
    assert kept is not None
    assert kept.content == ""
    assert held_back(engine, NOON.date()) == {}
