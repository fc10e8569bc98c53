"""Trello's ways of answering: shapes, refusals, credentials."""

import json
from typing import Any

import pytest
import requests

from bot.sandbox.serving import ServerThread
from bot.sandbox.trello import TrelloStandIn
from tests.bot.sandbox.trello.raw import Raw
from tests.bot.trello import scene

BOARD = f"/boards/{scene.BOARD}"
CARD = f"/cards/{scene.ALIGN}"
NOBODY = "5f00000000000000000000ff"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/cards/what", (400, "text/plain", "invalid id")),
        (f"/cards/{NOBODY}", (404, "text/plain", "The requested resource was not found.")),
        ("/webhooks", (404, "text/plain", "Cannot GET /1/webhooks")),
        (f"{BOARD}/cards?limit=1001", (400, "text/plain", "invalid value for limit")),
        ("/members/nobody", (404, "text/plain", "model not found")),
    ],
)
def test_a_refusal_is_plain_text_in_trellos_words(
    bot: Raw, path: str, expected: tuple[int, str, str]
) -> None:
    assert bot.refused("GET", path) == expected


def test_a_private_board_without_access_is_401_and_not_404(
    server: ServerThread, stand_in: TrelloStandIn
) -> None:
    stand_in.add_member("5f0000000000000000000e5e", "eve", "Eve", token="token-of-eve")
    eve = Raw(server.url, scene.KEY, "token-of-eve")
    board = eve.refused("GET", BOARD)
    assert board == (401, "text/plain", "unauthorized permission requested")
    card = eve.refused("GET", CARD)
    assert card == (401, "text/plain", "unauthorized card permission requested")


def test_a_public_board_is_read_but_not_written_by_a_stranger(
    server: ServerThread, stand_in: TrelloStandIn
) -> None:
    stand_in.load_board({**scene.small_board(), "prefs": {"permissionLevel": "public"}})
    stand_in.add_member("5f0000000000000000000e5e", "eve", "Eve", token="token-of-eve")
    eve = Raw(server.url, scene.KEY, "token-of-eve")
    assert eve.ok("GET", CARD)["name"] == "Align the reads"
    assert eve.refused("PUT", CARD, name="mine")[0] == 401
    passer_by = Raw(server.url, scene.KEY, None)
    assert passer_by.ok("GET", BOARD)["id"] == scene.BOARD
    refused = passer_by.call("PUT", CARD, name="mine")
    assert (refused.status_code, refused.json()) == (401, {"message": "missing scopes"})


def test_an_observer_reads_and_does_not_write(
    server: ServerThread, stand_in: TrelloStandIn
) -> None:
    stand_in.add_member(scene.BEA, "bea", "Bea Born", token="token-of-bea")
    bea = Raw(server.url, scene.KEY, "token-of-bea")
    assert bea.ok("GET", BOARD)["name"] == "Genomes"
    assert bea.refused("PUT", CARD, name="x")[0] == 401


def test_a_token_without_the_right_to_write_only_reads(
    server: ServerThread, stand_in: TrelloStandIn
) -> None:
    stand_in.add_member(scene.BOT, "cardkeeper", "Cardkeeper", "read-only", may_write=False)
    reader = Raw(server.url, scene.KEY, "read-only")
    assert reader.ok("GET", CARD)["id"] == scene.ALIGN
    assert reader.refused("PUT", CARD, name="x")[0] == 401


def test_wrong_credentials_are_told_apart(server: ServerThread) -> None:
    assert Raw(server.url, "no-such-key", scene.BOT_TOKEN).refused("GET", BOARD) == (
        401,
        "text/plain",
        "invalid key",
    )
    assert Raw(server.url, scene.KEY, "no-such-token").refused("GET", BOARD) == (
        401,
        "text/plain",
        "invalid token",
    )


