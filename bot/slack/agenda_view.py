"""The weekly agenda in Slack: sections in the meeting's order, short; what is empty says so."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from bot.slack.text import Block, bullets, context, cut, escape, header, link, section
from bot.slack.weekly_view import not_tied_words
from protocol.agenda import Agenda
from protocol.exempting import spoken_day
from protocol.meeting_changes import Coming, Topic
from protocol.sections.section import Item, Section
from protocol.words import join_and

_MOST_IN_SECTION = 6
_SECTION_TEXT = 2900
_MOST_TOPICS = 12


class Extras(Struct, frozen=True):
    """What people have added to the meeting, and who is not tied to anybody in Slack yet."""

    topics: tuple[Topic, ...] = ()
    coming: Coming | None = None
    not_tied: tuple[str, ...] = ()
    facilitator: str = ""  # as Slack shows the name, or calls the person
    buttons: Block | None = None
    remark: str = ""  # small print


NO_EXTRAS = Extras()


def agenda_message(
    agenda: Agenda, meeting: datetime | None = None, extras: Extras = NO_EXTRAS
) -> dict[str, Any]:
    """Text and blocks of the agenda; `meeting` is when it will be gone through."""
    title = f"Agenda for {agenda.board}"
    blocks: list[Block] = [header(title)]
    if meeting is not None:
        led = f" · led by {extras.facilitator}" if extras.facilitator else ""
        blocks.append(context(f"{moment(meeting)}{led}{_changed(extras.coming)}"))
    if extras.topics:
        blocks.append(section(_topics(extras.topics)))
    quiet = []
    for part in agenda.told:
        if part.items:
            blocks.append(section(_section(part)))
        else:
            quiet.append(f"*{escape(part.title)}*: {escape(part.empty)}")
    if quiet:
        blocks.append(section(cut("\n".join(quiet), _SECTION_TEXT)))
    if extras.not_tied:
        blocks.append(context(not_tied_words(extras.not_tied)))
    if extras.remark:
        blocks.append(context(extras.remark))
    if extras.buttons:
        blocks.append(extras.buttons)
    counts = [f"{part.title.lower()} {len(part.items)}" for part in agenda.told if part.items]
    text = f"{title}: {', '.join(counts)}" if counts else f"{title}: a quiet week"
    return {"text": escape(cut(text, 300)), "blocks": blocks}


def cancelled_message(board: str, meeting: datetime, who: str) -> dict[str, Any]:
    """What stands in the agenda's place when the week's meeting is not held."""
    title = f"Agenda for {board}"
    text = f"No meeting on {moment(meeting)}: cancelled by {escape(who)}. Topics wait for the next."
    return {"text": f"{escape(title)}: cancelled", "blocks": [header(title), section(text)]}


def moment(when: datetime) -> str:
    """A day and hour in each reader's own words and time zone."""
    fallback = f"{when:%A %d %B, %H:%M %Z}"
    return f"<!date^{int(when.timestamp())}^{{date_long_pretty}}, {{time}}|{fallback}>"


def _changed(coming: Coming | None) -> str:
    if coming is None:
        return ""
    said = [f"the meeting of {spoken_day(c.planned)} is cancelled ({escape(c.who)})"
            for c in coming.cancelled]  # fmt: skip
    if coming.moved_by:
        said.append(f"moved from {spoken_day(coming.day)} by {escape(coming.moved_by)}")
    return "".join(f" · {each}" for each in said)


def _topics(topics: tuple[Topic, ...]) -> str:
    lines = [f"{escape(topic.text)} ({escape(topic.who)})" for topic in topics]
    return cut(f"*Topics*\n{bullets(lines, _MOST_TOPICS)}", _SECTION_TEXT)


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
    if item.key.startswith("topic:") and not item.unreached:
        words = link(item.url, item.title) if item.url else escape(item.title)
        return f"{words} ({escape(join_and(item.who))})"
    title = link(item.url, item.title) if item.url else f"*{escape(cut(item.title, 200))}*"
    parts = [title]
    if item.who:
        parts.append(escape(join_and(item.who)))
    if item.carried:
        parts.append(f"*{item.carried}*")
    parts += [escape(fact) for fact in item.says]
    parts += [link(evidence.url, evidence.says) for evidence in item.evidence[:3]]
    return " · ".join(parts)
