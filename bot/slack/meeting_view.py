"""A meeting in Slack while it is held, and its minutes once it is closed: one message for both.

The message holds one page: the point that is spoken about with all its buttons, the next ones each
with a menu, and how many more there are. What has had its word is told in a line.
"""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct

from bot.slack.meeting_failed import failed_blocks
from bot.slack.text import (
    Block,
    actions,
    bullets,
    button,
    context,
    cut,
    escape,
    header,
    link,
    named,
    section,
)
from protocol.days import dated
from protocol.meeting_life import MeetingState, Outcome, Point
from protocol.meeting_points import left_words
from protocol.minutes import Minutes, minutes_of
from protocol.words import count_of, join_and

DO, MENU, TURN = "meeting_do", "meeting_menu", "meeting_turn"
MOST_WAITING = 8  # points below the present one that have a menu
_MOST_LINES = 12
_MARKS = {"done": "done", "carried": "carried over", "dropped": "dropped", "": "spoken about"}

Mention = Callable[[str], str]  # a person's name to what calls them in Slack


class Around(Struct, frozen=True):
    """What a message about a meeting says beside the meeting itself."""

    mention: Mention = escape
    page: str = ""  # address of the meeting's page
    remark: str = ""  # small print


def meeting_message(state: MeetingState, around: Around) -> dict[str, Any]:
    """Text and blocks of a meeting that is open, or of the minutes of one that is closed."""
    return _minutes(state, around) if state.stage == "closed" else _open(state, around)


def value_of(state: MeetingState, what: str, point: str = "") -> str:
    """What a button carries: board, day, what to do, the point by its place, the version seen."""
    keys = [each.key for each in state.points]
    place = keys.index(point) if point in keys else -1
    return f"{state.board_id}|{state.day.isoformat()}|{what}|{place}|{state.version}"


def draft_buttons(board_id: str, day: str, *, may_open: bool) -> Block:
    """The buttons on an agenda that is not opened yet."""
    value = f"{board_id}|{day}|{{}}|-1|0"
    shown = [button("Add a topic …", f"{DO}_topic", value.format("topic"))]
    if may_open:
        shown.insert(
            0, button("Open the meeting", f"{DO}_open", value.format("open"), style="primary")
        )
    else:
        hold = button("Hold it now", f"{DO}_hold", value.format("hold"))
        text = "This week's meeting moves to now and is opened. Only a lead can do that."
        shown.append(_confirmed(hold, "Hold the meeting now?", text, "Hold it now"))
    return actions(shown)


def _open(state: MeetingState, around: Around) -> dict[str, Any]:
    asking = [point for point in state.points if point.asks]
    spoken = [p for p in state.points if p.mark or state.of_point(p.key)]
    had = len(asking) - len(state.unreached)
    title = f"Meeting of {state.board}"
    progress = f"{had} of {len(asking)} points had their word"
    facts = [f"opened by {escape(state.opened_by)}", progress]
    blocks = [header(title), _small(state, around, facts)]
    blocks += _current(state)
    waiting = [point for point in state.waiting if point.key != state.current]
    for number, point in enumerate(waiting[:MOST_WAITING]):
        spoken_of = " · _spoken about, still open_" if point.is_reached else ""
        blocks.append(section(f"{_line(point)}{spoken_of}", _menu(state, point, number)))
    if len(waiting) > MOST_WAITING:
        rest = count_of(len(waiting) - MOST_WAITING, "more point")
        blocks.append(context(f"{rest} follow; each comes up in its turn."))
    if spoken:
        lines = [f"{named(p.title)}: {_MARKS[p.mark]}" for p in spoken]
        blocks.append(section(f"*Had their word*\n{bullets(lines, _MOST_LINES)}"))
    if state.outcomes:
        titles = {point.key: point.title for point in state.points}
        lines = [_outcome(each, titles.get(each.point, "")) for each in state.outcomes]
        blocks.append(section(f"*What came out*\n{bullets(lines, _MOST_LINES)}"))
    blocks += failed_blocks(state)
    blocks.append(_end_buttons(state))
    if around.remark:
        blocks.append(context(around.remark))
    text = f"{title}: {progress}"
    return {"text": escape(cut(text, 300)), "blocks": blocks}


def _current(state: MeetingState) -> list[Block]:
    point = state.point(state.current)
    if point is None:
        return [section("Every point has had its word. Plan the week, then close the meeting.")]
    allowed = count_of(max(1, round(state.seconds_each / 60)), "minute")
    since = state.current_since
    began = f" · since <!date^{int(since.timestamp())}^{{time}}|{since:%H:%M UTC}>" if since else ""
    blocks = [
        section(f"*Now:* {_line(point)}"),
        context(f"{escape(point.heading)} · {allowed} for each point{began}"),
    ]
    words = (
        ("Done", "done"), ("Carry over", "carried"), ("Drop", "dropped"), ("Decide …", "decide"),
        ("Action …", "act"), ("Next", "next"),
    )  # fmt: skip
    row = [button(says, f"{DO}_{what}", value_of(state, what, point.key)) for says, what in words]
    return [*blocks, actions(row)]


