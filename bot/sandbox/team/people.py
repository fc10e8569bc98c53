"""The six people of the sample team, their bot, and the Slack workspace they talk in.

They are made up, like their company; `larkspur.example` is a name that can never be registered
(RFC 2606).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.team.identifiers import object_id
from bot.slack import manifest
from bot.slack.unfurl import DOMAINS

COMPANY = "Larkspur Therapeutics"
GROUP = "Computational Biology"
_JOINED_TRELLO = datetime(2024, 3, 4, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the board. `capacity_days` is working days per week for cards of the board."""

    key: str
    full_name: str
    username: str
    role: str
    slack_id: str
    time_zone: str
    capacity_days: float
    away: tuple[int, int] | None = None
    """First and last working day away, counted from today (negative in the past)."""
    is_bot: bool = False
    admin: bool = False

    @property
    def trello_id(self) -> str:
        """The member's id on the sandbox's Trello; it never changes."""
        return object_id(_JOINED_TRELLO, "member", self.key)

    @property
    def email(self) -> str:
        """The address at the made-up company."""
        return f"{self.username.replace('_', '.')}@larkspur.example"

    @property
    def initials(self) -> str:
        """First letters of the first and the last name, as Trello shows them."""
        names = self.full_name.split()
        return (names[0][0] + names[-1][0]).upper() if len(names) > 1 else names[0][:2].upper()


PEOPLE: tuple[Person, ...] = (
    Person(
        key="amara",
        full_name="Amara Nwosu",
        username="amara_nwosu",
        role="team lead",
        slack_id="U05LKAMARA1",
        time_zone="Europe/London",
        capacity_days=3,
        admin=True,
    ),
    Person(
        key="tomasz",
        full_name="Tomasz Wilczek",
        username="tomasz_wilczek",
        role="senior computational biologist",
        slack_id="U05LKTOMAS2",
        time_zone="Europe/Warsaw",
        capacity_days=5,
    ),
    Person(
        key="meiling",
        full_name="Mei-Ling Tsai",
        username="meiling_tsai",
        role="bioinformatics engineer",
        slack_id="U05LKMEILI3",
        time_zone="Europe/London",
        capacity_days=5,
        admin=True,
    ),
    Person(
        key="rohan",
        full_name="Rohan Deshmukh",
        username="rohan_deshmukh",
        role="data scientist",
        slack_id="U05LKROHAN4",
        time_zone="Asia/Kolkata",
        capacity_days=5,
        away=(-6, 9),
    ),
    Person(
        key="sofia",
        full_name="Sofía Arriaga",
        username="sofia_arriaga",
        role="statistician",
        slack_id="U05LKSOFIA5",
        time_zone="Europe/Madrid",
        capacity_days=3,
    ),
    Person(
        key="yusuf",
        full_name="Yusuf Demirtaş",
        username="yusuf_demirtas",
        role="PhD student",
        slack_id="U05LKYUSUF6",
        time_zone="Europe/London",
        capacity_days=4,
    ),
)

BOT = Person(
    key="cardkeeper",
    full_name="Cardkeeper",
    username="cardkeeper",
    role="bot",
    slack_id="U05LKCARDK0",
    time_zone="Etc/UTC",
    capacity_days=0,
    is_bot=True,
)

MEMBERS: tuple[Person, ...] = (*PEOPLE, BOT)
_BY_KEY = {person.key: person for person in MEMBERS}


def person(key: str) -> Person:
    """The member of that key; KeyError when the team has none."""
    return _BY_KEY[key]


def installed_app(prefix: str = "", *on: str) -> dict[str, Any]:
    """What the app may do and offers in the workspace: all from its own manifest; `on` names what
    is switched on beside the usual."""
    return {
        "commands": manifest.commands(prefix=prefix),
        "shortcuts": manifest.shortcuts(),
        "events": manifest.events(*on),
        "scopes": manifest.scopes(*on),
        "unfurl_domains": list(DOMAINS) if "unfurl" in on else [],
    }


def slack_workspace(prefix: str = "") -> dict[str, Any]:
    """The group's Slack workspace as the sandbox's Slack loads it; `prefix` is that of commands.

    Two channels: one in which people talk, one for the bot's own notices to administrators.
    """
    everybody = [someone.slack_id for someone in PEOPLE]
    return {
        "team": {"id": "T05LARKSPUR", "name": COMPANY, "domain": "larkspur-example"},
        "users": [_slack_user(someone) for someone in PEOPLE],
        "channels": [
            {
                "id": "C05LKCOMPBI",
                "name": "comp-bio",
                "topic": "Board, runs and the weekly meeting",
                "purpose": f"{GROUP} at {COMPANY}",
                "members": everybody,
            },
            {
                "id": "C05LKALERTS",
                "name": "comp-bio-alerts",
                "topic": "What needs an administrator",
                "purpose": "Notices of Cardkeeper and of the pipelines",
                "members": [someone.slack_id for someone in PEOPLE if someone.admin],
            },
        ],
        "app": {
            "id": "A05LKCARDKP",
            "name": BOT.full_name,
            "bot_user_id": BOT.slack_id,
            "bot_id": "B05LKCARDKP",
            **installed_app(prefix),
        },
    }


def _slack_user(someone: Person) -> dict[str, Any]:
    return {
        "id": someone.slack_id,
        "name": someone.username.replace("_", "."),
        "real_name": someone.full_name,
        "display_name": someone.full_name.split()[0],
        "title": someone.role,
        "email": someone.email,
        "tz": someone.time_zone,
        "is_admin": someone.admin,
    }
