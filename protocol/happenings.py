"""What happened to people's cards and needs them now: a failed run, a move back, a blocker."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from protocol.agreement import fold
from protocol.check import Report
from protocol.digest import News, facts_of, point_of
from protocol.link_block import failed_run
from protocol.subject import Context, Subject


class MovedBack(Struct, frozen=True):
    """A move that the bot has taken back."""

    key: str  # of the effect
    card_id: str
    to_list: str
    why: str
    when: datetime


def happenings(
    context: Context, report: Report, moved_back: Iterable[MovedBack]
) -> tuple[News, ...]:
    """Everything on this board that needs somebody now; each with the members it needs."""
    return (
        *_failed_runs(context, report),
        *_moved_back(context, moved_back),
        *_blocked(context),
    )


def _failed_runs(context: Context, report: Report) -> Iterator[News]:
    for finding in report.findings:
        if finding.rule != "run-failed":
            continue
        subject = context.subjects_by_id.get(finding.card_id)
        if subject is None:
            continue
        point = point_of(context.board.id, finding)
        yield News(
            key=f"{context.board.id}:run failed:{subject.id}:{finding.facts.get('failed', '')}",
            kind="run failed",
            board_id=context.board.id,
            card_id=subject.id,
            card=subject.title,
            card_url=subject.card.url,
            says=f"{finding.sentence} {finding.resolve}",
            who=tuple(person.id for person in finding.who),
            urgent=_urgent_label(subject),
            point=point.key,
            facts=facts_of(finding),
            run=failed_run(context, subject.id, (finding,)),
        )


def _moved_back(context: Context, moves: Iterable[MovedBack]) -> Iterator[News]:
    for move in moves:
        subject = context.subjects_by_id.get(move.card_id)
        if subject is None:
            continue
        owners = tuple(owner.id for owner in subject.owners)
        yield News(
            key=f"{context.board.id}:moved back:{move.key}",
            kind="moved back",
            board_id=context.board.id,
            card_id=subject.id,
            card=subject.title,
            card_url=subject.card.url,
            says=f"I moved it back to '{context.list_name(move.to_list)}'. {move.why}",
            who=owners or _last_mover(subject, move.when),
            urgent=_urgent_label(subject),
        )


def _blocked(context: Context) -> Iterator[News]:
    for subject in context.subjects:
        if not subject.is_blocked or subject.role == "done":
            continue
        marked_by = _who_marked(subject)
        who = tuple(owner.id for owner in subject.owners if owner.id != marked_by)
        if not who:
            continue
        by = f" by {context.name_of(marked_by)}" if marked_by else ""
        yield News(
            key=f"{context.board.id}:blocked:{subject.id}",
            kind="blocked",
            board_id=context.board.id,
            card_id=subject.id,
            card=subject.title,
            card_url=subject.card.url,
            says=f"It was marked as blocked{by}. Look whether you can clear the way, or say on the "
            "card what it waits for.",
            who=who,
            urgent=_urgent_label(subject),
        )


def _last_mover(subject: Subject, before: datetime) -> tuple[str, ...]:
    """Who moved a card that nobody owns, before it was moved back."""
    members = subject.context.board.members_by_id
    for move in subject.context.history.moves(subject.id):
        member = members.get(move.member_id)
        if move.when <= before and member is not None and member.active:
            return (member.id,)
    return ()


def _who_marked(subject: Subject) -> str:
    """Who put the blocking label on the card, when the history tells."""
    terms = subject.context.agreement.labels_by_folded_name
    names = subject.context.label_names
    for action in subject.context.history.by_card.get(subject.id, ()):
        if action.type == "addLabelToCard":
            name = fold(names.get(action.subject_id, ""))
            if name == "blocked" or (name in terms and terms[name].blocked):
                return action.member_id
    return ""


def _urgent_label(subject: Subject) -> str:
    terms = subject.context.agreement.labels_by_folded_name
    for label in subject.card.labels:
        held = terms.get(fold(label.name))
        if held is not None and held.urgent:
            return label.title
    return ""
