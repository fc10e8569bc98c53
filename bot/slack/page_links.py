"""The way to the pages, at the foot of an answer that only the asker sees.

The link lets in whoever has it, once: it is never put into what others see.
"""

from datetime import date
from urllib.parse import quote

from msgspec import structs

from bot.boards import KeptBoard
from bot.desk import Asker
from bot.slack.commands.shape import AGE, Reply
from bot.slack.text import Block, context, link
from bot.slack.tools import Tools

PAGE_OF = {"workload": "workload", "agenda": "meeting", "card": ""}  # by the command's name
_ROOM = 1990  # characters of small print (Block Kit's limit is 2000)


def with_page(reply: Reply | None, command: str, asker: Asker, tools: Tools) -> Reply | None:
    """The reply with a link to the page that shows more, in its last small print."""
    page = PAGE_OF.get(command)
    if reply is None or page is None or tools.way_in is None or not reply.blocks:
        return reply
    if not tools.desk.boards_of(asker) or not (reply.page or _shows_something(reply)):
        return reply
    way = link(tools.way_in(asker, reply.page or (f"/go/{page}" if page else "/")), "Open the page")
    return structs.replace(reply, blocks=_ending_with(reply.blocks, way))


def minutes_page(kept: KeptBoard, day: date) -> str:
    """Where the pages have the minutes of the meeting of this day."""
    board = quote(kept.board.short_link or kept.board.id, safe="")
    return f"/board/{board}/minutes/{day.isoformat()}"


def _shows_something(reply: Reply) -> bool:
    """Whether it is made from what is kept of a board: its small print then says how old that is.
    Help, refusals and confirmations lead nowhere."""
    small = [block for block in reply.blocks if block["type"] == "context"]
    return any(AGE in str(each.get("text")) for block in small for each in block["elements"])


def _ending_with(blocks: list[Block], words: str) -> list[Block]:
    blocks = blocks[:50]
    last = blocks[-1]
    if last["type"] == "context" and len(last["elements"]) == 1:
        text = f"{last['elements'][0].get('text', '')} · {words}"
        if len(text) < _ROOM:
            return [*blocks[:-1], context(text)]
    return [*blocks, context(words)] if len(blocks) < 50 else blocks
