"""The team of three with commands, buttons, dialogs and shortcuts: the whole Slack app.

Everything is spoken to over the wire, as signed HTTP requests or over a WebSocket.
"""

from typing import Any

from slack_bolt import App

from bot.act import Actor
from bot.card_actions import CardActions
from bot.desk import Desk
from bot.link_deeds import LinkDeeds
from bot.meeting_book import MeetingBook
from bot.meeting_parts import room_for
from bot.meetings import Meetings
from bot.roster import Roster
from bot.sandbox.slack.block_check import check_blocks, check_view
from bot.slack import manifest
from bot.slack.app import build_app
from bot.slack.people import name_lookup
from bot.slack.tools import Tools
from bot.slack.unfurl import DOMAINS
from tests.bot.slack.speaking.workplace import (
    ANA,
    BEN,
    BOARD,
    BOT,
    EVE,
    LISTS,
    MEMBERS,
    SORT,
    TEAM,
    TUNE,
    Json,
    Workplace,
    board_of,
    card,
)

__all__ = [
    "ANA", "BEN", "BOARD", "EVE", "LISTS", "MEMBERS", "SORT", "TEAM", "TUNE", "Office", "board_of",
    "card",
]  # fmt: skip

LEAD = """
[moves]
forbid = ["ready > done"]

[people."Cleo Park"]
trello = "cleo"
slack = "U0CLEO"
lead = true
"""
NEW = """
[annotations]
estimate_field = ""
"""


class Office(Workplace):
    """The workplace with the whole app, and short ways to act in it."""

    native = False
    unfurl = False

    def _build(self) -> None:
        super()._build()
        self.looked: list[None] = []
        self.agendas: list[str] = []
        actor = Actor(self.engine, self.gateway, None, self.boards, self.clock, bot_member_id=BOT)
        self.roster = Roster(self.engine, self.boards, self.clock, name_lookup(self.client), BOT)
        self.desk = Desk(self.boards, self.clock, self._email, self.roster.tied_to)
        book = MeetingBook(self.engine, self.boards, self.roster, self.clock)
        room = room_for(
            self.engine, self.boards, self.gateway, actor, book, self.clock, wake=lambda: None
        )
        self.meetings = Meetings(
            self.engine, self.boards, self.client, TEAM, self.clock, self.new_speaker(), book,
            room=room,
        )  # fmt: skip
        self.tools = Tools(
            engine=self.engine,
            boards=self.boards,
            desk=self.desk,
            actions=CardActions(
                self.engine, self.boards, self.gateway, actor, self.clock,
                lambda: self.looked.append(None),
            ),
            roster=self.roster,
            book=book,
            room=room,
            deeds=LinkDeeds(self.engine, self.boards, (), self.clock),
            client=self.client,
            listeners=self.speaking.listeners,
            post_agenda=self.agendas.append,
            prefix=self.prefix,
            native_blocks=self.native,
            unfurl=self.unfurl,
        )  # fmt: skip
        on = ("unfurl",) if self.unfurl else ()
        self.slack.workspace.configure_app(
            commands=manifest.commands(prefix=self.prefix), shortcuts=manifest.shortcuts(),
            events=manifest.events(*on), scopes=manifest.scopes(*on),
            unfurl_domains=list(DOMAINS) if self.unfurl else [],
        )  # fmt: skip

    def app(self) -> App:
        """The whole app."""
        app = build_app(self.tools, signing_secret=self.slack.signing_secret)
        self.speaking.listen(app, self.tools.actions)
        return app

    def ask(self, user: str, text: str) -> Json:
        """Type a command in the team's channel; the answer that the person then sees."""
        before = len(self.seen(user))
        assert self.slack.client.command(user, TEAM, text)["ok"]
        return dict(self.wait(lambda: self.seen(user)[before:])[0])

    def posted_version(self) -> str:
        """What the channel's messages say now, to wait until that changes."""
        return str([message.get("blocks") for message in self.slack.messages.history(TEAM)])

    def seen(self, user: str) -> list[Json]:
        """What the person sees in the team's channel; every message is one that Slack takes."""
        messages = self.slack.client.messages(user, TEAM)
        for message in messages:
            assert not check_blocks(message.get("blocks", []), "message"), message
        return messages

    def press(
        self, user: str, message: Json, action: str, value: Any = None, block: str | None = None
    ) -> Json:
        """Use an element of a message in the team's channel; the message, or the answer, then."""
        before = self.seen(user)
        self.slack.client.click(user, TEAM, message["ts"], action, value, block)

        def changed() -> Json | None:
            now = self.seen(user)
            if len(now) > len(before):
                return dict(now[-1])
            same = next(each for each in now if each["ts"] == message["ts"])
            return dict(same) if same != message else None

        return dict(self.wait(changed))

    def modal(self, user: str, callback: str) -> Json:
        """The person's open dialog, once it is the one with this callback id."""

        def is_open() -> Json | None:
            views = [v for v in self.slack.client.modals(user) if v["callback_id"] == callback]
            for view in views:
                sent = {k: view[k] for k in ("type", "title", "blocks", "close") if view.get(k)}
                sent |= {"submit": view["submit"]} if view.get("submit") else {}
                assert not check_view(sent), view
            return views[-1] if views else None

        return dict(self.wait(is_open))

    def on_trello(self, card_id: str) -> Json:
        """The card as Trello has it now."""
        return dict(self.gateway.read_card(card_id))


def text_of(message: Json) -> str:
    """All that a person can read in a message or dialog."""
    found: list[str] = [str(message.get("text", ""))] if "blocks" in message else []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("text"), str):
                found.append(value["text"])
            for each in value.values():
                walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)

    walk(message.get("blocks", []))
    return "\n".join(found)
