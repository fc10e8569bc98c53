"""Readable cards and boards for tests of rules: `judge("owner-missing", card("Re-run it"))`.

Lists, members and labels are named, never numbered; their ids are worked out from the names. Days
are written as text. A test says only what matters to it:

    found = judge("stuck-in-list", card("Tune it", in_list="Doing", since="2026-10-01"))

`now` is Monday, 16 November 2026, 09:00 UTC unless a test says otherwise, and the history is
complete unless the board is made with `history_from=`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from hashlib import blake2b
from itertools import count
from typing import Any

import msgspec

from protocol.agreement import Agreement
from protocol.agreement_file import read_agreement
from protocol.board import (
    Action,
    Attachment,
    Board,
    BoardList,
    Card,
    CheckItem,
    Checklist,
    Comment,
    Label,
    LooseEnd,
    Member,
)
from protocol.finding import Exemption
from protocol.history import history_of
from protocol.links import LinkState
from protocol.rule import Breach, Options, rule_options
from protocol.rules import RULES_BY_NAME
from protocol.subject import Context, Subject

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)  # a Monday
LISTS = ("Inbox", "Goals", "Ready", "Doing", "Waiting", "Review", "Done")
NO_AGREEMENT = Agreement()
_numbers = count(1)


@dataclass(frozen=True)
class Written:
    """A card and what its history holds; `board` puts both where they belong."""

    card: Card
    history: tuple[Action, ...] = ()
    owners: tuple[str, ...] = ()
    list_name: str = ""

    @property
    def id(self) -> str:
        return self.card.id

    @property
    def url(self) -> str:
        return self.card.url


def at(day: str | datetime) -> datetime:
    """`2026-11-10` is noon UTC of that day; `2026-11-10 17:00` is that minute."""
    if isinstance(day, datetime):
        return day
    moment = datetime.fromisoformat(day)
    if len(day) == 10:
        moment = datetime.combine(moment.date(), time(12))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def made_id(what: str, name: str) -> str:
    """An id in Trello's form for something that is known by its name."""
    return "5f000000" + blake2b(f"{what}:{name}".encode(), digest_size=8).hexdigest()


def list_id(name: str) -> str:
    """The id of the list with this name, on every board made here."""
    return made_id("list", name)


def member_id(name: str) -> str:
    """The id of the member with this name, on every board made here."""
    return made_id("member", name)


def card(
    title: str,
    *,
    in_list: str = "Doing",
    owners: Iterable[str] = (),
    labels: Iterable[str] = (),
    desc: str = "",
    due: str | datetime | None = None,
    due_done: bool = False,
    start: str | datetime | None = None,
    created: str | datetime = "2026-11-09",
    since: str | datetime | None = None,
    came_from: str = "",
    moves: Sequence[tuple[str, str, str]] = (),
    active: str | datetime | None = None,
    checklist: Mapping[str, bool] | None = None,
    attachments: Iterable[str | tuple[str, str]] = (),
    uploads: Iterable[str] = (),
    comments: Iterable[tuple[str, str, str]] = (),
    history: Iterable[Action] = (),
    fields: Mapping[str, str] | None = None,
    closed: bool = False,
    template: bool = False,
) -> Written:
    """A card as a person would tell of it.

    `since`: when it was moved into `in_list` (from `came_from`, or some list before it); without
    it the card was made there. `moves`: (from, to, day), oldest first, for a longer story.
    `checklist`: line to ticked. `attachments`: addresses, or (name, address). `comments`: (by,
    day, text), as a read of the single card brings them; for those of an export put
    `action("commentCard", ...)` into `history`.
    """
    number = next(_numbers)
    owners = tuple(owners)
    made = at(created)
    card_id = f"{int(made.timestamp()):08x}" + f"{number:016x}"
    story = list(moves)
    if since is not None:
        before = came_from or ("Inbox" if in_list != "Inbox" else "Ready")
        story.append((before, in_list, at(since).isoformat()))
    steps = [action("updateCard", day, before=before, after=after) for before, after, day in story]
    events = tuple(msgspec.structs.replace(step, card_id=card_id) for step in (*steps, *history))
    items = tuple(
        CheckItem(made_id("item", f"{number}{line}"), line, done)
        for line, done in (checklist or {}).items()
    )
    named = [(entry, entry) if isinstance(entry, str) else entry for entry in attachments]
    written = Card(
        id=card_id,
        name=title,
        list_id=list_id(in_list),
        desc=desc,
        member_ids=tuple(member_id(name) for name in owners),
        labels=tuple(Label(made_id("label", name), name, "green") for name in labels),
        closed=closed,
        due=at(due) if due else None,
        due_complete=due_done,
        start=at(start) if start else None,
        last_activity=at(active) if active else max((made, *(step.date for step in events))),
        number=number,
        short_link=f"Ck{number:06d}",
        url=f"https://trello.com/c/Ck{number:06d}",
        position=float(number),
        is_template=template,
        checklists=(Checklist(made_id("checklist", str(number)), "Steps", items),) if items else (),
        attachments=(
            *(Attachment(made_id("attachment", f"{number}{u}"), n, u) for n, u in named),
            *(
                Attachment(
                    made_id("attachment", f"{number}{name}"),
                    name,
                    f"https://trello.com/1/cards/{card_id}/attachments/1/download/{name}",
                    is_upload=True,
                )
                for name in uploads
            ),
        ),
        fields=dict(fields or {}),
        comments=tuple(
            Comment(made_id("comment", f"{number}{day}{text}"), member_id(by), text, at(day))
            for by, day, text in comments
        ),
    )
    return Written(written, events, owners, in_list)


