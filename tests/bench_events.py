"""What one event costs on a small and on a very large board: time and requests, webhook to look.

The real service in a process of its own; only its Trello is a stand-in in this process. A sample
begins when a signed webhook is posted and ends when the look for its card is answered in the
database. Every second event is a date that has passed, of which the bot then speaks on the card, so
that looks with and without effects are among them. Both boards are given the same events, on cards
in the same lists, and neither has anything to speak of before.
"""

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import requests

from bot.sandbox.serving import ServerThread
from bot.sandbox.trello import TrelloStandIn
from bot.trello.webhook import sign
from tests.bot.running import Running, pause, wait_for

SMALL, LARGE = 100, 10_000
_SAMPLES = 60
_KEY, SECRET, _TOKEN = "bench-key", "bench-secret", "bench-token"
_ADAS_TOKEN = "bench-token-of-ada"
_BOARD, _BOT, _ADA = (f"6b0000000000000000000{n:03x}" for n in (1, 2, 3))
_LISTS = ("Inbox", "Ready", "Doing", "Waiting", "Review", "Done")
_ACTIONS_PER_CARD = 0.9  # within what is kept of a history
_BEGUN = datetime.now(UTC) - timedelta(hours=20)  # so new that no card waits for too long
_REST = timedelta(minutes=10)  # since when nothing has happened, when the service comes


class Cost(NamedTuple):
    """What events cost on one board."""

    cards: int
    median_s: float
    requests: float  # to Trello, per event
    cpu_s: float  # of the service, per event, reviews of the board and all else included


def costs_of_events(sizes: tuple[int, ...] = (SMALL, LARGE), samples: int = _SAMPLES) -> list[Cost]:
    """Measured in turn on boards of so many cards, each behind a service of its own, so that what
    else the machine does is the same for both."""
    with ExitStack() as undo:
        places = [_Place(cards, *undo.enter_context(bench_service(cards))) for cards in sizes]
        begun = [(_calls(place.trello), _cpu_s(place.running)) for place in places]
        times: list[list[float]] = [[] for _ in places]
        for number in range(samples):
            for place, kept in zip(places, times, strict=True):
                card_id = card_of(number * _apart(place.cards, samples))
                if number % 2:
                    _pass_due(place.trello, card_id)
                kept.append(_react(place.running, card_id, number))
            pause(0.15)  # so that one event does not wait for the last
        return [
            Cost(
                place.cards,
                statistics.median(kept),
                (_calls(place.trello) - calls) / samples,
                _cpu_s(place.running, cpu_s) / samples,
            )
            for place, kept, (calls, cpu_s) in zip(places, times, begun, strict=True)
        ]


class _Place(NamedTuple):
    """A board, its service and its Trello."""

    cards: int
    running: Running
    trello: TrelloStandIn


def events_on_boards() -> Iterator[str]:
    """Lines for a table: what an event costs on both boards, and the ratio."""
    small, large = costs_of_events()
    for cost in (small, large):
        yield (
            f"{cost.cards:6d} cards: median {cost.median_s * 1e3:6.1f} ms, {cost.requests:4.2f} "
            f"requests to Trello, {cost.cpu_s * 1e3:5.1f} ms of processor time with all else"
        )
    yield (
        f"ratio: time {large.median_s / small.median_s:4.2f}, requests "
        f"{large.requests / small.requests:4.2f} (promised: at most 1.3)"
    )


def _apart(cards: int, samples: int) -> int:
    """So many cards lie between one event's and the next's: all over the board, and one list after
    the other."""
    return cards // samples // len(_LISTS) * len(_LISTS) + 1


def _pass_due(trello: TrelloStandIn, card_id: str) -> None:
    """A date that has passed, of which no webhook tells: the measured one comes after it."""
    trello.faults.webhooks_lost = 1.0
    fields = msgspec.json.encode({"due": _iso(_BEGUN)})
    headers = {
        "authorization": f'OAuth oauth_consumer_key="{_KEY}", oauth_token="{_ADAS_TOKEN}"',
        "content-type": "application/json",
    }
    answer = trello.answer("PUT", f"/cards/{card_id}", "", headers, fields)
    assert answer.status == 200, answer


def _react(running: Running, card_id: str, serial: int) -> float:
    """Seconds from a webhook on this card to its answered look."""
    callback = f"http://127.0.0.1:{running.port}/webhooks/trello"
    body = msgspec.json.encode(event_on(card_id, serial))
    headers = {"X-Trello-Webhook": sign(body, SECRET, callback)}
    query = "SELECT 1 FROM look WHERE card_id=? AND asked=answered"
    with closing(sqlite3.connect(running.data / "cardkeeper.db", timeout=30)) as database:
        begun = time.perf_counter()
        answer = requests.post(callback, body, headers=headers, timeout=30)
        assert answer.status_code == 200
        deadline = begun + 60
        while database.execute(query, (card_id,)).fetchone() is None:
            assert time.perf_counter() < deadline, "the event led to no look"
            time.sleep(0.001)  # what is measured is when it is there
        return time.perf_counter() - begun


