"""A card that waits says what it waits for.

What it checks
--------------
A card in `waiting` tells its reason in one of these ways: a comment written since it came there or
in the hour before, a section or a line of the description that begins with "Waiting for" (or
"Blocked by", "Depends on" and the like) and goes on, a checklist, or a link to another card. A card
that came there less than a day ago is left in peace, and so is one of which the history does not
tell when it came there: its comments are not known. A list or label that names the reason, "Waiting
for the clinic" or "Pending approval", tells it for all of its cards.

Why
---
A wait that nobody can name is one that nobody can end.

A card that breaks it
---------------------
"Run the cohort comparison" has been in *Waiting* for a week; its last comment is older than that.

A card that keeps it
--------------------
The same card with "Waiting for: consent forms from the clinic, promised for 2 December".

How to resolve
--------------
Write what it waits for and whom to ask: in a comment, or in a line "Waiting for: ...".

Fix and its safety
------------------
None: only people know the reason.

Options
-------
`days`: how many days a card may wait before the reason is asked for.

Being exempt
------------
`<!-- cardkeeper: exempt waiting-without-reason because its label says it -->` in the description.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Meta

from protocol.rule import Breach, Options, Rule
from protocol.speech import is_marked
from protocol.subject import Context, Subject
from protocol.words import count_of

_BEGINS = r"(?:waits?|waiting|blocked|on hold|held up|pending|depends|needs|wartet|en attente)\b"
_FOR = r"(?:for|on|by|until|auf|de)\b"
_LINE = re.compile(
    rf"^(?:[^\w\n]|_)*{_BEGINS}(?:[^\w\n]+{_FOR})?[^\w\n]*(?!{_FOR})\w",
    re.IGNORECASE | re.MULTILINE,
)
_HEADING = re.compile(_BEGINS, re.IGNORECASE)
_WORD = re.compile(r"\w+")
_WAIT_NAMES = "wait waits waiting blocked hold held pending stalled paused stuck wartet"
_EMPTY_NAMES = "on up for by the and or list tasks task items cards work stuff"
_WAIT_WORDS = frozenset(_WAIT_NAMES.split())
_EMPTY_WORDS = frozenset(_EMPTY_NAMES.split())
_WRITTEN_BEFORE = timedelta(hours=1)  # people write why, and then move the card
_CARD = re.compile(r"https?://trello\.com/c/[0-9A-Za-z]{8}")


class WaitingWithoutReason(Options, frozen=True):
    """How soon the reason is asked for, in calendar days."""

    days: Annotated[float, Meta(ge=0)] = 1


def check(card: Subject, context: Context, options: WaitingWithoutReason) -> Iterator[Breach]:
    """One breach when the card waits and nothing on it tells for what."""
    if card.role != "waiting" or card.is_goal or _tells_reason(card):
        return
    since = card.role_since
    if since is None or not since.exact or _was_commented(card, since.when):
        return
    days = context.days_since(since.when)
    if days < options.days:
        return
    yield Breach(
        says=f"it has been waiting for {count_of(int(days), 'day')}, and nothing on it tells "
        "what for",
        resolve="Write in a comment what it waits for and whom to ask.",
        who=tuple(owner.id for owner in card.owners),
        since=since.when,
        facts={"list": card.list_name, "days": str(int(days))},
    )


def _tells_reason(card: Subject) -> bool:
    """Whether the card, its list or a label tells what the card waits for."""
    if _names_reason(card.list_name) or any(_names_reason(e.name) for e in card.card.labels):
        return True
    if any(checklist.items for checklist in card.card.checklists):
        return True
    if _CARD.search(card.card.desc) or any(_CARD.match(a.url) for a in card.card.attachments):
        return True
    for heading, text in card.sections.items():
        if _LINE.match(heading) or _LINE.search(text) or (text and _HEADING.match(heading)):
            return True
    return bool(_LINE.search(card.preamble))


def _names_reason(name: str) -> bool:
    """Whether a list's or label's name says "waiting" and goes on: "Pending approval"."""
    words = set(_WORD.findall(name.casefold()))
    return not words.isdisjoint(_WAIT_WORDS) and not words <= (_WAIT_WORDS | _EMPTY_WORDS)


def _was_commented(card: Subject, since: datetime) -> bool:
    """Whether somebody wrote a comment about then or later, as the card or the history tells.

    What the bot wrote is no reason: asking for one would settle it.
    """
    told = [comment.written for comment in card.card.comments if not is_marked(comment.text)]
    actions = card.context.history.by_card.get(card.id, ())
    told += [a.date for a in actions if a.type == "commentCard" and not is_marked(a.text)]
    return any(when >= since - _WRITTEN_BEFORE for when in told)


RULE = Rule(
    name="waiting-without-reason",
    family="time",
    summary="A card that waits says what it waits for.",
    page=__doc__,
    level="advise",
    options=WaitingWithoutReason,
    check=check,
)
