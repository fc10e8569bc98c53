"""What the page asks of its server: files, the board, the Slack pane, and news of both."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib.resources import files
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.sandbox.page.board import BoardError, BoardSide
from bot.sandbox.page.people import People
from bot.sandbox.page.runs import RunsSide
from bot.sandbox.page.slack import SlackSide
from bot.sandbox.slack import SlackError, SlackStandIn
from bot.sandbox.trello import TrelloStandIn

LOOK_EVERY_S = 0.1
SIGN_OF_LIFE_S = 10.0
TYPES = {"html": "text/html", "js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
WayIn = Callable[[str], str]  # Slack user id to an address
Handler = Callable[[Request], Awaitable[Response]]


class RefusedError(Exception):
    """The page asked for something that cannot be."""


def _static(name: str) -> Response:
    stem, _, kind = name.rpartition(".")
    found = files(__package__ or __name__).joinpath(name)
    if not stem.replace("-", "").isalnum() or kind not in TYPES or not found.is_file():
        return Response("not found", status_code=404, headers=HEADERS)
    media = f"{TYPES[kind]}; charset=utf-8"
    return Response(found.read_bytes(), media_type=media, headers=HEADERS)


async def index(_request: Request) -> Response:
    """The page itself."""
    return _static("index.html")


async def asset(request: Request) -> Response:
    """Scripts and styles of the page."""
    return _static(request.path_params["name"])


def _guarded(handler: Callable[[Request, dict[str, Any]], Any]) -> Handler:
    """Run a handler beside the event loop; refusals become `{"error": ...}` with status 400.

    A request that another site's page makes is refused: this server acts without a login.
    """

    async def answer(request: Request) -> Response:
        origin = request.headers.get("origin")
        if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
            return JSONResponse({"error": "not from this page"}, status_code=403)
        try:
            said = {}
            if request.method == "POST":
                if "json" not in request.headers.get("content-type", ""):
                    raise RefusedError("only JSON is understood")
                said = json.loads(await request.body())
            result = await run_in_threadpool(handler, request, said)
        except (RefusedError, BoardError, ValueError) as refusal:
            return JSONResponse({"error": str(refusal)}, status_code=400)
        except SlackError as refusal:
            return JSONResponse({"error": refusal.name}, status_code=400)
        except KeyError as missing:
            return JSONResponse({"error": f"unknown: {missing.args[0]}"}, status_code=400)
        return JSONResponse(result)

    return answer


class PageRoutes:
    """The JSON side of the page."""

    def __init__(
        self, trello: TrelloStandIn, slack: SlackStandIn, place: str,
        runs: RunsSide | None = None, way_in: WayIn | None = None,
    ) -> None:  # fmt: skip
        self.runs = runs
        self.people = People(trello, slack)
        self.board = BoardSide(trello, self.people)
        self.pane = SlackSide(slack)
        self.trello = trello
        self.slack = slack
        self.place = place
        self.way_in = way_in

    def start(self, _request: Request, _said: dict[str, Any]) -> Any:
        """What does not change: people, the app and its commands, where the data is."""
        everybody = [
            {"id": p.slack_id, "name": p.name, "member": p.trello_id}
            for p in self.people.everybody()
        ]
        return {
            "people": everybody, "place": self.place, "runs": self.runs is not None,
            "pages": self.way_in is not None, **self.pane.fixed(),
        }  # fmt: skip

    def show_board(self, request: Request, _said: dict[str, Any]) -> Any:
        """The board as the chosen person sees it."""
        version = self.trello.version
        board = self.board.board(self._who(request))
        return {"version": version, "board": board}

    def show_card(self, request: Request, _said: dict[str, Any]) -> Any:
        """One card with everything on it."""
        return self.board.card(self._who(request), request.path_params["card"])

    def act_on_board(self, request: Request, said: dict[str, Any]) -> Any:
        """Add or change a card, tick an item, comment."""
        who, card, what = self._who(request), said.get("card", ""), request.path_params["what"]
        if what == "add":
            return self.board.add_card(who, said["list"], said["name"])
        if what == "change":
            self.board.change_card(who, card, said["changes"])
        elif what == "comment":
            self.board.comment(who, card, said["text"])
        elif what == "tick":
            self.board.tick(who, card, said["item"], bool(said["done"]))
        else:
            raise RefusedError("no such action")
        return {}

    def show_slack(self, request: Request, _said: dict[str, Any]) -> Any:
        """Channels, messages, modals and home of the chosen person."""
        who = self._who(request)
        return self.pane.seen(who.slack_id, request.query_params.get("channel", ""))

    def act_in_slack(self, request: Request, said: dict[str, Any]) -> Any:
        """Type, click, submit: a method of the stand-in's human side."""
        return self.pane.act(self._who(request).slack_id, request.path_params["what"], said)

    async def enter(self, request: Request) -> Response:
        """To the team's pages, as the chosen person."""
        try:
            assert self.way_in is not None  # else the page has no link here
            to = self.way_in(request.query_params.get("person", ""))
        except KeyError:
            return Response("not found", status_code=404, headers=HEADERS)
        return RedirectResponse(to, 303, headers=HEADERS)

    def show_runs(self, _request: Request, _said: dict[str, Any]) -> Any:
        """The team's runs, and what can become of them."""
        return {"runs": self._runs().seen()}

    def act_on_runs(self, request: Request, said: dict[str, Any]) -> Any:
        """Start a run, or decide what becomes of one."""
        if request.path_params["what"] == "start":
            return self._runs().start(str(said["system"]), str(said.get("card", "")))
        if request.path_params["what"] == "tell":
            return self._runs().tell(str(said["run"]), str(said["do"]))
        raise RefusedError("no such action")

    def _runs(self) -> RunsSide:
        if self.runs is None:
            raise RefusedError("there are no runs here")
        return self.runs

    def _who(self, request: Request) -> Any:
        return self.people.person(request.query_params.get("person", ""))

    async def changes(self, _request: Request) -> Response:
        """Server-sent events: the versions of both stand-ins whenever one of them moves."""
        return StreamingResponse(
            self._news(), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    async def _news(self) -> AsyncIterator[str]:
        told, quiet_s = None, 0.0
        while True:
            versions = {"trello": self.trello.version, "slack": self.slack.version}
            if versions != told:
                told, quiet_s = versions, 0.0
                yield f"data: {json.dumps(versions)}\n\n"
            elif quiet_s >= SIGN_OF_LIFE_S:
                quiet_s = 0.0
                yield ": still here\n\n"
            await asyncio.sleep(LOOK_EVERY_S)
            quiet_s += LOOK_EVERY_S


def page_routes(
    trello: TrelloStandIn, slack: SlackStandIn, place: str,
    runs: RunsSide | None = None, way_in: WayIn | None = None,
) -> list[Route]:  # fmt: skip
    """All routes of the page; `place` says in words where the data is kept, and `way_in` gives the
    address that lets somebody in on the team's pages."""
    page = PageRoutes(trello, slack, place, runs, way_in)
    ways = [Route("/page/enter", page.enter)] if way_in is not None else []
    return [
        *ways,
        Route("/", index),
        Route("/page/start", _guarded(page.start)),
        Route("/page/board", _guarded(page.show_board)),
        Route("/page/cards/{card}", _guarded(page.show_card)),
        Route("/page/board/{what}", _guarded(page.act_on_board), methods=["POST"]),
        Route("/page/slack", _guarded(page.show_slack)),
        Route("/page/slack/{what}", _guarded(page.act_in_slack), methods=["POST"]),
        Route("/page/runs", _guarded(page.show_runs)),
        Route("/page/runs/{what}", _guarded(page.act_on_runs), methods=["POST"]),
        Route("/page/changes", page.changes),
        Route("/page/files/{name}", asset),
    ]
