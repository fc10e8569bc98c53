"""What providers have in common that ask one configured host over plain HTTP, with one token."""

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

from bot.providers.answers import (
    Answer,
    Caller,
    CouldNotAsk,
    Limit,
    could_not_ask,
    no_live_status,
    number,
)
from protocol.links import LinkReference, LinkState, references_in


class OneHost:
    """A system at one host. A subclass says what is asked of a link: `_ask`."""

    name: str
    title: str

    def __init__(
        self,
        *,
        web_url: str,
        api_url: str,
        token: str,
        headers: Mapping[str, str],
        limit: Limit,
        timeout_s: float,
    ) -> None:
        self._host = host_of(web_url)
        self._token = token
        self.calls = Caller(
            api_url,
            name=self.name,
            title=self.title,
            headers={"Accept": "application/json", **headers},
            limit=limit,
            timeout_s=timeout_s,
        )

    @property
    def is_live(self) -> bool:
        """Whether host and token are given."""
        return bool(self._token and self._host)

    @property
    def calls_left(self) -> int:
        """Of those that may be made now."""
        return self.calls.limit.left

    def match(self, text: str) -> tuple[LinkReference, ...]:
        """The system's links, at whatever host: teams have their own."""
        return tuple(each for each in references_in(text) if each.system == self.name)

    def fetch(self, reference: LinkReference, now: datetime) -> LinkState:
        """The state as the configured host tells it; links to other hosts are never asked."""
        if not self.is_live or not self._is_ours(reference):
            return no_live_status(reference, now)
        return self._ask(reference, now)

    def close(self) -> None:
        """Close the connections."""
        self.calls.close()

    def _is_ours(self, reference: LinkReference) -> bool:
        return host_of(reference.url) == self._host

    def _ask(self, reference: LinkReference, now: datetime) -> LinkState:
        raise NotImplementedError

    def _not_asked(
        self, reference: LinkReference, now: datetime, answer: Answer | CouldNotAsk
    ) -> LinkState:
        """Why there is no state: no answer, or one that is none of the system's."""
        if isinstance(answer, CouldNotAsk):
            return could_not_ask(reference, now, answer.why)
        return could_not_ask(reference, now, f"{self.title} gave an answer that cannot be read")


def host_of(url: str) -> str:
    """The host and port in an address, in small letters; empty when there is none."""
    try:
        return urlsplit(url if "://" in url else f"https://{url}").netloc.casefold()
    except ValueError:
        return ""


def address_of(given: str) -> str:
    """An address from a setting that may name the host alone: `https://` is put before it."""
    given = given.strip().rstrip("/")
    return given if "://" in given or not given else f"https://{given}"


def moment_of(value: object, per_second: int = 1) -> datetime | None:
    """A moment told as seconds since 1970, or as so many parts of one; zero stands for none."""
    told = number(value)
    if not told or told < 0:
        return None
    try:
        return datetime.fromtimestamp(told / per_second, UTC)
    except (OverflowError, OSError, ValueError):
        return None
