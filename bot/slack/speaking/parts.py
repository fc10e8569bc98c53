"""Speaking, put together: who listens, the gate, the digests, the buttons and the Home tab."""

from slack_bolt import App
from slack_sdk import WebClient
from sqlalchemy import Engine

from bot.boards import Boards, Clock
from bot.card_actions import CardActions
from bot.desk import Desk
from bot.slack.home import HomeTab
from bot.slack.speaking.buttons import Buttons
from bot.slack.speaking.digests import Digests
from bot.slack.speaking.listeners import Listeners
from bot.slack.speaking.speaker import Speaker
from bot.slack.speaking.ties import TieNotices


class Speaking:
    """`run` is to be called every minute or so; `listen` once, before anybody can press."""

    def __init__(
        self,
        engine: Engine,
        client: WebClient,
        boards: Boards,
        desk: Desk,
        clock: Clock,
        speaker: Speaker,
        *,
        bot_member_id: str,
        prefix: str = "",
        listeners: Listeners | None = None,
    ) -> None:
        self._engine = engine
        self._boards = boards
        self._desk = desk
        self._clock = clock
        self._prefix = prefix
        self.speaker = speaker
        self.listeners = listeners or Listeners(
            engine, boards, client, clock, bot_member_id=bot_member_id
        )
        self.digests = Digests(engine, boards, self.listeners, self.speaker, clock)
        self.ties = TieNotices(engine, boards, self.listeners, self.speaker, clock)
        self.home = HomeTab(
            engine, boards, desk, self.listeners, self.digests, client, clock, prefix
        )

    def run(self) -> None:
        """Say what is due now to whom it is due."""
        self.ties.run()
        self.digests.run()

    def listen(self, app: App, actions: CardActions) -> None:
        """Register every listener of this package."""
        buttons = Buttons(
            self._engine, self._boards, self._desk, self.listeners, self.digests, actions,
            self._clock, self.home.show, self._prefix,
        )  # fmt: skip
        buttons.register(app)
        self.home.register(app)
