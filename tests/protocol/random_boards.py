"""Boards as nobody would make them, in Trello's own JSON: nulls, dangling ids, endless names."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from protocol.board import Board
from protocol.board_json import read_snapshot
from tests.protocol.cards import made_id

LISTS = [made_id("random list", str(n)) for n in range(8)]
MEMBERS = [made_id("random member", str(n)) for n in range(4)]
LABELS = [made_id("random label", str(n)) for n in range(6)]
FIELDS = [made_id("random field", str(n)) for n in range(2)]
CARDS = [f"{0x6A000000 + n * 86_400:08x}{n:016x}" for n in range(6)]
GONE = [made_id("gone", "1"), "", "zzzz", "5"]

_LIST_NAMES = """Inbox|Doing|DONE|Waiting for IT|To review|Goals||2026-11-01 release|קליטה
|On hold|Customer 5"""
_TITLES = """| |misc|Fix (3)|(999)|[0,5]|-----|https://example.org/7|QC|Compare the two aligners (3)
|השוואת היישור לקבוצה|تحليل (٣)|🔥|整理|Re-run alignment|re-run  ALIGNMENT|\x00\u202e{}%s"""
_TEXTS = """|## Data\n\n**Result:**\n|TODO: <describe the data>|Waiting for:\n\n# Why\nNot|```
|<!-- cardkeeper: exempt due-passed until 2026-99-99 because x -->
|<!-- cardkeeper: exempt owner-missing until 2026-10-01 by @ines -->\n## Data\nBatch
|https://github.com/a/b/pull/3 https://trello.com/c/AbCd1234/5-x s3://bucket/key
|https://cloud.seqera.io/orgs/o/workspaces/w/watch/1a2b3c4d5e6f7a
|**\u202eنتيجة**\n\n---\n* [ ] x\n|## \n####### seven\n**   **"""
LIST_NAMES = st.sampled_from([*_LIST_NAMES.replace("\n|", "|").split("|"), "x" * 300])
KNOWN_LISTS = ("Inbox", "Doing", "Done", "Waiting for IT", "To review", "Goals")
LABEL_NAMES = ("analysis", "Ongoing", "Finished", "goal: faster QC", "calm", "")
TITLES = st.one_of(
    st.sampled_from([*_TITLES.split("|"), "x" * 300, "goal " * 60]), st.text(max_size=40)
)
TEXTS = st.one_of(
    st.none(), st.sampled_from([*_TEXTS.split("|"), "[" * 500]), st.text(max_size=120)
)
MOMENTS = st.one_of(
    st.integers(0, 150 * 24).map(
        lambda hours: datetime(2026, 8, 1, tzinfo=UTC) + timedelta(hours=hours)
    ),
    st.sampled_from(
        [
            datetime(1, 1, 1, tzinfo=UTC),
            datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
            datetime(1970, 1, 1, tzinfo=UTC),
        ]
    ),
).map(datetime.isoformat)


def _rarely(value: st.SearchStrategy[Any], otherwise: Any = None) -> st.SearchStrategy[Any]:
    return st.one_of(value, value, st.just(otherwise))


def _ids(known: list[str], most: int = 3) -> st.SearchStrategy[Any]:
    return _rarely(st.lists(st.sampled_from(known + GONE), max_size=most))


