"""The meeting room: a meeting is prepared, held and kept here, for Slack and the pages alike.

Whoever does something is a member of the board. Everything that changes a meeting takes the key of
the click or request: the same key twice changes nothing, and neither does a click that says what is
said already. `version` is the state that the person saw: when somebody has changed the same point
since, the change is refused with `Moved`, else it is made on top of the others'.
"""

import logging
from collections.abc import Callable
from datetime import date, timedelta

import msgspec
from msgspec import structs
from sqlalchemy import Engine

from bot.boards import Boards, Clock
from bot.card_actions import NotDone
from bot.desk import Asker
from bot.meeting_book import MeetingBook
from bot.meeting_deeds import LinkTo, MeetingDeeds, Order, draft_of
from bot.meeting_lines import Found, held_of, in_words, lines_with
from bot.meeting_times import AT_ONCE, is_early, why_not_now
from protocol.agenda import Agenda
from protocol.meeting_life import (
    Added,
    Closed,
    Deed,
    Facilitated,
    Happened,
    Mark,
    Marked,
    MeetingState,
    Opened,
    Outcome,
    Planned,
    Recorded,
    Reopened,
    Retried,
    Turned,
    after,
    is_said,
    next_point,
    refusal,
    repeated,
    replayed,
    touched,
)
from protocol.meeting_points import point_of_topic, points_of
from protocol.minutes import Minutes, minutes_of
from protocol.new_card import Draft
from protocol.week_plan import WeekPlan, week_plan
from storage import meeting_life as stored
from storage.meeting_life import Held

log = logging.getLogger(__name__)

_TRIES = 20
_NOBODY = "Cardkeeper"


class Moved(NotDone):
    """Somebody has changed the same point since; `state` is how the meeting stands now."""

    def __init__(self, sentence: str, state: MeetingState) -> None:
        super().__init__(sentence)
        self.state = state


