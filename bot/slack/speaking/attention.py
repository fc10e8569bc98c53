"""What could be told to each person now: their points and what happened to their cards."""

from datetime import timedelta

from msgspec import Struct, structs
from sqlalchemy import Engine

from bot.boards import Boards, Clock, KeptBoard
from bot.slack.speaking.listeners import Listener
from protocol.check import Report, check_board, check_card
from protocol.digest import News, Point, PutAway, points_for
from protocol.happenings import MovedBack, happenings
from storage import attention as stored
from storage.effects import recent_effects

_TOLD_WITHIN = timedelta(days=3)  # what happened longer ago is no news


class Seen(Struct):
    """One board as it was judged for this round."""

    kept: KeptBoard
    report: Report
    news: tuple[News, ...] = ()


class Attention:
    """Judges each board at most once, when somebody first asks; make a new one for each round."""

    def __init__(self, engine: Engine, boards: Boards, clock: Clock) -> None:
        self._engine = engine
        self._boards = boards
        self.now = clock()
        self._seen: dict[str, Seen] = {}

    def points(self, listener: Listener) -> tuple[Point, ...]:
        """Everything on any board that this person can act on."""
        found: list[Point] = []
        for seen in self._all():
            member = listener.member_of(seen.kept.board)
            if member is not None:
                found += points_for(member.id, seen.kept.board.id, seen.report.findings)
        return tuple(found)

    def news(self, listener: Listener, told: dict[str, str]) -> tuple[News, ...]:
        """What has happened to this person's cards lately and was not told to them."""
        found: list[News] = []
        for seen in self._all():
            member = listener.member_of(seen.kept.board)
            found += [
                item
                for item in seen.news
                if member is not None and member.id in item.who and item.key not in told
            ]
        return tuple(found)

    def look_again(self, board_id: str, card_id: str) -> None:
        """Judge one card anew, which was changed a moment ago."""
        context = self._boards.context(board_id, self.now)
        seen = next((each for each in self._all() if each.kept.board.id == board_id), None)
        if context is not None and seen is not None:
            others = tuple(f for f in seen.report.findings if f.card_id != card_id)
            here = check_card(context, card_id).findings
            seen.report = structs.replace(seen.report, findings=(*others, *here))

    def put_away(self, listener: Listener) -> dict[str, PutAway]:
        """What this person has put away, by key."""
        rows = stored.put_away_by(self._engine, listener.slack_id)
        return {row.key: PutAway(row.key, row.facts, row.until, row.by, row.at) for row in rows}

    def tidy(self, listener: Listener) -> None:
        """Forget what was told or put away of points that are gone or changed, so that they are
        news when they come again, and snoozes that have ended."""
        present = {point.key: point for point in self.points(listener)}
        board_ids = tuple(f"{seen.kept.board.id}:" for seen in self._all())
        told = stored.told_to(self._engine, listener.slack_id)
        happened = {item.key for seen in self._all() for item in seen.news}
        gone = [k for k in told if k not in present and k not in happened]
        gone = [key for key in gone if key.startswith(board_ids)]  # boards that were not read stay
        stored.forget_told(self._engine, listener.slack_id, gone)
        over = [
            away.key
            for away in self.put_away(listener).values()
            if (away.key not in present and away.key.startswith(board_ids))
            or (away.key in present and not away.holds(present[away.key], self.now))
        ]
        stored.bring_back(self._engine, listener.slack_id, over)

    def _all(self) -> list[Seen]:
        for kept in self._boards.all_kept():
            if kept.board.id not in self._seen:
                self._seen[kept.board.id] = self._see(kept)
        return list(self._seen.values())

    def _see(self, kept: KeptBoard) -> Seen:
        board_id = kept.board.id
        context = self._boards.context(board_id, self.now)
        assert context is not None  # it was kept a moment ago, and boards are never dropped
        report = kept.report or check_board(context)
        moved = [
            MovedBack(row.key, row.card_id, row.after, row.why, row.done_at)
            for row in recent_effects(self._engine, self.now - _TOLD_WITHIN, board_id=board_id)
            if row.kind == "MoveBack" and row.done_at is not None
        ]
        every = happenings(context, report, moved)
        known = stored.happenings(self._engine, board_id)
        new = {item.key for item in every} - known.keys()
        first_look = f"{board_id}:first look" not in known
        marks = {*new, *([f"{board_id}:first look"] if first_look else [])}
        if marks:
            stored.see(self._engine, board_id, marks, self.now, known_before=first_look)
            known = stored.happenings(self._engine, board_id)
        over = known.keys() - {item.key for item in every} - {f"{board_id}:first look"}
        if over:
            stored.forget_happenings(self._engine, over)
        news = tuple(item for item in every if self._is_news(item, known))
        return Seen(kept, report, news)

    def _is_news(self, item: News, known: dict[str, stored.Happening]) -> bool:
        row = known.get(item.key)
        return row is None or (not row.known_before and self.now - row.seen_at <= _TOLD_WITHIN)
