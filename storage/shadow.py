"""Findings of rules in shadow: when each was first and last seen, and when it was gone.

A finding that comes back is another episode. What is kept is what `protocol.trial` counts.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Engine, delete, func
from sqlmodel import Field, Session, SQLModel, col, select

from protocol.finding import Finding
from protocol.trial import TrialCount
from storage.moments import Moment
from storage.upsert import insert_missing

_A_DAY = timedelta(days=1)
_FRESH = timedelta(minutes=10)  # a review runs after every change: not each is worth a write


class ShadowFinding(SQLModel, table=True):
    """One episode of one finding that was not spoken of."""

    __tablename__ = "shadow_finding"

    board_id: str = Field(primary_key=True)
    rule: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)  # the card's id, or what of the board it is about
    episode: int = Field(primary_key=True)
    who: str = "[]"  # names of those who could have acted, as JSON
    first_seen: datetime = Field(sa_type=Moment)
    last_seen: datetime = Field(sa_type=Moment)
    gone_at: datetime | None = Field(default=None, sa_type=Moment)
    is_over: bool = False  # its rule left the trial while it was there: nobody resolved it


def note_shadow(
    engine: Engine,
    board_id: str,
    seen: Iterable[Finding],
    off_trial: Collection[tuple[str, str]],
    rules_on_trial: Collection[str],
    now: datetime,
) -> None:
    """Take over what a review of the whole board found in shadow.

    `off_trial` are keys of findings that are spoken by now, and `rules_on_trial` the rules that
    may be in shadow somewhere: what is not seen any more is gone only for one of these.
    """
    found = {finding.key: finding for finding in seen}
    with Session(engine) as session, session.begin():
        rows = session.exec(
            select(ShadowFinding).where(
                col(ShadowFinding.board_id) == board_id,
                col(ShadowFinding.gone_at).is_(None),
                col(ShadowFinding.is_over).is_(False),
            )
        ).all()
        known = {(row.rule, row.subject): row for row in rows}
        for key, row in known.items():
            if key in found:
                if now - row.last_seen >= _FRESH:
                    row.last_seen = now
            elif key in off_trial or row.rule not in rules_on_trial:
                row.is_over = True
            else:
                row.gone_at = now
        session.flush()
        fresh = [found[key] for key in sorted(found.keys() - known.keys())]
        if fresh:
            _begin(session, board_id, fresh, now)


def forget_shadow(engine: Engine, before: datetime) -> int:
    """Forget episodes that were over by then; how many. What is still so is kept."""
    over = col(ShadowFinding.gone_at).is_not(None) | col(ShadowFinding.is_over).is_(True)
    with Session(engine) as session, session.begin():
        done = session.execute(
            delete(ShadowFinding)
            .where(over, col(ShadowFinding.last_seen) < before)
            .execution_options(synchronize_session=False)
        )
        return max(0, getattr(done, "rowcount", 0))


def trial_counts(engine: Engine, board_id: str = "") -> list[TrialCount]:
    """Counts per rule, of one board or of all together, most told first."""
    query = select(ShadowFinding)
    if board_id:
        query = query.where(col(ShadowFinding.board_id) == board_id)
    by_rule: dict[str, list[ShadowFinding]] = {}
    with Session(engine, expire_on_commit=False) as session:
        for row in session.exec(query):
            by_rule.setdefault(row.rule, []).append(row)
    counts = [_count(rule, rows) for rule, rows in by_rule.items()]
    return sorted(counts, key=lambda count: (-count.told, count.rule))


def _begin(session: Session, board_id: str, fresh: list[Finding], now: datetime) -> None:
    """Begin an episode of each, in two statements for all: a board that is read for the first time
    has hundreds. Another process that began one at the same moment is not doubled."""
    rule, subject = col(ShadowFinding.rule), col(ShadowFinding.subject)
    ended = session.execute(
        select(rule, subject, func.max(ShadowFinding.episode))
        .where(col(ShadowFinding.board_id) == board_id)
        .group_by(rule, subject)
    )
    latest = {(row[0], row[1]): int(row[2]) for row in ended}
    begun = (
        {
            "board_id": board_id, "rule": finding.key[0], "subject": finding.key[1],
            "episode": latest.get(finding.key, 0) + 1,
            "who": msgspec.json.encode([person.name for person in finding.who]).decode(),
            "first_seen": now, "last_seen": now, "gone_at": None, "is_over": False,
        }
        for finding in fresh
    )  # fmt: skip
    insert_missing(session, ShadowFinding, list(begun))


def _count(rule: str, rows: list[ShadowFinding]) -> TrialCount:
    gone = [row for row in rows if row.gone_at is not None]
    quick = sum(row.gone_at is not None and row.gone_at - row.first_seen <= _A_DAY for row in gone)
    people = Counter(name for row in rows for name in msgspec.json.decode(row.who, type=list[str]))
    return TrialCount(
        rule=rule,
        told=len(rows),
        still=sum(row.gone_at is None and not row.is_over for row in rows),
        gone_in_a_day=quick,
        gone_later=len(gone) - quick,
        first_seen=min(row.first_seen for row in rows),
        last_seen=max(row.last_seen for row in rows),
        people=tuple(people.most_common()),
    )
