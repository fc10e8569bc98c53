"""A page stays light whatever the board: nobody waits for ten thousand cards on a phone."""

import pytest

from tests.bench_pages import MOST_BYTES, Measured, pages_of_a_large_board

CARDS = 1500  # `make bench` measures ten thousand; what folds, folds here as well


@pytest.fixture(scope="module")
def measured() -> list[Measured]:
    return list(pages_of_a_large_board(CARDS, rounds=1))


@pytest.mark.slow
def test_no_page_of_a_large_board_weighs_more_than_promised(measured: list[Measured]) -> None:
    assert len(measured) >= 10
    assert {page.path: page.weight for page in measured if page.weight > MOST_BYTES} == {}
