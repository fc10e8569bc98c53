"""What people in Slack have the bot do to a card: buttons and commands both come here.

Every change is planned on the card as it is read a moment before, made once under its key,
recorded with who asked and what undoes it, and followed by a look at the card.
"""

from collections.abc import Callable
from datetime import date
from zlib import crc32

import msgspec
from msgspec import Struct
from sqlalchemy import Engine

from bot.act import Actor, Overtaken
from bot.boards import Boards, Clock
from bot.desk import Asker
from bot.trello.card_changes import CardChanges
from bot.trello.errors import TrelloNotFound, TrelloRefused
from bot.trello.gateway import TrelloGateway
from protocol.asked_moves import why_not_moved
from protocol.board import Board, Card, Member
from protocol.changes import inverse
from protocol.check import Report, check_card
from protocol.decide import Apply
from protocol.exempting import (
    WantedExemption,
    excusable,
    excused_in_words,
    exempting,
    kept_as_it_is,
    read_exemption,
    wanted_exemption,
)
from protocol.fixes import PlannedFix, plan
from protocol.links import trim_url, urls_in
from protocol.new_card import Draft, as_made, label_of, objections
from protocol.rule import Change
from protocol.rules import RULES_BY_NAME
from protocol.subject import Context, Subject
from protocol.templates import CHECKLIST
from protocol.words import join_and
from storage import effects as record
from storage.effects import EffectRow
from storage.looks import ask


class NotDone(Exception):  # noqa: N818 - says what happened
    """Something that was asked for and not done; the text is a sentence on why."""


class Asked(Struct, frozen=True):
    """Who asks for a change of which card; `key` is the same when the same click comes twice."""

    asker: Asker
    board_id: str
    card_id: str
    key: str


class Planned(Struct, frozen=True):
    """The changes that were asked for, what is said once they are made, and the audit's why."""

    changes: tuple[Change, ...]
    says: str
    why: str


Planner = Callable[[Context, Card, Report, Member], Planned]


