"""An office for each test, reached in both of Slack's ways."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.bot.slack.office import BOARD, LEAD, SORT, TUNE, Office, board_of, card

MakeOffice = Callable[..., Office]
CLEO = "U0CLEO"
CLEOS_ID = "e4" * 12


def with_lead(*cards: dict[str, object]) -> dict[str, object]:
    """The team's board with Cleo on it, who leads the team."""
    board = board_of(*cards)
    member = {"id": CLEOS_ID, "fullName": "Cleo Park", "username": "cleo"}
    board["members"].append(member)
    board["memberships"].append({"id": "9" * 24, "idMember": CLEOS_ID, "memberType": "normal"})
    return board


@pytest.fixture(params=["http", "sockets"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def make_office(tmp_path: Path, engine: Engine, mode: str) -> Iterator[MakeOffice]:
    """Makes the office with lines for its agreement and a board of one's own."""
    with ExitStack() as open_ways:

        def make(
            agreement: str = "", board: dict[str, object] | None = None, way: str = "",
            **settings: object,
        ) -> Office:  # fmt: skip
            kind = type("SetOffice", (Office,), settings)
            office: Office = kind(tmp_path, engine, LEAD + agreement, board or usual())
            open_ways.callback(office.close)
            office.slack.workspace.load(
                {
                    "users": [
                        {"id": CLEO, "name": "cleo", "real_name": "Cleo Park", "tz": "UTC",
                         "email": "cleo@larkspur.example"},
                    ],
                    "channels": [{"id": "C0TEAM", "name": "team", "members": [CLEO]}],
                }
            )  # fmt: skip
            way = way or mode
            open_ways.enter_context(office.over_http() if way == "http" else office.over_sockets())
            return office

        yield make


def usual() -> dict[str, object]:
    """One card of Ana's with two things to settle, and one of Ben's."""
    return with_lead(
        card(TUNE, "Tune the filter", "Doing", "ana"),
        card(SORT, "Sort the reads", "Ready", "ben", due=None),
    )


@pytest.fixture
def office(make_office: MakeOffice) -> Office:
    """Ana, Ben, their lead Cleo, and a card each of Ana's and Ben's."""
    return make_office()


__all__ = ["BOARD", "CLEO", "MakeOffice", "usual", "with_lead"]
