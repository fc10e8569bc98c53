"""The stand-in's routes: those of GitHub's REST API that Cardkeeper calls, and `/control`.

`POST /control/pulls` opens a pull request, `POST /control/pulls/{owner}/{name}/{number}` with
`{"do": "merge" | "close" | "approve" | ...}` goes on with one. They are no part of the API: by them
a person, or a test, plays the team. Every change is sent to the webhook, as on GitHub.
"""

import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.github import shapes
from bot.sandbox.github.hooks import Hooks
from bot.sandbox.github.playing import UnknownDeedError, play
from bot.sandbox.github.store import Check, GitHubStore, StoredPull, StoredRepository

Clock = Callable[[], datetime]
Answer = Callable[[Request, bytes], Any]

TOKEN = "sandbox-github-token"  # noqa: S105 - it opens the sandbox only
SECRET = "sandbox-github-secret"  # noqa: S105 - it signs what the sandbox sends
QUOTA = 5000  # calls an hour
_HOUR_S = 3600


class NotThere(Exception):  # noqa: N818 - says what is so
    """What the path names is not there."""


class GitHubStandIn:
    """GitHub with one organisation; `app` is its ASGI application."""

    def __init__(self, path: Path | None, clock: Clock, *, is_app: bool = True) -> None:
        self.store = GitHubStore(path)
        self.hooks = Hooks()
        self.token = TOKEN
        self.broken: int | None = None  # a status that every call of the API is refused with
        self.counted = 0  # calls that count, within the present hour
        self.unchanged = 0  # calls that were answered by 304, which do not count
        self._is_app = is_app  # only an app may make check runs; a person's token may not
        self._clock = clock
        of = "/repos/{owner}/{name}"
        read: list[tuple[str, Answer]] = [
            (of, self._repository),
            (f"{of}/readme", self._readme),
            (f"{of}/git/trees/{{branch:path}}", self._tree),
            (f"{of}/contents/{{path:path}}", self._content),
            (f"{of}/pulls", self._pulls),
            (f"{of}/pulls/{{number:int}}", self._pull),
            (f"{of}/pulls/{{number:int}}/reviews", self._reviews),
            (f"{of}/issues/{{number:int}}", self._issue),
            (f"{of}/commits/{{sha}}", self._commit),
            (f"{of}/commits/{{sha}}/check-runs", self._checks),
            (f"{of}/commits/{{sha}}/status", self._status),
        ]
        write: list[tuple[str, Answer]] = [
            (f"{of}/generate", self._generate),
            (f"{of}/check-runs", self._make_check),
            (f"{of}/statuses/{{sha}}", self._make_status),
        ]
        self.app = Starlette(
            routes=[
                *(Route(path_, self._api(answer)) for path_, answer in read),
                *(Route(path_, self._api(answer), methods=["POST"]) for path_, answer in write),
                Route("/control/pulls", self._control_list),
                Route("/control/pulls", self._control_open, methods=["POST"]),
                Route(
                    "/control/pulls/{owner}/{name}/{number:int}", self._control, methods=["POST"]
                ),
                Route("/control/break", self._control_break, methods=["POST"]),
            ]
        )

    def close(self) -> None:
        """Send no more webhooks."""
        self.hooks.close()

    def open_pull(self, repository: str, title: str, author: str, **given: Any) -> StoredPull:
        """A new pull request. Raises KeyError for a repository that is not there."""
        owner, _, name = repository.partition("/")
        known = self.store.repository(owner, name)
        if known is None:
            raise KeyError(repository)
        now = self._clock()
        with self.store.lock:
            numbers = [each.number for each in self.store.pulls_of(repository)]
            branch = given.pop("branch", "") or re.sub(r"\W+", "-", title.casefold()).strip("-")
            entry = StoredPull(
                known.full_name, max(numbers, default=0) + 1, title, author, now, now, branch,
                base=given.pop("base", known.default_branch), **given,
            )  # fmt: skip
            self.store.put(entry)
        self._send("pull_request", entry, action="opened")
        return entry

    def tell(self, repository: str, number: int, do: str, given: dict[str, Any]) -> StoredPull:
        """Go on with a pull request. Raises KeyError and UnknownDeedError."""
        with self.store.lock:
            entry = self.store.pull(repository, number)
            if entry is None:
                raise KeyError(f"{repository}#{number}")
            event, more = play(entry, do, given, self._clock())
            self.store.put(entry)
        self._send(event, entry, **more)
        return entry

    def _send(self, event: str, entry: StoredPull, **more: Any) -> None:
        repository = self._known(entry)
        whole = shapes.pull(entry, repository, whole=True)
        body: dict[str, Any] = {
            "number": entry.number,
            "pull_request": whole,
            "repository": shapes.minimal_repository(repository),
            "sender": shapes.user(entry.author),
            **more,
        }
        if event == "check_run":
            del body["pull_request"], body["number"]
            body["check_run"] = shapes.check_run(entry.checks[-1], entry)
        elif event == "pull_request_review":
            said = entry.reviews[-1]
            body["review"] = shapes.review(said, len(entry.reviews), entry)
            body["review"]["state"] = said.state.lower()  # in webhooks, not in the API
        self.hooks.send(event, body)

    def _known(self, entry: StoredPull) -> StoredRepository:
        found = self.store.repository(*entry.repository.split("/", 1))
        assert found is not None  # pull requests are opened in repositories that are there
        return found

    def _api(self, answer: Answer) -> Callable[[Request], Any]:
        async def handle(request: Request) -> Response:
            given = request.headers.get("authorization", "")
            if self.broken is not None:
                return _refusal("The sandbox was told to refuse this.", self.broken)
            if not secrets.compare_digest(given.encode(), f"Bearer {self.token}".encode()):
                return _refusal("Bad credentials", 401)
            body = await request.body()
            try:
                told = answer(request, body)
            except NotThere:
                told = _refusal("Not Found", 404)
            response = told if isinstance(told, Response) else self._tagged(request, told)
            self._count(response)
            return response

        return handle

    def _tagged(self, request: Request, told: Any) -> Response:
        """200 with an ETag, or 304 when the caller has this already."""
        response = JSONResponse(told)
        tag = f'W/"{hashlib.sha256(bytes(response.body)).hexdigest()}"'
        if request.headers.get("if-none-match") == tag:
            response = Response(status_code=304)  # type: ignore[assignment]
        response.headers["etag"] = tag
        response.headers["cache-control"] = "private, max-age=60, s-maxage=60"
        return response

    def _count(self, response: Response) -> None:
        if response.status_code == 304:
            self.unchanged += 1
        else:
            self.counted += 1
        now = int(self._clock().timestamp())
        response.headers["x-ratelimit-limit"] = str(QUOTA)
        response.headers["x-ratelimit-used"] = str(self.counted)
        response.headers["x-ratelimit-remaining"] = str(max(0, QUOTA - self.counted))
        response.headers["x-ratelimit-reset"] = str(now - now % _HOUR_S + _HOUR_S)
        response.headers["x-ratelimit-resource"] = "core"
        response.headers["x-github-api-version-selected"] = "2022-11-28"

    def _repository(self, request: Request, _body: bytes) -> Any:
        found = self._of(request)
        owner, _, name = found.template.partition("/")
        return shapes.full_repository(found, self.store.repository(owner, name))

    def _readme(self, request: Request, _body: bytes) -> Any:
        found = self._of(request)
        names = [path for path in found.files if path.casefold().startswith("readme")]
        if not names:
            raise NotThere
        return shapes.content(found, names[0])

    def _tree(self, request: Request, _body: bytes) -> Any:
        found = self._of(request)
        if not found.files:
            return _refusal("Git Repository is empty.", 409)
        if request.path_params["branch"] != found.default_branch:
            raise NotThere
        return shapes.tree(found)

    def _content(self, request: Request, _body: bytes) -> Any:
        found = self._of(request)
        path = request.path_params["path"]
        if path not in found.files:
            raise NotThere
        return shapes.content(found, path)

    def _pulls(self, request: Request, _body: bytes) -> Any:
        found = self._of(request)
        wanted = request.query_params.get("state", "open")
        every = self.store.pulls_of(found.full_name)
        kept = [e for e in every if wanted == "all" or (e.closed is None) == (wanted == "open")]
        most = int(request.query_params.get("per_page", "30"))
        start = (int(request.query_params.get("page", "1")) - 1) * most
        return [shapes.pull(entry, found, whole=False) for entry in kept[start : start + most]]

    def _pull(self, request: Request, _body: bytes) -> Any:
        return shapes.pull(self._pull_of(request), self._of(request), whole=True)

    def _reviews(self, request: Request, _body: bytes) -> Any:
        entry = self._pull_of(request)
        return [shapes.review(said, n, entry) for n, said in enumerate(entry.reviews, 1)]

    def _issue(self, request: Request, _body: bytes) -> Any:
        return shapes.issue(self._pull_of(request))

    def _commit(self, request: Request, _body: bytes) -> Any:
        return shapes.commit(self._pull_at(request))

    def _checks(self, request: Request, _body: bytes) -> Any:
        entry = self._pull_at(request)
        runs = [shapes.check_run(check, entry) for check in entry.checks]
        return {"total_count": len(runs), "check_runs": runs}

    def _status(self, request: Request, _body: bytes) -> Any:
        entry = self._pull_at(request)
        return {"state": "pending", "statuses": [], "sha": entry.head, "total_count": 0}

    def _generate(self, request: Request, body: bytes) -> Any:
        template, wanted = self._of(request), _object(body)
        owner, name = str(wanted.get("owner") or template.owner), str(wanted.get("name") or "")
        if not template.is_template:
            raise NotThere
        if not re.fullmatch(r"[\w.-]{1,100}", name):
            return _refusal("Repository creation failed: name is missing or malformed", 422)
        if self.store.repository(owner, name) is not None:
            taken = shapes.failure("Unprocessable Entity", 422)
            taken["errors"] = ["Could not clone: Name already exists on this account"]
            return JSONResponse(taken, status_code=422)
        made = StoredRepository(
            owner, name, self._clock(), description=str(wanted.get("description") or ""),
            template=template.full_name, private=bool(wanted.get("private")),
            files=dict(template.files),
        )  # fmt: skip
        self.store.put(made)
        return JSONResponse(shapes.full_repository(made, template), status_code=201)

    def _make_check(self, request: Request, body: bytes) -> Any:
        if not self._is_app:
            return _refusal("You must authenticate via a GitHub App.", 403)
        wanted = _object(body)
        entry = self.store.pull_at(self._of(request).full_name, str(wanted.get("head_sha")))
        if entry is None or not wanted.get("name"):
            return _refusal("No commit found for SHA", 422)
        title = str((wanted.get("output") or {}).get("title") or "")
        check = Check(str(wanted["name"]), str(wanted.get("conclusion") or ""), title)
        return self._checked(entry, check)

    def _make_status(self, request: Request, body: bytes) -> Any:
        wanted, entry = _object(body), self._pull_at(request)
        name = str(wanted.get("context") or "default")
        return self._checked(
            entry, Check(name, str(wanted.get("state") or ""), str(wanted.get("description") or ""))
        )

    def _checked(self, entry: StoredPull, check: Check) -> Response:
        entry.checks = [*(each for each in entry.checks if each.name != check.name), check]
        self.store.put(entry)
        return JSONResponse(shapes.check_run(check, entry), status_code=201)

    def _of(self, request: Request) -> StoredRepository:
        found = self.store.repository(request.path_params["owner"], request.path_params["name"])
        if found is None:
            raise NotThere
        return found

    def _pull_of(self, request: Request) -> StoredPull:
        found = self.store.pull(self._of(request).full_name, request.path_params["number"])
        if found is None:
            raise NotThere
        return found

    def _pull_at(self, request: Request) -> StoredPull:
        found = self.store.pull_at(self._of(request).full_name, request.path_params["sha"])
        if found is None:
            raise NotThere
        return found

    def _control_list(self, _request: Request) -> Response:
        pulls = sorted(self.store.all_pulls(), key=lambda each: (each.repository, -each.number))
        return JSONResponse({"pulls": [_summary(each) for each in pulls]})

    async def _control_open(self, request: Request) -> Response:
        given = _object(await request.body())
        try:
            entry = self.open_pull(
                str(given.pop("repository", "")), str(given.pop("title", "")),
                str(given.pop("author", "")), **given,
            )  # fmt: skip
        except (KeyError, TypeError) as error:
            return _refusal(f"unknown: {error.args[0]}", 422)
        return JSONResponse(_summary(entry))

    async def _control(self, request: Request) -> Response:
        given = _object(await request.body())
        repository = f"{request.path_params['owner']}/{request.path_params['name']}"
        do = str(given.pop("do", ""))
        try:
            entry = self.tell(repository, request.path_params["number"], do, given)
        except (KeyError, UnknownDeedError) as error:
            return _refusal(f"unknown: {error.args[0]}", 404)
        return JSONResponse(_summary(entry))

    async def _control_break(self, request: Request) -> Response:
        """Refuse every call of the API with this status, until told `null`."""
        self.broken = _object(await request.body()).get("status")
        return JSONResponse({"broken": self.broken})


def _summary(entry: StoredPull) -> dict[str, Any]:
    return {
        "repository": entry.repository, "number": entry.number, "title": entry.title,
        "state": "merged" if entry.merged else "closed" if entry.closed else "open",
        "html_url": f"{shapes.WEB}/{entry.repository}/pull/{entry.number}",
        "checks": {check.name: check.conclusion for check in entry.checks},
    }  # fmt: skip


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _refusal(message: str, status: int) -> Response:
    return JSONResponse(shapes.failure(message, status), status_code=status)
