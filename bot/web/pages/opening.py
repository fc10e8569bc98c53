"""Opening the pages: what they need, put together for the composition root."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import Engine

from bot.boards import Boards, Clock
from bot.desk import Asker, Desk, EmailOf
from bot.meeting_book import MeetingBook
from bot.meeting_room import MeetingRoom
from bot.roster import Roster
from bot.settings import Settings
from bot.trello.gateway import TrelloGateway
from bot.web.pages.access import Access
from bot.web.pages.facts import Facts
from bot.web.pages.registry import NAVIGATION
from bot.web.pages.site import Site
from bot.web.pages.visit import board_path
from protocol.decide import Bot


def base_of(settings: Settings) -> str:
    """Where people reach the pages: the address of their own, else the public one, else none."""
    return (settings.page_url or settings.public_url).rstrip("/")


def access_for(settings: Settings, engine: Engine, clock: Clock, base_url: str = "") -> Access:
    """Links and sessions of this deployment."""
    secret = settings.trello_token.get_secret_value()
    return Access(engine, secret, clock, base_url or base_of(settings))


def site_for(
    settings: Settings,
    engine: Engine,
    boards: Boards,
    trello: TrelloGateway,
    roster: Roster,
    book: MeetingBook,
    room: MeetingRoom,
    bot: Bot,
    clock: Clock,
    *,
    email_of: EmailOf | None = None,
) -> Site:
    """Everything that the pages use; without Slack nobody is known by an e-mail address."""
    desk = Desk(boards, clock, email_of or (lambda _: None), roster.tied_to)
    return Site(
        engine=engine, boards=boards, desk=desk, book=book, room=room,
        access=access_for(settings, engine, clock), facts=Facts(boards, clock),
        trello=trello, bot=bot, navigation=tuple((page.path, page.title) for page in NAVIGATION),
    )  # fmt: skip


def way_in(access: Access) -> Callable[[Asker, str], str] | None:
    """What hands out links in Slack; None when it is not known where people reach the pages."""
    return access.link_for if access.base_url else None


def meeting_links(settings: Settings, boards: Boards) -> Callable[[str, date], str]:
    """The address of a meeting's page, for cards; empty when pages cannot be reached. It lets
    nobody in: whoever follows it is asked to come in first."""
    base = base_of(settings)

    def link_to(board_id: str, day: date) -> str:
        kept = boards.kept(board_id)
        path = board_path(kept, f"meeting/{day.isoformat()}") if kept is not None else ""
        return f"{base}{path}" if base and path else ""

    return link_to
