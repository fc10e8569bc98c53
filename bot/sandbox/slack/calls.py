"""One call of a Web API method: its arguments, read as Slack reads them, and the method table."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.sandbox.slack.database import Json
from bot.sandbox.slack.errors import SlackError

if TYPE_CHECKING:
    from bot.sandbox.slack.standin import SlackStandIn


@dataclass(frozen=True)
class Call:
    """The arguments of one call. Strings of a form and JSON values are both understood."""

    slack: "SlackStandIn"
    method: str
    arguments: Json
    base_url: str

    def text(self, name: str, default: str | None = None) -> str:
        """A string; raises invalid_arguments when it is missing and has no default."""
        value = self.arguments.get(name)
        if value in (None, ""):
            if default is None:
                sentence = f"[ERROR] missing required field: {name}"
                raise SlackError("invalid_arguments", response_metadata={"messages": [sentence]})
            return default
        return str(value)

    def maybe(self, name: str) -> str | None:
        """A string, or None when it is missing."""
        return self.text(name, "") or None

    def flag(self, name: str, default: bool = False) -> bool:
        """True or false."""
        value = self.arguments.get(name)
        if value in (None, ""):
            return default
        return value is True or str(value).lower() in ("1", "true")

    def number(self, name: str, default: int) -> int:
        """A whole number; raises invalid_arguments."""
        try:
            return int(self.arguments.get(name) or default)
        except (TypeError, ValueError):
            sentence = f"[ERROR] must be an integer: {name}"
            raise SlackError(
                "invalid_arguments", response_metadata={"messages": [sentence]}
            ) from None

    def json(self, name: str, error: str = "invalid_arguments") -> Any:
        """A JSON value, sent as such or as a string; None when missing; raises `error`."""
        value = self.arguments.get(name)
        if isinstance(value, str):
            if not value:
                return None
            try:
                return json.loads(value)
            except ValueError:
                raise SlackError(error) from None
        return value

    def words(self, name: str) -> list[str]:
        """A list of strings, sent as such or with commas."""
        value = self.arguments.get(name) or []
        if isinstance(value, str):
            value = value.split(",")
        return [str(each).strip() for each in value if str(each).strip()]

    def page(self, name: str, items: list[Json] | list[str], default: int = 100) -> Json:
        """One page of items under `name`, with Slack's cursor to the next one."""
        cursor, limit = self.text("cursor", ""), max(1, self.number("limit", default))
        if cursor and not cursor.startswith("at:"):
            raise SlackError("invalid_cursor")
        start = int(cursor[3:]) if cursor else 0
        more = f"at:{start + limit}" if start + limit < len(items) else ""
        return {name: items[start : start + limit], "response_metadata": {"next_cursor": more}}


@dataclass(frozen=True)
class Method:
    """A Web API method: what answers it, its rate-limit tier, the scope and token it needs."""

    answer: Callable[[Call], Json]
    tier: int
    scopes: tuple[str, ...]
    token: str


METHODS: dict[str, Method] = {}


def method(
    name: str,
    tier: int,
    *scopes: str,
    token: str = "bot",  # noqa: S107 a kind of token
) -> Callable[[Callable[[Call], Json]], Callable[[Call], Json]]:
    """Enter a function into the table; any one of `scopes` is enough to call it.

    Tier 5 stands for Slack's "special, hundreds per minute"; token is `bot`, `app` or `none`.
    """

    def enter(answer: Callable[[Call], Json]) -> Callable[[Call], Json]:
        METHODS[name] = Method(answer, tier, scopes, token)
        return answer

    return enter
