"""The board as it was: actions undone from the newest to the oldest, and taken again forwards.

An export keeps the last 1,000 actions and leaves things out even of those (facts/trello.md 1.6):
what cannot be rebuilt is counted, and `what_is_lost` says it.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

from msgspec import Struct, structs

from protocol.board import Action, Board, BoardList, Card, created_at
from protocol.history import History, Move, history_of, moves_in
from protocol.undo import MAKES_A_CARD, card_before, list_before, lost_by
from protocol.words import count_of

_T = TypeVar("_T")
_COMMENTS = ("commentCard", "updateComment", "deleteComment", "copyCommentCard")


class Step(Struct, frozen=True):
    """One thing that happened, with what it changed: a card or a list, before and after.

    Without an action it is the coming to be of something whose making the export does not tell.
    """

    when: datetime
    action: Action | None = None
    card_id: str = ""
    card_before: Card | None = None
    card_after: Card | None = None
    list_id: str = ""
    list_before: BoardList | None = None
    list_after: BoardList | None = None

    @property
    def tells(self) -> bool:
        """Whether a judgement of the card may differ after it: a change of place tells nothing."""
        if self.action is not None and self.action.type in _COMMENTS:
            return True
        before, after = self.card_before, self.card_after
        if before is None or after is None:
            return before is not after
        return before != structs.replace(
            after, last_activity=before.last_activity, position=before.position
        )


class Past(Struct, frozen=True):
    """A board taken back to `since`, and every step from there to the present, oldest first."""

    present: Board
    since: datetime
    cards: dict[str, Card]
    lists: dict[str, BoardList]
    steps: tuple[Step, ...]
    lost: dict[str, int]


def rewind(board: Board, since: datetime) -> Past:
    """The board taken back to the state it had at `since`, as far as its actions tell."""
    history = history_of(board)
    cards, lists = dict(board.cards_by_id), dict(board.lists_by_id)
    undone: Counter[str] = Counter()  # how many of a card's actions are undone already
    lost: Counter[str] = Counter()
    steps: list[Step] = []
    for when, action, made in _newest_first(board, history, since):
        if action is None:
            step = _unmade(when, made, cards, lists)
        else:
            step = _undone(action, board, history, cards, lists, undone)
            lost.update(lost_by(action, board))
        if step is None:
            continue
        steps.append(step)
        _set(cards, step.card_id, step.card_before)
        _set(lists, step.list_id, step.list_before)
    return Past(board, since, cards, lists, tuple(reversed(steps)), dict(lost))


def _newest_first(
    board: Board, history: History, since: datetime
) -> Iterator[tuple[datetime, Action | None, str]]:
    """Actions after `since`, and the makings that no action tells (time, None, id)."""
    made = sorted(_makings(board, history), reverse=True)
    pending = iter(made)
    following = next(pending, None)
    for action in board.actions:
        while following is not None and following[0] >= action.date and following[0] > since:
            yield following[0], None, following[1]
            following = next(pending, None)
        if action.date <= since:
            break
        yield action.date, action, ""
    while following is not None and following[0] > since:
        yield following[0], None, following[1]
        following = next(pending, None)


def _makings(board: Board, history: History) -> Iterator[tuple[datetime, str]]:
    """Cards and lists that came to be without an action, as a board that is a copy has them."""
    told = {a.card_id for a in board.actions if a.type in MAKES_A_CARD}
    for card in board.cards:
        if card.id not in told and card.created is not None:
            known = history.by_card.get(card.id)
            yield min(card.created, known[-1].date) if known else card.created, card.id
    told = {a.list_id for a in board.actions if a.type in ("createList", "moveListToBoard")}
    for entry in board.lists:
        made = created_at(entry.id)
        if entry.id not in told and made is not None:
            yield made, entry.id


def _unmade(
    when: datetime, made: str, cards: dict[str, Card], lists: dict[str, BoardList]
) -> Step | None:
    if made in lists:
        return Step(when, list_id=made, list_after=lists[made])
    return Step(when, card_id=made, card_after=cards[made]) if made in cards else None


def _undone(
    action: Action,
    board: Board,
    history: History,
    cards: dict[str, Card],
    lists: dict[str, BoardList],
    undone: Counter[str],
) -> Step | None:
    card = cards.get(action.card_id)
    if card is not None:
        undone[card.id] += 1
        before = card_before(card, action, board)
        if before is not None:
            earlier = history.by_card[card.id][undone[card.id] :]
            touched = earlier[0].date if earlier else _first_known(card, history)
            before = structs.replace(before, last_activity=touched)
        return Step(action.date, action, card.id, before, card)
    entry = lists.get(action.list_id)
    if entry is not None and not action.card_id:
        list_was = list_before(entry, action)
        return Step(action.date, action, list_id=entry.id, list_before=list_was, list_after=entry)
    return None


def _first_known(card: Card, history: History) -> datetime | None:
    """The latest time that a card without earlier actions may have been touched last."""
    times = [time for time in (card.created, history.begins) if time is not None]
    return max(times, default=None)


def _set(table: dict[str, _T], key: str, value: _T | None) -> None:
    if key and value is None:
        table.pop(key, None)
    elif key and value is not None:
        table[key] = value


class Film:
    """A past that is played forwards, step by step."""

    def __init__(self, past: Past) -> None:
        self._past = past
        self._cards, self._lists = dict(past.cards), dict(past.lists)
        self._to_come = list(past.present.actions)  # oldest last
        self._by_card: dict[str, list[Action]] = {}
        self._moves: dict[str, list[Move]] = {}
        self._taken = 0
        self.wait(past.since)

    def take(self, steps: int, now: datetime) -> None:
        """Plays that many further steps; `now` is the time it is then."""
        for step in self._past.steps[self._taken : self._taken + steps]:
            _set(self._cards, step.card_id, step.card_after)
            _set(self._lists, step.list_id, step.list_after)
        self._taken += steps
        self.wait(now)

    def wait(self, now: datetime) -> None:
        """Lets time pass without a step."""
        self.now = now
        while self._to_come and self._to_come[-1].date <= now:
            action = self._to_come.pop()
            if action.card_id:
                self._by_card.setdefault(action.card_id, []).insert(0, action)
                for move in moves_in((action,)):
                    self._moves.setdefault(action.card_id, []).insert(0, move)

    def card(self, card_id: str) -> Card | None:
        """The card as it is at this point; None when it is not on the board."""
        return self._cards.get(card_id)

    def board(self) -> Board:
        """The board as it is at this point; at the end it is the present one."""
        present = self._past.present
        actions = present.actions[len(self._to_come) :]
        ended = self._taken == len(self._past.steps)
        return structs.replace(
            present,
            lists=tuple(self._lists[li.id] for li in present.lists if li.id in self._lists),
            cards=tuple(self._cards[c.id] for c in present.cards if c.id in self._cards),
            actions=actions,
            last_activity=present.last_activity if ended or not actions else actions[0].date,
        )

    def history(self) -> History:
        """The history up to this point, good until the film goes on.

        It is kept up as the film goes, for to read it anew costs more than to judge a card.
        """
        history = History(self._past.present.actions[len(self._to_come) :])
        history.__dict__.update(by_card=self._by_card, moves_by_card=self._moves)
        return history


def board_at(board: Board, when: datetime) -> Board:
    """The board as it was at `when`, as far as its actions tell."""
    return Film(rewind(board, when)).board()


_LOST = {
    "cards": ("card was deleted or moved away", "cards were deleted or moved away"),
    "lists": ("list was moved to another board", "lists were moved to another board"),
    "attachments": (
        "attachment was taken off, and its address is not known",
        "attachments were taken off, and their addresses are not known",
    ),
    "checklists": (
        "checklist was removed, and its lines are not known",
        "checklists were removed, and their lines are not known",
    ),
    "check items": (
        "ticked line of a checklist is gone since",
        "ticked lines of checklists are gone since",
    ),
    "labels": ("label was deleted since", "labels were deleted since"),
    "choices": (
        "earlier choice in a custom field is not known",
        "earlier choices in custom fields are not known",
    ),
    "fields": (
        "value was of a custom field that is gone or renamed",
        "values were of custom fields that are gone or renamed",
    ),
}


def what_is_lost(past: Past) -> tuple[str, ...]:
    """What could not be rebuilt, one clause each, the counted ones first."""
    clauses = [
        count_of(past.lost[key], one, many)
        for key, (one, many) in _LOST.items()
        if past.lost.get(key)
    ]
    board = past.present
    if board.labels and not any("idLabels" in action.changed for action in board.actions):
        clauses.append("the export tells no changes of labels, so cards have those of today")
    if any(card.checklists for card in board.cards):
        clauses.append("lines added to checklists or taken off are not told, only ticks")
    clauses.append("who was on the board, and the names of labels and fields, are those of today")
    return tuple(clauses)
