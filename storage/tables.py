"""Every table in one place for Alembic; import the subject's module to use one."""

from sqlmodel import SQLModel

from storage import (
    acted,
    attention,
    boards,
    cards,
    effects,
    events,
    github,
    links,
    looks,
    meeting_life,
    meetings,
    memory,
    pages,
    people,
    preferences,
    processes,
    rates,
    shadow,
    speaking,
)

__all__ = [
    "SQLModel",
    "acted",
    "attention",
    "boards",
    "cards",
    "effects",
    "events",
    "github",
    "links",
    "looks",
    "meeting_life",
    "meetings",
    "memory",
    "pages",
    "people",
    "preferences",
    "processes",
    "rates",
    "shadow",
    "speaking",
]