def test_a_revoked_token_is_invalid_and_its_webhooks_are_gone(
    bot: Raw, ada: Raw, stand_in: TrelloStandIn, callback: str
) -> None:
    bot.ok("POST", "/webhooks", callbackURL=callback, idModel=scene.BOARD)
    stand_in.revoke_token(scene.BOT_TOKEN)
    assert bot.refused("GET", BOARD)[2] == "invalid token"
    stand_in.add_member(scene.BOT, "cardkeeper", "Cardkeeper", scene.BOT_TOKEN)
    assert bot.ok("GET", f"/tokens/{scene.BOT_TOKEN}/webhooks") == []


@pytest.mark.parametrize("where", ["query", "json", "form"])
def test_credentials_and_values_come_in_query_json_or_form(
    server: ServerThread, where: str
) -> None:
    fields = {"key": scene.KEY, "token": scene.BOT_TOKEN, "name": f"from {where} ä"}
    sent: dict[str, Any] = {
        "query": {"params": fields},
        "json": {"json": fields},
        "form": {"data": fields},
    }
    answer = requests.put(f"{server.url}/1{CARD}", timeout=5, **sent[where])
    assert answer.json()["name"] == f"from {where} ä"


def test_a_get_with_a_body_is_403(bot: Raw) -> None:
    answer = bot.session.get(f"{bot.url}/1{BOARD}", data="{}", timeout=5)
    assert answer.status_code == 403


def test_a_body_that_is_not_json_is_400(bot: Raw) -> None:
    headers = {"content-type": "application/json"}
    answer = bot.session.put(f"{bot.url}/1{CARD}", data="{", headers=headers, timeout=5)
    assert answer.status_code == 400


def test_a_refused_write_changes_nothing(bot: Raw, stand_in: TrelloStandIn) -> None:
    before, version = bot.ok("GET", CARD), stand_in.version
    status, _, text = bot.refused("PUT", CARD, name="changed", idLabels=[NOBODY])
    assert (status, text) == (400, "invalid value for idLabels")
    assert bot.ok("GET", CARD) == before
    assert stand_in.version == version
    assert bot.ok("GET", f"{BOARD}/actions", since="2026-03-02") == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"due": "soon"},
        {"name": ""},
        {"pos": "middle"},
        {"idList": scene.BOARD},
        {"idMembers": [NOBODY]},
        {"idAttachmentCover": NOBODY},
        {"desc": "d" * 16385},
    ],
)
def test_an_invalid_value_is_400(bot: Raw, wrong: dict[str, object]) -> None:
    assert bot.refused("PUT", CARD, **wrong)[0] == 400


def test_fields_are_chosen_and_the_id_is_always_there(bot: Raw) -> None:
    assert bot.ok("GET", CARD, fields="name") == {"id": scene.ALIGN, "name": "Align the reads"}
    nested = bot.ok("GET", BOARD, fields="name", cards="open", card_fields="pos")
    assert nested["cards"] == [{"id": scene.ALIGN, "pos": 65536}]


def test_visible_leaves_out_cards_of_archived_lists(bot: Raw, ada: Raw) -> None:
    ada.ok("PUT", f"/lists/{scene.DOING}/closed", value=True)
    assert bot.ok("GET", BOARD, cards="visible")["cards"] == []
    assert len(bot.ok("GET", BOARD, cards="open")["cards"]) == 1


def test_card_pages_walk_back_by_id(bot: Raw) -> None:
    made = [bot.ok("POST", "/cards", idList=scene.IDEAS, name=str(n))["id"] for n in range(5)]
    first = bot.ok("GET", f"{BOARD}/cards", filter="open", limit=2, sort="-id", fields="name")
    assert [card["id"] for card in first] == [made[4], made[3]]
    before = first[-1]["id"]
    second = bot.ok("GET", f"{BOARD}/cards", filter="open", limit=3, sort="-id", before=before)
    assert [card["id"] for card in second] == [made[2], made[1], made[0]]


def test_unpaged_cards_end_at_a_thousand(bot: Raw, stand_in: TrelloStandIn) -> None:
    stand_in.sizes.cards_at_once = 3
    for number in range(5):
        bot.ok("POST", "/cards", idList=scene.IDEAS, name=str(number))
    assert len(bot.ok("GET", BOARD, cards="open")["cards"]) == 3
    assert len(bot.ok("GET", f"{BOARD}/cards", filter="all")) == 3


