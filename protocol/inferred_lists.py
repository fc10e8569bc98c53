"""Roles of lists guessed from their names, from how cards go through them, and where they stand."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from msgspec import Struct

from protocol.agreement import fold
from protocol.board import Board, BoardList
from protocol.history import history_of
from protocol.list_names import role_of_label_name, role_of_list_name
from protocol.words import Role, count_of

_FEW_MOVES = 4  # fewer cards than this tell nothing of a list
_MOST = 0.6  # so large a part of the moves is "mostly"
_WIP = re.compile(
    r"(?:(?:wip|max\.?|limit|≤)\s*[:=]?\s*(\d{1,2})(?!\d)|[(\[]\s*(?:\d{1,2}\s*/\s*)?(\d{1,2})\s*[)\]]\s*$)",
    re.IGNORECASE,
)
_WORKED: tuple[Role, ...] = ("ready", "doing", "waiting", "review")

# What a list is that cards come to from the first role and leave for the second.
_BETWEEN: dict[tuple[str, str], Role] = {
    ("inbox", "doing"): "ready",
    ("inbox", "review"): "doing",
    ("inbox", "done"): "doing",
    ("ready", "review"): "doing",
    ("ready", "done"): "doing",
    ("ready", "waiting"): "doing",
    ("doing", "doing"): "waiting",
    ("doing", "done"): "review",
    ("new", "ready"): "inbox",
    ("new", "doing"): "ready",
}


class ListGuess(Struct, frozen=True):
    """What the open lists of one name may mean; without a role, `why` says why not."""

    name: str
    ids: tuple[str, ...]
    role: Role | None
    why: str
    wip: int | None = None
    by_day: bool = False  # a day in the name tells the role, and will tell another one later


@dataclass
class _Flow:
    came: int = 0
    left: int = 0
    made: int = 0  # cards that were made in the list and left it since
    came_from: Counter[str] = field(default_factory=Counter)  # list ids
    left_for: Counter[str] = field(default_factory=Counter)


def guess_lists(board: Board, today: date) -> tuple[ListGuess, ...]:
    """A guess for every open list, from left to right; lists of one name are one guess."""
    groups: dict[str, list[BoardList]] = {}
    for entry in board.open_lists:
        groups.setdefault(fold(entry.name), []).append(entry)
    named = {key: role_of_list_name(group[0].name, today) for key, group in groups.items()}
    roles = {
        entry.id: told[0]
        for key, group in groups.items()
        if (told := named[key])
        for entry in group
    }
    flows = _flows(board)
    guesses = []
    for key, group in groups.items():
        role, why = named[key] or _without_name(board, group[0], roles, flows)
        wip = _wip(group[0].name) if role in _WORKED else None
        guesses.append(
            ListGuess(
                name=group[0].name,
                ids=tuple(entry.id for entry in group),
                role=role,
                why=_reason(why, len(group), wip),
                wip=wip,
                by_day=role == "ready" and _told_by_day(group[0].name),
            )
        )
    return tuple(guesses)


def _told_by_day(name: str) -> bool:
    """Whether the role that the name tells changes with the day."""
    return role_of_list_name(name, date.min) != role_of_list_name(name, date.max)


def _reason(why: str, lists: int, wip: int | None) -> str:
    parts = [why]
    if wip:
        parts.append(f"its name tells a limit of {wip}")
    if lists > 1:
        parts.append(f"{lists} lists are called so, and this holds for all of them")
    return "; ".join(parts)


def _wip(name: str) -> int | None:
    found = _WIP.search(name)
    number = int(found[1] or found[2]) if found else 0
    return number or None


def _flows(board: Board) -> dict[str, _Flow]:
    flows: dict[str, _Flow] = defaultdict(_Flow)
    for moves in history_of(board).moves_by_card.values():
        for move in moves:
            flows[move.after].came += 1
            flows[move.after].came_from[move.before] += 1
            flows[move.before].left += 1
            flows[move.before].left_for[move.after] += 1
        flows[moves[-1].before].made += 1  # as far as the history reaches, it began there
    return flows


def _without_name(
    board: Board, entry: BoardList, roles: dict[str, Role], flows: dict[str, _Flow]
) -> tuple[Role | None, str]:
    """By the flow of cards, else by the place; else no role, and what was looked at in vain."""
    flow = flows.get(entry.id, _Flow())
    return (
        _by_flow(entry, board.open_lists, roles, flow)
        or _by_place(entry, board.open_lists, roles, flow)
        or (None, _why_not(board, entry, flow))
    )


def _by_flow(
    entry: BoardList, lists: Sequence[BoardList], roles: dict[str, Role], flow: _Flow
) -> tuple[Role, str] | None:
    if flow.came + flow.left < _FEW_MOVES:
        return None
    last = lists[-(len(lists) // 3) or -1 :]
    if entry in last and flow.came >= _FEW_MOVES and flow.left * 5 <= flow.came:
        return "done", (
            f"cards come here and stay ({flow.came:,} came, {flow.left:,} left), at the right end"
        )
    came_from = Counter({"new": flow.made})
    for list_id, count in flow.came_from.items():
        came_from[roles.get(list_id, "")] += count
    left_for: Counter[str] = Counter()
    for list_id, count in flow.left_for.items():
        left_for[roles.get(list_id, "")] += count
    before, after = _mostly(came_from), _mostly(left_for)
    role = _BETWEEN.get((before, after))
    if role is None:
        return None
    origin = "are made here" if before == "new" else f"come from '{before}'"
    return role, f"cards mostly {origin} and leave for '{after}'"


def _mostly(counts: Counter[str]) -> str:
    total = sum(counts.values())
    for name, count in counts.most_common(1):
        return name if count >= _MOST * total else ""
    return ""


def _by_place(
    entry: BoardList, lists: Sequence[BoardList], roles: dict[str, Role], flow: _Flow
) -> tuple[Role, str] | None:
    """Between what is ready and what is done stands what is done now, if nothing else is."""
    at = lists.index(entry)
    if not 0 < at < len(lists) - 1 or not flow.came or "doing" in roles.values():
        return None
    before, after = lists[at - 1], lists[at + 1]
    if roles.get(before.id) in ("inbox", "ready") and roles.get(after.id) in ("review", "done"):
        return "doing", f"it stands between '{before.name}' and '{after.name}'"
    return None


def _why_not(board: Board, entry: BoardList, flow: _Flow) -> str:
    people = {fold(name) for m in board.members for name in (m.full_name, m.username) if name}
    people |= {fold(m.full_name.split()[0]) for m in board.members if m.full_name.split()}
    if fold(entry.name) in people:
        return "it is called like a member; a list per person tells no role"
    cards = [card for card in board.open_cards if card.list_id == entry.id]
    told = sum(any(role_of_label_name(label.name) for label in card.labels) for card in cards)
    name = "its name tells nothing" if entry.name.strip() else "it has no name"
    if cards and told >= _MOST * len(cards):
        return f"{name}; labels tell the state of its cards ({told:,} of {len(cards):,})"
    moves = flow.came + flow.left
    if not moves:
        return f"{name}, and no card is known to have moved into it or out of it"
    if moves < _FEW_MOVES:
        few = "is" if moves == 1 else "are"
        return f"{name}, and {count_of(moves, 'known move')} {few} too few to tell"
    return f"{name}, and its {moves:,} moves go to and fro in no clear way"
