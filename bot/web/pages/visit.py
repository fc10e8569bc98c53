"""One request for a page: who asks, of which board, and what the page is made from."""

from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.boards import KeptBoard
from bot.desk import Asker
from bot.web.pages.facts import Picture
from bot.web.pages.site import Site
from protocol.board import Member
from protocol.days import dated, day_of, spoken_day, spoken_time
from protocol.meeting import meeting_zone
from protocol.subject import Context


class Refused(Exception):  # noqa: N818 - says what happened
    """What was asked for is not given; the text is a sentence for the person."""

    def __init__(self, status: int, says: str) -> None:
        super().__init__(says)
        self.status = status


class Visitor(Struct, frozen=True):
    """Somebody who is in."""

    asker: Asker
    secret: str  # of the session; never shown

    @property
    def name(self) -> str:
        """What the page calls them."""
        return self.asker.name or self.asker.trello


class Visit(Struct, frozen=True, dict=True):
    """Everything that a page is made from."""

    site: Site
    visitor: Visitor
    now: datetime
    path: dict[str, Any]
    query: dict[str, str]
    form: dict[str, str] = {}

    @cached_property
    def boards(self) -> list[KeptBoard]:
        """The boards of which the visitor is a member, as they are known now."""
        return self.site.desk.boards_of(self.visitor.asker)

    @cached_property
    def kept(self) -> KeptBoard:
        """The board that the address names; raises Refused for one that is not theirs, which is
        told as if it were not there."""
        wanted = self.path.get("board", "")
        for kept in self.boards:
            if wanted in (kept.board.short_link, kept.board.id):
                return kept
        raise Refused(404, "There is no such board, or you are not a member of it.")

    @cached_property
    def picture(self) -> Picture:
        """What is worked out of the board."""
        return self.site.facts.of(self.kept.board.id)

    @property
    def context(self) -> Context:
        """The board as rules, load and agenda read it."""
        return self.picture.context

    @cached_property
    def member(self) -> Member:
        """The visitor as a member of the board."""
        member = self.visitor.asker.member_of(self.kept.board)
        assert member is not None  # else the board would not be theirs
        return member

    @property
    def may_change(self) -> bool:
        """Whether the visitor could change the board on Trello too."""
        return not self.member.is_observer

    def must_change(self) -> None:
        """Raises Refused for somebody who may only look."""
        if not self.may_change:
            raise Refused(403, "You may look at this board, and not change it: you observe it.")

    def at(self, to: str = "", **query: object) -> str:
        """The address of a page of this board."""
        return board_path(self.kept, to, **query)

    def day(self, when: datetime) -> str:
        """A day where the team is."""
        zone = self.context.zone
        return spoken_day(day_of(when, zone), day_of(self.now, zone))

    @property
    def meeting_zone(self) -> ZoneInfo:
        """The zone in which the meeting is held."""
        return meeting_zone(self.context.agreement)

    def dated(self, day: date) -> str:
        """A day with its year."""
        return dated(day)

    def time(self, when: datetime) -> str:
        """A moment where the team is."""
        return spoken_time(when, self.context.zone)

    @property
    def page_number(self) -> int:
        """Which page of a long list is asked for, from 1 on."""
        asked = self.query.get("page", "1")
        return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def board_path(kept: KeptBoard, to: str = "", **query: object) -> str:
    """The address of a page of a board."""
    reference = quote(kept.board.short_link or kept.board.id, safe="")
    path = f"/board/{reference}" + (f"/{to}" if to else "")
    asked = "&".join(f"{k}={quote(str(v), safe='')}" for k, v in query.items() if v not in ("", 1))
    return f"{path}?{asked}" if asked else path
