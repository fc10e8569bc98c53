"""What the service says at its start: what is on, what is off and why, in about ten lines."""

from bot.assembly.shared import Shared
from bot.settings import Settings
from protocol.words import count_of
from storage.database import shown

_ROLES = {
    "all": "everything in this process",
    "web": "spoken to from outside; looks are made by a worker",
    "worker": "polls, looks and acts; others are spoken to",
}


def said_at_start(shared: Shared) -> list[str]:
    """The lines; no secret, no name of a person."""
    settings = shared.settings
    parts = (
        ("role", f"{settings.role}: {_ROLES[settings.role]}"),
        ("data", shown(settings.database)),
        ("trello", _trello(shared)),
        ("webhooks", _webhooks(shared)),
        ("slack", _slack(shared)),
        ("links", _links(shared)),
        ("agreement", _agreement(shared)),
        ("alerts", _alerts(shared)),
        ("seeing in", _seeing(settings)),
    )  # fmt: skip
    return [f"  {name:<10} {says}" for name, says in parts]


def _trello(shared: Shared) -> str:
    settings = shared.settings
    unread = f", {len(shared.unread)} cannot be read" if shared.unread else ""
    return (
        f"on: {count_of(len(shared.board_ids), 'board')}{unread}; asked every "
        f"{settings.poll_seconds:g} s, read whole every {settings.sweep_minutes:g} min"
    )


def _webhooks(shared: Shared) -> str:
    if shared.takes_webhooks:
        return f"on: {shared.callback_url}"
    lacks = "CARDKEEPER_TRELLO_SECRET" if shared.settings.public_url else "CARDKEEPER_PUBLIC_URL"
    return f"off, {lacks} is not set: changes are heard by polls"


def _slack(shared: Shared) -> str:
    settings = shared.settings
    if shared.client is None:
        return "off, CARDKEEPER_SLACK_BOT_TOKEN is not set: the bot speaks on cards alone"
    ways = []
    if settings.slack_app_token.get_secret_value():
        ways.append("Socket Mode")
    if settings.slack_signing_secret.get_secret_value():
        ways.append("requests to /slack/events")
    if settings.role == "worker":
        ways = ["speaks; commands are answered by role web or all"]
    heard = " and ".join(ways) or (
        "no commands, for neither CARDKEEPER_SLACK_APP_TOKEN nor _SIGNING_SECRET is set"
    )
    channel = shared.agreement.slack.channel
    return f"on: {heard}; " + (f"channel {channel}" if channel else "no channel is agreed")


def _links(shared: Shared) -> str:
    on = [each.title for each in shared.providers if each.is_live]
    off = [each.title for each in shared.providers if not each.is_live]
    said = f"asked about: {', '.join(on)}" if on else "none is asked about"
    lacks = f"; recognised only, without credentials: {', '.join(off)}" if off else ""
    return said + lacks


def _agreement(shared: Shared) -> str:
    path = shared.settings.protocol
    if path is None:
        return "none given (CARDKEEPER_PROTOCOL): lists are understood by common names"
    return str(path)


def _alerts(shared: Shared) -> str:
    people = shared.agreement.people.values()
    told = [person for person in people if (person.admin or person.lead) and person.slack]
    if shared.client is None:
        return "in the log alone, for there is no Slack"
    if shared.admin_channel:
        return f"in Slack's channel {shared.agreement.slack.admin_channel}"
    if not told:
        return (
            "in the log alone: the agreement names no `admin_channel`, `admin` or `lead` in Slack"
        )
    return f"{count_of(len(told), 'administrator or lead', 'administrators or leads')} in Slack"


def _seeing(settings: Settings) -> str:
    if settings.metrics_token.get_secret_value():
        return "/healthz, /readyz, and /metrics with its token"
    if settings.public_url:
        return "/healthz, /readyz; /metrics is off, CARDKEEPER_METRICS_TOKEN is not set"
    return "/healthz, /readyz, /metrics"
