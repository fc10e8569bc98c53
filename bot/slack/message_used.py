"""The message that a shortcut was used on: what it says, and where it stands."""

import logging

from slack_sdk.errors import SlackApiError

from bot.slack.shortcuts import Used
from bot.slack.spoken import plain_words

log = logging.getLogger(__name__)


def text_of(used: Used) -> str:
    """What it says, in plain text; empty where it is a picture or made of blocks alone."""

    def name_of(slack_id: str) -> str:
        known = used.desk.asker(slack_id)
        return known.name if known else ""

    return plain_words(str(used.message.get("text") or ""), name_of).strip()


def address_of(used: Used) -> str:
    """Its address: as Slack gives it, or put together where the bot is no member; empty where
    nothing tells it."""
    channel, ts = used.place.channel_id, str(used.message.get("ts") or "")
    try:
        answer = used.tools.client.chat_getPermalink(channel=channel, message_ts=ts)
        return str(answer["permalink"])
    except SlackApiError as error:
        log.info("A message has no address for the bot: %s", error.response.get("error"))
    if not (used.domain and channel and ts):
        return ""
    return f"https://{used.domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}"
