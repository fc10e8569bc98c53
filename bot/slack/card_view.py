"""One card for one pair of eyes: where it is, what is to settle, its links, how to excuse it."""

from datetime import datetime

from bot.slack.commands.shape import Reply
from bot.slack.text import Block, actions, bullets, button, context, escape, link, section
from protocol.check import Report
from protocol.finding import Finding
from protocol.speech import who_can_act
from protocol.subject import Subject
from protocol.words import count_of, figure, join_and

_MOST_FINDINGS = 8
_MOST_LINKS = 8


def card_line(subject: Subject, findings: int = 0) -> str:
    """One card in one line of a list."""
    parts = [escape(subject.list_name)]
    if subject.card.due and subject.role != "done":
        parts.append(("*overdue* " if subject.is_overdue else "due ") + _day(subject.card.due))
    if findings:
        parts.append(f"{count_of(findings, 'thing')} to settle")
    if subject.card.closed:
        parts.append("archived")
    return f"{link(subject.card.url, subject.title)} ({', '.join(parts)})"


def card_view(subject: Subject, report: Report, now: datetime) -> Reply:
    """The whole card as an answer to `/card`."""
    card = subject.card
    blocks: list[Block] = [section(f"*{link(card.url, subject.title)}*\n{_facts(subject, now)}")]
    if report.findings:
        blocks.append(section(_findings(report.findings)))
    elif not card.closed:
        blocks.append(section("Nothing to settle on this card."))
    links = [link(r.url, f"{r.name} ({r.system})") for r in subject.references]
    if links:
        blocks.append(section(f"*Links*\n{bullets(links, _MOST_LINKS)}"))
    buttons = [button("Why?", "why_card", value=card.id)] if report.findings else []
    if card.url.startswith("http"):
        buttons.insert(0, button("Open in Trello", "open_card", url=card.url))
    if buttons:
        blocks.append(actions(buttons))
    excused = [f"`{e.finding.rule}` ({escape(e.exemption.why or 'no reason given')})"
               for e in report.excused]  # fmt: skip
    if excused:
        blocks.append(context(f"Excused here: {join_and(excused)}"))
    count = count_of(len(report.findings), "thing")
    return Reply(f"{escape(subject.title)}: {count} to settle", blocks)


def _facts(subject: Subject, now: datetime) -> str:
    parts = [f"in *{escape(subject.list_name)}*"]
    if subject.since is not None:
        days = int((now - subject.since.when).total_seconds() // 86_400)
        least = "" if subject.since.exact else "at least "
        parts[0] += f" for {least}{count_of(days, 'day')}" if days > 0 else " since today"
    owners = [escape(name) for name in subject.owner_names]
    parts.append(f"owned by {join_and(owners)}" if owners else "nobody owns it")
    if subject.kind:
        parts.append(escape(subject.kind))
    if subject.estimate is not None:
        parts.append(f"estimate {figure(subject.estimate)} days")
    if subject.card.due:
        parts.append(
            ("*overdue since* " if subject.is_overdue else "due ") + _day(subject.card.due)
        )
    if subject.card.closed:
        parts.append("archived")
    return " · ".join(parts)


def _findings(findings: tuple[Finding, ...]) -> str:
    lines = [
        f"{escape(f.sentence)} {escape(f.resolve)} _{escape(who_can_act(f))}_ · `{f.rule}`"
        for f in findings
    ]
    return f"*{count_of(len(findings), 'thing')} to settle*\n{bullets(lines, _MOST_FINDINGS)}"


def _day(moment: datetime) -> str:
    """A day in each reader's own words and time zone."""
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}}|{moment:%d %b %Y}>"
