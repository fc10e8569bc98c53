"""A small board and a channel behind both stand-ins on real HTTP, and the parts that look and act.

The service's own engine is left out: a look is begun by the test, effect by effect.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from slack_sdk import WebClient
from sqlalchemy import Engine

from bot.act import Actor
from bot.boards import Boards
from bot.hear import Ear
from bot.observe import Observer
from bot.sandbox.serving import ServerThread
from bot.sandbox.slack import SlackStandIn
from bot.sandbox.trello import TrelloStandIn
from bot.slack.channel import SlackChannel
from bot.slack.retries import retry_handlers
from bot.slack.speaking.speaker import Speaker
from bot.trello.budget import LocalBudget
from bot.trello.gateway import TrelloGateway
from bot.trello.http import TrelloHttp
from protocol.agreement_file import read_agreement
from protocol.decide import Bot, Cause, Effect
from protocol.rules import RULES
from tests.bot.trello import scene
from tests.bot.trello.conftest import set_the_scene
from tests.databases import opened_with_schema

BOARD, READY, DOING, DONE = scene.BOARD, scene.IDEAS, scene.DOING, scene.DONE
CHANNEL = "C0TEAM00000"
IDENTIFIER = "cardkeeper"
Json = dict[str, Any]


def agreement_with(**levels: str) -> str:
    """An agreement in which only these rules speak (names with underscores)."""
    named = {name.replace("_", "-"): level for name, level in levels.items()}
    rules = "\n".join(f'{rule.name} = "{named.get(rule.name, "off")}"' for rule in RULES)
    return (
        '[lists]\n"Ideas" = "inbox"\n"Doing" = "doing"\n"Done" = "done"\n"Shelf" = "ignored"\n'
        "[slack]\ncard_messages = true\n"
        f"[rules]\n{rules}\n"
    )


class Clock:
    """A clock that a test moves; it goes on by a millisecond whenever it is read."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def pass_by(self, **time: float) -> None:
        """Let so much time pass; as `timedelta` takes it."""
        self.now += timedelta(**time)


