"""Which members of a board are no people."""

import re

from protocol.agreement import fold
from protocol.board import Board, Member

# In user names only: "Bot" is a family name, "jan-bot" and "butlerbot" are not people.
_BOT = re.compile(r"(?:^|[\W_])(?:bot|butlerbot|cardkeeper)(?:$|[\W_])", re.IGNORECASE)


def is_bot(member: Member) -> bool:
    """Whether the member's name says that it is a bot."""
    return bool(_BOT.search(member.username)) or fold(member.full_name) == "cardkeeper"


def bots_of(board: Board) -> frozenset[str]:
    """The ids of those members."""
    return frozenset(member.id for member in board.members if is_bot(member))