def action(
    kind: str,
    day: str | datetime,
    *,
    by: str = "Ines",
    text: str = "",
    before: str = "",
    after: str = "",
    about: str = "",
    value: str = "",
    changed: Mapping[str, Any] | None = None,
) -> Action:
    """One entry of a card's history; `before` and `after` are lists' names, `about` an id."""
    return Action(
        id=made_id("action", f"{next(_numbers)}"),
        type=kind,
        date=at(day),
        member_id=member_id(by),
        list_before=list_id(before) if before else "",
        list_after=list_id(after) if after else "",
        text=text,
        changed=dict(changed or ({"idList": list_id(before)} if before else {})),
        subject_id=about,
        value=value,
    )


def board(
    *cards: Written,
    lists: Iterable[str] = LISTS,
    archived_lists: Iterable[str] = (),
    members: Iterable[str] = ("Ines", "Omar", "Petra", "Yusuf"),
    left: Iterable[str] = (),
    gone: Iterable[str] = (),
    observers: Iterable[str] = (),
    labels: Iterable[str] = (),
    fields: Iterable[str] = (),
    history_from: str = "",
    loose_ends: tuple[LooseEnd, ...] = (),
    name: str = "Team board",
) -> Board:
    """A board with these cards; lists, members and labels that the cards name are added.

    `left`: members who are still known but no longer active. `gone`: members of whom the board
    knows nothing but the id on the card. `observers` may only look. `history_from`: the actions
    begin on that day, older ones are cut off; without it they reach the making of the board.
    """
    archived_lists, left, observers = tuple(archived_lists), tuple(left), tuple(observers)
    known = dict.fromkeys([*lists, *archived_lists, *(c.list_name for c in cards)])
    closed_lists, absent, away, looking = map(set, (archived_lists, gone, left, observers))
    people = dict.fromkeys(
        [*members, *left, *observers, *(name for c in cards for name in c.owners)]
    )
    held = {label.id: label for c in cards for label in c.card.labels}
    held |= {made_id("label", n): Label(made_id("label", n), n, "green") for n in labels}
    begun = Action(id=made_id("action", "first"), type="createBoard", date=at("2020-01-01"))
    if history_from:
        begun = Action(id=begun.id, type="updateBoard", date=at(history_from))
    actions = [entry for c in cards for entry in c.history if entry.date >= begun.date]
    return Board(
        id=made_id("board", name),
        name=name,
        url="https://trello.com/b/Ck00Team",
        short_link="Ck00Team",
        lists=tuple(
            BoardList(list_id(entry), entry, entry in closed_lists, float(number))
            for number, entry in enumerate(known)
        ),
        cards=tuple(c.card for c in cards),
        members=tuple(
            Member(
                member_id(entry),
                entry.lower(),
                entry,
                active=entry not in away,
                is_observer=entry in looking,
            )
            for entry in people
            if entry not in absent
        ),
        labels=tuple(held.values()),
        field_names=tuple(dict.fromkeys([*fields, *(f for c in cards for f in c.card.fields)])),
        actions=tuple(sorted([begun, *actions], key=lambda entry: entry.date, reverse=True)),
        loose_ends=loose_ends,
    )


def agreement_of(text: str | Agreement) -> Agreement:
    """The agreement written in this TOML, read as strictly as a team's own."""
    return read_agreement(text, "protocol.toml") if isinstance(text, str) else text


def context_of(
    what: Written | Board,
    agreement: str | Agreement = NO_AGREEMENT,
    *,
    now: str | datetime = NOW,
    links: Mapping[str, tuple[LinkState, ...]] | None = None,
    exemptions: Mapping[str, tuple[Exemption, ...]] | None = None,
) -> Context:
    """What a rule is given: the board (one made for a lone card), agreement, history and time.

    `links` and `exemptions` are by card id.
    """
    whole = what if isinstance(what, Board) else board(what)
    return Context(
        board=whole,
        agreement=agreement_of(agreement),
        history=history_of(whole),
        now=at(now),
        links=dict(links or {}),
        exemptions=dict(exemptions or {}),
    )


def subject_of(
    written: Written, agreement: str | Agreement = NO_AGREEMENT, *, now: str | datetime = NOW
) -> Subject:
    """The card as the agreement reads it."""
    return context_of(written, agreement, now=now).subjects_by_id[written.id]


def judge(
    rule: str,
    what: Written | Board,
    agreement: str | Agreement = NO_AGREEMENT,
    *,
    now: str | datetime = NOW,
    links: Mapping[str, tuple[LinkState, ...]] | None = None,
    exemptions: Mapping[str, tuple[Exemption, ...]] | None = None,
    **options: Any,
) -> list[Breach]:
    """What this one rule finds, whatever its level; each breach carries its `card_id`.

    Options come from the agreement; `judge(..., days=3)` sets one over it.
    """
    context = context_of(what, agreement, now=now, links=links, exemptions=exemptions)
    return judge_in(rule, context, **options)


def judge_in(rule_name: str, context: Context, **options: Any) -> list[Breach]:
    """As `judge`, in a context that the test has made itself."""
    rule = RULES_BY_NAME[rule_name]
    set_here: Options = rule_options(rule, context.agreement)
    if options:
        held = {key: getattr(set_here, key) for key in set_here.__struct_fields__}
        set_here = msgspec.convert({**held, **options}, rule.options)
    if rule.check_board is not None:
        return list(rule.check_board(context, set_here))
    assert rule.check is not None
    return [
        msgspec.structs.replace(breach, card_id=subject.id)
        for subject in context.subjects
        for breach in rule.check(subject, context, set_here)
    ]
