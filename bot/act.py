"""Act: perform each effect once, record it with before and after, repeat it without harm."""

import logging
from typing import Protocol

import msgspec
from sqlalchemy import Engine

from bot.boards import Boards, Clock
from bot.promises import OVERTAKEN, key_of, refusal_of
from bot.run_over import give_back_what_was_run_over
from bot.trello.card_changes import CardChanges
from bot.trello.errors import TrelloNotFound, TrelloRefused, TrelloUnauthorized
from bot.trello.gateway import TrelloGateway
from protocol.changes import inverse
from protocol.decide import (
    Apply,
    Attach,
    Because,
    CloseMessage,
    Detach,
    EditComment,
    Effect,
    MoveBack,
    Notice,
    PostComment,
    Reply,
    Tell,
    WithdrawComment,
)
from protocol.meanwhile import reconciled
from protocol.speech import MARKER, says_the_same
from storage import effects as record
from storage.effects import EffectRow
from storage.memory import Said, forget_said, keep_said, said

log = logging.getLogger(__name__)


class Overtaken(Exception):  # noqa: N818 - says what happened
    """The card is not as it was when the effect was decided on: it must be looked at again."""


class ChannelRefused(Exception):  # noqa: N818 - says what happened
    """The channel takes no such message, now or later."""


class ChannelUnavailable(Exception):  # noqa: N818 - says what happened
    """The channel cannot be reached, or not written to as it is set up: try later."""


class Channel(Protocol):
    """The team's channel, where a card has at most one message.

    Every method raises ChannelRefused or ChannelUnavailable.
    """

    channel_id: str

    def post(self, subject: str, notice: Notice) -> str:
        """Post a card's message; its reference."""

    def change(self, reference: str, subject: str, notice: Notice) -> bool:
        """Change a card's message in place; False when a person has taken it away."""

    def close(self, reference: str, notice: Notice, because: Because) -> None:
        """Strike a card's message through, and say why."""

    def find(self, subject: str) -> str | None:
        """The reference of the latest message on this subject, remembered or not."""


