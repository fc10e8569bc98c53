"""The bot of a made-up company, in a process of its own, so that its memory is its own.

Everything is the real thing (web app, ear, boards, observer, actor, digests, retention, budgets),
save the engine that begins looks: in simulated time looks are begun here, one after the other.
Commands come as lines of JSON on standard input, answers go to standard output.
"""

import json
import logging
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.act import Actor, ChannelUnavailable
from bot.boards import Boards
from bot.desk import Desk
from bot.hear import Ear
from bot.observe import Observer
from bot.sandbox.serving import ServerThread
from bot.slack.app import slack_client
from bot.slack.speaking.parts import Speaking
from bot.slack.speaking.speaker import Speaker
from bot.trello.errors import TrelloError
from bot.trello.gateway import TrelloGateway
from bot.trello.http import TrelloHttp
from bot.trello.shared_budget import SharedBudget
from bot.web.app import build_web
from protocol.agreement_file import read_agreement
from protocol.decide import Bot
from storage.acted import forget_acted
from storage.database import open_database
from storage.effects import forget_effects
from storage.events import forget_events
from storage.links import forget_untied
from storage.looks import BOARD, REVIEW, answer, ask, backlog, give_back, take_due, waiting
from storage.speaking import forget_spoken
from tests.bot.company.clock import SharedClock
from tests.bot.company.shape import BOT
from tests.bot.company.weight import database_mb, memory_mb, tables

_SETTLE, _PATIENCE = timedelta(seconds=2), timedelta(seconds=10)
_REVIEW_AFTER = timedelta(seconds=3)
_LONGEST = timedelta(hours=1)  # a round of looks; what is put off for longer is for a later one


class Worker:
    """One bot on one database."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.clock = SharedClock(Path(told["clock"]))
        self.database = told["database"]
        self.engine = open_database(self.database)
        budget = SharedBudget(
            self.engine, told["key"], told["token"], clock=self.clock.seconds,
            sleep=self.clock.move,
        )  # fmt: skip
        http = TrelloHttp(
            told["key"], told["token"], told["trello"], budget=budget, sleep=self.clock.move
        )
        self.trello = TrelloGateway(http)
        agreement = read_agreement(told["agreement"], "protocol.toml")
        self.boards = Boards(self.engine, self.trello, agreement, self.clock)
        self.observer = Observer(
            self.engine, self.boards, self.clock, bot=Bot(BOT, "cardkeeper"), channel_id=""
        )
        self.actor = Actor(
            self.engine, self.trello, None, self.boards, self.clock, bot_member_id=BOT
        )
        self.ear = Ear(
            self.engine, self.boards, self.trello, self.clock, bot_member_id=BOT,
            client_identifier="cardkeeper", wake=lambda: None,
        )  # fmt: skip
        client = slack_client(told["slack_token"], told["slack"])
        speaker = Speaker(self.engine, client, self.boards, self.clock, wait=lambda _seconds: None)
        desk = Desk(self.boards, self.clock, lambda _: None)
        self.speaking = Speaking(
            self.engine, client, self.boards, desk, self.clock, speaker, bot_member_id=BOT
        )
        self.looks = self.failed = 0
        self._told = told
        self._server: ServerThread | None = None

    def start(self) -> dict[str, Any]:
        """Read every board and serve the webhook."""
        for board in self._told["boards"]:
            self._patiently(board)
        web = build_web(
            health=lambda: {"ok": True}, ear=self.ear, webhook_secret=self._told["secret"],
            callback_url=self._told["callback"], slack=None,
        )  # fmt: skip
        self._server = ServerThread(web, port=self._told["port"]).start()
        return self.figures()

    def _patiently(self, board: str) -> None:
        while True:
            try:
                self.boards.read(board)
                return
            except TrelloError:
                self.clock.move(10)

    def tick(self) -> dict[str, Any]:
        """Ask every board whether it moved, and make all looks that are due."""
        for board in self._told["boards"]:
            try:
                self.ear.poll(board)
            except TrelloError:
                self.failed += 1  # the next tick asks again
        self._work()
        return self.figures()

    def sweep(self) -> dict[str, Any]:
        """Read every board whole."""
        for board in self._told["boards"]:
            ask(self.engine, board, BOARD, self.clock(), cause="sweep")
        self._work()
        return self.figures()

    def speak(self) -> dict[str, Any]:
        """The round of digests."""
        self.speaking.run()
        return self.figures()

    def forget(self) -> dict[str, Any]:
        """Retention, as it is unless set otherwise."""
        now, engine = self.clock(), self.engine
        forget_events(engine, now, timedelta(days=30))
        forget_effects(engine, now - timedelta(days=365))
        forget_spoken(engine, now - timedelta(days=90))
        forget_acted(engine, now, timedelta(days=2))
        forget_untied(engine, now - timedelta(days=30))
        return {**self.figures(), "tables": tables(engine)}

    def _work(self) -> None:
        """Until nothing is left; time passes where a look is to wait."""
        until = self.clock() + _LONGEST
        while waiting(self.engine)[0] and self.clock() < until:
            due = take_due(self.engine, self.clock(), quiet=_SETTLE, patience=_PATIENCE)
            if not due:
                self.clock.move(3)
            for row in due:
                self._look(row.board_id, row.card_id, row.taken, row.cause, row.failures)

    def _look(self, board: str, card: str, taken: int, cause: str, failures: int) -> None:
        """As `bot.reconcile.Looks` does it."""
        self.looks += 1
        try:
            if card in (BOARD, REVIEW):
                find = self.observer.sweep if card == BOARD else self.observer.review
                for due in find(board):
                    ask(self.engine, board, due, self.clock(), cause="sweep")
            else:
                as_cause: Any = cause
                for number, effect in enumerate(self.observer.look(board, card, as_cause)):
                    key = f"{board}:{card}:{taken}:{failures}:{self.clock.seconds():.3f}:{number}"
                    self.actor.act(key, board, effect)
                if cause == "event":
                    ask(self.engine, board, REVIEW, self.clock(), cause="sweep", wait=_REVIEW_AFTER)
        except (TrelloError, ChannelUnavailable):
            self.failed += 1
            give_back(self.engine, board, card, taken, self.clock())
            return
        answer(self.engine, board, card, taken)

    def figures(self) -> dict[str, Any]:
        """What this process weighs and has done."""
        return {
            "memory_mb": memory_mb(), "database_mb": database_mb(self.engine),
            "looks": self.looks, "failed": self.failed,
            "requests": sum(self.trello.http.requests.values()),
            "left": backlog(self.engine, self.clock()).waiting,
        }  # fmt: skip

    def stop(self) -> dict[str, Any]:
        """The end."""
        if self._server is not None:
            self._server.stop()
        return {}


def main() -> None:
    """Obey commands until there are no more."""
    logging.disable(logging.WARNING)  # failures are arranged, and counted
    worker = Worker(json.loads(sys.stdin.readline()))
    for line in sys.stdin:
        told = getattr(worker, line.strip())()
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
