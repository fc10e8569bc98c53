"""Boards as nobody would make them, in Trello's own JSON: nulls, dangling ids, endless names."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from protocol.board import Board
from protocol.board_json import read_snapshot
from tests.protocol.cards import made_id

KNOWN_LISTS = ("Inbox", "Doing", "Done", "Waiting for IT", "To review", "Goals", "Ready")
LABEL_NAMES = ("analysis", "Ongoing", "Finished", "goal: faster QC", "calm", "")
LISTS = [made_id("random list", str(n)) for n in range(len(KNOWN_LISTS) + 2)]
MEMBERS = [made_id("random member", str(n)) for n in range(5)]
LABELS = [made_id("random label", name) for name in LABEL_NAMES]
FIELDS = [made_id("random field", str(n)) for n in range(2)]
CARDS = [f"{0x6AE00000 + n * 86_400:08x}{n:016x}" for n in range(10)]
GONE = [made_id("gone", "1"), "", "zzzz", "5"]

_LIST_NAMES = """|2026-11-01 release|קליטה|On hold|Customer 5|wip|x-x|Blocked / stuck"""
_TITLES = """| |misc|Fix (3)|(999)|[0,5]|-----|https://example.org/7|QC|Compare the two aligners (3)
|השוואת היישור לקבוצה|تحليل (٣)|🔥|整理|Re-run alignment|re-run  ALIGNMENT|\x00\u202e{}%s"""
_TEXTS = """|## Data\n\n**Result:**\n|TODO: <describe the data>|Waiting for:\n\n# Why\nNot|```
|<!-- cardkeeper: exempt due-passed until 2026-99-99 because x -->
|<!-- cardkeeper: exempt owner-missing until 2026-10-01 by @ines -->\n## Data\nBatch
|https://github.com/a/b/pull/3 https://trello.com/c/AbCd1234/5-x s3://bucket/key
|https://cloud.seqera.io/orgs/o/workspaces/w/watch/1a2b3c4d5e6f7a https://seqera.io/?x=[
|**\u202eنتيجة**\n\n---\n* [ ] x\n|## \n####### seven\n**   **|## Data\n\n## Result"""
TITLES = [*_TITLES.split("|"), "x" * 300, "goal " * 60]
TEXTS = [*_TEXTS.split("|"), "[" * 500, "word " * 3_000]
ADDRESSES = [
    "https://trello.com/c/AbCd1234",
    "https://github.com/a/b",
    "s3://b/k",
    "",
    "x y",
    "[::",
]
VALUES: list[Any] = [{"number": "3"}, {"text": ""}, {"number": "nan"}, {"text": "goal"}, {}, None]
ENDS_OF_TIME = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "1970-01-01T00:00:00Z"]


def random_board(chance: Random) -> Board:
    """One board; the same for the same state of `chance`."""
    rows = _named(LISTS, (*KNOWN_LISTS, *chance.sample(_LIST_NAMES.split("|"), 2)))
    members = [
        {"id": m, "username": f"u{n}", "fullName": _maybe(chance, _title)}
        for n, m in enumerate(MEMBERS)
    ]
    return read_snapshot(
        {
            "id": made_id("random board", "1"),
            "name": _maybe(chance, _title),
            "lists": [{**row, "closed": _switch(chance, 0.1)} for row in rows],
            "cards": [_card(chance, card_id) for card_id in CARDS],
            "members": chance.choice([members, members, members[:2], [], None]),
            "memberships": _maybe(
                chance, lambda _: [_membership(chance, m) for m in (*MEMBERS[:4], GONE[0])]
            ),
            "labels": _maybe(chance, lambda _: _named(LABELS, LABEL_NAMES)),
            "customFields": _named(FIELDS, ("Days", "Goal")),
            "actions": _maybe(chance, lambda _: _several(chance, _action, 40)),
        }
    )


def _maybe(chance: Random, make: Callable[[Random], Any]) -> Any:
    return None if chance.random() < 0.1 else make(chance)


def _several(chance: Random, make: Callable[[Random], Any], most: int) -> list[Any]:
    return [make(chance) for _ in range(chance.randint(0, most))]


def _switch(chance: Random, share: float) -> bool | None:
    return None if chance.random() < 0.1 else chance.random() < share


def _one_of(chance: Random, known: Sequence[str]) -> str:
    return chance.choice(GONE) if chance.random() < 0.1 else chance.choice(known)


