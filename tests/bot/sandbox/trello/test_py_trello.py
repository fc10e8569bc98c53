"""py-trello's own way of doing things works on the stand-in, and costs what it costs on Trello."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from trello import TrelloClient
from trello.exceptions import ResourceUnavailable

from bot.sandbox.serving import ServerThread
from bot.sandbox.trello import TrelloStandIn
from tests.bot.trello import scene
from tests.shared import needs_shared, sample_boards


class _Elsewhere:
    """requests, with py-trello's fixed address replaced."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = requests.Session()

    def request(self, method: str, url: str, **kw: Any) -> requests.Response:
        return self._session.request(method, url.replace("https://api.trello.com", self._url), **kw)

    def post(self, url: str, **kw: Any) -> requests.Response:
        return self._session.post(url.replace("https://trello.com", self._url), **kw)


@pytest.fixture
def client(server: ServerThread) -> TrelloClient:
    """py-trello as its README shows it, signing in the header."""
    return TrelloClient(scene.KEY, token=scene.BOT_TOKEN, http_service=_Elsewhere(server.url))


def test_the_readme_way_with_secrets_in_the_query_works(server: ServerThread) -> None:
    client = TrelloClient(
        api_key=scene.KEY, api_secret=scene.BOT_TOKEN, http_service=_Elsewhere(server.url)
    )
    assert [board.name for board in client.list_boards()] == ["Genomes"]


def test_boards_lists_and_cards_are_walked(client: TrelloClient) -> None:
    board = client.get_board(scene.BOARD)
    assert [each.name for each in board.open_lists()] == ["Ideas", "Doing", "Done"]
    assert [card.name for card in board.open_cards()] == ["Align the reads"]
    assert [card.name for card in board.closed_cards()] == ["Index the genome"]
    assert [card.name for card in board.get_list(scene.DOING).list_cards()] == ["Align the reads"]
    assert [label.name for label in board.get_labels()] == ["analysis", "tool"]
    assert {member.username for member in board.all_members()} == {"ada", "bea", "cardkeeper"}
    assert [each.name for each in board.get_checklists()] == ["Steps"]
    assert board.date_last_activity == datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    assert board.get_card(scene.ALIGN).name == "Align the reads"


def test_the_parts_of_a_card_are_loaded_one_by_one(client: TrelloClient) -> None:
    card = client.get_board(scene.BOARD).open_cards()[0]
    assert [field.value for field in card.custom_fields] == [3.0]
    assert [item["checked"] for item in card.checklists[0].items] == [True, False]
    assert [each.url for each in card.get_attachments()] == ["https://example.org/run/1"]
    assert [each["data"]["text"] for each in card.comments] == ["looks good"]
    assert client.get_member(card.member_ids[0]).full_name == "Ada Abel"


def test_everything_that_py_trello_writes_is_taken(client: TrelloClient) -> None:
    board = client.get_board(scene.BOARD)
    card = board.get_list(scene.IDEAS).add_card("New", "desc", labels=board.get_labels()[:1])
    card.set_name("Newer")
    card.set_description("longer")
    card.set_due(datetime(2026, 5, 1, tzinfo=UTC))
    card.set_due_complete()
    card.set_start(datetime(2026, 4, 1, tzinfo=UTC))
    card.set_pos("top")
    card.add_label(board.get_labels()[1])
    card.remove_label(board.get_labels()[0])
    card.add_member(client.get_member(scene.ADA))
    card.remove_member(client.get_member(scene.ADA))
    card.update_comment(card.comment("one")["id"], "two")
    card.delete_comment(card.comment("three"))
    attached = card.attach(name="x", url="https://example.org/")
    card.remove_attachment(attached["id"])
    checklist = card.add_checklist("steps", ["a", "b"], [True, False])
    checklist.set_checklist_item("b", True)
    checklist.rename("more steps")
    checklist.rename_checklist_item("a", "c")
    checklist.delete_checklist_item("b")
    card.set_custom_field("7", board.get_custom_field_definitions()[0])
    card.set_custom_field("raw", board.get_custom_field_definitions()[1])
    card.change_list(scene.DONE)
    card.set_closed(True)
    read = client.fetch_json(f"/cards/{card.id}", query_params={"customFieldItems": "true"})
    assert (read["name"], read["desc"], read["idList"]) == ("Newer", "longer", scene.DONE)
    assert (read["due"], read["start"]) == ("2026-05-01T00:00:00.000Z", "2026-04-01T00:00:00.000Z")
    assert (read["closed"], read["dueComplete"]) == (True, True)
    assert read["idLabels"] == [scene.BLUE]
    assert read["badges"]["comments"] == 1
    assert [item.get("value") or item["idValue"] for item in read["customFieldItems"]] == [
        {"number": "7"},
        scene.RAW,
    ]
    checklist.delete()
    card.delete()


def test_lists_labels_and_boards_are_changed(client: TrelloClient) -> None:
    board = client.get_board(scene.BOARD)
    made = board.add_list("Review", pos="bottom")
    made.set_name("Reviews")
    made.move("top")
    made.close()
    label = board.add_label("pipeline", "green")
    board.delete_label(label.id)
    board.set_name("Genomes 2")
    board.add_custom_field_definition("Risk", "list", options=["low", "high"])
    assert [each.name for each in board.closed_lists()] == ["Reviews"]
    assert client.get_board(scene.BOARD).name == "Genomes 2"
    assert client.add_board("Another", default_lists=False).all_lists() == []


def test_webhooks_are_made_and_listed(client: TrelloClient, callback: str) -> None:
    made = client.create_hook(callback, scene.BOARD, "d")
    assert [hook.id for hook in client.list_hooks()] == [made.id]
    made.delete()
    assert client.list_hooks() == []


def test_what_is_refused_on_trello_is_refused_here(client: TrelloClient) -> None:
    with pytest.raises(ResourceUnavailable, match="403"):
        client.get_board(scene.BOARD).get_power_ups()
    with pytest.raises(ResourceUnavailable, match="404"):
        client.get_card("5f00000000000000000000ff")


@pytest.mark.slow
@needs_shared
def test_the_natural_idiom_costs_hundreds_of_requests_on_a_real_board(
    client: TrelloClient, stand_in: TrelloStandIn
) -> None:
    export = json.loads(sample_boards()[-1].read_bytes())
    stand_in.join(stand_in.load_board(export), scene.BOT)
    stand_in.requests.clear()
    cards = client.get_board(export["id"]).open_cards()
    for card in cards:
        assert card.checklists is not None
        assert card.attachments is not None
        for member_id in card.member_ids:
            client.get_member(member_id)
    still_open = [card for card in export["cards"] if not card["closed"]]
    expected = 2 + sum(len(card["idMembers"]) for card in still_open)
    expected += sum(bool(card["attachments"]) for card in still_open)
    expected += sum(bool(card["idChecklists"]) for card in still_open)
    expected += any(card.get("customFieldItems") for card in still_open)
    assert len(cards) == len(still_open)
    assert stand_in.requests.total() == expected
