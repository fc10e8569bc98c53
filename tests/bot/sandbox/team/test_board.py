"""The sample board is a plausible export: ids, times, history and present state agree."""

import json
import re
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from bot.sandbox.team.board import sample_board
from bot.sandbox.team.people import BOT, PEOPLE

FRIDAY = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
MANY_NOWS = [
    FRIDAY,
    datetime(2026, 11, 23, 0, 5, tzinfo=UTC),
    datetime(2027, 1, 3, 12, 0, tzinfo=UTC),
    datetime(2028, 2, 29, 7, 30, tzinfo=UTC),
    datetime(2028, 5, 6, 23, 59, tzinfo=timezone(timedelta(hours=-7))),
]


@pytest.fixture(scope="module", params=MANY_NOWS, ids=str)
def now(request: pytest.FixtureRequest) -> datetime:
    moment: datetime = request.param
    return moment


@pytest.fixture(scope="module")
def board(now: datetime) -> dict[str, Any]:
    return sample_board(now)


def read(text: str) -> datetime:
    return datetime.fromisoformat(text)


def born(object_id: str) -> datetime:
    return datetime.fromtimestamp(int(object_id[:8], 16), UTC)


def changes(board: dict[str, Any], field: str) -> dict[str, list[dict[str, Any]]]:
    """Per card, oldest first, the actions that changed one field."""
    found = defaultdict(list)
    for action in reversed(board["actions"]):
        if action["type"] == "updateCard" and field in action["data"]["old"]:
            found[action["data"]["card"]["id"]].append(action)
    return found


def test_one_now_gives_one_board_byte_for_byte(now: datetime) -> None:
    assert json.dumps(sample_board(now)) == json.dumps(sample_board(now))


def test_the_zone_in_which_now_is_written_makes_no_difference() -> None:
    elsewhere = FRIDAY.astimezone(timezone(timedelta(hours=9)))
    assert sample_board(elsewhere) == sample_board(FRIDAY)


def test_a_now_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        sample_board(FRIDAY.replace(tzinfo=None))


def test_people_keep_their_ids_whenever_the_board_is_made(board: dict[str, Any]) -> None:
    expected = [person.trello_id for person in (*PEOPLE, BOT)]
    assert [member["id"] for member in board["members"]] == expected


def test_every_object_has_an_id_of_its_own(board: dict[str, Any]) -> None:
    ids = [
        each["id"]
        for part in ("cards", "lists", "labels", "members", "memberships", "checklists", "actions")
        for each in board[part]
    ]
    ids += [item["id"] for card in board["cards"] for item in card["customFieldItems"]]
    ids += [item["id"] for checklist in board["checklists"] for item in checklist["checkItems"]]
    ids += [each["id"] for card in board["cards"] for each in card["attachments"]]
    assert [key for key, count in Counter(ids).items() if count > 1] == []
    assert all(re.fullmatch("[0-9a-f]{24}", key) for key in ids)


def test_short_links_are_eight_letters_and_digits_and_differ(board: dict[str, Any]) -> None:
    links = [card["shortLink"] for card in board["cards"]] + [board["shortLink"]]
    assert all(re.fullmatch("[0-9A-Za-z]{8}", link) for link in links)
    assert len(set(links)) == len(links)


def test_each_card_was_created_at_the_time_its_id_says(board: dict[str, Any]) -> None:
    created = {
        action["data"]["card"]["id"]: read(action["date"])
        for action in board["actions"]
        if action["type"] == "createCard"
    }
    assert created.keys() == {card["id"] for card in board["cards"]}
    assert all(born(key) == date.replace(microsecond=0) for key, date in created.items())


def test_each_action_happened_at_the_time_its_id_says(board: dict[str, Any]) -> None:
    wrong = [
        action["type"]
        for action in board["actions"]
        if born(action["id"]) != read(action["date"]).replace(microsecond=0)
    ]
    assert wrong == []


def test_nothing_happens_after_now_or_before_the_board(
    board: dict[str, Any], now: datetime
) -> None:
    dates = [read(action["date"]) for action in board["actions"]]
    assert max(dates) < now
    assert min(dates) == read(board["actions"][-1]["date"])
    assert board["actions"][-1]["type"] == "createBoard"
    assert born(board["id"]) == min(dates).replace(microsecond=0)


def test_actions_stand_newest_first(board: dict[str, Any]) -> None:
    dates = [action["date"] for action in board["actions"]]
    assert dates == sorted(dates, reverse=True)


