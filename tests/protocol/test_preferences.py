"""A person's own choices stand over the agreement and over Slack."""

from datetime import date, time

import pytest

from protocol.agreement import Agreement, Person
from protocol.preferences import NO_PREFERENCES, Preferences, digest_at, hours_of, next_monday
from protocol.quiet import read_window

TEAM = Agreement(timezone="Europe/London")


@pytest.mark.parametrize(
    ("preferences", "slack", "person", "zone"),
    [
        (Preferences(zone="Asia/Tokyo"), "Europe/Paris", "Europe/Rome", "Asia/Tokyo"),
        (NO_PREFERENCES, "Europe/Paris", "Europe/Rome", "Europe/Paris"),
        (NO_PREFERENCES, "", "Europe/Rome", "Europe/Rome"),
        (NO_PREFERENCES, "", "", "Europe/London"),
        (NO_PREFERENCES, "Mars/Olympus", "", "Europe/London"),
    ],
)
def test_the_zone_is_the_persons_choice_then_slacks_then_the_agreements(
    preferences: Preferences, slack: str, person: str, zone: str
) -> None:
    assert hours_of(Person(timezone=person), TEAM, preferences, slack).zone.key == zone


def test_the_digest_comes_when_the_working_day_begins_unless_chosen_otherwise() -> None:
    hours = hours_of(Person(hours="10:00-18:00"), TEAM, NO_PREFERENCES)

    assert digest_at(hours, NO_PREFERENCES) == time(10)
    assert digest_at(hours, Preferences(digest_at="14:30")) == time(14, 30)


@pytest.mark.parametrize(
    ("wanted", "work"),
    [("07:30", "07:30-17:00"), ("20:00", "09:00-21:00"), ("23:30", "09:00-24:00")],
)
def test_a_digest_hour_outside_the_working_hours_is_a_wish(wanted: str, work: str) -> None:
    hours = hours_of(Person(), TEAM, Preferences(digest_at=wanted))

    assert hours.work == read_window(work)
    assert hours.work.holds(time.fromisoformat(wanted))


def test_hours_and_spans_that_cannot_be_read_leave_the_usual_ones() -> None:
    hours = hours_of(Person(hours="mornings", away=("soon", "2026-12-24")), TEAM, NO_PREFERENCES)

    assert hours.work == read_window("09:00-17:00")
    assert hours.away == ((date(2026, 12, 24), date(2026, 12, 24)),)


def test_the_next_monday_is_never_today() -> None:
    assert next_monday(date(2026, 11, 23)) == date(2026, 11, 30)
    assert next_monday(date(2026, 11, 29)) == date(2026, 11, 30)
