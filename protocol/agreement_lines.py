"""The text of an agreement, and where in it a key stands; several files as layers of one agreement.

TOML's reader tells no lines, so they are found here, by reading the keys of each line as TOML.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from protocol.agreement import fold

Path = tuple[str, ...]

_KEY_PART = r"""(?:[\w-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_KEY = re.compile(rf"\s*({_KEY_PART}(?:\s*\.\s*{_KEY_PART})*)\s*=")
_TABLE = re.compile(rf"\s*\[\s*({_KEY_PART}(?:\s*\.\s*{_KEY_PART})*)\s*\]\s*(?:#.*)?$")
_NAMED_BY_PEOPLE = ("lists", "labels")  # names that are compared without case


class AgreementError(ValueError):
    """The agreement cannot be used; the text is one sentence for a person, on one line."""

    def __init__(self, sentence: str) -> None:
        super().__init__(" ".join(sentence.splitlines()))  # a name in it may hold a line's end


@dataclass(frozen=True)
class Layer:
    """One file of an agreement."""

    text: str
    source: str  # what errors call the file
    table: dict[str, Any]

    def place(self, path: Path) -> str:
        """`protocol.toml, line 12` for the key at this path, as near as it can be found."""
        number, _ = self.find(path)
        return f"{self.source}, line {number}" if number else self.source

    def find(self, path: Path) -> tuple[int, int]:
        """The line of the key, else of the nearest table around it, and how much of the path that
        line tells; 0 and 0 when the file says nothing of it."""
        best, depth = 0, 0
        wanted = tuple(map(fold, path))
        for number, keys, line in self._keys:
            told = len(keys)
            if told > len(wanted) and keys[: len(wanted)] == wanted and depth < 2 * len(wanted) - 1:
                best, depth = number, 2 * len(wanted) - 1  # `lists.Doing.id` tells of lists.Doing
            if told > len(wanted) or keys != wanted[:told]:
                continue
            if told == len(wanted):
                return number, 2 * told
            score = 2 * told + (path[-1] in line)  # an inline table names it on the same line
            if score > depth:
                best, depth = number, score
        return best, depth

    @cached_property
    def _keys(self) -> list[tuple[int, Path, str]]:
        """Line number, whole folded path of its key, and the line, for each line with a key."""
        found = []
        table: Path = ()
        quoted = ""  # the quotes that a text over several lines waits for
        for number, line in enumerate(self.text.splitlines(), 1):
            opened = quoted
            quoted = _open_quotes(line, quoted)
            if opened:
                continue
            head = _TABLE.match(line)
            if head:
                table = _parts(head[1])
                found.append((number, table, line))
            elif key := _KEY.match(line):
                found.append((number, table + _parts(key[1]), line))
        return found


class Layers:
    """The files of one agreement, the nearest first, as the places that errors name."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self._layers = layers

    def of(self, path: Path) -> str:
        """`protocol.toml, line 12`: the place of this key in the file that has the last word."""
        best = max(self._layers, key=lambda layer: layer.find(path)[1])  # of equals the first
        return best.place(path)


def read_layer(text: str, source: str) -> Layer:
    """The text of one file as TOML; raises AgreementError with line and reason."""
    try:
        return Layer(text, source, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        reason = str(error)[:1].lower() + str(error)[1:].replace("(at line", "(line")
        raise AgreementError(f"{source} is not valid TOML: {reason}.") from None
    except ValueError:  # Python's own bound, some thousand digits
        raise AgreementError(f"{source} holds a number too long to be read.") from None
    except RecursionError:
        raise AgreementError(f"{source} is nested too deeply to be an agreement.") from None


def extends_of(layer: Layer) -> str:
    """The file that this one extends, as it names it; "" when it extends none."""
    base = layer.table.get("extends", "")
    if not isinstance(base, str):
        raise AgreementError(
            f"{layer.place(('extends',))}: 'extends' names one other file, such as \"../lab.toml\"."
        )
    return base


def merged(nearest_first: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One table out of several: tables are joined key by key, the nearest has the last word."""
    whole: dict[str, Any] = {}
    for table in nearest_first:
        whole = _joined(whole, table)
    return whole


def _joined(near: dict[str, Any], far: dict[str, Any], at: Path = ()) -> dict[str, Any]:
    whole = dict(near)
    spelled = {fold(key): key for key in near} if at and at[0] in _NAMED_BY_PEOPLE else {}
    for key, value in far.items():
        ours = spelled.get(fold(key), key)
        if ours not in whole:
            whole[ours] = value
        elif isinstance(value, dict) and isinstance(whole[ours], dict):
            whole[ours] = _joined(whole[ours], value, (*at, key))
    return whole


def _parts(dotted: str) -> Path:
    """The keys of `a."b c".d`, read as TOML reads them, folded."""
    try:
        table: Any = tomllib.loads(f"{dotted} = 0")
    except tomllib.TOMLDecodeError:
        return ()
    parts = []
    while isinstance(table, dict):
        (key, table), *_ = table.items()
        parts.append(fold(key))
    return tuple(parts)


def _open_quotes(line: str, quoted: str) -> str:
    """The triple quotes that are still open behind this line."""
    for mark in re.findall(r'"""|\'\'\'', line):
        if not quoted:
            quoted = mark
        elif mark == quoted:
            quoted = ""
    return quoted