def test_a_card_is_created_before_anything_happens_to_it(board: dict[str, Any]) -> None:
    first: dict[str, str] = {}
    for action in reversed(board["actions"]):
        card = action["data"].get("card")
        if card:
            first.setdefault(card["id"], action["type"])
    deleted = [kind for kind in first.values() if kind == "deleteCard"]
    assert len(deleted) == 1
    assert set(first.values()) == {"createCard", "deleteCard"}


def test_replaying_the_moves_ends_in_the_present_lists(board: dict[str, Any]) -> None:
    place = {}
    for action in reversed(board["actions"]):
        data = action["data"]
        if action["type"] == "createCard":
            place[data["card"]["id"]] = data["list"]["id"]
        elif "listAfter" in data:
            assert place[data["card"]["id"]] == data["listBefore"]["id"] == data["old"]["idList"]
            place[data["card"]["id"]] = data["listAfter"]["id"]
    assert place == {card["id"]: card["idList"] for card in board["cards"]}


@pytest.mark.parametrize(
    "field",
    ["name", "desc", "due", "dueComplete", "dueReminder", "start", "closed", "pos", "idLabels"],
)
def test_each_change_starts_from_what_the_last_one_left(board: dict[str, Any], field: str) -> None:
    cards = {card["id"]: card for card in board["cards"]}
    for card_id, actions in changes(board, field).items():
        values = [action["data"]["card"][field] for action in actions]
        befores = [action["data"]["old"][field] for action in actions]
        assert befores[1:] == values[:-1]
        assert values[-1] == cards[card_id][field]


def test_owners_are_those_who_joined_and_did_not_leave(board: dict[str, Any]) -> None:
    owners: dict[str, list[str]] = {card["id"]: [] for card in board["cards"]}
    for action in reversed(board["actions"]):
        if action["type"] == "addMemberToCard":
            owners[action["data"]["card"]["id"]].append(action["data"]["idMember"])
        elif action["type"] == "removeMemberFromCard":
            owners[action["data"]["card"]["id"]].remove(action["data"]["idMember"])
    assert owners == {card["id"]: card["idMembers"] for card in board["cards"]}


def test_ticked_items_are_those_the_feed_ticked(board: dict[str, Any]) -> None:
    ticked = {
        action["data"]["checkItem"]["id"]
        for action in board["actions"]
        if action["type"] == "updateCheckItemStateOnCard"
    }
    items = [item for checklist in board["checklists"] for item in checklist["checkItems"]]
    assert {item["id"] for item in items if item["state"] == "complete"} == ticked
    assert ticked


def test_badges_count_what_is_there(board: dict[str, Any]) -> None:
    said = Counter(
        action["data"]["card"]["id"]
        for action in board["actions"]
        if action["type"] == "commentCard"
    )
    items = {each["id"]: each["checkItems"] for each in board["checklists"]}
    for card in board["cards"]:
        badges = card["badges"]
        assert badges["comments"] == said[card["id"]]
        assert badges["attachments"] == len(card["attachments"])
        assert badges["checkItems"] == sum(len(items[key]) for key in card["idChecklists"])
        assert badges["description"] == bool(card["desc"])
        assert (badges["due"], badges["start"]) == (card["due"], card["start"])


def test_everything_pointed_at_on_the_board_exists(board: dict[str, Any]) -> None:
    lists = {each["id"] for each in board["lists"]}
    labels = {each["id"] for each in board["labels"]}
    people = {each["id"] for each in board["members"]}
    fields = {each["id"]: each for each in board["customFields"]}
    for card in board["cards"]:
        assert card["idList"] in lists
        assert set(card["idLabels"]) <= labels
        assert set(card["idMembers"]) <= people
        for item in card["customFieldItems"]:
            options = {option["id"] for option in fields[item["idCustomField"]].get("options", [])}
            assert item.get("idValue") is None or item["idValue"] in options


def test_links_between_cards_lead_to_cards(board: dict[str, Any]) -> None:
    links = set(re.findall(r"https://trello\.com/c/(\w+)", json.dumps(board)))
    assert links == {card["shortLink"] for card in board["cards"]}


def test_no_reference_is_left_unwritten(board: dict[str, Any]) -> None:
    texts = [card["desc"] for card in board["cards"]]
    texts += [action["data"].get("text", "") for action in board["actions"]]
    texts += [each["url"] for card in board["cards"] for each in card["attachments"]]
    assert [text for text in texts if re.search(r"\{\w+:", text)] == []


def test_nobody_works_on_a_weekend() -> None:
    dates = [read(action["date"]) for action in sample_board(FRIDAY)["actions"]]
    assert {date.weekday() for date in dates} == {0, 1, 2, 3, 4}
