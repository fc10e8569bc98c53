"""`/agenda` open, close, minutes, search, plan, lead: the meeting itself, and past ones."""

from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.boards import KeptBoard
from bot.slack.commands.shape import Question, Reply, plain
from bot.slack.meeting_view import close_question, minutes_blocks
from bot.slack.modals.week_plan import open_plan
from bot.slack.page_links import minutes_page
from bot.slack.text import bullets, context, escape, header, link, section
from protocol.agreement import fold
from protocol.days import dated
from protocol.meeting import meeting_zone
from protocol.spoken_days import read_day
from protocol.words import count_of, did_you_mean
from storage.meeting_life import Held

_MOST_FOUND, _MOST_PAST = 10, 12
_JUST = timedelta(days=1)  # so long it is told that the last meeting was closed


def _open(question: Question, rest: str) -> Reply:
    kept = board_named(question, rest)
    room = question.tools.room
    state = room.open(kept.board.id, room.day(kept.board.id), question.asker, question.place.key)
    asking = count_of(sum(point.asks for point in state.points), "point")
    return plain(
        f"The meeting of {escape(state.board)} is open: {asking} to go through.",
        "Its message in the channel has the buttons; `/agenda` shows them to you as well.",
    )


def _close(question: Question, rest: str) -> Reply:
    """Asks first, as the button does; the answer has the button that closes it."""
    kept = board_named(question, rest)
    room = question.tools.room
    state = room.state(kept.board.id, room.day(kept.board.id))
    if state.stage != "open":
        return plain("No meeting is open now.", "`/agenda minutes` shows the last minutes.")
    return Reply(f"Close the meeting of {escape(state.board)}?", close_question(state))


def _minutes(question: Question, rest: str) -> Reply:
    """The minutes of a day, of the last meeting, or which ones there are."""
    kept, words = _board_and_words(question, rest)
    room = question.tools.room
    past = room.past(kept.board.id)
    if not past:
        return plain("No meeting has been held with me yet, so there are no minutes.")
    held = _held_on(question, past, words)
    if held is None:
        days = [dated(each.held_on(_zone(question))) for each in past[:_MOST_PAST]]
        known = ", ".join(days) + (", and earlier" if len(past) > _MOST_PAST else "")
        return plain(f"There are no minutes of “{escape(words)}”. I have those of {known}.")
    minutes = room.minutes(kept.board.id, held.day)
    facts = [f"led by {escape(minutes.facilitator)}"] if minutes.facilitator else []
    facts.append(count_of(minutes.minutes, "minute") if minutes.minutes else "still open")
    title = f"Minutes of {minutes.board}, {dated(minutes.held_on)}"
    small = context(f"{' · '.join(facts)} · only you see this")
    blocks = [header(title), *minutes_blocks(minutes), small]
    return Reply(escape(title), blocks, page=minutes_page(kept, held.day))


def _search(question: Question, rest: str) -> Reply:
    words = " ".join(rest.split())
    if not words:
        return plain("Say what to look for: `/agenda search deepvariant`.")
    lines: list[str] = []
    named: list[str] = []  # each as `/agenda minutes` takes it
    boards = question.desk.boards_of(question.asker)
    for kept in boards:
        for found in question.tools.room.search(kept.board.id, words):
            day, board = found.held.held_on(_zone(question)), escape(kept.board.name)
            where = f" · {board}" if len(boards) > 1 else ""
            named.append(f"{day.isoformat()} on {board}" if where else day.isoformat())
            said = "; ".join(escape(line) for line in found.lines)
            lines.append(f"*{dated(day)}*{where}: {said}")
    if not lines:
        return plain(f"No minutes have “{escape(words)}”.")
    title = f"{count_of(len(lines), 'meeting')} with “{escape(words)}”"
    shows = "shows them" if len(lines) == 1 else "shows the first of them"
    small = context(f"`/agenda minutes {named[0]}` {shows}.")
    return Reply(title, [section(f"*{title}*\n{bullets(lines, _MOST_FOUND)}"), small])


def _plan(question: Question, rest: str) -> Reply | None:
    kept = board_named(question, rest)
    room = question.tools.room
    state = room.state(kept.board.id, room.day(kept.board.id))
    if state.opened_at is None:  # just after the last one was closed, the week is still planned
        latest = next(iter(room.past(kept.board.id)), None)
        if latest is None or (question.now - latest.opened_at).days >= 1:
            return plain(
                "The week is planned in the meeting, or within a day after it was opened.",
                "`/agenda open` opens it.",
            )
        state = room.state(kept.board.id, latest.day)
    open_plan(question.tools, question.place, state)
    return None


def _lead(question: Question, rest: str) -> Reply:
    """Who leads through the coming meeting: said, or changed."""
    kept = board_named(question, "")
    room = question.tools.room
    day = room.day(kept.board.id)
    if not rest:
        name = room.state(kept.board.id, day).facilitator
        return plain(
            f"{escape(name)} leads through the meeting of {dated(day)}." if name
            else "Nobody is named; `facilitators` under `[meeting]` in the agreement names them."
        )  # fmt: skip
    people = question.tools.boards.agreement.people
    wanted = [name for name in people if fold(rest).removeprefix("@") in fold(name)]
    if len(wanted) != 1:
        return plain(f"I do not know “{escape(rest)}”; {escape(did_you_mean(rest, people))}")
    room.facilitate(kept.board.id, day, wanted[0], question.asker, question.place.key)
    return plain(f"{escape(wanted[0])} leads through the meeting of {dated(day)}.")


def just_closed(question: Question, kept: KeptBoard) -> str:
    """Within a day after a meeting was closed that it was, with the way to its minutes."""
    last = next(iter(question.tools.room.past(kept.board.id)), None)
    if last is None or last.closed_at is None or question.now - last.closed_at >= _JUST:
        return ""
    words, way_in = "`/agenda minutes` shows its minutes", question.tools.way_in
    if way_in is not None:
        words = link(way_in(question.asker, minutes_page(kept, last.day)), "its minutes")
    return f"The last meeting, of {dated(last.held_on(_zone(question)))}, is closed: {words}."


def board_named(question: Question, words: str) -> KeptBoard:
    """The asker's board of this name, or the first one; there is one, as was made sure before."""
    boards = question.desk.boards_of(question.asker)
    named = [kept for kept in boards if words and fold(words) in fold(kept.board.name)]
    return (named or boards)[0]


def _board_and_words(question: Question, rest: str) -> tuple[KeptBoard, str]:
    """`2026-11-23 on Genomes`: the board behind the last "on", and the rest."""
    words, on, name = rest.rpartition(" on ")
    boards = question.desk.boards_of(question.asker)
    named = [kept for kept in boards if on and fold(name) in fold(kept.board.name)]
    return (named[0], words) if named else (boards[0], rest)


def _held_on(question: Question, past: tuple[Held, ...], words: str) -> Held | None:
    """The meeting of the day that is meant; the last one when no day is named."""
    if not words.strip():
        return past[0]
    today = question.now.date()
    try:
        day: date | None = date.fromisoformat(words.strip())
    except ValueError:
        day = read_day(words, today)
    zone = _zone(question)
    return next((held for held in past if day in (held.held_on(zone), held.day)), None)


def _zone(question: Question) -> ZoneInfo:
    return meeting_zone(question.tools.boards.agreement)


VERBS: dict[str, Callable[[Question, str], Reply | None]] = {
    "open": _open,
    "close": _close,
    "minutes": _minutes,
    "search": _search,
    "plan": _plan,
    "lead": _lead,
}
