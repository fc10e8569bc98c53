"""Reports and applications on Posit Connect: what they are, whether they are deployed, and whether
their latest rendering went well.

API: https://docs.posit.co/connect/api; no limit of calls is documented, and the server is the
team's own: it is asked gently. Connect's own numbers of applications stand in older addresses; the
API takes them where it takes a GUID.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import structs
from sqlalchemy import Engine

from bot.providers.answers import Answer, Limit, mapping, number, read_moment, sequence, text
from bot.providers.one_host import OneHost, address_of
from bot.providers.redaction import redact
from bot.settings import Settings
from protocol.exit_codes import exit_words, read_exit
from protocol.links import LinkReference, LinkState

NAME = "posit-connect"
TITLE = "Posit Connect"
_ID = re.compile(r"/(?:connect/#/apps|content)/([0-9a-f-]+)$")
_RENDERED = ("rmd-static", "quarto-static", "jupyter-static")  # of `app_mode`: these are computed
_KNOWN_MODES = (
    *_RENDERED, "static", "shiny", "rmd-shiny", "quarto-shiny", "api", "python-api", "python-dash",
    "python-streamlit", "python-bokeh", "python-fastapi", "python-shiny", "python-gradio",
    "tensorflow-saved-model", "jupyter-voila", "nodejs",
)  # fmt: skip
_RENDERS = ("build_report", "render_report", "build_site", "run_report")
_ACTIVE = 0  # of a job's `status`; 1: finished, 2: finalised


class PositConnect(OneHost):
    """One server of Posit Connect."""

    name = NAME
    title = TITLE

    def __init__(
        self, *, server: str, api_key: str, api_url: str = "", timeout_s: float = 10.0
    ) -> None:
        super().__init__(
            web_url=server,
            api_url=api_url or server,
            token=api_key,
            headers={"Authorization": f"Key {api_key}"},
            limit=Limit(30, 15.0),
            timeout_s=timeout_s,
        )

    def _ask(self, reference: LinkReference, now: datetime) -> LinkState:
        """One call; one more for the jobs of what is rendered."""
        found = _ID.search(reference.url)
        path = f"/__api__/v1/content/{found[1] if found else ''}"
        answer = self.calls.get(path)
        body = mapping(answer.body) if isinstance(answer, Answer) else {}
        if not text(body.get("guid")):
            return self._not_asked(reference, now, answer)
        state = read_content(reference, body, now, (self._token,))
        if state.state != "deployed" or text(body.get("app_mode")) not in _RENDERED:
            return state
        jobs = self.calls.get(f"/__api__/v1/content/{text(body['guid'])}/jobs")
        # whether it could be rendered is told beside it: that it is deployed stands without
        return with_job(state, jobs.body) if isinstance(jobs, Answer) else state


def read_content(
    reference: LinkReference, body: Mapping[str, Any], now: datetime, secrets: tuple[str, ...] = ()
) -> LinkState:
    """One content item: deployed, or only made and never deployed."""
    mode, deployed = text(body.get("app_mode")), read_moment(body.get("last_deployed_time"))
    is_there = deployed is not None and body.get("bundle_id") not in (None, "")
    state = "deployed" if is_there else "not deployed"
    if mode not in _KNOWN_MODES and (mode or is_there) and mode != "unknown":
        state = "unknown"  # a kind of content that no version told of yet
    name = redact(text(body.get("title")) or text(body.get("name")), secrets)
    return LinkState(
        reference,
        state,
        asked=now,
        title=name,
        changed=deployed or read_moment(body.get("created_time")),
        detail=mode,
        owner=text(mapping(body.get("owner")).get("username")),
        started=read_moment(body.get("created_time")),
        facts={"locked": "yes"} if body.get("locked") is True else {},
    )


def with_job(state: LinkState, jobs: object) -> LinkState:
    """The state with how the latest rendering went: one that failed is no failure of a run's."""
    renders = [
        job for job in map(mapping, sequence(jobs)) if text(job.get("tag")) in (*_RENDERS, "")
    ]
    latest = max(renders, key=lambda job: text(job.get("start_time")), default=None)
    if latest is None or number(latest.get("status")) == _ACTIVE:
        return state
    code = read_exit(latest.get("exit_code"))
    if not code:
        return state
    told = f"its last rendering failed with {exit_words(code)}"
    return structs.replace(state, detail=told, exit_words=exit_words(code))


def from_settings(settings: Settings, _engine: Engine) -> PositConnect:
    """The server that the settings name."""
    return PositConnect(
        server=address_of(settings.connect_server),
        api_key=settings.connect_api_key.get_secret_value(),
    )
