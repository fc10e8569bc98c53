import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.trello import TrelloStandIn
from bot.trello import snapshot
from bot.trello.errors import TrelloNotFound, TrelloTooLarge
from bot.trello.feed import iso
from bot.trello.gateway import TrelloGateway
from protocol import board_json
from protocol.board import Board
from tests.bot.trello import scene
from tests.shared import needs_shared, sample_boards


def parts(board: Board) -> dict[str, list[Any]]:
    """What of a board can be compared regardless of order."""
    return {
        name: sorted(getattr(board, name), key=lambda part: part.id)
        for name in ("lists", "labels", "cards")
    }


def many_cards(count: int) -> scene.Json:
    board = scene.small_board()
    board["cards"] += [
        {
            "id": f"5f1{number:021x}",
            "name": f"card {number}",
            "idList": scene.IDEAS,
            "idShort": number + 10,
            "pos": number,
        }
        for number in range(count)
    ]
    return board


@needs_shared
@pytest.mark.parametrize("file", sample_boards(), ids=lambda file: file.stem)
def test_a_real_board_is_read_in_one_request_and_equals_its_export(
    gateway: TrelloGateway, stand_in: TrelloStandIn, file: Path
) -> None:
    export = json.loads(file.read_bytes())
    del export["actions"]
    stand_in.join(stand_in.load_board(export), scene.BOT)
    read = board_json.read_snapshot(gateway.read_board(export["id"], cards="all"))
    assert gateway.http.requests == {("GET", "/boards/{id}"): 1}
    assert parts(read) == parts(board_json.read_export(json.dumps(export).encode(), file.name))


@needs_shared
def test_a_real_card_read_alone_equals_the_card_on_its_board(
    gateway: TrelloGateway, stand_in: TrelloStandIn
) -> None:
    export = json.loads(sample_boards()[-1].read_bytes())
    del export["actions"]
    stand_in.join(stand_in.load_board(export), scene.BOT)
    board = board_json.read_snapshot(gateway.read_board(export["id"], cards="all"))
    rich = max(board.cards, key=lambda card: len(card.checklists) + len(card.attachments))
    gateway.http.requests.clear()
    answer = gateway.read_card(rich.id)
    assert gateway.http.requests == {("GET", "/cards/{id}"): 1}
    assert board_json.read_card(answer, board, export["customFields"]) == rich


def test_open_cards_are_the_default_and_archived_ones_come_when_asked(
    gateway: TrelloGateway,
) -> None:
    assert [card["id"] for card in gateway.read_board(scene.BOARD)["cards"]] == [scene.ALIGN]
    everything = gateway.read_board(scene.BOARD, cards="all")["cards"]
    assert {card["id"] for card in everything} == {scene.ALIGN, scene.INDEX}


def test_a_snapshot_has_the_keys_of_an_export(gateway: TrelloGateway) -> None:
    board = gateway.read_board(scene.BOARD)
    wanted = {"cards", "lists", "members", "memberships", "labels", "checklists", "customFields"}
    assert wanted <= set(board)
    card = board["cards"][0]
    assert card["attachments"][0]["url"] == "https://example.org/run/1"
    assert card["customFieldItems"][0]["value"] == {"number": "3"}
    assert board["checklists"][0]["idCard"] == card["id"]


def test_a_board_of_more_than_a_thousand_cards_is_read_by_pages(
    gateway: TrelloGateway, stand_in: TrelloStandIn
) -> None:
    stand_in.load_board(many_cards(2_300))
    stand_in.join(scene.BOARD, scene.BOT)
    board = gateway.read_board(scene.BOARD)
    assert len({card["id"] for card in board["cards"]}) == len(board["cards"]) == 2_301
    assert [checklist["id"] for checklist in board["checklists"]] == [scene.STEPS]
    assert gateway.http.requests == {
        ("GET", "/boards/{id}"): 1,
        ("GET", "/boards/{id}/cards"): 1 + 3,  # the first, of ids, tells that some are missing
    }


def test_a_board_of_a_thousand_cards_that_came_whole_is_not_read_again(
    gateway: TrelloGateway, stand_in: TrelloStandIn
) -> None:
    stand_in.load_board(many_cards(1_200))
    stand_in.join(scene.BOARD, scene.BOT)
    stand_in.sizes.cards_at_once = 5_000  # some say that Trello does not cut off
    asked: list[dict[str, str]] = []

    def fetch(path: str, query: dict[str, str]) -> Any:
        asked.append(query)
        return gateway.client.fetch_json(path, query_params=query)

    board = snapshot.read_board(fetch, scene.BOARD, "open")
    assert len({card["id"] for card in board["cards"]}) == len(board["cards"]) == 1_201
    assert [query["fields"] for query in asked[1:]] == ["id", "id"]


