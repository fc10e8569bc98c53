"""The rooms keep their borders: who imports whom, and what the protocol room may not touch."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

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
            yield node.module


def test_every_contract_on_imports_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = lint_imports(
        config_filename=str(ROOT / "pyproject.toml"), cache_dir=str(tmp_path), is_debug_mode=False
    )

    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


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
