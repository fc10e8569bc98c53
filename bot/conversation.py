"""What the Slack app answers with, put together: desk, actions, roster and meetings."""

from collections.abc import Callable

from slack_sdk import WebClient
from sqlalchemy import Engine

from bot.act import Actor
from bot.boards import Boards, Clock
from bot.card_actions import CardActions
from bot.desk import Desk
from bot.link_deeds import LinkDeeds
from bot.meeting_book import MeetingBook
from bot.meeting_parts import room_for
from bot.meeting_room import MeetingRoom
from bot.new_repositories import NewRepositories
from bot.providers.github import GitHub
from bot.roster import Roster
from bot.settings import Settings
from bot.slack.people import email_lookup, name_lookup
from bot.slack.speaking.listeners import Listeners
from bot.slack.tools import Tools, WayIn
from bot.trello.gateway import TrelloGateway


def roster_for(
    engine: Engine, boards: Boards, clock: Clock, client: WebClient | None, bot_member_id: str
) -> Roster:
    """Who is who; without Slack nobody has a name there."""
    name_of = name_lookup(client) if client is not None else lambda _: ""
    return Roster(engine, boards, clock, name_of, bot_member_id)


def tools_for(
    settings: Settings,
    engine: Engine,
    boards: Boards,
    trello: TrelloGateway,
    client: WebClient,
    actor: Actor,
    roster: Roster,
    book: MeetingBook,
    deeds: LinkDeeds,
    clock: Clock,
    *,
    wake: Callable[[], None],
    post_agenda: Callable[[str], None],
    github: GitHub | None = None,
    bot_member_id: str = "",
    room: MeetingRoom | None = None,
    way_in: WayIn | None = None,
) -> Tools:
    """Everything that an answer in Slack may use."""
    room = room or room_for(engine, boards, trello, actor, book, clock, wake=wake)
    actions = CardActions(engine, boards, trello, actor, clock, wake)
    return Tools(
        engine=engine,
        boards=boards,
        desk=Desk(boards, clock, email_lookup(client), roster.tied_to),
        actions=actions,
        roster=roster,
        book=book,
        room=room,
        deeds=deeds,
        client=client,
        post_agenda=post_agenda,
        listeners=Listeners(engine, boards, client, clock, bot_member_id=bot_member_id),
        repositories=NewRepositories(boards, actions, github, clock),
        way_in=way_in,
        prefix=settings.slack_command_prefix,
        unfurl=settings.slack_unfurl,
        native_blocks=settings.slack_native_blocks,
    )
