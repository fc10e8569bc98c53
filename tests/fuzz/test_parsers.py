"""Whatever comes from outside is read, or refused with the reader's own error: never anything else.

A few cases each in `make test`; 100,000 in all in `make soak`.
"""

import time
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bot.chaos.soak import IS_SOAK
from tests.fuzz.parsers import PARSERS, Parser

CASES = 100_000 // len(PARSERS) + 1 if IS_SOAK else 40
SLOWEST_S = 2.0  # of one case, on a machine that does much else

pytestmark = [pytest.mark.soak] if IS_SOAK else []


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_what_comes_from_outside_is_read_or_refused(parser: Parser) -> None:
    @settings(
        max_examples=CASES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(parser.inputs)
    def any_input(given_input: object) -> None:
        begun = time.thread_time()
        with suppress(*parser.refuses):  # it may say no, in its own words
            parser.read(given_input)
        assert time.thread_time() - begun < SLOWEST_S

    any_input()


def test_a_reader_that_breaks_is_noticed() -> None:
    broken = Parser("broken", st.integers(), lambda number: 1 // (number % 7), (KeyError,))

    with pytest.raises(ZeroDivisionError):
        test_what_comes_from_outside_is_read_or_refused(broken)
