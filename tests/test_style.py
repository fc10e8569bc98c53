"""Files and functions stay small, and what the linters say is heard in the test run too."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "protocol", "storage")
MOST_IN_FILE, MOST_IN_FUNCTION = 400, 50  # lines

# What is longer, and why that reads better than two. `storage/migrations/versions` is written by
# Alembic, one function for each migration.
LONGER = {}
_MADE = "storage/migrations/versions/"
_VAGUE = frozenset({"utils", "util", "helpers", "helper", "manager", "common", "misc"})


def sources() -> Iterator[tuple[str, str]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(_MADE):
                yield name, path.read_text(encoding="utf-8")


def test_no_file_is_longer_than_400_lines_without_a_word_of_reason() -> None:
    long = {name for name, text in sources() if len(text.splitlines()) > MOST_IN_FILE}

    assert long == {name for name in LONGER if ":" not in name}


def test_no_function_is_longer_than_50_lines_without_a_word_of_reason() -> None:
    long = set()
    for name, text in sources():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                if node.end_lineno - node.lineno + 1 > MOST_IN_FUNCTION:
                    long.add(f"{name}:{node.name}")

    assert long == {name for name in LONGER if ":" in name}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        name for name, text in sources() if text.strip() and not ast.get_docstring(ast.parse(text))
    ]

    assert silent == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [name for name, _ in sources() if Path(name).stem in _VAGUE] == []


def _run(*command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_ruff_finds_nothing() -> None:
    _run("ruff", "check", "--no-cache", ".")


@pytest.mark.slow
def test_everything_is_formatted() -> None:
    _run("ruff", "format", "--check", "--no-cache", ".")


@pytest.mark.slow
def test_mypy_finds_nothing() -> None:
    _run("mypy")
