"""How soon Slack is acknowledged and answered, over HTTP with signed requests and over a socket.

Twenty people at once while a sweep judges a large board, and `/workload` on ten boards of a
thousand cards.
"""

import os
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from typing import Any, NamedTuple
from urllib.parse import urlencode

import httpx
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier
from sqlalchemy import Engine

from bot.act import Actor
from bot.boards import Boards
from bot.card_actions import CardActions
from bot.desk import Desk
from bot.link_deeds import LinkDeeds
from bot.meeting_book import MeetingBook
from bot.meeting_parts import room_for
from bot.observe import Observer
from bot.promptness import answer_promptly, set_aside
from bot.roster import Roster
from bot.sandbox.serving import ServerThread
from bot.slack.app import build_app, slack_client
from bot.slack.reception import Reception
from bot.slack.sockets import Sockets
from bot.slack.tools import Tools
from bot.trello.gateway import TrelloGateway
from bot.trello.http import TrelloHttp
from bot.web.app import build_web
from protocol.agreement import Agreement, Person
from protocol.decide import Bot
from storage.boards import keep_snapshot
from storage.database import open_database
from tests.bench_socket import Elsewhere, command, slack_elsewhere
from tests.databases import fresh_postgres

PEOPLE, BOARDS, CARDS = 20, 10, 1000
ROUNDS = 20  # 400 acknowledgements: four may be later than the percentile
_SECRET = "bench-secret"
_BOT = "b0" * 12


def bench_slack() -> Iterator[tuple[str, float, float]]:
    """Each measure's name, its milliseconds and the most that they may be; on SQLite, and on
    PostgreSQL where a server is at hand."""
    answer_promptly()  # as the service does
    with tempfile.TemporaryDirectory() as folder:
        yield from _bench_on("SQLite", f"sqlite:///{folder}/bench.db")
    if os.environ.get("CARDKEEPER_TEST_POSTGRES"):
        with fresh_postgres() as url:
            yield from _bench_on("PostgreSQL", url)


def _bench_on(database: str, url: str) -> Iterator[tuple[str, float, float]]:
    with _serving(open_database(url)) as bot:
        alone = _answers(bot.address, bot.listener, 1, "/workload", 5)
        what = f"/workload on {BOARDS} boards of {CARDS} cards, {database}"
        yield what, statistics.median(alone), 500.0
        name = f"acknowledgement, 99th percentile, {PEOPLE} people during a sweep, {database}"
        with _sweeping(bot.observer), ProcessPoolExecutor(1, get_context("spawn")) as others:
            url = bot.listener.url
            asked = others.submit(_acknowledgements, bot.address, url, PEOPLE, ROUNDS)
            by_http = asked.result()
        bot.listener.wait_for(6 + PEOPLE * (ROUNDS + 1))
        yield f"{name}, HTTP", _percentile(by_http, 0.99), 100.0
        with _sweeping(bot.observer):
            by_socket = bot.slack.acknowledgements(bot.listener.url, PEOPLE, ROUNDS)
        bot.listener.wait_for(6 + PEOPLE * (2 * ROUNDS + 1))
        yield f"{name}, socket", _percentile(by_socket, 0.99), 100.0


@contextmanager
def _sweeping(observer: Observer) -> Iterator[None]:
    """While this lasts, one board after the other is swept."""
    over = threading.Event()
    sweep = threading.Thread(target=_sweep, args=(observer, over))
    sweep.start()
    try:
        yield
    finally:
        over.set()
        sweep.join()


def _sweep(observer: Observer, over: threading.Event) -> None:
    while not over.is_set():
        for number in range(BOARDS):
            if over.is_set():
                return
            observer.review(_id(number))


class _Listener:
    """Takes the answers at the response URLs, and tells when they came."""

    def __init__(self) -> None:
        self.came: dict[str, float] = {}
        self.count = 0
        self.changed = threading.Condition()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                with outer.changed:
                    outer.came[self.path] = time.perf_counter()
                    outer.count += 1
                    outer.changed.notify_all()
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"ok")

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def wait_for(self, answers: int) -> None:
        """Until so many have come: nobody is left without one."""
        with self.changed:
            came = self.changed.wait_for(lambda: self.count >= answers, 120)
        assert came, "somebody was left without an answer"


class _Bot(NamedTuple):
    address: str
    listener: _Listener
    observer: Observer
    slack: Elsewhere


@contextmanager
def _serving(engine: Engine) -> Iterator[_Bot]:
    """The web app with ten boards, its listener for answers, and what sweeps."""
    with ExitStack() as stack:
        stack.callback(engine.dispose)
        now = datetime.now(UTC)
        for number in range(BOARDS):
            board = _board(number, now)
            keep_snapshot(engine, board["id"], board, name=board["name"], read_at=now, activity=now)
        listener = _Listener()
        stack.callback(listener.server.shutdown)
        boards = Boards(engine, _no_trello(), _agreement(), lambda: datetime.now(UTC))
        boards.load()
        slack = stack.enter_context(slack_elsewhere())
        client = slack_client(slack.bot_token, f"{slack.url}/api/")
        app = build_app(_tools(engine, boards, client), signing_secret=_SECRET)
        reception = Reception(app, ["/card", "/workload"], signing_secret=_SECRET)
        web = build_web(
            health=lambda: {"ok": True},
            ear=None,
            webhook_secret="",
            callback_url="",
            slack=reception,
        )  # type: ignore[arg-type]
        bot = Bot(_BOT, "cardkeeper")
        observer = Observer(engine, boards, lambda: datetime.now(UTC), bot=bot, channel_id="")
        server = stack.enter_context(ServerThread(web))
        by_socket = build_app(_tools(engine, boards, client), signing_secret="")
        sockets = Sockets(Reception(by_socket, ["/card", "/workload"]), slack.app_token)
        sockets.start()
        stack.callback(sockets.stop)
        set_aside()
        yield _Bot(f"{server.url}/slack/events", listener, observer, slack)


