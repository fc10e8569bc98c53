"""A first agreement guessed from a board: each guess with its reason, and each doubt with its own.

`inference_text.py` writes it as `protocol.toml`. Nothing here is certain; a person reads it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

from msgspec import Struct

from protocol.agreement import fold
from protocol.board import Board, Card, Member
from protocol.inferred_labels import LabelGuess, guess_labels
from protocol.inferred_lists import ListGuess, guess_lists
from protocol.words import count_of

_ESTIMATE = re.compile(
    r"(?<!\w)(estimat\w*|size|effort|jh|jours?|days?|tage|aufwand|sch[aä]tzung|estimativa|"
    r"estimaci[oó]n|charge|(?:story )?points?|sp|pd|person days?)(?!\w)",
    re.IGNORECASE,
)
_HOURS = re.compile(r"(?<!\w)(hours?|hrs?|stunden|heures?|horas?|h|min(?:utes?)?)(?!\w)", re.I)
_GOAL = re.compile(r"(?<!\w)(goals?|objectives?|okr|ziele?|objectifs?|objetivos?)(?!\w)", re.I)
_MARK = re.compile(r"[(\[]\d{1,3}(?:[.,]\d{1,2})?[)\]]\s*$")


class PersonGuess(Struct, frozen=True):
    """One member as a person of the team; `name` is what the team may call them."""

    name: str
    trello: str
    lead: bool
    why: str


class FieldGuess(Struct, frozen=True):
    """A custom field that may hold the estimate or the goal; no name means none does."""

    name: str
    why: str


class Draft(Struct, frozen=True):
    """All that was guessed of one board."""

    board: str
    lists: tuple[ListGuess, ...]
    labels: tuple[LabelGuess, ...]
    people: tuple[PersonGuess, ...]
    estimate: FieldGuess
    goal: FieldGuess
    titles_with_mark: int
    cards_with_kind: int
    cards_in_play: int  # cards that are ready, doing, waiting or in review


def infer(board: Board, today: date) -> Draft:
    """Guesses for every open list, label, field and member of the board.

    `today` decides whether a list with a day in its name is behind or ahead.
    """
    lists = guess_lists(board, today)
    labels = guess_labels(board)
    kinds = {fold(guess.name) for guess in labels if guess.means == "kind"}
    in_play = _in_play(board, lists, labels)
    return Draft(
        board=board.name,
        lists=lists,
        labels=labels,
        people=_people(board),
        estimate=_estimate_field(board),
        goal=_goal_field(board),
        titles_with_mark=sum(bool(_MARK.search(card.name)) for card in board.open_cards),
        cards_with_kind=sum(
            any(fold(label.name) in kinds for label in card.labels) for card in in_play
        ),
        cards_in_play=len(in_play),
    )


def _in_play(board: Board, lists: Iterable[ListGuess], labels: Iterable[LabelGuess]) -> list[Card]:
    by_list = {list_id: guess.role for guess in lists for list_id in guess.ids}
    by_label = {fold(guess.name): guess.role for guess in labels if guess.role}
    found = []
    for card in board.open_cards:
        told = [by_label[key] for label in card.labels if (key := fold(label.name)) in by_label]
        role = by_list.get(card.list_id)
        if role not in ("ignored", "goals", "done") and told:
            role = told[0]
        if role in ("ready", "doing", "waiting", "review"):
            found.append(card)
    return found


def _values(board: Board, field: str) -> list[str]:
    return [card.fields[field] for card in board.cards if card.fields.get(field)]


def _estimate_field(board: Board) -> FieldGuess:
    """The field of numbers whose name speaks of size; the one that most cards fill."""
    numbers = [
        (len(values), name)
        for name in board.field_names
        if (values := _values(board, name)) and all(map(_is_number, values))
    ]
    named = [(count, name) for count, name in numbers if _ESTIMATE.search(name)]
    days = [(count, name) for count, name in named if not _HOURS.search(name)]
    if days:
        count, name = max(days)
        why = f"a number on {count_of(count, 'card')}, and its name speaks of size; read as days"
        return FieldGuess(name, why)
    if named:
        return FieldGuess("", f"the field '{named[0][1]}' seems to hold hours, and days are needed")
    if numbers:
        names = ", ".join(f"'{name}'" for _, name in numbers)
        return FieldGuess("", f"no name of a number field speaks of size: {names}")
    return FieldGuess("", "the board has no custom field that holds numbers")


def _goal_field(board: Board) -> FieldGuess:
    for name in board.field_names:
        if _GOAL.search(name):
            return FieldGuess(name, "its name speaks of goals")
    return FieldGuess("", "no custom field's name speaks of goals")


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def _people(board: Board) -> tuple[PersonGuess, ...]:
    """Members who are on the board and not only watching it."""
    members = [member for member in board.members if member.active and not member.is_observer]
    admins = sum(member.is_admin for member in members)
    telling = 0 < admins <= max(1, len(members) // 2)  # where nearly all are, it tells nothing
    names = _short_names(members)
    return tuple(
        PersonGuess(
            name=names[member.id],
            trello=member.username or member.full_name,
            lead=telling and member.is_admin,
            why="administers the board" if member.is_admin else "",
        )
        for member in members
        if member.username or member.full_name
    )


def _short_names(members: Iterable[Member]) -> dict[str, str]:
    """First names where they are unique on the board, then full names, then user names; by id."""
    members = tuple(members)
    tiers: tuple[Callable[[Member], str], ...] = (
        lambda member: "".join(member.full_name.split()[:1]),
        lambda member: " ".join(member.full_name.split()),
        lambda member: member.username,
        lambda member: member.id,
    )
    found: dict[str, str] = {}
    for tier in tiers:
        offered = {m.id: name for m in members if m.id not in found and (name := tier(m))}
        counts = Counter(map(fold, offered.values()))
        taken = {fold(name) for name in found.values()}
        for member_id, name in offered.items():
            if counts[fold(name)] == 1 and fold(name) not in taken:
                found[member_id] = name
    return found
