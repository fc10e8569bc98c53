"""The team's card in Markdown: load per person as bars, goals, what is stuck, as of when. Pure."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from bot.board_card.facts import GoalFacts, PersonFacts, TeamFacts
from protocol.board_card import MARKER
from protocol.card_load import days_figure
from protocol.days import lasting, spoken_time
from protocol.render.agenda_markdown import linked, plain
from protocol.render.columns import left, right
from protocol.words import count_of

_NAME, _BAR, _GOAL_BAR = 18, 14, 10  # columns
_HORIZON = {"long": "Long-term goals", "": "Goals", "short": "Short-term goals"}


def card_text(facts: TeamFacts) -> str:
    """The whole description, ending with the sentence by which the card is known again."""
    blocks = [
        "\n".join(("**Workload**", "", *_people(facts))),
        *(
            ["\n".join(("**Promised more than fits, by due date**", "", *_over(facts)))]
            if facts.over
            else []
        ),
        *("\n".join(("", *block)).strip() for block in _goals(facts)),
    ]
    if facts.stuck:
        blocks.append("\n".join(("**Stuck**", "", *_stuck(facts))))
    at = spoken_time(facts.at, ZoneInfo(facts.zone))
    blocks.append(f"As of {at} ({facts.zone}); changed when the numbers change.")
    return "\n\n".join((*blocks, f"_{MARKER}_"))


def _people(facts: TeamFacts) -> Iterator[str]:
    """One line each in a code block, where columns stay columns."""
    scale = max((max(p.load, p.capacity) for p in facts.people), default=0.0)
    yield "```"
    for person in facts.people:
        yield _row(person, scale)
    if not facts.people:
        yield "Nobody is on the board."
    yield "```"
    total = f"{days_figure(facts.load)} of {days_figure(facts.capacity)} days in all"
    if facts.unowned_cards:
        cards = count_of(facts.unowned_cards, "card")
        total += f"; {cards} without an owner, {days_figure(facts.unowned_days)} days"
    yield f"{total}. The stroke marks what a person can carry in the coming working week."


def _row(person: PersonFacts, scale: float) -> str:
    figures = f"{days_figure(person.load)} of {days_figure(person.capacity)}"
    late = f", {person.overdue} overdue" if person.overdue else ""
    name = left(person.name.replace("`", "'"), _NAME)
    return f"{name} {_bar(person, scale)} {right(figures, 9)}  {person.says}{late}".rstrip()


def _bar(person: PersonFacts, scale: float) -> str:
    """`████|██`: the load, with a stroke where the capacity ends; padded."""
    if not scale:
        return left("|", _BAR)
    load = round(person.load / scale * (_BAR - 1))
    capacity = round(person.capacity / scale * (_BAR - 1))
    before = "█" * min(load, capacity) + "·" * (capacity - load)
    return left(f"{before}|{'█' * (load - capacity)}", _BAR)


def _over(facts: TeamFacts) -> Iterator[str]:
    yield from (f"- {plain(says)}" for says in facts.over)
    if facts.more_over:
        yield f"- and {facts.more_over} more"


def _goals(facts: TeamFacts) -> Iterator[tuple[str, ...]]:
    """One block for each horizon that has goals."""
    last = facts.goals[-1].horizon if facts.goals else ""
    for horizon, heading in _HORIZON.items():
        goals = [goal for goal in facts.goals if goal.horizon == horizon]
        if goals:
            more = (f"- and {facts.more_goals} more",) if horizon == last else ()
            shown = more if facts.more_goals else ()
            yield (f"**{heading}**", "", *map(_goal, goals), *shown)


def _goal(goal: GoalFacts) -> str:
    facts = []
    if goal.total:
        filled = round(goal.done / goal.total * _GOAL_BAR)
        counted = count_of(goal.total, goal.of[:-1])
        facts.append(f"{'█' * filled}{'░' * (_GOAL_BAR - filled)} {goal.done} of {counted} done")
    if goal.reached:
        facts.append("reached")
    elif goal.due:
        facts.append(f"due {goal.due}{', which has passed' if goal.overdue else ''}")
    if goal.held_up and not goal.reached:
        facts.append(f"{goal.held_up} held up")
    title = linked(goal.title, goal.url)
    return f"- {title}: {', '.join(facts)}" if facts else f"- {title}"


def _stuck(facts: TeamFacts) -> Iterator[str]:
    for card in facts.stuck:
        where = plain(card.list_name)
        title = linked(card.title, card.url)
        yield f"- {title} ({plain(card.who)}): {lasting(card.days)} in '{where}'"
    if facts.more_stuck:
        yield f"- and {facts.more_stuck} more"
