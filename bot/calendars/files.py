"""Calendars that the command line is given as files, and which days are asked for of any."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.calendars.reading import CalendarError, Wanted, away_days
from bot.calendars.sources import read_source, sources_in
from bot.errors import UserError
from protocol.agreement import Agreement, Person, fold
from protocol.days import day_of
from protocol.words import did_you_mean

_BEFORE, _AHEAD = timedelta(days=31), timedelta(days=120)


def wanted_of(agreement: Agreement, name: str, now: datetime) -> Wanted:
    """The days that are asked for of this person's calendar."""
    people = {fold(each): person for each, person in agreement.people.items()}
    person = people.get(fold(name), Person())
    zone = ZoneInfo(person.timezone or agreement.timezone)
    today = day_of(now, zone)
    return Wanted(today - _BEFORE, today + _AHEAD, zone, person.hours)


def away_by_files(
    agreement: Agreement, entries: Sequence[str], now: datetime
) -> dict[str, tuple[str, ...]]:
    """Spans away by person, from `NAME=FILE` each; raises UserError with one sentence."""
    found = {}
    for entry in entries:
        name, _, path = entry.partition("=")
        if "://" in path:
            raise UserError(f"--calendar '{name}=...' names an address; give a file.")
        if not path:
            raise UserError(f"--calendar '{entry}' names no file; write NAME=FILE.ics.")
        if fold(name) not in map(fold, agreement.people):
            hint = did_you_mean(name, agreement.people)
            raise UserError(f"--calendar '{entry}': [people] has nobody called '{name}'; {hint}")
        for source in sources_in(f"{name}={path}"):
            try:
                raw = read_source(source)
                found[name] = away_days(raw, wanted_of(agreement, name, now)).spans
            except CalendarError as error:
                why = str(error).rstrip(".")
                raise UserError(f"The calendar '{path}' cannot be read: {why}.") from None
    return found
