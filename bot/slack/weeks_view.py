"""The coming weeks in Slack: a table of people by weeks, what does not fit, and who could help.

Nothing is moved from here: a proposal names the card, and people move it.
"""

from bot.slack.commands.shape import Reply
from bot.slack.text import Block, actions, button, context, cut, escape, header, link, section
from bot.slack.workload_view import BACK, SHARE, Shown
from protocol.card_load import days_figure
from protocol.render.columns import left, right, width_of
from protocol.render.weeks_words import (
    ALL_FITS,
    nothing_due,
    proposal_words,
    unowned_words,
    unsolved_words,
)
from protocol.weeks import WeekCell, Weeks

_MOST_PEOPLE = 40
_MOST_LINES = 10
_TABLE_TEXT = 2800
_NAME = 14
_WEEKS_BESIDE = 4  # in one table: a wider one is torn apart on a phone
_NOW = "now"  # the heading of this week, which may not be wider than its numbers
_MARKS = {"Over": "!", "Full": "*", "Available": " ", "Away": "-"}
_NOTHING_MOVES = (
    "None of it can go to somebody else: it is begun, shared, or nobody has room. A later day or "
    "fewer cards would help."
)
_HOW = (
    "Days promised by due dates, of the days that each can carry; `!` over, `*` full, `-` away, "
    "`·` nothing promised. "
    "What is due first is done first, so only what working ahead does not solve is over."
)


def weeks_view(shown: Shown) -> Reply:
    """The weeks of everybody on the board."""
    weeks = shown.weeks
    assert weeks is not None  # it is shown because there are some
    name = f"Next weeks of {weeks.board}"
    blocks: list[Block] = [header(cut(" ".join(name.split()), 150))]
    if weeks.people and weeks.says_nothing:
        blocks.append(section(nothing_due(weeks)))
    else:
        for first in range(0, len(weeks.headings), _WEEKS_BESIDE):
            blocks += [section(f"```{table}```") for table in _tables(weeks, first)]
        blocks += _over(weeks)
    if words := unowned_words(weeks):
        blocks.append(section(escape(words)))
    if shown.shared_by:
        blocks.append(context(f"Shared by <@{shown.shared_by}> · {shown.small}"))
    else:
        back = button("The whole team", BACK, value=f"team|{weeks.board_id}")
        share = button(
            "Share to channel", SHARE, value=f"weeks|{weeks.board_id}|{len(weeks.headings)}"
        )
        blocks += [actions([back, share]), context(f"{_HOW} {shown.small}")]
    return Reply(escape(cut(f"{name}: {summary(weeks)}", 1000)), blocks)


def summary(weeks: Weeks) -> str:
    """Who has promised too much, in one line."""
    said = [over.says for over in weeks.over[:3]]
    if len(weeks.over) > 3:
        said.append(f"{len(weeks.over) - 3} more")
    return "; ".join(said) or "nobody has promised more than fits"


def _tables(weeks: Weeks, begin: int) -> list[str]:
    """The table of some weeks in parts that Slack takes, each with its heading."""
    if not weeks.people:
        return ["Nobody is on the board."]
    people = weeks.people[:_MOST_PEOPLE]
    shown = weeks.headings[begin : begin + _WEEKS_BESIDE]
    heads = [_NOW if words == "this week" else words.removeprefix("week of ") for words in shown]
    wide = [
        max(width_of(head), *(width_of(_cell(p.cells[begin + number])) for p in people))
        for number, head in enumerate(heads)
    ]
    name_width = min(_NAME, max(width_of(person.name) for person in people))
    top = [left("", name_width), *(right(h, w) for h, w in zip(heads, wide, strict=True))]
    first = " ".join(top).rstrip()
    tables: list[list[str]] = [[first]]
    for person in people:
        name = left(escape(person.name).replace("`", "'"), name_width)
        part = person.cells[begin : begin + len(wide)]
        cells = [right(_cell(cell), w) for cell, w in zip(part, wide, strict=True)]
        row = " ".join([name, *cells]).rstrip()
        if sum(map(len, tables[-1])) + len(row) > _TABLE_TEXT:
            tables.append([first])
        tables[-1].append(row)
    if len(weeks.people) > _MOST_PEOPLE:
        tables[-1].append(f"and {len(weeks.people) - _MOST_PEOPLE} more")
    return ["\n".join(table) for table in tables]


def _cell(cell: WeekCell) -> str:
    promised = days_figure(cell.promised, 1) if cell.promised else "·"
    return f"{promised}/{days_figure(cell.capacity, 1)}{_MARKS[cell.state]}"


def _over(weeks: Weeks) -> list[Block]:
    if not weeks.over:
        return [section(ALL_FITS)]
    lines = [f"• {escape(cut(over.says, 250))}" for over in weeks.over[:_MOST_LINES]]
    blocks = [section("\n".join(["*Promised more than fits, by due date*", *lines]))]
    if weeks.proposals:
        moves = [
            f"• {link(each.url, cut(each.title, 100))}: {escape(cut(proposal_words(each), 180))}"
            for each in weeks.proposals[: _MOST_LINES - 2]
        ]
        blocks.append(section("\n".join(["*Could move*, if people agree", *moves])))
        if words := unsolved_words(weeks):
            blocks.append(section(escape(cut(words, 2000))))
    else:
        blocks.append(section(_NOTHING_MOVES))
    return blocks
