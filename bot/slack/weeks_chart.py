"""The coming weeks as a picture for a channel: a square for each person and week."""

import io

from PIL import Image, ImageDraw

from bot.board_card.lettering import cut, drawable, font
from protocol.card_load import days_figure
from protocol.render.weeks_html import heat
from protocol.weeks import WeekCell, Weeks

_WIDTH, _TOP, _ROW, _LEFT, _MARGIN = 1200, 150, 56, 300, 32
_INK, _FAINT, _PAPER = "#1f2328", "#59636e", "#ffffff"
_TONES = {
    "heat-0": "#f3f5f7",
    "heat-1": "#dfeaf6",
    "heat-2": "#c3daf1",
    "heat-3": "#a8cdee",
    "heat-4": "#86b8e6",
    "heat-over": "#f4c7cd",
    "heat-away": "#e6e1f0",
}
_MOST_PEOPLE = 60  # beyond it the picture is too long to be read


def weeks_chart(weeks: Weeks) -> bytes:
    """A PNG; every square has its numbers, and says in words when it is over or away."""
    people = weeks.people[:_MOST_PEOPLE]
    height = _TOP + _ROW * max(1, len(people)) + _MARGIN
    image = Image.new("RGB", (_WIDTH, height), _PAPER)
    draw = ImageDraw.Draw(image)
    large, usual = font(28), font(22)
    draw.text((_MARGIN, 24), cut(drawable(weeks.board, "", large), 900, large), _INK, large)
    draw.text((_MARGIN, 64), "Days promised by due dates, of days there are", _FAINT, usual)
    size = (_WIDTH - _LEFT - _MARGIN) / max(1, len(weeks.headings))
    for number, words in enumerate(weeks.headings):
        middle = _LEFT + size * (number + 0.5)
        draw.text((middle, _TOP - 14), words, _FAINT, usual, anchor="ms")
    for row, person in enumerate(people):
        top = _TOP + _ROW * row
        name = cut(drawable(person.name, "?", usual), _LEFT - _MARGIN - 16, usual)
        draw.text((_MARGIN, top + _ROW / 2), name, _INK, usual, anchor="lm")
        for number, cell in enumerate(person.cells):
            left = _LEFT + size * number
            box = (left + 2, top + 2, left + size - 2, top + _ROW - 2)
            draw.rectangle(box, fill=_TONES[heat(cell)])
            draw.text((left + size / 2, top + _ROW / 2), _words(cell), _INK, usual, anchor="mm")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _words(cell: WeekCell) -> str:
    figures = f"{days_figure(cell.promised, 1)} of {days_figure(cell.capacity, 1)}"
    return figures + {"Over": ", over", "Away": ", away"}.get(cell.state, "")
