"""The week on a board in a few lines: what came to done, and what is left to settle."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from protocol.agreement import Agreement
from protocol.check import Report
from protocol.finding import Finding
from protocol.preferences import WEEKDAYS
from protocol.rules import RULES_BY_NAME
from protocol.sections import done
from protocol.sections.section import Item, Matter
from protocol.subject import Context
from protocol.workload import Workload

A_WEEK = timedelta(days=7)
AT = time(15)  # of the team's day: the week is nearly over, and somebody can still act
WAITS = timedelta(days=3)  # for the team's hours, and for a service that was down


class Broken(Struct, frozen=True):
    """A rule, and on how many cards it does not hold."""

    rule: str
    summary: str
    cards: int


class Weekly(Struct, frozen=True):
    """One week of one board."""

    board: str
    board_url: str
    done: tuple[Item, ...]  # newest first
    to_settle: int  # cards with findings
    broken: tuple[Broken, ...]  # the rule with most cards first

    @property
    def says_nothing(self) -> bool:
        """Whether there is nothing to tell of it."""
        return not self.done and not self.broken


def weekly(context: Context, since: datetime, report: Report, load: Workload) -> Weekly:
    """What the week since then came to, as things are now."""
    found = [finding for finding in report.findings if finding.card_id]
    return Weekly(
        board=context.board.name,
        board_url=context.board.url,
        done=done.section(Matter(context, since, report, load)).items,
        to_settle=len({finding.card_id for finding in found}),
        broken=tuple(_broken(found)),
    )


def told_on(agreement: Agreement, now: datetime) -> datetime | None:
    """The moment of this week's digest, when it has come and is not long over."""
    zone = ZoneInfo(agreement.timezone)
    today = now.astimezone(zone).date()
    wanted = [name.casefold() for name in WEEKDAYS].index(agreement.slack.weekly_day)
    day: date = today - timedelta(days=(today.weekday() - wanted) % 7)
    moment = datetime.combine(day, AT, zone)
    if moment > now:
        moment = datetime.combine(day - A_WEEK, AT, zone)
    return moment if now < moment.astimezone(UTC) + WAITS else None


def _broken(findings: Iterable[Finding]) -> list[Broken]:
    cards: dict[str, set[str]] = {}
    for finding in findings:
        cards.setdefault(finding.rule, set()).add(finding.card_id)
    found = [
        Broken(rule, RULES_BY_NAME[rule].summary, len(where))
        for rule, where in cards.items()
        if rule in RULES_BY_NAME
    ]
    return sorted(found, key=lambda each: (-each.cards, each.rule))
