"""The week on a board, for the team's channel: short, and nothing to press but "why"."""

from typing import Any

from bot.slack.text import Block, bullets, context, cut, escape, link, section
from protocol.sections.section import Item
from protocol.weekly import Broken, Weekly
from protocol.words import count_of, join_and

_MOST_DONE = 6
_MOST_RULES = 4
_MOST_NAMES = 10


def weekly_message(week: Weekly, not_tied: tuple[str, ...] = ()) -> dict[str, Any]:
    """Text and blocks of the week."""
    says = _summary(week)
    text = f"The week on {escape(cut(' '.join(week.board.split()), 200))}: {says}"
    blocks: list[Block] = [section(f"*The week on* {link(week.board_url, week.board)}: {says}")]
    if week.done:
        blocks.append(section(f"*Done*\n{bullets(map(_done, week.done), _MOST_DONE)}"))
    if week.broken:
        blocks.append(section(f"*To settle*\n{bullets(map(_rule, week.broken), _MOST_RULES)}"))
    if not_tied:
        blocks.append(context(not_tied_words(not_tied)))
    blocks.append(context("`/card mine` shows what is yours, `/workload` who has room."))
    return {"text": cut(text, 1000), "blocks": blocks}


def not_tied_words(names: tuple[str, ...]) -> str:
    """Whom nobody in Slack is tied to, and how that ends."""
    shown = [escape(cut(name, 60)) for name in names[:_MOST_NAMES]]
    if len(names) > len(shown):
        shown.append(f"{len(names) - len(shown)} more")
    are = "is" if len(names) == 1 else "are"
    return f"I do not know who {join_and(shown)} {are} in Slack; `/card me` tells me. Said once."


def _summary(week: Weekly) -> str:
    done = f"{count_of(len(week.done), 'card')} done" if week.done else "nothing came to done"
    if not week.to_settle:
        return f"{done}, and nothing is left to settle"
    has = "has" if week.to_settle == 1 else "have"
    return f"{done}, {count_of(week.to_settle, 'card')} {has} something to settle"


def _done(item: Item) -> str:
    who = f" · {escape(join_and(item.who))}" if item.who else ""
    return f"{link(item.url, item.title)}{who}"


def _rule(broken: Broken) -> str:
    return (
        f"{escape(broken.summary)} _Not so on {count_of(broken.cards, 'card')}_ · `{broken.rule}`"
    )
