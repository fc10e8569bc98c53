"""A made-up company: how large it is, its boards, its people and what they do in a day."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from msgspec import Struct

Json = dict[str, Any]

BOT = "6b0000000000000000000b07"
LISTS = ("Inbox", "Ready", "Doing", "Review", "Done")
UNDER_WAY = ("Doing", "Review")
# What speaks: a card under way without an owner, and one without a due date (nobody sets any).
RULES_ON = ("owner-missing", "due-missing")


class Company(Struct, frozen=True):
    """Sizes; `days` are calendar days, of which five in seven are worked."""

    boards: int
    cards: int  # on each board
    people: int
    days: int
    changes: int  # of each person on a working day
    rounds: int = 5  # in a working day: changes, then the poll, the looks and the digests
    nights: int = 1  # from one sweep to the next
    under_way: float = 0.4  # the share of cards in lists where work is under way
    fault_share: float = 0.05
    webhooks_lost: float = 0.05
    seed: int = 1


SMALL = Company(boards=2, cards=12, people=4, days=2, changes=3, rounds=3)
TEN_MINUTES = Company(boards=6, cards=120, people=12, days=84, changes=2)
WHOLE = Company(
    boards=30, cards=1000, people=60, days=365, changes=1, rounds=2, nights=7, under_way=0.05
)  # fmt: skip


def chosen() -> Company:
    """The company of `make soak`; CARDKEEPER_SOAK_COMPANY chooses: `ten` (minutes, unless it is
    set), `whole` (a night and more), `small`, or numbers as in `boards=3,days=28` that change that
    of ten minutes."""
    wanted = os.environ.get("CARDKEEPER_SOAK_COMPANY", "ten")
    named = {"whole": WHOLE, "ten": TEN_MINUTES, "small": SMALL}
    if wanted in named:
        return named[wanted]
    numbers = dict(part.split("=") for part in wanted.split(","))
    sizes = {field: getattr(TEN_MINUTES, field) for field in Company.__struct_fields__}
    sizes |= {name: type(sizes[name])(value) for name, value in numbers.items()}
    return Company(**sizes)


def board_id(number: int) -> str:
    """The id of a board."""
    return f"6b{number:06x}0000000000000b0a"


def list_id(board: int, name: str) -> str:
    """The id of a list."""
    return f"6b{board:06x}000000000000{0x100 + LISTS.index(name):04x}"


def card_id(board: int, number: int) -> str:
    """The id of a card."""
    return f"6b{board:06x}0000000001{number:06x}"


def member_id(number: int) -> str:
    """The id of a person on Trello."""
    return f"6b0000000000000002{number:06x}"


def name_of(number: int) -> str:
    """The user name of a person on Trello."""
    return f"person{number:03d}"


def slack_id(number: int) -> str:
    """The id of a person in Slack."""
    return f"U0COMP{number:05d}"


def people_of(company: Company, board: int) -> list[int]:
    """Who is on a board: everybody on two or three of them."""
    return [n for n in range(company.people) if (n + board) % max(1, company.boards // 3) == 0]


def agreement(company: Company) -> str:
    """One rule speaks; people are known in Slack; digests go out."""
    lists = {"Inbox": "inbox", "Ready": "ready", "Doing": "doing", "Review": "review"}
    roles = "\n".join(f'"{name}" = "{role}"' for name, role in {**lists, "Done": "done"}.items())
    people = "\n".join(
        f'[people."Person {n:03d}"]\ntrello = "{name_of(n)}"\nslack = "{slack_id(n)}"'
        for n in range(company.people)
    )
    from protocol.rules import RULES

    rules = "\n".join(f'{r.name} = "{"advise" if r.name in RULES_ON else "off"}"' for r in RULES)
    return (
        f'name = "Company"\ntimezone = "UTC"\n[lists]\n{roles}\n[rules]\n{rules}\n'
        f"[quiet]\nmax_writes = 100000\n{people}\n"
    )


def board(company: Company, number: int, now: datetime) -> Json:
    """A board in the shape of Trello's export; every card begins with an owner."""
    random = Random(company.seed * 1000 + number)
    on_it = people_of(company, number)
    long_ago = (now - timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return {
        "id": board_id(number), "name": f"Board {number:02d}", "shortLink": f"coMp{number:04d}",
        "dateLastActivity": long_ago, "prefs": {"permissionLevel": "private"},
        "lists": [
            {"id": list_id(number, name), "name": name, "closed": False, "pos": 1000 * (n + 1)}
            for n, name in enumerate(LISTS)
        ],
        "labels": [], "actions": [],
        "members": [
            {"id": member_id(n), "username": name_of(n), "fullName": f"Person {n:03d}"}
            for n in on_it
        ],
        "cards": [
            {
                "id": card_id(number, n), "idShort": n + 1, "name": f"Work item {n} of {number}",
                "desc": "Version 0", "idList": list_id(number, _some_list(company, random)),
                "idMembers": [member_id(random.choice(on_it))], "idLabels": [], "pos": 1000 + n,
                "closed": False, "dateLastActivity": long_ago, "attachments": [],
            }
            for n in range(company.cards)
        ],
    }  # fmt: skip


def _some_list(company: Company, random: Random) -> str:
    """One under way in so many of a hundred times, and any of the others else."""
    if random.random() < company.under_way:
        return random.choice(UNDER_WAY)
    return random.choice([name for name in LISTS if name not in UNDER_WAY])


class Change(Struct, frozen=True):
    """One thing that a person does: fields of one card, or a remark on it."""

    who: int
    board: int
    card: int
    fields: dict[str, str]
    remark: str = ""


def changes_of(company: Company, day: int) -> Iterator[Change]:
    """What everybody does on a day, in order; the same for the same seed."""
    random = Random(company.seed * 100_000 + day)
    boards = [
        [b for b in range(company.boards) if who in people_of(company, b)]
        for who in range(company.people)
    ]
    for _ in range(company.changes):
        for who in range(company.people):
            if not boards[who]:
                continue
            on = random.choice(boards[who])
            yield _change(company, random, who, on)


def _change(company: Company, random: Random, who: int, on: int) -> Change:
    card = random.randrange(company.cards)
    kind = random.random()
    if kind < 0.4:
        return Change(who, on, card, {"idList": list_id(on, _some_list(company, random))})
    if kind < 0.7:  # half of the time nobody has it any more
        owner = member_id(random.choice(people_of(company, on)))
        return Change(who, on, card, {"idMembers": random.choice(("", owner))})
    if kind < 0.85:
        return Change(who, on, card, {"desc": f"Version {random.randrange(10**6)}"})
    return Change(who, on, card, {}, remark=f"Looked at it, {random.randrange(10**6)}")
