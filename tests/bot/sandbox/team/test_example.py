"""The export under `examples/` is the one that the code writes."""

import json
from pathlib import Path

import pytest

from bot.sandbox.team.__main__ import EXAMPLE_NOW, export_text, main

EXAMPLE = Path(__file__).resolve().parents[4] / "examples" / "larkspur-board.json"


def test_the_example_is_current() -> None:
    written = EXAMPLE.read_text(encoding="utf-8")
    # Compared as a truth value: the difference of two lines of half a megabyte is unreadable.
    current = written == export_text(EXAMPLE_NOW)
    assert current, "run: python -m bot.sandbox.team > examples/larkspur-board.json"


def test_without_a_time_the_example_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    main([])
    assert capsys.readouterr().out == export_text(EXAMPLE_NOW)


def test_a_time_without_a_zone_is_taken_as_utc(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--at", "2026-12-01T09:00"])
    newest = json.loads(capsys.readouterr().out)["dateLastActivity"]
    assert newest.startswith("2026-12-01T06:")


def test_an_unreadable_time_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--at", "next week"])
    assert stopped.value.code == 2
    assert "'next week' is not a time" in capsys.readouterr().err
