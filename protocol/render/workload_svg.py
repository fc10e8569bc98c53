"""The workload as a picture: a bar of load for each person, with a stroke where capacity ends.

It stands alone: no script, no font and nothing else from outside, light or dark as the reader's
system is, and told in words for those who do not see it.
"""

from collections.abc import Iterator

from protocol.card_load import days_figure
from protocol.render.columns import fit
from protocol.render.markup import escape
from protocol.render.workload_words import period, state, total, unowned
from protocol.words import ROLES, Role
from protocol.workload import PersonLoad, Workload, in_words

_WIDTH, _TOP, _ROW, _BAR = 800, 76, 34, 18
_LEFT, _BARS = 188, 388  # where the bars begin, and how long the longest is
_ROOM = 24  # columns of a name
# Colours on light and on dark paper; the first is also what a viewer without styles shows.
_COLOURS: dict[Role, tuple[str, str]] = {
    "doing": ("#1f5fa6", "#6cb0f5"),
    "review": ("#5a9bd8", "#3c7fc4"),
    "ready": ("#a8cdee", "#2b5382"),
}
_OTHER = ("#b7a6d6", "#7d6ba6")
_SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" \
height="{height}" role="img" aria-labelledby="load-title load-words" class="load" \
font-family="system-ui, -apple-system, Segoe UI, sans-serif" font-size="14">"""
# What is drawn besides the roles: how, on light and on dark paper.
_TONES: dict[str, tuple[str, str]] = {
    "paper": ("fill: #ffffff", "fill: #14181d"),
    "ink": ("fill: #1f2328", "fill: #e8edf2"),
    "faint": ("fill: #59636e", "fill: #9aa4af"),
    "over": ("fill: #a40e26; font-weight: 600", "fill: #ff9492"),
    "room": ("fill: #eceff3", "fill: #242b33"),
    "mark": ("stroke: #1f2328", "stroke: #e8edf2"),
    "halo": ("stroke: #ffffff", "stroke: #14181d"),
}


def workload_svg(load: Workload, *, headed: bool = True) -> str:
    """The whole picture as one SVG element, ending in a newline.

    `headed=False` leaves out the title and the week, for a page that says them already.
    """
    top = _TOP if headed else _TOP - 46
    height = top + _ROW * max(1, len(load.people)) + 40
    parts = [
        _SVG.format(width=_WIDTH, height=height),
        f'<title id="load-title">{escape(f"Workload: {load.board}")}</title>',
        f'<desc id="load-words">{escape(" ".join(_in_words(load)))}</desc>',
        f"<style>{_style(load)}</style>",
        f'<rect class="paper" width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        *(_heading(load) if headed else ()),
        *_legend(load, top - 19),
    ]
    scale = max((max(p.load, p.capacity.days) for p in load.people), default=0.0)
    for number, person in enumerate(load.people):
        parts += _row(person, top + _ROW * number, scale)
    if not load.people:
        parts.append(_text(12, top + 20, "Nobody is on the board.", "faint"))
    words = "; ".join(filter(None, (total(load), unowned(load))))
    parts += [_text(12, height - 14, words, "faint", 'font-size="12"'), "</svg>"]
    return "\n".join(parts) + "\n"


def _in_words(load: Workload) -> Iterator[str]:
    yield f"{period(load)}."
    for person in load.people:
        yield f"{person.name}: {in_words(person)}."
    yield f"{'; '.join(filter(None, (total(load), unowned(load))))}."


def _roles(load: Workload) -> list[Role]:
    """The roles that weigh something, heaviest first."""
    weights = load.formula.weights
    return sorted((role for role in ROLES if weights.get(role)), key=lambda role: -weights[role])


def _style(load: Workload) -> str:
    tones = dict(_TONES)
    for role in _roles(load):
        light, dark = _COLOURS.get(role, _OTHER)
        tones[role] = f"fill: {light}", f"fill: {dark}"
    on_light = " ".join(f".load .{tone} {{ {light}; }}" for tone, (light, _) in tones.items())
    on_dark = " ".join(f".load .{tone} {{ {dark}; }}" for tone, (_, dark) in tones.items())
    return f"{on_light} @media (prefers-color-scheme: dark) {{ {on_dark} }}"


def _heading(load: Workload) -> Iterator[str]:
    title = f"Workload: {fit(load.board, 60)}"
    yield _text(12, 24, title, "ink", 'font-size="17" font-weight="600"')
    yield _text(12, 44, period(load), "faint", 'font-size="12"')


def _legend(load: Workload, y: float) -> Iterator[str]:
    """One square for each role, and the stroke of the capacity."""
    x = 12
    for role in _roles(load):
        yield _rect(x, y, 11, 11, role, _COLOURS.get(role, _OTHER)[0])
        yield _text(x + 16, y + 10, role, "faint", 'font-size="12"')
        x += 34 + 7 * len(role)
    yield _stroke(x + 4, y - 2, y + 13)
    yield _text(x + 12, y + 10, "capacity", "faint", 'font-size="12"')


def _row(person: PersonLoad, y: int, scale: float) -> Iterator[str]:
    bar = y + (_ROW - _BAR) // 2
    base = bar + 14
    yield f"<g><title>{escape(f'{person.name}: {in_words(person)}')}</title>"
    yield _text(12, base, fit(person.name, _ROOM), "ink")
    per_day = _BARS / scale if scale else 0.0
    end = _LEFT + person.capacity.days * per_day
    yield _rect(_LEFT, bar, person.capacity.days * per_day, _BAR, "room", "#eceff3")
    x = float(_LEFT)
    for role, days in _by_role(person):
        yield _rect(x, bar, days * per_day, _BAR, role, _COLOURS.get(role, _OTHER)[0])
        x += days * per_day
    yield _stroke(end, bar - 4, bar + _BAR + 4)
    figures = f"{days_figure(person.load)} of {days_figure(person.capacity.days)}"
    tone = "over" if person.state == "Over" else "faint"
    yield _text(_LEFT + _BARS + 12, base, figures, "ink")
    yield _text(_WIDTH - 12, base, state(person), tone, 'font-size="12" text-anchor="end"')
    yield "</g>"


def _by_role(person: PersonLoad) -> list[tuple[Role, float]]:
    """Days of the person's cards in each role, the roles that weigh most first."""
    days: dict[Role, float] = {}
    weights: dict[Role, float] = {}
    for card in person.counted:
        if card.role is not None:
            days[card.role] = days.get(card.role, 0.0) + card.days
            weights[card.role] = card.weight
    return sorted(days.items(), key=lambda entry: -weights[entry[0]])


def _text(x: float, y: float, text: str, tone: str, more: str = "") -> str:
    colour = {"ink": "#1f2328", "faint": "#59636e", "over": "#a40e26"}[tone]
    shown = escape(text)
    return f'<text x="{x:g}" y="{y:g}" class="{tone}" fill="{colour}" {more}>{shown}</text>'


def _rect(x: float, y: float, width: float, height: float, tone: str, colour: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:g}" width="{width:.1f}" height="{height:g}" class="{tone}" '
        f'fill="{colour}"/>'
    )


def _stroke(x: float, top: float, bottom: float) -> str:
    line = f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top:g}" y2="{bottom:g}"'
    halo = f'{line} class="halo" stroke="#ffffff" stroke-width="5"/>'
    return f'{halo}{line} class="mark" stroke="#1f2328" stroke-width="2"/>'
