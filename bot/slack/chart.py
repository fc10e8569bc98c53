"""The workload as a picture for a channel: bars of load, with a stroke where capacity ends."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont

from bot.board_card.lettering import cut, drawable, font
from protocol.card_load import days_figure
from protocol.workload import PersonLoad, Workload

_WIDTH, _TOP, _ROW, _BAR = 1200, 96, 52, 28
_LEFT, _LONGEST, _MARGIN = 300, 660, 32
_INK, _FAINT, _PAPER, _ROOM = "#1f2328", "#59636e", "#ffffff", "#eceff3"
_COLOURS = {"Over": "#a40e26", "Full": "#1f5fa6", "Available": "#5a9bd8", "Away": "#b7a6d6"}
_MOST_PEOPLE = 60  # beyond it the picture is too long to be read


def workload_chart(load: Workload, people: Sequence[PersonLoad] = ()) -> bytes:
    """A PNG of the load of these people, or of all."""
    shown = list(people or load.people)[:_MOST_PEOPLE]
    height = _TOP + _ROW * max(1, len(shown)) + _MARGIN
    image = Image.new("RGB", (_WIDTH, height), _PAPER)
    draw = ImageDraw.Draw(image)
    large, usual = font(28), font(22)
    draw.text((_MARGIN, 24), cut(drawable(load.board, "?", large), 900, large), _INK, large)
    draw.text((_MARGIN, 60), "Days of work; the stroke is what each can carry", _FAINT, usual)
    longest = max((max(p.load, p.capacity.days) for p in shown), default=0.0) or 1.0
    for number, person in enumerate(shown):
        _row(draw, usual, person, _TOP + _ROW * number, _LONGEST / longest)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def in_words(people: Sequence[PersonLoad]) -> str:
    """The picture in words, for those who do not see it."""
    told = (f"{p.name} {days_figure(p.load)} of {days_figure(p.capacity.days)}" for p in people)
    return f"Days of load and capacity: {'; '.join(told)}"[:2000]


def _row(
    draw: ImageDraw.ImageDraw,
    face: FreeTypeFont,
    person: PersonLoad,
    top: int,
    per_day: float,
) -> None:
    name = cut(drawable(person.name, "?", face), _LEFT - _MARGIN - 16, face)
    draw.text((_MARGIN, top), name, _INK, face)
    capacity = int(person.capacity.days * per_day)
    load = int(person.load * per_day)
    draw.rectangle((_LEFT, top, _LEFT + max(capacity, 1), top + _BAR), fill=_ROOM)
    if load:
        draw.rectangle((_LEFT, top + 4, _LEFT + load, top + _BAR - 4), fill=_COLOURS[person.state])
    draw.line((_LEFT + capacity, top - 4, _LEFT + capacity, top + _BAR + 4), fill=_INK, width=3)
    said = f"{days_figure(person.load)} of {days_figure(person.capacity.days)}"
    if person.state == "Away":
        said = f"{days_figure(person.load)}, away"
    draw.text((_LEFT + max(load, capacity) + 16, top), said, _INK, face)
