"""Plain HTTP to the stand-in: no retries, nothing read into anything."""

from typing import Any

import requests


class Raw:
    """Calls as one member; parameters of writes go into a JSON body."""

    def __init__(self, url: str, key: str, token: str | None, client: str = "") -> None:
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False
        header = f'OAuth oauth_consumer_key="{key}"'
        if token is not None:
            header += f', oauth_token="{token}"'
        self.session.headers["Authorization"] = header
        if client:
            self.session.headers["X-Trello-Client-Identifier"] = client

    def call(self, method: str, path: str, **params: Any) -> requests.Response:
        """One call."""
        where: dict[str, Any] = (
            {"params": params} if method == "GET" else {"json": params} if params else {}
        )
        return self.session.request(method, f"{self.url}/1{path}", timeout=10, **where)

    def ok(self, method: str, path: str, **params: Any) -> Any:
        """What a call that must succeed answers."""
        answer = self.call(method, path, **params)
        assert answer.status_code == 200, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def refused(self, method: str, path: str, **params: Any) -> tuple[int, str, str]:
        """Status, media type and text of a call that must not succeed."""
        answer = self.call(method, path, **params)
        assert answer.status_code != 200
        media_type = answer.headers["content-type"].split(";")[0]
        return answer.status_code, media_type, answer.text
