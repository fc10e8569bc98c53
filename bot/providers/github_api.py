"""Calls to GitHub's REST API. Answers are kept with their ETags, so that asking again is cheap.

5,000 calls an hour for a person's token, and a 304 is not counted when the call is authorised
(docs.github.com/rest, "Best practices for using the REST API").
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import msgspec
from sqlalchemy import Engine

from bot.providers.answers import Answer, Caller, CouldNotAsk, Limit, number
from storage.github import KeptAnswer, answer_at, keep_answer

TITLE = "GitHub"
API_VERSION = "2022-11-28"
PAGE = 100
# 75 a minute after the first sixty: under 4,600 in any hour, for the token may be used elsewhere.
PACE = (60, 48.0)

Reduce = Callable[[Any], Any]


class GitHubApi:
    """The API at one address, with one token."""

    def __init__(
        self, engine: Engine, *, api_url: str, token: str, timeout_s: float = 10.0
    ) -> None:
        self._engine = engine
        self._url = api_url.rstrip("/")
        self.calls = Caller(
            api_url,
            name="github",
            title=TITLE,
            headers={
                "Authorization": f"Bearer {token}",
                "Accept": "application/vnd.github+json",
                "X-GitHub-Api-Version": API_VERSION,
                "User-Agent": "Cardkeeper",
            },
            limit=Limit(*PACE),  # GitHub's own count is obeyed beside it
            timeout_s=timeout_s,
        )

    def get(
        self, path: str, now: datetime, params: Mapping[str, Any] | None = None,
        *, reduce: Reduce | None = None,
    ) -> Answer | CouldNotAsk:  # fmt: skip
        """One GET. What is unchanged since the last one comes from the database.

        `reduce` makes of the body what is needed of it; only that is kept and given back.
        """
        address = f"{path}?{urlencode(sorted(params.items()))}" if params else path
        kept = answer_at(self._engine, address)
        headers = {"If-None-Match": kept.etag} if kept is not None else {}
        answer = self.calls.get(path, params, headers)
        moved = self._moved_to(answer)
        if moved:  # the repository has another name now
            answer = self.calls.get(moved, None, headers)
        self._obey(answer, now)
        if isinstance(answer, CouldNotAsk):
            return answer
        if answer.status == 304 and kept is not None:
            self._keep(address, kept.etag, kept.body, now)
            return Answer(200, msgspec.json.decode(kept.body), answer.headers)
        body = (reduce or trimmed)(answer.body)
        etag = answer.headers.get("etag", "")
        if etag and answer.status == 200:
            self._keep(address, etag, msgspec.json.encode(body).decode(), now)
        return Answer(answer.status, body, answer.headers)

    def post(self, path: str, body: Mapping[str, Any], now: datetime) -> Answer | CouldNotAsk:
        """One POST."""
        answer = self.calls.call("POST", path, json=dict(body))
        self._obey(answer, now)
        return answer

    def close(self) -> None:
        """Close the connections."""
        self.calls.close()

    def _moved_to(self, answer: Answer | CouldNotAsk) -> str:
        """The path that a redirection names, if it is the API's own; empty else."""
        if not isinstance(answer, CouldNotAsk) or answer.status not in (301, 302, 307, 308):
            return ""
        location = answer.headers.get("location", "")
        return location.removeprefix(self._url) if location.startswith(f"{self._url}/") else ""

    def _keep(self, address: str, etag: str, body: str, now: datetime) -> None:
        keep_answer(self._engine, KeptAnswer(address=address, etag=etag, body=body, used_at=now))

    def _obey(self, answer: Answer | CouldNotAsk, now: datetime) -> None:
        """No more calls once GitHub's own count is at its end."""
        if answer.headers.get("x-ratelimit-remaining") != "0":
            return
        reset = number(answer.headers.get("x-ratelimit-reset"))
        self.calls.limit.shut(reset - now.timestamp() if reset is not None else 60.0)


def trimmed(body: Any) -> Any:
    """A body without the dozens of addresses that GitHub writes of everything."""
    if isinstance(body, list):
        return [trimmed(each) for each in body]
    if isinstance(body, dict):
        return {
            key: trimmed(value)
            for key, value in body.items()
            if key == "html_url"
            or not (key in ("url", "node_id", "_links") or key.endswith("_url"))
        }
    return body
