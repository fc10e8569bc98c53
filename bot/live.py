"""What a command needs to work on live boards: Trello, the database, the agreement, the bot.

With credentials this is the real Trello; without, the sandbox workspace that another process runs
on the same data folder.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct
from sqlalchemy import Engine

from bot.agreement_files import read_agreement_file
from bot.boards import Boards, KeptBoard
from bot.errors import UserError
from bot.settings import Settings, read_settings
from bot.trello.errors import TrelloError, TrelloNotFound, TrelloUnauthorized, TrelloUnavailable
from bot.trello.gateway import TrelloGateway
from bot.trello.http import TrelloHttp
from bot.trello.shared_budget import SharedBudget
from protocol.agreement import Agreement
from protocol.decide import Bot
from protocol.words import count_of, nearest
from storage.database import DatabaseError, open_database

NOT_RUNNING = (
    "The sandbox is not running: start it with `make run`, or set CARDKEEPER_TRELLO_KEY, "
    "CARDKEEPER_TRELLO_TOKEN and CARDKEEPER_TRELLO_BOARDS to work on a real board."
)

_ADDRESS = re.compile(r"/b/([0-9A-Za-z]{8})(?![0-9A-Za-z])")


class Live(Struct, frozen=True):
    """Everything that a command on live boards works with."""

    settings: Settings
    is_sandbox: bool
    agreement: Agreement
    engine: Engine
    trello: TrelloGateway
    boards: Boards
    bot: Bot

    def board_ids(self, wanted: str | None) -> list[str]:
        """The board that an option names, or all that the settings name.

        Takes an id, a short link or a board's address. Raises UserError when there is none.
        """
        if wanted:
            return [board_reference(wanted)]
        if not self.settings.board_ids:
            raise UserError(
                "No board is named: give --board ID, or set CARDKEEPER_TRELLO_BOARDS to the ids "
                "or short links of the boards to keep."
            )
        return self.settings.board_ids

    def board(self, wanted: str | None) -> KeptBoard:
        """Read the one board that is meant; raises UserError when that is not clear."""
        ids = self.board_ids(wanted)
        if len(ids) > 1:
            raise UserError(
                f"The settings name {count_of(len(ids), 'board')} ({', '.join(ids)}); "
                "say with --board which one is meant."
            )
        return self.read(ids[0])

    def read(self, board_id: str) -> KeptBoard:
        """Read a board from Trello; raises UserError when it is not there for the bot."""
        try:
            return self.boards.read(board_id)
        except (TrelloNotFound, TrelloUnauthorized):
            raise UserError(
                f"The board '{board_id}' is not there, or @{self.bot.username} is not a member of "
                "it. Its short link is the part behind /b/ in its address."
            ) from None


@contextmanager
def open_live() -> Iterator[Live]:
    """Open everything from the settings, and close it again.

    Raises UserError with one sentence for whatever the person can put right, inside too: a call to
    Trello that fails in the body becomes one.
    """
    settings, is_sandbox = live_settings()
    agreement = read_agreement_file(settings.protocol)
    engine = open_data(settings)
    try:
        trello = gateway_for(settings, engine, attempts=2 if is_sandbox else 4)
        boards = Boards(engine, trello, agreement, now_utc)
        boards.load()
        me = trello.me()
        bot = Bot(str(me["id"]), str(me["username"]))
        yield Live(settings, is_sandbox, agreement, engine, trello, boards, bot)
    except TrelloError as error:
        raise UserError(trello_sentence(error, is_sandbox=is_sandbox)) from None
    finally:
        engine.dispose()


def live_settings() -> tuple[Settings, bool]:
    """The settings, led to the running sandbox when there are no credentials; whether they were.

    Raises UserError when there are no credentials and the sandbox does not run.
    """
    settings = read_settings()
    if not settings.is_sandbox:
        return settings, False
    from bot.sandbox.workspace import settings_of_running  # only where it is composed

    running = settings_of_running(settings)
    if running is None:
        raise UserError(NOT_RUNNING)
    return running, True


def agreement_of(settings: Settings) -> Agreement:
    """The agreement of these settings, also of a sandbox that does not run."""
    path = settings.data / "sandbox" / "protocol.toml"
    if settings.protocol is None and settings.is_sandbox and path.exists():
        return read_agreement_file(path)
    return read_agreement_file(settings.protocol)


def open_data(settings: Settings) -> Engine:
    """The database of these settings, brought up to date; raises UserError."""
    try:
        return open_database(settings.database)
    except DatabaseError as error:
        raise UserError(str(error)) from None


def open_known_data(settings: Settings) -> Engine:
    """The same for a command that only reads: none is made where there is none yet."""
    prefix = "sqlite:///"
    path = settings.database.removeprefix(prefix)
    if settings.database.startswith(prefix) and not Path(path).exists():
        raise UserError(
            f"There is no database at {path} yet: nothing has been kept. Is CARDKEEPER_DATA the "
            "folder that 'cardkeeper serve' works in?"
        )
    return open_data(settings)


def gateway_for(
    settings: Settings, engine: Engine | None = None, *, attempts: int = 4
) -> TrelloGateway:
    """Trello as these settings reach it; `attempts` is the number of tries of a call in all.

    With a database, within the allowance that is shared with the service on it.
    """
    token = settings.trello_token.get_secret_value()
    return TrelloGateway(
        TrelloHttp(
            key=settings.trello_key,
            token=token,
            base_url=settings.trello_url,
            budget=SharedBudget(engine, settings.trello_key, token) if engine else None,
            attempts=attempts,
        )
    )


def trello_sentence(error: TrelloError, *, is_sandbox: bool) -> str:
    """What went wrong with Trello, and what to do about it."""
    if isinstance(error, TrelloUnavailable) and error.status is None and is_sandbox:
        return NOT_RUNNING
    if isinstance(error, TrelloUnauthorized):
        return (
            f"Trello does not let the bot do that: {error}. Check CARDKEEPER_TRELLO_KEY and "
            "CARDKEEPER_TRELLO_TOKEN, and that the bot is a member of the board."
        )
    if isinstance(error, TrelloUnavailable):
        return f"Trello cannot be reached: {error}. Try again in a while."
    return f"Trello refuses: {error}."


def board_reference(text: str) -> str:
    """The id or short link in what a person gave for a board."""
    found = _ADDRESS.search(text)
    return found[1] if found else text.strip()


def card_reference(text: str) -> str:
    """The id, short link or `#number` in what a person gave for a card."""
    found = re.search(r"/c/([0-9A-Za-z]{8})(?![0-9A-Za-z])", text)
    return found[1] if found else text.strip()


def find_card_id(kept: KeptBoard, reference: str) -> str:
    """The id of the card that is meant; raises UserError with the nearest titles."""
    card = kept.board.find_card(card_reference(reference))
    if card is not None:
        return card.id
    near = nearest(reference, (entry.title for entry in kept.board.open_cards), 1)
    raise UserError(
        f"The board '{kept.board.name}' has no open card '{reference}'; give its id, its short "
        "link, #number or address." + (f" Did you mean '{near[0]}'?" if near else "")
    )


def now_utc() -> datetime:
    """The clock of a command."""
    return datetime.now(UTC)
