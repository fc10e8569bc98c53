"""Roles told by common names of lists and labels, for boards whose agreement is silent on them."""

import re
from datetime import date
from functools import lru_cache

from protocol.agreement import fold
from protocol.words import Role

# Words are compared folded and whole ("done" is not told by "abandoned").
_LIST_WORDS: tuple[tuple[Role, tuple[str, ...]], ...] = (
    (
        "ignored",
        (
            "archive",
            "archived",
            "old",
            "resources",
            "reference",
            "references",
            "templates",
            "template",
            "read me",
            "readme",
            "how to",
            "about",
            "info",
            "information",
            "links",
            "cancelled",
            "canceled",
            "wont do",
            "won't do",
            "rejected",
            "abandoned",
            "parked",
            "on ice",
            "welcome",
            "meeting notes",
            "notes",
            "team",
            "contacts",
        ),
    ),
    (
        "waiting",
        (
            "waiting",
            "wait",
            "blocked",
            "on hold",
            "hold",
            "stalled",
            "paused",
            "pending",
            "stuck",
            "external",
            "wartet",
            "blockiert",
            "en attente",
            "bloqué",
            "bloqueado",
            "en espera",
            "esperando",
            "aguardando",
            "in attesa",
            "wachten",
        ),
    ),
    (
        "review",
        (
            "review",
            "reviewing",
            "in review",
            "to review",
            "qa",
            "qc",
            "testing",
            "test",
            "to test",
            "to verify",
            "verify",
            "verification",
            "validation",
            "validate",
            "ready to merge",
            "merge",
            "ready for qa",
            "feedback",
            "approval",
            "to approve",
            "en revue",
            "prüfen",
            "prüfung",
            "revisión",
            "revisão",
            "em teste",
            "staging",
            "ready for release",
            "sign off",
        ),
    ),
    (
        "goals",
        (
            "goal",
            "goals",
            "objective",
            "objectives",
            "okr",
            "okrs",
            "milestone",
            "milestones",
            "roadmap",
            "epics",
            "epic",
            "aims",
            "aim",
            "ziele",
            "objectifs",
            "objetivos",
            "metas",
            "quarter",
            "this quarter",
        ),
    ),
    (
        "done",
        (
            "done",
            "complete",
            "completed",
            "finished",
            "closed",
            "shipped",
            "released",
            "delivered",
            "deployed",
            "live",
            "published",
            "accepted",
            "resolved",
            "fixed",
            "fertig",
            "erledigt",
            "abgeschlossen",
            "terminé",
            "fait",
            "fini",
            "hecho",
            "terminado",
            "completado",
            "feito",
            "concluído",
            "concluido",
            "pronto",
            "fatto",
            "completato",
            "klaar",
            "gereed",
            "valmis",
            "klart",
            "ferdig",
            "gotowe",
            "готово",
            "сделано",
            "完了",
            "完成",
        ),
    ),
    (
        "inbox",
        (
            "inbox",
            "backlog",
            "idea",
            "ideas",
            "icebox",
            "someday",
            "wishlist",
            "wish list",
            "requests",
            "request",
            "incoming",
            "new",
            "triage",
            "proposals",
            "suggestions",
            "issues",
            "bugs",
            "questions",
            "brainstorm",
            "future",
            "later",
            "ideen",
            "idées",
            "pool",
            "unsorted",
            "intake",
            "nice to have",
            "maybe",
            "feature requests",
        ),
    ),
    (
        "ready",
        (
            "to do",
            "todo",
            "to-do",
            "todos",
            "ready",
            "next",
            "up next",
            "this week",
            "planned",
            "to plan",
            "selected",
            "sprint",
            "sprint backlog",
            "queue",
            "today",
            "tomorrow",
            "this sprint",
            "current sprint",
            "zu tun",
            "zu erledigen",
            "offen",
            "à faire",
            "a faire",
            "por hacer",
            "pendiente",
            "pendientes",
            "a fazer",
            "fazer",
            "da fare",
            "te doen",
            "att göra",
            "do zrobienia",
            "сделать",
            "スタート前",
            "待办",
            "tasks",
            "next week",
            "upcoming",
            "assigned",
            "scheduled",
        ),
    ),
    (
        "doing",
        (
            "doing",
            "in progress",
            "progress",
            "wip",
            "working",
            "working on",
            "in work",
            "active",
            "current",
            "ongoing",
            "started",
            "under way",
            "underway",
            "running",
            "development",
            "in development",
            "dev",
            "in arbeit",
            "in bearbeitung",
            "en cours",
            "haciendo",
            "en proceso",
            "en progreso",
            "em andamento",
            "fazendo",
            "andamento",
            "in corso",
            "bezig",
            "pågår",
            "w toku",
            "в работе",
            "進行中",
            "进行中",
        ),
    ),
)

_LABEL_WORDS: tuple[tuple[Role, tuple[str, ...]], ...] = (
    ("ignored", ("cancelled", "canceled", "wont do", "won't do", "rejected", "abandoned")),
    (
        "waiting",
        ("on hold", "hold", "hold for validation", "blocked", "waiting", "pending",
         "pending external", "pending approval", "waiting external", "stalled", "paused"),
    ),
    ("done", ("done", "finished", "complete", "completed", "closed", "delivered",
              "delivered to customer", "shipped")),
    ("review", ("in review", "to review", "needs review", "ready for review")),
    ("doing", ("doing", "in progress", "ongoing", "wip")),
    ("ready", ("to do", "todo", "to plan", "planned", "to quote", "new")),
)  # fmt: skip

_DATE = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")


def role_of_list_name(name: str, today: date) -> tuple[Role, str] | None:
    """The role a list's name tells, and why; None when it tells nothing.

    A name with a day in it (a release, a sprint) is done once that day has come.
    """
    folded = fold(re.sub(r"[\[\](){}:!?*#/|,.–—]+", " ", name))
    exact = _word_role(folded, exact=True)
    if exact:
        return exact
    day = day_in_name(name)
    if day is not None:
        if day <= today:
            return "done", f"the day in its name, {day.isoformat()}, has come"
        return "ready", f"the day in its name, {day.isoformat()}, is ahead"
    if folded.startswith("old "):
        return "ignored", "its name begins with 'old'"
    return _word_role(folded, exact=False)


def role_of_label_name(name: str) -> Role | None:
    """The role that a label's whole name tells ("On Hold"), or None."""
    folded = fold(name)
    for role, words in _LABEL_WORDS:
        if folded in words:
            return role
    return None


@lru_cache(maxsize=4096)  # a replay asks of the same names thousands of times
def _word_role(folded: str, *, exact: bool) -> tuple[Role, str] | None:
    """The earliest word tells most ("to do after review"); of two at one place, the longer."""
    best: tuple[tuple[int, int], Role, str] | None = None
    for role, words in _LIST_WORDS:
        for word in words:
            if folded == word:
                return role, f"the name '{word}'"
            at = -1 if exact else _at(word, folded)
            if at >= 0 and (best is None or (at, -len(word)) < best[0]):
                best = ((at, -len(word)), role, word)
    return (best[1], f"the word '{best[2]}' in its name") if best else None


def _at(word: str, folded: str) -> int:
    if word not in folded:
        return -1
    found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", folded)
    return found.start() if found else -1


def day_in_name(name: str) -> date | None:
    """The day that a list is named for (a release, a sprint), or None."""
    found = _DATE.search(name)
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
