"""The file `.env`: read line by line, changed in place, written so that only its owner reads it."""

import os
import re
import tempfile
from pathlib import Path

_LINE = re.compile(r"^\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*$")
_BARE = re.compile(r"[\w.,:/@+-]*")


def read_env(path: Path) -> dict[str, str]:
    """The values in the file; empty when there is none."""
    if not path.exists():
        return {}
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        match = _LINE.match(line)
        if match:
            found[match[1]] = match[2].strip("\"'")
    return found


def write_env(path: Path, values: dict[str, str]) -> None:
    """Put the values into the file; its other lines and comments stay. Its mode is 600 from the
    first byte on, and it is never half written."""
    left = dict(values)
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        match = _LINE.match(line)
        if match and match[1] in values:
            if match[1] in left:
                lines.append(_line(match[1], left.pop(match[1])))
        else:
            lines.append(line)
    lines += [_line(name, value) for name, value in left.items()]
    folder = path.resolve().parent
    handle, name = tempfile.mkstemp(dir=folder, prefix=".env-")  # made with the mode 600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write("\n".join(lines) + "\n")
        Path(name).chmod(0o600)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _line(name: str, value: str) -> str:
    return f"{name}={value}" if _BARE.fullmatch(value) else f"{name}='{value}'"
