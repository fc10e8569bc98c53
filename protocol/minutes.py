"""The minutes of a meeting: what was decided, who does what, what was said, what is left."""

from datetime import date, datetime

from msgspec import Struct

from protocol.meeting_life import MeetingState, Outcome, Point
from protocol.meeting_state import held_at


class Minutes(Struct, frozen=True):
    """One meeting as it is kept."""

    board_id: str
    board: str
    day: date
    when: datetime
    stage: str
    facilitator: str
    opened_at: datetime | None
    closed_at: datetime | None
    closed_by: str
    decisions: tuple[Outcome, ...]
    actions: tuple[Outcome, ...]
    informations: tuple[Outcome, ...]
    done: tuple[Point, ...]  # gone through
    dropped: tuple[Point, ...]
    carried: tuple[Point, ...]  # put off on purpose
    undecided: tuple[Point, ...]  # spoken about, and nothing came of it
    unreached: tuple[Point, ...]  # no time was left for them
    unread: int  # points for information of which nothing was said
    planned: tuple[str, ...]  # ids of the cards chosen for the coming week
    titles: dict[str, str]  # of points and cards, by key
    minutes: int  # how long it took; 0 while it is open

    @property
    def undecided_heading(self) -> str:
        """What stands over the points that were spoken about and left open."""
        so_far = self.stage == "open"
        return f"Spoken about and left open{' so far' if so_far else ', so on the next agenda'}"

    @property
    def unreached_heading(self) -> str:
        """What stands over the points that had no word."""
        return f"Not reached{' so far' if self.stage == 'open' else ', so on the next agenda'}"

    @property
    def left_over(self) -> int:
        """How many points go to the next meeting."""
        return len(self.carried) + len(self.undecided) + len(self.unreached)

    @property
    def held_at(self) -> datetime:
        """When it was held, which may be another day than the one it was planned for."""
        return held_at(self.when, self.opened_at)

    @property
    def held_on(self) -> date:
        """The day on which it was held."""
        return self.held_at.date()

    def title_of(self, key: str) -> str:
        """The title of the point or card with this key; empty when it is not known."""
        return self.titles.get(key, "")


def minutes_of(state: MeetingState, card_titles: dict[str, str] | None = None) -> Minutes:
    """The minutes of a meeting as it stands."""
    kinds: dict[str, list[Outcome]] = {"decision": [], "action": [], "information": []}
    for outcome in state.outcomes:
        kinds[outcome.kind].append(outcome)
    waiting = {point.key for point in state.waiting}
    spoken = {outcome.point for outcome in state.outcomes}
    done = tuple(
        p for p in state.points
        if p.mark == "done"
        or (not p.mark and p.key not in waiting and (p.key in spoken or p.is_reached))
    )  # fmt: skip
    gone_through = {point.key for point in done}
    took = state.closed_at - state.opened_at if state.closed_at and state.opened_at else None
    return Minutes(
        board_id=state.board_id,
        board=state.board,
        day=state.day,
        when=state.when,
        stage=state.stage,
        facilitator=state.facilitator,
        opened_at=state.opened_at,
        closed_at=state.closed_at,
        closed_by=state.closed_by,
        decisions=tuple(kinds["decision"]),
        actions=tuple(kinds["action"]),
        informations=tuple(kinds["information"]),
        done=done,
        dropped=tuple(p for p in state.points if p.mark == "dropped"),
        carried=tuple(p for p in state.points if p.mark == "carried"),
        undecided=state.undecided,
        unreached=state.unreached,
        unread=sum(not (p.mark or p.asks or p.key in gone_through) for p in state.points),
        planned=state.planned,
        titles={**(card_titles or {}), **{p.key: p.title for p in state.points}},
        minutes=max(1, round(took.total_seconds() / 60)) if took else 0,
    )
