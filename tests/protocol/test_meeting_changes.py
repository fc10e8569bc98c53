"""One week's meeting skipped or moved; the weeks after it stay as they are."""

from datetime import UTC, date, datetime, timedelta

from protocol.agreement import Agreement, MeetingTerms
from protocol.meeting_changes import MeetingChange, coming_meeting, is_due

WEEKLY = Agreement(timezone="Europe/London", meeting=MeetingTerms(weekday="monday", time="10:00"))
FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
MONDAY = date(2026, 11, 23)


def test_without_changes_it_is_the_agreements_next_meeting() -> None:
    assert coming_meeting(WEEKLY, FRIDAY, {}).when == datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_a_skipped_meeting_is_passed_over_and_said() -> None:
    change = MeetingChange(MONDAY, None, "Cleo")

    coming = coming_meeting(WEEKLY, FRIDAY, {MONDAY: change})

    assert coming.day == date(2026, 11, 30)
    assert coming.cancelled == (change,)


def test_a_moved_meeting_is_held_then_also_after_its_planned_day() -> None:
    moved = datetime(2026, 11, 26, 14, tzinfo=UTC)
    changes = {MONDAY: MeetingChange(MONDAY, moved, "Cleo")}

    coming = coming_meeting(WEEKLY, FRIDAY + timedelta(days=4), changes)

    assert (coming.when, coming.day, coming.moved_by) == (moved, MONDAY, "Cleo")


def test_the_week_after_a_moved_meeting_is_as_planned() -> None:
    moved = datetime(2026, 11, 26, 14, tzinfo=UTC)
    changes = {MONDAY: MeetingChange(MONDAY, moved, "Cleo")}

    coming = coming_meeting(WEEKLY, moved + timedelta(hours=2), changes)

    assert (coming.day, coming.moved_by) == (date(2026, 11, 30), "")


def test_the_hour_is_the_wall_clocks_when_summer_time_ends_before_the_next_one() -> None:
    now = datetime(2026, 10, 23, 12, tzinfo=UTC)
    skipped = date(2026, 10, 19)

    coming = coming_meeting(WEEKLY, now, {skipped: MeetingChange(skipped, None, "Cleo")})

    assert coming.when.astimezone(UTC) == datetime(2026, 10, 26, 10, tzinfo=UTC)


def test_the_agenda_is_due_before_the_moment_that_it_was_moved_to() -> None:
    moved = datetime(2026, 11, 26, 14, tzinfo=UTC)
    coming = coming_meeting(WEEKLY, FRIDAY, {MONDAY: MeetingChange(MONDAY, moved, "Cleo")})

    assert not is_due(WEEKLY, coming, datetime(2026, 11, 23, 9, tzinfo=UTC))
    assert is_due(WEEKLY, coming, datetime(2026, 11, 26, 9, tzinfo=UTC))
