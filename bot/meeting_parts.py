"""The parts of the meeting put together: the room it is held in, and the message that shows it."""

from collections.abc import Callable

from slack_sdk import WebClient
from sqlalchemy import Engine

from bot.act import Actor
from bot.boards import Boards, Clock
from bot.card_actions import CardActions
from bot.meeting_book import MeetingBook
from bot.meeting_deeds import LinkTo, MeetingDeeds
from bot.meeting_room import MeetingRoom
from bot.meetings import Meetings
from bot.slack.speaking.speaker import Speaker
from bot.trello.gateway import TrelloGateway


def room_for(
    engine: Engine,
    boards: Boards,
    trello: TrelloGateway,
    actor: Actor,
    book: MeetingBook,
    clock: Clock,
    *,
    wake: Callable[[], None],
    link_to: LinkTo | None = None,
) -> MeetingRoom:
    """Where meetings are held; `link_to` gives the address of a meeting, for cards."""
    actions = CardActions(engine, boards, trello, actor, clock, wake)
    deeds = MeetingDeeds(engine, boards, actions, actor, clock, link_to)
    return MeetingRoom(engine, boards, book, deeds, clock)


def meetings_for(
    room: MeetingRoom,
    engine: Engine,
    boards: Boards,
    client: WebClient | None,
    channel: str,
    clock: Clock,
    speaker: Speaker | None,
    book: MeetingBook,
    agenda_channel: str,
    link_to: LinkTo = lambda _board_id, _day: "",
) -> Meetings:
    """What shows the meetings of this room in Slack, and follows every change of them.

    Its messages link the page that `link_to` names. Cards link the message in Slack, unless the
    room was given pages to link.
    """
    meetings = Meetings(
        engine, boards, client, channel, clock, speaker, book, agenda_channel=agenda_channel,
        room=room, link_to=link_to,
    )  # fmt: skip
    room.follow(meetings.refresh, meetings.permalink)
    return meetings