def test_cards_with_actions_of_a_large_board_are_too_much(
    bot: Raw, stand_in: TrelloStandIn
) -> None:
    stand_in.sizes.cards_at_once = 1
    status, media_type, text = bot.refused("GET", BOARD, cards="open", actions="all")
    assert (status, media_type) == (403, "application/json")
    assert json.loads(text)["error"] == "API_TOO_MANY_CARDS_REQUESTED"


def test_labels_end_at_fifty_unless_told_otherwise(bot: Raw) -> None:
    for number in range(60):
        bot.ok("POST", "/labels", idBoard=scene.BOARD, name=str(number), color="red")
    assert len(bot.ok("GET", BOARD, labels="all")["labels"]) == 50
    assert len(bot.ok("GET", BOARD, labels="all", labels_limit=1000)["labels"]) == 62
    assert len(bot.ok("GET", f"{BOARD}/labels")) == 50


def test_a_batch_answers_each_path_with_its_own_status(bot: Raw) -> None:
    urls = f"{BOARD}?fields=name%2Cclosed,/cards/{NOBODY},/webhooks"
    answers = bot.ok("GET", "/batch", urls=urls)
    assert answers[0] == {"200": {"id": scene.BOARD, "name": "Genomes", "closed": False}}
    assert [next(iter(answer)) for answer in answers[1:]] == ["404", "404"]
    assert bot.refused("GET", "/batch", urls=",".join(["/members/me"] * 11))[0] == 400


def test_custom_field_values_are_texts_and_are_cleared_by_nothing(bot: Raw) -> None:
    item = f"{CARD}/customField/{scene.HOURS}/item"
    assert bot.ok("PUT", item, value={"number": 4.5})["value"] == {"number": "4.5"}
    stage = f"{CARD}/customField/{scene.STAGE}/item"
    assert bot.ok("PUT", stage, idValue=scene.RAW)["idValue"] == scene.RAW
    assert len(bot.ok("GET", CARD, customFieldItems="true")["customFieldItems"]) == 2
    bot.ok("PUT", item, value="")
    bot.ok("PUT", stage, idValue="")
    assert bot.ok("GET", f"{CARD}/customFieldItems") == []
    assert bot.refused("PUT", item, value={"text": "four"})[0] == 400
    assert bot.refused("PUT", stage, idValue=NOBODY)[0] == 400


def test_a_card_copied_from_a_template_brings_its_parts(bot: Raw) -> None:
    made = bot.ok("POST", "/cards", idList=scene.IDEAS, idCardSource=scene.ALIGN, name="Copy")
    copy = bot.ok("GET", f"/cards/{made['id']}", checklists="all", attachments="true")
    assert (copy["name"], copy["desc"], copy["idLabels"]) == ("Copy", "with bwa", [scene.RED])
    assert [item["name"] for item in copy["checklists"][0]["checkItems"]] == ["map", "sort"]
    assert [each["url"] for each in copy["attachments"]] == ["https://example.org/run/1"]
    assert copy["shortLink"] != "aLiGn001"


def test_a_card_moves_to_another_board(bot: Raw, stand_in: TrelloStandIn) -> None:
    other = bot.ok("POST", "/boards", name="Other")["id"]
    bot.ok("PUT", CARD, idBoard=other)
    assert bot.ok("GET", f"{CARD}/board")["id"] == other
    left = bot.ok("GET", f"{BOARD}/actions")[0]
    came = bot.ok("GET", f"/boards/{other}/actions")[0]
    assert (left["type"], came["type"]) == ("moveCardFromBoard", "moveCardToBoard")


def test_the_log_never_holds_a_token(bot: Raw, stand_in: TrelloStandIn) -> None:
    bot.ok("GET", f"/tokens/{scene.BOT_TOKEN}/webhooks")
    bot.ok("GET", BOARD)
    logged = [("GET", "/tokens/{token}/webhooks", 200), ("GET", BOARD, 200)]
    assert list(stand_in.log)[-2:] == logged
    assert scene.BOT_TOKEN not in repr(stand_in.requests)
