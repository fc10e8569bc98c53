"""Runs on Seqera Platform, cloud or a team's own: states by poll, for it sends no webhooks of runs.

API: https://docs.seqera.io/platform-api; 20 calls a second per token (72,000 an hour). The address
of a run names organisation and workspace, the API wants their numbers: asked once and kept.
"""

import re
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast
from urllib.parse import quote, urlsplit

from msgspec import Struct
from sqlalchemy import Engine

from bot.providers.answers import (
    Answer,
    Caller,
    CouldNotAsk,
    Limit,
    could_not_ask,
    mapping,
    no_live_status,
    number,
    sequence,
    text,
)
from bot.providers.provider import Done, Seen
from bot.providers.seqera_launch import deeds_of, launch_again
from bot.providers.seqera_reading import fatal_task, names_of, read_run, wants_log, with_task
from bot.settings import Settings
from protocol.links import Deed, LinkReference, LinkState, reference_of, references_in

NAME = "seqera"
TITLE = "Seqera Platform"
PAGE = 100  # runs in one list
_CLOUD = frozenset({"cloud.seqera.io", "tower.nf"})
_PLACE = re.compile(
    r"https?://(?P<host>[^/]+)/(?:orgs/(?P<org>[^/]+)/workspaces/(?P<ws>[^/]+)|user/(?P<user>[^/]+))"
    r"/watch/(?P<id>[0-9A-Za-z]+)"
)
_NOT_MINE = "a personal workspace is seen with its owner's token only"
_NAMES_KEPT = timedelta(hours=6)  # numbers of workspaces; asked again sooner for a new name


class Workspace(Struct, frozen=True):
    """A workspace as links name it; `user` stands for a personal one."""

    org: str = ""
    name: str = ""
    user: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """By which it is looked up, letters' size aside; a personal one by an empty name."""
        return (self.user or self.org).casefold(), self.name.casefold()

    @property
    def path(self) -> str:
        """Its part of an address."""
        return f"user/{self.user}" if self.user else f"orgs/{self.org}/workspaces/{self.name}"


class Run(Struct, frozen=True):
    """Where a run is."""

    host: str
    workspace: Workspace
    id: str


