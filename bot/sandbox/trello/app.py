"""The stand-in for Trello: its REST API under `/1`, spoken over real HTTP."""

import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

from starlette.applications import Starlette
from starlette.routing import Route

from bot.sandbox.trello import loading
from bot.sandbox.trello.asgi import Answer, Wire
from bot.sandbox.trello.delivery import Deliveries
from bot.sandbox.trello.faults import Faults
from bot.sandbox.trello.limits import RateLimits, TooMany
from bot.sandbox.trello.router import Router, plain_path
from bot.sandbox.trello.routes import ENDPOINTS
from bot.sandbox.trello.store import Json, Store
from bot.sandbox.trello.wire import Call, Caller, Endpoint, Refusal, credentials, read_params
from bot.sandbox.trello.world import Limits, World, checked_id

_MOST_IN_BATCH = 10
_CLOUDFRONT = "403 ERROR: The request could not be satisfied. Bad request."


class TrelloStandIn:
    """Boards behind Trello's own wire format, kept in one SQLite file (or `:memory:`).

    `now` is the time that cards, actions and ids carry. `app` is the ASGI application.
    `requests` counts calls by (verb, route template), `log` holds the latest (verb, path, status).
    What was answered survives the death of the process; `close` only ends the threads."""

    def __init__(self, database: Path | str, now: Callable[[], datetime]) -> None:
        self.faults = Faults()
        self.rates = RateLimits()
        self.requests: Counter[tuple[str, str]] = Counter()
        self.log: deque[tuple[str, str, int]] = deque(maxlen=100_000)
        self.world = World(Store(database), now)
        self.deliveries = Deliveries(self.world, self.faults)
        self._router = Router((*ENDPOINTS, Endpoint("GET", "/batch", self._batch)))
        self._news = threading.Condition()
        with self.world.store.reading():
            self._version = self.world.store.counted("version")
        self._closing = False
        verbs = ["GET", "POST", "PUT", "DELETE", "HEAD"]
        self.app = Starlette(routes=[Route("/1/{path:path}", Wire(self), methods=verbs)])

    @property
    def sizes(self) -> Limits:
        """Sizes at which requests are cut or refused."""
        return self.world.limits

    def close(self) -> None:
        """End the threads and give the file back."""
        with self._news:
            self._closing = True
            self._news.notify_all()
        self.deliveries.close()
        self.world.store.close()

    # Setting the scene

    def add_key(self, key: str, secret: str) -> None:
        """An application: its API key, and the secret that signs its webhooks."""
        app = sha256(key.encode()).hexdigest()[:24]
        with self._changing():
            self.world.store.change(
                "INSERT OR REPLACE INTO keys (key, secret, app) VALUES (?,?,?)", key, secret, app
            )

    def add_member(
        self,
        id: str,  # noqa: A002 - Trello's own word
        username: str,
        full_name: str,
        token: str | None = None,
        may_write: bool = True,
    ) -> None:
        """A person or the bot's account; whoever calls with `token` acts as them."""
        checked_id(id)
        with self._changing():
            member = {"id": id, "username": username, "fullName": full_name}
            loading.keep_member(self.world, member)
            if token is not None:
                self.world.store.change(
                    "INSERT OR REPLACE INTO tokens (token, id, member, created, write)"
                    " VALUES (?,?,?,?,?)",
                    token,
                    self.world.new_id(),
                    id,
                    self.world.date(),
                    int(may_write),
                )

    def load_board(self, export: Json) -> str:
        """Serve a board in Trello's "Export as JSON" shape; its id. Its members get no tokens."""
        with self._changing():
            return loading.load_board(self.world, export)

    def join(self, board_id: str, member_id: str, member_type: str = "normal") -> None:
        """Make somebody a member (`admin`, `normal`, `observer`) of a board, without an action."""
        with self._changing():
            there = self.world.membership(board_id, member_id)
            fresh = {"id": self.world.new_id(), "idMember": member_id, "idBoard": board_id}
            kept = {"unconfirmed": False, "deactivated": False, **(there or fresh)}
            kept["memberType"] = member_type
            self.world.store.put("membership", kept, board_id, member_id)

    def revoke_token(self, token: str) -> None:
        """As if its owner had withdrawn it: it is invalid, and its webhooks are gone."""
        with self._changing():
            store = self.world.store
            store.change("DELETE FROM tokens WHERE token=?", token)
            hooks = "SELECT id FROM webhooks WHERE token=?"
            store.change(f"DELETE FROM deliveries WHERE webhook IN ({hooks})", token)  # noqa: S608
            store.change("DELETE FROM webhooks WHERE token=?", token)

    # Watching

    @property
    def version(self) -> int:
        """A number that grows with every change."""
        return self._version

    def wait_for(self, version: int, timeout: float) -> int:
        """Wait until `version` is greater than this one, at most `timeout` seconds; the version
        now. Returns at once when the stand-in closes."""
        with self._news:
            self._news.wait_for(lambda: self._version > version or self._closing, timeout)
            return self._version

    def _changing(self) -> "_Changing":
        return _Changing(self)

    def changed(self, version: int) -> None:
        """Tell everybody who waits."""
        with self._news:
            self._version = max(self._version, version)
            self._news.notify_all()
        self.deliveries.wake()

    # Answering

    def answer(
        self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        """Answer one request; `path` is what follows `/1`."""
        path = plain_path(path)
        found = self._router.find(method, path)
        template = found[0].path if found else path
        limits: dict[str, str] = {}
        try:
            if method == "GET" and body:
                raise Refusal(403, _CLOUDFRONT)
            params, upload = read_params(query, headers.get("content-type", ""), body)
            key, token = credentials(headers.get("authorization", ""), params)
            limits = self.rates.take(key, token, template == "/members/{id}")
            caller = self._caller(key, token, headers.get("x-trello-client-identifier"))
            if found is None:
                raise Refusal(404, f"Cannot {method} /1{path}")
            call = Call(method, path, params, caller, found[1], upload)
            answer = Answer.of(200, self._run(found[0], call), limits)
        except TooMany as refusal:
            answer = Answer.of(429, refusal.body, refusal.headers)
        except Refusal as refusal:
            answer = Answer.of(refusal.status, refusal.body, limits)
        self.note(method, path, template, answer.status)
        return answer

    def note(self, method: str, path: str, template: str, status: int) -> None:
        """Count and log one call; a token in a path is never kept."""
        self.requests[method, template] += 1
        shown = template if path.startswith("/tokens/") else path
        self.log.append((method, shown, status))

    def template(self, method: str, path: str) -> str:
        """The route template of a path, or the path itself when there is no such route."""
        found = self._router.find(method, plain_path(path))
        return found[0].path if found else plain_path(path)

    def _caller(self, key: str | None, token: str | None, client: str | None) -> Caller:
        with self.world.store.reading():
            apps = self.world.store.rows("SELECT app FROM keys WHERE key=?", key or "")
            if not apps:
                raise Refusal(401, "invalid key")
            if token is None:
                return Caller(key, apps[0][0], client_identifier=client)
            query = "SELECT member, write FROM tokens WHERE token=?"
            tokens = self.world.store.rows(query, token)
            if not tokens:
                raise Refusal(401, "invalid token")
            member = self.world.store.get("member", tokens[0][0])
        return Caller(key, apps[0][0], token, member, bool(tokens[0][1]), client)

    def _run(self, endpoint: Endpoint, call: Call) -> Any:
        if endpoint.before is not None:
            endpoint.before(self.world, call)
        if endpoint.method == "GET":
            with self.world.store.reading():
                return endpoint.handler(self.world, call)
        with self._changing():
            return endpoint.handler(self.world, call)

    def _batch(self, _world: World, call: Call) -> list[Json]:
        """`GET /batch?urls=/a,/b`: at most 10 reads, each with its own status"""
        urls = [unquote(url) for url in call.need("urls").split(",")]
        if len(urls) > _MOST_IN_BATCH:
            raise Refusal(400, "Too many routes in batch")
        return [self._one_of_batch(url, call.caller) for url in urls]

    def _one_of_batch(self, url: str, caller: Caller) -> Json:
        path, _, query = url.partition("?")
        path = plain_path(path.removeprefix("/1/"))
        found = self._router.find("GET", path)
        try:
            if found is None or found[0].path == "/batch":
                raise Refusal(404, f"Cannot GET /1{path}")
            params: Json = dict(parse_qsl(query, keep_blank_values=True))
            call = Call("GET", path, params, caller, found[1])
            return {"200": found[0].handler(self.world, call)}
        except Refusal as refusal:
            told = refusal.body if isinstance(refusal.body, str) else refusal.body.get("message")
            failure = {"message": told, "statusCode": refusal.status}
            return {str(refusal.status): failure}


class _Changing:
    """A transaction that moves the version and tells who waits, after the commit."""

    def __init__(self, stand_in: TrelloStandIn) -> None:
        self._stand_in = stand_in
        self._transaction = stand_in.world.store.transaction()
        self._version = 0

    def __enter__(self) -> None:
        self._transaction.__enter__()
        self._version = self._stand_in.world.store.count("version")

    def __exit__(self, *failure: Any) -> bool | None:
        swallowed = self._transaction.__exit__(*failure)
        if failure[0] is None:
            self._stand_in.changed(self._version)
        return swallowed
