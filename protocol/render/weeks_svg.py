"""The coming weeks as a picture: a square for each person and week, with its numbers in it."""

from collections.abc import Iterator

from protocol.card_load import days_figure
from protocol.days import dated
from protocol.render.columns import fit
from protocol.render.markup import escape
from protocol.render.weeks_html import heat
from protocol.weeks import PersonWeeks, WeekCell, Weeks

_WIDTH, _TOP, _ROW, _LEFT, _ROOM = 800, 84, 34, 188, 24
# Colours of the squares on light and on dark paper.
_TONES = {
    "heat-0": ("#f3f5f7", "#1c2229"),
    "heat-1": ("#dfeaf6", "#1f3042"),
    "heat-2": ("#c3daf1", "#24405f"),
    "heat-3": ("#a8cdee", "#2b5382"),
    "heat-4": ("#86b8e6", "#35679f"),
    "heat-over": ("#f4c7cd", "#6b2530"),
    "heat-away": ("#e6e1f0", "#38324a"),
}
_SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" \
height="{height}" role="img" aria-labelledby="weeks-title weeks-words" class="ahead" \
font-family="system-ui, -apple-system, Segoe UI, sans-serif" font-size="14">"""


def weeks_svg(weeks: Weeks) -> str:
    """The whole picture as one SVG element, ending in a newline."""
    height = _TOP + _ROW * max(1, len(weeks.people)) + 16
    title = f"Next weeks: {weeks.board}"
    parts = [
        _SVG.format(width=_WIDTH, height=height),
        f'<title id="weeks-title">{escape(title)}</title>',
        f'<desc id="weeks-words">{escape(in_words(weeks))}</desc>',
        f"<style>{_style()}</style>",
        f'<rect class="paper" width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        _text(12, 24, fit(title, 70), 'font-size="17" font-weight="600"'),
        _text(12, 44, f"Days promised of days there are, from {dated(weeks.today)} on"),
    ]
    size = (_WIDTH - _LEFT - 12) / max(1, len(weeks.headings))
    for number, words in enumerate(weeks.headings):
        parts.append(_text(_LEFT + size * (number + 0.5), _TOP - 10, words, _MIDDLE))
    for number, person in enumerate(weeks.people):
        parts += _row(person, _TOP + _ROW * number, size)
    if not weeks.people:
        parts.append(_text(12, _TOP + 20, "Nobody is on the board."))
    return "\n".join([*parts, "</svg>"]) + "\n"


def in_words(weeks: Weeks) -> str:
    """The picture in words, for those who do not see it."""
    told = []
    for person in weeks.people:
        cells = zip(weeks.headings, person.cells, strict=True)
        told.append(f"{person.name}: {', '.join(f'{head} {cell.says}' for head, cell in cells)}.")
    return " ".join(told) or "Nobody is on the board."


_MIDDLE = 'text-anchor="middle"'


def _style() -> str:
    light = " ".join(f".ahead .{name} {{ fill: {tone}; }}" for name, (tone, _) in _TONES.items())
    dark = " ".join(f".ahead .{name} {{ fill: {tone}; }}" for name, (_, tone) in _TONES.items())
    dark += " .ahead .paper { fill: #14181d; } .ahead .ink { fill: #e8edf2; }"
    return f"{light} @media (prefers-color-scheme: dark) {{ {dark} }}"


def _row(person: PersonWeeks, y: int, size: float) -> Iterator[str]:
    yield _text(12, y + 21, fit(person.name, _ROOM))
    for number, cell in enumerate(person.cells):
        yield from _square(cell, _LEFT + size * number, y, size)


def _square(cell: WeekCell, x: float, y: int, size: float) -> Iterator[str]:
    tone = heat(cell)
    yield (
        f'<rect x="{x + 1:.1f}" y="{y + 1}" width="{size - 2:.1f}" height="{_ROW - 2}" '
        f'class="{tone}" fill="{_TONES[tone][0]}"/>'
    )
    words = f"{days_figure(cell.promised)} of {days_figure(cell.capacity)}"
    words += {"Over": ", over", "Away": ", away"}.get(cell.state, "")
    yield _text(x + size / 2, y + 21, words, _MIDDLE)


def _text(x: float, y: float, text: str, more: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}" class="ink" fill="#1f2328" {more}>{escape(text)}</text>'
