"""When the remaining cards of a goal will be done: Monte Carlo on what was done in each past week.

Each run draws how likely each past week is to come again (a Bayesian bootstrap: few weeks say
little, and the forecast is then as wide as it has to be), then lets such weeks pass until the cards
are done. Pure: the chance is passed in. docs/workload.md has it in words, and the tests hold that
of the 85 % forecasts 80 to 90 % hold.
"""

from bisect import bisect
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate
from math import ceil
from typing import Protocol

from msgspec import Struct

from protocol.days import WORKDAYS_PER_WEEK
from protocol.words import count_of

RUNS = 1000
NEEDS_WEEKS, NEEDS_CARDS = 5, 4
LONGEST = 104  # weeks; beyond it a forecast says nothing
_A_WEEK = timedelta(weeks=1)


class Chance(Protocol):
    """What `random.Random` is: chance, seeded by whoever passes it in."""

    def random(self) -> float:
        """A number from 0 up to, and without, 1."""
        ...

    def gammavariate(self, alpha: float, beta: float) -> float:
        """A number of the gamma distribution."""
        ...


class Forecast(Struct, frozen=True):
    """When so many cards will be done, or why nobody can say."""

    cards: int
    p50: date | None = None  # done by then in half of the runs
    p85: date | None = None
    p95: date | None = None
    by_due: float | None = None  # share of the runs in which they are done by the due day
    weeks: tuple[int, ...] = ()  # cards done in each past week that it rests on
    assumptions: tuple[str, ...] = ()
    refused: str = ""  # a sentence; then there are no days


def forecast(
    done: Sequence[int], cards: int, today: date, chance: Chance, due: date | None = None
) -> Forecast:
    """The forecast for so many cards from today on; `done` has the past whole weeks, any order."""
    if cards <= 0:
        return Forecast(0, refused="No card is left to do.")
    if refused := _too_thin(done):
        return Forecast(cards, weeks=tuple(done), refused=refused)
    weeks = sorted(weeks_until_done(done, cards, chance))
    days = [_day(today, each) for each in weeks]
    by_due = sum(day <= due for day in days) / RUNS if due is not None else None
    p50, p85, p95 = (days[ceil(RUNS * percent / 100) - 1] for percent in (50, 85, 95))
    if p85 == date.max:
        words = f"At this pace {count_of(cards, 'card')} may take more than two years."
        return Forecast(cards, by_due=by_due, weeks=tuple(done), refused=words)
    return Forecast(
        cards=cards,
        p50=p50,
        p85=p85,
        p95=p95 if p95 < date.max else None,
        by_due=by_due,
        weeks=tuple(done),
        assumptions=_assumptions(done, cards),
    )


def weeks_until_done(done: Sequence[int], cards: int, chance: Chance) -> list[float]:
    """For each run, the weeks with fractions until the cards are done; infinite past the limit."""
    return [_run(done, cards, chance) for _ in range(RUNS)]


def _run(done: Sequence[int], cards: int, chance: Chance) -> float:
    spread = (len(done) - 2) / len(done)  # few weeks tell their own mean less surely
    likely = list(accumulate(chance.gammavariate(spread, 1.0) for _ in done))
    total, left = likely[-1], cards
    for week in range(LONGEST):
        came = done[min(bisect(likely, chance.random() * total), len(done) - 1)]
        if came >= left:
            return week + (left - chance.random()) / came
        left -= came
    return float("inf")


def _day(today: date, weeks: float) -> date:
    """The working day on which so many weeks are over; the last day there is for "never"."""
    if weeks == float("inf"):
        return date.max
    whole, part = divmod(weeks, 1)
    day = today + int(whole) * _A_WEEK
    for _ in range(ceil(part * WORKDAYS_PER_WEEK)):
        day += timedelta(days=1)
        while day.weekday() >= WORKDAYS_PER_WEEK:
            day += timedelta(days=1)
    return day


def _too_thin(done: Sequence[int]) -> str:
    """Why these weeks are too few to forecast from; empty when they are enough."""
    if len(done) < NEEDS_WEEKS:
        known = count_of(len(done), "whole week") if done else "no whole week"
        return f"Work on it is known from {known}; a forecast takes {NEEDS_WEEKS}."
    if sum(done) < NEEDS_CARDS:
        cards = count_of(sum(done), "card") if sum(done) else "no card"
        return (
            f"In {count_of(len(done), 'week')} {cards} came to done; a forecast takes "
            f"{NEEDS_CARDS}."
        )
    return ""


def _assumptions(done: Sequence[int], cards: int) -> tuple[str, ...]:
    weeks, came = count_of(len(done), "week"), count_of(sum(done), "card")
    left = f"{count_of(cards, 'card')} {'is' if cards == 1 else 'are'} left, and none is added"
    return (
        f"the coming weeks are like the last {weeks}, in which {came} came to done",
        left,
        "a card is a card, whatever its estimate",
    )