class CardActions:
    """Changes cards for members of their board. Everything raises NotDone with a sentence, and
    TrelloError when Trello cannot be reached."""

    def __init__(
        self,
        engine: Engine,
        boards: Boards,
        trello: TrelloGateway,
        actor: Actor,
        clock: Clock,
        wake: Callable[[], None],
    ) -> None:
        self._engine = engine
        self._boards = boards
        self._trello = trello
        self._actor = actor
        self._clock = clock
        self._wake = wake

    def fix(self, asked: Asked, rules: tuple[str, ...] = (), seen: str = "") -> str:
        """Make the safe fixes, or those of the rules that are named, safe or not.

        `seen` is the mark of the fix that somebody has agreed to: another one is not made.
        """

        def planned(of: Context, _card: Card, report: Report, _member: Member) -> Planned:
            fixes = plan(report, of, rules or None, include_asking=bool(rules))
            if not fixes:
                raise NotDone("Nothing is left to fix there: somebody was quicker.")
            entry = fixes[0]
            if seen and mark_of_fix(entry) != seen:
                raise NotDone(
                    "The card has changed since, and so has the fix; look at the card again."
                )
            why = f"{asked.asker.name} asked {asked.asker.where} to fix {join_and(entry.rules)}"
            return Planned(entry.changes, f"Done: {' '.join(entry.does)}", why)

        return self._do(asked, planned)

    def exempt(self, asked: Asked, words: str) -> str:
        """Excuse the card as `RULE until FRIDAY because ...` says."""

        def planned(of: Context, card: Card, report: Report, member: Member) -> Planned:
            broken = tuple(finding.rule for finding in report.findings)
            wanted = read_exemption(words, of, broken)
            if isinstance(wanted, str):
                raise NotDone(wanted)
            if wanted.rule not in excusable(report):
                raise NotDone(kept_as_it_is(wanted.rule))
            return _excused(wanted, card, member, asked.asker)

        return self._do(asked, planned)

    def exempt_from(self, asked: Asked, rule: str, until: date | None, why: str) -> str:
        """The same from a dialog's fields."""

        def planned(of: Context, card: Card, report: Report, member: Member) -> Planned:
            if rule not in RULES_BY_NAME:
                raise NotDone(f"There is no rule '{rule}'.")
            if rule not in excusable(report):
                raise NotDone(kept_as_it_is(rule))
            wanted = wanted_exemption(rule, until, why, of.now.astimezone(of.zone).date())
            if isinstance(wanted, str):
                raise NotDone(wanted)
            return _excused(wanted, card, member, asked.asker)

        return self._do(asked, planned)

    def link(self, asked: Asked, words: str) -> str:
        """Attach the first address in the words."""
        found = urls_in(words)
        if not found:
            raise NotDone("Say which address: it begins with https://.")
        url = trim_url(found[0])

        def planned(_of: Context, card: Card, _report: Report, _member: Member) -> Planned:
            if any(attachment.url == url for attachment in card.attachments):
                raise NotDone("That address is attached to the card already.")
            why = f"{asked.asker.name} asked {asked.asker.where} to link an address"
            return Planned((Change("attach", url),), f"Attached {url}", why)

        return self._do(asked, planned)

    def move(self, asked: Asked, list_id: str) -> str:
        """Move the card, unless the agreement forbids the move."""

        def planned(of: Context, card: Card, _report: Report, _member: Member) -> Planned:
            refusal = why_not_moved(Subject(card, of), list_id, of)
            if refusal:
                raise NotDone(refusal)
            to = of.list_name(list_id)
            why = f"{asked.asker.name} asked {asked.asker.where} to move the card to '{to}'"
            return Planned((Change("move", list_id),), f"Moved to '{to}'.", why)

        return self._do(asked, planned)

    def create(self, asker: Asker, board_id: str, draft: Draft, key: str, mark: str = "") -> Card:
        """Make the card of a draft that the agreement has nothing against.

        `mark` is a text in its description that no other card has: by it the card is found when
        nobody knows whether it was made before a crash. Undoing it archives the card.
        """
        of = self._boards.context(board_id)
        if of is None:
            raise NotDone("That board is not kept any more.")
        known = self._made_before(board_id, key, mark)
        if known is not None:
            return known
        _writer(asker, of.board)
        fields = self.fields_of(board_id)
        against = objections(draft, of, fields)
        if against:
            raise NotDone(against[0][1])
        row = EffectRow(
            key=f"new-card:{key}", board_id=board_id, kind="Apply",
            why=f"{asker.name} asked {asker.where} for a new card",
            after=msgspec.json.encode((Change("unarchive"),)).decode(),
            reference=msgspec.json.encode((Change("archive"),)).decode(),
            begun_at=self._clock(),
        )  # fmt: skip
        begun, first = record.begin(self._engine, row)
        if not first and begun.card_id:
            return self._known(board_id, begun.card_id)
        try:
            card_id = self._make(of, draft, fields)
        except (TrelloRefused, TrelloNotFound) as refused:
            record.finish(self._engine, row.key, self._clock(), failure=str(refused))
            raise NotDone(f"Trello refuses the card: {refused}.") from None
        record.finish(self._engine, row.key, self._clock(), card_id=card_id)
        card = self._known(board_id, card_id)
        self._look(board_id, card_id)
        return card

    def _made_before(self, board_id: str, key: str, mark: str) -> Card | None:
        """The card that was made, or may have been made, under this key."""
        begun = record.effect_by_key(self._engine, f"new-card:{key}")
        if begun is None or begun.failure:
            return None
        if begun.card_id:
            return self._known(board_id, begun.card_id)
        if not mark:
            return None
        kept = self._boards.read(board_id)
        there = next((card for card in kept.board.cards if mark in card.desc), None)
        if there is not None:
            record.finish(self._engine, begun.key, self._clock(), card_id=there.id)
        return there

    def fields_of(self, board_id: str) -> tuple[str, ...]:
        """The board's custom fields that take a text or a number."""
        kept = self._boards.kept(board_id)
        entries = kept.custom_fields if kept else []
        return tuple(str(f.get("name")) for f in entries if f.get("type") in ("text", "number"))

    def _make(self, of: Context, draft: Draft, fields: tuple[str, ...]) -> str:
        """The new card's id. Labels and owners come with it, so that it is whole from the start."""
        made = as_made(draft, of, fields)
        labels = [label_of(change.value, of) for change in made.changes if change.kind == "label"]
        answer = self._trello.add_card(
            draft.list_id, made.name, made.desc,
            idLabels=[label.id for label in labels if label],
            idMembers=list(draft.owners),
            **({"due": made.due} if made.due else {}),
        )  # fmt: skip
        card_id = str(answer["id"])
        kept = self._boards.kept(of.board.id)
        custom = kept.custom_fields if kept else []
        changes = CardChanges(self._trello, of.board, custom)
        changes.carry_out(changes.read(card_id), made.changes)
        if made.checklist:
            self._trello.add_checklist(card_id, CHECKLIST, list(made.checklist))
        return card_id

    def _known(self, board_id: str, card_id: str) -> Card:
        _, card = self._boards.read_card(board_id, card_id)
        if card is None:
            raise NotDone("The card was made, and somebody has deleted it since.")
        return card

    def _do(self, asked: Asked, planner: Planner) -> str:
        """Read the card, plan, change, read again; what is then said."""
        _, card = self._boards.read_card(asked.board_id, asked.card_id)
        of = self._boards.context(asked.board_id)
        if card is None or of is None:
            raise NotDone("The card is no longer on the board.")
        member = _writer(asked.asker, of.board)
        if card.closed:
            raise NotDone("The card is archived; take it out of the archive first.")
        planned = planner(of, card, check_card(of, card.id), member)
        back = inverse(card, planned.changes)
        effect = Apply(card.id, planned.changes, planned.why, back, mark=asked.key)
        try:
            done = self._actor.act(asked.key, asked.board_id, effect)
        except Overtaken:
            raise NotDone(
                "Somebody has just changed the card in the same place; look at it again."
            ) from None
        if not done:
            raise NotDone("Trello refused the change; nothing was changed.")
        self._boards.read_card(asked.board_id, asked.card_id)
        self._look(asked.board_id, asked.card_id)
        return planned.says

    def _look(self, board_id: str, card_id: str) -> None:
        """The bot's own change makes no event: what is said on the card follows it now."""
        ask(self._engine, board_id, card_id, self._clock(), cause="event")
        self._wake()


def mark_of_fix(entry: PlannedFix) -> str:
    """What tells a fix that somebody was shown from another one on the same card."""
    return f"{crc32(msgspec.json.encode(entry.changes)):08x}"


def _excused(wanted: WantedExemption, card: Card, member: Member, asker: Asker) -> Planned:
    why = f"{asker.name} asked {asker.where} to excuse the card from {wanted.rule}"
    return Planned((exempting(card, wanted, member),), excused_in_words(wanted), why)


def _writer(asker: Asker, board: Board) -> Member:
    """The asker as a member who may write; nobody gains a right through the bot."""
    member = asker.member_of(board)
    if member is None or member.is_observer:
        raise NotDone(f"Only members of '{board.name}' who may write there can ask me for that.")
    return member
