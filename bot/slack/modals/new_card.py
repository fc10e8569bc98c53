"""The dialog that makes a card: what it asks for depends on the kind and the list, and what it
makes keeps the agreement."""

import logging
from collections.abc import Callable
from datetime import date
from typing import Any

from msgspec import structs
from slack_sdk.errors import SlackApiError

from bot.card_actions import NotDone
from bot.desk import Asker
from bot.slack.clicks.shape import Answer, Button, Click
from bot.slack.commands.shape import Reply, plain
from bot.slack.message_used import address_of, text_of
from bot.slack.modals import new_card_view as shown
from bot.slack.modals.new_card_view import Form
from bot.slack.modals.shape import Errors, Modal, Submission, view_of
from bot.slack.shortcuts import Shortcut, Used
from bot.slack.text import cut, entities, escape, link, named, section
from bot.slack.tools import Place, Tools
from bot.trello.errors import TrelloUnavailable
from protocol.links import urls_in
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
    first_list,
    needs_of,
    objections,
)
from protocol.subject import Context
from protocol.words import join_and

log = logging.getLogger(__name__)

_MOST_OF_MESSAGE = 2500  # signs of a message that go into the description
_TITLE_OF_MESSAGE = 100
_MOST_KEPT = 1500  # signs of what was written, where no card came of it


def open_new_card(
    tools: Tools,
    asker: Asker,
    place: Place,
    *,
    title: str = "",
    notes_of: Callable[[], str] = lambda: "",
) -> Reply | None:
    """Open the dialog at once, then fill it: a trigger lives three seconds only."""
    boards = tools.desk.boards_of(asker)
    if not boards:
        return plain("You are not a member of any board that I keep.")
    opened = tools.client.views_open(trigger_id=place.trigger_id, view=shown.loading())
    of = tools.desk.context(boards[0])
    member = asker.member_of(of.board)
    draft = Draft(
        first_list(of), title=cut(title, shown.MOST_TITLE), notes=notes_of(),
        owners=(member.id,) if member else (),
    )  # fmt: skip
    form = Form(of, draft, tuple(kept.board for kept in boards))
    tools.client.views_update(view_id=opened["view"]["id"], view=shown.new_card_view(form))
    return None


def _changed(click: Click) -> Answer:
    """Another board, kind or list was chosen: ask for what such a card must carry."""
    values = (click.view.get("state") or {}).get("values") or {}
    states: dict[str, Any] = {
        block: next(iter(each.values()), {}) for block, each in values.items()
    }
    said = Submission(
        click.asker, states, {}, click.desk, click.now, click.tools, click.place,
        str(click.view["id"]),
    )  # fmt: skip
    form = _form(said)
    if form is None:
        raise NotDone("You are not a member of that board.")
    try:
        click.tools.client.views_update(
            view_id=click.view["id"], hash=click.view.get("hash"), view=shown.new_card_view(form)
        )
    except SlackApiError as error:
        if error.response.get("error") != "hash_conflict":  # else what stands there is newer
            raise
    return None


def _form(said: Submission) -> Form | None:
    """What the dialog is made from, with all that is filled in by now."""
    of = _context(said)
    boards = tuple(kept.board for kept in said.desk.boards_of(said.asker))
    return Form(of, _draft(said, of), boards) if of is not None else None


def _again(said: Submission) -> dict[str, Any] | None:
    """The dialog with the inputs that it lacked: sent so soon after the kind was chosen that they
    were not drawn yet."""
    form = _form(said)
    inputs = (
        [b for b in shown.new_card_view(form)["blocks"] if b["type"] == "input"] if form else []
    )
    lacks = [
        block["label"]["text"]
        for block in inputs
        if not block["optional"] and block["block_id"] not in said.values
    ]
    if form is None or not lacks:
        return None
    says = (
        f"*No card was made yet.* Such a card also needs {escape(join_and(lacks))}: fill that in."
    )
    return shown.new_card_view(structs.replace(form, says=says))


def _check(said: Submission) -> Errors:
    of = _context(said)
    if of is None:
        return {TITLE: "You are not a member of that board any more."}
    wrong = _unreadable(said)
    if wrong:
        return wrong
    fields = said.tools.actions.fields_of(of.board.id)
    errors: Errors = {}
    for part, sentence in objections(_draft(said, of), of, fields):
        block = shown.block_of(part)
        errors[block if block in said.values else _nearest(block, said)] = sentence
    return errors


