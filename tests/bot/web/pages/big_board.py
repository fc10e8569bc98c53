"""A board of ten thousand cards as a company might have it after years, in the shape of an export.

Twenty-four people, goals of both horizons with their cards, owners, estimates, due days, a history
of moves, and six months of what the bot did.
"""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from protocol.agreement import Agreement
from protocol.agreement_file import read_agreement
from storage.effects import EffectRow

Json = dict[str, Any]
BOARD = "b1" * 12
PEOPLE = 24
_LISTS = ("Inbox", "Goals", "Ready", "Doing", "Waiting", "Review", "Done")
_SHARES = (10, 2, 14, 8, 5, 5, 56)
_WORDS = ("call", "align", "integrate", "annotate", "batch", "cohort", "plate", "atlas", "panel")
_LABELS = {"Analysis": "c1" * 12, "Long-term goal": "c2" * 12, "Short-term goal": "c3" * 12}


def agreement() -> Agreement:
    """The agreement of that company."""
    people = "\n".join(
        f'[people."Person {n}"]\ntrello = "person{n}"\ncapacity = {3 + n % 3}'
        for n in range(PEOPLE)
    )
    return read_agreement(
        'name = "Big"\ntimezone = "Europe/Berlin"\n[kinds.analysis]\nlabel = "Analysis"\n'
        '[kinds.long]\nlabel = "Long-term goal"\nhorizon = "long"\n'
        '[kinds.short]\nlabel = "Short-term goal"\nhorizon = "short"\n'
        '[rules]\nowner-missing = "advise"\n' + people,
        "protocol.toml",
    )


def big_board(cards: int, now: datetime) -> Json:
    """The export."""
    chance = Random(7)
    entries, actions = [], []
    for number in range(cards):
        name = chance.choices(_LISTS, _SHARES)[0]
        made = now - timedelta(days=chance.uniform(1, 700))
        entries.append(_card(number, name, made, now, chance))
        if name not in ("Inbox", "Goals"):
            actions.append(_move(number, name, now - timedelta(hours=chance.uniform(1, 2100))))
    actions.sort(key=lambda action: str(action["date"]), reverse=True)
    members = [
        {"id": _member(n), "fullName": f"Person {n}", "username": f"person{n}"}
        for n in range(PEOPLE)
    ]
    return {
        "id": BOARD, "name": "A very large board", "shortLink": "bIgBoard", "closed": False,
        "url": "https://trello.com/b/bIgBoard/big",
        "lists": [{"id": _list(name), "name": name, "pos": n, "closed": False}
                  for n, name in enumerate(_LISTS)],
        "labels": [{"id": one, "name": name, "color": "blue"} for name, one in _LABELS.items()],
        "members": members,
        "memberships": [{"id": f"d{n:023}", "idMember": member["id"], "memberType": "normal"}
                        for n, member in enumerate(members)],
        "cards": entries, "actions": actions[:10_000], "checklists": [], "customFields": [],
    }  # fmt: skip


def big_audit(count: int, now: datetime) -> list[EffectRow]:
    """What the bot did there."""
    return [
        EffectRow(
            key=f"look:{n}", board_id=BOARD, card_id=_card_id(n),
            kind="PostComment" if n % 3 else "MoveBack", why="owner-missing",
            before=_list("Ready") if not n % 3 else "", after=_list("Doing") if not n % 3 else "",
            begun_at=now - timedelta(minutes=count - n), done_at=now - timedelta(minutes=count - n),
        )
        for n in range(count)
    ]  # fmt: skip


def _card(number: int, list_name: str, made: datetime, now: datetime, chance: Random) -> Json:
    is_goal = list_name == "Goals"
    goal = "Long-term goal" if number % 4 == 0 else "Short-term goal"
    owners = chance.sample(range(PEOPLE), chance.choice((0, 1, 1, 1, 2)))
    due = now + timedelta(days=chance.uniform(-20, 60)) if chance.random() < 0.4 else None
    words = " ".join(chance.sample(_WORDS, 3))
    return {
        "id": _card_id(number), "idShort": number + 1, "shortLink": f"c{number:07}",
        "url": f"https://trello.com/c/c{number:07}/{number}", "closed": False,
        "name": f"{words.capitalize()} {number} ({chance.choice((1, 2, 3, 5))})",
        "desc": f"## Question\n\nWhich {words} of {number} hold?\n\nhttps://trello.com/c/c0000000",
        "idList": _list(list_name), "idMembers": [_member(n) for n in owners],
        "idLabels": [_LABELS[goal if is_goal else "Analysis"]], "pos": number,
        "due": due.isoformat() if due else None, "dateLastActivity": made.isoformat(),
    }  # fmt: skip


def _move(number: int, to: str, when: datetime) -> Json:
    return {
        "id": f"{int(when.timestamp()):08x}{number:016x}", "type": "updateCard",
        "date": when.isoformat(), "idMemberCreator": _member(number % PEOPLE),
        "data": {
            "board": {"id": BOARD}, "card": {"id": _card_id(number)},
            "old": {"idList": _list("Inbox")},
            "listBefore": {"id": _list("Inbox")}, "listAfter": {"id": _list(to)},
        },
    }  # fmt: skip


def _card_id(number: int) -> str:
    return f"6553f100{number:016x}"


def _list(name: str) -> str:
    return f"a1{_LISTS.index(name):022x}"


def _member(number: int) -> str:
    return f"e1{number:022x}"
