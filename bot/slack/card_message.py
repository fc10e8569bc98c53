"""A card's message in the team's channel: what is to settle, who can, and why it was said."""

from typing import Any

from msgspec import structs

from bot.slack.run_view import run_blocks, run_buttons
from bot.slack.speaking.reason import WHY
from bot.slack.text import (
    Block,
    actions,
    bullets,
    button,
    context,
    cut,
    escape,
    link,
    named,
    section,
)
from protocol.decide import Because, Notice
from protocol.words import count_of

CardPoint = tuple[str, str, str, str]  # rule, what is wrong, what to do, who can act
_MOST_POINTS = 5
_ENDS: dict[Because, str] = {
    "settled": "Settled: nothing is left to do on this card.",
    "archived": "Settled: the card was archived.",
    "gone": "Settled: the card is no longer on the board.",
    "ignored": "Settled: the card lies in a list that is left alone.",
    "unwanted": "Closed: cards are no longer spoken of in this channel.",
}


def card_message(subject: str, notice: Notice) -> dict[str, Any]:
    """Text and blocks of an open message; `subject` is the card's id."""
    title = link(notice.card_url, notice.card)
    place = f"in {named(notice.list_name)}" if notice.list_name else ""
    blocks: list[Block] = [section(f"{title} {place}\n{_points(notice)}")]
    buttons = [button(WHY, "why_card", value=subject)]
    if notice.card_url.startswith("http"):
        buttons.insert(0, button("Open in Trello", "open_card", url=notice.card_url))
    if notice.run is not None:
        blocks += run_blocks(notice.run)
        buttons = [*run_buttons(notice.run), *buttons]
    blocks.append(actions(buttons))
    count = count_of(len(notice.points), "thing")
    return {"text": f"{count} to settle on {named(notice.card)}", "blocks": blocks}


def thread_message(notice: Notice, points: tuple[CardPoint, ...]) -> dict[str, Any]:
    """Text and blocks of what is new on a card whose message is open."""
    count = count_of(len(points), "new thing")
    lines = _points(structs.replace(notice, points=points))
    return {"text": f"{count} to settle on {named(notice.card)}", "blocks": [section(lines)]}


def closed_message(notice: Notice, because: Because) -> dict[str, Any]:
    """Text and blocks of a message whose card is settled or out of sight."""
    says = _ENDS[because]
    return {
        "text": f"{says} {named(notice.card)}",
        "blocks": [section(f"~{link(notice.card_url, notice.card)}~"), context(says)],
    }


def _points(notice: Notice) -> str:
    lines = [
        f"{escape(cut(says, 300))} {escape(cut(resolve, 300))} _{named(who)}_ · `{rule}`"
        for rule, says, resolve, who in notice.points
    ]
    return bullets(lines, _MOST_POINTS, " on the card")
