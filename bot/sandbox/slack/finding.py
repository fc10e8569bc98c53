"""Finding what a person presses among the blocks of a message or a view."""

from bot.sandbox.slack.block_check import elements_of, nested
from bot.sandbox.slack.database import Json
from bot.sandbox.slack.errors import SlackError


def find_element(blocks: list[Json], action_id: str, block_id: str | None) -> tuple[Json, Json]:
    """The block and element with an action_id. Raises unknown_action with the known ones.

    A block that was there when somebody pressed, and has been drawn anew since, is told by the
    action alone.
    """
    known = []
    if block_id not in (block["block_id"] for block in nested(blocks)):
        block_id = None
    for block in nested(blocks):
        for element in elements_of(block):
            known.append(element.get("action_id"))
            if element.get("action_id") == action_id and block_id in (None, block["block_id"]):
                return block, element
    raise SlackError("unknown_action", known=known)