def _unreadable(said: Submission) -> Errors:
    estimate, links = said.text(ESTIMATE), said.text(LINKS)
    if estimate and not 0 < _number(estimate) <= 999:
        return {ESTIMATE: "Give working days as a number, such as 2 or 0.5."}
    if links and not urls_in(links):
        return {LINKS: "That is no address: it begins with https://."}
    return {}


def _nearest(block: str, said: Submission) -> str:
    """An input that is there, for an error on one that is not."""
    for other in (LIST, KIND, TITLE):
        if other in said.values and other != block:
            return other
    return TITLE


def _act(said: Submission) -> Reply:
    """What the last page of the dialog says."""
    of = _context(said)
    if of is None:
        return _not_made(said, "You are not a member of that board any more.")
    try:
        card = said.tools.actions.create(said.asker, of.board.id, _draft(said, of), said.place.key)
    except NotDone as reason:
        return _not_made(said, str(reason))
    except TrelloUnavailable as error:
        log.warning("A card was not made: %s", error)
        return _not_made(said, "Trello cannot be reached at the moment. Try again in some minutes.")
    made = named(of.list_name(card.list_id))
    return plain(f"Made {link(card.url, card.title)} in *{made}*.", "It keeps the agreement.")


def _not_made(said: Submission, reason: str) -> Reply:
    """Why, and what was written: nobody shall have to write it twice."""
    written = "\n".join(filter(None, (said.text(TITLE), said.text(NOTES))))
    return plain(
        f"Not made: {entities(reason)}", f"What you wrote: {escape(cut(written, _MOST_KEPT))}"
    )


def _context(said: Submission) -> Context | None:
    boards = said.desk.boards_of(said.asker)
    wanted = said.text(shown.BOARD)
    for kept in boards:
        if not wanted or kept.board.id == wanted:
            return said.desk.context(kept)
    return None


def _draft(said: Submission, of: Context) -> Draft:
    """What is filled in; what belongs to another board than the one chosen falls away."""
    kind, list_id = said.text(KIND), said.text(LIST)
    if list_id not in of.board.lists_by_id:
        list_id = first_list(of)
    if kind not in of.agreement.kinds:
        kind = ""
    due, estimate = said.text(DUE), said.text(ESTIMATE)
    number = _number(estimate) if estimate else None
    needs = needs_of(kind, list_id, of)
    texts = ((name, said.text(shown.block_of(SECTION + name))) for name in needs.headings)
    members = of.board.members_by_id
    return Draft(
        list_id,
        kind,
        title=said.text(TITLE),
        owners=tuple(member for member in said.choices(OWNERS) if member in members),
        due=date.fromisoformat(due) if due else None,
        estimate=number if number is not None and number > 0 else None,
        goal_id=said.text(GOAL) if said.text(GOAL) in of.goals.by_id else "",
        notes=said.text(NOTES),
        links=tuple(urls_in(said.text(LINKS))),
        sections={name: text for name, text in texts if text},
    )


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return 0.0


def _of_message(used: Used) -> Reply | None:
    """A card of a message: its first line as title, its text and a link back in the description."""
    text = text_of(used)
    lines = text.splitlines()
    quoted = "\n".join(f"> {line}" for line in cut(text, _MOST_OF_MESSAGE).splitlines())
    return open_new_card(
        used.tools, used.asker, used.place, title=cut(lines[0] if lines else "", _TITLE_OF_MESSAGE),
        notes_of=lambda: f"{quoted}\n\n{_link_back(used)}".strip(),
    )  # fmt: skip


def _link_back(used: Used) -> str:
    address = address_of(used)
    return f"[The message in Slack]({address})" if address else ""


def _working() -> dict[str, Any]:
    return view_of("new_card_working", "New card", [section("Making the card …")])


MODAL = Modal(shown.CALLBACK, _check, _act, _working, again=_again)
BUTTONS = tuple(Button(name, _changed) for name in (shown.BOARD, KIND, LIST))
SHORTCUT = Shortcut(
    callback="card_of_message",
    name="Make a card of this",
    description="Make a card on the team's board of this message, with a link back to it",
    kind="message",
    use=_of_message,
)
