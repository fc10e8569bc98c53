"""What all pages have in common, handed from the composition root."""

from datetime import datetime

from msgspec import Struct, structs
from sqlalchemy import Engine

from bot.boards import Boards, Clock
from bot.desk import Asker, Desk
from bot.meeting_book import MeetingBook
from bot.meeting_room import MeetingRoom
from bot.trello.gateway import TrelloGateway
from bot.web.pages.access import Access
from bot.web.pages.facts import Facts
from protocol.agreement import fold
from protocol.decide import Bot
from storage.pages import PageSession


class Site(Struct, frozen=True):
    """Everything that a page may use."""

    engine: Engine
    boards: Boards
    desk: Desk
    book: MeetingBook
    room: MeetingRoom
    access: Access
    facts: Facts
    trello: TrelloGateway  # to take back what the bot did
    bot: Bot
    navigation: tuple[tuple[str, str], ...] = ()  # path and title of each page of a board

    @property
    def clock(self) -> Clock:
        """The service's own clock."""
        return self.desk.clock

    def now(self) -> datetime:
        """The moment of a request."""
        return self.clock()

    def asker_of(self, session: PageSession) -> Asker | None:
        """Who holds this session, as the agreement and the boards know them now; None when what
        tied them to a member holds no longer."""
        if session.slack_id:
            asker = self.desk.asker(session.slack_id)
        else:
            asker = named_asker(self.boards, session.trello, session.name)
        if asker is None or (session.slack_id and fold(asker.trello) != session.trello):
            return None
        return structs.replace(asker, where="on a page")


def named_asker(boards: Boards, trello: str, name: str) -> Asker:
    """Somebody who is known by their user name on Trello alone."""
    known = boards.agreement.people_by_trello.get(fold(trello))
    if known is None:
        return Asker("", name, trello)
    own_name, person = known
    return Asker("", own_name, person.trello.removeprefix("@") or own_name, person.lead,
                 person.admin, by_name=not person.trello)  # fmt: skip
