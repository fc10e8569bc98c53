"""The weekly agenda in Slack: sections in the meeting's order, short; what is empty says so."""

from datetime import datetime
from typing import Any

from bot.slack.text import Block, context, cut, escape, header, link, section
from protocol.agenda import Agenda
from protocol.sections.section import Item, Section
from protocol.words import join_and

_MOST_IN_SECTION = 6
_SECTION_TEXT = 2900


def agenda_message(agenda: Agenda, meeting: datetime | None = None) -> dict[str, Any]:
    """Text and blocks of the agenda; `meeting` is when it will be gone through."""
    title = f"Agenda for {agenda.board}"
    blocks: list[Block] = [header(title)]
    if meeting is not None:
        stamp = int(meeting.timestamp())
        fallback = f"{meeting:%A %d %B, %H:%M %Z}"
        blocks.append(context(f"<!date^{stamp}^{{date_long_pretty}}, {{time}}|{fallback}>"))
    quiet = []
    for part in agenda.sections:
        if part.items:
            blocks.append(section(_section(part)))
        else:
            quiet.append(f"*{escape(part.title)}*: {escape(part.empty)}")
    if quiet:
        blocks.append(section(cut("\n".join(quiet), _SECTION_TEXT)))
    counts = [f"{part.title.lower()} {len(part.items)}" for part in agenda.sections if part.items]
    text = f"{title}: {', '.join(counts)}" if counts else f"{title}: a quiet week"
    return {"text": escape(cut(text, 300)), "blocks": blocks}


def _section(part: Section) -> str:
    lines = [f"*{escape(part.title)}*"]
    room = _SECTION_TEXT - len(lines[0])
    shown = 0
    for item in part.shown[:_MOST_IN_SECTION]:
        line = f"• {_item(item)}"
        if len(line) > room - 80:
            break
        lines.append(line)
        room -= len(line) + 1
        shown += 1
    if shown < len(part.items):
        lines.append(f"_and {len(part.items) - shown} more_")
    return "\n".join(lines)


def _item(item: Item) -> str:
    title = link(item.url, item.title) if item.url else f"*{escape(cut(item.title, 200))}*"
    parts = [title]
    if item.who:
        parts.append(escape(join_and(item.who)))
    if item.carried:
        parts.append(f"*{item.carried}*")
    parts += [escape(fact) for fact in item.says]
    parts += [link(evidence.url, evidence.says) for evidence in item.evidence[:3]]
    return " · ".join(parts)