class Seqera:
    """One installation of Seqera Platform, with one token."""

    name = NAME
    title = TITLE

    def __init__(
        self,
        *,
        endpoint: str,
        token: str,
        web_url: str = "",
        workspaces: Sequence[Workspace] = (),
        timeout_s: float = 10.0,
    ) -> None:
        self._web = (web_url or web_of(endpoint)).rstrip("/")
        host = urlsplit(self._web).netloc
        self._hosts = _CLOUD if host in _CLOUD else frozenset({host})
        self._token = token
        self._workspaces = tuple(workspaces)
        self._numbers: dict[tuple[str, str], int] = {}
        self._numbers_at: datetime | None = None
        self._lock = threading.Lock()
        self.calls = Caller(
            endpoint,
            name=NAME,
            title=TITLE,
            headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
            limit=Limit(20, 1.0),
            timeout_s=timeout_s,
        )

    @property
    def is_live(self) -> bool:
        """Whether there is a token."""
        return bool(self._token)

    @property
    def calls_left(self) -> int:
        """Of the 20 in a second."""
        return self.calls.limit.left

    def match(self, text: str) -> tuple[LinkReference, ...]:
        """Runs in the text, at whatever host: enterprise installations have their own."""
        return tuple(each for each in references_in(text) if each.system == NAME)

    def fetch(self, reference: LinkReference, now: datetime) -> LinkState:
        """One call; up to three more for the task and the last lines of a run that failed."""
        run = place_of(reference)
        if not self.is_live or run is None or run.host not in self._hosts:
            return no_live_status(reference, now)
        where = self._number_of(run.workspace, now)
        if isinstance(where, CouldNotAsk):
            return could_not_ask(reference, now, where.why)
        answer = self.calls.get(
            f"/workflow/{run.id}", {"workspaceId": where, "attributes": "labels"}
        )
        state = self._read(reference, answer, now)
        if state.state == "failed":
            state = self._explained(state, run.id, where)
        return state

    def poll(self, references: Sequence[LinkReference], now: datetime) -> Mapping[str, Seen]:
        """One list per workspace: those of the links and those of the settings."""
        if not self.is_live:
            return {}
        asked: dict[Workspace, list[LinkReference]] = {each: [] for each in self._workspaces}
        for reference in references:
            run = place_of(reference)
            if run is not None and run.host in self._hosts:
                asked.setdefault(run.workspace, []).append(reference)
        found: dict[str, Seen] = {}
        for workspace, wanted in asked.items():
            found |= self._list(workspace, wanted, now)
        return found

    def deeds(self, state: LinkState) -> tuple[Deed, ...]:
        """Resume or relaunch, where Platform has launched the run."""
        run = place_of(state.reference)
        if not self.is_live or run is None or run.host not in self._hosts:
            return ()
        return deeds_of(state)

    def do(self, state: LinkState, key: str, now: datetime) -> Done:
        """Launch the run again; the new run's address is in the answer."""
        run = place_of(state.reference)
        if run is None or not any(deed.key == key for deed in self.deeds(state)):
            return Done(False, "This run cannot be launched again from here.")
        where = self._number_of(run.workspace, now)
        if isinstance(where, CouldNotAsk):
            return Done(False, f"Nothing was launched: {where.why}.")
        made = launch_again(self.calls, run.id, where, now, resume=key == "resume")
        if isinstance(made, Done):
            return made
        url = self._url(run.workspace, made)
        return Done(True, "Launched; it is queued now.", url)

    def close(self) -> None:
        """Close the connections."""
        self.calls.close()

    def _read(
        self, reference: LinkReference, answer: Answer | CouldNotAsk, now: datetime
    ) -> LinkState:
        if isinstance(answer, CouldNotAsk):
            return could_not_ask(reference, now, answer.why)
        state = read_run(reference, mapping(answer.body), now, (self._token,))
        why = f"{TITLE} gave an answer that cannot be read"
        return state or could_not_ask(reference, now, why)

    def _explained(self, state: LinkState, run_id: str, where: int | None) -> LinkState:
        """With the task that ended it. What cannot be asked now is left out: it failed, and that is
        known."""
        tasks = self.calls.get(
            f"/workflow/{run_id}/tasks",
            {"workspaceId": where, "max": PAGE, "search": "FAILED", "sortBy": "complete"},
        )
        task = fatal_task(tasks.body) if isinstance(tasks, Answer) else {}
        log: object = None
        task_id = number(task.get("taskId"))
        if task_id is not None and wants_log(state):
            answer = self.calls.get(
                f"/workflow/{run_id}/log/{int(task_id)}", {"workspaceId": where}
            )
            log = answer.body if isinstance(answer, Answer) else None
        return with_task(state, task, log)

    def _list(
        self, workspace: Workspace, wanted: list[LinkReference], now: datetime
    ) -> dict[str, Seen]:
        where = self._number_of(workspace, now)
        answer = where if isinstance(where, CouldNotAsk) else self.calls.get(
            "/workflow", {"workspaceId": where, "max": PAGE, "attributes": "labels"}
        )  # fmt: skip
        if isinstance(answer, CouldNotAsk):
            return {each.url: Seen(could_not_ask(each, now, answer.why)) for each in wanted}
        by_id = {run.id: each for each in wanted if (run := place_of(each)) is not None}
        found: dict[str, Seen] = {}
        for element in map(mapping, sequence(mapping(answer.body).get("workflows"))):
            run_id = text(mapping(element.get("workflow")).get("id"))
            reference = by_id.get(run_id) or reference_of(self._url(workspace, run_id))
            if reference is None:
                continue
            state = read_run(reference, element, now, (self._token,))
            if state is not None:
                # why a run failed, and what it cost in the end, its own answer tells
                found[reference.url] = Seen(state, names_of(element), state.is_open)
        return found

    def _url(self, workspace: Workspace, run_id: str) -> str:
        return f"{self._web}/{workspace.path}/watch/{run_id}"

    def _number_of(self, workspace: Workspace, now: datetime) -> int | CouldNotAsk | None:
        """The workspace's number; None stands for the personal one of the token's owner."""
        with self._lock:
            kept = self._numbers.get(workspace.key)
            fresh = self._numbers_at is not None and now - self._numbers_at < _NAMES_KEPT
            if kept is not None and fresh:
                return None if workspace.user else kept
            if not fresh or now - cast(datetime, self._numbers_at) > timedelta(minutes=5):
                failure = self._ask_numbers(now)
                if failure is not None and (kept is None or workspace.user):
                    return failure
            found = self._numbers.get(workspace.key)
        if workspace.user:
            return None if found is not None else CouldNotAsk(_NOT_MINE, 403)
        why = f"{TITLE} knows no workspace {workspace.org}/{workspace.name} that the token may see"
        return found if found is not None else CouldNotAsk(why, 404)

    def _ask_numbers(self, now: datetime) -> CouldNotAsk | None:
        me = self.calls.get("/user-info")
        if isinstance(me, CouldNotAsk):
            return me
        owner = mapping(mapping(me.body).get("user"))
        user = number(owner.get("id"))
        if user is None:
            return CouldNotAsk(f"{TITLE} gave an answer that cannot be read")
        answer = self.calls.get(f"/user/{int(user)}/workspaces")
        if isinstance(answer, CouldNotAsk):
            return answer
        found = {(text(owner.get("userName")).casefold(), ""): 0}
        for each in map(mapping, sequence(mapping(answer.body).get("orgsAndWorkspaces"))):
            known = number(each.get("workspaceId"))
            if known is not None:  # an organisation is listed by itself, too
                place = Workspace(text(each.get("orgName")), text(each.get("workspaceName")))
                found[place.key] = int(known)
        self._numbers, self._numbers_at = found, now
        return None


def place_of(reference: LinkReference) -> Run | None:
    """Host, workspace and id in a run's address."""
    found = _PLACE.match(reference.url)
    if found is None:
        return None
    workspace = Workspace(found["org"] or "", found["ws"] or "", found["user"] or "")
    return Run(found["host"].casefold(), workspace, found["id"])


def web_of(endpoint: str) -> str:
    """The address of the pages that belongs to an API's: `api.` and `/api` taken off."""
    parts = urlsplit(endpoint.rstrip("/"))
    path = parts.path.removesuffix("/api")
    return f"{parts.scheme}://{parts.netloc.removeprefix('api.')}{path}"


def from_settings(settings: Settings, _engine: Engine) -> Seqera:
    """The installation that the settings name."""
    named = (part.strip().partition("/") for part in settings.seqera_workspaces.split(","))
    return Seqera(
        endpoint=settings.seqera_api_endpoint,
        token=settings.seqera_access_token.get_secret_value(),
        web_url=settings.seqera_url,
        workspaces=[
            Workspace(quote(org, safe=""), quote(name, safe="")) for org, _, name in named if name
        ],
    )
