"""Slack: the token, its scopes, the team's channel, and the way by which Slack reaches the bot."""

from collections.abc import Iterator
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.doctor.finding import Check, attention, failed, ok
from bot.errors import UserError
from bot.settings import Settings
from bot.slack.app import slack_client
from bot.slack.manifest import scopes
from bot.slack.people import channel_id
from protocol.agreement import Agreement
from protocol.words import join_and

_SCOPES_HEADER = "x-oauth-scopes"


def check_slack(settings: Settings, agreement: Agreement) -> Iterator[Check]:
    """Everything about Slack; one line when it is not set up, which is a way to work too."""
    token = settings.slack_bot_token.get_secret_value()
    if not token:
        yield ok("slack", "not set up; the bot speaks on the cards alone")
        return
    client = slack_client(token, settings.slack_url)
    try:
        me = client.auth_test()
    except (SlackApiError, SlackClientError, OSError) as error:
        yield failed(
            "slack token",
            f"Slack does not accept it: {_reason(error)}",
            "Copy the bot token (xoxb-...) from the app's page into CARDKEEPER_SLACK_BOT_TOKEN.",
        )
        return
    yield ok("slack token", f"Slack knows the bot as @{me['user']} of {me['team']}")
    headers: Any = me.headers  # slack_sdk does not type them
    yield from _scopes(headers)
    yield from _channel(client, agreement, str(me["user"]))
    yield from _way_in(client, settings)


def _scopes(headers: Any) -> Iterator[Check]:
    """What the app's manifest asks for, against what the token has."""
    held = {name.lower(): value for name, value in dict(headers).items()}.get(_SCOPES_HEADER)
    if held is None:
        yield ok("slack scopes", "not told by the answer; what is missing shows in use")
        return
    text = ",".join(held) if isinstance(held, list) else str(held)
    lacking = sorted(set(scopes()) - {part.strip() for part in text.split(",")})
    if lacking:
        yield failed(
            "slack scopes",
            f"missing: {join_and(lacking)}",
            "Put what 'cardkeeper manifest' prints under App Manifest on the app's page, and "
            "install the app again.",
        )
    else:
        yield ok("slack scopes", "all that the manifest asks for")


def _channel(client: WebClient, agreement: Agreement, bot: str) -> Iterator[Check]:
    if agreement.slack.admin_channel:
        yield from _looked_at(client, agreement.slack.admin_channel, bot)
    name = agreement.slack.channel
    if not name:
        yield attention(
            "slack channel",
            "the agreement names none",
            "Name the team's channel under [slack], or the agenda is posted nowhere.",
        )
        return
    yield from _looked_at(client, name, bot)


def _looked_at(client: WebClient, name: str, bot: str) -> Iterator[Check]:
    try:
        channel = client.conversations_info(channel=channel_id(client, name))["channel"]
    except UserError as error:
        said, _, do = str(error).partition(" Invite")
        yield failed("slack channel", said.rstrip("."), f"Invite{do}")
    except (SlackApiError, SlackClientError, OSError) as error:
        yield failed(
            "slack channel",
            f"'{name}' cannot be looked at: {_reason(error)}",
            "Check the scopes above, and that Slack can be reached.",
        )
    else:
        yield _membership(channel, bot)


def _membership(channel: dict[str, Any], bot: str) -> Check:
    if not channel.get("is_member"):
        return failed(
            "slack channel",
            f"the bot is not in #{channel['name']}",
            f"Write there: /invite @{bot}",
        )
    return ok("slack channel", f"the bot is in #{channel['name']}")


def _way_in(client: WebClient, settings: Settings) -> Iterator[Check]:
    """Socket Mode, or requests over HTTP."""
    app_token = settings.slack_app_token.get_secret_value()
    if app_token:
        try:
            client.apps_connections_open(app_token=app_token)
        except (SlackApiError, SlackClientError, OSError) as error:
            yield failed(
                "socket mode",
                f"no connection is given: {_reason(error)}",
                "Switch Socket Mode on, and make an app token (xapp-...) with connections:write "
                "for CARDKEEPER_SLACK_APP_TOKEN.",
            )
        else:
            yield ok("socket mode", "Slack gives a connection; no inbound port is needed")
    elif settings.slack_signing_secret.get_secret_value() and settings.public_url:
        url = f"{settings.public_url.rstrip('/')}/slack/events"
        yield ok("socket mode", f"off; Slack calls {url}")
    else:
        yield attention(
            "socket mode",
            "off, and Slack has no address to call: slash commands and buttons do nothing",
            "Set CARDKEEPER_SLACK_APP_TOKEN, or CARDKEEPER_SLACK_SIGNING_SECRET and "
            "CARDKEEPER_PUBLIC_URL.",
        )


def _reason(error: Exception) -> str:
    if isinstance(error, SlackApiError):
        return str(error.response.get("error"))
    return type(error).__name__ if isinstance(error, OSError) else str(error)
