"""Findings and memory to effects: the one pure decision behind every event, poll and sweep.

The same observation and memory always give the same effects; when the effects have been
performed and remembered, deciding again gives none.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal

import msgspec
from msgspec import Struct

from protocol.board import Card
from protocol.changes import inverse
from protocol.check import Report
from protocol.comment_commands import answer, mark_of, unanswered
from protocol.finding import Finding
from protocol.link_attachments import Kept, attachments_due
from protocol.link_block import FailedRun, failed_run, links_text
from protocol.rule import Change
from protocol.speech import comment_text, moved_back_note, says_the_same, who_can_act
from protocol.subject import Context

Cause = Literal["event", "sweep"]

YIELD_FOR = timedelta(hours=1)  # a move made again within this time is meant: the bot gives way
OBEY_FOR = timedelta(days=7)


class Spoken(Struct, frozen=True):
    """Something said before: where it is kept, and its text."""

    reference: str
    text: str
    closed: bool = False


class Memory(Struct, frozen=True):
    """What the bot remembers of one card."""

    comment: Spoken | None = None
    message: Spoken | None = None
    moved_back_at: datetime | None = None  # when the bot last moved this card back
    moved_back_to: str = ""
    moved_back_why: str = ""
    surplus: tuple[Spoken, ...] = ()  # comments of the bot's beside the one that there may be


class Notice(Struct, frozen=True):
    """A card's message in a channel, before it is rendered for Slack."""

    card: str
    card_url: str
    list_name: str
    points: tuple[tuple[str, str, str, str], ...]  # rule, what is wrong, what to do, who can act
    run: FailedRun | None = None  # the card's run that has failed, when a point says so


class PostComment(Struct, frozen=True, tag=True):
    """Write the card's one comment."""

    card_id: str
    text: str


class EditComment(Struct, frozen=True, tag=True):
    """Change the card's comment in place."""

    card_id: str
    reference: str
    before: str
    text: str


class WithdrawComment(Struct, frozen=True, tag=True):
    """Take the card's comment away: nothing is left to settle."""

    card_id: str
    reference: str
    before: str


class MoveBack(Struct, frozen=True, tag=True):
    """Undo a move that the agreement forbids, and say why."""

    card_id: str
    to_list: str
    from_list: str
    why: str


class Tell(Struct, frozen=True, tag=True):
    """Post, or change in place, the card's message in the team's channel."""

    card_id: str
    notice: Notice


Because = Literal["settled", "archived", "gone", "ignored", "unwanted"]


class CloseMessage(Struct, frozen=True, tag=True):
    """Strike the card's message through: it is settled, or the card is out of sight."""

    card_id: str
    because: Because = "settled"


class Apply(Struct, frozen=True, tag=True):
    """Change the card, because a person asked for it or a safe fix is agreed on.

    `back` is what undoes it, by the card it was decided on. `mark` and `reply` are those of the
    command that asked for it: what was begun for a command is finished and answered as begun.
    """

    card_id: str
    changes: tuple[Change, ...]
    why: str
    back: tuple[Change, ...] = ()
    mark: str = ""
    reply: str = ""


class Reply(Struct, frozen=True, tag=True):
    """Answer a command in a comment of its own; `mark` ends it and tells that it was answered."""

    card_id: str
    text: str
    mark: str


class Attach(Struct, frozen=True, tag=True):
    """Attach a link with its state in the name, instead of what the bot attached before."""

    card_id: str
    url: str
    name: str
    in_place_of: str = ""
    before: str = ""


class Detach(Struct, frozen=True, tag=True):
    """Take an attachment of the bot's away: the link is not the card's any more."""

    card_id: str
    attachment_id: str
    name: str


Effect = (
    PostComment
    | EditComment
    | WithdrawComment
    | MoveBack
    | Tell
    | CloseMessage
    | Apply
    | Reply
    | Attach
    | Detach
)


class Bot(Struct, frozen=True):
    """Who the bot is on the board."""

    member_id: str
    username: str


def decide(
    context: Context, card_id: str, report: Report, memory: Memory, cause: Cause
) -> tuple[Effect, ...]:
    """The effects that bring what the bot says of a card in line with what is so.

    A card that is archived, ignored or gone has an empty report: what was said of it is withdrawn.
    """
    move = _move_back(context, card_id, report, memory)
    if move is not None:
        return (move,)  # the card is looked at again after it
    if report.in_grace:
        return ()  # made or touched moments ago: left alone, with what was said of it
    effects: list[Effect] = [
        WithdrawComment(card_id, extra.reference, extra.text) for extra in memory.surplus
    ]
    note = _note(context, card_id, memory)
    links = links_text(context, card_id, beside=bool(report.findings or note))
    text = comment_text(report.findings, note, links) if report.findings or note or links else ""
    if text and memory.comment is None:
        effects.append(PostComment(card_id, text))
    elif text and memory.comment and _is_news(text, memory.comment, cause):
        effects.append(EditComment(card_id, memory.comment.reference, memory.comment.text, text))
    elif not text and memory.comment is not None:
        effects.append(WithdrawComment(card_id, memory.comment.reference, memory.comment.text))
    effects += _attachments(context, card_id)
    effects += _channel(context, card_id, report, memory, cause)
    return tuple(effects)


