"""Limits on work in progress: where they are written, and which card came last."""

import re
from collections.abc import Iterable

from protocol.agreement import fold
from protocol.board import BoardList
from protocol.subject import Context, Subject
from protocol.words import Role

_SAID = re.compile(r"(?<!\w)(?:max|maximum|limit|wip)[.:=\s]*(\d{1,3})(?!\w)", re.IGNORECASE)
_BARE = re.compile(r"[\[(]\s*(\d{1,2})\s*[\])]\s*$")


def limit_of_list(context: Context, entry: BoardList) -> int | None:
    """The most cards that the agreement allows in this list."""
    terms = context.agreement.lists_by_id.get(entry.id)
    terms = terms or context.agreement.lists_by_folded_name.get(fold(entry.name))
    return terms.wip if terms else None


def limit_in_name(name: str, role: Role | None) -> int | None:
    """The limit that a list's own name tells: "Doing [3]", "Review (max 4)"."""
    found = _SAID.search(name)
    if found is None and role in ("doing", "review", "waiting"):
        found = _BARE.search(name)
    return (int(found[1]) or None) if found else None


def latest(cards: Iterable[Subject]) -> Subject:
    """The card that came into its list last; of several at one moment, the lowest in the list.

    Of cards whose coming is older than the history nothing tells which came last. When they were
    last touched does not: the bot's own comment does that, and would move what it speaks of.
    """
    return max(cards, key=_coming)


def _coming(subject: Subject) -> tuple[float, float, str]:
    since = subject.since
    when = since.when.timestamp() if since is not None and since.exact else 0.0
    return when, subject.card.position, subject.id