def _named(ids: Iterable[str], names: Iterable[str]) -> list[dict[str, Any]]:
    return [{"id": i, "name": name} for i, name in zip(ids, names, strict=True)]


def _title(chance: Random) -> str:
    signs = "aé אب整🔥\u202e(3)[.,/#*_<>`'\"\\\n\t-"
    if chance.random() < 0.2:
        return "".join(chance.choices(signs, k=chance.randint(0, 40)))
    return chance.choice(TITLES)


def _text(chance: Random) -> str:
    return "\n".join(chance.choices(TEXTS, k=chance.choice([1, 1, 2, 3])))


def _moment(chance: Random) -> str:
    if chance.random() < 0.1:
        return chance.choice(ENDS_OF_TIME)
    hours = chance.randint(0, 150 * 24)
    return (datetime(2026, 8, 1, tzinfo=UTC) + timedelta(hours=hours)).isoformat()


def _membership(chance: Random, member: str) -> dict[str, Any]:
    kinds = ["normal", "normal", "admin", "observer", None]
    return {
        "idMember": member,
        "deactivated": _switch(chance, 0.2),
        "memberType": chance.choice(kinds),
    }


def _card(chance: Random, card_id: str) -> dict[str, Any]:
    return {
        "id": card_id if chance.random() > 0.02 else f"typed {card_id}",
        "name": _maybe(chance, _title),
        "desc": _maybe(chance, _text),
        "idList": _maybe(chance, lambda _: _one_of(chance, LISTS)),
        "idMembers": _maybe(chance, lambda _: _several(chance, _member, 5)),
        "idLabels": _maybe(chance, lambda _: _several(chance, _label, 2)),
        "closed": _switch(chance, 0.1),
        "due": _maybe(chance, _moment) if chance.random() < 0.6 else None,
        "dueComplete": _switch(chance, 0.2),
        "start": _maybe(chance, _moment) if chance.random() < 0.3 else None,
        "dateLastActivity": _maybe(chance, _moment),
        "idShort": chance.choice([1, 2, None]),
        "shortLink": chance.choice(["AbCd1234", "", None]),
        "shortUrl": chance.choice(["https://trello.com/c/AbCd1234", None]),
        "pos": chance.choice([1.0, -5, None, 1e300]),
        "checklists": _maybe(chance, lambda _: _several(chance, _checklist, 1)),
        "attachments": _maybe(chance, lambda _: _several(chance, _attachment, 1)),
        "customFieldItems": _maybe(chance, lambda _: _several(chance, _field_value, 2)),
    }


def _member(chance: Random) -> str:
    return _one_of(chance, MEMBERS)


def _label(chance: Random) -> str:
    return _one_of(chance, LABELS)


def _checklist(chance: Random) -> dict[str, Any]:
    items = [
        {"name": _maybe(chance, _title), "state": chance.choice(["complete", "incomplete", None])}
        for _ in range(chance.randint(0, 2))
    ]
    return {
        "id": None,
        "name": _maybe(chance, _title),
        "checkItems": _maybe(chance, lambda _: items),
    }


def _attachment(chance: Random) -> dict[str, Any]:
    return {
        "name": _maybe(chance, _title),
        "url": _maybe(chance, lambda _: chance.choice(ADDRESSES)),
        "isUpload": _switch(chance, 0.3),
        "date": _maybe(chance, _moment),
    }


def _field_value(chance: Random) -> dict[str, Any]:
    return {"idCustomField": _one_of(chance, FIELDS), "value": chance.choice(VALUES)}


def _action(chance: Random) -> dict[str, Any]:
    kind = chance.choice(["updateCard", "updateCard", "updateCard", "commentCard", "new"])
    data: dict[str, Any] = {"card": _maybe(chance, lambda _: {"id": _one_of(chance, CARDS)})}
    if kind == "updateCard" and chance.random() < 0.6:
        data["listBefore"] = {"id": _one_of(chance, LISTS)}
        data["listAfter"] = {"id": _one_of(chance, LISTS)}
    elif kind == "updateCard":
        labels = {"idLabels": _several(chance, _label, 2)}
        data["old"] = chance.choice([labels, labels, {"due": None}, {"idLabels": 7}, None])
    elif kind == "new":
        kind = chance.choice(["createCard", "moveCardToBoard", "somethingOfNextYear"])
    return {
        "id": GONE[0],
        "type": kind,
        "date": _moment(chance),
        "idMemberCreator": _maybe(chance, _member),
        "data": _maybe(chance, lambda _: data),
    }
