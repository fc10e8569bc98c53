"""Values and keys as TOML text, whatever a board's names hold: quotes, emoji, line breaks."""

import re
from collections.abc import Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def toml_text(text: str) -> str:
    """The text as a basic string of TOML, on one line."""
    return f'"{"".join(_SHORT.get(sign) or _sign(sign) for sign in text)}"'


def toml_key(name: str) -> str:
    """The name as a key: bare where TOML allows it, else quoted."""
    return name if _BARE.fullmatch(name) else toml_text(name)


def toml_value(value: Any) -> str:
    """A text, number, truth value, array or table on one line; raises TypeError for others."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return toml_text(value)
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{toml_key(key)} = {toml_value(item)}" for key, item in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    raise TypeError(f"TOML has no {type(value).__name__}")


def toml_comment(text: str) -> str:
    """The text as comment lines; control characters, which TOML forbids there, become spaces."""
    clean = "".join(" " if ord(sign) < 0x20 or ord(sign) == 0x7F else sign for sign in text)
    return f"# {_without_halves(' '.join(clean.split()))}"


def _sign(sign: str) -> str:
    code = ord(sign)
    if code < 0x20 or code == 0x7F:
        return f"\\u{code:04x}"
    return _without_halves(sign)


def _without_halves(text: str) -> str:
    """Halves of a surrogate pair cannot be written as UTF-8; the replacement sign can."""
    return re.sub("[\ud800-\udfff]", "�", text)
