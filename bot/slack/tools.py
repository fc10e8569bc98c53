"""What an answer in Slack may use, handed from the composition root to every listener."""

from collections.abc import Callable

from msgspec import Struct
from slack_sdk import WebClient
from sqlalchemy import Engine

from bot.boards import Boards
from bot.card_actions import CardActions
from bot.desk import Asker, Desk
from bot.link_deeds import LinkDeeds
from bot.meeting_book import MeetingBook
from bot.meeting_room import MeetingRoom
from bot.new_repositories import NewRepositories
from bot.roster import Roster
from bot.slack.speaking.listeners import Listeners

WayIn = Callable[[Asker, str], str]


class Tools(Struct, frozen=True):
    """Everything besides the question itself."""

    engine: Engine
    boards: Boards
    desk: Desk
    actions: CardActions
    roster: Roster
    book: MeetingBook
    room: MeetingRoom
    deeds: LinkDeeds
    client: WebClient
    post_agenda: Callable[[str], None]  # bring the posted agenda of a board up to date
    repositories: NewRepositories | None = None  # None: none can be made
    listeners: Listeners | None = None  # None: nobody is told anything unasked
    way_in: WayIn | None = None  # a link that lets somebody in on a page; None: there is none
    prefix: str = ""  # of the commands' names
    unfurl: bool = False  # show links to cards as cards
    native_blocks: bool = False  # tables and charts of Slack's own


class Place(Struct, frozen=True):
    """Where somebody did something, and what Slack calls it."""

    user_id: str
    channel_id: str = ""
    trigger_id: str = ""  # opens one modal within 3 seconds (facts: interaction timing)
    key: str = ""  # the same when the same thing is delivered again
    response_url: str = ""  # takes five answers within half an hour
    is_ephemeral: bool = False  # on a message that only this person sees
