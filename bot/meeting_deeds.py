"""What a meeting asks of Trello: cards of actions, comments of decisions, the plan of the week.

Each is done once, whatever crashes: it is claimed, told by a mark of its own on Trello, and found
again by that mark when nobody knows whether it happened.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

import msgspec
from msgspec import Struct, structs
from sqlalchemy import Engine

from bot.act import Actor, Overtaken
from bot.boards import Boards, Clock
from bot.card_actions import Asked, CardActions, NotDone
from bot.desk import Asker
from bot.meeting_lines import in_words
from bot.trello.errors import TrelloError, TrelloNotFound, TrelloRefused, TrelloUnavailable
from protocol.days import dated
from protocol.decide import Reply
from protocol.meeting_life import Deed, Failed, MeetingState, Moved, Outcome, Performed, Point
from protocol.new_card import Draft, first_list, objections
from protocol.subject import Context, Subject
from protocol.week_plan import ready_list
from storage.memory import claim, give_up_claim

log = logging.getLogger(__name__)

LinkTo = Callable[[str, date], str]  # board and day to the address of the meeting; may be empty

_CLAIM_LASTS = timedelta(minutes=2)  # whoever had it has died: it is looked for, and done
_PLACE = "meeting"


class Order(Struct, frozen=True):
    """Who asked for something, and what: kept with the meeting, so that a crash loses neither."""

    asker: Asker
    draft: Draft | None = None


def draft_of(outcome: Outcome) -> Draft:
    """What the card of an action is made from."""
    draft = msgspec.json.decode(outcome.draft, type=Order).draft
    assert draft is not None  # an action is kept with it
    return draft


class MeetingDeeds:
    """Carries out what outcomes ask for, and says what the agreement has against it before."""

    def __init__(
        self,
        engine: Engine,
        boards: Boards,
        actions: CardActions,
        actor: Actor,
        clock: Clock,
        link_to: LinkTo | None = None,
    ) -> None:
        self._engine = engine
        self._boards = boards
        self._actions = actions
        self._actor = actor
        self._clock = clock
        self._link_to = link_to
        self._otherwise: LinkTo | None = None

    def link_by(self, link_to: LinkTo) -> None:
        """How meetings are linked on cards, when they have no page that can be reached."""
        self._otherwise = link_to

    def objections(self, board_id: str, draft: Draft) -> tuple[tuple[str, str], ...]:
        """What the agreement has against the card of an action."""
        of = self.context(board_id)
        return objections(self.placed(board_id, draft), of, self._actions.fields_of(board_id))

    def placed(self, board_id: str, draft: Draft) -> Draft:
        """The draft with a list, when it names none: where cards are ready, if the agreement has
        nothing against it there; else where new cards go."""
        if draft.list_id:
            return draft
        of, fields = self.context(board_id), self._actions.fields_of(board_id)
        ready = structs.replace(draft, list_id=ready_list(of))
        if ready.list_id and not objections(ready, of, fields):
            return ready
        return structs.replace(draft, list_id=first_list(of))

    def draft_for(self, board_id: str, point: Point | None) -> Draft:
        """An action as it suggests itself: of the kind, goal and people of the point's card.

        It names no list: that is chosen by what is filled in.
        """
        of = self.context(board_id)
        draft = Draft("")
        card = of.board.find_card(point.card_id) if point is not None and point.card_id else None
        if card is None:
            return draft
        subject = Subject(card, of)
        kind = "" if subject.is_goal else subject.kind or ""
        goal = subject.id if subject.is_goal else of.goals.goal_of(subject) or ""
        owners = tuple(member.id for member in subject.owners)
        return structs.replace(draft, kind=kind, goal_id=goal, owners=owners)

    def action(self, board_id: str, point: str, draft: Draft, who: Asker) -> Outcome:
        """An action that the agreement has nothing against; NotDone says what it has."""
        draft = self.placed(board_id, draft)
        against = self.objections(board_id, draft)
        if against:
            raise NotDone(against[0][1])
        of = self.context(board_id)
        return Outcome(
            "", "action", in_words(draft.title), point,
            owners=tuple(map(of.name_of, draft.owners)), due=draft.due,
            draft=msgspec.json.encode(Order(who, draft)).decode(),
        )  # fmt: skip

    def context(self, board_id: str) -> Context:
        """The board as it is known now."""
        of = self._boards.context(board_id)
        if of is None:
            raise NotDone("That board is not kept any more.")
        return of

    def settle(self, state: MeetingState) -> Iterator[tuple[Deed, str]]:
        """Do what is still to be done; each deed that follows from it, with its key.

        What cannot be done now stays to be done, and keeps nothing else from it.
        """
        if self._boards.kept(state.board_id) is None:
            return  # it is not read yet, or not kept any more: nothing is known of it
        for what, do in self._wanted(state):
            try:
                yield from self._claimed(state, what, do)
            except TrelloUnavailable as error:
                log.warning("What the meeting of %s asked for waits: %s", state.day, error)
                if error.status in (None, 429):
                    return  # nothing else would be done either
            except TrelloError as error:
                log.warning("Something of the meeting of %s is not done: %s", state.day, error)
            except Exception:  # it is tried again, and the others are done
                log.exception("Something of the meeting of %s is not done.", state.day)

    def _wanted(self, state: MeetingState) -> Iterator[tuple[str, Callable[[], Deed]]]:
        """What is to be done, each with what tells it from the others of this meeting."""
        for outcome in state.outcomes:
            if outcome.wants_card:
                yield outcome.id, partial(self._card, state, outcome)
            for card_id in outcome.unwritten:
                yield f"{outcome.id}:{card_id}", partial(self._comment, state, outcome, card_id)
        for card_id, order in state.orders.items():
            if card_id not in (*state.planned_done, *state.planned_failed):
                yield f"plan:{card_id}", partial(self._move, state, card_id, order)

    def _claimed(
        self, state: MeetingState, what: str, do: Callable[[], Deed]
    ) -> Iterator[tuple[Deed, str]]:
        """Do it when nobody else is at it."""
        subject = f"{state.board_id}:{state.day.isoformat()}:{what}"
        if not claim(self._engine, _PLACE, subject, self._clock(), _CLAIM_LASTS):
            return
        try:
            yield do(), f"settled:{state.version}:{what}"
        finally:
            give_up_claim(self._engine, _PLACE, subject)

    def _card(self, state: MeetingState, outcome: Outcome) -> Deed:
        """The card of an action. It was asked what the agreement has against it when it was written
        down, and is not asked again: what has come since is for the rules, on the card itself."""
        asker, wanted = msgspec.json.decode(outcome.draft, type=Order).asker, draft_of(outcome)
        mark = f"Action {outcome.id} of the meeting of {dated(state.held_at.date())}"
        notes = "\n\n".join(part for part in (wanted.notes, self._linked(state, mark)) if part)
        draft = self._in_open_list(state.board_id, structs.replace(wanted, notes=notes))
        again = f":{outcome.tries}" if outcome.tries else ""
        key = f"meeting:{state.board_id}:{state.day.isoformat()}:{outcome.id}{again}"
        try:
            card = self._actions.create(asker, state.board_id, draft, key, mark=mark, accepted=True)
        except NotDone as reason:
            return Failed(str(reason), outcome.id)
        return Performed(outcome.id, card.id, card.url)

    def _in_open_list(self, board_id: str, draft: Draft) -> Draft:
        """The draft in its list, or in another when that one was archived meanwhile."""
        if draft.list_id in [entry.id for entry in self.context(board_id).board.open_lists]:
            return draft
        return self.placed(board_id, structs.replace(draft, list_id=""))

    def _comment(self, state: MeetingState, outcome: Outcome, card_id: str) -> Deed:
        mark = f"Decision {outcome.id} of the meeting of {dated(state.held_at.date())}"
        text = f"**{self._linked(state, mark)}**\n\n{outcome.text}\n\n{outcome.who} wrote it down."
        reply = Reply(card_id, text, mark)
        try:
            done = self._actor.act(mark, state.board_id, reply)
        except (TrelloRefused, TrelloNotFound) as refused:
            return Failed(f"Trello refuses the comment: {refused.message}.", outcome.id, card_id)
        if not done:
            why = "Trello refuses the comment; the decision stands here."
            return Failed(why, outcome.id, card_id)
        return Performed(outcome.id, card_id)

    def _move(self, state: MeetingState, card_id: str, order: str) -> Deed:
        asker = msgspec.json.decode(order, type=Order).asker
        of = self._boards.context(state.board_id)
        to = ready_list(of) if of is not None else ""
        card = of.board.find_card(card_id) if of is not None else None
        if not to:
            return Failed("No list of the board means `ready`.", card_id=card_id)
        if card is not None and card.list_id == to:
            return Moved(card_id)
        key = f"plan:{state.board_id}:{state.day.isoformat()}:{card_id}"
        try:
            self._actions.move(Asked(asker, state.board_id, card_id, key), to)
        except (NotDone, Overtaken) as reason:
            return Failed(str(reason), card_id=card_id)
        return Moved(card_id)

    def _linked(self, state: MeetingState, text: str) -> str:
        ways = [way for way in (self._link_to, self._otherwise) if way is not None]
        address = next(filter(None, (way(state.board_id, state.day) for way in ways)), "")
        return f"[{text}]({address})" if address else text
