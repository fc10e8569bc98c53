"""A card's links for Slack: each with its state, how it goes on, and how old the answer is."""

from datetime import datetime

from bot.slack.text import escape, link
from protocol.link_block import in_order
from protocol.link_words import (
    asked_words,
    duration_words,
    money_words,
    progress_words,
    state_words,
    system_title,
)
from protocol.links import LinkReference, LinkState
from protocol.subject import Subject


def link_lines(subject: Subject, now: datetime) -> list[str]:
    """One line for each link: those whose state is known first, then what nobody has asked yet."""
    states = in_order(subject.link_states)
    known = {state.reference.url for state in states}
    lines = [_line(state, subject, now) for state in states]
    lines += [_plain(r) for r in subject.references if r.url not in known]
    return lines


def _line(state: LinkState, subject: Subject, now: datetime) -> str:
    name = link(state.reference.url, state.title or state.reference.name)
    title = escape(system_title(state.reference.system))
    details = [
        state_words(state, subject.context.zone, now),
        *(_course(state) if not state.superseded else ()),
        asked_words(state, now),
    ]
    return f"{name} ({title}): {escape(', '.join(part for part in details if part))}"


def _course(state: LinkState) -> tuple[str, ...]:
    """How it went; of one that a newer run has replaced nobody asks that."""
    took = duration_words(state)
    return (
        progress_words(state) if state.state in ("running", "failed") else "",
        f"took {took}" if took else "",
        money_words(state),
    )


def _plain(reference: LinkReference) -> str:
    title = escape(system_title(reference.system))
    return f"{link(reference.url, reference.name)} ({title})"
