"""The rooms keep their borders: who imports whom, and what the protocol room may not touch."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Ways to the world outside, and clocks. What is asked of these modules would not be pure.
_OUTSIDE = frozenset(
    """asyncio concurrent ctypes glob http importlib io logging multiprocessing os pathlib platform
    random requests secrets selectors shutil signal socket sqlite3 ssl subprocess sys tempfile
    threading time urllib.request uuid""".split()  # noqa: SIM905 - a list of words
)
_CLOCKS = frozenset({"now", "utcnow", "today"})


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {alias.name for alias in node.names}
            if (node.module, names) != ("sys", {"intern"}):  # touches nothing: one text kept once
                yield node.module


def test_every_contract_on_imports_is_kept() -> None:
    """In a process of its own: the linter sets up logging for itself alone."""
    lint = "from importlinter.cli import lint_imports_command as lint; lint()"
    done = subprocess.run(
        [sys.executable, "-c", lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken" in done.stdout


@pytest.mark.parametrize("path", modules("protocol"), ids=lambda path: path.stem)
def test_the_protocol_room_reads_no_clock_and_touches_nothing_outside(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))

    assert not {n for n in imported(tree) if n in _OUTSIDE or n.partition(".")[0] in _OUTSIDE}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = {node.func.attr for node in calls if isinstance(node.func, ast.Attribute)}
    assert not named & _CLOCKS
    assert not {node.func.id for node in calls if isinstance(node.func, ast.Name)} & {
        "open", "print", "input",
    }  # fmt: skip
