"""Which cards serve which goal, told by the cards themselves.

A card serves a goal when, in this order: a label such as `goal: faster QC` names it, the custom
field `goal_field` names it, the card's description or attachments link the goal's card, or the
goal's own description, checklists or attachments link the card. Between two goals a link counts
from the shorter horizon to the longer one, so that a goal that lists its parts serves none of them;
of two goals alike, one serves the other whose checklist links it.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from protocol.agreement import fold
from protocol.board import Card

if TYPE_CHECKING:  # `Context.goals` is made of this file, so it cannot import that one
    from protocol.subject import Context, Subject

_CARD_ADDRESS = re.compile(r"https?://trello\.com/c/([0-9A-Za-z]{8})(?![0-9A-Za-z])")
_MARK = re.compile(r"\s*[(\[]\d{1,3}(?:[.,]\d{1,2})?[)\]]")
_RANK = {"short": 0, "": 1, "long": 2}


class Goals:
    """The goals of a board and the ties of its cards to them; `context.goals` holds one."""

    def __init__(self, context: "Context") -> None:
        self._context = context

    @cached_property
    def goals(self) -> "tuple[Subject, ...]":
        """Every open goal card, in the board's order."""
        return tuple(subject for subject in self._context.subjects if subject.is_goal)

    @cached_property
    def by_id(self) -> "dict[str, Subject]":
        """`goals` by card id."""
        return {goal.id: goal for goal in self.goals}

    def goal_of(self, subject: "Subject") -> str | None:
        """The id of the goal's card that this card serves; None when it serves none.

        Works for archived cards too, made into a `Subject` by the caller. A short-term goal may
        serve a long-term one.
        """
        for name in self.names_on(subject):
            goal_id = self.find(name)
            if goal_id and goal_id != subject.id:
                return goal_id
        for link in _links_of(subject.card):
            goal = self._by_short_link.get(link)
            if goal is not None and goal.id != subject.id and _longer(goal, subject):
                return goal.id
        for goal_id, as_part in self._listed_by.get(_short_link(subject.card), ()):
            goal = self.by_id[goal_id]
            if _longer(goal, subject) or (as_part and _rank(goal) == _rank(subject)):
                return goal_id
        return None

    def cards_of(self, goal_id: str) -> "tuple[Subject, ...]":
        """Open cards that serve this goal directly, in the board's order; goals among them."""
        return self._cards.get(goal_id, ())

    def work_of(self, goal_id: str) -> "tuple[Subject, ...]":
        """Open cards of work that serve this goal, directly or through another goal."""
        return tuple(self._work(goal_id, {goal_id}))

    def names_on(self, subject: "Subject") -> tuple[str, ...]:
        """What the card's labels and its goal field name as its goal, as written there."""
        annotations = self._context.agreement.annotations
        prefix = fold(annotations.goal_label_prefix)
        names = []
        if prefix:
            for label in subject.card.labels:
                if fold(label.name).startswith(prefix):
                    names.append(" ".join(label.name.split())[len(prefix) :].strip())
        field = fold(annotations.goal_field)
        if field:
            names += [text for name, text in subject.card.fields.items() if fold(name) == field]
        return tuple(name for name in names if name.strip())

    def find(self, name: str) -> str | None:
        """The id of the goal that is named so: by address, short link, `#number`, or title.

        A part of a title is enough when no other goal has it.
        """
        address = _CARD_ADDRESS.search(name)
        goal = self._by_short_link.get(address[1] if address else name.strip())
        if goal is not None:
            return goal.id
        folded = _plain(name)
        exact = self._by_name.get(folded)
        if exact or not folded:
            return exact
        within = [goal.id for goal in self.goals if f" {folded} " in f" {_plain(goal.title)} "]
        return within[0] if len(within) == 1 else self._by_shared_label.get(folded)

    @property
    def ties_are_used(self) -> bool:
        """Whether any card is tied to a goal: else a goal without cards tells nothing."""
        return bool(self._cards)

    @cached_property
    def _by_name(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for goal in self.goals:
            found.setdefault(_plain(goal.title), goal.id)
            if goal.card.number is not None:
                found.setdefault(f"#{goal.card.number}", goal.id)
        return found

    @cached_property
    def _by_shared_label(self) -> dict[str, str]:
        """Goals that carry the goal label themselves under a name that is not their title."""
        carriers: dict[str, list[Subject]] = {}
        for goal in self.goals:
            for name in self.names_on(goal):
                carriers.setdefault(_plain(name), []).append(goal)
        found = {}
        for name, goals in carriers.items():
            longest = max(_rank(goal) for goal in goals)
            top = [goal for goal in goals if _rank(goal) == longest]
            if len(top) == 1:
                found[name] = top[0].id
        return found

    @cached_property
    def _by_short_link(self) -> "dict[str, Subject]":
        return {link: goal for goal in self.goals if (link := _short_link(goal.card))}

    @cached_property
    def _listed_by(self) -> dict[str, list[tuple[str, bool]]]:
        """Ids of the goals whose own card links the card with this short link.

        With each, whether it does so in a checklist, which is where a card lists its parts.
        """
        found: dict[str, list[tuple[str, bool]]] = {}
        for goal in self.goals:
            parts = set(_links_in_checklists(goal.card))
            for link in dict.fromkeys((*_links_of(goal.card), *parts)):
                if link != _short_link(goal.card):
                    found.setdefault(link, []).append((goal.id, link in parts))
        return found

    @cached_property
    def _cards(self) -> "dict[str, tuple[Subject, ...]]":
        found: dict[str, list[Subject]] = {}
        for subject in self._context.subjects:
            goal_id = self.goal_of(subject)
            if goal_id:
                found.setdefault(goal_id, []).append(subject)
        return {goal_id: tuple(subjects) for goal_id, subjects in found.items()}

    def _work(self, goal_id: str, seen: set[str]) -> "Iterator[Subject]":
        for subject in self.cards_of(goal_id):
            if not subject.is_goal:
                yield subject
            elif subject.id not in seen:
                seen.add(subject.id)
                yield from self._work(subject.id, seen)


def _rank(goal: "Subject") -> int:
    terms = goal.kind_terms
    return _RANK.get(terms.horizon if terms else "", 1)


def _longer(goal: "Subject", subject: "Subject") -> bool:
    return not subject.is_goal or _rank(goal) > _rank(subject)


def _short_link(card: Card) -> str:
    if card.short_link:
        return card.short_link
    address = _CARD_ADDRESS.match(card.url)
    return address[1] if address else ""


def _links_of(card: Card) -> Iterable[str]:
    """Short links of the cards that the description and the attachments point to."""
    if "trello.com/c/" in card.desc:
        yield from _CARD_ADDRESS.findall(card.desc)
    for attachment in card.attachments:
        yield from _CARD_ADDRESS.findall(attachment.url)


def _links_in_checklists(card: Card) -> Iterable[str]:
    for checklist in card.checklists:
        for item in checklist.items:
            yield from _CARD_ADDRESS.findall(item.name)


def _plain(name: str) -> str:
    """A goal's name as it is compared: without an estimate mark and closing punctuation."""
    return fold(_MARK.sub("", name)).strip(" .:;!")
