"""What every route of the stand-in works with: the store, the clock, ids, and who may see what."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.sandbox.trello.store import Json, Store
from bot.sandbox.trello.wire import NOT_FOUND, Call, Caller, Refusal

_ID = re.compile(r"[0-9a-fA-F]{24}")
_SHORT = re.compile(r"[0-9A-Za-z]{8}")
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# In an id, after 8 digits of time, 16 of machine and counter: ours is recognisable.
_FIRST_NUMBER = 0x5EED00000000000


@dataclass
class Limits:
    """Sizes at which the stand-in answers as Trello does.

    `cards_at_once` cuts unpaged card arrays (facts: 1,000 cap, the stricter reading);
    `too_many_cards`, when set, answers 403 API_TOO_MANY_CARDS_REQUESTED to any request for more
    cards than that."""

    cards_at_once: int = 1000
    too_many_cards: int | None = None


class World:
    """The state behind all routes. `now` is the time that cards and actions carry."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self.store = store
        self.now = now
        self.limits = Limits()

    def date(self) -> str:
        """Now, as Trello writes it."""
        moment = self.now().astimezone(UTC).replace(tzinfo=None)
        return moment.isoformat(timespec="milliseconds") + "Z"

    def new_id(self) -> str:
        """A fresh id; its first 8 digits are the present second."""
        number = self.store.count("ids", _FIRST_NUMBER)
        return f"{int(self.now().timestamp()):08x}{number:016x}"

    # Who may see what

    def board(self, call: Call, key: str, write: bool = False) -> Json:
        """The board that the caller may see (or change); 400, 401 or 404 else."""
        board = self.store.get("board", checked_id(key))
        if board is None:
            raise Refusal(404, NOT_FOUND)
        self._admit(call.caller, board, write, "unauthorized permission requested")
        return board

    def card(self, call: Call, key: str, write: bool = False) -> Json:
        """The card that the caller may see (or change); 400, 401 or 404 else."""
        card = self.store.get("card", checked_id(key))
        if card is None:
            raise Refusal(404, NOT_FOUND)
        board = self.store.get("board", card["idBoard"]) or {}
        self._admit(call.caller, board, write, "unauthorized card permission requested")
        return card

    def part(self, call: Call, kind: str, key: str, write: bool = False) -> Json:
        """A list, label or checklist of a board that the caller may see (or change)."""
        found = self.store.get(kind, checked_id(key))
        if found is None:
            raise Refusal(404, NOT_FOUND)
        board = self.store.get("board", found.get("idBoard") or found["idModel"]) or {}
        self._admit(call.caller, board, write, "unauthorized permission requested")
        return found

    def membership(self, board_id: str, member_id: str) -> Json | None:
        """The membership of a member on a board."""
        for membership in self.store.of_parent("membership", member_id):
            if membership["idBoard"] == board_id:
                return membership
        return None

    def _admit(self, caller: Caller, board: Json, write: bool, refusal: str) -> None:
        if write and caller.member is None:
            raise Refusal(401, {"message": "missing scopes"})
        if write and not caller.may_write:
            raise Refusal(401, refusal)
        membership = self.membership(board["id"], caller.member["id"]) if caller.member else None
        public = (board.get("prefs") or {}).get("permissionLevel") == "public"
        may_read = membership is not None or public
        may_write = membership is not None and membership.get("memberType") != "observer"
        if not (may_write if write else may_read):
            raise Refusal(401, refusal)

    # Shapes that many answers share

    def place(self, kind: str, parent: str, wanted: object) -> float:
        """A position under a parent: `top`, `bottom` (also for nothing), or the number itself."""
        if isinstance(wanted, int | float) and not isinstance(wanted, bool):
            return number(float(wanted))
        text = str(wanted or "bottom")
        if text not in ("top", "bottom"):
            try:
                return number(float(text))
            except ValueError:
                raise Refusal(400, "invalid value for pos") from None
        edge = self.store.edge(kind, parent, text == "top")
        if edge is None:
            return 65536
        return number(edge / 2 if text == "top" else edge + 65536)


def number(value: float) -> float:
    """A number that is written without a point when it is whole."""
    return int(value) if value == int(value) else value


def checked_id(key: str) -> str:
    """A long id or a short link; 400 `invalid id` for anything else."""
    if _ID.fullmatch(key) or _SHORT.fullmatch(key):
        return key
    raise Refusal(400, "invalid id")


def short_link(key: str) -> str:
    """The short link that belongs to an id: 8 letters and digits."""
    left = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
    letters = ""
    for _ in range(8):
        left, digit = divmod(left, len(_DIGITS))
        letters += _DIGITS[digit]
    return letters
