"""What of a card one person would be told, and what of it they have put away."""

from datetime import datetime

from msgspec import Struct

from bot.desk import Asker
from bot.slack.tools import Tools
from protocol.check import Report, check_card
from protocol.digest import Point, PutAway, points_for
from protocol.subject import Context
from storage.attention import put_away_by


class Own(Struct, frozen=True):
    """One person's own part of a card; with nothing in it there is nothing to snooze."""

    open: tuple[Point, ...] = ()
    away: tuple[PutAway, ...] = ()


NOBODYS = Own()


def own_part(tools: Tools, asker: Asker, of: Context, report: Report, now: datetime) -> Own:
    """The points of a card's report that this person can act on, open or put away."""
    member = asker.member_of(of.board)
    if member is None or tools.listeners is None:
        return NOBODYS
    rows = {row.key: row for row in put_away_by(tools.engine, asker.slack_id)}
    away, here = [], []
    for point in points_for(member.id, of.board.id, report.findings):
        row = rows.get(point.key)
        kept = PutAway(row.key, row.facts, row.until, row.by, row.at) if row else None
        if kept is not None and kept.holds(point, now):
            away.append(kept)
        else:
            here.append(point)
    return Own(tuple(here), tuple(away))


def own_part_of(tools: Tools, asker: Asker, of: Context, card_id: str, now: datetime) -> Own:
    """The same of a card by its id."""
    return own_part(tools, asker, of, check_card(of, card_id), now)
