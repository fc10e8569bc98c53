"""Where real samples and specifications lie, beside the checkout, when they are there."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("CARDKEEPER_SHARED", Path(__file__).resolve().parents[2] / "shared"))

needs_shared = pytest.mark.skipif(
    not (SHARED / "samples").is_dir(), reason="the real samples beside the checkout are absent"
)


def sample_boards() -> list[Path]:
    """The real board exports, largest last; empty when they are absent."""
    return sorted((SHARED / "samples" / "boards").glob("*.json"), key=lambda p: p.stat().st_size)
