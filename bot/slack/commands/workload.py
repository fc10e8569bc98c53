"""`/workload`: who carries how much, who has room, and what is stuck; each number has its cards.

`away` and `capacity` say what somebody can carry: one's own, or a lead anybody's.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from slack_sdk.errors import SlackApiError

from bot.boards import KeptBoard
from bot.desk import Asker
from bot.slack.commands.shape import Command, Question, Reply, age, plain
from bot.slack.commands.workload_terms import away, capacity
from bot.slack.text import Block, bullets, button, context, cut, cut_marked, escape, named, section
from bot.slack.tools import Tools
from bot.slack.weeks_view import weeks_view
from bot.slack.workload_view import BACK, Shown, person_key, person_view, team_view
from protocol.agreement import fold
from protocol.weeks import MOST_WEEKS, WEEKS
from protocol.words import did_you_mean, join_or, nearest
from protocol.workload import PersonLoad, Workload

USAGE = "[@person | @group | name | board | weeks [N] | away DAYS | capacity DAYS | help]"
_MOST_BOARDS = 40
_DIGITS = 2  # of a number of weeks; a longer one is a year in a board's name

_PERSON = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_GROUP = re.compile(r"<!subteam\^([A-Z0-9]+)(?:\|@?([^>]*))?>")


class Told(NamedTuple):
    """One board's answer, and the value of a button that opens it."""

    opens: str
    reply: Reply


def answer(question: Question) -> Reply:
    """The team's load, a group's, or one person's card by card."""
    if not question.desk.boards_of(question.asker):
        return plain("You are not a member of any board that I keep.")
    first, _, rest = question.words.partition(" ")
    term = _TERMS.get(first.casefold().lstrip("-–—"))  # as on the command line
    if term is not None:
        return term(question, rest.strip())
    person, group = _PERSON.search(question.words), _GROUP.search(question.words)
    if person:
        return _of_slack_person(question, person[1])
    if group:
        return _of_group(question, group[1], group[2] or "")
    return _by_name(question)


def show(tools: Tools, asker: Asker, what: str, *, shared: bool = False) -> Reply:
    """What a button's value tells to show, as things are now."""
    kind, _, rest = what.partition("|")
    board_id, _, rest = rest.partition("|")
    kept = next((k for k in tools.desk.boards_of(asker) if k.board.id == board_id), None)
    if kept is None:
        return plain("You are not a member of that board any more.")
    count = weeks_meant(what) if kind == "weeks" else WEEKS
    shown = shown_of(tools, kept, asker.slack_id if shared else "", count)
    if kind == "person":
        key, _, page = rest.rpartition("|")
        found = person_view(shown, key, int(page) if page.isdigit() else 0)
        return found or plain("Nobody of that name is on the board any more.")
    if kind == "group":
        return team_view(shown, rest.split(","), f"Workload of a group on {kept.board.name}")
    if kind == "weeks":
        return weeks_view(shown)
    return team_view(shown)


def people_of(load: Workload, what: str) -> list[PersonLoad]:
    """The people whom a button's value is about."""
    kind, _, rest = what.partition("|")
    wanted = rest.partition("|")[2]
    if kind in ("team", "weeks"):
        return list(load.people)
    keys = wanted.split(",") if kind == "group" else [wanted.rpartition("|")[0]]
    return [person for person in load.people if person_key(person) in keys]


def weeks_meant(what: str) -> int:
    """How many weeks a button's value is about."""
    number = what.rpartition("|")[2]
    return int(number) if number.isdigit() and 1 <= int(number) <= MOST_WEEKS else WEEKS


def shown_of(tools: Tools, kept: KeptBoard, shared_by: str = "", weeks: int = WEEKS) -> Shown:
    """The board's load as it is now."""
    load = tools.desk.workload(kept)
    small = age(kept.as_of, tools.desk.clock())
    return Shown(
        load,
        small,
        tools.native_blocks,
        shared_by,
        tools.desk.weeks(kept, weeks),
        tools.desk.calendar_notes(load),
    )


def _by_name(question: Question) -> Reply:
    boards = question.desk.boards_of(question.asker)
    wanted = fold(question.words.removeprefix("@"))
    named = [kept for kept in boards if wanted and wanted in fold(kept.board.name)]
    if not wanted or named:
        return _teams(question, named or boards)
    shown = [shown_of(question.tools, kept) for kept in boards]
    meant = [
        (each, person_key(person))
        for each in shown
        for person in each.load.people
        if fold(person.name) == wanted or wanted in fold(person.name).split()
    ]
    return _of_boards(question, meant) if meant else _nobody(question, shown)


def _nobody(question: Question, shown: list[Shown]) -> Reply:
    """What was meant, as it would be typed: a person or a board by name, else a word of ours."""
    names = {person.name for each in shown for person in each.load.people}
    names |= {each.load.board for each in shown}
    close = [escape(" ".join(name.split())) for name in nearest(question.words, sorted(names))]
    close = close or [f"`/workload {term}`" for term in nearest(question.words, sorted(_TERMS))]
    known = f"I know no person and no board called “{escape(cut(question.words, 100))}”"
    if close:
        return plain(f"{known}. Did you mean {join_or(close)}?")
    return plain(f"{known}.", "`/workload` alone shows everybody; `/workload help` says the rest.")


def _teams(question: Question, boards: list[KeptBoard]) -> Reply:
    """One board's team; of several boards, each with its sum and a button that opens it."""
    each = [
        Told(f"team|{kept.board.id}", team_view(shown_of(question.tools, kept))) for kept in boards
    ]
    return _one_or_each(question, each, f"Workload of {len(boards)} boards")