def _menu(state: MeetingState, point: Point, number: int) -> Block:
    words = (
        ("Speak about it", "turn"), ("Done", "done"), ("Carry over", "carried"),
        ("Drop", "dropped"), ("Decide …", "decide"),
    )  # fmt: skip
    options = [
        {"text": {"type": "plain_text", "text": says}, "value": value_of(state, what, point.key)}
        for says, what in words
    ]
    return {"type": "overflow", "action_id": f"{MENU}_{number}", "options": options}


def _end_buttons(state: MeetingState) -> Block:
    text = f"{_left_over(state)}The minutes take this message's place."
    return actions(
        [
            button("Add a topic …", f"{DO}_topic", value_of(state, "topic")),
            button("Plan the week …", f"{DO}_plan", value_of(state, "plan")),
            _confirmed(_close_button(state), "Close the meeting?", text, "Close"),
        ]
    )


def close_question(state: MeetingState) -> list[Block]:
    """What somebody is asked who closes the meeting by a command, with the button that does it."""
    text = f"{_left_over(state)}The minutes take the place of the meeting's message."
    asks = section(f"*Close the meeting of {escape(state.board)}?* {escape(text)}")
    return [asks, actions([_close_button(state)])]


def _close_button(state: MeetingState) -> Block:
    return button("Close the meeting", f"{DO}_close", value_of(state, "close"), style="danger")


def _left_over(state: MeetingState) -> str:
    words = left_words(state)
    return f"{words[0].upper()}{words[1:]}; next week's agenda has them. " if words else ""


def _confirmed(pressed: dict[str, Any], title: str, text: str, confirm: str) -> dict[str, Any]:
    """The button, asking once more before it acts."""
    words = {"title": title, "text": text, "confirm": confirm, "deny": "Not yet"}
    asks = {key: {"type": "plain_text", "text": says} for key, says in words.items()}
    return {**pressed, "confirm": asks}


def _minutes(state: MeetingState, around: Around) -> dict[str, Any]:
    minutes = minutes_of(state)
    title = f"Minutes of {state.board}, {dated(state.held_at.date())}"
    facts = [f"closed by {escape(state.closed_by)}"]
    if minutes.minutes:
        facts.insert(0, count_of(minutes.minutes, "minute"))
    blocks = [header(title), _small(state, around, facts), *minutes_blocks(minutes)]
    blocks += failed_blocks(state)
    blocks.append(actions([button("Open it again", f"{DO}_reopen", value_of(state, "reopen"))]))
    if around.remark:
        blocks.append(context(around.remark))
    decided = count_of(len(minutes.decisions), "decision")
    text = f"{title}: {decided}, {count_of(len(minutes.actions), 'action')}"
    return {"text": escape(cut(text, 300)), "blocks": blocks}


def minutes_blocks(minutes: Minutes) -> list[Block]:
    """The minutes without their heading; parts with nothing in them are left out."""

    def told(outcomes: tuple[Outcome, ...]) -> Iterable[str]:
        return (_outcome(each, minutes.title_of(each.point)) for each in outcomes)

    parts: list[tuple[str, Iterable[str]]] = [
        ("Decisions", told(minutes.decisions)),
        ("Actions", told(minutes.actions)),
        ("Said", told(minutes.informations)),
        ("Chosen for the coming week", (named(minutes.title_of(i) or i) for i in minutes.planned)),
        ("Carried to the next meeting", map(_title, minutes.carried)),
        (minutes.undecided_heading, map(_title, minutes.undecided)),
        (minutes.unreached_heading, map(_title, minutes.unreached)),
        ("Dropped", map(_title, minutes.dropped)),
        ("Gone through", map(_title, minutes.done)),
    ]
    blocks = []
    for heading, lines in parts:
        listed = list(lines)
        if listed:
            blocks.append(section(f"*{heading}*\n{bullets(listed, _MOST_LINES)}"))
    return blocks or [section("Nothing was decided, and nothing was taken on.")]


def _small(state: MeetingState, around: Around, facts: list[str]) -> Block:
    when = state.held_at
    fallback = f"{when:%A %d %B, %H:%M %Z}"
    parts = [f"<!date^{int(when.timestamp())}^{{date_long_pretty}}, {{time}}|{fallback}>"]
    if state.facilitator:
        parts.append(f"led by {around.mention(state.facilitator)}")
    parts += facts
    if around.page:
        parts.append(link(around.page, "the shared screen"))
    return context(" · ".join(parts))


def _line(point: Point) -> str:
    parts = [_title(point)]
    if point.who:
        parts.append(escape(join_and(point.who)))
    parts += [escape(fact) for fact in point.says[:4]]
    return " · ".join(parts)


def _title(point: Point) -> str:
    return link(point.url, point.title) if point.url else f"*{named(point.title)}*"


def _outcome(outcome: Outcome, about: str = "") -> str:
    """In a line; `about` is the title of the point that it came out of."""
    word = {"decision": "Decided", "action": "To do", "information": "Said"}[outcome.kind]
    text = link(outcome.card_url, outcome.text) if outcome.card_url else named(outcome.text, 300)
    facts = [escape(join_and(outcome.owners))] if outcome.owners else []
    if outcome.due:
        facts.append(f"due {dated(outcome.due)}")
    if outcome.failed:
        facts.append("_not done on Trello_")
    if outcome.wants_card:
        facts.append("its card is still to be made")
    if about:
        facts.append(f"on {named(about)}")
    told = f" ({', '.join(facts)})" if facts else ""
    return f"{word}: {text}{told}"
