"""A person's digest: cards with what to settle on them, and buttons that settle it."""

from datetime import datetime
from typing import Any

from bot.slack.run_view import run_blocks, run_buttons
from bot.slack.speaking.snoozing import snooze_choice
from bot.slack.text import (
    SECTION,
    Block,
    actions,
    button,
    context,
    cut,
    escape,
    link,
    named,
    section,
)
from protocol.digest import Digest, News, Point, cards_of
from protocol.words import count_of

FIX, SNOOZE, DISMISS, OPEN = "point_fix", "point_snooze", "point_dismiss", "open_card"
_MOST_CARDS = 10
_MOST_NEWS = 5
_MOST_POINTS = 5
_LINE = 700  # characters of one point; five of them and the title fit a section


def digest_message(digest: Digest) -> dict[str, Any]:
    """Text and blocks of a digest as it stands now."""
    groups = list(cards_of(digest.points))
    open_cards = sum(any(point.state == "open" for point in group) for group in groups)
    text = _summary(digest, open_cards)
    blocks: list[Block] = [section(f"*{text}*")]
    blocks += [section(_news(item)) for item in digest.news[:_MOST_NEWS]]
    for group in groups[:_MOST_CARDS]:
        blocks += card_blocks(group)
    more = len(groups) - _MOST_CARDS
    if more > 0:
        blocks.append(context(f"and {count_of(more, 'more card')}: they are on my *Home* tab"))
    if digest.told_before:
        still = count_of(digest.told_before, "thing")
        blocks.append(context(f"{still} told before still open: see my *Home* tab"))
    return {"text": text, "blocks": blocks}


def news_message(news: News) -> dict[str, Any]:
    """Text and blocks of something that needs somebody now."""
    is_told_below = news.run is not None and bool(news.run.why or news.run.lines)
    blocks: list[Block] = [section(_headline(news) if is_told_below else _news(news))]
    buttons: list[Block] = []
    if news.run is not None:
        blocks += run_blocks(news.run)
        buttons += run_buttons(news.run)
    if news.card_url.startswith("http"):
        buttons.append(button("Open in Trello", OPEN, url=news.card_url))
    if buttons:
        blocks.append(actions(buttons))
    return {"text": f"{_HEADS[news.kind]}: {named(news.card)}", "blocks": blocks}


def card_blocks(points: tuple[Point, ...]) -> list[Block]:
    """One card: what is to settle on it, and the buttons while something is open."""
    first = points[0]
    title = link(first.card_url, first.card)
    if all(point.state != "open" for point in points):
        return [section(f"~{title}~\n{_closed(points)}")]
    where = f" in {named(first.list_name)}" if first.list_name else ""
    lines = [f"*{title}*{where}", *(_line(point) for point in points[:_MOST_POINTS])]
    if len(points) > _MOST_POINTS:
        lines.append(f"_and {len(points) - _MOST_POINTS} more on the card_")
    return [section(cut("\n".join(lines), SECTION)), card_buttons(points)]


def card_buttons(points: tuple[Point, ...]) -> Block:
    """What can be done about a card's open points; the block's id names the card. Its title opens
    it, so that needs no button."""
    first = points[0]
    fixable = any(point.fix for point in points if point.state == "open")
    buttons: list[Block] = []
    if fixable:
        buttons.append(button("Fix", FIX, value=first.card_id, style="primary"))
    buttons.append(snooze_choice(SNOOZE))
    buttons.append(button("Dismiss", DISMISS, value=first.card_id or first.board_id))
    return {**actions(buttons), "block_id": block_id(first.board_id, first.card_id)}


def block_id(board_id: str, card_id: str) -> str:
    """The id of the row of buttons of a card."""
    return f"card:{board_id}:{card_id}"


def card_of_block(found: str) -> tuple[str, str] | None:
    """Board and card that a row of buttons is about; None when it is another block."""
    kind, _, rest = found.partition(":")
    board_id, _, card_id = rest.partition(":")
    return (board_id, card_id) if kind == "card" and board_id else None


def put_away_note(by: str, until: datetime | None) -> str:
    """Who has put something away, and until when, in the reader's own time zone."""
    if until is None:
        return f"dismissed by {named(by)}, until its facts change"
    stamp = int(until.timestamp())
    return f"snoozed by {named(by)} until <!date^{stamp}^{{date_short_pretty}}|{until:%d %b %Y}>"


_HEADS = {
    "run failed": "A run of yours failed",
    "moved back": "A card of yours was moved back",
    "blocked": "A card of yours is blocked",
}


def _summary(digest: Digest, open_cards: int) -> str:
    if not digest.points:
        return _HEADS[digest.news[0].kind] if digest.news else "Nothing is left to settle"
    if open_cards:
        return f"{count_of(open_cards, 'card')} {_has(open_cards)} something for you to settle"
    if digest.is_settled:
        return "All settled, thank you"
    return "Nothing for now; the rest is snoozed"


def _has(number: int) -> str:
    return "has" if number == 1 else "have"


def _news(news: News) -> str:
    return f"{_headline(news)}\n{cut(escape(news.says), 2000)}"


def _headline(news: News) -> str:
    return f"*{_HEADS[news.kind]}*: {link(news.card_url, news.card)}"


def _line(point: Point) -> str:
    says = escape(cut(f"{point.says} {point.resolve}", _LINE))
    if point.state != "open":
        return f"• ~{escape(cut(point.says, _LINE))}~ {_state(point)}"
    fix = f"\n   _Fix:_ {escape(cut(point.fix, 200))}" if point.fix else ""
    return f"• {says}{fix}"


def _closed(points: tuple[Point, ...]) -> str:
    states = ", ".join(dict.fromkeys(_state(point) for point in points))
    return f"{states[:1].upper()}{states[1:]}"


def _state(point: Point) -> str:
    if point.state == "settled":
        return "settled"
    return put_away_note(point.note, point.until)
