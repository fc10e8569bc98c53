"""A card's links as attachments with their states in the names, where the team wants them so.

One attachment per link, the bot's own: it ends in the bot's name, which tells it from what people
attach. Those are never touched. Trello changes no attachment, so that a new name is a new
attachment in place of the old one; only what a person would act on is in it, no times.
"""

from collections.abc import Iterable

from msgspec import Struct

from protocol.board import OWN_ATTACHMENT as SIGNED
from protocol.link_block import in_order
from protocol.links import LinkState, reference_of
from protocol.speech import calm
from protocol.subject import Context

MOST = 20  # on one card; the latest runs and what is open come first
_LONGEST = 200
_QUIET = frozenset({"running"})  # of a pull request's checks: over in minutes


class Kept(Struct, frozen=True):
    """An attachment that is to be: `in_place_of` is the one that goes for it, if any."""

    url: str
    name: str
    in_place_of: str = ""
    before: str = ""  # the other one's name


class Gone(Struct, frozen=True):
    """An attachment of the bot's whose link is no longer the card's."""

    attachment_id: str
    name: str


def attachments_due(context: Context, card_id: str) -> tuple[Kept | Gone, ...]:
    """What brings the bot's attachments in line with what is known of the card's links."""
    subject = context.subjects_by_id.get(card_id)
    if subject is None:
        return ()  # archived, ignored or gone: it stays as it is
    wanted: dict[str, str] = {}
    if context.agreement.links.attachments:
        wanted = dict(_wanted(context.links.get(card_id, ())))
    due: list[Kept | Gone] = []
    there: set[str] = set()
    for own in subject.card.own_attachments:
        link = reference_of(own.url)  # Trello may write an address in another way than it was given
        url = link.url if link is not None else own.url
        name = wanted.get(url)
        if name is None or url in there:
            due.append(Gone(own.id, own.name))
            continue
        there.add(url)
        if name != own.name:
            due.append(Kept(url, name, own.id, own.name))
    return (*due, *(Kept(url, name) for url, name in wanted.items() if url not in there))


def _wanted(states: Iterable[LinkState]) -> Iterable[tuple[str, str]]:
    told = [s for s in in_order(states) if s.live and s.reference.url.startswith("http")]
    for state in told[:MOST]:
        yield state.reference.url, attachment_name(state)


def attachment_name(state: LinkState) -> str:
    """`nf-core/rnaseq calm_avocet: failed, STAR_ALIGN (s3), exit code 137: ... · Cardkeeper`."""
    word = "state unknown" if state.state == "unknown" else state.state
    checks = state.facts.get("checks", "")
    parts = [
        word,
        state.detail if state.state == "failed" else "",
        f"checks {checks}" if checks and checks not in _QUIET else "",
        "a newer run counts" if state.superseded else "",
        "tied by its name" if state.tie == "guessed" else "",
    ]
    name = " ".join(calm(state.title or state.reference.name).split())
    shown = f"{name}: {', '.join(calm(part) for part in parts if part)}"
    most = _LONGEST - len(SIGNED)
    return (shown if len(shown) <= most else f"{shown[: most - 1].rstrip()}…") + SIGNED
