"""Minutes as a page for the archive: it stands alone, prints on paper, and saves as a PDF."""

from collections.abc import Iterable, Iterator, Sequence

from protocol.days import dated
from protocol.meeting_life import Outcome, Point
from protocol.minutes import Minutes
from protocol.render.markup import escape, link_to
from protocol.render.page import page
from protocol.words import count_of, join_and


def minutes_html(minutes: Minutes) -> str:
    """The whole page of one meeting."""
    title = f"{minutes.board}: minutes of {dated(minutes.held_on)}"
    return page(title, "\n".join(_body(minutes, title)))


def minutes_list_html(found: Sequence[Minutes], search: str = "") -> str:
    """Several meetings, each folded but the first."""
    title = f"Minutes with “{search}”" if search else "Minutes"
    lines = [f"<h1>{escape(title)}</h1>"]
    if not found:
        lines.append('<p class="faint">No meeting.</p>')
    for number, minutes in enumerate(found):
        opened = ' open="open"' if number == 0 else ""
        name = f"{dated(minutes.held_on)}, {minutes.board}"
        lines.append(f"<details{opened}><summary>{escape(name)}</summary>")
        lines += _parts(minutes)
        lines.append("</details>")
    return page(title, "\n".join(lines))


def _body(minutes: Minutes, title: str) -> Iterator[str]:
    yield f"<h1>{escape(title)}</h1>"
    facts = [f"{minutes.held_at:%H:%M %Z}".strip()]
    if minutes.facilitator:
        facts.append(f"led by {minutes.facilitator}")
    facts.append(count_of(minutes.minutes, "minute") if minutes.minutes else "still open")
    if minutes.closed_by:
        facts.append(f"closed by {minutes.closed_by}")
    yield f'<p class="faint">{escape(", ".join(facts))}.</p>'
    yield from _parts(minutes)


def _parts(minutes: Minutes) -> Iterator[str]:
    decided = [_outcome(minutes, each) for each in minutes.decisions]
    yield from _part("Decisions", decided, "Nothing was decided.")
    acted = [_outcome(minutes, each) for each in minutes.actions]
    yield from _part("Actions", acted, "Nobody has taken on anything new.")
    said = [_outcome(minutes, each) for each in minutes.informations]
    yield from _part("Said", said)
    chosen = [escape(minutes.title_of(card_id) or card_id) for card_id in minutes.planned]
    yield from _part("Chosen for the coming week", chosen)
    for heading, points in (
        ("Gone through", minutes.done),
        ("Dropped", minutes.dropped),
        ("Carried to the next meeting", minutes.carried),
        (minutes.undecided_heading, minutes.undecided),
        (minutes.unreached_heading, minutes.unreached),
    ):
        yield from _part(heading, map(_point, points))
    if minutes.unread:
        unread = count_of(minutes.unread, "point")
        yield f'<p class="faint">{unread} for information had no word.</p>'


def _part(heading: str, lines: Iterable[str], empty: str = "") -> Iterator[str]:
    listed = list(lines)
    if not listed and not empty:
        return
    yield f"<section><h2>{escape(heading)}</h2>"
    if listed:
        yield "<ul>"
        yield from (f"<li>{line}</li>" for line in listed)
        yield "</ul>"
    else:
        yield f'<p class="faint">{escape(empty)}</p>'
    yield "</section>"


def _outcome(minutes: Minutes, outcome: Outcome) -> str:
    facts = [join_and(outcome.owners)] if outcome.owners else []
    if outcome.due:
        facts.append(f"due {dated(outcome.due)}")
    if title := minutes.title_of(outcome.point):
        facts.append(f"on '{title}'")
    if outcome.failed:
        facts.append(f"not done on Trello: {outcome.failed}")
    if outcome.wants_card:
        facts.append("its card is still to be made")
    told = f' <span class="faint">({escape(", ".join(facts))})</span>' if facts else ""
    return f"{link_to(outcome.text, outcome.card_url)}{told}"


def _point(point: Point) -> str:
    return link_to(point.title, point.url)
