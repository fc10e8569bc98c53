"""What a card's comment and its messages say of its links: a compact block, and a failed run."""

from collections.abc import Iterable

from msgspec import Struct

from protocol.finding import Finding
from protocol.link_words import state_words
from protocol.links import Deed, LinkState
from protocol.speech import calm
from protocol.subject import Context

MOST_LINKS = 8
MOST_LINES = 6  # of what a failed task wrote last
_ORDER = {"running": 0, "queued": 0, "failed": 1, "unknown": 2}


class FailedRun(Struct, frozen=True):
    """A run that has failed, as a message tells it: why, its last lines, what can be done."""

    url: str
    name: str
    why: str  # process, task and exit code in words
    lines: tuple[str, ...] = ()
    deeds: tuple[Deed, ...] = ()
    resume: str = ""  # the command that goes on with it, where it cannot be done from here


def links_text(context: Context, card_id: str, *, beside: bool) -> str:
    """The block for a card's comment, in Markdown; `beside` other things that are said there.

    Empty when the agreement does not want it, or nothing is known.
    """
    wanted = context.agreement.links.comment
    if wanted == "never" or (wanted == "with-findings" and not beside):
        return ""
    subject = context.subjects_by_id.get(card_id)
    if subject is None or (subject.role == "done" and not beside):
        return ""  # what is done needs no comment of its own for its links
    states = in_order(state for state in context.links.get(card_id, ()) if state.live)
    if not states:
        return ""
    lines = [f"- {_line(state, context)}" for state in states[:MOST_LINKS]]
    if len(states) > MOST_LINKS:
        lines.append(f"- ... and {len(states) - MOST_LINKS} more")
    failed = next((s for s in states if s.state == "failed" and not s.superseded), None)
    block = "\n".join(["**Links**", *lines])
    return f"{block}\n\n{_fenced(failed)}" if failed is not None and failed.last_lines else block


def in_order(states: Iterable[LinkState]) -> tuple[LinkState, ...]:
    """Runs on their way first, then failures, then the rest; what is superseded comes last."""
    return tuple(sorted(states, key=lambda s: (s.superseded, _ORDER.get(s.state, 3))))


def failed_run(context: Context, card_id: str, findings: Iterable[Finding]) -> FailedRun | None:
    """The run that one of these findings says has failed."""
    urls = {f.facts.get("run") for f in findings if f.rule == "run-failed"}
    for state in context.links.get(card_id, ()):
        if state.reference.url in urls:
            return FailedRun(
                url=state.reference.url,
                name=state.title or state.reference.name,
                why=state.detail,
                lines=state.last_lines[-MOST_LINES:],
                deeds=state.deeds,
                resume="" if state.deeds else state.facts.get("resume", ""),
            )
    return None


def _line(state: LinkState, context: Context) -> str:
    name = calm(state.title or state.reference.name).replace("[", "(").replace("]", ")")
    words = calm(state_words(state, context.zone, context.now))
    if not state.reference.url.startswith(("https://", "http://")):
        return f"{name}: {words}"  # it has no page that a browser could open
    return f"[{name}]({state.reference.url}): {words}"


def _fenced(state: LinkState) -> str:
    lines = "\n".join(line.replace("`", "'") for line in state.last_lines[-MOST_LINES:])
    return f"```\n{lines}\n```"