ATTACHMENTS = st.fixed_dictionaries(
    {
        "id": _rarely(st.just(GONE[0])),
        "name": _rarely(TITLES),
        "url": _rarely(st.sampled_from(["https://trello.com/c/AbCd1234", "s3://b/k", "", "x y"])),
        "isUpload": st.sampled_from([True, False, None]),
        "date": _rarely(MOMENTS),
    }
)
CHECKLISTS = st.fixed_dictionaries(
    {
        "id": _rarely(st.just(GONE[0])),
        "name": _rarely(TITLES),
        "checkItems": _rarely(
            st.lists(
                st.fixed_dictionaries(
                    {
                        "name": _rarely(TITLES),
                        "state": st.sampled_from(["complete", "incomplete", None]),
                    }
                ),
                max_size=3,
            )
        ),
    }
)
_PLACES = _rarely(st.sampled_from(LISTS).map(lambda i: {"id": i}), {"id": "5"})
_HAPPENED = {
    "id": st.just(GONE[0]),
    "date": MOMENTS,
    "idMemberCreator": _rarely(st.sampled_from(MEMBERS + GONE)),
}
_ON_CARD = st.sampled_from(CARDS + GONE[:1]).map(lambda i: {"id": i})
MOVES = st.fixed_dictionaries(
    {
        **_HAPPENED,
        "type": st.just("updateCard"),
        "data": st.fixed_dictionaries(
            {"card": _ON_CARD, "listBefore": _PLACES, "listAfter": _PLACES}
        ),
    }
)
CHANGED = st.one_of(
    st.lists(st.sampled_from(LABELS + GONE), max_size=3).map(lambda ids: {"idLabels": ids}),
    st.sampled_from([{"idList": None}, {"due": None}, {"idLabels": 7}]),
)
OTHER_ACTIONS = st.fixed_dictionaries(
    {
        **_HAPPENED,
        "type": st.sampled_from(["updateCard", "commentCard", "moveCardToBoard", "new"]),
        "data": _rarely(
            st.fixed_dictionaries(
                {"card": _rarely(_ON_CARD), "old": _rarely(CHANGED), "text": _rarely(TITLES)}
            )
        ),
    }
)
ACTIONS = st.one_of(MOVES, OTHER_ACTIONS)


def _card(card_id: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "id": st.just(card_id),
            "name": _rarely(TITLES),
            "desc": TEXTS,
            "idList": _rarely(st.sampled_from(LISTS + GONE)),
            "idMembers": _ids(MEMBERS, 5),
            "idLabels": _ids(LABELS),
            "closed": st.sampled_from([False, False, False, None, True]),
            "due": _rarely(MOMENTS),
            "dueComplete": st.sampled_from([False, True, None]),
            "start": _rarely(MOMENTS),
            "dateLastActivity": _rarely(MOMENTS),
            "idShort": st.sampled_from([1, 2, None]),
            "shortLink": st.sampled_from(["AbCd1234", "", None]),
            "shortUrl": st.sampled_from(["https://trello.com/c/AbCd1234", None]),
            "pos": st.sampled_from([1.0, -5, None, 1e300]),
            "checklists": _rarely(st.lists(CHECKLISTS, max_size=2)),
            "attachments": _rarely(st.lists(ATTACHMENTS, max_size=2)),
            "customFieldItems": _rarely(
                st.lists(
                    st.fixed_dictionaries(
                        {
                            "idCustomField": st.sampled_from(FIELDS + GONE),
                            "value": _rarely(
                                st.sampled_from(
                                    [{"number": "3"}, {"text": ""}, {"number": "nan"}, {}]
                                )
                            ),
                        }
                    ),
                    max_size=2,
                )
            ),
        }
    )


def _named(ids: list[str], names: Iterable[str]) -> list[dict[str, Any]]:
    return [{"id": i, "name": name} for i, name in zip(ids, names, strict=True)]


def _lists(others: tuple[str, str], closed: list[bool | None]) -> list[dict[str, Any]]:
    rows = _named(LISTS, (*KNOWN_LISTS, *others))
    return [{**row, "closed": shut} for row, shut in zip(rows, closed, strict=True)]


_read: Callable[[dict[str, Any]], Board] = read_snapshot
BOARDS = st.fixed_dictionaries(
    {
        "id": st.just(made_id("random board", "1")),
        "name": _rarely(TITLES),
        "lists": st.builds(
            _lists,
            st.tuples(LIST_NAMES, LIST_NAMES),
            st.lists(
                st.sampled_from([False, False, False, True, None]),
                min_size=len(LISTS),
                max_size=len(LISTS),
            ),
        ),
        "cards": st.tuples(*map(_card, CARDS)).map(list),
        "members": _rarely(
            st.just(
                [{"id": m, "username": f"u{n}", "fullName": None} for n, m in enumerate(MEMBERS)]
            )
        ),
        "memberships": _rarely(
            st.lists(
                st.fixed_dictionaries(
                    {
                        "idMember": st.sampled_from(MEMBERS + GONE),
                        "deactivated": st.sampled_from([False, True, None]),
                        "memberType": st.sampled_from(["normal", "observer", None]),
                    }
                ),
                max_size=4,
            )
        ),
        "labels": _rarely(st.just(_named(LABELS, LABEL_NAMES))),
        "customFields": st.just(_named(FIELDS, ("Days", "Goal"))),
        "actions": _rarely(st.lists(ACTIONS, max_size=12)),
    }
).map(_read)