def _one_or_each(question: Question, told: list[Told], title: str) -> Reply:
    """What is told of one board, whole; of several, in a line each with a button that opens it."""
    if len(told) == 1:
        return told[0].reply
    blocks: list[Block] = [
        section(cut_marked(each.reply.text, 1000), button("Open", BACK, value=each.opens))
        for each in told[:_MOST_BOARDS]
    ]
    if len(told) > _MOST_BOARDS:
        blocks.append(context(f"and {len(told) - _MOST_BOARDS} more: name one of them"))
    oldest = min(kept.as_of for kept in question.desk.boards_of(question.asker))
    blocks.append(context(f"{age(oldest, question.now)} · only you see this"))
    return Reply(title, blocks)


def _of_boards(question: Question, meant: list[tuple[Shown, str]]) -> Reply:
    """A person's cards on the board that they are on, or the sum on each of several boards; and
    the first of several people of one name, when they are on one board."""
    of_each = {shown.load.board_id: (shown, key) for shown, key in reversed(meant)}
    told = []
    for shown, key in reversed(of_each.values()):
        reply = person_view(shown, key)
        if reply is not None:
            of_board = f"{reply.text} · {named(shown.load.board)}"
            what = f"person|{shown.load.board_id}|{key}|0"
            told.append(Told(what, Reply(of_board, reply.blocks)))
    return _one_or_each(question, told, f"On {len(told)} boards")


def _of_slack_person(question: Question, slack_id: str) -> Reply:
    meant = question.desk.asker(slack_id)
    if meant is None:
        return plain(
            f"I do not know who <@{slack_id}> is on Trello.",
            "They can say so with `/card me`; a lead can write it into the agreement.",
        )
    found = []
    for kept in question.desk.boards_of(question.asker):
        member = meant.member_of(kept.board)
        if member is None:
            continue
        shown = shown_of(question.tools, kept)
        if any(person.member_id == member.id for person in shown.load.people):
            found.append((shown, member.id))
    if not found:
        return plain(f"{escape(meant.name)} is on none of your boards.")
    return _of_boards(question, found)


def _of_group(question: Question, group_id: str, handle: str) -> Reply:
    try:
        answered = question.tools.client.usergroups_users_list(usergroup=group_id)
    except SlackApiError as error:
        return plain(f"Slack does not tell me who is in that group ({error.response['error']}).")
    askers = [question.desk.asker(str(user)) for user in answered.get("users") or []]
    unknown = sum(asker is None for asker in askers)
    group = f"@{handle.removeprefix('@') or 'the group'}"
    told = []
    for kept in question.desk.boards_of(question.asker):
        keys = _keys(kept, [asker for asker in askers if asker])
        if keys:
            name = f"Workload of {group} on {kept.board.name}"
            reply = team_view(shown_of(question.tools, kept), keys, name)
            told.append(Told(f"group|{kept.board.id}|{','.join(keys)[:1800]}", reply))
    if not told:
        return plain("Nobody of that group is on your boards, as far as I know who they are.")
    reply = _one_or_each(question, told, f"Workload of {escape(group)} on {len(told)} boards")
    if unknown:
        words = f"{unknown} of the group {'is' if unknown == 1 else 'are'} not tied yet."
        reply.blocks.append(context(words))
        if reply.simpler:
            reply.simpler.append(context(words))
    return reply


def _keys(kept: KeptBoard, askers: list[Asker]) -> list[str]:
    members = (asker.member_of(kept.board) for asker in askers)
    return [member.id for member in members if member is not None]


def _weeks(question: Question, rest: str) -> Reply:
    """`weeks`, `weeks 6`, and with several boards `weeks BOARD`; the first of them without one."""
    numbers = [w for w in rest.split() if w.isdecimal() and len(w) <= _DIGITS]
    if len(numbers) == 1:
        if not 1 <= int(numbers[0]) <= MOST_WEEKS:
            return plain(f"I can show 1 to {MOST_WEEKS} weeks; `/workload weeks` shows {WEEKS}.")
        rest = " ".join(word for word in rest.split() if word not in numbers)
    count = int(numbers[0]) if len(numbers) == 1 else WEEKS
    boards = question.desk.boards_of(question.asker)
    wanted = fold(rest)
    named = [kept for kept in boards if wanted and wanted in fold(kept.board.name)]
    if wanted and not named:
        hint = did_you_mean(rest, {kept.board.name for kept in boards})
        return plain(f"I keep no board called “{escape(rest)}”; {escape(hint)}")
    return weeks_view(shown_of(question.tools, (named or boards)[0], weeks=count))


def _help(_question: Question, _rest: str) -> Reply:
    lines = [
        (
            "`/workload` shows the team, `/workload @ines` or `/workload Ines` one person with "
            "every card, `/workload @group` a group of Slack"
        ),
        (
            "`/workload weeks` shows the next four weeks: who has promised too much, who could "
            "help; `/workload weeks 6` shows six"
        ),
        "With several boards, `/workload` and a board's name shows that board",
        (
            "`/workload away 2026-12-20..2027-01-02` says that you are away, `/workload away clear`"
            " takes that back"
        ),
        (
            "`/workload capacity 4` says how many days a week you have, `/workload capacity clear` "
            "leaves it to the agreement; a lead may add a person: `/workload capacity 3 @ines`"
        ),
    ]
    return Reply("How to use /workload", [section(bullets(lines, 10))])


_TERMS: dict[str, Callable[[Question, str], Reply]] = {
    "away": away,
    "capacity": capacity,
    "weeks": _weeks,
    "help": _help,
}

COMMAND = Command(
    name="workload",
    summary="Who carries how much, who has room, what is stuck",
    usage=USAGE,
    answer=answer,
)
