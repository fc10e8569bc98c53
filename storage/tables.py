"""Every table in one place for Alembic; import the subject's module to use one."""

from sqlmodel import SQLModel

from storage import boards, cards, effects, events, looks, memory, processes, rates

__all__ = [
    "SQLModel", "boards", "cards", "effects", "events", "looks", "memory", "processes", "rates",
]  # fmt: skip
