"""From a verb and a path to the endpoint that answers it."""

import re
from collections.abc import Iterable

from bot.sandbox.trello.wire import Endpoint


class Router:
    """Finds endpoints, the first that fits."""

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        self._by_shape: dict[tuple[str, int], list[tuple[re.Pattern[str], Endpoint]]] = {}
        for endpoint in endpoints:
            pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", endpoint.path)
            shape = (endpoint.method, endpoint.path.count("/"))
            self._by_shape.setdefault(shape, []).append((re.compile(pattern), endpoint))

    def find(self, method: str, path: str) -> tuple[Endpoint, dict[str, str]] | None:
        """The endpoint and what stands at the variable places of the path."""
        for pattern, endpoint in self._by_shape.get((method, path.count("/")), ()):
            match = pattern.fullmatch(path)
            if match:
                return endpoint, match.groupdict()
        return None


def plain_path(path: str) -> str:
    """The path after `/1`, with the spellings that Trello also takes made one."""
    stripped = "/" + path.strip("/")
    return "/cards" + stripped.removeprefix("/card") if stripped.startswith("/card/") else stripped
