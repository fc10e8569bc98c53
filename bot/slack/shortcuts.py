"""The shape of a shortcut: what somebody chose from Slack's own menus."""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from bot.desk import Asker, Desk
from bot.slack.commands.shape import Reply
from bot.slack.tools import Place, Tools


class Used(Struct, frozen=True):
    """A shortcut that somebody used, with the message it was used on."""

    asker: Asker
    message: dict[str, Any]
    desk: Desk
    tools: Tools
    place: Place
    domain: str = ""  # of the workspace's addresses; a workspace of an enterprise may not say it


class Shortcut(Struct, frozen=True):
    """One shortcut, as the manifest names it too."""

    callback: str
    name: str  # at most 24 signs
    description: str
    kind: str  # "message" or "global"
    use: Callable[[Used], Reply | None]
