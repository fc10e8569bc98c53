"""What `check --fix` says: the plan of fixes. An export is only read, so nothing is changed."""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.cli.check_words import heading
from bot.cli.output import bold, dim, paragraph
from protocol.fixes import PlannedFix, diff_of
from protocol.render.plain_text import one_line
from protocol.subject import Context
from protocol.words import count_of


def fixes_text(context: Context, planned: Sequence[PlannedFix], more: int, *, diff: bool) -> str:
    """The plan card by card, or as a diff; `more` fixes would ask first and are left out."""
    blocks = [bold(f"{heading(context)}: plan of fixes")]
    if diff and planned:
        blocks.append(diff_of(planned).rstrip("\n"))
    else:
        blocks += ["\n".join(_card(entry)) for entry in planned]
    blocks.append("\n".join(paragraph(line) for line in _closing(planned, more)))
    return "\n\n".join(blocks)


def fixes_json(planned: Sequence[PlannedFix]) -> list[dict[str, Any]]:
    """The plan for programs."""
    return [
        {
            "card_id": entry.before.id,
            "card": entry.before.title,
            "url": entry.before.url,
            "rules": entry.rules,
            "does": entry.does,
            "safe": entry.safe,
            "changes": entry.changes,
            "later": entry.later,
        }
        for entry in planned
    ]


def _card(entry: PlannedFix) -> Iterator[str]:
    yield bold(one_line(entry.before.title))
    if entry.before.url:
        yield dim(f"  {entry.before.url}")
    for rule, does in zip(entry.rules, entry.does, strict=True):
        yield paragraph(f"{rule}: {one_line(does)}", "  ", "    ")
    if entry.later:
        rest = ", ".join(entry.later)
        yield paragraph(f"left for the next plan, for it touches the same: {rest}", "  ", "    ")


def _closing(planned: Sequence[PlannedFix], more: int) -> Iterator[str]:
    fixes = sum(len(entry.rules) for entry in planned)
    if planned:
        yield (
            f"{count_of(fixes, 'fix', 'fixes')} on {count_of(len(planned), 'card')}. An export is "
            "only read: nothing was changed. 'cardkeeper fix' does this on a live board."
        )
    else:
        yield "There is no fix that is safe without asking." if more else "There is nothing to fix."
    if more:
        yield f"{count_of(more, 'more fix', 'more fixes')} would ask first; --asking shows them."
