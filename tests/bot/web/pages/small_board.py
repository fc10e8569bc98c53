"""A board of six with a goal, work in every state and words that try to be markup; and another
board, on which Ana is not."""

from datetime import UTC, datetime
from typing import Any

from protocol.agreement import Agreement
from protocol.agreement_file import read_agreement

Json = dict[str, Any]
BOARD, OTHER = "b" * 24, "a" * 24
EVIL = '<img src=x onerror="alert(1)"> & <script>alert(2)</script>'
ANA, BEN, EVE = "e1" * 12, "e2" * 12, "e4" * 12  # Eve only observes
LISTS = {n: f"{i:024x}" for i, n in enumerate(("Inbox", "Goals", "Ready", "Doing", "Done"), 1)}
TUNE, SORT, GOAL, EVILS = (f"5f00000000000000000000{n:02x}" for n in range(1, 5))
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)  # half an hour before the meeting

AGREEMENT = """
name = "Genomes"
timezone = "Europe/London"
[kinds.goal]
horizon = "short"
[people."Ana Lima"]
trello = "ana"
lead = true
[people."Ben Ode"]
trello = "ben"
[meeting]
time = "10:00"
[rules]
owner-missing = "advise"
due-passed = "shadow"
"""


def agreement() -> Agreement:
    """The team's."""
    return read_agreement(AGREEMENT, "protocol.toml")


def small_board() -> Json:
    """The export of the team's board."""
    return _board(
        BOARD, "Genomes", "gEnOmEs1",
        [
            _member(ANA, "ana", "Ana Lima"), _member(BEN, "ben", "Ben Ode"),
            _member(EVE, "eve", "Eve Roe"),
        ],
        [
            _card(TUNE, 1, "Tune the filter (3)", "Doing", ANA, due="2026-11-20T12:00:00.000Z"),
            _card(SORT, 2, "Sort the reads (2)", "Ready", BEN),
            _card(GOAL, 3, "Every batch within a day", "Goals", ANA, idLabels=["d" * 24]),
            _card(EVILS, 4, EVIL, "Doing", url="javascript:alert(3)"),
        ],
    )  # fmt: skip


def other_board() -> Json:
    """A board of Ben's alone."""
    card = _card("5f00000000000000000000aa", 1, "Nobody else's business", "Doing", BEN)
    return _board(OTHER, "Secret genomes", "sEcReT11", [_member(BEN, "ben", "Ben Ode")], [card])


def without(board: Json, member_id: str) -> Json:
    """The board after somebody was taken off it."""
    kept = [entry for entry in board["memberships"] if entry["idMember"] != member_id]
    return {**board, "memberships": kept}


def _board(board_id: str, name: str, short: str, members: list[Json], cards: list[Json]) -> Json:
    return {
        "id": board_id, "name": name, "shortLink": short, "closed": False, "actions": [],
        "url": f"https://trello.com/b/{short}", "members": members, "cards": cards,
        "lists": [{"id": one, "name": name, "pos": n, "closed": False}
                  for n, (name, one) in enumerate(LISTS.items())],
        "labels": [{"id": "d" * 24, "name": "goal", "color": "green"}],
        "memberships": [
            {"id": f"{n:024}", "idMember": member["id"],
             "memberType": "observer" if member["id"] == EVE else "normal"}
            for n, member in enumerate(members)
        ],
        "checklists": [], "customFields": [],
    }  # fmt: skip


def _member(member_id: str, username: str, name: str) -> Json:
    return {"id": member_id, "username": username, "fullName": name}


def _card(card_id: str, number: int, name: str, in_list: str, *owners: str, **more: Any) -> Json:
    return {
        "id": card_id, "idShort": number, "name": name, "idList": LISTS[in_list],
        "idMembers": list(owners), "idLabels": [], "desc": "", "pos": number, "closed": False,
        "shortLink": f"cArd{number:04}", "url": f"https://trello.com/c/cArd{number:04}",
        "dateLastActivity": "2026-11-20T09:00:00.000Z", **more,
    }  # fmt: skip
