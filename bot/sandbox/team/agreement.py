"""The sample team's agreement: the file beside this one, and its people as of today."""

from datetime import datetime
from pathlib import Path

from bot.sandbox.team.moments import workday
from bot.sandbox.team.people import PEOPLE, Person

_FILE = Path(__file__).with_name("protocol.toml")


def sample_agreement(now: datetime) -> str:
    """The text of the team's `protocol.toml`; time away is counted from `now`."""
    people = "\n".join(_terms(someone, now) for someone in PEOPLE)
    return f"{_FILE.read_text(encoding='utf-8')}\n{people}"


def _terms(someone: Person, now: datetime) -> str:
    lines = [
        f'[people."{someone.full_name}"]',
        f'trello = "{someone.username}"',
        f'slack = "{someone.slack_id}"',
        f'email = "{someone.email}"',
        f"capacity = {someone.capacity_days:g}",
        f'timezone = "{someone.time_zone}"',
        f'role = "{someone.role}"',
    ]
    if someone.key == "amara":
        lines.append("lead = true")
    if someone.away is not None:
        today = now.date()
        first, last = (workday(today, days).isoformat() for days in someone.away)
        lines.append(f'away = ["{first}..{last}"]')
    return "\n".join(lines) + "\n"
