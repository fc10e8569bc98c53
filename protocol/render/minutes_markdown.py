"""Minutes as Markdown that GitHub and a Slack canvas show alike."""

from collections.abc import Iterable, Iterator, Sequence

from protocol.days import dated
from protocol.meeting_life import Outcome, Point
from protocol.minutes import Minutes
from protocol.render.agenda_markdown import linked, plain
from protocol.words import count_of, join_and


def minutes_markdown(minutes: Minutes) -> str:
    """The whole minutes, ending in a newline."""
    title = f"{plain(minutes.board)}: minutes of {dated(minutes.held_on)}"
    lines = [f"# {title}", "", _facts(minutes), ""]
    lines += _part("Decisions", [_decision(minutes, each) for each in minutes.decisions],
                   "Nothing was decided.")  # fmt: skip
    lines += _part("Actions", [_action(minutes, each) for each in minutes.actions],
                   "Nobody has taken on anything new.")  # fmt: skip
    if minutes.informations:
        lines += _part("Said", [_about(minutes, each) for each in minutes.informations], "")
    if minutes.planned:
        titles = [plain(minutes.title_of(card_id) or card_id) for card_id in minutes.planned]
        lines += _part("Chosen for the coming week", titles, "")
    for heading, points in (
        ("Gone through", minutes.done),
        ("Dropped", minutes.dropped),
        ("Carried to the next meeting", minutes.carried),
        (minutes.undecided_heading, minutes.undecided),
        (minutes.unreached_heading, minutes.unreached),
    ):
        if points:
            lines += _part(heading, [_point(point) for point in points], "")
    if minutes.unread:
        lines += [f"{count_of(minutes.unread, 'point')} for information had no word.", ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _facts(minutes: Minutes) -> str:
    facts = [f"{minutes.held_at:%H:%M %Z}".strip()]
    if minutes.facilitator:
        facts.append(f"led by {plain(minutes.facilitator)}")
    if minutes.stage == "open":
        facts.append("still open")
    elif minutes.minutes:
        facts.append(count_of(minutes.minutes, "minute"))
    if minutes.closed_by:
        facts.append(f"closed by {plain(minutes.closed_by)}")
    return ", ".join(facts) + "."


def _part(heading: str, lines: Iterable[str], empty: str) -> Iterator[str]:
    yield f"## {heading}"
    yield ""
    listed = [f"- {line}" for line in lines]
    yield from listed or [empty]
    yield ""


def _decision(minutes: Minutes, outcome: Outcome) -> str:
    return _about(minutes, outcome)


def _action(minutes: Minutes, outcome: Outcome) -> str:
    text = linked(outcome.text, outcome.card_url)
    facts = [plain(join_and(outcome.owners))] if outcome.owners else []
    if outcome.due:
        facts.append(f"due {dated(outcome.due)}")
    if outcome.failed:
        facts.append(f"no card was made: {plain(outcome.failed)}")
    if outcome.wants_card:
        facts.append("its card is still to be made")
    told = f": {', '.join(facts)}" if facts else ""
    return f"{text}{told}{_of(minutes, outcome)}"


def _about(minutes: Minutes, outcome: Outcome) -> str:
    failed = f" (not written on its card: {plain(outcome.failed)})" if outcome.failed else ""
    return f"{plain(outcome.text)}{failed}{_of(minutes, outcome)}"


def _of(minutes: Minutes, outcome: Outcome) -> str:
    title = minutes.title_of(outcome.point)
    return f" (on '{plain(title)}')" if title else ""


def _point(point: Point) -> str:
    times = f", {count_of(point.unreached + 1, 'time')} now" if point.unreached else ""
    return f"{linked(point.title, point.url)}{times}"


def minutes_list(found: Sequence[Minutes], search: str = "") -> str:
    """Several meetings in a line each, with what was decided in them; ends in a newline."""
    if not found:
        told = f" with '{plain(search)}'" if search else ""
        return f"No meeting{told} was held.\n"
    lines = []
    for minutes in found:
        counts = [
            count_of(len(minutes.decisions), "decision"), count_of(len(minutes.actions), "action"),
            f"{minutes.left_over} left over",
        ]  # fmt: skip
        lines.append(f"- **{dated(minutes.held_on)}**, {plain(minutes.board)}: {', '.join(counts)}")
        lines += [f"  - {plain(outcome.text)}" for outcome in minutes.decisions]
    return "\n".join(lines) + "\n"
