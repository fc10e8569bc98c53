"""The goals as text and as Markdown: how far, until when, and what they wait for."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from protocol.days import spoken_time
from protocol.goals_report import HORIZONS, GoalReport, GoalsReport
from protocol.render.agenda_markdown import linked, plain
from protocol.render.columns import fit, wrapped
from protocol.render.goals_words import (
    HEADINGS,
    NO_GOALS,
    assumption_words,
    forecast_words,
    goal_facts,
    unserving_words,
)
from protocol.words import join_and

_BAR = 20
_NAMED = 5  # cards that serve no goal


def goals_text(report: GoalsReport, width: int = 80) -> str:
    """The whole on lines of at most `width` columns, ending in a newline."""
    return "\n".join(_text(report, max(60, width))) + "\n"


def goals_markdown(report: GoalsReport) -> str:
    """The whole as Markdown, ending in a newline."""
    return "\n".join(_markdown(report)) + "\n"


def _text(report: GoalsReport, width: int) -> Iterator[str]:
    yield fit(f"Goals: {report.board}", width)
    yield f"as of {spoken_time(report.at, ZoneInfo(report.zone))} ({report.zone})"
    if not report.goals:
        yield from ("", *wrapped(NO_GOALS, width))
    for heading, goals in _by_horizon(report):
        yield from ("", heading)
        for goal in goals:
            yield from _goal(goal, report, width)
    if words := unserving_words(report):
        yield from ("", *wrapped(f"{words}{_named(report)}", width))


def _goal(goal: GoalReport, report: GoalsReport, width: int) -> Iterator[str]:
    who = f" ({join_and(goal.who)})" if goal.who else ""
    yield from ("", *(f"  {line}" for line in wrapped(f"{goal.title}{who}", width - 2)))
    bar = ""
    if goal.total:
        filled = round(_BAR * goal.done / goal.total)
        bar = "█" * filled + "·" * (_BAR - filled) + "  "
    for line in wrapped(f"{bar}{'; '.join(goal_facts(goal, report))}", width - 4):
        yield f"    {line}"
    for words in _ahead(goal, report):
        yield from (f"    {line}" for line in wrapped(words, width - 4))


def _markdown(report: GoalsReport) -> Iterator[str]:
    yield f"# Goals: {linked(report.board, report.board_url)}"
    yield ""
    yield f"As of {spoken_time(report.at, ZoneInfo(report.zone))} ({report.zone})."
    if not report.goals:
        yield from ("", NO_GOALS)
    for heading, goals in _by_horizon(report):
        yield from ("", f"## {heading}", "")
        for goal in goals:
            who = f" ({plain(join_and(goal.who))})" if goal.who else ""
            facts = plain("; ".join(goal_facts(goal, report)))
            yield f"- **{linked(goal.title, goal.url)}**{who}: {facts}"
            yield from (f"  - {plain(words)}" for words in _ahead(goal, report))
    if words := unserving_words(report):
        yield from ("", plain(f"{words}{_named(report)}"))


def _ahead(goal: GoalReport, report: GoalsReport) -> Iterator[str]:
    """The forecast and what it assumes."""
    if words := forecast_words(goal, report):
        yield words
    if goal.forecast is not None and (assumed := assumption_words(goal.forecast)):
        yield assumed


def _by_horizon(report: GoalsReport) -> Iterator[tuple[str, list[GoalReport]]]:
    for horizon in HORIZONS:
        goals = [goal for goal in report.goals if goal.horizon == horizon]
        if goals:
            yield HEADINGS[horizon], goals


def _named(report: GoalsReport) -> str:
    """` Among them: 'a', 'b'.`"""
    if not report.ties_are_used:
        return ""
    titles = [f"'{card.title}'" for card in report.unserving[:_NAMED]]
    rest = len(report.unserving) - len(titles)
    titles += [f"{rest} more"] if rest else []
    return f" They are {join_and(titles)}." if len(report.unserving) > 1 else f" It is {titles[0]}."
