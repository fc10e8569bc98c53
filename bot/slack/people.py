"""People and channels of the workspace, as far as the bot asks Slack about them."""

import re
import threading
from collections.abc import Callable

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.errors import UserError
from protocol.words import did_you_mean


def email_lookup(client: WebClient) -> Callable[[str], str | None]:
    """E-mail address by Slack user id; each is asked for once and then known."""
    known: dict[str, str | None] = {}
    lock = threading.Lock()

    def email_of(user_id: str) -> str | None:
        with lock:
            if user_id in known:
                return known[user_id]
        try:
            user = client.users_info(user=user_id)["user"]
        except SlackApiError as error:
            if error.response.get("error") != "user_not_found":
                raise
            user = {}
        address = (user.get("profile") or {}).get("email")
        with lock:
            known[user_id] = address
        return address

    return email_of


def name_lookup(client: WebClient) -> Callable[[str], str]:
    """The name in the profile of a Slack user id; empty for one that Slack does not know."""

    def name_of(user_id: str) -> str:
        try:
            user = client.users_info(user=user_id)["user"]
        except SlackApiError as error:
            if error.response.get("error") != "user_not_found":
                raise
            return ""
        profile = user.get("profile") or {}
        return str(profile.get("real_name") or user.get("real_name") or "")

    return name_of


_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{8,}")


def channel_id(client: WebClient, name: str) -> str:
    """The id of the channel that the agreement names; raises UserError with the nearest names."""
    wanted = name.removeprefix("#")
    if _CHANNEL_ID.fullmatch(wanted):
        return wanted  # nothing is asked, so that no scope is needed
    known: dict[str, str] = {}
    cursor = ""
    while True:
        page = client.conversations_list(
            limit=1000, cursor=cursor, exclude_archived=True, types="public_channel,private_channel"
        )
        for channel in page.get("channels") or []:
            if wanted in (channel["id"], channel["name"]):
                return str(channel["id"])
            known[channel["name"]] = channel["id"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            break
    raise UserError(
        f"Slack has no channel '{wanted}' that the bot can see; {did_you_mean(wanted, known)} "
        "Invite the bot there, or change `channel` under [slack] in the agreement."
    )
