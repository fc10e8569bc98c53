"""What a card is tied to: the links it names, and what is known of the links given with it.

A tie made by command stands only among the states; one written on the card may have no state yet.
"""

import re
from datetime import datetime

from protocol.days import spoken_time
from protocol.links import LinkKind, LinkReference, LinkState
from protocol.rule import Breach
from protocol.subject import Context, Subject
from protocol.way_back import way_back
from protocol.words import ROLES, WORK_ORDER, Role, is_from, join_and

# What `links` of a kind may ask for, and the kinds of links that answer it. A pull request, an
# issue or a commit tells its repository as well as the repository's own address does.
REQUIRED_LINKS: dict[str, tuple[LinkKind, ...]] = {
    "run": ("run",),
    "repository": ("repository", "pull request", "issue", "commit"),
    "report": ("report",),
}


def ties_of(card: Subject, *kinds: LinkKind) -> tuple[LinkReference, ...]:
    """The card's links of these kinds, written on it or known from a command, each once."""
    every = (*card.references, *(state.reference for state in card.link_states))
    return tuple({link.url: link for link in every if link.kind in kinds}.values())


def states_of(card: Subject, kind: LinkKind) -> tuple[LinkState, ...]:
    """What is known of the card's links of this kind; links that nobody asked about are absent."""
    return tuple(state for state in card.link_states if state.reference.kind == kind)


def repositories_of(card: Subject, owners: tuple[str, ...]) -> tuple[str, ...]:
    """Names, as `owner/name`, of the repositories that the card's links name, each once."""
    links = ties_of(card, *REQUIRED_LINKS["repository"])
    names = (re.split("[#@]", link.name)[0] for link in links if owned_by(link, owners))
    return tuple(dict.fromkeys(names))


def owned_by(link: LinkReference, owners: tuple[str, ...]) -> bool:
    """Whether the repository belongs to one of these owners; without owners every one counts."""
    return not owners or link.name.partition("/")[0].casefold() in map(str.casefold, owners)


def said_at(state: LinkState) -> datetime:
    """When the state came to be, as far as the system told; else when it was asked."""
    return state.changed or state.asked


def as_of(state: LinkState, context: Context) -> str:
    """A clause with the age of what is said, for a system that has not answered since."""
    if state.could_not_ask_since is None:
        return ""
    when = spoken_time(state.could_not_ask_since, context.zone)
    return f" (as of {when}; {state.reference.system} could not be asked since)"


def asked_from(card: Subject, word: str) -> Role | None:
    """The first role from which its kind must have such a link, when the card is as far."""
    asking = card.kind_terms.links.items() if card.kind_terms else ()
    asked = {role for role, words in asking if word in words and is_from(card.role, role)}
    return next((role for role in (*WORK_ORDER, *ROLES) if role in asked), None)


def missing_link(card: Subject, context: Context, word: str, done_days: float) -> Breach | None:
    """The breach of a card that has come as far as its kind's links are asked and has none.

    Cards that have been done for more than `done_days` calendar days are left alone.
    """
    first = asked_from(card, word)
    if first is None or ties_of(card, *REQUIRED_LINKS[word]):
        return None
    if card.role == "done" and not card.done_within(done_days):
        return None
    return Breach(
        says=f"it is in '{card.list_name}' and links no {word}; "
        f"cards of the kind '{card.kind}' need one from the role {first} on",
        resolve=f"Attach the address of the {word} to the card, or write it in the description.",
        who=tuple(owner.id for owner in card.owners),
        since=card.since.when if card.since else None,
        facts={
            "list": card.list_name,
            "kind": str(card.kind),
            "needed_from": first,
            "other_links": join_and(link.name for link in card.references) or "none",
        },
        fix=way_back(card, context, earlier_than=first),
    )
