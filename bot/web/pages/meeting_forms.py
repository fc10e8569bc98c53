"""What the forms of the meeting's page do. Each carries a key, so that a double click is one click,
and the version of the meeting that the person saw."""

from collections.abc import Callable
from datetime import date
from typing import Any

from msgspec import structs

from bot.meeting_deeds import draft_of
from bot.web.pages.meeting import day_of_path
from bot.web.pages.shape import Deed, Done
from bot.web.pages.visit import Refused, Visit
from protocol.meeting_life import MARKS, Mark, MeetingState
from protocol.new_card import Draft

_SAID: dict[str, str] = {"done": "Done.", "carried": "Carried over.", "dropped": "Dropped."}
_LONGEST = 2000


def open_it(visit: Visit) -> Done:
    """Open the meeting."""
    _do(visit, visit.site.room.open)
    return _back(visit, "The meeting is open.")


def hold_now(visit: Visit) -> Done:
    """Hold the coming meeting now."""
    _member(visit)
    state = visit.site.room.hold_now(visit.kept.board.id, visit.visitor.asker, _key(visit))
    return Done(visit.at("meeting", day=state.day.isoformat()), "The meeting is open.")


def turn(visit: Visit) -> Done:
    """Speak about a point, or about the next."""
    state = _do(visit, visit.site.room.turn, seen=_text(visit, "seen"), to=_text(visit, "to"))
    return _back(visit, "" if state.current else "Every point has had its word.")


def mark(visit: Visit) -> Done:
    """Mark a point done, carried over or dropped, or take the mark back."""
    wanted: Mark = next((m for m in MARKS if m == visit.form.get("mark")), "")
    _member(visit)
    visit.site.room.mark(
        *_where(visit), _text(visit, "point"), wanted, visit.visitor.asker, _key(visit),
        _version(visit),
    )  # fmt: skip
    return _back(visit, _SAID.get(wanted, "The mark is taken back."))


def decide(visit: Visit) -> Done:
    """Write a decision down."""
    _member(visit)
    visit.site.room.decide(
        *_where(visit), _text(visit, "point"), _text(visit, "text"), visit.visitor.asker,
        _key(visit), version=_version(visit),
    )  # fmt: skip
    return _back(visit, "Decided.")


def note(visit: Visit) -> Done:
    """Write an information down."""
    _member(visit)
    visit.site.room.note(
        *_where(visit), _text(visit, "point"), _text(visit, "text"), visit.visitor.asker,
        _key(visit), version=_version(visit),
    )  # fmt: skip
    return _back(visit, "Noted.")


def act(visit: Visit) -> Done:
    """Write an action down; it becomes a card."""
    _member(visit)
    visit.site.room.act(
        *_where(visit), _text(visit, "point"), _draft(visit), visit.visitor.asker, _key(visit),
        version=_version(visit),
    )  # fmt: skip
    return _back(visit, "Written down; the card is on its way.")


def again(visit: Visit) -> Done:
    """Ask Trello again for what it did not take, as it was or as it is put now."""
    _member(visit)
    board_id, day = _where(visit)
    number, room = _text(visit, "outcome"), visit.site.room
    before = room.state(board_id, day).outcome(number)
    changed = None
    if before is not None and before.kind == "action" and _text(visit, "title"):
        changed = _changed(draft_of(before), _draft(visit))
    state = room.again(board_id, day, number, visit.visitor.asker, _key(visit), changed)
    outcome = state.outcome(number)
    says = "Asked for again." if outcome is None or not outcome.failed else "It was refused again."
    if state.stage == "closed":
        return Done(visit.at(f"minutes/{day.isoformat()}"), says)
    return _back(visit, says)


def add_topic(visit: Visit) -> Done:
    """Add a topic."""
    _member(visit)
    visit.site.room.add_topic(
        visit.kept.board.id, _text(visit, "text"), visit.visitor.asker, _key(visit)
    )
    return _back(visit, "The topic is on the agenda.")


