"""A company lives with the bot for days, or for a year: nothing is lost, nothing comes twice."""

import signal
import threading
from pathlib import Path

import pytest

from tests.bot.chaos.soak import soak
from tests.bot.company.life import Figures, Life
from tests.bot.company.progress import MINUTES, Patience
from tests.bot.company.shape import SMALL, TEN_MINUTES, WHOLE, Company, chosen
from tests.databases import both, opened_with_schema

pytestmark = pytest.mark.slow


def live(folder: Path, company: Company, database: str) -> Figures:
    opened_with_schema(database).dispose()
    life = Life(folder, company, database)
    try:
        return life.live()
    finally:
        life.end()


@both
def test_a_small_company_for_a_few_days(tmp_path: Path, database_url: str) -> None:
    figures = live(tmp_path, SMALL, database_url)

    assert figures.lost == []
    assert figures.doubled == []
    assert figures.too_many == 0
    assert figures.left == 0
    assert figures.changes == 4 * 2 * 3
    assert figures.failed > 0 or figures.requests > 50
    assert figures.messages > 0
    assert figures.tables[-1]["effect"][0] > 0


@soak
@both
def test_the_company_of_this_run(tmp_path: Path, database_url: str) -> None:
    """Ten minutes by `make soak` on each database; CARDKEEPER_SOAK_COMPANY chooses another."""
    company = chosen()
    figures = live(tmp_path, company, database_url)
    print(report(company, database_url, figures))

    assert figures.lost == []
    assert figures.doubled == []
    assert figures.too_many == 0
    assert figures.left == 0
    first, last = figures.quarters()
    assert last <= first * 1.10


def report(company: Company, database: str, figures: Figures) -> str:
    """The figures, for docs/performance.md."""
    first, last = figures.quarters()
    each = len(figures.database_mb) // 4 or 1
    sizes = ", ".join(f"{mb:.1f}" for mb in figures.database_mb[each - 1 :: each])
    lines = (
        f"{name}: rows {', '.join(str(day.get(name, (0, 0.0))[0]) for day in quarters)}; MB "
        f"{', '.join(f'{day.get(name, (0, 0.0))[1]:.2f}' for day in quarters)}"
        for quarters in [figures.tables[each - 1 :: each]]
        for name in sorted(figures.tables[-1], key=lambda name: -figures.tables[-1][name][1])
    )
    table = "\n".join(lines)
    return (
        f"\n{company} on {database.partition(':')[0]}\n{figures.days} days, {figures.changes} "
        f"changes, {figures.looks} looks, {figures.requests} "
        f"requests, {figures.failed} failed and tried again, {figures.messages} messages, "
        f"{figures.seconds:.0f} s\nlost {len(figures.lost)}, doubled {len(figures.doubled)}, "
        f"429 {figures.too_many}, left {figures.left}\nmemory {first:.0f} MB in the first quarter, "
        f"{last:.0f} MB in the last; database by quarter: {sizes} MB\n{table}"
    )


@pytest.mark.parametrize(
    ("wanted", "company"),
    [("whole", WHOLE), ("small", SMALL), (None, TEN_MINUTES)],
)
def test_the_company_that_is_named_is_the_one_that_lives(
    wanted: str | None, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CARDKEEPER_SOAK_COMPANY", raising=False)
    if wanted:
        monkeypatch.setenv("CARDKEEPER_SOAK_COMPANY", wanted)

    assert chosen() == company


def test_a_company_by_numbers_changes_the_ten_minute_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARDKEEPER_SOAK_COMPANY", "boards=3,cards=60,fault_share=0.5")

    company = chosen()
    assert (company.boards, company.cards, company.fault_share) == (3, 60, 0.5)
    assert company.days == TEN_MINUTES.days


@pytest.mark.parametrize(("minutes", "is_over"), [(None, False), ("60", False), ("0", True)])
def test_a_life_ends_early_when_its_minutes_are_over(
    minutes: str | None, is_over: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(MINUTES, raising=False)
    if minutes:
        monkeypatch.setenv(MINUTES, minutes)

    assert Patience().is_over is is_over


@pytest.mark.skipif(
    threading.current_thread() is not threading.main_thread(),
    reason="signals go to the main one",
)
def test_a_life_ends_early_when_it_is_interrupted() -> None:
    patience = Patience()

    with patience.watching():
        signal.raise_signal(signal.SIGINT)

    assert patience.is_over
