"""How the dialog for a new card looks for a kind and a list."""

from typing import Any
from zlib import crc32

from msgspec import Struct

from bot.slack.modals.shape import input_of, option, select, view_of
from bot.slack.text import Block, context, cut, section
from protocol.agreement import KindTerms, fold
from protocol.board import Board
from protocol.bots import is_bot
from protocol.new_card import (
    DUE,
    ESTIMATE,
    GOAL,
    KIND,
    LINKS,
    LIST,
    NOTES,
    OWNERS,
    SECTION,
    TITLE,
    Draft,
    Needs,
    lists_for_cards,
    needs_of,
)
from protocol.subject import Context
from protocol.words import figure

CALLBACK, BOARD = "new_card", "board"
MOST_TITLE = 300
_MOST_TEXT = 3000
_MOST_SECTIONS = 12


class Form(Struct, frozen=True):
    """What the dialog is made from."""

    of: Context
    draft: Draft
    boards: tuple[Board, ...]  # that the asker may choose from
    says: str = ""  # above all else


def loading() -> dict[str, Any]:
    """What stands there until the boards were looked at."""
    return view_of("new_card_loading", "New card", [section("Loading …")])


def block_of(part: str) -> str:
    """The block id of the input for a part of the draft; ids are short, headings are not."""
    return f"section_{crc32(fold(part).encode()):08x}" if part.startswith(SECTION) else part


def new_card_view(form: Form) -> dict[str, Any]:
    """The dialog as it stands for what was filled in so far."""
    of, draft = form.of, form.draft
    needs = needs_of(draft.kind, draft.list_id, of)
    blocks: list[Block] = [section(form.says)] if form.says else []
    if len(form.boards) > 1:
        boards = [option(board.name, board.id) for board in form.boards]
        blocks.append(input_of(BOARD, "Board", select(boards, of.board.id), dispatch=True))
    blocks += _meaning(form, needs)
    blocks += _promises(form, needs)
    blocks += _content(form, needs)
    if of.agreement.kinds and not draft.kind:
        blocks.append(context("Choose a kind, and I ask for what such a card must carry."))
    return view_of(CALLBACK, "New card", blocks, submit="Make the card")


def _meaning(form: Form, needs: Needs) -> list[Block]:
    of, draft = form.of, form.draft
    blocks = []
    if of.agreement.kinds:
        kinds = [option(_kind(name, terms), name) for name, terms in of.agreement.kinds.items()]
        choice = select(kinds, draft.kind, "What the card means")
        optional = KIND not in needs.required and not draft.kind
        blocks.append(input_of(KIND, "Kind", choice, dispatch=True, optional=optional))
    title = {"type": "plain_text_input", "max_length": MOST_TITLE, **_initial(draft.title)}
    blocks.append(input_of(TITLE, "Title", title, hint="What there will be when it is done."))
    lists = [option(of.list_name(list_id), list_id) for list_id, _ in lists_for_cards(of)]
    if lists:
        blocks.append(input_of(LIST, "List", select(lists, draft.list_id), dispatch=True))
    return blocks


def _promises(form: Form, needs: Needs) -> list[Block]:
    """Owners, due day, estimate and goal."""
    of, draft = form.of, form.draft
    people = [
        option(of.name_of(member.id), member.id)
        for member in sorted(of.board.members, key=lambda each: fold(of.name_of(each.id)))
        if member.active and not member.is_observer and not is_bot(member)
    ]
    blocks = []
    if people:
        several = {**select(people), "type": "multi_static_select"}
        chosen = [each for each in several["options"] if each["value"] in draft.owners]
        if chosen:
            several["initial_options"] = chosen
        blocks.append(input_of(OWNERS, "Owners", several, optional=OWNERS not in needs.required))
    due: Block = {"type": "datepicker"}
    if draft.due:
        due["initial_date"] = draft.due.isoformat()
    blocks.append(input_of(DUE, "Due", due, optional=DUE not in needs.required))
    if needs.takes_estimate:
        estimate = {"type": "plain_text_input", "max_length": 6}
        if draft.estimate is not None:
            estimate |= _initial(figure(draft.estimate))
        blocks.append(
            input_of(
                ESTIMATE, "Estimate", estimate, hint="In working days, such as 2 or 0.5.",
                optional=ESTIMATE not in needs.required,
            )
        )  # fmt: skip
        goals = [option(goal.title, goal.id) for goal in of.goals.goals]
        if goals:
            choice = select(goals, draft.goal_id, "The goal it serves")
            blocks.append(input_of(GOAL, "Goal", choice, optional=GOAL not in needs.required))
    return blocks


def _content(form: Form, needs: Needs) -> list[Block]:
    draft = form.draft
    blocks = []
    for heading in needs.headings[:_MOST_SECTIONS]:
        part = SECTION + heading
        blocks.append(
            input_of(
                block_of(part), cut(heading, 150), _text(draft.sections.get(heading, "")),
                hint="Its kind asks for this by now.",
            )
        )  # fmt: skip
    blocks.append(
        input_of(NOTES, "Description", _text(draft.notes), optional=NOTES not in needs.required)
    )
    if needs.takes_links or draft.links:
        url = {"type": "url_text_input", **_initial(draft.links[0] if draft.links else "")}
        blocks.append(
            input_of(
                LINKS, "Link", url, hint="A run, a repository or a report, as its kind asks.",
                optional=LINKS not in needs.required,
            )
        )  # fmt: skip
    return blocks


def _kind(name: str, terms: KindTerms) -> str:
    return f"{name}: {terms.means}" if terms.means else name


def _text(value: str) -> Block:
    return {
        "type": "plain_text_input",
        "multiline": True,
        "max_length": _MOST_TEXT,
        **_initial(value),
    }


def _initial(value: str) -> Block:
    return {"initial_value": cut(value, _MOST_TEXT)} if value else {}
