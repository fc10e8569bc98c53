"""The shape that every button and select has: a click in, an answer out."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec import Struct

from bot.desk import Asker, Desk
from bot.slack.commands.shape import Reply
from bot.slack.tools import Place, Tools


class Click(Struct, frozen=True):
    """What somebody pressed or chose, with all that an answer may rest on."""

    asker: Asker
    value: str  # of the button, or of the option that was chosen
    block_id: str
    desk: Desk
    now: datetime
    tools: Tools
    place: Place
    view: dict[str, Any] = {}  # the dialog that it is in, if it is in one


class Replaced(Struct, frozen=True):
    """An answer in place of the message that the button is on."""

    reply: Reply


Answer = Reply | Replaced | None  # None: it has answered by a dialog


class Button(Struct, frozen=True):
    """A button, or a select, by its action id."""

    action: str
    answer: Callable[[Click], Answer]
    for_strangers: bool = False  # also of people who are not tied to a member yet
