"""`/agenda`: the coming meeting as it stands now; topics for it; a week skipped or moved."""

import re
from collections.abc import Callable
from datetime import datetime, time

from bot.boards import KeptBoard
from bot.slack.agenda_view import Extras, agenda_message, moment
from bot.slack.commands import agenda_meeting
from bot.slack.commands.agenda_meeting import just_closed
from bot.slack.commands.shape import Command, Question, Reply, age, plain
from bot.slack.meeting_view import Around, meeting_message
from bot.slack.text import Block, bullets, context, cut, escape, section
from protocol.agreement import fold
from protocol.exempting import spoken_day
from protocol.meeting import meeting_zone
from protocol.spoken_days import read_day
from protocol.words import join_or, nearest

USAGE = (
    "[show | add TOPIC | open | close | plan | lead NAME | minutes [DAY] | search TEXT | skip | "
    "move DAY [HH:MM] | help | name of a board]"
)
_MOST_TOPIC = 300
_MOST_NAMED = 8
_CLOCK = re.compile(r"^(?P<day>.*?)(?:\s+(?:at\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d\d))?$")


def answer(question: Question) -> Reply | None:
    """What the sub-command says; else the agenda of the board that the words name."""
    boards = question.desk.boards_of(question.asker)
    if not boards:
        return plain("You are not a member of any board that I keep.")
    first, _, rest = question.words.partition(" ")
    known = _WORDS.get(first.casefold())
    if known is not None:
        return known(question, rest.strip())
    wanted = fold(question.words)
    named = [kept for kept in boards if wanted in fold(kept.board.name)]
    if not named:
        return _unknown(question.words, [kept.board.name for kept in boards])
    return _shown(question, named[0])


def _unknown(words: str, boards: list[str]) -> Reply:
    """The nearest word or board for what is neither; else what there is of each."""
    verbs = sorted(filter(None, _WORDS))
    says = f"I do not know “{escape(words)}”"
    close = nearest(words, (*verbs, *boards))
    if close:
        return plain(f"{says}; did you mean {escape(join_or(map(repr, close)))}?")
    named = escape(join_or(sorted(boards)[:_MOST_NAMED]))
    return plain(f"{says}.", f"`/agenda` takes {join_or(verbs)}, or the name of a board: {named}.")


def _show(question: Question, rest: str) -> Reply:
    boards = question.desk.boards_of(question.asker)
    named = [kept for kept in boards if fold(rest) in fold(kept.board.name)]
    return _shown(question, (named or boards)[0])


def _shown(question: Question, kept: KeptBoard) -> Reply:
    room = question.tools.room
    day = room.day(kept.board.id)
    state = room.state(kept.board.id, day)
    if state.stage == "open":
        message = meeting_message(state, Around())
    else:
        coming = question.tools.book.coming_of(kept.board.id, question.now)
        extras = Extras(coming=coming, facilitator=escape(state.facilitator))
        message = agenda_message(room.agenda(kept.board.id, day), state.when, extras)
    blocks: list[Block] = message["blocks"]
    closed = just_closed(question, kept) if state.stage != "open" else ""
    if closed:
        blocks.insert(1, context(closed))
    blocks.append(context(f"{age(kept.as_of, question.now)} · only you see this"))
    return Reply(message["text"], blocks)


def _add(question: Question, rest: str) -> Reply:
    """A topic for the next meeting, on the board whose name follows the last "on", if one does."""
    boards = question.desk.boards_of(question.asker)
    kept, words = boards[0], rest
    head, on, name = rest.rpartition(" on ")
    if on and len(boards) > 1:
        named = [each for each in boards if fold(name) in fold(each.board.name)]
        if named:
            kept, words = named[0], head
    topic = cut(" ".join(words.split()), _MOST_TOPIC)
    if not topic:
        return plain("Say the topic: `/agenda add who writes the methods section`.")
    room = question.tools.room
    where = f" of {escape(kept.board.name)}" if len(boards) > 1 else ""
    day = room.day(kept.board.id)
    for known in question.tools.book.topics_for(kept.board.id, day):
        if fold(known.text) == fold(topic):
            says = f"{escape(known.who)} has put that on the agenda{where} already: {escape(topic)}"
            return plain(says, "`/agenda` shows it.")
    state = room.add_topic(kept.board.id, topic, question.asker, question.place.key)
    question.tools.post_agenda(kept.board.id)
    return plain(
        f"Added to the agenda{where} for {moment(state.when)}: {escape(topic)}",
        "`/agenda` shows it.",
    )


