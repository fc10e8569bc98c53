"""A board of forty cards, the people on it and the agreement that they work by."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

Json = dict[str, Any]

BOARD = "6a0000000000000000000b0a"
BOT = "6a0000000000000000000b07"
PEOPLE = {
    name: f"6a00000000000000000000{number:02x}"
    for number, name in enumerate(("nadia", "oskar", "petra", "quentin"), 0xA1)
}
LISTS = ("Inbox", "Ideas", "Ready", "Doing", "Waiting", "Review", "Done", "Resources")
LABELS = ("Analysis", "Tool", "Data", "blocked")
CHANNEL = "C06CHAOSBI"

AGREEMENT = """
name = "Chaos"
timezone = "UTC"

[lists]
"Inbox" = "inbox"
"Ideas" = "inbox"
"Ready" = "ready"
"Waiting" = "waiting"
"Review" = "review"
"Done" = "done"
"Resources" = "ignored"

[lists."Doing"]
role = "doing"
wip = 6

[kinds.analysis]
label = "Analysis"

[kinds.tool]
label = "Tool"

[kinds.data]
label = "Data"

[moves]
forbid = ["inbox > done"]

[rules]
move-not-allowed = { level = "enforce" }
link-bare = { level = "advise" }

[load]
wip = 4

[quiet]
max_writes = 500

[slack]
channel = "comp-bio"
card_messages = true
most_card_messages = 1000
"""

# Cards whose changes are kept apart, so that what a run ends in depends on no one's timing.
FORBIDDEN = range(6)  # make the one move that the agreement forbids
FIXABLE = range(6, 10)  # carry a bare link that a command may fix; nobody else mends it
TALKED_TO = range(10, 22)  # are given commands; at the end they are open and in a list that counts
CARDS = 40

_VERBS = ("Compare", "Index", "Describe", "Count", "Benchmark", "Package", "Transfer", "Review")
_THINGS = ("aligners", "genomes", "sample sheets", "reads", "callers", "modules", "plates", "plots")


def title_of(number: int) -> str:
    """What the card of this number is called at first; no two are alike."""
    return f"{_VERBS[number % 8]} the {_THINGS[(number // 5) % 8]} of batch {number}"


def list_id(name: str) -> str:
    """The id of a list."""
    return f"6a0000000000000000001{LISTS.index(name):03x}"


def label_id(name: str) -> str:
    """The id of a label."""
    return f"6a0000000000000000002{LABELS.index(name):03x}"


def card_id(number: int) -> str:
    """The id of one of the cards that the board begins with."""
    return f"6a0000000000000000003{number:03x}"


def board(seed: int) -> Json:
    """The board in the shape of Trello's "Export as JSON"; the same for the same seed."""
    random = Random(seed)
    members = [
        {"id": key, "username": name, "fullName": name.title()} for name, key in PEOPLE.items()
    ]
    return {
        "id": BOARD,
        "name": "Chaos",
        "shortLink": "cHa05b0a",
        "dateLastActivity": _long_ago(),
        "prefs": {"permissionLevel": "private"},
        "lists": [
            {"id": list_id(name), "name": name, "closed": False, "pos": 1000 * (place + 1)}
            for place, name in enumerate(LISTS)
        ],
        "labels": [{"id": label_id(name), "name": name, "color": None} for name in LABELS],
        "members": members,
        "cards": [_card(number, random) for number in range(CARDS)],
        "actions": [],
    }


def first_list(number: int, random: Random) -> str:
    """Where a card lies at first."""
    if number in FORBIDDEN:
        return "Inbox"
    return "Ready" if number in FIXABLE else random.choice(LISTS[2:7])


def _card(number: int, random: Random) -> Json:
    desc = "Version 0"
    if number in FIXABLE:
        desc += f"\n\nSee https://github.com/example-lab/pipeline/pull/{number}"
    return {
        "id": card_id(number),
        "idShort": number + 1,
        "name": title_of(number),
        "desc": desc,
        "idList": list_id(first_list(number, random)),
        "idMembers": [random.choice(sorted(PEOPLE.values()))],
        "idLabels": [label_id(random.choice(LABELS[:3]))],
        "pos": 1000 * (number + 1),
        "closed": False,
        "dateLastActivity": _long_ago(),
        "attachments": [],
    }


def _long_ago() -> str:
    moment = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=3)
    return moment.isoformat(timespec="milliseconds") + "Z"
