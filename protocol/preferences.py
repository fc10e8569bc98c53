"""What a person has asked for: when and how they want to hear from the bot."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from protocol.agreement import Agreement, Person, read_span
from protocol.quiet import Hours, Window, read_window

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WORKING_WEEK = (0, 1, 2, 3, 4)
USUAL_HOURS = Window(time(9), time(17))


class Preferences(Struct, frozen=True):
    """A person's own choices; what is empty is left to the agreement and to Slack."""

    digest_at: str = ""  # "09:00"; empty: when the working day begins
    days: tuple[int, ...] = WORKING_WEEK  # Monday is 0
    quiet: str = ""  # "12:00-13:00"
    real_time: bool = True  # what needs them now comes at once, not with the next digest
    threads: bool = False  # what comes during the day goes under the day's digest
    zone: str = ""  # an IANA zone, over the one in the Slack profile


NO_PREFERENCES = Preferences()


def hours_of(
    person: Person, agreement: Agreement, preferences: Preferences, slack_zone: str = ""
) -> Hours:
    """When this person may be spoken to.

    The zone is the person's own choice, else the Slack profile's, which travels with them, else
    the agreement's. A digest hour outside the working hours is a wish: the hours reach to it.
    """
    work = _window(person.hours) or USUAL_HOURS
    wanted = _time(preferences.digest_at)
    if wanted is not None and not work.holds(wanted):
        work = _reaching(work, wanted)
    return Hours(
        zone=_zone(preferences.zone, slack_zone, person.timezone, agreement.timezone),
        work=work,
        weekdays=frozenset(preferences.days),
        quiet=_window(preferences.quiet),
        away=tuple(_spans(person.away)),
        country=person.country,
    )


def digest_at(hours: Hours, preferences: Preferences) -> time:
    """When the day's digest is due, by the person's own clock."""
    return _time(preferences.digest_at) or hours.work.begins


def _reaching(work: Window, wall: time) -> Window:
    if wall < work.begins:
        return Window(wall, work.ends)
    hour_later = time((wall.hour + 1) % 24, wall.minute)
    return Window(work.begins, hour_later if hour_later > wall else time())


def _zone(*names: str) -> ZoneInfo:
    for name in names:
        try:
            if name:
                return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # Slack may know one that we do not
            continue
    return ZoneInfo("UTC")


def _window(text: str) -> Window | None:
    try:
        return read_window(text) if text else None
    except ValueError:
        return None


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        return None


def _spans(away: Iterable[str]) -> Iterable[tuple[date, date]]:
    for text in away:
        try:
            yield read_span(text)
        except ValueError:
            continue


def next_monday(day: date) -> date:
    """The first Monday after `day`."""
    return day + timedelta(days=7 - day.weekday())
