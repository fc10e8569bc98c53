"""So many times in a row, and then as many in a minute; each caller by itself."""

from bot.web.pages.allowance import Allowance


class Seconds:
    """A clock in seconds that a test turns."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_so_many_are_allowed_and_come_back_with_time() -> None:
    seconds = Seconds()
    allowance = Allowance(6, seconds)

    assert [allowance.take("ana") for _ in range(7)] == [True] * 6 + [False]
    seconds.now = 10.1
    assert not allowance.is_spent("ana")
    assert allowance.take("ana")
    assert allowance.is_spent("ana")
    seconds.now = 3600.0
    assert [allowance.take("ana") for _ in range(7)] == [True] * 6 + [False]


def test_one_caller_leaves_the_others_theirs() -> None:
    allowance = Allowance(1, Seconds())

    assert allowance.take("ana")
    assert not allowance.take("ana")
    assert allowance.take("ben")


def test_very_many_callers_do_not_fill_the_memory() -> None:
    allowance = Allowance(1, Seconds())
    for number in range(10_100):
        allowance.take(str(number))

    assert len(allowance._known) == 10_000
