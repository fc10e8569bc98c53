"""The dialogs of a meeting: a decision, an action, a topic."""

import html
from datetime import date, timedelta
from typing import Any

from msgspec import structs

from bot.card_actions import NotDone
from bot.meeting_deeds import draft_of
from bot.slack.clicks.shape import Answer, Button, Click
from bot.slack.commands.shape import Reply, plain
from bot.slack.modals.shape import (
    Errors,
    Modal,
    Submission,
    answer_to,
    input_of,
    option,
    select,
    view_of,
)
from bot.slack.shortcuts import Shortcut, Used
from bot.slack.text import Block, cut, escape, section
from bot.slack.tools import Place, Tools
from protocol.agreement import fold
from protocol.bots import is_bot
from protocol.meeting_life import MeetingState, Point
from protocol.new_card import DUE, ESTIMATE, KIND, NOTES, OWNERS, TITLE, Draft
from protocol.subject import Context
from protocol.words import figure

_TEXT, _SORT, _CARD, _BOARD = "text", "sort", "on_card", "board"
_MOST_TOPIC, _MOST_TITLE, _MOST_TEXT = 300, 250, 2900
_ONE_OF_MESSAGE = 150


def decide_dialog(
    tools: Tools,  # noqa: ARG001 - every dialog of a point is made alike
    state: MeetingState,
    point: Point,
    place: Place,
    version: int,
) -> dict[str, Any]:
    """What was decided, or is to be known, on one point."""
    sorts = [
        option("A decision: it is written on the card", "decision"),
        option("To be known: it is in the minutes", "information"),
    ]
    text = {"type": "plain_text_input", "multiline": True, "max_length": _MOST_TEXT}
    blocks = [
        section(f"*{escape(cut(point.title, 200))}*"),
        input_of(_TEXT, "What was decided", text),
        input_of(_SORT, "What it is", select(sorts, "decision")),
    ]
    if not point.card_id:
        card: Block = {"type": "plain_text_input", "max_length": 300}
        hint = "Its address, #number or title. Empty: it stands in the minutes alone."
        blocks.append(input_of(_CARD, "The card it concerns", card, hint=hint, optional=True))
    return view_of("meeting_decide", "Decide", blocks, submit="Write it down",
                   notes=_notes(state, point, place, version))  # fmt: skip


def act_dialog(
    tools: Tools, state: MeetingState, point: Point, place: Place, version: int
) -> dict[str, Any]:
    """An action on one point: a card that keeps the agreement."""
    draft = tools.room.draft_for(state.board_id, state.day, point.key)
    if draft.due is None:
        draft = structs.replace(draft, due=(state.when + timedelta(days=7)).date())
    notes = {**_notes(state, point, place, version), "goal": draft.goal_id}
    return _act_view(_context(tools, state.board_id), point.title, draft, notes)


def open_change(tools: Tools, place: Place, state: MeetingState, number: str) -> None:
    """Put an action otherwise whose card could not be made."""
    outcome = state.outcome(number)
    if outcome is None or outcome.kind != "action" or not outcome.failed:
        raise NotDone("That card is asked for again already.")
    point = state.point(outcome.point) or Point("", outcome.text)
    draft = draft_of(outcome)
    notes = {**_notes(state, point, place, state.version), "goal": draft.goal_id, "again": number}
    view = _act_view(_context(tools, state.board_id), point.title, draft, notes)
    tools.client.views_open(trigger_id=place.trigger_id, view=view)


def _act_view(of: Context, title: str, draft: Draft, notes: dict[str, str]) -> dict[str, Any]:
    people = [
        option(of.name_of(member.id), member.id)
        for member in sorted(of.board.members, key=lambda each: fold(of.name_of(each.id)))
        if member.active and not member.is_observer and not is_bot(member)
    ]
    owners: Block = {"type": "multi_static_select", "options": people[:100]}
    chosen = [each for each in owners["options"] if each["value"] in draft.owners]
    if chosen:
        owners["initial_options"] = chosen
    due: Block = {"type": "datepicker"}
    if draft.due is not None:
        due["initial_date"] = draft.due.isoformat()
    blocks = [
        section(f"*{escape(cut(title, 200))}*"),
        input_of(TITLE, "What is to be done", _text_input(draft.title, _MOST_TITLE)),
    ]
    if people:
        blocks.append(input_of(OWNERS, "By whom", owners, optional=True))
    blocks.append(input_of(DUE, "Until", due, optional=True))
    if of.agreement.kinds:
        kinds = [option(name, name) for name in of.agreement.kinds]
        blocks.append(input_of(KIND, "Kind", select(kinds, draft.kind), optional=True))
    estimate = "" if draft.estimate is None else figure(draft.estimate)
    notes_field = _text_input(draft.notes, _MOST_TEXT, multiline=True)
    blocks += [
        input_of(ESTIMATE, "Estimate", _text_input(estimate, 6), optional=True,
                 hint="In working days, such as 2 or 0.5."),
        input_of(NOTES, "Description", notes_field, optional=True),
    ]  # fmt: skip
    return view_of("meeting_act", "Action", blocks, submit="Make the card", notes=notes)


def _text_input(text: str, most: int, *, multiline: bool = False) -> Block:
    field: Block = {"type": "plain_text_input", "max_length": most, "multiline": multiline}
    return {**field, "initial_value": text[:most]} if text else field


def open_topic(tools: Tools, place: Place, board_id: str, text: str = "", about: str = "") -> None:
    """Ask for a topic; `about` is an address that goes with it."""
    words: Block = {"type": "plain_text_input", "max_length": _MOST_TOPIC}
    if text:
        words["initial_value"] = cut(text, _MOST_TOPIC)
    blocks = [input_of(_TEXT, "What is to be talked about", words)]
    notes = {"board": board_id, "url": place.response_url, "about": about}
    view = view_of("meeting_topic", "Add a topic", blocks, submit="Add it", notes=notes)
    tools.client.views_open(trigger_id=place.trigger_id, view=view)


