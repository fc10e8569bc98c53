"""The dialog that excuses a card from a rule: which, until when, because of what."""

from datetime import date, timedelta
from typing import Any

from bot.card_actions import Asked, NotDone
from bot.slack.modals.card import follow_up
from bot.slack.modals.shape import Errors, Modal, Submission, input_of, option, select, view_of
from bot.slack.text import cut, escape, section
from protocol.check import Report, check_card
from protocol.exempting import excusable, kept_as_it_is, wanted_exemption
from protocol.rules import RULES_BY_NAME
from protocol.subject import Subject

CALLBACK = "exempt_card"
_RULE, _UNTIL, _WHY = "rule", "until", "why"
_WEEKS = 2  # the usual end of an exemption, so that none is forgotten


def exempt_dialog(subject: Subject, report: Report, url: str) -> dict[str, Any]:
    """The dialog for one card; rules that it breaks stand first, those that it keeps nowhere."""
    names = excusable(report)
    rules = [option(f"{name}: {RULES_BY_NAME[name].summary}", name) for name in names]
    today = subject.context.now.astimezone(subject.context.zone).date()
    until = today + timedelta(weeks=_WEEKS)
    why: dict[str, Any] = {"type": "plain_text_input", "max_length": 300}
    blocks = [
        section(f"*{escape(cut(subject.title, 200))}*"),
        input_of(_RULE, "From which rule", select(rules, names[0])),
        input_of(
            _UNTIL, "Until", {"type": "datepicker", "initial_date": until.isoformat()},
            hint="That day included. Empty: with no end.", optional=True,
        ),
        input_of(_WHY, "Because", why, hint="Others read it on the card, with your name."),
    ]  # fmt: skip
    notes = {"board": subject.context.board.id, "card": subject.id, "url": url}
    return view_of(CALLBACK, "Exempt this card", blocks, submit="Exempt", notes=notes)


def _until(said: Submission) -> date | None:
    text = said.text(_UNTIL)
    return date.fromisoformat(text) if text else None


def _check(said: Submission) -> Errors:
    kept = next(
        (k for k in said.desk.boards_of(said.asker) if k.board.id == said.notes["board"]), None
    )
    if kept is None:
        return {_RULE: "You are not a member of this card's board any more."}
    of = said.desk.context(kept)
    today = of.now.astimezone(of.zone).date()
    wanted = wanted_exemption(said.text(_RULE), _until(said), said.text(_WHY), today)
    if not isinstance(wanted, str):
        kept_card = kept.board.find_card(said.notes["card"])
        if kept_card and wanted.rule not in excusable(check_card(of, kept_card.id)):
            return {_RULE: kept_as_it_is(wanted.rule)}
        return {}
    until = _until(said)
    return {_UNTIL if until is not None and until < today else _WHY: wanted}


def _act(said: Submission) -> None:
    asked = Asked(said.asker, said.notes["board"], said.notes["card"], said.place.key)
    try:
        says = said.tools.actions.exempt_from(
            asked, said.text(_RULE), _until(said), said.text(_WHY)
        )
    except NotDone as reason:
        says = str(reason)
    follow_up(said, asked, says)


MODAL = Modal(CALLBACK, _check, _act)
