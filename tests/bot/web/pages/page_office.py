"""The office with its pages: the same meeting room behind Slack, and on a page in a browser."""

from fastapi import FastAPI
from msgspec import structs
from pydantic import SecretStr

from bot.sandbox.serving import ServerThread
from bot.settings import Settings
from bot.web.pages import add_pages
from bot.web.pages.opening import site_for, way_in
from protocol.decide import Bot
from tests.bot.slack.office import BOT, Office


class PageOffice(Office):
    """Whoever asks in Slack is handed links to the pages."""

    def _build(self) -> None:
        super()._build()
        self.pages: ServerThread | None = None
        self.serve_pages()

    def serve_pages(self) -> None:
        """Begin to serve the pages, or begin again as after a restart, at the same address."""
        web = FastAPI(openapi_url=None)
        if self.pages is None:
            self.pages = ServerThread(web)
        self.pages._app = web
        self.pages.start()
        settings = Settings(
            trello_key="key",
            trello_token=SecretStr("token-of-the-bot"),
            page_url=self.pages.url,
            _env_file=None,
        )  # type: ignore[call-arg]  # pydantic-settings takes it
        self.site = site_for(
            settings, self.engine, self.boards, self.gateway, self.roster, self.tools.book,
            self.tools.room, Bot(BOT, "cardkeeper"), self.clock, email_of=self._email,
        )  # fmt: skip
        add_pages(web, self.site)
        self.tools = structs.replace(self.tools, way_in=way_in(self.site.access))

    def stop_pages(self) -> None:
        """The service is gone."""
        assert self.pages is not None
        self.pages.stop()

    def close(self) -> None:
        """Stop everything."""
        self.stop_pages()
        self.site.facts.close()
        super().close()
