"""What people in Slack have the bot do to a card: buttons and commands both come here.

Every change is planned on the card as it is read a moment before, made once under its key,
recorded with who asked and what undoes it, and followed by a look at the card.
"""

import logging
from collections.abc import Callable
from datetime import date
from zlib import crc32

import msgspec
from msgspec import Struct
from sqlalchemy import Engine

from bot.act import Actor, Overtaken
from bot.boards import Boards, Clock
from bot.desk import Asker
from bot.trello.card_changes import CardChanges, PresentCard
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
from protocol.links import reference_of, trim_url, urls_in
from protocol.new_card import Draft, as_made, label_of, objections
from protocol.rule import Change
from protocol.rules import RULES_BY_NAME
from protocol.subject import Context, Subject
from protocol.templates import CHECKLIST
from protocol.words import join_and
from storage import effects as record
from storage.effects import EffectRow
from storage.looks import ask

log = logging.getLogger(__name__)

_NOT_READ = (
    "\nNo run, repository or report that I know has such an address, so I cannot tell its state."
)


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
            read = "" if reference_of(url) else _NOT_READ
            return Planned((Change("attach", url),), f"Attached {url}{read}", why)

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

    def create(
        self, asker: Asker, board_id: str, draft: Draft, key: str, mark: str = "",
        *, accepted: bool = False,
    ) -> Card:  # fmt: skip
        """Make the card of a draft that the agreement has nothing against, or had nothing against
        when the draft was accepted.

        `mark` is a text in its description that no other card has: by it the card is found when
        nobody knows whether it was made before a crash. Undoing it archives the card.
        """
        of = self._boards.context(board_id)
        if of is None:
            raise NotDone("That board is not kept any more.")
        fields = self.fields_of(board_id)
        begun = record.effect_by_key(self._engine, f"new-card:{key}")
        card_id = self._made_before(board_id, begun, mark)
        if not card_id:
            _writer(asker, of.board)
            against = () if accepted else objections(draft, of, fields)
            if against:
                raise NotDone(against[0][1])
            begun, card_id = self._begun(asker, of, draft, key, fields)
        if begun is None or begun.done_at is None:
            self._complete(of, card_id, draft, fields)
            record.finish(self._engine, f"new-card:{key}", self._clock(), card_id=card_id)
        card = self._known(board_id, card_id)
        self._look(board_id, card_id)
        return card

    def _begun(
        self, asker: Asker, of: Context, draft: Draft, key: str, fields: tuple[str, ...]
    ) -> tuple[EffectRow, str]:
        """Record that a card is made, and add it to its list; its id."""
        row = EffectRow(
            key=f"new-card:{key}", board_id=of.board.id, kind="Apply",
            why=f"{asker.name} asked {asker.where} for a new card",
            after=msgspec.json.encode((Change("unarchive"),)).decode(),
            reference=msgspec.json.encode((Change("archive"),)).decode(),
            begun_at=self._clock(),
        )  # fmt: skip
        begun = record.begin_anew(self._engine, row)
        if begun.card_id:
            return begun, begun.card_id
        try:
            card_id = self._add(of, draft, fields)
        except (TrelloRefused, TrelloNotFound) as refused:
            record.finish(self._engine, row.key, self._clock(), failure=str(refused))
            raise NotDone(f"Trello refuses the card: {refused.message}.") from None
        record.note_card(self._engine, row.key, card_id)
        return begun, card_id

    def _made_before(self, board_id: str, begun: EffectRow | None, mark: str) -> str:
        """The id of the card that was made, or may have been made, under this key; else empty."""
        if begun is None or begun.card_id:
            return begun.card_id if begun is not None else ""
        if begun.failure not in ("", record.NEVER_KNOWN) or not mark:
            return ""
        kept = self._boards.read(board_id)
        return next((card.id for card in kept.board.cards if mark in card.desc), "")

    def fields_of(self, board_id: str) -> tuple[str, ...]:
        """The board's custom fields that take a text or a number."""
        kept = self._boards.kept(board_id)
        entries = kept.custom_fields if kept else []
        return tuple(str(f.get("name")) for f in entries if f.get("type") in ("text", "number"))

    def _add(self, of: Context, draft: Draft, fields: tuple[str, ...]) -> str:
        """The new card's id. Labels and owners come with it, so that nobody sees it without."""
        made = as_made(draft, of, fields)
        labels = [label_of(change.value, of) for change in made.changes if change.kind == "label"]
        answer = self._trello.add_card(
            draft.list_id, made.name, made.desc,
            idLabels=[label.id for label in labels if label],
            idMembers=list(draft.owners),
            **({"due": made.due} if made.due else {}),
        )  # fmt: skip
        return str(answer["id"])

    def _complete(self, of: Context, card_id: str, draft: Draft, fields: tuple[str, ...]) -> None:
        """What a card cannot be made with: fields, links, its checklist. Done again after a crash
        it does no harm. What Trello refuses of it is missing on the card, and the rules say so."""
        made = as_made(draft, of, fields)
        kept = self._boards.kept(of.board.id)
        changes = CardChanges(self._trello, of.board, kept.custom_fields if kept else [])
        try:
            present = changes.read(card_id)
            changes.carry_out(present, made.changes)
            self._add_checklist(present, made.checklist)
        except (TrelloRefused, TrelloNotFound) as refused:
            log.warning("A new card lacks something that Trello refuses: %s", refused)

    def _add_checklist(self, present: PresentCard, items: tuple[str, ...]) -> None:
        """The items in a checklist of theirs, those that are not there already."""
        lists = present.answer.get("checklists") or []
        there = next((each for each in lists if each.get("name") == CHECKLIST), None)
        if there is None and items:
            self._trello.add_checklist(present.card.id, CHECKLIST, list(items))
        elif there is not None:
            known = {str(item.get("name")) for item in there.get("checkItems") or []}
            missing = [item for item in items if item not in known]
            self._trello.add_check_items(str(there["id"]), missing)

    def _known(self, board_id: str, card_id: str) -> Card:
        _, card = self._boards.read_card(board_id, card_id)
        if card is None:
            raise NotDone("The card was made, and somebody has deleted it since.")
        return card

    def _do(self, asked: Asked, planner: Planner) -> str:
        """Read the card, plan, change, read again; what is then said."""
        if self._boards.kept(asked.board_id) is None:  # nothing is asked of a board that is foreign
            raise NotDone("That board is not kept any more.")
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
