"""A stand-in for Slack: its Web API, its events and its people, over loopback HTTP."""

from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.faults import Faults
from bot.sandbox.slack.standin import SlackStandIn

__all__ = ["Faults", "SlackError", "SlackStandIn"]
