"""Slack at the start: reached, and told in one sentence what is wrong when it is not."""

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.errors import NotNowError, UserError
from bot.slack.people import channel_id
from bot.slack.sockets import Sockets

_REFUSALS = frozenset(
    {"account_inactive", "app_uninstalled", "invalid_auth", "not_authed", "token_expired",
     "token_revoked"}
)  # fmt: skip


def check_slack(client: WebClient, channel: str) -> str:
    """That the bot token is good; the id of this channel, or nothing when none is named.

    Raises UserError with one sentence.
    """
    try:
        client.auth_test()
        return channel_id(client, channel) if channel else ""
    except SlackApiError as error:
        raise UserError(_refusal(error)) from None
    except (SlackClientError, OSError) as error:
        raise NotNowError(
            f"Slack cannot be reached ({_reason(error)}); without CARDKEEPER_SLACK_BOT_TOKEN "
            "Cardkeeper runs without it."
        ) from None


def token_refusal(client: WebClient) -> str | None:
    """Slack's word for why it takes the bot token no more; empty when it does, None when it could
    not be asked."""
    try:
        client.auth_test()
    except SlackApiError as error:
        said = _reason(error)
        return said if said in _REFUSALS else None
    except (SlackClientError, OSError):
        return None
    return ""


def connect(sockets: Sockets) -> None:
    """Open Socket Mode; raises UserError with one sentence when it cannot be used."""
    try:
        sockets.start()
    except (SlackApiError, SlackClientError, OSError) as error:
        raise UserError(
            f"Slack's Socket Mode cannot be used ({_reason(error)}). Check "
            "CARDKEEPER_SLACK_APP_TOKEN, and that Socket Mode is switched on for the app."
        ) from None


def _refusal(error: SlackApiError) -> str:
    reason = _reason(error)
    if reason == "missing_scope":
        return (
            f"Slack's app lacks the scope {error.response.get('needed')}; add it and install the "
            "app again, or name the channel in the agreement by its id."
        )
    return f"Slack does not accept the bot token ({reason}). Check CARDKEEPER_SLACK_BOT_TOKEN."


def _reason(error: Exception) -> str:
    """In a word, without what was sent."""
    if isinstance(error, SlackApiError):
        return str(error.response.get("error") or error.response.status_code)
    return str(getattr(error, "reason", error))
