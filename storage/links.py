"""Links, what their systems last said of them, and the cards they are tied to."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

import msgspec
from sqlalchemy import Engine, and_, delete, update
from sqlmodel import Field, Session, SQLModel, col, select

from protocol.links import LinkReference, LinkState
from storage.moments import Moment
from storage.upsert import insert_once, put

# How a link came to its card: written on it, by a command of a person's, or by a name it has.
How = Literal["card", "command", "guessed"]


class Link(SQLModel, table=True):
    """One link, whether a card has it or not."""

    __tablename__ = "link"

    url: str = Field(primary_key=True)
    system: str = Field(index=True)
    kind: str
    name: str = ""
    state: str = ""  # the LinkState as JSON; empty until its system was asked
    session: str = Field(default="", index=True)  # of a run: the same when it is resumed
    first_seen_at: datetime = Field(sa_type=Moment)
    asked_at: datetime | None = Field(default=None, sa_type=Moment)  # and answered
    changed_at: datetime | None = Field(default=None, sa_type=Moment)  # when we saw it change
    could_not_ask_since: datetime | None = Field(default=None, sa_type=Moment)
    next_at: datetime = Field(sa_type=Moment, index=True)  # when it is to be asked again


class Tie(SQLModel, table=True):
    """A link on a card."""

    __tablename__ = "tie"

    url: str = Field(primary_key=True)
    card_id: str = Field(primary_key=True, index=True)
    board_id: str = Field(index=True)
    how: str  # a How
    since: datetime = Field(sa_type=Moment)


class Asking(SQLModel, table=True):
    """When a system's lists are to be asked again, and since when it does not answer."""

    __tablename__ = "asking"

    system: str = Field(primary_key=True)
    next_at: datetime = Field(sa_type=Moment)
    failed_since: datetime | None = Field(default=None, sa_type=Moment)
    why: str = ""


def tie(
    engine: Engine, board_id: str, card_id: str, links: Iterable[LinkReference], how: How,
    now: datetime,
) -> int:  # fmt: skip
    """Tie links to a card, each once; how many ties are new. What is explicit stays explicit."""
    with Session(engine) as session, session.begin():
        return sum(_tie(session, board_id, card_id, link, how, now) for link in links)


def keep_ties_of_card(
    engine: Engine, board_id: str, card_id: str, links: Sequence[LinkReference], now: datetime
) -> bool:
    """Bring the ties in line with what is written on the card; whether any came or went.

    Ties by command and guesses stay.
    """
    with Session(engine) as session, session.begin():
        gone = session.execute(
            delete(Tie).where(
                col(Tie.card_id) == card_id,
                col(Tie.how) == "card",
                col(Tie.url).not_in([link.url for link in links]),
            )
        )
        new = sum(_tie(session, board_id, card_id, link, "card", now) for link in links)
        return bool(new or getattr(gone, "rowcount", 0))


def tie_new(
    engine: Engine, board_id: str, links: Iterable[tuple[str, LinkReference]], now: datetime
) -> int:
    """Tie what is written on a whole board's cards, given as (card id, link); how many are new.

    Nothing is taken away: a board is read without its older comments.
    """
    with Session(engine) as session, session.begin():
        known = {
            (card_id, url)
            for card_id, url in session.exec(
                select(Tie.card_id, Tie.url).where(
                    col(Tie.board_id) == board_id, col(Tie.how) != "guessed"
                )
            )
        }
        return sum(
            _tie(session, board_id, card_id, link, "card", now)
            for card_id, link in links
            if (card_id, link.url) not in known
        )


def due(engine: Engine, system: str, now: datetime, most: int = 500) -> list[Link]:
    """Links that a card has and whose state is to be asked, the longest due first."""
    query = (
        select(Link)
        .where(
            col(Link.system) == system,
            col(Link.next_at) <= now,
            col(Link.url).in_(select(Tie.url)),
        )
        .order_by(col(Link.next_at))
        .limit(most)
    )
    with Session(engine, expire_on_commit=False) as session:
        return list(session.exec(query))


def link_of(engine: Engine, url: str) -> Link | None:
    """What is kept of the link at this address."""
    with Session(engine, expire_on_commit=False) as session:
        return session.get(Link, url)


def links_at(engine: Engine, urls: Iterable[str]) -> tuple[dict[str, Link], frozenset[str]]:
    """What is kept of the links at these addresses, and which of them a card has."""
    wanted = list(urls)
    with Session(engine, expire_on_commit=False) as session:
        rows = session.exec(select(Link).where(col(Link.url).in_(wanted))).all()
        tied = session.exec(select(Tie.url).where(col(Tie.url).in_(wanted))).all()
    return {row.url: row for row in rows}, frozenset(tied)


class Kept(NamedTuple):
    """What is to be remembered of one link, and whether people read something else of it now."""

    state: LinkState
    next_at: datetime
    changed: bool
    is_first: bool = False  # nothing was known of it before


def keep_state(engine: Engine, state: LinkState, next_at: datetime, *, changed: bool) -> None:
    """Remember what a system said, or that it said nothing, and when to ask again."""
    keep_states(engine, [Kept(state, next_at, changed)])


def keep_states(engine: Engine, every: Iterable[Kept]) -> None:
    """The same of many links, in one transaction: a list tells of a hundred at once."""
    with Session(engine) as session, session.begin():
        for state, next_at, changed, _ in every:
            link = state.reference
            values: dict[str, object] = {
                "system": link.system, "kind": link.kind, "name": link.name,
                "state": msgspec.json.encode(state).decode(),
                "session": state.facts.get("session", ""),
                "could_not_ask_since": state.could_not_ask_since,
                "next_at": next_at,
            }  # fmt: skip
            if state.could_not_ask_since is None:
                values["asked_at"] = state.asked
            if changed:
                values["changed_at"] = state.asked
            insert_once(session, _link_row(link, state.asked))
            session.execute(update(Link).where(col(Link.url) == link.url).values(**values))


