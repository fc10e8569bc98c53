"""Where people's calendars are: what the setting says, and one reading of each.

Only the addresses and files that the setting names are read, and no redirect is followed, so a
calendar cannot lead anywhere else. An address may hold a secret; it is told to nobody.
"""

import re
from pathlib import Path

import httpx
from msgspec import Struct

from bot.calendars.reading import MOST_BYTES, CalendarError
from bot.errors import UserError
from protocol.agreement import fold

_TIMEOUT_S = 15.0
_ENTRY = re.compile(r"[,\n]\s*(?=[^,\n=/]+=\s*(?:https?:|webcals?:|file:|/|\.))")
_LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")


class Source(Struct, frozen=True):
    """One person's calendar."""

    person: str
    where: str  # an address or a file

    @property
    def is_address(self) -> bool:
        """Whether it is read over the network."""
        return self.where.startswith(("https://", "http://"))

    def __repr__(self) -> str:
        return f"Source({self.person!r})"


def sources_in(setting: str) -> tuple[Source, ...]:
    """The calendars that the setting names; raises UserError with one sentence."""
    found: dict[str, Source] = {}
    for entry in filter(None, (part.strip(" ,\n\r\t") for part in _ENTRY.split(setting))):
        person, equals, where = entry.partition("=")
        person, where = person.strip(), where.strip()
        if not equals or not person or not where:
            raise UserError(
                "CARDKEEPER_CALENDARS cannot be used: write each calendar as NAME=ADDRESS or "
                "NAME=FILE, by commas."
            )
        if where.startswith(("webcal://", "webcals://")):
            where = f"https://{where.partition('://')[2]}"
        where = where.removeprefix("file://")
        if where.startswith("http://") and not where.startswith(_LOOPBACK):
            raise UserError(
                f"CARDKEEPER_CALENDARS cannot be used: the calendar of {person} begins with "
                "http://; an address begins with https://."
            )
        found[fold(person)] = Source(person, where)
    return tuple(found.values())


def read_source(source: Source) -> bytes:
    """The calendar as it is now; raises CalendarError with a few words."""
    return _fetch(source.where) if source.is_address else _read_file(source.where)


def _read_file(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise CalendarError("there is no such file") from None
    except (OSError, ValueError) as error:
        raise CalendarError(getattr(error, "strerror", None) or "it is no path") from None


def _fetch(address: str) -> bytes:
    found = bytearray()
    try:
        with httpx.stream(
            "GET", address, timeout=_TIMEOUT_S, follow_redirects=False,
            headers={"Accept": "text/calendar"},
        ) as answer:  # fmt: skip
            if answer.status_code != httpx.codes.OK:
                moved = ", it has moved" if answer.is_redirect else ""
                raise CalendarError(f"HTTP {answer.status_code}{moved}")
            for part in answer.iter_bytes():
                found += part
                if len(found) > MOST_BYTES:
                    break
    except httpx.TimeoutException:
        raise CalendarError("no answer in time") from None
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError):
        # their texts may hold the address, which may hold a secret
        raise CalendarError("it cannot be reached") from None
    return bytes(found)