class Actor:
    """Performs effects. Raises TrelloUnavailable or ChannelUnavailable when it should be tried
    again."""

    def __init__(
        self,
        engine: Engine,
        trello: TrelloGateway,
        channel: Channel | None,
        boards: Boards,
        clock: Clock,
        *,
        bot_member_id: str,
    ) -> None:
        self._engine = engine
        self._boards = boards
        self._trello = trello
        self._channel = channel
        self._clock = clock
        self._bot = bot_member_id

    def act(self, key: str, board_id: str, effect: Effect) -> bool:
        """Perform one effect under a key that is the same after a crash; False: it was refused."""
        kind = type(effect).__name__
        doubtful = record.unfinished(self._engine, effect.card_id, kind)
        row = self._begin(key, board_id, effect)
        if row.done_at is not None:
            return True
        key = row.key
        try:
            reference = self._perform(board_id, effect, doubtful=doubtful)
        except (TrelloRefused, TrelloNotFound, ChannelRefused) as refused:
            # saying it again would be refused again; the next look sees what is really there
            log.warning("%s on card %s was refused: %s", kind, effect.card_id, refused)
            record.finish(self._engine, key, self._clock(), failure=str(refused))
            return False
        except Overtaken as overtaken:
            record.finish(self._engine, key, self._clock(), failure=str(overtaken))
            raise
        record.finish(self._engine, key, self._clock(), reference=reference)
        if doubtful:
            record.give_up_unfinished(self._engine, effect.card_id, kind)
        return True

    def _begin(self, key: str, board_id: str, effect: Effect) -> EffectRow:
        """Record what is about to happen; what a command asked for, under the command's own key."""
        before, after = _before_and_after(effect)
        if isinstance(effect, Tell | CloseMessage):
            before = self._told_before(effect.card_id)
        row = EffectRow(
            key=key, board_id=board_id, card_id=effect.card_id, kind=type(effect).__name__,
            why=effect.why if isinstance(effect, MoveBack | Apply) else "",
            before=before, after=after, begun_at=self._clock(),
        )  # fmt: skip
        if not (isinstance(effect, Apply | Reply) and effect.mark):
            return record.begin(self._engine, row)[0]
        row.key = key_of(board_id, effect)
        if isinstance(effect, Reply):
            return record.begin_anew(self._engine, row)
        row.reference = msgspec.json.encode(effect.back).decode()
        row = record.begin_anew(self._engine, row)
        if effect.reply and row.done_at is None:
            self._begin(key, board_id, Reply(effect.card_id, effect.reply, effect.mark))
        return row

    def _told_before(self, card_id: str) -> str:
        """What the card's open message says now."""
        known = said(self._engine, self._channel.channel_id, card_id) if self._channel else None
        return known.text if known is not None and not known.closed else ""

    def _perform(self, board_id: str, effect: Effect, *, doubtful: bool) -> str:
        match effect:
            case PostComment(card_id, text):
                return self._comment(board_id, card_id, text, doubtful=doubtful)
            case EditComment(card_id, reference, _, text):
                if not reference:  # a person deleted it, and the facts have changed since
                    return self._comment(board_id, card_id, text, doubtful=doubtful)
                self._trello.edit_comment(reference, text)
                self._remember_comment(board_id, card_id, reference, text)
                return reference
            case WithdrawComment(card_id, reference, _):
                if reference:
                    self._delete(reference)
                known = said(self._engine, "trello", card_id)
                # one beside the one that is kept up to date is taken away and nothing forgotten
                if known is not None and reference in ("", known.reference):
                    forget_said(self._engine, "trello", card_id)
                return reference
            case MoveBack(card_id, to_list, from_list, _):
                return self._move_back(board_id, card_id, to_list, from_list)
            case Tell(card_id, notice):
                return self._tell(board_id, card_id, notice, doubtful=doubtful)
            case CloseMessage(card_id, because):
                return self._close(card_id, because)
            case Apply():
                return self._apply(board_id, effect)
            case Attach():
                return self._attach(effect, doubtful=doubtful)
            case Detach(card_id, attachment_id, _):
                self._detach(card_id, attachment_id)
                return attachment_id
            case Reply(card_id, _, mark):
                there = self._own_comment(card_id, mark) if doubtful else None
                return there or self._trello.comment(card_id, self._answer(board_id, effect))

    def _move_back(self, board_id: str, card_id: str, to_list: str, from_list: str) -> str:
        """Move the card, unless somebody has moved it elsewhere since it was looked at."""
        changes = self._changes(board_id)
        where = changes.read(card_id).card.list_id
        if where not in (to_list, from_list):
            raise Overtaken(OVERTAKEN)
        if where != to_list:
            self._trello.move_card(card_id, to_list)
        return to_list

    def _apply(self, board_id: str, effect: Apply) -> str:
        """Make the changes; what undoes them is the effect's reference."""
        changes = self._changes(board_id)
        present = changes.read(effect.card_id)
        wanted = reconciled(present.card, effect.changes, effect.back)
        if wanted is None:
            raise Overtaken(OVERTAKEN)
        changes.carry_out(present, wanted)
        back = effect.back if wanted == effect.changes else inverse(present.card, wanted)
        if not give_back_what_was_run_over(self._trello, effect, self._bot):
            raise Overtaken(OVERTAKEN)
        return msgspec.json.encode(back).decode()

    def _attach(self, effect: Attach, *, doubtful: bool) -> str:
        """Attach it, unless it is there; the one that it replaces goes after it has come."""
        reference = self._own_attachment(effect) if doubtful else None
        if reference is None:
            reference = self._trello.attach_link(effect.card_id, effect.url, effect.name)
        if effect.in_place_of:
            self._detach(effect.card_id, effect.in_place_of)
        return reference

    def _own_attachment(self, effect: Attach) -> str | None:
        """An attachment that was made, perhaps, before a crash or a lost answer."""
        for attachment in self._trello.read_card(effect.card_id).get("attachments", []):
            if (attachment.get("url"), attachment.get("name")) == (effect.url, effect.name):
                return str(attachment["id"])
        return None

    def _detach(self, card_id: str, attachment_id: str) -> None:
        try:
            self._trello.delete_attachment(card_id, attachment_id)
        except TrelloNotFound:
            log.info("The attachment was gone already.")

    def _changes(self, board_id: str) -> CardChanges:
        kept = self._boards.kept(board_id) or self._boards.read(board_id)
        return CardChanges(self._trello, kept.board, kept.custom_fields)

    def _answer(self, board_id: str, reply: Reply) -> str:
        """What is said to a command; the truth, when Trello has refused the change."""
        refusal = refusal_of(self._engine, board_id, reply)
        said_why = f"That did not work, Trello refuses it: {refusal}"
        return f"{said_why}\n\n{reply.mark}" if refusal else reply.text

    def _comment(self, board_id: str, card_id: str, text: str, *, doubtful: bool) -> str:
        reference = self._own_comment(card_id, MARKER) if doubtful else None
        if reference:
            self._trello.edit_comment(reference, text)
        else:
            reference = self._trello.comment(card_id, text)
        self._remember_comment(board_id, card_id, reference, text)
        return reference

    def _own_comment(self, card_id: str, mark: str) -> str | None:
        """A comment that was posted, perhaps, before a crash or a lost answer."""
        for action in self._trello.read_card(card_id).get("actions", []):
            text = str(action.get("data", {}).get("text", ""))
            if action.get("idMemberCreator") == self._bot and mark in text:
                return str(action["id"])
        return None

    def _remember_comment(self, board_id: str, card_id: str, reference: str, text: str) -> None:
        keep_said(
            self._engine,
            Said(
                place="trello", subject=card_id, board_id=board_id, reference=reference,
                text=text, since=self._clock(),
            ),
        )  # fmt: skip

    def _delete(self, reference: str) -> None:
        try:
            self._trello.delete_comment(reference)
        except TrelloNotFound:
            log.info("The comment was gone already.")
        except TrelloUnauthorized as refusal:
            if not refusal.is_of_object:
                raise
            log.info("The comment is on a card that is out of reach; it stays there.")

    def _tell(self, board_id: str, card_id: str, notice: Notice, *, doubtful: bool) -> str:
        if self._channel is None:
            return ""
        known = said(self._engine, self._channel.channel_id, card_id)
        reference = known.reference if known and not known.closed else None
        if reference is None and doubtful:
            found = self._channel.find(card_id)
            # the message of another time, struck through, is not the one that is looked for
            reference = found if known is None or found != known.reference else None
        there = bool(reference) and self._channel.change(str(reference), card_id, notice)
        if not there and known is not None and not known.closed and _is_dismissed(known, notice):
            return known.reference
        if not there:
            reference = self._channel.post(card_id, notice)
        keep_said(
            self._engine,
            Said(
                place=self._channel.channel_id, subject=card_id, board_id=board_id,
                reference=str(reference), text=msgspec.json.encode(notice).decode(),
                since=self._clock(),
            ),
        )  # fmt: skip
        return str(reference)

    def _close(self, card_id: str, because: Because) -> str:
        if self._channel is None:
            return ""
        known = said(self._engine, self._channel.channel_id, card_id)
        if known is None or known.closed:
            return ""
        try:
            notice = msgspec.json.decode(known.text, type=Notice)
        except msgspec.DecodeError:  # remembered by another version, in other words
            notice = Notice(card="This card", card_url="", list_name="", points=())
        self._channel.close(known.reference, notice, because)
        known.closed = True
        keep_said(self._engine, known)
        return known.reference


def _is_dismissed(known: Said, notice: Notice) -> bool:
    """A message that a person took away stays away until its facts change."""
    return says_the_same(known.text, msgspec.json.encode(notice).decode())


def _before_and_after(effect: Effect) -> tuple[str, str]:
    match effect:
        case PostComment(_, text):
            return "", text
        case EditComment(_, _, before, text):
            return before, text
        case WithdrawComment(_, _, before):
            return before, ""
        case MoveBack(_, to_list, from_list, _):
            return from_list, to_list
        case Tell(_, notice):
            return "", msgspec.json.encode(notice).decode()
        case CloseMessage():
            return "", ""
        case Apply(_, changes):
            return "", msgspec.json.encode(changes).decode()
        case Reply(_, text, _):
            return "", text
        case Attach():
            return effect.before, effect.name
        case Detach(_, _, name):
            return name, ""