def test_a_board_that_trello_calls_too_large_is_read_in_smaller_requests(
    gateway: TrelloGateway, stand_in: TrelloStandIn
) -> None:
    stand_in.load_board(many_cards(600))
    stand_in.join(scene.BOARD, scene.BOT)
    stand_in.sizes.too_many_cards = 250
    board = gateway.read_board(scene.BOARD, cards="all")
    assert len({card["id"] for card in board["cards"]}) == len(board["cards"]) == 602
    assert board["lists"]
    assert board["checklists"]


def test_a_board_is_read_in_parts_when_the_whole_takes_too_long(
    gateway: TrelloGateway, stand_in: TrelloStandIn
) -> None:
    stand_in.faults.plan("504", times=2)
    board = gateway.read_board(scene.BOARD)
    assert [card["id"] for card in board["cards"]] == [scene.ALIGN]
    assert gateway.http.requests["GET", "/boards/{id}/cards"] == 1


def test_a_board_that_is_too_large_even_in_small_parts_is_told_so(
    gateway: TrelloGateway, stand_in: TrelloStandIn
) -> None:
    stand_in.sizes.too_many_cards = 0
    with pytest.raises(TrelloTooLarge):
        gateway.read_board(scene.BOARD)


def test_a_card_brings_its_comments_in_the_same_request(gateway: TrelloGateway) -> None:
    written = gateway.comment(scene.ALIGN, "first")
    gateway.http.requests.clear()
    card = gateway.read_card(scene.ALIGN)
    assert gateway.http.requests.total() == 1
    found = [(a["id"], a["idMemberCreator"], a["data"]["text"]) for a in card["actions"]]
    assert found == [
        (written, scene.BOT, "first"),
        (scene.OLD_COMMENT, scene.ADA, "looks good"),
    ]
    assert card["checklists"][0]["checkItems"][0]["state"] == "complete"
    assert card["list"]["name"] == "Doing"
    assert [member["username"] for member in card["members"]] == ["ada"]


def test_a_comment_is_edited_and_deleted_by_its_id(gateway: TrelloGateway) -> None:
    written = gateway.comment(scene.ALIGN, "first")
    gateway.edit_comment(written, "second " + "long " * 3000)
    shown = gateway.read_card(scene.ALIGN)["actions"][0]
    assert shown["data"]["text"].startswith("second long")
    assert "dateLastEdited" in shown["data"]
    gateway.delete_comment(written)
    assert [a["id"] for a in gateway.read_card(scene.ALIGN)["actions"]] == [scene.OLD_COMMENT]
    with pytest.raises(TrelloNotFound):
        gateway.delete_comment(written)


def test_every_change_of_a_card_costs_one_request(gateway: TrelloGateway) -> None:
    due = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
    changes: list[Callable[[], object]] = [
        lambda: gateway.move_card(scene.ALIGN, scene.DONE, "top"),
        lambda: gateway.set_description(scene.ALIGN, "d" * 9000),
        lambda: gateway.add_member(scene.ALIGN, scene.BOT),
        lambda: gateway.remove_member(scene.ALIGN, scene.ADA),
        lambda: gateway.add_label(scene.ALIGN, scene.BLUE),
        lambda: gateway.remove_label(scene.ALIGN, scene.RED),
        lambda: gateway.update_card(scene.ALIGN, due=due, dueComplete=True),
        lambda: gateway.attach_link(scene.ALIGN, "https://example.org/x", "x"),
        lambda: gateway.delete_attachment(scene.ALIGN, scene.RUN_LINK),
    ]
    for change in changes:
        change()
    assert gateway.http.requests.total() == len(changes)
    card = gateway.read_card(scene.ALIGN)
    assert (card["idList"], len(card["desc"])) == (scene.DONE, 9000)
    assert (card["idMembers"], card["idLabels"]) == ([scene.BOT], [scene.BLUE])
    assert (card["due"], card["dueComplete"]) == ("2026-04-01T12:00:00.000Z", True)
    assert [a["name"] for a in card["attachments"]] == ["x"]


