"""What hears, looks and acts. A process that only serves the web hears and marks; the looks that
come of it are made by one that works."""

from collections.abc import Callable
from datetime import timedelta

from bot.act import Actor
from bot.assembly.shared import CLIENT_IDENTIFIER, Shared
from bot.board_card.keep import BoardCard
from bot.clock import now_utc
from bot.conversation import roster_for
from bot.durable import close_engine, launch_engine, open_engine
from bot.hear import Ear
from bot.links import Refresher
from bot.meeting_book import MeetingBook
from bot.meeting_parts import meetings_for, room_for
from bot.observe import Observer
from bot.reconcile import Dispatcher, Looks
from bot.rush import Rush
from bot.slack.administrators import Administrators
from bot.slack.people import email_lookup
from bot.web.pages.opening import base_of, meeting_links, site_for
from bot.weekly import WeeklyDigest


class Working:
    """Everything that a look, a poll, a link or a meeting needs. `dispatcher` and `work` are there
    only where looks are made."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        makes_looks = shared.settings.role != "web"
        engine, boards, bot = shared.engine, shared.boards, shared.bot
        if makes_looks:
            open_engine(shared.settings.engine_database, shared.presence.id)
            shared.running.callback(close_engine)
        self.actor = Actor(
            engine, shared.trello, shared.channel, boards, now_utc, bot_member_id=bot.member_id
        )
        rush = Rush()
        self.work: Looks | None = None
        self.dispatcher: Dispatcher | None = None
        if makes_looks:
            observer = Observer(engine, boards, now_utc, bot=bot, channel_id=shared.channel_id)
            self.work = Looks(engine, observer, self.actor, boards, now_utc, rush)
            settle = timedelta(seconds=shared.settings.settle_seconds)
            self.dispatcher = Dispatcher(engine, self.work, now_utc, settle, shared.presence)
        self.roster = roster_for(engine, boards, now_utc, shared.client, bot.member_id)
        self.book = MeetingBook(engine, boards, self.roster, now_utc)
        pages = meeting_links(shared.settings, boards)
        self.room = room_for(
            engine, boards, shared.trello, self.actor, self.book, now_utc, wake=self.wake,
            # without pages cards link the message in Slack
            link_to=pages if base_of(shared.settings) else None,
        )  # fmt: skip
        self.site = site_for(
            shared.settings, engine, boards, shared.trello, self.roster, self.book, self.room, bot,
            now_utc, email_of=email_lookup(shared.client) if shared.client else None,
        )  # fmt: skip
        shared.running.callback(self.site.facts.close)
        self.meetings = meetings_for(
            self.room, engine, boards, shared.client, shared.channel_id, now_utc, shared.speaker,
            self.book, shared.agenda_channel, link_to=pages,
        )  # fmt: skip
        self.weekly = WeeklyDigest(
            engine, boards, self.roster, self.meetings, shared.channel_id, now_utc
        )
        self.board_card = BoardCard(engine, shared.trello, boards, now_utc, bot.member_id)
        self.ear = Ear(
            engine, boards, shared.trello, now_utc, bot_member_id=bot.member_id,
            client_identifier=CLIENT_IDENTIFIER, wake=self.wake, rush=rush,
        )  # fmt: skip
        every = timedelta(seconds=shared.settings.run_seconds)
        self.links = Refresher(engine, boards, now_utc, self.wake, every)
        self.administrators = self._administrators()
        if self.work is not None and self.administrators is not None:
            self.work.on_too_much = self.administrators.tell_of_ceiling

    def _administrators(self) -> Administrators | None:
        """Who is told of what is stuck; nobody without Slack."""
        shared = self._shared
        if shared.client is None:
            return None
        return Administrators(
            shared.engine, shared.client, shared.boards, now_utc, shared.admin_channel
        )

    @property
    def wake(self) -> Callable[[], None]:
        """To be called when something was marked: where no looks are made, others see it soon."""
        return self._wake

    def start(self) -> None:
        """Make looks from now on, where they are made at all."""
        if self.dispatcher is not None:
            launch_engine()
            self.dispatcher.start()
            self._shared.running.callback(self.dispatcher.stop)

    def _wake(self) -> None:
        if self.dispatcher is not None:
            self.dispatcher.wake()
