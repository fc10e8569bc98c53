"""How one process is, as it notes it while it works and says it with every beat."""

import threading
from datetime import datetime

import msgspec
from msgspec import Struct

from bot.trello.errors import TrelloNotFound, TrelloUnauthorized


class BoardPulse(Struct):
    """How the polls of one board go."""

    asked_at: datetime | None = None  # and answered
    failing_since: datetime | None = None
    why: str = ""  # "token", "gone", "refused" or "unreachable"


class State(Struct):
    """The pulse of a process. Kept as JSON in its row, so that all can be read from one place."""

    boards: dict[str, BoardPulse] = {}
    last_poll: datetime | None = None
    slack_connected: bool | None = None  # none: without Socket Mode
    slack_away_since: datetime | None = None
    slack_refused: str = ""  # Slack's word for why it takes the token no more
    slack_refused_since: datetime | None = None


class Pulse:
    """Notes; safe for any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = State(boards={})

    def poll_went_well(self, board_id: str, now: datetime) -> None:
        """The board was asked, and answered."""
        with self._lock:
            self._state.boards[board_id] = BoardPulse(asked_at=now)

    def poll_failed(self, board_id: str, error: Exception, now: datetime) -> None:
        """The board was asked, and could not be read."""
        with self._lock:
            before = self._state.boards.get(board_id) or BoardPulse()
            since = before.failing_since or now
            self._state.boards[board_id] = BoardPulse(before.asked_at, since, _why(error))

    def round_ended(self, now: datetime) -> None:
        """Every board was asked."""
        with self._lock:
            self._state.last_poll = now

    def slack_is(self, connected: bool | None, now: datetime) -> None:
        """Whether Socket Mode is connected now; none where it is not used."""
        with self._lock:
            state = self._state
            state.slack_connected = connected
            state.slack_away_since = (state.slack_away_since or now) if connected is False else None

    def slack_answered(self, refusal: str, now: datetime) -> None:
        """Slack was asked whether the token is good; empty when it is."""
        with self._lock:
            state = self._state
            state.slack_refused = refusal
            state.slack_refused_since = (state.slack_refused_since or now) if refusal else None

    def as_json(self) -> str:
        """The pulse, to be kept."""
        with self._lock:
            return msgspec.json.encode(self._state).decode()


def read_state(text: str) -> State:
    """A pulse that was kept; an empty one when it cannot be read, as of another version."""
    try:
        return msgspec.json.decode(text, type=State) if text else State(boards={})
    except msgspec.MsgspecError:
        return State(boards={})


def _why(error: Exception) -> str:
    if isinstance(error, TrelloUnauthorized):
        return "refused" if error.is_of_object else "token"
    return "gone" if isinstance(error, TrelloNotFound) else "unreachable"
