"""The agenda as Markdown that GitHub and a Slack canvas show alike: no HTML, no tables.

The page holds what the meeting goes through; what is folded stands in full below it.
"""

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from protocol.agenda import Agenda
from protocol.days import spoken_time
from protocol.render.addresses import web_address
from protocol.render.plain_text import one_line
from protocol.sections.section import Evidence, Item, Section

_SIGNS = re.compile(r"([\\`*_\[\]<>|~])")
_INSIDE_LINK = str.maketrans({"(": "%28", ")": "%29"})


def agenda_markdown(agenda: Agenda) -> str:
    """The whole agenda, ending in a newline."""
    lines = [f"# {plain(agenda.board)}: weekly meeting", "", _period(agenda), ""]
    if agenda.remark:
        lines += [f"> {plain(agenda.remark)}", ""]
    for section in agenda.told:
        lines += [*_section(section), ""]
    folded = [section for section in agenda.told if section.folded]
    if folded:
        lines += ["---", ""]
    for section in folded:
        lines += [f"## {section.title}, the rest", ""]
        lines += [*(f"- {_line(item)}" for item in section.folded), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def plain(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _SIGNS.sub(r"\\\1", one_line(text))


def linked(text: str, url: str) -> str:
    """The text as a link, or as it is when the address is none of the web."""
    address = web_address(url)
    return f"[{plain(text)}]({address.translate(_INSIDE_LINK)})" if address else plain(text)


def _period(agenda: Agenda) -> str:
    zone = ZoneInfo(agenda.zone)
    at, since = spoken_time(agenda.at, zone), spoken_time(agenda.since, zone)
    line = f"{at} ({plain(agenda.zone)}). What changed since {since}."
    return f"{line} {linked('The board', agenda.board_url)}" if agenda.board_url else line


def _section(section: Section) -> Iterator[str]:
    yield f"## {section.heading}"
    yield ""
    if not section.items:
        yield section.empty
    for item in section.shown:
        yield f"- {_line(item)}"
    if section.folded:
        yield f"- and {len(section.folded)} more, below"
    if section.notes:
        yield ""
        yield plain(" ".join(section.notes))


def _line(item: Item) -> str:
    """`[Title](address) (Tomasz): **3rd time**, in 'Doing', under way for 23 days`."""
    head = linked(item.title, item.url)
    if item.who:
        head += f" ({plain(', '.join(item.who))})"
    facts = [f"**{item.carried}**"] if item.carried else []
    facts += [plain(fact) for fact in item.says]
    facts += [_evidence(evidence) for evidence in item.evidence]
    return f"{head}: {', '.join(facts)}" if facts else head


def _evidence(evidence: Evidence) -> str:
    return linked(evidence.says, evidence.url)
