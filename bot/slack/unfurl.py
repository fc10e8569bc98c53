"""A link to a card, shown as the card: only where the setting asks for it.

What keeps it from being noise (docs/slack.md): at most two links of one message, none that was
shown in the same place within half an hour, and only for who is a member of the card's board.
"""

import logging
import re
from datetime import datetime, timedelta
from typing import Any

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.boards import KeptBoard
from bot.slack.card_view import card_line
from bot.slack.commands.shape import age
from bot.slack.text import Block, context, escape, section
from bot.slack.tools import Tools
from protocol.board import Card
from protocol.check import check_card
from protocol.subject import Subject
from protocol.words import join_and
from storage.acted import is_first, was_lately

log = logging.getLogger(__name__)

Event = dict[str, Any]

DOMAINS = ("trello.com",)
MOST_LINKS = 2
_AGAIN_AFTER = timedelta(minutes=30)
_CARD = re.compile(r"^https?://(?:www\.)?trello\.com/c/([0-9A-Za-z]{8})(?![0-9A-Za-z])")
# Slack's own words for: the message is gone, or its writer has taken the preview away.
_TOO_LATE = ("cannot_unfurl_url", "cannot_find_message", "message_not_found")


class Unfurling:
    """Answers `link_shared`; Bolt has acknowledged the event by then."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def register(self, app: App) -> None:
        """Listen for shared links."""
        app.event("link_shared")(self._shared)

    def _shared(self, event: Event, body: Event, client: WebClient) -> None:
        now = self._tools.desk.clock()
        if not is_first(self._tools.engine, f"event:{body.get('event_id')}", now):
            return
        shown = self._previews(event, now)
        if not shown:
            return
        try:
            client.chat_unfurl(unfurls=shown, **_place(event))
        except SlackApiError as error:
            if error.response.get("error") not in _TOO_LATE:
                raise
            log.info("A link was not shown as its card: %s.", error.response["error"])

    def _previews(self, event: Event, now: datetime) -> dict[str, Any]:
        """What to show, by address."""
        urls = list(dict.fromkeys(str(link.get("url", "")) for link in event.get("links") or []))
        asker = self._tools.desk.asker(str(event.get("user") or ""))
        if asker is None or len(urls) > MOST_LINKS:
            return {}
        boards = self._tools.desk.boards_of(asker)
        shown = {}
        for url in urls:
            meant = _CARD.match(url)
            card, kept = _find(boards, meant[1]) if meant else (None, None)
            if card is None or kept is None:
                continue
            key = f"unfurl:{event.get('channel')}:{card.id}"
            if not was_lately(self._tools.engine, key, now, _AGAIN_AFTER):
                shown[url] = {"blocks": self._preview(kept, card, now)}
        return shown

    def _preview(self, kept: KeptBoard, card: Card, now: datetime) -> list[Block]:
        of = self._tools.desk.context(kept)
        subject = Subject(card, of)
        owners = [escape(name) for name in subject.owner_names]
        who = f"owned by {join_and(owners)}" if owners else "nobody owns it"
        line = card_line(subject, len(check_card(of, card.id).findings))
        return [section(f"{line}\n{who}"), context(age(kept.as_of, now))]


def _find(boards: list[KeptBoard], short_link: str) -> tuple[Card | None, KeptBoard | None]:
    for kept in boards:
        card = kept.board.find_card(short_link)
        if card is not None:
            return card, kept
    return None, None


def _place(event: Event) -> dict[str, Any]:
    """Where the preview belongs: below a message, or in the box that somebody is typing in."""
    if event.get("unfurl_id") and event.get("source"):
        return {"unfurl_id": event["unfurl_id"], "source": event["source"]}
    return {"channel": event.get("channel"), "ts": event.get("message_ts")}
