"""Code Ocean: a computation, or a capsule by its latest computation.

API: https://docs.codeocean.com/user-guide/code-ocean-api, version 1; no limit of calls is
documented. The address of a capsule names its number, the API wants its id: searched once and kept.
"""

import re
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from bot.providers.answers import Answer, CouldNotAsk, Limit, mapping, number, sequence, text
from bot.providers.one_host import OneHost, address_of, moment_of
from bot.providers.redaction import redact, secret_values
from bot.settings import Settings
from protocol.exit_codes import exit_words, read_exit
from protocol.links import LinkReference, LinkState

NAME = "code-ocean"
TITLE = "Code Ocean"
_PLACE = re.compile(r"/(capsule|api/v1/computations)/([0-9a-f-]+)$")
_WORKS: Mapping[str, str] = {"initializing": "queued", "running": "running",
                             "finalizing": "running", "failed": "failed"}  # fmt: skip
_ENDS: Mapping[str, str] = {"succeeded": "succeeded", "failed": "failed", "stopped": "cancelled"}


class CodeOcean(OneHost):
    """One deployment of Code Ocean."""

    name = NAME
    title = TITLE

    def __init__(
        self, *, domain: str, token: str, api_url: str = "", timeout_s: float = 10.0
    ) -> None:
        super().__init__(
            web_url=domain,
            api_url=f"{(api_url or domain).rstrip('/')}/api/v1",
            token=token,
            headers={},
            limit=Limit(30, 15.0),
            timeout_s=timeout_s,
        )
        self.calls.sign_in(token, "")  # the token is the user of basic authentication
        self._ids: dict[str, str] = {}  # of capsules, by the numbers in their addresses
        self._lock = threading.Lock()

    def _ask(self, reference: LinkReference, now: datetime) -> LinkState:
        """One call; for a capsule one more, the first time."""
        found = _PLACE.search(reference.url)
        if found is None or found[1] != "capsule":
            answer = self.calls.get(f"/computations/{found[2] if found else ''}")
            body = mapping(answer.body) if isinstance(answer, Answer) else {}
        else:
            capsule = self._capsule(found[2])
            if isinstance(capsule, CouldNotAsk):
                return self._not_asked(reference, now, capsule)
            answer = self.calls.get(f"/capsules/{capsule}/computations")
            listed = answer.body if isinstance(answer, Answer) else None
            if isinstance(listed, list) and not any(map(_is_run, listed)):
                return LinkState(reference, "unknown", asked=now, detail="it was never run")
            body = max(
                filter(_is_run, map(mapping, sequence(listed))),
                key=lambda each: number(each.get("created")) or 0,
                default={},
            )
        if not text(body.get("state")):
            return self._not_asked(reference, now, answer)
        return read_computation(reference, body, now, (self._token,))

    def _capsule(self, slug: str) -> str | CouldNotAsk:
        """The id of the capsule with this number."""
        with self._lock:
            if slug in self._ids:
                return self._ids[slug]
        answer = self.calls.call(
            "POST", "/capsules/search", json={"query": slug, "limit": 50, "offset": 0}
        )
        if isinstance(answer, CouldNotAsk):
            return answer
        if not isinstance(mapping(answer.body).get("results"), list):
            return CouldNotAsk(f"{TITLE} gave an answer that cannot be read")
        for each in map(mapping, sequence(mapping(answer.body)["results"])):
            if str(each.get("slug")) == slug and text(each.get("id")):
                with self._lock:
                    self._ids[slug] = text(each["id"])
                return text(each["id"])
        return CouldNotAsk(f"{TITLE} knows no capsule {slug} that the token may see", 404)


def read_computation(
    reference: LinkReference, body: Mapping[str, Any], now: datetime, secrets: tuple[str, ...] = ()
) -> LinkState:
    """A computation in our words."""
    named = {
        text(each.get("param_name")) or text(each.get("name")): each.get("value")
        for each in map(mapping, sequence(body.get("parameters")))
    }
    hidden = (*secrets, *secret_values(named))
    state = _state_of(body)
    made, seconds = moment_of(body.get("created")), number(body.get("run_time"))
    is_over = state not in ("queued", "running", "unknown")
    ended = made + timedelta(seconds=seconds) if is_over and made and seconds else None
    code = read_exit(body.get("exit_code"))
    why = exit_words(code) if state == "failed" and code else ""
    name = redact(text(body.get("name")), hidden)
    return LinkState(
        reference,
        state,
        asked=now,
        title=f"{reference.name}: {name}" if name and "capsule" in reference.name else name,
        changed=ended or made,
        detail=why,
        started=None if state == "queued" else made,
        ended=ended or (made if is_over else None),
        exit_words=why,
        facts={"run": name} if name else {},
    )


def _state_of(body: Mapping[str, Any]) -> str:
    state = text(body.get("state")).casefold()
    if state == "completed":
        return _ENDS.get(text(body.get("end_status")).casefold(), "unknown")
    return _WORKS.get(state, "unknown")


def _is_run(computation: object) -> bool:
    """Whether it is a run, and not somebody's workstation."""
    each = mapping(computation)
    return bool(each) and each.get("cloud_workstation") is not True


def from_settings(settings: Settings, _engine: Engine) -> CodeOcean:
    """The deployment that the settings name."""
    return CodeOcean(
        domain=address_of(settings.code_ocean_domain),
        token=settings.code_ocean_token.get_secret_value(),
    )
