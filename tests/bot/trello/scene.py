"""A small board that the tests of the Trello room share, and the people on it."""

from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]

KEY = "key-of-the-test-application"
SECRET = "secret-that-signs-webhooks"
BOT_TOKEN = "token-of-the-bot-never-to-be-seen"
ADA_TOKEN = "token-of-ada-never-to-be-seen"
BOT = "5f0000000000000000000b07"
ADA = "5f0000000000000000000ada"
BEA = "5f0000000000000000000bea"
BOARD = "5f00000000000000000000b0"
IDEAS, DOING, DONE = (f"5f000000000000000000001{n}" for n in range(3))
RED, BLUE = "5f00000000000000000000c1", "5f00000000000000000000c2"
HOURS, STAGE = "5f00000000000000000000f1", "5f00000000000000000000f2"
ALIGN, INDEX = "5f00000000000000000000a1", "5f00000000000000000000a2"
STEPS, MAP, SORT = (f"5f0000000000000000000cc{n}" for n in range(1, 4))
RUN_LINK, RAW, OLD_COMMENT = (f"5f0000000000000000000dd{n}" for n in range(1, 4))
LONG_AGO = "2026-03-01T08:00:00.000Z"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that moves a second whenever it is read."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


def small_board() -> Json:
    """Two cards in three lists, in the shape of Trello's "Export as JSON"."""
    lists = [(IDEAS, "Ideas"), (DOING, "Doing"), (DONE, "Done")]
    return {
        "id": BOARD,
        "name": "Genomes",
        "desc": "",
        "closed": False,
        "shortLink": "gEn0mE5x",
        "dateLastActivity": LONG_AGO,
        "prefs": {"permissionLevel": "private"},
        "lists": [
            {"id": key, "name": name, "closed": False, "pos": 65536 * (place + 1)}
            for place, (key, name) in enumerate(lists)
        ],
        "labels": [
            {"id": RED, "name": "analysis", "color": "red"},
            {"id": BLUE, "name": "tool", "color": "blue"},
        ],
        "members": [
            {"id": ADA, "username": "ada", "fullName": "Ada Abel"},
            {"id": BEA, "username": "bea", "fullName": "Bea Born"},
        ],
        "memberships": [
            {"id": "5f00000000000000000000d1", "idMember": ADA, "memberType": "admin"},
            {"id": "5f00000000000000000000d2", "idMember": BEA, "memberType": "observer"},
        ],
        "customFields": _custom_fields(),
        "checklists": [_checklist()],
        "cards": [_open_card(), _archived_card()],
        "actions": [_comment()],
    }


def _custom_fields() -> list[Json]:
    options = [{"id": RAW, "value": {"text": "raw"}}]
    return [
        {"id": HOURS, "name": "Hours", "type": "number", "pos": 1},
        {"id": STAGE, "name": "Stage", "type": "list", "pos": 2, "options": options},
    ]


def _checklist() -> Json:
    items = [
        {"id": MAP, "name": "map", "state": "complete", "pos": 1},
        {"id": SORT, "name": "sort", "state": "incomplete", "pos": 2},
    ]
    return {"id": STEPS, "name": "Steps", "idCard": ALIGN, "pos": 1, "checkItems": items}


def _open_card() -> Json:
    link = {
        "id": RUN_LINK,
        "name": "run",
        "url": "https://example.org/run/1",
        "isUpload": False,
        "date": LONG_AGO,
        "previews": [],
        "pos": 1,
    }
    hours = {
        "id": "5f00000000000000000000ab",
        "idCustomField": HOURS,
        "idModel": ALIGN,
        "modelType": "card",
        "value": {"number": "3"},
    }
    return {
        "id": ALIGN,
        "idShort": 1,
        "shortLink": "aLiGn001",
        "name": "Align the reads",
        "desc": "with bwa",
        "idList": DOING,
        "idMembers": [ADA],
        "idLabels": [RED],
        "pos": 65536,
        "closed": False,
        "dateLastActivity": LONG_AGO,
        "attachments": [link],
        "customFieldItems": [hours],
    }


def _archived_card() -> Json:
    return {
        "id": INDEX,
        "idShort": 2,
        "shortLink": "iNdEx002",
        "name": "Index the genome",
        "desc": "",
        "idList": IDEAS,
        "idMembers": [],
        "idLabels": [],
        "pos": 65536,
        "closed": True,
        "dateLastActivity": LONG_AGO,
    }


def _comment() -> Json:
    about = {
        "text": "looks good",
        "card": {"id": ALIGN, "name": "Align the reads"},
        "board": {"id": BOARD, "name": "Genomes"},
    }
    return {
        "id": OLD_COMMENT,
        "idMemberCreator": ADA,
        "type": "commentCard",
        "date": LONG_AGO,
        "data": about,
        "memberCreator": {"id": ADA, "username": "ada", "fullName": "Ada Abel"},
    }
