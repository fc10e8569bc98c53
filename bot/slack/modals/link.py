"""The dialog that ties an address to a card: a run, a pull request, a repository, a report."""

from typing import Any

from bot.card_actions import Asked, NotDone
from bot.slack.modals.card import follow_up
from bot.slack.modals.shape import Errors, Modal, Submission, input_of, view_of
from bot.slack.text import cut, escape, section
from protocol.links import urls_in
from protocol.subject import Subject

CALLBACK = "link_card"
_ADDRESS = "address"


def link_dialog(subject: Subject, url: str) -> dict[str, Any]:
    """The dialog for one card."""
    blocks = [
        section(f"*{escape(cut(subject.title, 200))}*"),
        input_of(
            _ADDRESS, "Address", {"type": "url_text_input"},
            hint="Of a run, a pull request, a repository or a report. It is attached to the card.",
        ),
    ]  # fmt: skip
    notes = {"board": subject.context.board.id, "card": subject.id, "url": url}
    return view_of(CALLBACK, "Link an address", blocks, submit="Link", notes=notes)


def _check(said: Submission) -> Errors:
    if urls_in(said.text(_ADDRESS)):
        return {}
    return {_ADDRESS: "That is no address: it begins with https://."}


def _act(said: Submission) -> None:
    asked = Asked(said.asker, said.notes["board"], said.notes["card"], said.place.key)
    try:
        says = said.tools.actions.link(asked, said.text(_ADDRESS))
    except NotDone as reason:
        says = str(reason)
    follow_up(said, asked, says)


MODAL = Modal(CALLBACK, _check, _act)