def test_a_card_is_added_with_labels_and_members(gateway: TrelloGateway) -> None:
    card = gateway.add_card(
        scene.IDEAS, "Call variants", "why", idLabels=[scene.RED], idMembers=[scene.ADA], pos="top"
    )
    read = gateway.read_card(card["shortLink"])
    assert (read["name"], read["desc"], read["idList"]) == ("Call variants", "why", scene.IDEAS)
    assert (read["idLabels"], read["idMembers"]) == ([scene.RED], [scene.ADA])
    gateway.delete_card(card["id"])
    with pytest.raises(TrelloNotFound):
        gateway.read_card(card["id"])


def test_an_uploaded_picture_becomes_the_cover_unchanged(gateway: TrelloGateway) -> None:
    picture = bytes(range(256)) + b"\r\n--\r\n" + b"\n\r"
    key = gateway.attach_file(scene.ALIGN, "load.png", picture, "image/png", as_cover=True)
    card = gateway.read_card(scene.ALIGN)
    uploaded = next(a for a in card["attachments"] if a["id"] == key)
    assert (uploaded["bytes"], uploaded["isUpload"]) == (len(picture), True)
    assert uploaded["mimeType"] == "image/png"
    assert card["idAttachmentCover"] == card["cover"]["idAttachment"] == key


def test_lists_labels_and_checklists_are_made(gateway: TrelloGateway) -> None:
    made = gateway.add_list(scene.BOARD, "Review")
    label = gateway.create_label(scene.BOARD, "pipeline", None)
    gateway.add_checklist(scene.ALIGN, "Before review", ["tests", "docs"])
    board = gateway.read_board(scene.BOARD)
    assert board["lists"][-1]["id"] == made["id"]
    assert label["id"] in [each["id"] for each in board["labels"]]
    names = [[item["name"] for item in each["checkItems"]] for each in board["checklists"]]
    assert ["tests", "docs"] in names


def test_the_activity_of_a_board_moves_with_every_change(gateway: TrelloGateway) -> None:
    before = gateway.board_activity(scene.BOARD)
    gateway.comment(scene.ALIGN, "x")
    after = gateway.board_activity(scene.BOARD)
    assert before == datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    assert after > before


def test_a_board_without_activity_is_as_old_as_its_id(
    gateway: TrelloGateway, stand_in: TrelloStandIn
) -> None:
    stand_in.load_board({**scene.small_board(), "dateLastActivity": None})
    stand_in.join(scene.BOARD, scene.BOT)
    assert gateway.board_activity(scene.BOARD) == datetime.fromtimestamp(0x5F000000, UTC)


def test_all_pages_of_the_feed_are_read_newest_first_and_each_once(
    gateway: TrelloGateway,
) -> None:
    written = [gateway.comment(scene.ALIGN, f"comment {number}") for number in range(25)]
    gateway.http.requests.clear()
    found = gateway.actions(scene.BOARD, scene.START, limit=10)
    assert [action["id"] for action in found] == written[::-1]
    assert gateway.http.requests["GET", "/boards/{id}/actions"] == 3


def test_the_feed_is_read_whole_when_many_actions_share_a_moment(
    gateway: TrelloGateway, stand_in: TrelloStandIn
) -> None:
    now = scene.START + timedelta(hours=1)
    stand_in.world.now = lambda: now
    first = [gateway.comment(scene.ALIGN, f"early {number}") for number in range(7)]
    now += timedelta(milliseconds=1)
    second = [gateway.comment(scene.ALIGN, f"late {number}") for number in range(7)]
    found = gateway.actions(scene.BOARD, scene.START, limit=8)
    assert sorted(action["id"] for action in found) == sorted(first + second)


def test_the_feed_between_two_moments_leaves_out_the_rest(gateway: TrelloGateway) -> None:
    for number in range(4):
        gateway.comment(scene.ALIGN, f"{number}")
    dates = [datetime.fromisoformat(a["date"]) for a in gateway.actions(scene.BOARD, scene.START)]
    between = gateway.actions(scene.BOARD, since=dates[2], before=dates[0])
    assert [action["data"]["text"] for action in between] == ["2", "1"]


def test_only_moments_with_a_time_zone_are_written() -> None:
    assert iso(datetime.fromisoformat("2026-03-01T10:00:00.5+02:00")) == "2026-03-01T08:00:00.500Z"
    with pytest.raises(ValueError, match="time zone"):
        iso(datetime(2026, 3, 1))  # noqa: DTZ001


def test_the_bot_knows_itself_and_its_rights(gateway: TrelloGateway) -> None:
    assert gateway.me() == {"id": scene.BOT, "username": "cardkeeper", "fullName": "Cardkeeper"}
    rights = gateway.token_rights()
    assert rights["idMember"] == scene.BOT
    assert rights["permissions"][0]["write"] is True
