"""A card's message in the team's channel: what is to settle, who can, and why it was said."""

from typing import Any

from bot.slack.text import Block, actions, button, context, cut, escape, link, section
from protocol.decide import Notice
from protocol.words import count_of

_MOST_POINTS = 5


def card_message(subject: str, notice: Notice) -> dict[str, Any]:
    """Text and blocks of an open message; `subject` is the card's id."""
    title = f"{link(notice.card_url, notice.card)} in {escape(notice.list_name)}"
    blocks: list[Block] = [section(f"{title}\n{_points(notice)}")]
    blocks.append(
        actions(
            [
                button("Open in Trello", "open_card", url=notice.card_url),
                button("Why?", "why_card", value=subject),
            ]
            if notice.card_url.startswith("http")
            else [button("Why?", "why_card", value=subject)]
        )
    )
    count = count_of(len(notice.points), "thing")
    return {"text": cut(f"{count} to settle on {escape(notice.card)}", 300), "blocks": blocks}


def closed_message(notice: Notice) -> dict[str, Any]:
    """Text and blocks of a message whose card is settled."""
    title = link(notice.card_url, notice.card)
    return {
        "text": cut(f"Settled: {escape(notice.card)}", 300),
        "blocks": [
            section(f"~{title}~"),
            context("Settled. Nothing is left to do on this card."),
        ],
    }


def _points(notice: Notice) -> str:
    lines = []
    for rule, says, resolve, who in notice.points[:_MOST_POINTS]:
        lines.append(f"• {escape(says)} {escape(resolve)} _{escape(who)}_ · `{rule}`")
    left = len(notice.points) - _MOST_POINTS
    if left > 0:
        lines.append(f"_and {left} more on the card_")
    return "\n".join(lines)
