"""`cardkeeper series`: the weekly meeting for people's calendars."""

from datetime import UTC, date, datetime

from bot.cli.result_file import Output, write_result

EXAMPLES = """
cardkeeper series --output weekly-meeting.ics
"""


def run(output: Output = None) -> int:
    """Write the series as an iCalendar file: weekday, hour and zone as the agreement has them.

    Weeks that were skipped or moved with /agenda are in it, when the service's database is there.
    Import it, or put it where calendars subscribe to it. Status 0: done; 2: could not run.
    """
    from bot.known_boards import known_boards
    from bot.live import agreement_of, open_known_data
    from bot.meeting_calendar import series_ics
    from bot.settings import read_settings
    from storage.meetings import changes_since

    settings = read_settings()
    agreement = agreement_of(settings)
    engine = open_known_data(settings)
    try:
        changes = changes_since(engine, date(2000, 1, 1))
        names = [kept.name for kept in known_boards(engine)]
    finally:
        engine.dispose()
    name = agreement.name or (names[0] if len(names) == 1 else "")
    write_result(series_ics(agreement, changes.values(), datetime.now(UTC), name), output)
    return 0
