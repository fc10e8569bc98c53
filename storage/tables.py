"""Every table in one place for Alembic; import the subject's module to use one."""

from sqlmodel import SQLModel

from storage import boards, effects, events, looks, memory

__all__ = ["SQLModel", "boards", "effects", "events", "looks", "memory"]
