"""Every table in one place for Alembic; import the subject's module to use one."""

from sqlmodel import SQLModel

from storage import (
    acted,
    alarms,
    attention,
    boards,
    cards,
    effects,
    events,
    github,
    links,
    looks,
    meetings,
    memory,
    people,
    preferences,
    processes,
    rates,
    shadow,
    speaking,
    turns,
)

__all__ = [
    "SQLModel",
    "acted",
    "alarms",
    "attention",
    "boards",
    "cards",
    "effects",
    "events",
    "github",
    "links",
    "looks",
    "meetings",
    "memory",
    "people",
    "preferences",
    "processes",
    "rates",
    "shadow",
    "speaking",
    "turns",
]
