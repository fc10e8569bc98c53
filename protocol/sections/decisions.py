"""Blocked, or to be decided: what does not move on unless somebody says something."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from msgspec import structs

from protocol.days import lasting
from protocol.exemptions import exemptions_of, is_current
from protocol.finding import Finding
from protocol.sections.section import Item, Matter, Section
from protocol.subject import Subject
from protocol.ties import as_of, said_at, states_of

TITLE, SHOW = "Blocked, or to be decided", 5
EMPTY = "Nothing is blocked, overdue or in need of a decision."
AHEAD = timedelta(days=7)
# Reasons in the order in which they need a word: how pressing, since when, in words.
Reason = tuple[int, datetime, str]
_ENFORCED, _FAILED, _OVERDUE, _BLOCKED, _WAITING, _EXPIRING = range(6)


def section(matter: Matter) -> Section:
    """Enforced findings, failed runs, overdue, blocked and waiting cards, ending exemptions."""
    enforced = _enforced(matter)
    found: list[tuple[tuple[int, datetime], Item]] = []
    for subject in matter.work:
        if subject.role == "done":
            continue
        reasons = sorted(_reasons(matter, subject, enforced.get(subject.id, ())))
        if reasons:
            rank, since, _ = reasons[0]
            item = matter.item(subject, *(words for _, _, words in reasons))
            found.append(((rank, since), structs.replace(item, when=since)))
    found.sort(key=lambda pair: pair[0])
    items = [_board_item(finding) for finding in enforced.get("", ())]
    return Section("decisions", TITLE, (*items, *(item for _, item in found)), SHOW, EMPTY)


def _enforced(matter: Matter) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in matter.report.findings:
        if finding.level == "enforce":
            found.setdefault(finding.card_id, []).append(finding)
    return found


def _board_item(finding: Finding) -> Item:
    says = (finding.says, finding.resolve)
    return Item(f"rule:{finding.rule}:{finding.about}", finding.card, finding.card_url, says=says)


def _reasons(matter: Matter, subject: Subject, enforced: Iterable[Finding]) -> Iterator[Reason]:
    """Everything about the card that wants a word."""
    for finding in enforced:
        since = finding.since or matter.context.now
        yield _ENFORCED, since, f"{finding.rule} (enforced): {finding.says}"
    yield from _failed_runs(matter, subject)
    due = subject.card.due
    if due is not None and subject.is_overdue:
        yield _OVERDUE, due, f"overdue since {matter.day(due)}"
    if subject.role == "waiting":
        yield _waiting(matter, subject)
    elif subject.is_blocked:
        yield _BLOCKED, matter.context.now, f"blocked, in '{subject.list_name}'"
    yield from _ending_exemptions(matter, subject)


def _failed_runs(matter: Matter, subject: Subject) -> Iterator[Reason]:
    chosen = matter.context.agreement.meeting.sections
    if not chosen or "runs" in chosen:
        return  # they have a section of their own
    for state in states_of(subject, "run"):
        if state.state == "failed" and not state.superseded:
            when = said_at(state)
            says = f"{state.called} failed {matter.ago(when)}{as_of(state, matter.context)}"
            yield _FAILED, when, says


def _waiting(matter: Matter, subject: Subject) -> Reason:
    stay = matter.stays.since_in(subject.card, "waiting")
    assert stay is not None  # its role is waiting
    word = "blocked" if subject.is_blocked else "waiting"
    days = matter.days_since(stay.begins)
    least = "" if stay.exact else "at least "
    long = f"for {least}{lasting(days)}" if days else "since today"
    return _WAITING, stay.begins, f"{word} {long}"


def _ending_exemptions(matter: Matter, subject: Subject) -> Iterator[Reason]:
    now = matter.context.now
    for exemption in exemptions_of(subject):
        until = exemption.until
        if until is not None and is_current(exemption, now) and until - now <= AHEAD:
            last_day = matter.day(until - timedelta(seconds=1))  # `until` is the moment after it
            why = f", because {exemption.why}" if exemption.why else ""
            yield _EXPIRING, until, f"exempt from {exemption.rule} until {last_day}{why}"
