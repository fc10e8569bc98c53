"""The buttons of a meeting: open, turn, mark, decide, act, plan, close.

Whoever presses one sees the message change; it answers only when something cannot be done.
"""

from datetime import UTC, date, datetime

from msgspec import Struct

from bot.card_actions import NotDone
from bot.slack.clicks.shape import Answer, Button, Click, Replaced
from bot.slack.commands.shape import Reply
from bot.slack.meeting_failed import ACTIONS as AGAIN_ACTIONS
from bot.slack.meeting_view import DO, MENU, MOST_WAITING, Around, meeting_message
from bot.slack.modals import meeting as dialogs
from bot.slack.modals import week_plan
from bot.slack.text import context
from protocol.meeting_life import MeetingState
from protocol.second_press import is_second_press

NOT_YOURS = "That is the meeting of a board that you are not a member of."
_DIALOGS = {"decide": dialogs.decide_dialog, "act": dialogs.act_dialog}

_ASKS_FIRST = (*_DIALOGS, "topic", "plan", "change")  # what only opens a dialog


class Wanted(Struct, frozen=True):
    """What a button carries."""

    board_id: str
    day: date
    what: str
    place: int
    version: int


def _pressed(click: Click) -> Answer:
    wanted = _wanted(click)
    room, who, key = click.tools.room, click.asker, click.place.key
    board_id, day = wanted.board_id, wanted.day
    if _is_second_press(click, wanted):
        return _own_view(click, wanted)
    if wanted.what == "open":
        room.open(board_id, day, who, key)
    elif wanted.what == "hold":
        room.hold_now(board_id, who, key)
    elif wanted.what == "close":
        room.close(board_id, day, who, key)
    elif wanted.what == "reopen":
        room.reopen(board_id, day, who, key)
    elif wanted.what == "topic":
        dialogs.open_topic(click.tools, click.place, board_id)
    elif wanted.what == "again":
        room.again(board_id, day, str(wanted.place), who, key)
    elif wanted.what == "change":
        dialogs.open_change(click.tools, click.place, room.state(board_id, day), str(wanted.place))
    elif wanted.what == "plan":
        week_plan.open_plan(click.tools, click.place, room.state(board_id, day))
    else:
        _on_point(click, wanted, room.state(board_id, day))
    return _own_view(click, wanted)


def _is_second_press(click: Click, wanted: Wanted) -> bool:
    """Whether this person has changed the meeting by a button within the same moment: then the
    message has put this one where that one was. What only opens a dialog does no harm."""
    if wanted.what in _ASKS_FIRST:
        return False
    of_person, _, ts = click.place.key.rpartition(":")
    latest = click.tools.room.latest_key(wanted.board_id, wanted.day, f"{of_person}:")
    return is_second_press(_moment_of(latest.rpartition(":")[2]), _moment_of(ts))


def _moment_of(ts: str) -> datetime | None:
    """When Slack heard of a press, by its own clock; None when it does not say."""
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _own_view(click: Click, wanted: Wanted) -> Answer:
    """The meeting again, when it is a message that only this person sees: nothing else brings
    that up to date."""
    if wanted.what in _ASKS_FIRST or not click.place.is_ephemeral:
        return None
    state = click.tools.room.state(wanted.board_id, wanted.day)
    message = meeting_message(state, Around())
    blocks = [*message["blocks"], context("only you see this")]
    return Replaced(Reply(message["text"], blocks))


def _on_point(click: Click, wanted: Wanted, state: MeetingState) -> None:
    """What is done to one point."""
    room, who, key = click.tools.room, click.asker, click.place.key
    if state.opened_at is None or not 0 <= wanted.place < len(state.points):
        raise NotDone("That point is not on this meeting's agenda any more.")
    point = state.points[wanted.place]
    if wanted.what == "next":
        room.turn(state.board_id, state.day, who, key, seen=point.key)
    elif wanted.what == "turn":
        room.turn(state.board_id, state.day, who, key, to=point.key)
    elif wanted.what in _DIALOGS:
        view = _DIALOGS[wanted.what](click.tools, state, point, click.place, wanted.version)
        click.tools.client.views_open(trigger_id=click.place.trigger_id, view=view)
    elif wanted.what in ("done", "carried", "dropped"):
        room.mark(
            state.board_id, state.day, point.key, wanted.what, who, key,  # type: ignore[arg-type]  # one of the marks
            version=wanted.version,
        )  # fmt: skip


def _wanted(click: Click) -> Wanted:
    board_id, day, what, place, version = click.value.split("|")
    if board_id not in [kept.board.id for kept in click.desk.boards_of(click.asker)]:
        raise NotDone(NOT_YOURS)
    return Wanted(board_id, date.fromisoformat(day), what, int(place), int(version))


_WHAT = (
    "open", "hold", "topic", "done", "carried", "dropped", "decide", "act", "next", "plan", "close",
    "reopen",
)  # fmt: skip
BUTTONS = (
    *(Button(f"{DO}_{what}", _pressed) for what in _WHAT),
    *(Button(f"{MENU}_{number}", _pressed) for number in range(MOST_WAITING)),
    *(Button(action, _pressed) for action in AGAIN_ACTIONS),
)
