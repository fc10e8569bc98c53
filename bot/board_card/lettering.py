"""Text in a picture: a font that is there, names that it can draw, cut to a width.

DejaVu, Noto, Liberation or Arial where the machine has one; else the font that Pillow carries.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

_FONTS = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf", "Arial.ttf")
_BOLD = ("DejaVuSans-Bold.ttf", "NotoSans-Bold.ttf", "LiberationSans-Bold.ttf", "Arial Bold.ttf")
_MISSING = "\U0010ffff"  # a sign that no font has: it is drawn as the font draws what it lacks
_ELLIPSIS = "…"
# Letters that Unicode does not take apart.
_PLAIN = {"Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "Đ": "D", "đ": "d", "ß": "ss", "Æ": "AE",
          "æ": "ae", "ı": "i"}  # fmt: skip


@lru_cache(maxsize=32)
def font(size: int, *, bold: bool = False) -> FreeTypeFont:
    """A font of this size in pixels."""
    for name in _BOLD if bold else _FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue  # this machine does not have it
    own = ImageFont.load_default(size)
    assert isinstance(own, FreeTypeFont)  # Pillow's wheels come with FreeType
    return own


def drawable(text: str, fallback: str, face: FreeTypeFont) -> str:
    """The text in signs that the font has: without accents where it lacks them, else `fallback`."""
    shown = "".join(_drawn(sign, face) for sign in " ".join(text.split()))
    letters = sum(sign.isalnum() for sign in text)
    if sum(sign.isalnum() for sign in shown) * 2 >= letters and shown.strip():
        return shown.strip()
    plain = "".join(_drawn(sign, face) for sign in fallback).strip()
    return plain or "?"


def cut(text: str, width: float, face: FreeTypeFont) -> str:
    """The text, with an ellipsis when it is wider than so many pixels."""
    if face.getlength(text) <= width:
        return text
    while text and face.getlength(text + _ELLIPSIS) > width:
        text = text[:-1].rstrip()
    return text + _ELLIPSIS


def short_names(names: Sequence[str]) -> list[str]:
    """First names, with as much of the rest as tells them apart: `Anna B.`, `Anna C.`."""
    firsts = [name.split()[0] if name.split() else name for name in names]
    found = []
    for name, first in zip(names, firsts, strict=True):
        rest = name.split()[1:]
        if firsts.count(first) == 1 or not rest:
            found.append(first)
        else:
            found.append(f"{first} {rest[-1][0]}.")
    return [
        short if found.count(short) == 1 else name for short, name in zip(found, names, strict=True)
    ]


def _drawn(sign: str, face: FreeTypeFont) -> str:
    if sign == " " or _has(sign, face):
        return sign
    base = _PLAIN.get(sign) or unicodedata.normalize("NFKD", sign)
    return "".join(part for part in base if not unicodedata.combining(part) and _has(part, face))


@lru_cache(maxsize=4096)
def _has(sign: str, face: FreeTypeFont) -> bool:
    """Whether the font has the sign: what it lacks is drawn as an empty box, or not at all."""
    mask, lacking = face.getmask(sign), face.getmask(_MISSING)
    return mask.getbbox() is not None and (mask.size, bytes(mask)) != (lacking.size, bytes(lacking))
