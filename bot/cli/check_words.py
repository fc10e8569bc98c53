"""What the check's text and Markdown say alike: the summary and the remarks beside the findings."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta

from protocol.check import Report
from protocol.finding import Excused, Finding
from protocol.render.plain_text import one_line
from protocol.subject import Context
from protocol.words import count_of, join_and

_MOST_LISTS = 8


def heading(context: Context) -> str:
    """The board, and the time it is judged at."""
    local = context.now.astimezone(context.zone)
    return f"{one_line(context.board.name)}, as of {local:%Y-%m-%d %H:%M %Z}"


def who(finding: Finding) -> str:
    """Who can act, by name."""
    return join_and(one_line(person.name) for person in finding.who) or "anyone on the board"


def place(finding: Finding, context: Context) -> str:
    """The list a finding's card is in, with the role that the list has."""
    if not finding.card_id:
        return "The board itself"
    subject = context.subjects_by_id[finding.card_id]
    told = context.roles.get(subject.card.list_id)
    role = told[0] if told else "no role"
    name = one_line(finding.list_name) or "(list without a name)"
    return name if name.casefold() == role else f"{name} ({role})"


def excuse(excused: Excused, context: Context) -> str:
    """Why a finding is excused, by whom and until when, as a clause."""
    held = excused.exemption
    words = [f"by the {held.source}" if held.source in ("description", "label") else "by command"]
    if held.who:
        words.append(f"given by {held.who}")
    if held.until:
        last = held.until.astimezone(context.zone) - timedelta(seconds=1)  # that day included
        words.append(f"until {last:%Y-%m-%d}")
    because = f", because {held.why}" if held.why else ""
    return f"excused {' '.join(words)}{because}"


def summary(report: Report) -> list[str]:
    """The closing sentences: findings by rule, cards looked at, and what was not spoken of."""
    cards = count_of(report.cards, "card")
    if report.findings:
        held = len({found.card_id for found in report.findings if found.card_id})
        on = f" on {held:,} of {cards} looked at" if held else f"; {cards} looked at"
        lines = [f"{count_of(len(report.findings), 'finding')}{on}: {_by_rule(report.findings)}."]
    else:
        lines = [f"No findings; {cards} looked at."]
    if report.shadow:
        rules = _by_rule(report.shadow)
        lines.append(f"In shadow, counted but not spoken: {len(report.shadow):,} ({rules}).")
    if report.excused:
        rules = _by_rule(entry.finding for entry in report.excused)
        lines.append(f"Excused: {len(report.excused):,} ({rules}).")
    if report.in_grace:
        lines.append(
            f"In grace, on cards touched moments ago: {len(report.in_grace):,} "
            f"({_by_rule(report.in_grace)})."
        )
    return lines


def remarks(context: Context) -> Iterator[str]:
    """What a reader should know before trusting the findings."""
    unmapped = [f"'{one_line(entry.name)}'" for entry in context.unmapped_lists]
    if unmapped:
        named = unmapped[:_MOST_LISTS]
        if len(unmapped) > _MOST_LISTS:
            named.append(f"{len(unmapped) - _MOST_LISTS:,} more")
        has = "has no role" if len(unmapped) == 1 else "have no role"
        ids = {entry.id for entry in context.unmapped_lists}
        told = any(s.role for s in context.subjects if s.card.list_id in ids)
        whose = "its" if len(unmapped) == 1 else "their"
        cards = "only of the cards whose labels tell one" if told else f"of none of {whose} cards"
        yield (
            f"{count_of(len(unmapped), 'list')} {has}, so rules about roles speak {cards}: "
            f"{join_and(named)}. Give roles under [lists] in protocol.toml; 'cardkeeper init' "
            "writes a first one."
        )
    begins = context.history.begins
    if begins is not None and not context.history.is_complete:
        yield (
            f"The export's history begins on {begins.astimezone(context.zone):%Y-%m-%d}; what is "
            "older is told as 'at least'."
        )


def _by_rule(findings: Iterable[Finding]) -> str:
    counts = Counter(finding.rule for finding in findings)
    return ", ".join(f"{count:,} {rule}" for rule, count in counts.most_common())