class Place:
    """The board "Genomes" and the team's channel, and a bot that looks when it is told to."""

    def __init__(self, folder: Path, agreement: str) -> None:
        self.clock = Clock()
        self.trello = TrelloStandIn(folder / "trello.db", self.clock)
        set_the_scene(self.trello)
        self.slack = SlackStandIn(folder / "slack.db", self.clock)
        self.slack.load_workspace(
            {
                "users": [{"id": "U0ADA00000", "name": "ada"}],
                "channels": [{"id": CHANNEL, "name": "team", "members": ["U0ADA00000"]}],
            }
        )
        self.slack.rate_limits.on = False
        self._trello_server = ServerThread(self.trello.app).start()
        self._slack_server = ServerThread(self.slack.app).start()
        self.ada = self._gateway(scene.ADA_TOKEN, "ada-in-her-browser")
        self.bot = self._gateway(scene.BOT_TOKEN, IDENTIFIER)
        shelf: Json = self.ada.add_list(BOARD, "Shelf")
        self.shelf = str(shelf["id"])
        self._folder = folder
        self._databases, self._tries = count(), count()
        self._agreement = agreement
        self.woken = 0
        self.start()

    def start(self, channel: bool = True) -> None:
        """Begin with an empty database, as after it was lost."""
        url = f"sqlite:///{self._folder}/cardkeeper{next(self._databases)}.db"
        self.engine: Engine = opened_with_schema(url)
        self.boards = Boards(
            self.engine, self.bot, read_agreement(self._agreement, "protocol.toml"), self.clock
        )
        client = self.slack_client()
        speaker = Speaker(self.engine, client, self.boards, self.clock, wait=lambda _seconds: None)
        self.channel = SlackChannel(client, CHANNEL, speaker) if channel else None
        self.observer = Observer(
            self.engine, self.boards, self.clock,
            bot=Bot(scene.BOT, "cardkeeper"), channel_id=CHANNEL if channel else "",
        )  # fmt: skip
        self.actor = Actor(
            self.engine, self.bot, self.channel, self.boards, self.clock, bot_member_id=scene.BOT
        )
        self.ear = Ear(
            self.engine, self.boards, self.bot, self.clock, bot_member_id=scene.BOT,
            client_identifier=IDENTIFIER, wake=self._wake,
        )  # fmt: skip
        self.boards.read(BOARD)

    def boards_beside(self) -> Boards:
        """What another process on the same database, or the next start, knows of the boards."""
        beside = Boards(self.engine, self.bot, self.boards.agreement, self.clock)
        beside.load()
        return beside

    def close(self) -> None:
        """Stop serving."""
        self.engine.dispose()
        self._trello_server.stop()
        self._slack_server.stop()
        self.trello.close()
        self.slack.close()

    def slack_client(self) -> WebClient:
        """The app's own client of the stand-in."""
        return WebClient(
            token=self.slack.bot_token, base_url=f"{self._slack_server.url}/api/",
            retry_handlers=retry_handlers(),
        )  # fmt: skip

    # What a person does

    def add(self, name: str = "Call the variants", in_list: str = DOING, **fields: Any) -> str:
        """Ada makes a card; its id."""
        return str(self.ada.add_card(in_list, name, **fields)["id"])

    def own(self, card: str) -> None:
        """Ada takes a card."""
        self.ada.add_member(card, scene.ADA)

    # What the bot does

    def look(self, card: str, cause: Cause = "event") -> list[str]:
        """One look, with its effects; their kinds."""
        effects = self.observer.look(BOARD, card, cause)
        self.act(effects)
        return kinds(effects)

    def act(self, effects: Sequence[Effect]) -> None:
        """Perform effects as one try."""
        number = next(self._tries)
        for place, effect in enumerate(effects):
            self.actor.act(f"try {number}:{place}", BOARD, effect)

    def sweep(self) -> dict[str, list[str]]:
        """What a sweep finds due, by card."""
        return {card: kinds(effects) for card, effects in self.observer.sweep(BOARD).items()}

    def _wake(self) -> None:
        self.woken += 1

    def _gateway(self, token: str, identifier: str) -> TrelloGateway:
        budget = LocalBudget(per_token=10_000, per_key=10_000)
        return TrelloGateway(
            TrelloHttp(
                scene.KEY, token, self._trello_server.url, budget=budget, backoff_s=0.001,
                client_identifier=identifier,
            )
        )  # fmt: skip

    # What is there

    def comments(self, card: str) -> list[str]:
        """Texts of the bot's comments on a card, newest first."""
        actions = self.ada.read_card(card)["actions"]
        return [
            str(action["data"]["text"])
            for action in actions
            if action["type"] == "commentCard" and action["idMemberCreator"] == scene.BOT
        ]

    def comment_ids(self, card: str) -> list[str]:
        """Ids of the bot's comments on a card, newest first."""
        actions = self.ada.read_card(card)["actions"]
        return [
            str(action["id"])
            for action in actions
            if action["type"] == "commentCard" and action["idMemberCreator"] == scene.BOT
        ]

    def messages(self, card: str = "") -> list[Json]:
        """The channel's messages on a card (or all), newest first."""
        return [
            message
            for message in self.slack.messages.history(CHANNEL)
            if not card
            or message.get("metadata", {}).get("event_payload", {}).get("subject") == card
        ]

    def list_of(self, card: str) -> str:
        """The id of the list that a card is in."""
        return str(self.ada.read_card(card)["idList"])


def kinds(effects: Sequence[Effect]) -> list[str]:
    """What sort of effects these are."""
    return [type(effect).__name__ for effect in effects]


@contextmanager
def place(folder: Path, **levels: str) -> Iterator[Place]:
    """A place under an agreement in which only these rules speak."""
    made = Place(folder, agreement_with(**levels))
    try:
        yield made
    finally:
        made.close()
