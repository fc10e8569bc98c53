"""Effects: every change the bot made or began to make in the world, with before and after."""

from datetime import datetime

from sqlalchemy import Engine, delete, func, update
from sqlmodel import Field, Session, SQLModel, col, select

from storage.moments import Moment
from storage.upsert import insert_once

NEVER_KNOWN = "its end was never known; a later effect took its place"


class EffectRow(SQLModel, table=True):
    """One effect. `begun` without `done` means: it may or may not have happened; look first."""

    __tablename__ = "effect"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)  # the look and the effect's place in it: the same after a crash
    board_id: str = Field(index=True)
    card_id: str = Field(default="", index=True)
    kind: str
    why: str = ""
    before: str = ""
    after: str = ""
    reference: str = ""
    begun_at: datetime = Field(sa_type=Moment, index=True)
    done_at: datetime | None = Field(default=None, sa_type=Moment)
    failure: str = ""


def begin(engine: Engine, row: EffectRow) -> tuple[EffectRow, bool]:
    """Record that an effect is about to happen; (row, False) when that was recorded before."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        first = insert_once(session, row)
        return session.exec(select(EffectRow).where(col(EffectRow.key) == row.key)).one(), first


def begin_anew(engine: Engine, row: EffectRow) -> EffectRow:
    """Record that an effect is about to happen, in place of one with its key that did not.

    One that has happened, or may have, is returned as it was begun.
    """
    with Session(engine, expire_on_commit=False) as session, session.begin():
        insert_once(session, row)
        present = session.exec(select(EffectRow).where(col(EffectRow.key) == row.key)).one()
        if present.done_at is None and present.failure not in ("", NEVER_KNOWN):
            for name in ("why", "before", "after", "reference", "begun_at"):
                setattr(present, name, getattr(row, name))
            present.failure = ""
            session.add(present)
        return present


def effect_by_key(engine: Engine, key: str) -> EffectRow | None:
    """The effect that was begun under this key."""
    with Session(engine, expire_on_commit=False) as session:
        return session.exec(select(EffectRow).where(col(EffectRow.key) == key)).first()


def finish(
    engine: Engine,
    key: str,
    now: datetime,
    *,
    reference: str = "",
    failure: str = "",
    card_id: str = "",
) -> None:
    """Record how an effect ended: its reference in the other system, or why it failed; and the
    card, when it was made by it."""
    with Session(engine) as session, session.begin():
        row = session.exec(select(EffectRow).where(col(EffectRow.key) == key)).one()
        row.done_at = None if failure else now
        row.reference = reference or row.reference
        row.failure = failure
        row.card_id = card_id or row.card_id
        session.add(row)


def note_card(engine: Engine, key: str, card_id: str) -> None:
    """Record which card an effect has made, before all that belongs to it is done."""
    with Session(engine) as session, session.begin():
        session.execute(update(EffectRow).where(col(EffectRow.key) == key).values(card_id=card_id))


def unfinished(engine: Engine, card_id: str, kind: str) -> bool:
    """Whether an effect of this kind on the card was begun and its end never recorded."""
    with Session(engine) as session:
        query = select(EffectRow).where(
            col(EffectRow.card_id) == card_id,
            col(EffectRow.kind) == kind,
            col(EffectRow.done_at).is_(None),
            col(EffectRow.failure) == "",
        )
        return session.exec(query).first() is not None


def unfinished_count(engine: Engine, before: datetime) -> int:
    """How many effects were begun before then and never said how they ended."""
    with Session(engine) as session:
        query = select(func.count()).where(
            col(EffectRow.done_at).is_(None),
            col(EffectRow.failure) == "",
            col(EffectRow.begun_at) < before,
        )
        return int(session.exec(query).one())


def last_unfinished(engine: Engine, card_id: str, kind: str) -> EffectRow | None:
    """The latest effect of this kind on the card whose end was never recorded."""
    with Session(engine, expire_on_commit=False) as session:
        query = select(EffectRow).where(
            col(EffectRow.card_id) == card_id,
            col(EffectRow.kind) == kind,
            col(EffectRow.done_at).is_(None),
            col(EffectRow.failure) == "",
        )
        return session.exec(query.order_by(col(EffectRow.begun_at).desc())).first()


def last_done(engine: Engine, card_id: str, *kinds: str) -> EffectRow | None:
    """The latest effect of these kinds on the card that is known to have happened."""
    with Session(engine, expire_on_commit=False) as session:
        query = select(EffectRow).where(
            col(EffectRow.card_id) == card_id,
            col(EffectRow.kind).in_(kinds),
            col(EffectRow.done_at).is_not(None),
        )
        return session.exec(query.order_by(col(EffectRow.done_at).desc())).first()


def last_done_of_board(engine: Engine, board_id: str, *kinds: str) -> dict[str, EffectRow]:
    """The latest effect of these kinds on each card of a board, by card id."""
    with Session(engine, expire_on_commit=False) as session:
        query = select(EffectRow).where(
            col(EffectRow.board_id) == board_id,
            col(EffectRow.kind).in_(kinds),
            col(EffectRow.done_at).is_not(None),
        )
        return {row.card_id: row for row in session.exec(query.order_by(col(EffectRow.done_at)))}


def give_up_unfinished(engine: Engine, card_id: str, kind: str) -> None:
    """Close effects begun earlier whose end is not known, once a later one has taken their place.

    They are not called done: whether they happened was never seen.
    """
    with Session(engine) as session, session.begin():
        session.execute(
            update(EffectRow)
            .where(
                col(EffectRow.card_id) == card_id,
                col(EffectRow.kind) == kind,
                col(EffectRow.done_at).is_(None),
                col(EffectRow.failure) == "",
            )
            .values(failure=NEVER_KNOWN)
        )


def effect_by_id(engine: Engine, effect_id: int) -> EffectRow | None:
    """The effect of this number, as `cardkeeper audit` shows it."""
    with Session(engine, expire_on_commit=False) as session:
        return session.get(EffectRow, effect_id)


def recent_effects(
    engine: Engine, since: datetime, *, board_id: str = "", card_id: str = ""
) -> list[EffectRow]:
    """Effects begun since a moment, on one board or card or on all, newest first."""
    query = select(EffectRow).where(col(EffectRow.begun_at) >= since)
    if board_id:
        query = query.where(col(EffectRow.board_id) == board_id)
    if card_id:
        query = query.where(col(EffectRow.card_id) == card_id)
    with Session(engine, expire_on_commit=False) as session:
        latest = (col(EffectRow.begun_at).desc(), col(EffectRow.id).desc())
        return list(session.exec(query.order_by(*latest)))


def forget_effects(engine: Engine, before: datetime) -> int:
    """Forget the audit of what was begun before then; returns how many rows.

    That a command was answered stays known, without its words, for as long as its comment may
    stand on a card: else it would be obeyed again. What is not known to have ended stays too.
    """
    old = col(EffectRow.begun_at) < before
    asked = col(EffectRow.kind).in_(("Apply", "Reply"))
    ended = col(EffectRow.done_at).is_not(None) | (col(EffectRow.failure) != "")
    with Session(engine) as session, session.begin():
        told = session.execute(
            update(EffectRow)
            .where(old, ended, asked, (col(EffectRow.before) != "") | (col(EffectRow.after) != ""))
            .values(before="", after="", why="", reference="")
        )
        gone = session.execute(delete(EffectRow).where(old, ended, ~asked))
        return int(getattr(told, "rowcount", 0)) + int(getattr(gone, "rowcount", 0))


def effects_of_board(
    engine: Engine, board_id: str, most: int, *, before: int | None = None, card_id: str = ""
) -> list[EffectRow]:
    """The latest effects on a board, or on one of its cards, newest first: at most so many, and
    of those with a number below `before` when it is given."""
    query = select(EffectRow).where(col(EffectRow.board_id) == board_id)
    if before is not None:
        query = query.where(col(EffectRow.id) < before)
    if card_id:
        query = query.where(col(EffectRow.card_id) == card_id)
    with Session(engine, expire_on_commit=False) as session:
        return list(session.exec(query.order_by(col(EffectRow.id).desc()).limit(most)))