class MeetingRoom:
    """Every method raises NotDone with one sentence for the person when it cannot be done."""

    def __init__(
        self,
        engine: Engine,
        boards: Boards,
        book: MeetingBook,
        deeds: MeetingDeeds,
        clock: Clock,
    ) -> None:
        self._engine = engine
        self._boards = boards
        self._book = book
        self._deeds = deeds
        self._clock = clock
        self._followers: list[Callable[[str, date], None]] = []

    def follow(self, changed: Callable[[str, date], None], link_to: LinkTo | None = None) -> None:
        """Tell `changed` of every change of a meeting, with board and day; `link_to` gives the
        address that cards link a meeting by when it has no page that can be reached."""
        self._followers.append(changed)
        if link_to is not None:
            self._deeds.link_by(link_to)

    def changed(self, board_id: str, day: date) -> None:
        """Something about this meeting is new."""
        for follower in self._followers:
            try:
                follower(board_id, day)
            except Exception:  # the change is kept; what shows it is brought up to date later
                log.exception("What shows the meeting of %s was not told of a change.", day)

    # Reading

    def day(self, board_id: str) -> date:
        """The day of "the meeting": the open one, today's that nobody opened, or the next."""
        return self._book.present_day(board_id)

    def state(self, board_id: str, day: date | None = None) -> MeetingState:
        """The meeting as it stands; before it is opened its points are those of the agenda now."""
        day = day or self.day(board_id)
        happened = stored.deeds_of(self._engine, board_id, day)
        state = replayed(self._book.before_anything(board_id, day), happened)
        if state.version:
            return state
        agenda = self.agenda(board_id, day)
        return structs.replace(state, points=points_of(agenda), since=agenda.since)

    def agenda(self, board_id: str, day: date | None = None) -> Agenda:
        """The agenda of a meeting that is not opened yet, by sections, from what is known now."""
        return self._book.agenda(board_id, day or self.day(board_id))

    def version(self, board_id: str, day: date) -> int:
        """The number of the latest change: cheap, for pages that ask whether anything is new."""
        return stored.version_of(self._engine, board_id, day)

    def changes_since(self, board_id: str, day: date, version: int) -> tuple[Happened, ...]:
        """What has happened after the deed of this number, in order."""
        return stored.deeds_of(self._engine, board_id, day, version)

    def latest_key(self, board_id: str, day: date, prefix: str) -> str:
        """The key, beginning so, of the latest click or request that changed this meeting."""
        return stored.latest_key(self._engine, board_id, day, prefix)

    def minutes(self, board_id: str, day: date) -> Minutes:
        """The minutes of a meeting that was opened; as they stand so far while it is open."""
        state = self.state(board_id, day)
        if state.opened_at is None:
            raise NotDone(f"No meeting was held on {day:%A %d %B %Y}, so there are no minutes.")
        return minutes_of(state, self._titles(board_id))

    def past(self, board_id: str) -> tuple[Held, ...]:
        """The meetings that were opened, the latest first."""
        return tuple(stored.held_meetings(self._engine, board_id))

    def search(self, board_id: str, text: str) -> tuple[Found, ...]:
        """Meetings whose minutes have every word of the text, the latest first."""
        words = text.casefold().split()
        if not words:
            return ()
        found = stored.found_in(self._engine, board_id, words)
        return tuple(
            Found(held, lines_with(self.minutes(board_id, held.day), words)) for held in found
        )

    def plan(self, board_id: str, day: date | None = None) -> WeekPlan:  # noqa: ARG002 - of now
        """What the coming week may bring: proposals within the team's capacity."""
        return week_plan(self._deeds.context(board_id))

    # Changing

    def open(self, board_id: str, day: date, who: Asker, key: str) -> MeetingState:
        """Open the meeting with the agenda as it is now; by any member."""
        state = self.state(board_id, day)
        self._refuse_at_the_wrong_time(state)
        deed = Opened(
            state.points, state.when, state.minutes, state.board, state.facilitator, state.since,
            state.notes,
        )  # fmt: skip
        return self._do(board_id, day, who, deed, key)

    def hold_now(self, board_id: str, who: Asker, key: str) -> MeetingState:
        """Hold the coming meeting now, whatever day it is planned for; by a lead of the team."""
        self._member(board_id, who)
        state = self.state(board_id)
        if is_early(state, self._clock()):
            if not who.lead:
                raise NotDone("Only a lead of the team can bring a meeting forward.")
            moved = self._book.move(self._clock() + AT_ONCE, who.name, state.day)
            if isinstance(moved, str):
                raise NotDone(moved)
            state = self.state(board_id, moved.day)
        return self.open(board_id, state.day, who, key)

    def turn(
        self, board_id: str, day: date, who: Asker, key: str, *, seen: str = "", to: str = ""
    ) -> MeetingState:
        """Speak about the point `to`, or about the next one. `seen` is the point that the person
        saw: when the meeting has moved on from it, nothing changes."""
        state = self.state(board_id, day)
        to = to or next_point(state, seen or state.current)
        return self._do(board_id, day, who, Turned(to, seen), key)

    def mark(
        self, board_id: str, day: date, point: str, mark: Mark, who: Asker, key: str,
        version: int | None = None,
    ) -> MeetingState:  # fmt: skip
        """Mark a point `done`, `carried` or `dropped`; `""` takes the mark back."""
        return self._do(board_id, day, who, Marked(point, mark), key, version)

    def decide(
        self, board_id: str, day: date, point: str, text: str, who: Asker, key: str,
        cards: tuple[str, ...] | None = None, version: int | None = None, *, later: bool = False,
    ) -> MeetingState:  # fmt: skip
        """Record a decision; it is written on `cards`, by default on the point's own card; with
        `later` by `finish`."""
        if cards is None:
            known = self.state(board_id, day).point(point)
            cards = (known.card_id,) if known is not None and known.card_id else ()
        outcome = Outcome("", "decision", in_words(text), point, cards=cards)
        return self._settled(board_id, day, who, Recorded(outcome), key, version, later=later)

    def act(
        self, board_id: str, day: date, point: str, draft: Draft, who: Asker, key: str,
        version: int | None = None, *, later: bool = False,
    ) -> MeetingState:  # fmt: skip
        """Record an action; it becomes a card. `objections` says what the card lacks. A draft that
        names no list goes where its card keeps the agreement: to ready, else where new cards go."""
        outcome = self._deeds.action(board_id, point, draft, who)
        return self._settled(board_id, day, who, Recorded(outcome), key, version, later=later)

    def again(
        self, board_id: str, day: date, number: str, who: Asker, key: str,
        draft: Draft | None = None, *, later: bool = False,
    ) -> MeetingState:  # fmt: skip
        """Ask Trello again for what it did not take of an outcome; with `draft`, for the card of
        an action as it is put now. Also when the meeting is closed."""
        outcome = self.state(board_id, day).outcome(number)
        if outcome is None:
            raise NotDone("That was not written down in this meeting.")
        if outcome.kind == "action":
            draft = draft or draft_of(outcome)
            action = self._deeds.action(board_id, outcome.point, draft, who)
            outcome = structs.replace(action, id=number)
        return self._settled(board_id, day, who, Retried(outcome), key, None, later=later)

    def note(
        self, board_id: str, day: date, point: str, text: str, who: Asker, key: str,
        version: int | None = None,
    ) -> MeetingState:  # fmt: skip
        """Record an information."""
        outcome = Outcome("", "information", in_words(text), point)
        return self._do(board_id, day, who, Recorded(outcome), key, version)

    def objections(self, board_id: str, draft: Draft) -> tuple[tuple[str, str], ...]:
        """What the agreement has against the card of an action: part of the draft, a sentence."""
        return self._deeds.objections(board_id, draft)

    def draft_for(self, board_id: str, day: date, point: str) -> Draft:
        """What an action on this point begins with: kind, goal and owners suggest themselves."""
        return self._deeds.draft_for(board_id, self.state(board_id, day).point(point))

    def add_topic(self, board_id: str, text: str, who: Asker, key: str) -> MeetingState:
        """A topic for the meeting that is open, else for the coming one that is not closed."""
        self._member(board_id, who)
        day, number = self._book.keep_topic(board_id, in_words(text), who.name)
        state = self.state(board_id, day)
        if state.stage == "open":
            of = self._deeds.context(board_id)
            point = point_of_topic(number, in_words(text), who.name, of.board)
            return self._do(board_id, day, who, Added(point), key)
        self.changed(board_id, day)
        return state

    def facilitate(self, board_id: str, day: date, name: str, who: Asker, key: str) -> MeetingState:
        """Let somebody else lead through the meeting, before it or while it is open."""
        self._member(board_id, who)
        stored.change_facilitator(self._engine, day, name, self._clock())
        state = self.state(board_id, day)
        if state.version:
            return self._do(board_id, day, who, Facilitated(name), key)
        self.changed(board_id, day)
        return state

    def choose(
        self, board_id: str, day: date, cards: tuple[str, ...], who: Asker, key: str
    ) -> MeetingState:
        """Plan the week: these cards are moved to where they are ready."""
        order = msgspec.json.encode(Order(who)).decode()
        return self._settled(board_id, day, who, Planned(cards, order), key, None)

    def close(self, board_id: str, day: date, who: Asker, key: str) -> MeetingState:
        """Close the meeting: what was not reached goes to the next one, and the minutes say so."""
        return self._do(board_id, day, who, Closed(), key)

    def reopen(self, board_id: str, day: date, who: Asker, key: str) -> MeetingState:
        """Open a meeting again that was closed too early; not once the next one was opened."""
        if any(held.day > day for held in self.past(board_id)):
            raise NotDone("A later meeting has been held since; this one stays closed.")
        return self._do(board_id, day, who, Reopened(), key)

    # What the schedule does

    def tend(self) -> None:
        """What is due every minute."""
        self.settle()
        self.close_forgotten()

    def finish(self, board_id: str, day: date) -> MeetingState:
        """Do on Trello what this meeting has asked for; the meeting as it stands then."""
        try:
            state = self._settle(board_id, day)
        except Exception:  # it is kept, and done later: nobody is told that it failed
            log.exception("What the meeting of %s asked for is not done yet.", day)
            state = self.state(board_id, day)
        self.changed(board_id, day)
        return state

    def settle(self) -> None:
        """Finish what meetings have asked of Trello and a crash, or Trello itself, has stopped."""
        for board_id, day in stored.unsettled(self._engine):
            try:
                before = self.version(board_id, day)
                if self._settle(board_id, day).version != before:
                    self.changed(board_id, day)
            except Exception:  # one meeting never stops the others; it is tried again
                log.exception("What the meeting of %s asked for is not done yet.", day)

    def close_forgotten(self, after_hours: int = 12) -> None:
        """Close meetings that were left open: their minutes say that nobody did."""
        for board_id, day in stored.still_open(
            self._engine, self._clock() - timedelta(hours=after_hours)
        ):
            self._keep(board_id, day, _NOBODY, Closed(), f"forgotten:{after_hours}", None)
            self.changed(board_id, day)

    # How it is kept

    def _settled(
        self, board_id: str, day: date, who: Asker, deed: Deed, key: str, version: int | None,
        *, later: bool = False,
    ) -> MeetingState:  # fmt: skip
        self._member(board_id, who)
        if isinstance(deed, Recorded):
            deed = repeated(self.state(board_id, day), deed)
        state = self._keep(board_id, day, who.name, deed, key, version)
        return state if later else self.finish(board_id, day)

    def _settle(self, board_id: str, day: date) -> MeetingState:
        state = self.state(board_id, day)
        for follows, key in self._deeds.settle(state):
            state = self._keep(board_id, day, _NOBODY, follows, key, None)
        return state

    def _do(
        self, board_id: str, day: date, who: Asker, deed: Deed, key: str,
        version: int | None = None,
    ) -> MeetingState:  # fmt: skip
        self._member(board_id, who)
        state = self._keep(board_id, day, who.name, deed, key, version)
        self.changed(board_id, day)
        return state

    def _keep(
        self, board_id: str, day: date, who: str, deed: Deed, key: str, version: int | None
    ) -> MeetingState:
        """Keep the deed under the next number; when somebody was quicker, on top of theirs."""
        for _ in range(_TRIES):
            state = self.state(board_id, day)
            if is_said(state, deed) or stored.has_key(self._engine, board_id, day, key):
                return state
            why = refusal(state, deed)
            if why:
                raise NotDone(why)
            self._refuse_if_moved(state, deed, version)
            happened = Happened(state.version + 1, self._clock(), who, deed)
            following = after(state, happened)
            held = held_of(following, self._titles(board_id))
            if stored.keep_deed(
                self._engine, board_id, day, happened, key, held, unsettled=following.unsettled
            ):
                return following
        raise NotDone("Too many people change the meeting at the same moment; try again.")

    def _refuse_at_the_wrong_time(self, state: MeetingState) -> None:
        planned = self._book.is_planned(state.day)
        behind = any(held.day > state.day for held in self.past(state.board_id))
        why = why_not_now(state, self._clock(), planned=planned, behind=behind)
        if why:
            raise NotDone(why)

    def _refuse_if_moved(self, state: MeetingState, deed: Deed, version: int | None) -> None:
        if version is None or version >= state.version:
            return
        about = set(touched(deed))
        for happened in self.changes_since(state.board_id, state.day, version):
            if about & set(touched(happened.deed)):
                raise Moved(f"{happened.who} has changed that point since; look again.", state)

    def _member(self, board_id: str, who: Asker) -> None:
        kept = self._boards.kept(board_id)
        member = who.member_of(kept.board) if kept is not None else None
        if member is None:
            raise NotDone("Only members of the board hold its meeting.")
        if member.is_observer:  # it writes on cards and moves them, which Trello lets them not do
            raise NotDone("You observe this board; its meeting is held by those who may change it.")

    def _titles(self, board_id: str) -> dict[str, str]:
        kept = self._boards.kept(board_id)
        return {card.id: card.title for card in kept.board.cards} if kept else {}
