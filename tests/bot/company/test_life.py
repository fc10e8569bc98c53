"""A company lives with the bot for days, or for a year: nothing is lost, nothing comes twice."""

from pathlib import Path

import pytest

from tests.bot.chaos.soak import soak
from tests.bot.company.life import Figures, Life
from tests.bot.company.shape import SMALL, Company, chosen

pytestmark = pytest.mark.slow


def live(folder: Path, company: Company) -> Figures:
    life = Life(folder, company)
    try:
        return life.live()
    finally:
        life.end()


def test_a_small_company_for_a_few_days(tmp_path: Path) -> None:
    figures = live(tmp_path, SMALL)

    assert figures.lost == []
    assert figures.doubled == []
    assert figures.too_many == 0
    assert figures.changes == 4 * 4 * 3
    assert figures.failed > 0 or figures.requests > 50
    assert figures.messages > 0


@soak
def test_the_company_of_this_run(tmp_path: Path) -> None:
    """The whole year by `make soak`; CARDKEEPER_SOAK_COMPANY makes it smaller."""
    company = chosen()
    figures = live(tmp_path, company)
    print(report(company, figures))

    assert figures.lost == []
    assert figures.doubled == []
    assert figures.too_many == 0
    first, last = figures.quarters()
    assert last <= first * 1.10


def report(company: Company, figures: Figures) -> str:
    """The figures, for docs/performance.md."""
    first, last = figures.quarters()
    each = len(figures.database_mb) // 4 or 1
    sizes = ", ".join(f"{mb:.1f}" for mb in figures.database_mb[each - 1 :: each])
    return (
        f"\n{company}\n{figures.changes} changes, {figures.looks} looks, {figures.requests} "
        f"requests, {figures.failed} failed and tried again, {figures.messages} messages, "
        f"{figures.seconds:.0f} s\nlost {len(figures.lost)}, doubled {len(figures.doubled)}, "
        f"429 {figures.too_many}\nmemory {first:.0f} MB in the first quarter, {last:.0f} MB in the "
        f"last; database by quarter: {sizes} MB"
    )
