"""What the agreement names is on the board.

What it checks
--------------
Every list, label, custom field and person that the agreement names is on the board, open, and
called so. A list whose id the agreement has pinned is recognised under its new name.

Why
---
A rule about a list that was renamed goes silent, and nobody notices silence.

A card that breaks it
---------------------
No card: the agreement says `"In progress" = "doing"`, and the board's list is now called *Doing*.

A card that keeps it
--------------------
No card: the agreement says `"Doing" = "doing"`.

How to resolve
--------------
Change the name in the agreement, or on the board.

Fix and its safety
------------------
None: the agreement is the team's to change.

Options
-------
`people`: whether people whom the board does not know are spoken of; of use to switch off when one
agreement serves several boards.

Being exempt
------------
Not possible: take the name out of the agreement.
"""

from collections.abc import Iterable, Iterator

from protocol.agreement import fold
from protocol.rule import Breach, Options, Rule
from protocol.subject import Context
from protocol.words import nearest


class AgreementDrift(Options, frozen=True):
    """Whether people are compared with the board's members."""

    people: bool = True


def check_board(context: Context, options: AgreementDrift) -> Iterator[Breach]:
    """One breach per name that the board does not have; they name no card."""
    yield from _lists(context)
    yield from _labels(context)
    yield from _fields(context)
    if options.people:
        yield from _people(context)


def _lists(context: Context) -> Iterator[Breach]:
    board = context.board
    by_name = {fold(entry.name): entry for entry in board.lists if entry.closed}
    by_name |= {fold(entry.name): entry for entry in board.open_lists}
    taken = set(context.agreement.lists_by_folded_name)
    names = [entry.name for entry in board.open_lists if fold(entry.name) not in taken]
    for name, terms in context.agreement.list_terms.items():
        pinned = board.lists_by_id.get(terms.id) if terms.id else None
        entry = pinned or by_name.get(fold(name))
        if entry is None:
            yield _lost(context, "list", name, names)
        elif entry.closed:
            yield _breach(context, "list", name, f"the list '{entry.name}' is archived")
        elif fold(entry.name) != fold(name):
            says = f"the list that it calls '{name}' is now called '{entry.name}'"
            yield _breach(context, "list", name, says, now=entry.name)
    for rule, settings in context.agreement.rules.items():
        for name in settings.get("lists", {}):
            if fold(name) not in by_name and fold(name) not in taken:
                yield _lost(context, "list", name, names, f"for the rule {rule} ")


def _labels(context: Context) -> Iterator[Breach]:
    agreement, board = context.agreement, context.board
    ids = {label.id: label for label in board.labels}
    known = {fold(label.title) for label in board.labels}
    known |= {fold(label.title) for card in board.cards for label in card.labels}
    pinned = {fold(name): terms.id for name, terms in agreement.label_terms.items()}
    of_kinds = (terms.label or kind for kind, terms in agreement.kinds.items())
    named = {
        fold(name): name
        for name in (*of_kinds, *agreement.label_terms, *agreement.cards.ignore_labels)
    }
    names = [label.title for label in board.labels if fold(label.title) not in named]
    for folded, name in named.items():
        if folded in known:
            continue
        label = ids.get(pinned.get(folded, ""))
        if label is not None:
            says = f"the label that it calls '{name}' is now called '{label.title}'"
            yield _breach(context, "label", name, says, now=label.title)
        else:
            yield _lost(context, "label", name, names)


def _fields(context: Context) -> Iterator[Breach]:
    annotations = context.agreement.annotations
    known = {fold(name) for name in context.board.field_names}
    for name in dict.fromkeys((annotations.estimate_field, annotations.goal_field)):
        if name and fold(name) not in known:
            yield _lost(context, "custom field", name, context.board.field_names)


def _people(context: Context) -> Iterator[Breach]:
    members = [member for member in context.board.members if member.active]
    known = {fold(name) for member in members for name in (member.username, member.full_name)}
    for name, person in context.agreement.people.items():
        sought = person.trello or name
        if fold(sought).removeprefix("@") not in known:
            yield _lost(context, "member", sought, [member.username for member in members])


def _lost(
    context: Context, what: str, name: str, known: Iterable[str], purpose: str = ""
) -> Breach:
    near = nearest(name, known, count=1)
    hint = f"; the nearest is '{near[0]}'" if near else ""
    says = f"it names the {what} '{name}' {purpose}and the board has none{hint}"
    return _breach(context, what, name, says, now=near[0] if near else "")


def _breach(context: Context, what: str, name: str, says: str, *, now: str = "") -> Breach:
    admins = tuple(
        member.id
        for member in context.board.members
        if (held := context.person_of(member)) and held[1].admin
    )
    return Breach(
        says=f"the agreement has drifted from the board: {says}",
        resolve="Change the name in the agreement, or on the board.",
        who=admins,
        facts={"what": what, "name": name, **({"nearest": now} if now else {})},
        about=f"{what} {name}",
    )


RULE = Rule(
    name="agreement-drift",
    family="housekeeping",
    summary="What the agreement names is on the board.",
    page=__doc__,
    level="advise",
    options=AgreementDrift,
    check_board=check_board,
    names_cards=False,
)
