"""Lines of CSV (RFC 4180), safe to open in a spreadsheet."""

from collections.abc import Iterable

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for a formula's beginning


def csv_line(values: Iterable[object]) -> str:
    """One line with its end; text is quoted where it has to be."""
    return ",".join(map(_cell, values)) + "\n"


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    if isinstance(value, str) and text.startswith(_FORMULA):
        text = f"'{text}"
    if any(sign in text for sign in ',"\n\r'):
        return '"' + text.replace('"', '""') + '"'
    return text
