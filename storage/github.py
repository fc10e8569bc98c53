"""What is kept of GitHub: answers with ETags, deliveries of webhooks, what checks have said."""

from datetime import datetime

from sqlalchemy import Engine, delete, update
from sqlmodel import Field, Session, SQLModel, col, select

from storage.links import Link
from storage.moments import Moment
from storage.upsert import insert_once, put


class KeptAnswer(SQLModel, table=True):
    """An answer that need not be sent again while its ETag holds (a 304 costs no quota)."""

    __tablename__ = "github_answer"

    address: str = Field(primary_key=True)  # path and query, below the API's address
    etag: str
    body: str  # JSON, as far as it is used
    used_at: datetime = Field(sa_type=Moment, index=True)


class Delivery(SQLModel, table=True):
    """A webhook's delivery; a redelivery has the same id."""

    __tablename__ = "github_delivery"

    id: str = Field(primary_key=True)
    event: str
    heard: str  # addresses and the names of cards in them, as JSON; empty once handled
    received_at: datetime = Field(sa_type=Moment, index=True)
    handled_at: datetime | None = Field(default=None, sa_type=Moment)


class ToldCheck(SQLModel, table=True):
    """What a pull request was told of its card, and for which commit."""

    __tablename__ = "github_check"

    url: str = Field(primary_key=True)
    head: str
    says: str
    told_at: datetime = Field(sa_type=Moment)


def answer_at(engine: Engine, address: str) -> KeptAnswer | None:
    """The answer that is kept of this address."""
    with Session(engine, expire_on_commit=False) as session:
        return session.get(KeptAnswer, address)


def keep_answer(engine: Engine, row: KeptAnswer) -> None:
    """Keep an answer, in place of an earlier one."""
    values = row.model_dump()
    key = {"address": values.pop("address")}
    with Session(engine) as session, session.begin():
        put(session, KeptAnswer, key, values)


def keep_delivery(engine: Engine, row: Delivery) -> bool:
    """Keep a delivery durably; False when it was known."""
    with Session(engine) as session, session.begin():
        return insert_once(session, row)


def deliveries_waiting(engine: Engine) -> list[Delivery]:
    """Deliveries that nobody has handled, oldest first."""
    query = (
        select(Delivery)
        .where(col(Delivery.handled_at).is_(None))
        .order_by(col(Delivery.received_at))
    )
    with Session(engine, expire_on_commit=False) as session:
        return list(session.exec(query))


def delivery_handled(engine: Engine, ids: list[str], now: datetime) -> None:
    """Deliveries that were handled are kept as known, without what they said."""
    with Session(engine) as session, session.begin():
        session.execute(
            update(Delivery).where(col(Delivery.id).in_(ids)).values(handled_at=now, heard="")
        )


def told_check(engine: Engine, url: str) -> ToldCheck | None:
    """What this pull request was told last."""
    with Session(engine, expire_on_commit=False) as session:
        return session.get(ToldCheck, url)


def keep_told_check(engine: Engine, row: ToldCheck) -> None:
    """Remember what a pull request was told."""
    values = row.model_dump()
    key = {"url": values.pop("url")}
    with Session(engine) as session, session.begin():
        put(session, ToldCheck, key, values)


def forget_old(engine: Engine, before: datetime) -> None:
    """Forget answers unused since then, and deliveries handled before; GitHub redelivers for three
    days."""
    with Session(engine) as session, session.begin():
        session.execute(delete(KeptAnswer).where(col(KeptAnswer.used_at) < before))
        session.execute(delete(Delivery).where(col(Delivery.handled_at) < before))


def pulls_known(engine: Engine) -> list[Link]:
    """Every pull request whose state is known, whether a card has it or not."""
    query = select(Link).where(
        col(Link.system) == "github", col(Link.kind) == "pull request", col(Link.state) != ""
    )
    with Session(engine, expire_on_commit=False) as session:
        return list(session.exec(query))
