"""The load of one card: its estimate times the weight of its role, or why it counts nothing.

docs/workload.md has the formula in words.
"""

from datetime import timedelta
from functools import cached_property
from statistics import median
from typing import Literal

from msgspec import Struct

from protocol.agreement import fold
from protocol.bots import bots_of
from protocol.links import LinkState
from protocol.movement import touched_since
from protocol.subject import Context, Subject
from protocol.ties import states_of
from protocol.words import Role

EstimateSource = Literal["card", "median", "kind", "default"]
LeftOutReason = Literal[
    "waiting", "blocked", "run", "no-role", "unpromised", "weightless", "goal", "done", "ignored"
]
LEFT_OUT_MEANS: dict[LeftOutReason, str] = {
    "waiting": "waiting",
    "blocked": "blocked",
    "run": "waiting for a run",
    "no-role": "without a role",
    "unpromised": "not promised yet",
    "weightless": "in a role that weighs nothing",
    "goal": "a goal",
    "done": "done",
    "ignored": "ignored",
}
MEDIAN_NEEDS = 3  # estimates of a kind before their median is believed
_UNDER_WAY = ("queued", "running")


class Estimate(Struct, frozen=True):
    """A card's estimate in working days, and where it comes from."""

    days: float
    source: EstimateSource
    says: str  # "the card's own", "the median of 5 analysis cards", ...


class LeftOut(Struct, frozen=True):
    """Why a card counts nothing, as a key and in words."""

    reason: LeftOutReason
    says: str


class Estimates:
    """Estimates of a board's cards: the card's own, its kind's, or the default."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def of(self, subject: Subject) -> Estimate:
        """The estimate that this card counts with."""
        if subject.estimate is not None:
            return Estimate(subject.estimate, "card", "on the card")
        if subject.kind is not None:
            known = self.medians.get(subject.kind)
            if known is not None:
                days, cards = known
                return Estimate(days, "median", f"median of {cards} {subject.kind} cards")
            terms = subject.kind_terms
            if terms is not None and terms.estimate is not None:
                return Estimate(terms.estimate, "kind", f"the agreement's for {subject.kind}")
        return Estimate(self._context.agreement.load.estimate, "default", "the default")

    @cached_property
    def medians(self) -> dict[str, tuple[float, int]]:
        """Median estimate and number of cards by kind, from cards that were touched lately.

        Archived cards count too, goals do not; a kind with fewer than `MEDIAN_NEEDS` has none.
        """
        agreement = self._context.agreement
        if not agreement.kinds:
            return {}
        oldest = self._context.now - timedelta(days=agreement.load.median_days)
        bots = bots_of(self._context.board)
        found: dict[str, list[float]] = {}
        for card in self._context.board.cards:
            if card.is_template or not touched_since(card, oldest, self._context.history, bots):
                continue
            subject = Subject(card, self._context)
            kind, days = subject.kind, subject.estimate
            if kind is not None and days is not None and not subject.is_goal:
                found.setdefault(kind, []).append(days)
        return {
            kind: (median(days), len(days))
            for kind, days in sorted(found.items())
            if len(days) >= MEDIAN_NEEDS
        }


def left_out(subject: Subject) -> LeftOut | None:
    """Why this card counts nothing; None when it counts."""
    role = subject.role
    if role == "ignored":
        return LeftOut("ignored", _why_ignored(subject))
    if subject.is_goal:
        return LeftOut("goal", "it is a goal")
    if role == "done":
        return LeftOut("done", f"done, in '{subject.list_name}'")
    if subject.is_blocked:
        return LeftOut("blocked", f"blocked by a label, in '{subject.list_name}'")
    if role == "waiting":
        return LeftOut("waiting", f"waiting, {_told_by(subject, role)}")
    run = _run_under_way(subject)
    if run is not None:
        return LeftOut("run", f"waiting for {_run_words(run)}")
    if role is None:
        return LeftOut("no-role", f"the list '{subject.list_name}' has no role")
    if subject.context.agreement.weight(role) == 0:
        if role == "inbox":
            return LeftOut("unpromised", f"not promised yet, in '{subject.list_name}'")
        return LeftOut("weightless", f"the role {role} weighs nothing")
    return None


def working(estimate: Estimate, weight: float, role: Role, share: str) -> str:
    """The card's load as it is worked out: `2.5 d (on the card) × 0.5 (review) × ½`."""
    days = f"{days_figure(estimate.days)} d ({estimate.says})"
    return f"{days} × {days_figure(weight)} ({role}){share}"


def _run_under_way(subject: Subject) -> LinkState | None:
    for state in states_of(subject, "run"):
        if state.state in _UNDER_WAY and not state.superseded:
            return state
    return None


def _run_words(run: LinkState) -> str:
    name = f"{run.called} ({run.state}"
    return f"{name}, when it was last asked)" if run.could_not_ask_since else f"{name})"


def _told_by(subject: Subject, role: Role) -> str:
    """Whether the list or a label tells the role, in words."""
    for label in subject.card.labels:
        if subject.context.label_roles.get(fold(label.name)) == role:
            return f"label '{label.title}'"
    return f"in '{subject.list_name}'"


def _why_ignored(subject: Subject) -> str:
    told = subject.context.roles.get(subject.card.list_id)
    if told is not None and told[0] == "ignored":
        return f"the list '{subject.list_name}' is ignored"
    ignored = {fold(name) for name in subject.context.agreement.cards.ignore_labels}
    for label in subject.card.labels:
        name = fold(label.name)
        if name in ignored or subject.context.label_roles.get(name) == "ignored":
            return f"its label '{label.title}' is ignored"
    return "it is ignored"


def days_figure(days: float, decimals: int = 2) -> str:
    """Days, or a weight, as people read them: up to so many decimals, none needless."""
    return f"{days:.{decimals}f}".rstrip("0").rstrip(".")


def days_words(days: float) -> str:
    """`1 day`, `0.5 days`."""
    return f"{days_figure(days)} {'day' if days == 1 else 'days'}"
