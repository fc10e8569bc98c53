"""People's calendars of time away: can each be read, whose it is, and how old is what counts."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError

from bot.calendars.files import wanted_of
from bot.calendars.keep import EVERY_S
from bot.calendars.reading import CalendarError, away_days
from bot.calendars.sources import Source, read_source, sources_in
from bot.doctor.finding import Check, attention, failed, ok
from bot.errors import UserError
from bot.settings import Settings
from protocol.agreement import Agreement, fold
from protocol.calendars import CalendarSays
from protocol.days import spoken_time
from protocol.words import count_of
from storage.calendars import calendars
from storage.database import DatabaseError, connect, read_address

_LATE = timedelta(seconds=4 * EVERY_S)  # the service reads every EVERY_S while it runs


def check_calendars(settings: Settings, agreement: Agreement, now: datetime) -> Iterator[Check]:
    """One line for each calendar, read as the service reads it; nothing when there are none."""
    try:
        sources = sources_in(settings.calendars.get_secret_value())
    except UserError as error:
        yield failed("calendars", str(error).rstrip("."), "Correct CARDKEEPER_CALENDARS.")
        return
    known = _known(settings) if sources else {}
    for source in sources:
        yield _check(source, agreement, known.get(fold(source.person)), now)


def _known(settings: Settings) -> dict[str, CalendarSays]:
    """What the service last read, by person; nothing while there is no database to tell it."""
    try:
        address = read_address(settings.database)
        if address.get_backend_name() == "sqlite" and not Path(address.database or "").exists():
            return {}
        engine = connect(settings.database)
        try:
            return {fold(each.person): each for each in calendars(engine)}
        finally:
            engine.dispose()
    except (DatabaseError, SQLAlchemyError):
        return {}  # the line of the database says it


def _check(
    source: Source, agreement: Agreement, known: CalendarSays | None, now: datetime
) -> Check:
    name = f"calendar of {source.person}"
    zone = ZoneInfo(agreement.timezone)
    age, is_late = _age(known, now, zone)
    try:
        found = away_days(read_source(source), wanted_of(agreement, source.person, now))
    except CalendarError as error:
        why = str(error).rstrip(".")
        return attention(
            name,
            f"cannot be read ({why[:1].lower()}{why[1:]}); {age}",
            "Check in the calendar that its secret address is still the one of "
            "CARDKEEPER_CALENDARS, or that the file is there and may be read.",
        )
    if fold(source.person) not in map(fold, agreement.people):
        return attention(
            name,
            "is read and counts nothing: the agreement names nobody so",
            f'Write [people."{source.person}"] into the agreement, or correct the name.',
        )
    says = f"is read, {count_of(len(found.spans), 'time')} away; {age}"
    if found.not_understood:
        says += f"; {count_of(found.not_understood, 'event')} not understood"
    if is_late:
        return attention(name, says, "Is the service running? It reads calendars every half hour.")
    return ok(name, says)


def _age(known: CalendarSays | None, now: datetime, zone: ZoneInfo) -> tuple[str, bool]:
    """How old is what counts now, and whether that is older than it should be."""
    if known is None or (known.read_at is None and known.failed_since is None):
        return "the service has not read it yet", False
    if known.read_at is None:
        return "the service never could", True
    said = f"what counts was read on {spoken_time(known.read_at, zone)}"
    return said, known.failed_since is not None or now - known.read_at > _LATE