def _decided_check(said: Submission) -> Errors:
    if not said.text(_TEXT):
        return {_TEXT: "Say what was decided."}
    found = _cards(said)
    return {_CARD: found} if isinstance(found, str) else {}


def _decided(said: Submission) -> None:
    room, cards = said.tools.room, _cards(said)
    at = (said.notes["board"], date.fromisoformat(said.notes["day"]), said.notes["point"])
    text, key, version = said.text(_TEXT), said.place.key, int(said.notes["version"])
    if said.text(_SORT) == "information":
        room.note(*at, text, said.asker, key, version=version)
    else:
        named = cards if isinstance(cards, tuple) and cards else None
        room.decide(*at, text, said.asker, key, cards=named, version=version, later=True)


def _finish(said: Submission) -> None:
    """Do on Trello what was written down."""
    said.tools.room.finish(said.notes["board"], date.fromisoformat(said.notes["day"]))


def _cards(said: Submission) -> tuple[str, ...] | str:
    """The card that is named, or a sentence on why none is meant."""
    words = said.text(_CARD)
    if not words:
        return ()
    found = said.desk.search(said.asker, words)
    found = [(of, card) for of, card in found if of.board.id == said.notes["board"]]
    if len(found) == 1:
        return (found[0][1].id,)
    return (
        "No card of the board is named so." if not found
        else f"{len(found)} cards are named so; give the address of one."
    )  # fmt: skip


def _act_check(said: Submission) -> Errors:
    estimate = said.text(ESTIMATE)
    if estimate and not 0 < _number(estimate) <= 999:
        return {ESTIMATE: "Give working days as a number, such as 2 or 0.5."}
    room, board_id = said.tools.room, said.notes["board"]
    errors: Errors = {}
    for part, sentence in room.objections(board_id, _draft(said)):
        errors.setdefault(part if part in said.values else TITLE, sentence)
    return errors


def _acted(said: Submission) -> None:
    room, board_id, key = said.tools.room, said.notes["board"], said.place.key
    day, draft, number = (
        date.fromisoformat(said.notes["day"]),
        _draft(said),
        said.notes.get("again"),
    )
    if number:
        room.again(board_id, day, number, said.asker, key, draft, later=True)
        return
    point, version = said.notes["point"], int(said.notes["version"])
    room.act(board_id, day, point, draft, said.asker, key, version=version, later=True)


def _draft(said: Submission) -> Draft:
    due, estimate = said.text(DUE), said.text(ESTIMATE)
    return Draft(
        "",  # the room chooses the list
        said.text(KIND),
        title=said.text(TITLE),
        owners=said.choices(OWNERS),
        due=date.fromisoformat(due) if due else None,
        estimate=_number(estimate) if estimate else None,
        goal_id=said.notes.get("goal", ""),
        notes=said.text(NOTES),
    )


def _topic_check(said: Submission) -> Errors:
    return {} if said.text(_TEXT) else {_TEXT: "Say the topic in a few words."}


def _topic(said: Submission) -> None:
    about = said.notes.get("about", "")
    text = f"{said.text(_TEXT)} {about}".strip()
    state = said.tools.room.add_topic(said.notes["board"], text, said.asker, said.place.key)
    when = f"{state.when:%A %d %B}"
    answer_to(said.tools, said.place, said.notes.get("url", ""),
              plain(f"Added to the agenda of {when}: {escape(text)}"), replace=False)  # fmt: skip


def _from_card(click: Click) -> Answer:
    board_id, _, card_id = click.value.partition("|")
    for kept in click.desk.boards_of(click.asker):
        card = kept.board.find_card(card_id) if kept.board.id == board_id else None
        if card is not None:
            open_topic(click.tools, click.place, board_id, card.title, card.url)
            return None
    raise NotDone("That card is not on a board that you are a member of.")


def _of_message(used: Used) -> Reply | None:
    """A topic of a message: its first line, and where it stands."""
    boards = used.desk.boards_of(used.asker)
    if not boards:
        return plain("You are not a member of any board that I keep.")
    text = html.unescape(str(used.message.get("text") or "")).strip()
    first = text.splitlines()[0] if text else ""
    answer = used.tools.client.chat_getPermalink(
        channel=used.place.channel_id, message_ts=str(used.message.get("ts") or "")
    )
    open_topic(
        used.tools, used.place, boards[0].board.id, cut(first, _ONE_OF_MESSAGE),
        str(answer["permalink"]),
    )  # fmt: skip
    return None


def _context(tools: Tools, board_id: str) -> Context:
    kept = tools.boards.kept(board_id)
    if kept is None:
        raise NotDone("That board is not kept any more.")
    return tools.desk.context(kept)


def _notes(state: MeetingState, point: Point, place: Place, version: int) -> dict[str, str]:
    return {
        "board": state.board_id,
        "day": state.day.isoformat(),
        "point": point.key,
        "version": str(version),
        "url": place.response_url,
    }


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return 0.0


MODALS = (
    Modal("meeting_decide", _decided_check, _finish, keep=_decided),
    Modal("meeting_act", _act_check, _finish, keep=_acted),
    Modal("meeting_topic", _topic_check, _topic),
)
BUTTONS = (Button("card_topic", _from_card),)
SHORTCUT = Shortcut(
    callback="topic_of_message",
    name="Add to the agenda",
    description="Put this message on the agenda of the team's next weekly meeting",
    kind="message",
    use=_of_message,
)