def ask_soon(engine: Engine, urls: Iterable[str], now: datetime) -> None:
    """Ask these links at the next round: something was heard of them."""
    with Session(engine) as session, session.begin():
        session.execute(update(Link).where(col(Link.url).in_(list(urls))).values(next_at=now))


def cards_of(engine: Engine, url: str) -> list[Tie]:
    """The cards that a link is tied to."""
    with Session(engine, expire_on_commit=False) as session:
        return list(session.exec(select(Tie).where(col(Tie.url) == url)))


def cards_of_session(engine: Engine, run_session: str) -> list[Tie]:
    """The cards that runs of this session are tied to, the latest tie first."""
    if not run_session:
        return []
    query = (
        select(Tie)
        .join(Link, and_(col(Link.url) == col(Tie.url)))
        .where(col(Link.session) == run_session)
        .order_by(col(Tie.since).desc())
    )
    with Session(engine, expire_on_commit=False) as session:
        return list(session.exec(query))


def states_of_board(
    engine: Engine, board_id: str, cards: Collection[str] | None = None
) -> dict[str, tuple[LinkState, ...]]:
    """What is known of the links of a board's cards, or of some, by card; links nobody asked are
    absent."""
    query = (
        select(Tie, Link)
        .join(Link, and_(col(Link.url) == col(Tie.url)))
        .where(col(Tie.board_id) == board_id, col(Link.state) != "")
        .order_by(col(Tie.since), col(Tie.url))
    )
    if cards is not None:
        query = query.where(col(Tie.card_id).in_(cards))
    found: dict[str, list[LinkState]] = {}
    decoded: dict[str, LinkState] = {}
    with Session(engine) as session:
        for row, link in session.exec(query):
            if link.url not in decoded:
                decoded[link.url] = state_in(link)
            state = decoded[link.url]
            if row.how == "guessed":
                state = msgspec.structs.replace(state, tie="guessed")
            found.setdefault(row.card_id, []).append(state)
    return {card_id: tuple(states) for card_id, states in found.items()}


def ties_of_board(engine: Engine, board_id: str) -> list[tuple[Tie, Link]]:
    """Every tie of a board with its link, also links that nobody asked."""
    query = (
        select(Tie, Link)
        .join(Link, and_(col(Link.url) == col(Tie.url)))
        .where(col(Tie.board_id) == board_id)
        .order_by(col(Tie.card_id), col(Tie.since), col(Tie.url))
    )
    with Session(engine, expire_on_commit=False) as session:
        return [(row, link) for row, link in session.exec(query)]


def untied_runs(engine: Engine, since: datetime) -> list[LinkState]:
    """Runs that no card has and that began or ended since then, latest first."""
    query = select(Link).where(
        col(Link.kind) == "run",
        col(Link.state) != "",
        col(Link.url).not_in(select(Tie.url)),
    )
    with Session(engine) as session:
        found = [(_happened(state_in(link), link), state_in(link)) for link in session.exec(query)]
    return [state for when, state in sorted(found, key=_first, reverse=True) if when >= since]


def _happened(state: LinkState, link: Link) -> datetime:
    """When something last happened to it itself; a run may be older than our first look at it."""
    return state.changed or link.first_seen_at


def _first(pair: tuple[datetime, LinkState]) -> datetime:
    return pair[0]


def forget_untied(engine: Engine, before: datetime) -> int:
    """Forget links that no card has and that nothing was seen of since then; how many."""
    with Session(engine) as session, session.begin():
        gone = session.execute(
            delete(Link).where(
                col(Link.url).not_in(select(Tie.url)),
                col(Link.first_seen_at) < before,
                col(Link.changed_at).is_(None) | (col(Link.changed_at) < before),
            )
        )
        return int(getattr(gone, "rowcount", 0))


def asking_of(engine: Engine, system: str) -> Asking | None:
    """When the system's lists are due, and whether it answers."""
    with Session(engine, expire_on_commit=False) as session:
        return session.get(Asking, system)


def keep_asking(engine: Engine, row: Asking) -> None:
    """Remember when the system's lists are due, and whether it answers."""
    values = row.model_dump()
    key = {"system": values.pop("system")}
    with Session(engine) as session, session.begin():
        put(session, Asking, key, values)


def state_in(link: Link) -> LinkState:
    """The state as it was stored; the row must have one."""
    return msgspec.json.decode(link.state, type=LinkState)


def _tie(
    session: Session, board_id: str, card_id: str, link: LinkReference, how: How, now: datetime
) -> bool:
    insert_once(session, _link_row(link, now))
    row = Tie(url=link.url, card_id=card_id, board_id=board_id, how=how, since=now)
    if insert_once(session, row):
        return True
    if how != "guessed":  # explicit beats guessed
        session.execute(
            update(Tie)
            .where(col(Tie.url) == link.url, col(Tie.card_id) == card_id, col(Tie.how) == "guessed")
            .values(how=how)
        )
    session.execute(
        update(Tie)
        .where(col(Tie.url) == link.url, col(Tie.card_id) == card_id, col(Tie.board_id) != board_id)
        .values(board_id=board_id)  # the card has moved to another board
    )
    return False


def _link_row(link: LinkReference, now: datetime) -> Link:
    return Link(
        url=link.url, system=link.system, kind=link.kind, name=link.name, first_seen_at=now,
        next_at=now,
    )  # fmt: skip
