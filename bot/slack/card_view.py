"""One card for one pair of eyes: where it is, what is to settle, its links, what can be done."""

from datetime import datetime

from bot.card_actions import mark_of_fix
from bot.slack.commands.shape import Reply
from bot.slack.link_lines import link_lines
from bot.slack.own_view import NOBODYS, Own
from bot.slack.speaking.digest_view import put_away_note
from bot.slack.speaking.snoozing import snooze_choice
from bot.slack.text import Block, actions, bullets, button, context, cut, escape, link, section
from protocol.check import Report
from protocol.finding import Finding
from protocol.fixes import plan
from protocol.speech import who_can_act
from protocol.subject import Context, Subject
from protocol.words import count_of, figure, join_and

SNOOZE, BRING_BACK = "card_snooze", "card_bring_back"
_MOST_FINDINGS = 8
_MOST_LINKS = 8
_MOST_ASKING = 3  # fixes that ask first, with a button each
_MOST_OPTIONS = 100  # of a select


def card_line(subject: Subject, findings: int = 0) -> str:
    """One card in one line of a list."""
    parts = [escape(subject.list_name)]
    if subject.card.due and subject.role != "done":
        parts.append(("*overdue* " if subject.is_overdue else "due ") + day(subject.card.due))
    if findings:
        parts.append(f"{count_of(findings, 'thing')} to settle")
    if subject.card.closed:
        parts.append("archived")
    return f"{link(subject.card.url, subject.title)} ({', '.join(parts)})"


def card_view(
    subject: Subject, report: Report, now: datetime, said: str = "", own: Own = NOBODYS
) -> Reply:
    """The whole card as an answer to `/card`; `said` is what was just done to it, `own` is the
    asker's part of it."""
    card = subject.card
    blocks: list[Block] = [section(escape(said))] if said else []
    blocks.append(section(f"*{link(card.url, subject.title)}*\n{_facts(subject, now)}"))
    if report.findings:
        blocks.append(section(_findings(report.findings)))
    elif not card.closed:
        blocks.append(section("Nothing to settle on this card."))
    links = link_lines(subject, now)
    if links:
        blocks.append(section(f"*Links*\n{bullets(links, _MOST_LINKS)}"))
    blocks += _rows(subject, report, own)
    if own.away:
        notes = dict.fromkeys(put_away_note(away.by, away.until) for away in own.away)
        blocks.append(context(f"For you: {join_and(list(notes))}. Nothing is changed on the card."))
    excused = [f"`{e.finding.rule}` ({escape(e.exemption.why or 'no reason given')})"
               for e in report.excused]  # fmt: skip
    if excused:
        blocks.append(context(f"Excused here: {join_and(excused)}"))
    count = count_of(len(report.findings), "thing")
    return Reply(f"{escape(cut(subject.title, 200))}: {count} to settle", blocks)


def card_choice(cards: list[Subject], placeholder: str = "Show one of them") -> Block:
    """A select that shows one of these cards."""
    options = [
        {"text": _plain(subject.title, 75), "value": _value(subject)}
        for subject in cards[:_MOST_OPTIONS]
    ]
    choice = {
        "type": "static_select",
        "action_id": "card_show",
        "placeholder": _plain(placeholder, 150),
        "options": options,
    }
    return actions([choice])


def day(moment: datetime) -> str:
    """A day in each reader's own words and time zone."""
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}}|{moment:%d %b %Y}>"


def _rows(subject: Subject, report: Report, own: Own) -> list[Block]:
    """The buttons: what puts things right first, then what changes the card, then the rest."""
    value, of = _value(subject), subject.context
    put_right = [] if subject.card.closed else _fixes(subject, report, of)
    changes: list[Block] = []
    if not subject.card.closed:
        if report.findings:
            changes.append(button("Exempt …", "card_exempt", value=value))
        if own.open:
            changes.append(snooze_choice(SNOOZE, f"{value}|"))
        if own.away:
            changes.append(button("Bring back", BRING_BACK, value=value))
        changes.append(button("Link …", "card_link", value=value))
        changes.append(button("To the agenda …", "card_topic", value=value))
        changes += _move(subject)
    look: list[Block] = []
    if report.findings:
        look.append(button("Why?", "why_card", value=subject.id))
    if subject.card.url.startswith("http"):
        look.append(button("Open in Trello", "open_card", url=subject.card.url))
    rows = (put_right, [*changes, *look])
    return [actions(row) for row in rows if row]


def _fixes(subject: Subject, report: Report, of: Context) -> list[Block]:
    value = _value(subject)
    safe = plan(report, of)
    found = []
    if safe:
        count = len(safe[0].rules)
        words = "Fix" if len(report.findings) == count == 1 else f"Fix {count} safely"
        found.append(button(words, "card_fix", value=value, style="primary"))
    asking = [f.rule for f in report.findings if f.fix is not None and not f.fix.safe]
    for number, rule in enumerate(dict.fromkeys(asking)):
        planned = plan(report, of, (rule,), include_asking=True)
        if planned and number < _MOST_ASKING:
            mark = mark_of_fix(planned[0])
            asked = button(f"Fix {rule} …", f"card_fix_{number}", f"{value}|{rule}|{mark}")
            found.append({**asked, "confirm": _confirm("Fix this?", " ".join(planned[0].does))})
    return found


def _move(subject: Subject) -> list[Block]:
    of = subject.context
    lists = [e for e in of.board.open_lists if e.id != subject.card.list_id][:_MOST_OPTIONS]
    if not lists:
        return []
    value = _value(subject)
    options = [{"text": _plain(e.name, 75), "value": f"{value}|{e.id}"} for e in lists]
    return [
        {
            "type": "static_select",
            "action_id": "card_move",
            "placeholder": _plain("Move to …", 150),
            "options": options,
            "confirm": _confirm(
                "Move the card?",
                "It moves in Trello, for everybody. A move that the agreement forbids is refused.",
            ),
        }
    ]


def _confirm(title: str, text: str) -> Block:
    return {
        "title": _plain(title, 100),
        "text": _plain(text, 300),
        "confirm": _plain("Yes", 30),
        "deny": _plain("No", 30),
    }


def _plain(text: str, most: int) -> Block:
    shown = cut(" ".join(text.split()), most) or "(without a name)"
    return {"type": "plain_text", "text": shown, "emoji": False}


def _value(subject: Subject) -> str:
    return f"{subject.context.board.id}|{subject.id}"


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
        parts.append(("*overdue since* " if subject.is_overdue else "due ") + day(subject.card.due))
    if subject.card.closed:
        parts.append("archived")
    return " · ".join(parts)


def _findings(findings: tuple[Finding, ...]) -> str:
    lines = [
        f"{escape(f.sentence)} {escape(f.resolve)} Who can: {escape(who_can_act(f))} (`{f.rule}`)."
        for f in findings
    ]
    return f"*{count_of(len(findings), 'thing')} to settle*\n{bullets(lines, _MOST_FINDINGS)}"
