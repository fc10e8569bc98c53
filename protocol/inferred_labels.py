"""What labels may mean, told by their names: a kind, a state, a priority, a size, a goal."""

import re
from collections import Counter
from typing import Literal

from msgspec import Struct, structs

from protocol.agreement import fold
from protocol.board import Board
from protocol.list_names import role_of_label_name
from protocol.words import Role

Meaning = Literal["kind", "state", "priority", "size", "goal", "person", "unknown", "nameless"]

# Words of labels that tell kinds, and what such a card is.
_KINDS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("analysis", "analyses", "eda", "exploration"), "a question that is answered from data"),
    (("pipeline", "pipelines", "workflow", "workflows"), "work on a pipeline"),
    (("tool", "tools", "software", "package", "library"), "a tool that others use"),
    (("data", "dataset", "data set", "datasets", "curation"), "data that is brought in or tidied"),
    (("bug", "bugs", "bugfix", "defect", "error", "fix", "hotfix", "fehler"), "a fault to mend"),
    (
        ("feature", "features", "new feature", "feature request", "feature requests",
         "enhancement", "enhancements", "improvement", "improvements"),
        "something new that a tool or a pipeline can do",
    ),
    (("task", "tasks", "dev task", "chore", "chores", "development"), "a piece of work"),
    (("documentation", "docs", "doc", "dokumentation"), "writing that explains"),
    (
        ("infrastructure", "infra", "ops", "devops", "deployment", "build process", "ci",
         "maintenance", "configuration management", "tech debt", "technical debt", "refactoring"),
        "work on what everything else runs on",
    ),
    (("research", "spike", "investigation", "experiment", "experiments"),
     "finding out, with an open end"),
    (("design", "ux", "ui"), "how something looks and is used"),
    (("report", "reports", "paper", "manuscript", "publication", "presentation", "figure"),
     "something written for others to read"),
    (("validation", "testing", "tests", "test", "qc", "qa"), "showing that something is right"),
    (("support", "request", "requests", "question", "questions", "service"),
     "help that somebody asked for"),
    (("meeting", "meetings", "discussion"), "something to talk about"),
    (("admin", "administration", "project management", "organisation", "organization",
      "onboarding", "training"), "work around the work"),
)  # fmt: skip
_GOALS: dict[str, str] = {
    "goal": "short", "goals": "short", "milestone": "short", "milestones": "short",
    "objective": "long", "objectives": "long", "okr": "long", "okrs": "long",
    "epic": "long", "epics": "long", "long-term goal": "long", "short-term goal": "short",
}  # fmt: skip
_KIND_PREFIX = re.compile(r"^(?:kind|type|typ|art)\s*[:/=]\s*\S", re.IGNORECASE)
_GOAL_PREFIX = re.compile(r"^goal:\s*\S", re.IGNORECASE)
_PRIORITY = re.compile(
    r"^(?:(?:prio(?:rity)?\s*[:#-]?\s*)?(?:p[0-5]|[0-5]|high(?:est)?|low(?:est)?|medium|normal|"
    r"urgent\w*|critical|important|asap|blocker|hoch|niedrig|mittel|dringend|wichtig|alta|m[eé]dia|"
    r"baixa|haute|basse|moyenne)(?:\s*prio(?:rity|rität)?)?|prio(?:rity)?|must have|should have|"
    r"could have|nice to have|quick win)\W*$",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"^(?:size\s*[:/]?\s*)?(?:xxs|xs|s|m|l|xl|xxl|small|big|large|\d{1,2}\s*(?:d|days?|h|hours?|pts?|points?))$",
    re.IGNORECASE,
)
_BLOCKED = ("blocked", "blocker", "impediment", "blockiert", "bloqué", "bloqueado", "stuck")
TELLS_NOTHING = "its name tells no kind, state or priority"


class LabelGuess(Struct, frozen=True):
    """What the labels of one name may mean, and why."""

    name: str
    id: str  # empty when several labels have this name
    means: Meaning
    why: str
    cards: int  # open cards that carry it
    role: Role | None = None
    blocked: bool = False
    horizon: str = ""
    description: str = ""  # of a kind: what such a card is


def guess_labels(board: Board) -> tuple[LabelGuess, ...]:
    """A guess for every label of the board, in the board's order; one per name."""
    carried = Counter(fold(label.name) for card in board.open_cards for label in card.labels)
    groups: dict[str, list[tuple[str, str]]] = {}
    for label in board.labels:
        groups.setdefault(fold(label.name), []).append((label.name, label.id))
    people = {fold(n) for m in board.members for n in (m.full_name, m.username) if n}
    guesses = [
        _guess(group[0][0], group[0][1] if len(group) == 1 else "", carried[key], people)
        for key, group in groups.items()
    ]
    kinds = [guess for guess in guesses if guess.means == "kind"]
    if any(guess.cards for guess in kinds):
        return tuple(guesses)
    return tuple(_unused(guess) if guess in kinds else guess for guess in guesses)


def _unused(guess: LabelGuess) -> LabelGuess:
    """Kinds that no open card shows are none: every card would lack one."""
    why = "it could tell a kind, but the team does not use labels of kinds"
    return structs.replace(guess, means="unknown", why=why)


def _guess(name: str, label_id: str, cards: int, people: set[str]) -> LabelGuess:
    folded = fold(re.sub(r"[^\w\s:/'&-]+", " ", name))

    def guess(means: Meaning, why: str, **more: object) -> LabelGuess:
        return LabelGuess(name, label_id, means, why, cards, **more)  # type: ignore[arg-type]

    if not fold(name):
        return guess("nameless", "it has no name")
    if fold(name) in people:
        return guess("person", "it is called like a member")
    if _GOAL_PREFIX.match(name):
        return guess("goal", "it begins with 'goal:'")
    if folded in _GOALS:
        return guess("kind", "its name speaks of goals", horizon=_GOALS[folded])
    if folded in _BLOCKED:
        return guess("state", "its name says that the card is held up", blocked=True)
    role = role_of_label_name(name)
    if role:
        return guess("state", f"its name tells the role '{role}'", role=role)
    if _PRIORITY.match(folded):
        return guess("priority", "its name tells a priority")
    if _SIZE.match(folded):
        return guess("size", "its name tells a size")
    for words, description in _KINDS:
        if folded in words:
            return guess("kind", "its name is a common kind of work", description=description)
    if _KIND_PREFIX.match(name):
        return guess("kind", "its name says that it is a kind")
    return guess("unknown", TELLS_NOTHING)
