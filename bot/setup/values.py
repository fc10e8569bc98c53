"""The values that set-up asks for, each with how to get it and how it is tried."""

import re
from collections.abc import Callable

from msgspec import Struct
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.trello.budget import LocalBudget
from bot.trello.errors import TrelloError, TrelloNotFound, TrelloUnauthorized
from bot.trello.gateway import TrelloGateway
from bot.trello.http import TrelloHttp

Values = dict[str, str]
_BOARD = re.compile(r"/b/([0-9A-Za-z]{8})(?![0-9A-Za-z])")


class Wrong(Exception):  # noqa: N818 - says what happened
    """A value that does not work; the text is one sentence, without the value."""


class Value(Struct, frozen=True):
    """One setting: how it is asked for, and what trying it says."""

    name: str  # of the environment variable
    asks: str
    how: str  # where to get it
    check: Callable[[Values, str], str]  # what was found; raises Wrong
    secret: bool = False
    optional: bool = False
    only_with: str = ""  # asked for only where this other one is given
    clean: Callable[[str], str] = str.strip


def values(trello_url: str, slack_url: str) -> tuple[Value, ...]:
    """Every value, in the order in which they are asked for; the addresses are where to try."""

    def trello(known: Values, token: str) -> str:
        return _try_token(trello_url, known["CARDKEEPER_TRELLO_KEY"], token)

    def boards(known: Values, names: str) -> str:
        return _try_boards(
            trello_url, known["CARDKEEPER_TRELLO_KEY"], known["CARDKEEPER_TRELLO_TOKEN"], names
        )

    return (
        Value(
            "CARDKEEPER_TRELLO_KEY", "Trello API key",
            "From https://trello.com/power-ups/admin: make a Power-Up, then API key.", _is_key,
        ),
        Value(
            "CARDKEEPER_TRELLO_TOKEN", "Trello token of the bot's own account",
            "On the same page, beside the key: Token. Be signed in as the bot.", trello,
            secret=True,
        ),
        Value(
            "CARDKEEPER_TRELLO_BOARDS", "Boards to keep: addresses or short links, by commas",
            "The bot's account must be a member of each.", boards, clean=board_names,
        ),
        Value(
            "CARDKEEPER_SLACK_BOT_TOKEN", "Slack bot token (xoxb-...); empty: without Slack",
            "`cardkeeper manifest` prints the app; install it, then OAuth & Permissions.",
            lambda _, token: _try_slack(slack_url, token), secret=True, optional=True,
        ),
        Value(
            "CARDKEEPER_SLACK_APP_TOKEN", "Slack app-level token (xapp-...), for Socket Mode",
            "Basic Information > App-Level Tokens, with the scope connections:write.",
            lambda _, token: _try_sockets(slack_url, token), secret=True, optional=True,
            only_with="CARDKEEPER_SLACK_BOT_TOKEN",
        ),
    )  # fmt: skip


def board_names(text: str) -> str:
    """Short links or ids by commas, from whatever a person pasted."""
    parts = [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()]
    found = ((_BOARD.search(part), part) for part in parts)
    return ",".join(link[1] if link else part for link, part in found)


def _is_key(_known: Values, key: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z_-]{4,128}", key):
        raise Wrong("That is no key: it has letters and digits only.")
    return "tried with the token"


def _gateway(url: str, key: str, token: str) -> TrelloGateway:
    return TrelloGateway(TrelloHttp(key, token, url, budget=LocalBudget(), attempts=2))


def _try_token(url: str, key: str, token: str) -> str:
    try:
        me = _gateway(url, key, token).me()
    except TrelloUnauthorized:
        raise Wrong("Trello does not accept this key and token together.") from None
    except TrelloError as error:
        raise Wrong(f"Trello cannot be asked: {error}.") from None
    return f"Trello knows the bot as @{me['username']}"


def _try_boards(url: str, key: str, token: str, names: str) -> str:
    if not names:
        raise Wrong("Name at least one board.")
    gateway, found = _gateway(url, key, token), []
    for name in names.split(","):
        try:
            board = gateway.read_board(name)
        except (TrelloNotFound, TrelloUnauthorized):
            raise Wrong(
                f"The board '{name}' is not there, or the bot's account is no member of it."
            ) from None
        except TrelloError as error:
            raise Wrong(f"Trello cannot be asked: {error}.") from None
        found.append(f"'{board['name']}' with {len(board.get('cards') or [])} cards")
    return f"found {', '.join(found)}"


def _try_slack(url: str, token: str) -> str:
    if not token.startswith("xoxb-"):
        raise Wrong("A bot token begins with xoxb-.")
    try:
        me = WebClient(token, base_url=url, timeout=15).auth_test()
    except SlackApiError as error:
        raise Wrong(f"Slack does not accept it ({error.response['error']}).") from None
    except (SlackClientError, OSError):
        raise Wrong("Slack cannot be reached.") from None
    return f"Slack knows the bot as @{me['user']} of {me['team']}"


def _try_sockets(url: str, token: str) -> str:
    if not token.startswith("xapp-"):
        raise Wrong("An app-level token begins with xapp-.")
    try:
        WebClient(base_url=url, timeout=15).apps_connections_open(app_token=token)
    except SlackApiError as error:
        raise Wrong(f"Slack does not accept it ({error.response['error']}).") from None
    except (SlackClientError, OSError):
        raise Wrong("Slack cannot be reached.") from None
    return "Socket Mode can be opened"