@contextmanager
def bench_service(
    cards: int, database_url: str = "", **settings: str
) -> Iterator[tuple[Running, TrelloStandIn]]:
    """The service on a board of so many cards, when it has read all of it and rests."""
    with ExitStack() as undo:
        folder = Path(undo.enter_context(tempfile.TemporaryDirectory()))
        trello = TrelloStandIn(":memory:", lambda: datetime.now(UTC))
        undo.callback(trello.close)
        trello.rates.on = False
        trello.add_key(_KEY, SECRET)
        trello.add_member(_BOT, "cardkeeper", "Cardkeeper", token=_TOKEN)
        trello.load_board(_board(cards))
        trello.add_member(_ADA, "ada", "Ada", token=_ADAS_TOKEN)
        trello.join(_BOARD, _BOT)
        server = undo.enter_context(ServerThread(trello.app))
        running = Running(folder / "data", DATABASE_URL=database_url)
        undo.callback(running.end)
        running.environment |= _environment(server.url, running.port) | settings
        running.start()
        whole = ("GET", "/boards/{id}")  # read at the start, and by the first sweep
        wait_for(lambda: trello.requests[whole] >= 2, 240)
        wait_for(lambda: running.state()["looks_waiting"] == 0, 240)
        yield running, trello


def _environment(url: str, port: int) -> dict[str, str]:
    return {
        "CARDKEEPER_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "CARDKEEPER_TRELLO_URL": url,
        "CARDKEEPER_TRELLO_KEY": _KEY,
        "CARDKEEPER_TRELLO_TOKEN": _TOKEN,
        "CARDKEEPER_TRELLO_SECRET": SECRET,
        "CARDKEEPER_TRELLO_BOARDS": _BOARD,
        "CARDKEEPER_POLL_SECONDS": "3600",
        "CARDKEEPER_SETTLE_SECONDS": "0",
    }


def _calls(trello: TrelloStandIn) -> int:
    return sum(trello.requests.values())


def _cpu_s(running: Running, since: float = 0.0) -> float:
    """Processor seconds of the service, itself and its kernel work (proc(5), fields 14 and 15)."""
    fields = Path(f"/proc/{running.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100 - since


# The board


def card_of(number: int) -> str:
    """The id of the board's card of this number."""
    return f"{int(_BEGUN.timestamp()):08x}{number:016x}"


def _list_id(number: int) -> str:
    return f"6b00000000000000000a{number:04x}"


def _board(cards: int) -> dict[str, Any]:
    names = ("pilot", "batch", "cohort", "plate", "panel", "atlas")
    return {
        "id": _BOARD,
        "name": "Bench",
        "lists": [{"id": _list_id(n), "name": name, "pos": n} for n, name in enumerate(_LISTS)],
        "labels": [],
        "members": [{"id": _ADA, "username": "ada", "fullName": "Ada"}],
        "cards": [
            {
                "id": card_of(n),
                "idShort": n + 1,
                "name": f"Analyse {names[n % 6]} {n} for site {n * 31 % 997}",
                "desc": f"Question {n}: what changed?\\n\\nData: s3://bucket/{n}",
                "idList": _list_id(n % len(_LISTS)),
                "idMembers": [_ADA],
                "pos": n,
                "dateLastActivity": _iso(_BEGUN),
            }
            for n in range(cards)
        ],
        "dateLastActivity": _iso(datetime.now(UTC) - _REST),
        "actions": [_past_move(n, cards) for n in range(int(cards * _ACTIONS_PER_CARD))],
    }


def _past_move(number: int, cards: int) -> dict[str, Any]:
    """One move per card, newest first, spread over the time that the board has."""
    span = datetime.now(UTC) - _REST - _BEGUN
    when = datetime.now(UTC) - _REST - span * (number / cards)
    before, after = number % len(_LISTS) - 1, number % len(_LISTS)
    return {
        "id": f"{int(when.timestamp()):08x}{number:016x}",
        "type": "updateCard",
        "date": _iso(when),
        "idMemberCreator": _ADA,
        "data": {
            "board": {"id": _BOARD},
            "card": {"id": card_of(number % cards)},
            "old": {"idList": _list_id(max(0, before))},
            "listBefore": {"id": _list_id(max(0, before))},
            "listAfter": {"id": _list_id(after)},
        },
    }


def event_on(card_id: str, serial: int) -> dict[str, Any]:
    """A webhook's body: something about this card changed."""
    now = datetime.now(UTC)
    return {
        "model": {"id": _BOARD, "prefs": {}},
        "action": {
            "id": f"{int(now.timestamp()):08x}{serial:016x}",
            "type": "updateCard",
            "date": _iso(now),
            "idMemberCreator": _ADA,
            "data": {"board": {"id": _BOARD}, "card": {"id": card_id}, "old": {"desc": ""}},
        },
    }


def _iso(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


if __name__ == "__main__":
    print(*events_on_boards(), sep="\n")
