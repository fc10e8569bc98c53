"""Cards that a pull request moves: by a closing word, where the agreement says so, only forward.

The past decides nothing: a pull request that changed more than a day ago, or before the card came
into its list, moves nothing. So a card that somebody has moved since stays where they put it.
"""

from datetime import datetime, timedelta

from protocol.asked_moves import why_not_moved
from protocol.changes import inverse
from protocol.decide import Apply
from protocol.links import OPEN_PULLS, LinkState
from protocol.rule import Change
from protocol.subject import Context, Subject
from protocol.ties_by_name import numbers_in, short_links_in
from protocol.way_back import list_role
from protocol.words import WORK_ORDER, Role, is_from

LATELY = timedelta(days=1)


def pull_move(context: Context, card_id: str) -> Apply | None:
    """The move that a pull request of this card asks for; None when none does."""
    wanted = context.agreement.moves.pull_requests
    card = context.subjects_by_id.get(card_id) if wanted else None
    if card is None or list_role(context, card.card.list_id) != card.role:
        return None  # a label says that it is elsewhere than its list
    closing = [
        state
        for state in card.link_states
        if state.reference.kind == "pull request" and closes(state, card)
    ]
    for state in closing:
        role = wanted.get(state.state)
        if role is None or not _counts(state, card, context):
            continue
        if state.state == "merged" and any(other.state in OPEN_PULLS for other in closing):
            continue  # the last of them moves it
        target = _list_of(role, card, context)
        if target:
            change = Change("move", target)
            why = f"the pull request {state.reference.name} that closes this card is {state.state}"
            return Apply(card.id, (change,), why, inverse(card.card, (change,)))
    return None


def closes(state: LinkState, card: Subject) -> bool:
    """Whether this pull request says that it closes this card."""
    names = (state.facts.get("closes", ""),)
    repository = state.reference.name.partition("#")[0]
    is_bound = _is_bound(card.context, repository)
    return card.card.short_link.casefold() in map(str.casefold, short_links_in(names)) or (
        is_bound and card.card.number in numbers_in(names)
    )


def _is_bound(context: Context, repository: str) -> bool:
    """Whether `#38` in this repository means a card of the context's board."""
    return context.agreement.repositories.is_bound(repository, context.board)


def _counts(state: LinkState, card: Subject, context: Context) -> bool:
    """Whether it came to be so lately, and after the card came into its list."""
    if state.could_not_ask_since is not None:
        return False
    when: datetime | None = state.changed or state.started
    if when is None or context.now - when > LATELY:
        return False
    return card.since is None or card.since.when <= when


def _list_of(role: Role, card: Subject, context: Context) -> str:
    """The list that the card goes to: the first of this role; empty when it goes nowhere."""
    if card.role not in WORK_ORDER or is_from(card.role, role):
        return ""
    for entry in context.board.open_lists:
        if list_role(context, entry.id) == role:
            return "" if why_not_moved(card, entry.id, context) else entry.id
    return ""
