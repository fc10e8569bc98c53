"""A year (or less) in the life of a made-up company, with faults on; and what is so at its end."""

import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from bot.sandbox.serving import ServerThread
from bot.sandbox.slack import SlackStandIn
from bot.sandbox.trello import TrelloStandIn
from protocol.speech import is_marked
from tests.bot.chaos.soak import IS_SOAK
from tests.bot.company import shape
from tests.bot.company.clock import SharedClock
from tests.bot.company.progress import Patience, say_week
from tests.bot.company.shape import Change, Company
from tests.bot.running import free_ports

KEY = "company-key-of-the-power-up"
TOKEN = "company-token-of-the-bot-never-to-be-seen"
SECRET = "company-secret-that-signs-webhooks"
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
FROM, TO = 9, 17  # the hours of a working day
SATURDAY = 5


class Figures(Struct):
    """What came of it."""

    days: int = 0  # that were lived: fewer than wanted when it had to end early
    changes: int = 0
    requests: int = 0
    looks: int = 0
    failed: int = 0
    too_many: int = 0  # answers 429 that were not arranged
    messages: int = 0
    seconds: float = 0.0
    memory_mb: list[float] = []  # at the end of each day
    database_mb: list[float] = []
    tables: list[dict[str, tuple[int, float]]] = []  # rows and megabytes, at the end of each day
    left: int = 0  # marks that nobody has looked at in the end
    lost: list[str] = []
    doubled: list[str] = []

    def quarters(self) -> tuple[float, float]:
        """Mean memory in the first and in the last quarter of the days."""
        size = max(1, len(self.memory_mb) // 4)
        first, last = self.memory_mb[:size], self.memory_mb[-size:]
        return sum(first) / len(first), sum(last) / len(last)


class Life:
    """Trello, Slack and the people here, the bot in a process of its own."""

    def __init__(self, folder: Path, company: Company, database: str) -> None:
        self.company = company
        self._database = database
        self.clock = SharedClock(folder / "clock", MONDAY + timedelta(hours=8))
        self.trello = TrelloStandIn(":memory:", self.clock)
        self.slack = SlackStandIn(":memory:", self.clock)
        self._furnish()
        self._trello_server = ServerThread(self.trello.app).start()
        self._slack_server = ServerThread(self.slack.app).start()
        self.slack.base_url = self._slack_server.url
        self.figures = Figures()
        self._bot = self._employ(folder)

    def _furnish(self) -> None:
        company, trello = self.company, self.trello
        trello.rates._clock = self.clock.seconds  # limits are kept in simulated time
        trello.deliveries.retry_factor = 0.0
        trello.add_key(KEY, SECRET)
        trello.add_key("company-browsers", "unused")
        for number in range(company.boards):
            trello.load_board(shape.board(company, number, self.clock()))
        for number in range(company.people):
            trello.add_member(
                shape.member_id(number), shape.name_of(number), f"Person {number:03d}",
                token=f"company-token-of-person-{number}",
            )  # fmt: skip
        trello.add_member(shape.BOT, "cardkeeper", "Cardkeeper", token=TOKEN)
        for number in range(company.boards):
            trello.join(shape.board_id(number), shape.BOT)
        self.slack.rate_limits.on = False  # the pace is tested elsewhere; here time is simulated
        users = [{"id": shape.slack_id(n), "name": shape.name_of(n)} for n in range(company.people)]
        self.slack.load_workspace({"users": users})

    def _employ(self, folder: Path) -> "subprocess.Popen[str]":
        (port,) = free_ports(1)
        boards = [shape.board_id(number) for number in range(self.company.boards)]
        callback = f"http://127.0.0.1:{port}/webhooks/trello"
        told = {
            "clock": str(folder / "clock"), "database": self._database,
            "key": KEY, "token": TOKEN, "secret": SECRET, "port": port, "callback": callback,
            "trello": self._trello_server.url, "slack": f"{self._slack_server.url}/api/",
            "slack_token": self.slack.bot_token, "boards": boards,
            "agreement": shape.agreement(self.company),
        }  # fmt: skip
        bot = subprocess.Popen(
            [sys.executable, "-m", "tests.bot.company.worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            cwd=Path(__file__).parents[3], start_new_session=True,  # Ctrl-C is for us alone
        )  # fmt: skip
        assert bot.stdin is not None
        bot.stdin.write(json.dumps(told) + "\n")
        self._bot = bot
        self.ask("start")
        for board in boards:
            fields = {"callbackURL": callback, "idModel": board}
            self._call(TOKEN, KEY, "POST", "/webhooks", **fields)
        return bot

    def ask(self, command: str) -> dict[str, Any]:
        """One command to the bot, and its answer."""
        assert self._bot.stdin is not None
        assert self._bot.stdout is not None
        self._bot.stdin.write(f"{command}\n")
        self._bot.stdin.flush()
        line = self._bot.stdout.readline()
        assert line, f"the bot ended at '{command}'"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def live(self) -> Figures:
        """All days, then one more night without faults, and the look at what is so."""
        patience = Patience()
        with patience.watching():
            for day in range(self.company.days):
                if patience.is_over:
                    break
                self._misbehave(day)
                self._day(day, patience)
        self._behave()
        self.clock.move(3600)
        self.ask("tick")
        told = self.ask("sweep")
        self._judge()
        self.figures.requests, self.figures.looks = told["requests"], told["looks"]
        self.figures.failed, self.figures.left = told["failed"], told["left"]
        self.figures.seconds = patience.seconds
        return self.figures

    def _day(self, day: int, patience: Patience) -> None:
        """Working days have all; a weekend is one step, to its last night."""
        midnight = MONDAY + timedelta(days=day)
        self.figures.days += 1
        if midnight.weekday() < SATURDAY:
            self._work(day, midnight)
        elif midnight.weekday() == SATURDAY and day + 1 < self.company.days:
            return
        self._night(day, midnight, patience)

    def _work(self, day: int, midnight: datetime) -> None:
        changes, rounds = list(shape.changes_of(self.company, day)), self.company.rounds
        share = -(-len(changes) // rounds)
        for number in range(rounds):
            hour = FROM + (TO - FROM) * number / max(1, rounds - 1)
            self.clock.move_to(midnight + timedelta(hours=hour))
            for change in changes[number * share : (number + 1) * share]:
                self._do(change)
                self.clock.move(5)
            self.trello.deliveries.wait_until_done(60)
            self.ask("tick")
            self.ask("speak")

    def _night(self, day: int, midnight: datetime, patience: Patience) -> None:
        self.clock.move_to(midnight + timedelta(hours=23))
        if (day + 1) % self.company.nights == 0:
            self.ask("sweep")
        told = self.ask("forget")
        self.figures.memory_mb.append(told["memory_mb"])
        self.figures.database_mb.append(told["database_mb"])
        self.figures.tables.append(told["tables"])
        log = self.trello.log
        self.figures.too_many += sum(1 for *_, status in log if status == 429)
        log.clear()
        if IS_SOAK and (midnight.weekday() > SATURDAY or self.figures.days == self.company.days):
            figures = self.figures
            say_week(figures.days, told, figures.changes, figures.too_many, patience.seconds)

    def _misbehave(self, day: int) -> None:
        faults = self.trello.faults
        # no 429 is arranged: each that comes tells that the budget was not kept
        faults.kinds = ("500", "504", "drop before", "drop after", "truncated")
        faults.share = self.company.fault_share
        faults.webhooks_lost = faults.webhooks_doubled = self.company.webhooks_lost
        faults.draw_anew(self.company.seed * 1000 + day)

    def _behave(self) -> None:
        faults = self.trello.faults
        faults.share = faults.webhooks_lost = faults.webhooks_doubled = 0.0

    def _do(self, change: Change) -> None:
        card = shape.card_id(change.board, change.card)
        token, key = f"company-token-of-person-{change.who}", "company-browsers"
        if change.remark:
            path = f"/cards/{card}/actions/comments"
            self._call(token, key, "POST", path, text=change.remark)
        else:
            self._call(token, key, "PUT", f"/cards/{card}", **change.fields)
        self.figures.changes += 1

    def _call(self, token: str, key: str, method: str, path: str, **fields: Any) -> Any:
        """A call that never fails, for people work on the stand-in itself."""
        faults, rates = self.trello.faults, self.trello.rates
        share, faults.share, rates.on = faults.share, 0.0, False
        headers = {
            "authorization": f'OAuth oauth_consumer_key="{key}", oauth_token="{token}"',
            "content-type": "application/json",
        }
        query = "&".join(f"{name}={value}" for name, value in fields.items())
        body = b"" if method == "GET" else msgspec.json.encode(fields)
        asked = query if method == "GET" else ""
        answer = self.trello.answer(method, path, asked, headers, body)
        faults.share, rates.on = share, True
        assert answer.status == 200, (method, path, fields, answer)
        return msgspec.json.decode(answer.body)

    def _judge(self) -> None:
        """Every card says what it should, once; nobody was told the same twice."""
        for number in range(self.company.boards):
            for n in range(self.company.cards):
                self._judge_card(number, n)
        for n in range(self.company.people):
            self._judge_person(n)

    def _judge_card(self, board: int, number: int) -> None:
        card = shape.card_id(board, number)
        person = shape.people_of(self.company, board)[0]
        token, key = f"company-token-of-person-{person}", "company-browsers"
        seen = self._call(token, key, "GET", f"/cards/{card}")
        path = f"/cards/{card}/actions"
        said = self._call(token, key, "GET", path, filter="commentCard", limit="1000")
        ours = [
            c for c in said
            if c["idMemberCreator"] == shape.BOT and is_marked(c["data"]["text"])
        ]  # fmt: skip
        under_way = [shape.list_id(board, name) for name in shape.UNDER_WAY]
        wanted = seen["idList"] in under_way and not seen["closed"]
        told = any("owner-missing" in c["data"]["text"] for c in ours)
        if (wanted and not ours) or told != (wanted and not seen["idMembers"]):
            self.figures.lost.append(card)  # what is so did not reach the card
        if len(ours) > (1 if wanted else 0):
            self.figures.doubled.append(card)

    def _judge_person(self, number: int) -> None:
        channel = self.slack.workspace.direct(shape.slack_id(number))
        messages = self.slack.messages.history(channel)
        self.figures.messages += len(messages)
        keys = Counter(
            str((m.get("metadata") or {}).get("event_payload", {}).get("key", m["ts"]))
            for m in messages
        )
        self.figures.doubled += [key for key, count in keys.items() if count > 1]

    def end(self) -> None:
        """Stop everything."""
        if self._bot.poll() is None:
            assert self._bot.stdin is not None
            self._bot.stdin.close()
            self._bot.wait(20)
        self._trello_server.stop()
        self._slack_server.stop()
        self.trello.close()
        self.slack.close()
        self.clock.close()