def facilitate(visit: Visit) -> Done:
    """Let somebody else lead."""
    _member(visit)
    name = _text(visit, "name")
    visit.site.room.facilitate(*_where(visit), name, visit.visitor.asker, _key(visit))
    return _back(visit, f"{name} leads through the meeting.")


def plan(visit: Visit) -> Done:
    """Choose the cards of the coming week."""
    prefix = "card:"
    chosen = tuple(
        name.removeprefix(prefix) for name, ticked in visit.form.items()
        if name.startswith(prefix) and ticked
    )  # fmt: skip
    if not chosen:
        raise Refused(400, "Choose at least one card.")
    _member(visit)
    visit.site.room.choose(*_where(visit), chosen, visit.visitor.asker, _key(visit))
    return _back(visit, "The week is planned.")


def close(visit: Visit) -> Done:
    """Close the meeting."""
    _do(visit, visit.site.room.close)
    day = day_of_path(visit)
    return Done(
        visit.at(f"minutes/{day.isoformat()}"), "The meeting is closed; these are its minutes."
    )


def reopen(visit: Visit) -> Done:
    """Open a meeting again that was closed too early."""
    _do(visit, visit.site.room.reopen)
    return Done(visit.at("meeting"), "The meeting is open again.")


DEEDS: tuple[Deed, ...] = (
    Deed("meeting/open", open_it),
    Deed("meeting/hold", hold_now),
    Deed("meeting/turn", turn),
    Deed("meeting/mark", mark),
    Deed("meeting/decide", decide),
    Deed("meeting/note", note),
    Deed("meeting/act", act),
    Deed("meeting/again", again),
    Deed("meeting/topic", add_topic),
    Deed("meeting/facilitate", facilitate),
    Deed("meeting/plan", plan),
    Deed("meeting/close", close),
    Deed("meeting/reopen", reopen),
)


def _do(visit: Visit, deed: Callable[..., MeetingState], **more: Any) -> MeetingState:
    _member(visit)
    return deed(*_where(visit), visit.visitor.asker, _key(visit), **more)


def _member(visit: Visit) -> None:
    visit.must_change()


def _where(visit: Visit) -> tuple[str, date]:
    return visit.kept.board.id, day_of_path(visit)


def _back(visit: Visit, says: str) -> Done:
    return Done(visit.at("meeting", day=day_of_path(visit).isoformat()), says)


def _key(visit: Visit) -> str:
    """What tells this click: made with the form, so that sending it twice is one click."""
    return f"page:{_text(visit, 'key')[:40]}:{visit.visitor.asker.trello}"


def _version(visit: Visit) -> int | None:
    told = visit.form.get("version", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else None


def _text(visit: Visit, name: str) -> str:
    return visit.form.get(name, "")[:_LONGEST].strip()


def _draft(visit: Visit) -> Draft:
    owner, due, days = _text(visit, "owner"), _text(visit, "due"), _text(visit, "estimate")
    try:
        return Draft(
            "",  # the room chooses the list, by what is filled in
            kind=_text(visit, "kind"),
            title=_text(visit, "title"),
            owners=(owner,) if owner else (),
            due=date.fromisoformat(due) if due else None,
            estimate=float(days.replace(",", ".")) if days else None,
            goal_id=_text(visit, "goal"),
        )
    except ValueError:
        raise Refused(400, "A day is written as 2026-12-10, and an estimate as 1.5.") from None


def _changed(before: Draft, now: Draft) -> Draft:
    """What the form can say is as it says; the rest stays, and so do further owners when the first
    one does. The list is chosen anew."""
    owners = before.owners if before.owners[:1] == now.owners else now.owners
    return structs.replace(
        before, list_id="", kind=now.kind, title=now.title, owners=owners, due=now.due,
        estimate=now.estimate,
    )  # fmt: skip
