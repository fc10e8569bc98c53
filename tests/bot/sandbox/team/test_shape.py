"""The sample board has the keys of real exports, and nothing that no Trello ever sent."""

import json
from functools import cache
from typing import Any

import pytest

from bot.sandbox.team.__main__ import EXAMPLE_NOW
from bot.sandbox.team.board import sample_board
from tests.shared import SHARED, needs_shared, sample_boards

Json = dict[str, Any]
NEWER = {
    "board": {"idEnterprise", "type"},
    "lists": {"color", "type", "datasource", "nodeId"},
    "cards": {
        "agent",
        "creationMethodError",
        "creationMethodLoadingStartedAt",
        "idMemberCreator",
        "mirrorSourceId",
        "nodeId",
        "pinned",
    },
    "covers": {"yPosition"},
    "badges": {"externalSource", "lastUpdatedByAi", "maliciousAttachments"},
    "labels": {"idOrganization", "nodeId", "uses"},
    "members": {"idEnterprise", "nonPublic"},
    "attachments": {"isMalicious"},
}
"""Keys that came after the newest real export at hand."""


@cache
def newest_export() -> Json:
    boards: list[Json] = [json.loads(path.read_text()) for path in sample_boards()]
    return max(boards, key=lambda board: str(board["dateLastActivity"]))


def parts(board: Json) -> dict[str, list[Json]]:
    cards = board["cards"]
    return {
        "board": [board],
        "badges": [card["badges"] for card in cards],
        "covers": [card["cover"] for card in cards if not card["cover"]["idAttachment"]],
        "attachments": [each for card in cards for each in card["attachments"]],
        "items": [item for each in board["checklists"] for item in each["checkItems"]],
        **{
            name: board[name]
            for name in ("lists", "cards", "labels", "members", "memberships", "checklists")
        },
    }


@needs_shared
@pytest.mark.parametrize("part", sorted(parts(sample_board(EXAMPLE_NOW))))
def test_objects_have_the_keys_of_a_real_export(part: str) -> None:
    real = set().union(*parts(newest_export())[part])
    for ours in parts(sample_board(EXAMPLE_NOW))[part]:
        assert ours.keys() - NEWER.get(part, set()) == real - NEWER.get(part, set())


@needs_shared
def test_values_are_of_the_types_that_real_cards_have() -> None:
    allowed: dict[str, set[type]] = {}
    for card in newest_export()["cards"]:
        for key, value in card.items():
            allowed.setdefault(key, set()).add(type(value))
    for card in sample_board(EXAMPLE_NOW)["cards"]:
        odd = {key for key, types in allowed.items() if type(card[key]) not in types | {str}}
        assert odd == set()


@needs_shared
def test_custom_fields_and_their_values_have_real_keys() -> None:
    real, ours = newest_export(), sample_board(EXAMPLE_NOW)
    keys = {field["type"]: field.keys() for field in real["customFields"]}
    assert all(field.keys() == keys[field["type"]] for field in ours["customFields"])
    known = set().union(*(i for card in real["cards"] for i in card["customFieldItems"]))
    assert all(i.keys() <= known for card in ours["cards"] for i in card["customFieldItems"])


@needs_shared
def test_actions_have_the_keys_that_their_kind_has_in_real_feeds() -> None:
    real: dict[str, set[str]] = {}
    feeds = [json.loads(p.read_text()) for p in sorted(SHARED.glob("samples/webhooks/feed-*.json"))]
    for action in [
        a for p in sample_boards() for a in json.loads(p.read_text())["actions"]
    ] + feeds:
        real.setdefault(action["type"], set()).update(action["data"])
    for action in sample_board(EXAMPLE_NOW)["actions"]:
        assert action["data"].keys() <= real[action["type"]] | {"textData"}
        assert {"id", "idMemberCreator", "data", "type", "date", "memberCreator"} <= action.keys()


def test_one_change_is_one_action_with_one_old_value() -> None:
    actions = sample_board(EXAMPLE_NOW)["actions"]
    olds = [a["data"]["old"] for a in actions if a["type"] == "updateCard"]
    assert olds
    assert {len(old) for old in olds} == {1}


def test_a_move_names_both_lists_and_not_a_present_one() -> None:
    moves = [
        action["data"]
        for action in sample_board(EXAMPLE_NOW)["actions"]
        if "idList" in action["data"].get("old", {})
    ]
    assert moves
    assert all({"listBefore", "listAfter"} <= move.keys() for move in moves)
    assert all("list" not in move for move in moves)