def _attachments(context: Context, card_id: str) -> list[Effect]:
    return [
        Attach(card_id, due.url, due.name, due.in_place_of, due.before)
        if isinstance(due, Kept)
        else Detach(card_id, due.attachment_id, due.name)
        for due in attachments_due(context, card_id)
    ]


def _note(context: Context, card_id: str, memory: Memory) -> str:
    """That the card was moved back, while it lies there and the move may still be made again."""
    subject = context.subjects_by_id.get(card_id)
    if subject is None or subject.card.list_id != memory.moved_back_to:
        return ""
    if memory.moved_back_at is None or context.now >= memory.moved_back_at + YIELD_FOR:
        return ""
    return moved_back_note(subject.list_name, memory.moved_back_why)


def obey(
    context: Context, card: Card, report: Report, bot: Bot, answered: Collection[str] = ()
) -> tuple[Apply | Reply, ...]:
    """What the oldest unanswered command on the card asks for; the card is looked at again after.

    A command older than a week is left alone: whoever wrote it has stopped waiting. So are cards
    that are archived or ignored, and commands whose marks are known to be `answered`, though the
    answer is not on the card any more.
    """
    if card.id not in context.subjects_by_id:
        return ()
    for comment, words in unanswered(card, bot.member_id, bot.username):
        mark = mark_of(comment)
        if context.now - comment.written > OBEY_FOR or mark in answered:
            continue
        told = answer(words, comment, context, card, report)
        reply = Reply(card.id, told.reply, mark)
        if not told.changes:
            return (reply,)
        back = inverse(card, told.changes)
        return (Apply(card.id, told.changes, told.why, back, mark, told.reply), reply)
    return ()


def _is_news(text: str, before: Spoken, cause: Cause) -> bool:
    """A sweep does not speak again because a day has passed; after a change all is put right.

    What a person took away comes back with new facts only.
    """
    if cause == "event" and before.reference:
        return text != before.text
    return not says_the_same(text, before.text)


def _channel(
    context: Context, card_id: str, report: Report, memory: Memory, cause: Cause
) -> list[Effect]:
    """A message is begun only by a person's change; a sweep may only mend one that is there."""
    before = memory.message
    is_open = before is not None and not before.closed
    wanted = context.agreement.slack.card_messages
    if not wanted or not report.findings:
        because = _because(context, card_id) if wanted else "unwanted"
        return [CloseMessage(card_id, because)] if is_open else []
    notice = notice_of(report.findings, failed_run(context, card_id, report.findings))
    if before is None or before.closed:
        return [Tell(card_id, notice)] if cause == "event" else []
    encoded = msgspec.json.encode(notice).decode()
    return [Tell(card_id, notice)] if _is_news(encoded, before, cause) else []


def _because(context: Context, card_id: str) -> Because:
    """Why nothing is left to say of a card."""
    if card_id in context.subjects_by_id:
        return "settled"
    card = next((card for card in context.board.cards if card.id == card_id), None)
    if card is None:
        return "gone"
    entry = context.board.lists_by_id.get(card.list_id)
    return "archived" if card.closed or (entry is not None and entry.closed) else "ignored"


def notice_of(findings: tuple[Finding, ...], run: FailedRun | None = None) -> Notice:
    """The message for these findings of one card, which must not be empty, and its failed run."""
    first = findings[0]
    return Notice(
        card=first.card,
        card_url=first.card_url,
        list_name=first.list_name,
        points=tuple((f.rule, f.sentence, f.resolve, who_can_act(f)) for f in findings),
        run=run,
    )


def _move_back(context: Context, card_id: str, report: Report, memory: Memory) -> MoveBack | None:
    """The move that an enforced finding asks for; none when a person made the same move again."""
    subject = context.subjects_by_id.get(card_id)
    if subject is None:
        return None
    for finding in report.findings:
        if finding.level != "enforce" or finding.fix is None:
            continue
        for change in finding.fix.changes:
            if change.kind != "move" or change.value == subject.card.list_id:
                continue
            if not _is_meant(finding, change.value, memory, context.now):
                return MoveBack(card_id, change.value, subject.card.list_id, finding.sentence)
    return None


def _is_meant(finding: Finding, to_list: str, memory: Memory, now: datetime) -> bool:
    """Whether the move was made again within the hour after it was taken back, or the taking back
    was undone: then it is meant, and stays a finding for good."""
    if memory.moved_back_at is None or memory.moved_back_to != to_list:
        return False
    return (finding.since or now) < memory.moved_back_at + YIELD_FOR
