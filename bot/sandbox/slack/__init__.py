"""A stand-in for Slack: its Web API, its events and its people, over loopback HTTP."""

from .errors import SlackError
from .faults import Faults
from .standin import SlackStandIn

__all__ = ["Faults", "SlackError", "SlackStandIn"]
