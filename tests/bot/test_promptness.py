"""What lives long is searched for garbage once; what dies later is found all the same."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from bot.promptness import set_aside


class Ring:
    """Refers to itself, so that only a search finds it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """What a test has set aside and left is searched once more."""
    yield
    set_aside()


def test_what_lives_is_left_out_of_later_searches() -> None:
    set_aside()

    assert gc.get_freeze_count() > 10_000
    assert len(gc.get_objects()) < gc.get_freeze_count()


def test_what_was_set_aside_and_died_is_found_the_next_time() -> None:
    ring = Ring()
    dead = weakref.ref(ring)
    set_aside()
    del ring
    gc.collect()
    assert dead() is not None

    set_aside()
    assert dead() is None
