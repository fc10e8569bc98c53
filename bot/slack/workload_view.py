"""The workload in Slack: the team in lines, one person card by card; each number has its cards.

What is shown is told by a short text, which the buttons carry: `team|BOARD`,
`group|BOARD|MEMBER,MEMBER`, `person|BOARD|MEMBER|PAGE`, `weeks|BOARD`; NOBODY stands
for cards without an owner.
"""

from collections.abc import Sequence

from msgspec import Struct

from bot.slack.commands.shape import Reply
from bot.slack.modals.shape import option, select
from bot.slack.native import chart_block, table_block
from bot.slack.text import Block, actions, button, context, cut, escape, header, link, section
from protocol.card_load import days_figure
from protocol.weeks import Weeks
from protocol.words import count_of, join_and
from protocol.workload import STATES, LoadCard, PersonLoad, Workload

NOBODY = "nobody"
OPEN, MORE, BACK, SHARE = "workload_open", "workload_more", "workload_back", "workload_share"
AHEAD = "workload_weeks"
_MOST_OVER = 3
_BAR = 10  # signs in a full bar
_MOST_CARDS = 10  # on one page
_STATE_TEXT = 2900
_HOW = (
    "Load is this week's: what is under way or ready, whenever it is due; estimate × weight of the "
    "list × share. Pick a name to open the cards behind it."
)


class Shown(Struct, frozen=True):
    """What of a board's load is shown, and how."""

    load: Workload
    small: str  # the age of the data
    native: bool = False  # with Slack's own table and chart
    shared_by: str = ""  # a Slack user id: then everybody sees it, and it has no buttons
    weeks: Weeks | None = None  # the coming ones
    notes: tuple[str, ...] = ()  # what the numbers lack, such as a calendar that cannot be read


def person_key(person: PersonLoad) -> str:
    """What tells the person in a button: the member's id, or the name of who is on no board."""
    return person.member_id or f"~{person.name}"[:75]


def team_view(shown: Shown, only: Sequence[str] = (), title: str = "") -> Reply:
    """Everybody by state, or only these people of a group."""
    load = shown.load
    people = [p for p in load.people if not only or person_key(p) in only]
    name = title or f"Workload of {load.board}"
    head: list[Block] = [header(cut(" ".join(name.split()), 150))]
    blocks: list[Block] = []
    if load.unowned.counted and not only:
        count = count_of(len(load.unowned.counted), "card")
        blocks.append(
            section(f"*Nobody's*: {count} without an owner, {days_figure(load.unowned.load)} days")
        )
    blocks += _promised(shown, [person.name for person in people])
    blocks += [context(escape(cut(note, 500))) for note in shown.notes[:3]]
    ids = ",".join(only)[:1800]
    what = f"group|{load.board_id}|{ids}" if only else f"team|{load.board_id}"
    blocks += _end_of_team(shown, people, what, with_nobody=not only)
    text, lines = _summary(name, people), [*head, *_by_state(people), *blocks]
    if shown.native and people:
        drawn = [*head, chart_block(people), table_block(people), *blocks]
        return Reply(text, drawn, simpler=lines)
    return Reply(text, lines)