def _skip(question: Question, _rest: str) -> Reply:
    if not question.asker.lead:
        return plain("Only a lead of the team can skip a meeting.")
    cancelled = question.tools.book.skip(question.asker.name)
    for kept in question.desk.boards_of(question.asker):
        question.tools.post_agenda(kept.board.id)
    following = question.tools.book.coming(question.now)
    return plain(
        f"The meeting on {moment(cancelled.when)} is cancelled. The next is "
        f"{moment(following.when)}; topics wait for it.",
        f"`/agenda move {cancelled.day.isoformat()}` holds it after all.",
    )


def _move(question: Question, rest: str) -> Reply:
    if not question.asker.lead:
        return plain("Only a lead of the team can move a meeting.")
    to = _moment(question, rest)
    if isinstance(to, str):
        return plain(escape(to))
    moved = question.tools.book.move(to, question.asker.name)
    if isinstance(moved, str):
        return plain(escape(moved))
    for kept in question.desk.boards_of(question.asker):
        question.tools.post_agenda(kept.board.id)
    return plain(
        f"This week's meeting is {moment(moved.when)} instead of {spoken_day(moved.day)}.",
        "Only this one: the weeks after it stay as the agreement has them.",
    )


def _moment(question: Question, rest: str) -> datetime | str:
    """The day, and the hour when one is given; else the agreement's hour."""
    kept = question.desk.boards_of(question.asker)[0]
    of = question.desk.context(kept)
    zone = meeting_zone(of.agreement)
    found = _CLOCK.match(rest)
    words = found["day"].strip() if found else rest
    hour, minute = (int(part) for part in of.agreement.meeting.time.split(":"))
    if found and found["hour"]:
        hour, minute = int(found["hour"]), int(found["minute"])
    day = read_day(words, question.now.astimezone(zone).date())
    if day is None or hour > 23 or minute > 59:
        return f"I cannot read '{rest}'; write one such as 'thursday 14:00' or '2026-12-10'."
    return datetime.combine(day, time(hour, minute), zone)


def _help(_question: Question, _rest: str) -> Reply:
    lines = [
        (
            "`/agenda` shows the coming meeting as it stands: what is done, carried over, coming "
            "and held up since the last one. With several boards, add a board's name"
        ),
        "`/agenda add who writes the methods section` puts a topic on it",
        (
            "`/agenda skip` cancels this week's meeting, `/agenda move thursday 14:00` holds it "
            "then; both are for leads, and say so in the channel once the agenda is due"
        ),
        (
            "`/agenda open` and `/agenda close` begin and end the meeting; in between its message "
            "in the channel has the buttons. `/agenda plan` chooses the coming week's cards"
        ),
        (
            "`/agenda minutes` shows the last minutes, `/agenda minutes 2026-11-23` those of a "
            "day, `/agenda search deepvariant` finds what was decided when"
        ),
        "`/agenda lead` says whose turn it is to lead through it, `/agenda lead NAME` changes that",
    ]
    return Reply("How to use /agenda", [section(bullets(lines, 8))])


_WORDS: dict[str, Callable[[Question, str], Reply | None]] = {
    **agenda_meeting.VERBS,
    "": _show,
    "show": _show,
    "add": _add,
    "skip": _skip,
    "move": _move,
    "help": _help,
}

COMMAND = Command(
    name="agenda",
    summary="The weekly meeting as it stands, and topics for it",
    usage=USAGE,
    answer=answer,
)
