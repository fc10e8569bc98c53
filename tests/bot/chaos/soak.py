"""Long runs: `make soak`; skipped elsewhere."""

import os

import pytest

IS_SOAK = os.environ.get("CARDKEEPER_SOAK") == "1"


def longer(test: object) -> object:
    """Marks a test that `make soak` runs as well, longer."""
    return pytest.mark.soak(test) if IS_SOAK else test


def soak(test: object) -> object:
    """Marks a test that is run by `make soak` alone."""
    skipped = pytest.mark.skipif(not IS_SOAK, reason="a long run: make soak")
    return pytest.mark.soak(skipped(test))
