"""What the environment says to the tests themselves reaches them."""

import re
from pathlib import Path

from tests.conftest import OF_TESTS

TESTS = Path(__file__).parent
_READ = re.compile(r"os\.environ(?:\.get\(|\[)\"(CARDKEEPER_[A-Z_]+)\"")


def test_every_variable_that_a_test_reads_is_kept_from_the_sweep_of_settings() -> None:
    read = {name for path in TESTS.rglob("*.py") for name in _READ.findall(path.read_text())}

    assert "CARDKEEPER_SOAK_COMPANY" in read
    assert read <= OF_TESTS
