"""`/workload`: who carries how much, who has room, and what is stuck; each number has its cards."""

from bot.slack.commands.shape import Command, Question, Reply, age, plain
from bot.slack.text import Block, bullets, context, escape, header, link, section
from protocol.agreement import fold
from protocol.words import count_of, did_you_mean, figure
from protocol.workload import STATES, LoadCard, PersonLoad, Workload, workload

USAGE = "[name of a person | name of a board]"
_BAR = 10  # signs in a full bar
_MOST_CARDS = 12


def answer(question: Question) -> Reply:
    """The team's load, or one person's load card by card."""
    boards = question.desk.boards_of(question.asker)
    if not boards:
        return plain("You are not a member of any board that I keep.")
    if question.words == "help":
        return plain(
            "`/workload` shows the team; `/workload Ines` one person with every card; with several "
            "boards, `/workload` and a board's name shows that board."
        )
    wanted = fold(question.words.removeprefix("@"))
    named = [kept for kept in boards if wanted and wanted in fold(kept.board.name)]
    loads = [(kept, workload(question.desk.context(kept))) for kept in named or boards]
    if not wanted or named:
        blocks: list[Block] = []
        for kept, load in loads:
            blocks += [*_team(load), context(age(kept.read_at, question.now))]
        return Reply(_summary(loads[0][1]), blocks)
    for kept, load in loads:
        for person in load.people:
            if fold(person.name) == wanted or wanted in fold(person.name).split():
                return _person(person, context(age(kept.read_at, question.now)))
    names = [person.name for _, load in loads for person in load.people]
    hint = did_you_mean(question.words, names)
    return plain(f"I know nobody called “{escape(question.words)}”; {escape(hint)}")


def _team(load: Workload) -> list[Block]:
    lines = []
    for person in load.people:
        notes = [f"*{escape(person.name)}*", f"`{_bar(person)}`", _ratio(person)]
        if person.overdue:
            notes.append(f"{person.overdue} overdue")
        if person.stuck:
            notes.append(f"{person.stuck} stuck")
        lines.append(" ".join(notes[:2]) + " " + " · ".join(notes[2:]))
    blocks = [header(f"Workload of {load.board}"[:150])]
    for state in STATES:
        of_state = [
            line for person, line in zip(load.people, lines, strict=True) if person.state == state
        ]
        if of_state:
            blocks.append(section(f"*{state}*\n" + "\n".join(of_state)))
    if load.unowned.counted:
        count = count_of(len(load.unowned.counted), "card")
        days = figure(load.unowned.load)
        blocks.append(section(f"*Nobody's*: {count} without an owner, {days} days"))
    blocks.append(
        context("Load is estimate × weight of the list × share. `/workload NAME` opens the cards.")
    )
    return blocks


def _person(person: PersonLoad, small: Block) -> Reply:
    text = f"{escape(person.name)}: {person.state}, {_ratio(person)}"
    blocks = [section(f"*{text}*")]
    if person.counted:
        lines = [f"{figure(card.days)} d · {_card(card)}" for card in person.counted]
        blocks.append(section(f"*Counted*\n{bullets(lines, _MOST_CARDS)}"))
    if person.left_out:
        lines = [_card(card) for card in person.left_out]
        blocks.append(section(f"*Left out, and why*\n{bullets(lines, _MOST_CARDS)}"))
    if not person.counted and not person.left_out:
        blocks.append(section("No open card is theirs."))
    return Reply(text, [*blocks, small])


def _card(card: LoadCard) -> str:
    marks = " · *overdue*" if card.overdue else ""
    if card.stuck_days is not None:
        marks += f" · stuck for {count_of(card.stuck_days, 'day')}"
    return f"{link(card.url, card.title)} ({escape(card.says)}){marks}"


def _ratio(person: PersonLoad) -> str:
    if person.state == "Away":
        return f"{figure(person.load)} days of work, away this week"
    return f"{figure(person.load)} of {figure(person.capacity.days)} days"


def _bar(person: PersonLoad) -> str:
    """Load against capacity in ten signs; a sign more says that it is over."""
    share = person.load / person.capacity.days if person.capacity.days else 0.0
    filled = min(_BAR, round(share * _BAR))
    return "█" * filled + "░" * (_BAR - filled) + ("+" if share > 1 else "")


def _summary(load: Workload) -> str:
    over = [person.name for person in load.people if person.state == "Over"]
    free = [person.name for person in load.people if person.state == "Available"]
    parts = [f"{figure(load.load)} of {figure(load.capacity)} days"]
    if over:
        parts.append(f"over: {', '.join(over)}")
    if free:
        parts.append(f"room: {', '.join(free)}")
    return escape(f"Workload of {load.board}: {'; '.join(parts)}")


COMMAND = Command(
    name="workload",
    summary="Who carries how much, who has room, what is stuck",
    usage=USAGE,
    answer=answer,
)
