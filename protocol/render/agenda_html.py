"""The agenda as a page for the shared screen and for paper."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from protocol.agenda import Agenda
from protocol.days import dated, day_of, spoken_time
from protocol.render.markup import escape, link_to, name_of
from protocol.render.page import page
from protocol.sections.section import Item, Section


def agenda_html(agenda: Agenda) -> str:
    """The whole page."""
    day = dated(day_of(agenda.at, ZoneInfo(agenda.zone)))
    return page(f"{agenda.board}: weekly meeting, {day}", "\n".join(_body(agenda)))


def _body(agenda: Agenda) -> Iterator[str]:
    zone = ZoneInfo(agenda.zone)
    yield f"<h1>{link_to(agenda.board, agenda.board_url)}: weekly meeting</h1>"
    yield (
        f'<p class="faint">{escape(spoken_time(agenda.at, zone))} ({escape(agenda.zone)}). '
        f"What changed since {escape(spoken_time(agenda.since, zone))}.</p>"
    )
    if agenda.remark:
        yield f'<p class="note">{escape(agenda.remark)}</p>'
    for section in agenda.told:
        yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    yield f'<section id="{escape(section.name)}"><h2>{escape(section.heading)}</h2>'
    if section.shown:
        yield from _list(section.shown)
    else:
        yield f'<p class="faint">{escape(section.empty)}</p>'
    if section.folded:
        yield f"<details><summary>and {len(section.folded)} more</summary>"
        yield from _list(section.folded)
        yield "</details>"
    if section.notes:
        yield f'<p class="faint">{escape(" ".join(section.notes))}</p>'
    yield "</section>"


def _list(items: tuple[Item, ...]) -> Iterator[str]:
    yield "<ul>"
    yield from (f"<li>{_item(item)}</li>" for item in items)
    yield "</ul>"


def _item(item: Item) -> str:
    head = link_to(item.title, item.url)
    if item.who:
        who = ", ".join(name_of(name) for name in item.who)
        head += f' <span class="faint">({who})</span>'
    facts = [f"<strong>{escape(item.carried)}</strong>"] if item.carried else []
    facts += [escape(fact) for fact in item.says]
    facts += [link_to(evidence.says, evidence.url) for evidence in item.evidence]
    bar = f" {_bar(item.progress.done, item.progress.total)}" if item.progress else ""
    return f"{head}:{bar} {', '.join(facts)}" if facts else f"{head}{bar}"


def _bar(done: int, total: int) -> str:
    words = f"{done} of {total}"
    return f'<progress value="{done}" max="{max(1, total)}" aria-label="{words}"></progress>'
