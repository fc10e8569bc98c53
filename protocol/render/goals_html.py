"""The goals as a piece of a page: each with its progress, its forecast and its open cards."""

from collections.abc import Iterator

from protocol.goals_report import HORIZONS, GoalCard, GoalReport, GoalsReport
from protocol.render.goals_words import (
    HEADINGS,
    NO_GOALS,
    assumption_words,
    forecast_words,
    goal_facts,
    unserving_words,
)
from protocol.render.markup import escape, link_to, name_of
from protocol.words import count_of


def goals_html(report: GoalsReport) -> str:
    """A `<section>`; its styles are `PLANNING_STYLE`."""
    return "\n".join(_section(report))


def _section(report: GoalsReport) -> Iterator[str]:
    yield '<section id="goals" class="goals">'
    if not report.goals:
        yield f"<h2>Goals</h2><p>{escape(NO_GOALS)}</p></section>"
        return
    for horizon in HORIZONS:
        goals = [goal for goal in report.goals if goal.horizon == horizon]
        if goals:
            yield f"<h2>{HEADINGS[horizon]}</h2>"
        for goal in goals:
            yield from _goal(goal, report)
    yield from _unserving(report)
    yield "</section>"


def _goal(goal: GoalReport, report: GoalsReport) -> Iterator[str]:
    who = ", ".join(map(name_of, goal.who))
    owners = f' <span class="faint">({who})</span>' if who else ""
    yield f"<h3>{link_to(goal.title, goal.url)}{owners}</h3>"
    facts = escape("; ".join(goal_facts(goal, report)))
    bar = f"{_bar(goal)} " if goal.total else ""
    if bar or facts:
        yield f"<p>{bar}{facts}</p>"
    if words := forecast_words(goal, report):
        assumed = assumption_words(goal.forecast) if goal.forecast else ""
        more = f' <span class="faint">{escape(assumed)}</span>' if assumed else ""
        yield f"<p>{escape(words)}{more}</p>"
    if goal.open_cards:
        yield f"<details><summary>{count_of(len(goal.open_cards), 'open card')}</summary><ul>"
        yield from (f"<li>{_card(card)}</li>" for card in goal.open_cards)
        yield "</ul></details>"


def _bar(goal: GoalReport) -> str:
    words = f"{goal.done} of {goal.total}"
    return f'<progress value="{goal.done}" max="{goal.total}" aria-label="{words}"></progress>'


def _card(card: GoalCard) -> str:
    who = ", ".join(map(name_of, card.who))
    held = ", held up" if card.held_up else ""
    owners = f' <span class="faint">({who})</span>' if who else ""
    return f"{link_to(card.title, card.url)}{owners}: {escape(card.list_name)}{held}"


def _unserving(report: GoalsReport) -> Iterator[str]:
    words = unserving_words(report)
    if not words:
        return
    if not report.ties_are_used:
        yield f'<p class="faint">{escape(words)}</p>'
        return
    yield f"<details><summary>{escape(words)}</summary><ul>"
    yield from (f"<li>{_card(card)}</li>" for card in report.unserving)
    yield "</ul></details>"
