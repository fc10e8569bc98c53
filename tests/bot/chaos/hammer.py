"""Signed webhooks at a steady rate, and how long each answer takes."""

import itertools
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
import requests

from bot.trello.webhook import sign
from tests.bot.chaos import board
from tests.bot.chaos.workplace import SECRET


class Told(NamedTuple):
    """One event that was sent."""

    action_id: str
    status: int
    seconds: float


class Hammer:
    """Sends events on the board's cards to one service."""

    def __init__(self, port: int, threads: int = 8) -> None:
        self._url = f"http://127.0.0.1:{port}/webhooks/trello"
        self._threads = threads
        self._numbers = itertools.count()
        self._local = threading.local()

    def send(self, count: int, per_second: float) -> list[Told]:
        """Send so many events at this rate, each at its time whether others are answered or not
        (as far as the threads suffice)."""
        begun = time.perf_counter()

        def one(number: int) -> Told:
            wait_s = begun + number / per_second - time.perf_counter()
            if wait_s > 0:
                time.sleep(wait_s)  # the rate is what is arranged
            return self._tell()

        with ThreadPoolExecutor(self._threads) as threads:
            return list(threads.map(one, range(count)))

    def _tell(self) -> Told:
        number = next(self._numbers)
        action_id = f"{int(time.time()):08x}{number:016x}"
        body = msgspec.json.encode(_event(action_id, board.card_id(number % board.CARDS)))
        headers = {"X-Trello-Webhook": sign(body, SECRET, self._url)}
        session = self._session()
        begun = time.perf_counter()
        answer = session.post(self._url, body, headers=headers, timeout=30)
        return Told(action_id, answer.status_code, time.perf_counter() - begun)

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
            session.trust_env = False
        return session


def _event(action_id: str, card_id: str) -> dict[str, object]:
    return {
        "model": {"id": board.BOARD, "prefs": {}},
        "action": {
            "id": action_id,
            "type": "updateCard",
            "date": datetime.now(UTC).isoformat(),
            "idMemberCreator": board.PEOPLE["nadia"],
            "data": {"board": {"id": board.BOARD}, "card": {"id": card_id}, "old": {"pos": 1}},
        },
    }
