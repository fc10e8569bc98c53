"""What came out of a meeting and could not be done on Trello: its page offers to ask again."""

import secrets
from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from bot.meeting_deeds import draft_of
from bot.web.pages.visit import Visit
from protocol.board import Member
from protocol.bots import is_bot
from protocol.meeting_life import Outcome
from protocol.new_card import Draft


class Redo(Struct, frozen=True):
    """What the forms beside failed outcomes begin with."""

    day: date
    version: int
    key: str  # the same click twice is one
    drafts: dict[str, Draft]  # of actions, by the outcome's number
    members: tuple[Member, ...]
    kinds: tuple[str, ...]


def redo_of(
    visit: Visit, day: date, outcomes: Iterable[Outcome], version: int = 0, key: str = ""
) -> Redo:
    """The forms of these outcomes, as far as they have failed."""
    drafts = {o.id: draft_of(o) for o in outcomes if o.failed and o.kind == "action"}
    kinds = tuple(visit.context.agreement.kinds)
    return Redo(day, version, key or secrets.token_hex(8), drafts, tuple(people(visit)), kinds)


def people(visit: Visit) -> list[Member]:
    """Who may be asked to do something."""
    bot = visit.site.bot.member_id
    return [
        member
        for member in visit.kept.board.members
        if member.active and not member.is_observer and member.id != bot and not is_bot(member)
    ]
