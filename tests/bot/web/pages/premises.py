"""The pages on real HTTP, over boards that are stored; Trello is not asked for any of them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import Engine

from bot.act import Actor
from bot.boards import Boards
from bot.meeting_book import MeetingBook
from bot.meeting_parts import room_for
from bot.roster import Roster
from bot.sandbox.serving import ServerThread
from bot.settings import Settings
from bot.trello.gateway import TrelloGateway
from bot.trello.http import TrelloHttp
from bot.web.pages import add_pages
from bot.web.pages.opening import site_for
from bot.web.pages.site import Site, named_asker
from protocol.agreement import Agreement
from protocol.decide import Bot
from storage.boards import keep_snapshot

Json = dict[str, Any]
_BOT = Bot("e3" * 12, "cardkeeper")
_LINK = re.compile(r'name="link" value="([^"]+)"')
_TOKEN = re.compile(r'name="token" value="([^"]+)"')


class Clock:
    """A clock that a test turns."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or datetime(2026, 11, 23, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


class Premises:
    """The site, where it is served, and people who come in."""

    def __init__(
        self, engine: Engine, agreement: Agreement, clock: Clock, *boards: Json,
        page_url: str = "", trello_url: str = "http://127.0.0.1:9",
    ) -> None:  # fmt: skip
        self.clock = clock
        self.engine = engine
        for board in boards:
            self.store(board)
        settings = Settings(
            trello_key="key",
            trello_token=SecretStr("token-of-the-bot"),
            page_url=page_url,
            _env_file=None,
        )  # type: ignore[call-arg]  # pydantic-settings takes it
        trello = TrelloGateway(TrelloHttp("key", "token-of-the-bot", trello_url))
        self.boards = Boards(engine, trello, agreement, clock)
        self.boards.load()
        roster = Roster(engine, self.boards, clock, lambda _: "", _BOT.member_id)
        book = MeetingBook(engine, self.boards, roster, clock)
        actor = Actor(engine, trello, None, self.boards, clock, bot_member_id=_BOT.member_id)
        self.room = room_for(engine, self.boards, trello, actor, book, clock, wake=lambda: None)
        self.site: Site = site_for(
            settings, engine, self.boards, trello, roster, book, self.room, _BOT, clock
        )
        self.web = FastAPI(openapi_url=None)
        add_pages(self.web, self.site)
        self.server = ServerThread(self.web)

    def store(self, board: Json) -> None:
        """A board as it was read just now."""
        keep_snapshot(
            self.engine, board["id"], board, name=board["name"], read_at=self.clock.now,
            activity=self.clock.now,
        )  # fmt: skip

    @property
    def url(self) -> str:
        return self.server.url

    def link(self, who: str, to: str = "/") -> str:
        """A link as it is handed out, at the address that is served."""
        asker = named_asker(self.boards, who, who)
        path = self.site.access.link_for(asker, to).removeprefix(self.site.access.base_url)
        return f"{self.url}{path}"

    def stranger(self) -> httpx.Client:
        """A browser that nobody has entered with."""
        return httpx.Client(base_url=self.url, follow_redirects=True, timeout=60)

    def enter(self, who: str, to: str = "/") -> httpx.Client:
        """A browser in which this person is in."""
        client = self.stranger()
        page = client.get(self.link(who, to))
        assert page.status_code == 200, page.text
        answer = client.post("/enter", data={"link": _LINK.findall(page.text)[0]})
        assert answer.status_code == 200, answer.text
        return client


def token_in(page: str) -> str:
    """The token in a page's forms."""
    return _TOKEN.findall(page)[0]


@contextmanager
def premises(
    engine: Engine, agreement: Agreement, clock: Clock, *boards: Json, **more: str
) -> Iterator[Premises]:
    """The pages, served until the end."""
    made = Premises(engine, agreement, clock, *boards, **more)
    with made.server:
        yield made
    made.site.facts.close()
