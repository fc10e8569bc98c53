"""How many requests a full read of a board costs, by idiom, counted on the same stand-in."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from trello import TrelloClient

from bot.sandbox.serving import ServerThread
from bot.sandbox.trello import TrelloStandIn
from bot.trello.budget import LocalBudget
from bot.trello.gateway import TrelloGateway
from bot.trello.http import TrelloHttp

_KEY, _TOKEN = "bench-key", "bench-token"
_MEMBER = "5f00000000000000000000be"


def requests_per_idiom(board: Path) -> Iterator[tuple[str, int]]:
    """Each idiom's name and the number of requests the stand-in counted for it."""
    export = json.loads(board.read_bytes())
    stand_in = TrelloStandIn(":memory:", lambda: datetime.now(UTC))
    stand_in.rates.on = False
    stand_in.add_key(_KEY, "bench-secret")
    stand_in.add_member(_MEMBER, "bench", "Bench", token=_TOKEN)
    board_id = stand_in.load_board(export)
    stand_in.join(board_id, _MEMBER)
    server = ServerThread(stand_in.app).start()
    http = TrelloHttp(_KEY, _TOKEN, server.url, budget=LocalBudget(per_token=10**6, per_key=10**6))
    gateway = TrelloGateway(http)
    try:
        yield (
            "Cardkeeper: one nested request",
            _counted(stand_in, lambda: gateway.read_board(board_id)),
        )
        yield (
            "py-trello: open_cards(), then each card's properties",
            _counted(stand_in, lambda: _natural(gateway.client, board_id)),
        )
    finally:
        server.stop()
        stand_in.close()


def _counted(stand_in: TrelloStandIn, read: Callable[[], Any]) -> int:
    before = sum(stand_in.requests.values())
    read()
    return sum(stand_in.requests.values()) - before


def _natural(client: TrelloClient, board_id: str) -> None:
    """What a reader of py-trello's documentation would write."""
    board = client.get_board(board_id)
    for card in board.open_cards():
        for member_id in card.member_id:
            client.get_member(member_id)
        if card.checklists is not None and card.attachments is not None:
            card.custom_fields  # noqa: B018 - the property is what costs