def _tools(engine: Engine, boards: Boards, client: WebClient) -> Tools:
    def clock() -> datetime:
        return datetime.now(UTC)

    trello = _no_trello()
    actor = Actor(engine, trello, None, boards, clock, bot_member_id=_BOT)
    roster = Roster(engine, boards, clock, lambda _: "", _BOT)
    book = MeetingBook(engine, boards, roster, clock)
    return Tools(
        engine=engine,
        boards=boards,
        desk=Desk(boards, clock, lambda _: None, roster.tied_to),
        actions=CardActions(engine, boards, trello, actor, clock, lambda: None),
        roster=roster,
        book=book,
        room=room_for(engine, boards, trello, actor, book, clock, wake=lambda: None),
        deeds=LinkDeeds(engine, boards, (), clock),
        client=client,
        post_agenda=lambda _: None,
    )


def _no_trello() -> TrelloGateway:
    return TrelloGateway(TrelloHttp("key", "token", "http://127.0.0.1:9"))


def _acknowledgements(address: str, answers: str, people: int, rounds: int) -> list[float]:
    """Milliseconds until each command was acknowledged, everybody asking at once."""
    found: list[float] = []
    barrier = threading.Barrier(people)
    lock = threading.Lock()

    def act(person: int) -> None:
        with httpx.Client() as client:
            for number in range(rounds + 1):
                barrier.wait()
                took = _send(client, address, person, "/card", f"batch {number}", f"{answers}/")
                with lock:
                    if number:  # the first opens the connection
                        found.append(took)

    threads = [threading.Thread(target=act, args=(person,)) for person in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _answers(address: str, listener: _Listener, person: int, name: str, times: int) -> list[float]:
    """Milliseconds until each answer has come to its response URL."""
    found = []
    with httpx.Client() as client:
        for number in range(times + 1):
            path = f"/{name.strip('/')}/{time.perf_counter_ns()}"
            began = time.perf_counter()
            _send(client, address, person, name, "", f"{listener.url}{path}")
            with listener.changed:
                listener.changed.wait_for(lambda path=path: path in listener.came, 30)
            if number:
                found.append((listener.came[path] - began) * 1000)
    return found


def _send(
    client: httpx.Client, address: str, person: int, name: str, text: str, answer_to: str
) -> float:
    body = urlencode(command(person, name, text, answer_to))
    stamp = str(int(time.time()))
    signed = SignatureVerifier(_SECRET).generate_signature(timestamp=stamp, body=body)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": str(signed),
    }
    began = time.perf_counter()
    client.post(address, content=body, headers=headers, timeout=30).raise_for_status()
    return (time.perf_counter() - began) * 1000


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def _agreement() -> Agreement:
    people = {f"Person {n}": Person(trello=f"person{n}", slack=f"U{n:04}") for n in range(PEOPLE)}
    return Agreement(name="Bench", people=people)


def _id(number: int) -> str:
    return f"{0x60000000 + number:08x}{number:016x}"


def _board(number: int, now: datetime) -> dict[str, Any]:
    """A board of a thousand cards in eight lists, owned by twenty people."""
    names = ("Inbox", "Goals", "Ready", "Doing", "Waiting", "Review", "Done", "Ideas")
    lists = [
        {"id": f"1{number:03}{i:020x}", "name": name, "pos": i, "closed": False}
        for i, name in enumerate(names)
    ]
    members = [
        {"id": f"2{i:023x}", "fullName": f"Person {i}", "username": f"person{i}"}
        for i in range(PEOPLE)
    ]
    cards = [
        {
            "id": f"{0x65000000 + i:08x}{number:04x}{i:012x}",
            "name": f"Analyse batch {i} ({i % 5})",
            "idList": lists[i % len(lists)]["id"], "idMembers": [members[i % PEOPLE]["id"]],
            "desc": f"## Question\n\nWhich of the batches {i} differ?\n", "pos": i, "idShort": i,
            "shortLink": f"{number:02}{i:06}", "closed": False, "idLabels": [],
            "dateLastActivity": now.isoformat(),
        }
        for i in range(CARDS)
    ]  # fmt: skip
    memberships = [
        {"id": f"3{i:023x}", "idMember": m["id"], "memberType": "normal"}
        for i, m in enumerate(members)
    ]
    return {
        "id": _id(number), "name": f"Board {number}", "shortLink": f"bOaRd{number:03}",
        "closed": False, "lists": lists, "cards": cards, "members": members, "labels": [],
        "memberships": memberships, "actions": [], "checklists": [], "customFields": [],
    }  # fmt: skip


if __name__ == "__main__":
    for name, took, most in bench_slack():
        print(f"{name}: {took:.1f} ms (at most {most:.0f})")
