"""The cover of the team's card: a bar per person and per goal, to be read at the size of a cover.

Trello shows a cover about 256 pixels wide, on white or on dark. So the picture has a ground of its
own, dark enough for both, and is drawn four times as large; one unit here is one pixel there.
Pure: the same numbers give the same picture on the same machine.
"""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont

from bot.board_card.facts import GoalFacts, PersonFacts, TeamFacts
from bot.board_card.lettering import cut, drawable, font, short_names
from protocol.card_load import days_figure

_UNIT = 4
_WIDTH = 256
_PAD, _ROW, _GAP = 7, 15, 5
_TEXT, _SMALL = 11, 10  # the size of the letters, in units
_ONE_COLUMN, _MOST_PEOPLE = 8, 40
_MOST_GOALS, _MOST_FAR = 5, 3
_GROUND, _LINE, _TRACK = "#1d2733", "#42505f", "#364453"
_INK, _FAINT = "#f3f6f9", "#b4c0cc"
_LOAD, _OVER, _STROKE, _DONE = "#62a8f5", "#ff8f6b", "#ffffff", "#6fce8c"

Draw = ImageDraw.ImageDraw


def card_picture(facts: TeamFacts) -> bytes:
    """The picture as PNG."""
    people, goals = facts.people[:_MOST_PEOPLE], _shown(facts.goals)
    columns = 1 if len(people) <= _ONE_COLUMN else 2
    rows = max(1, -(-len(people) // columns))
    height = 2 * _PAD + rows * _ROW
    if goals:
        height += 2 * _GAP + len(goals) * _ROW
    image = Image.new("RGB", (_WIDTH * _UNIT, height * _UNIT), _GROUND)
    draw = ImageDraw.Draw(image)
    _people(draw, people, rows, columns)
    if goals:
        top = _PAD + rows * _ROW + _GAP
        _line(draw, _PAD, top, _WIDTH - _PAD)
        for number, goal in enumerate(goals):
            _goal(draw, goal, top + _GAP + number * _ROW)
    held = BytesIO()
    image.save(held, "PNG", optimize=True)
    return held.getvalue()


def _shown(goals: Sequence[GoalFacts]) -> list[GoalFacts]:
    """As many goals as there is room for; the far ones leave room for the near ones."""
    far = [goal for goal in goals if goal.horizon == "long"]
    near = [goal for goal in goals if goal.horizon != "long"]
    return [*far[: max(_MOST_FAR, _MOST_GOALS - len(near))], *near][:_MOST_GOALS]


def _people(draw: Draw, people: Sequence[PersonFacts], rows: int, columns: int) -> None:
    face = font((_TEXT if columns == 1 else _SMALL) * _UNIT)
    if not people:
        _write(draw, _PAD, _PAD, "Nobody is on the board.", _FAINT, face)
        return
    names = short_names([person.name for person in people])
    scale = max(max(person.load, person.capacity) for person in people) or 1.0
    width = (_WIDTH - 2 * _PAD - (columns - 1) * 2 * _GAP) / columns
    for number, (person, name) in enumerate(zip(people, names, strict=True)):
        column, row = divmod(number, rows)
        x = _PAD + column * (width + 2 * _GAP)
        shown = drawable(name, person.username, face)
        _person(draw, person, shown, (x, _PAD + row * _ROW, width), scale, face)


def _person(
    draw: Draw,
    person: PersonFacts,
    name: str,
    place: tuple[float, float, float],
    scale: float,
    face: FreeTypeFont,
) -> None:
    """`Tomasz  ======|===  12.5/5`; what is more than the capacity has another colour."""
    x, y, width = place
    name_width, figure_width = width * 0.29, width * 0.24
    if width < _WIDTH / 2:
        name_width, figure_width = width * 0.37, width * 0.27
    _write(draw, x, y, cut(name, (name_width - 2) * _UNIT, face), _INK, face)
    left, right = x + name_width, x + width - figure_width
    per_day = (right - left - 2) / scale
    load, capacity = person.load * per_day, person.capacity * per_day
    if capacity:
        _bar(draw, left, y, capacity, _TRACK)
    if load:
        _bar(draw, left, y, min(load, capacity), _LOAD)
        _bar(draw, left + capacity, y, load - capacity, _OVER)
    _rectangle(draw, left + capacity, y + 1, 1, _ROW - 4, _STROKE)
    tone = _OVER if person.load > person.capacity else _FAINT
    _write(draw, x + width, y, _figures(person), tone, face, at_right=True)


def _figures(person: PersonFacts) -> str:
    """`12.5/5`, to a tenth of a day: there is no room for more; `away` when nothing is carried."""
    if person.state == "Away" and not person.load:
        return "away"
    return f"{days_figure(round(person.load, 1))}/{days_figure(round(person.capacity, 1))}"


def _goal(draw: Draw, goal: GoalFacts, y: float) -> None:
    """`Ranked target list for...  ===---  5/16`."""
    face = font(_TEXT * _UNIT)
    bar, figures = _WIDTH * 0.17, _WIDTH * 0.15
    title_width = _WIDTH - 2 * _PAD - bar - figures - 4
    title = drawable(goal.title, "goal", face)
    _write(draw, _PAD, y, cut(title, title_width * _UNIT, face), _INK, face)
    left = _PAD + title_width + 2
    if goal.total:
        _bar(draw, left, y, bar, _TRACK)
        _bar(draw, left, y, bar * goal.done / goal.total, _DONE)
    told = f"{goal.done}/{goal.total}" if goal.total else goal.due.partition(" ")[2]
    tone = _OVER if goal.overdue else _FAINT
    _write(draw, _WIDTH - _PAD, y, "reached" if goal.reached else told, tone, face, at_right=True)


def _write(
    draw: Draw,
    x: float,
    y: float,
    text: str,
    tone: str,
    face: FreeTypeFont,
    *,
    at_right: bool = False,
) -> None:
    middle = y + (_ROW - 2) / 2
    draw.text((x * _UNIT, middle * _UNIT), text, tone, face, "rm" if at_right else "lm")


def _bar(draw: Draw, x: float, y: float, width: float, tone: str) -> None:
    _rectangle(draw, x, y + 3, width, _ROW - 8, tone)


def _line(draw: Draw, x: float, y: float, to: float) -> None:
    _rectangle(draw, x, y, to - x, 0.75, _LINE)


def _rectangle(draw: Draw, x: float, y: float, width: float, height: float, tone: str) -> None:
    if width > 0:
        corner = ((x + width) * _UNIT - 1, (y + height) * _UNIT - 1)
        draw.rectangle(((x * _UNIT, y * _UNIT), corner), tone)