def person_view(shown: Shown, key: str, page: int = 0) -> Reply | None:
    """One person's cards, or nobody's, page by page; None when there is no such person."""
    load = shown.load
    if key == NOBODY:
        counted, left_out = load.unowned.counted, load.unowned.left_out
        text = f"Nobody's: {count_of(len(counted), 'card')}, {days_figure(load.unowned.load)} days"
    else:
        person = next((each for each in load.people if person_key(each) == key), None)
        if person is None:
            return None
        counted, left_out = person.counted, person.left_out
        text = f"{escape(person.name)}: {person.state}, {load_words(person)}"
        if person.capacity.days_off and person.state != "Away":
            text += f" ({escape(person.capacity.says)})"
    lines = [("Counted", f"{days_figure(card.days)} d · {_card(card)}") for card in counted]
    lines += [("Left out, and why", _card(card)) for card in left_out]
    pages = max(1, -(-len(lines) // _MOST_CARDS))
    page = min(max(0, page), pages - 1)
    blocks: list[Block] = [section(f"*{text}*")]
    here = lines[page * _MOST_CARDS : (page + 1) * _MOST_CARDS]
    for heading, count in (("Counted", len(counted)), ("Left out, and why", len(left_out))):
        told = [line for kind, line in here if kind == heading]
        blocks += _parts(f"*{heading}* ({count})", told)
    if not lines:
        blocks.append(section("No open card is theirs."))
    blocks += _end_of_person(shown, key, page, pages)
    return Reply(text, blocks)


def _by_state(people: Sequence[PersonLoad]) -> list[Block]:
    blocks: list[Block] = []
    for state in STATES:
        blocks += _parts(f"*{state}*", [_line(p) for p in people if p.state == state], bullet="")
    return blocks


def _line(person: PersonLoad) -> str:
    notes = [load_words(person)]
    if person.overdue:
        notes.append(f"{person.overdue} overdue")
    if person.stuck:
        notes.append(f"{person.stuck} stuck")
    return f"*{escape(cut(person.name, 200))}* `{_bar(person)}` {' · '.join(notes)}"


def _parts(heading: str, lines: list[str], bullet: str = "• ") -> list[Block]:
    """The lines under their heading, in as many sections as Slack's limit asks for."""
    parts: list[list[str]] = []
    room = 0
    for line in lines:
        if len(line) + 3 > room:
            parts.append([] if parts else [heading])
            room = _STATE_TEXT
        parts[-1].append(f"{bullet}{line}")
        room -= len(line) + 3
    return [section("\n".join(part)) for part in parts]


def _end_of_team(
    shown: Shown, people: Sequence[PersonLoad], what: str, *, with_nobody: bool
) -> list[Block]:
    if shown.shared_by:
        return [context(f"Shared by <@{shown.shared_by}> · {shown.small}")]
    board = shown.load.board_id
    options = [option(_option(p), f"person|{board}|{person_key(p)}|0") for p in people[:99]]
    unowned = shown.load.unowned
    if with_nobody and (unowned.counted or unowned.left_out):
        count = len(unowned.counted) + len(unowned.left_out)
        options.append(option(f"Nobody's ({count})", f"person|{board}|{NOBODY}|0"))
    elements: list[Block] = []
    if options:
        choice = select(options, placeholder="Open the cards of …")
        elements.append({**choice, "action_id": OPEN})
    if shown.weeks is not None:
        elements.append(button("Next four weeks", AHEAD, value=f"weeks|{board}"))
    elements.append(button("Share to channel", SHARE, value=what))
    return [actions(elements), context(f"{_HOW} {shown.small}")]


def _promised(shown: Shown, names: Sequence[str]) -> list[Block]:
    """Who of these people has promised too much in one of the coming weeks, named early."""
    over = [each.says for each in shown.weeks.over if each.name in names] if shown.weeks else []
    if not over:
        return []
    more = f"; {len(over) - _MOST_OVER} more" if len(over) > _MOST_OVER else ""
    told = escape(cut("; ".join(over[:_MOST_OVER]), 1000))
    return [section(f"*Promised more than fits, by due date*: {told}{more}")]


def _end_of_person(shown: Shown, key: str, page: int, pages: int) -> list[Block]:
    if shown.shared_by:
        return [context(f"Shared by <@{shown.shared_by}> · {shown.small}")]
    what = f"person|{shown.load.board_id}|{key}"
    elements = [button("The whole team", BACK, value=f"team|{shown.load.board_id}")]
    if pages > 1:
        following = (page + 1) % pages
        words = f"Page {following + 1} of {pages}"
        elements.append(button(words, MORE, value=f"{what}|{following}"))
    elements.append(button("Share to channel", SHARE, value=f"{what}|{page}"))
    return [actions(elements), context(f"{shown.small} · only you see this")]


def _option(person: PersonLoad) -> str:
    counts = f" ({len(person.counted)} counted, {len(person.left_out)} left out)"
    return cut(person.name, 75 - len(counts)) + counts


def _card(card: LoadCard) -> str:
    marks = " · *overdue*" if card.overdue else ""
    if card.stuck_days is not None:
        marks += f" · stuck for {count_of(card.stuck_days, 'day')}"
    return f"{link(card.url, cut(card.title, 120))} · {escape(card.says)}{marks}"


def load_words(person: PersonLoad) -> str:
    """`3 of 5 days`; of somebody who is away, what waits for them."""
    if person.state == "Away":
        return f"{days_figure(person.load)} days of work, away this week"
    return f"{days_figure(person.load)} of {days_figure(person.capacity.days)} days"


def _bar(person: PersonLoad) -> str:
    """Load against capacity in ten signs; a sign more says that it is over."""
    share = person.load / person.capacity.days if person.capacity.days else 0.0
    filled = min(_BAR, round(share * _BAR))
    return "█" * filled + "░" * (_BAR - filled) + ("+" if share > 1 else "")


def _summary(name: str, people: Sequence[PersonLoad]) -> str:
    load = sum(person.load for person in people)
    capacity = sum(person.capacity.days for person in people)
    parts = [f"{days_figure(load)} of {days_figure(capacity)} days"]
    for word, state in (("over", "Over"), ("room", "Available")):
        names = [person.name for person in people if person.state == state]
        if names:
            parts.append(f"{word}: {join_and(names)}")
    return escape(cut(f"{name}: {'; '.join(parts)}", 1000))
