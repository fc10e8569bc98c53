"""Trello's JSON, read into a board: every age of export, nulls everywhere, and what is refused."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from protocol.agreement_file import read_agreement
from protocol.board import Board
from protocol.board_json import BoardError, read_actions, read_export, read_snapshot
from protocol.inference import infer
from protocol.inference_text import draft_text
from tests.shared import needs_shared, sample_boards

LIST, CARD, INES = (f"6a10000000000000000000{n:02}" for n in range(3))


def read(export: Any) -> Board:
    return read_export(json.dumps(export).encode(), "board.json")


def one_card(**keys: Any) -> dict[str, Any]:
    """A board with one list and one card with these keys."""
    return {"lists": [{"id": LIST}], "cards": [{"id": CARD, "idList": LIST, **keys}]}


def test_what_an_export_has_twice_is_there_once() -> None:
    twin = {"id": INES, "username": "ines", "fullName": "Ines"}
    lists = [{"id": LIST, "name": "Doing"}] * 2
    board = read(
        {"lists": lists, "cards": [{"id": CARD, "idList": LIST}] * 2, "members": [twin] * 2}
    )
    assert [len(part) for part in (board.lists, board.cards, board.members)] == [1, 1, 1]
    draft = draft_text(infer(board, date(2026, 11, 16)), "2026-11-16")
    assert list(read_agreement(draft, "protocol.toml").people) == ["Ines"]


def refused(raw: bytes) -> str:
    with pytest.raises(BoardError) as error:
        read_export(raw, "board.json")
    return str(error.value)


BOARD_KEYS = (
    "id", "name", "url", "shortUrl", "shortLink", "closed", "dateLastActivity", "members",
    "memberships", "labels", "checklists", "customFields", "actions",
)  # fmt: skip
CARD_KEYS = (
    "name", "desc", "idMembers", "labels", "idLabels", "closed", "due", "dueComplete", "start",
    "dateLastActivity", "idShort", "shortLink", "shortUrl", "url", "pos", "isTemplate",
    "checklists", "attachments", "customFieldItems", "actions",
)  # fmt: skip
ACTION_KEYS = ("card", "list", "listBefore", "listAfter", "old", "text", "idMember")


@pytest.mark.parametrize("key", BOARD_KEYS)
def test_a_board_without_a_key_reads_like_one_where_it_is_null(key: str) -> None:
    assert read(one_card() | {key: None}) == read(one_card())


@pytest.mark.parametrize("key", CARD_KEYS)
def test_a_card_without_a_key_reads_like_one_where_it_is_null(key: str) -> None:
    assert read(one_card(**{key: None})) == read(one_card())


def test_everything_null_at_once_is_a_board() -> None:
    export = one_card(**dict.fromkeys(CARD_KEYS)) | dict.fromkeys(BOARD_KEYS)
    team = read(export)
    assert team.name == "(board without a name)"
    assert team.cards[0].title == f"(card {CARD} without a name)"


@pytest.mark.parametrize(
    ("where", "null"),
    [
        ("labels", {"id": None, "name": None, "color": None}),
        ("checklists", {"id": None, "name": None, "idCard": None, "checkItems": None}),
        ("members", {"id": INES, "username": None, "fullName": None}),
        ("memberships", {"idMember": None, "deactivated": None, "memberType": None}),
        ("customFields", {"id": LIST, "name": None, "type": None, "options": None}),
        ("actions", {"id": LIST, "type": "x", "date": "2026-11-11T10:00:00Z", "data": None}),
        (
            "actions",
            {
                "id": LIST,
                "type": "updateCard",
                "date": "2026-11-11T10:00:00Z",
                "data": dict.fromkeys(ACTION_KEYS),
            },
        ),
    ],
)
def test_the_things_on_a_board_may_be_null_inside(where: str, null: dict[str, Any]) -> None:
    assert read(one_card() | {where: [null]}).cards[0].id == CARD


def test_an_export_of_2015_has_no_start_and_no_tick_of_the_due_date() -> None:
    old = read(one_card(name="Old", due="2015-07-07T14:45:00.000Z", desc="", closed=False)).cards[0]
    assert old.due == datetime(2015, 7, 7, 14, 45, tzinfo=UTC)
    assert (old.start, old.due_complete, old.is_template) == (None, False, False)


def test_keys_of_years_to_come_are_left_aside() -> None:
    export = one_card(mirrorSourceId=None, cardRole={"new": [1]}) | {"boardCopilot": {"x": 1}}
    assert read(export) == read(one_card())


def test_a_time_without_a_zone_is_utc() -> None:
    team = read(one_card(due="2026-11-11T10:00:00"))
    assert team.cards[0].due == datetime(2026, 11, 11, 10, tzinfo=UTC)


def test_checklists_come_from_the_card_or_from_the_boards_own_table() -> None:
    lines = [{"name": "b", "state": "complete", "pos": 2}, {"name": "a", "state": None, "pos": 1}]
    table = read(one_card() | {"checklists": [{"idCard": CARD, "checkItems": lines}]})
    inline = read(one_card(checklists=[{"checkItems": lines}]))
    for team in (table, inline):
        items = team.cards[0].checklists[0].items
        assert [(item.name, item.done) for item in items] == [("a", False), ("b", True)]


def test_labels_by_id_are_joined_with_those_in_full() -> None:
    labels = [{"id": "1", "name": "QC"}, {"id": "2", "name": "RNA"}]
    team = read(one_card(labels=labels[:1], idLabels=["1", "2", "gone"]) | {"labels": labels})
    assert [label.name for label in team.cards[0].labels] == ["QC", "RNA"]


@pytest.mark.parametrize(
    ("item", "fields"),
    [
        ({"idCustomField": "f", "value": {"number": "0.3"}}, {"Days": "0.3"}),
        ({"idCustomField": "f", "idValue": "o"}, {"Days": "High"}),
        ({"idCustomField": "f", "idValue": "gone"}, {}),
        ({"idCustomField": "gone", "value": {"number": "3"}}, {}),
        ({"idCustomField": "f", "value": None}, {}),
        ({"idCustomField": "f", "value": {}}, {}),
    ],
)
def test_custom_fields_are_read_by_name(item: dict[str, Any], fields: dict[str, str]) -> None:
    options = [{"id": "o", "value": {"text": "High"}}]
    definition = {"id": "f", "name": "Days", "options": options}
    team = read(one_card(customFieldItems=[item]) | {"customFields": [definition]})
    assert team.cards[0].fields == fields


@pytest.mark.parametrize(
    ("membership", "active", "admin"),
    [
        ({"deactivated": False, "memberType": "admin"}, True, True),
        ({"deactivated": True, "memberType": "normal"}, False, False),
        (None, False, False),
    ],
)
def test_a_member_is_active_who_has_a_membership_that_is_not_ended(
    membership: dict[str, Any] | None, active: bool, admin: bool
) -> None:
    ships = [{"idMember": INES, **membership}] if membership else []
    team = read(one_card() | {"members": [{"id": INES}], "memberships": ships})
    assert (team.members[0].active, team.members[0].is_admin) == (active, admin)


def test_actions_are_newest_first_whatever_their_order() -> None:
    def action(day: int) -> dict[str, Any]:
        return {"id": str(day), "type": "x", "date": f"2026-11-{day}T10:00:00Z"}

    team = read(one_card() | {"actions": [action(12), action(14), action(13)]})
    assert [entry.date.day for entry in team.actions] == [14, 13, 12]


@pytest.mark.parametrize(
    "spoilt",
    [
        None,
        {},
        {"id": "2", "type": None, "date": "2026-11-12T10:00:00Z"},
        {"id": "2", "type": "x", "date": "yesterday"},
        {"id": "2", "type": "x", "date": None},
        {"id": "2", "type": "x", "date": "0001-01-01T00:00:00Z"},
        {"id": "2", "type": "x", "date": "9999-12-31T23:59:59.999Z"},
        {"id": "2", "type": "x", "date": "2026-11-12T10:00:00Z", "data": "none"},
    ],
)
def test_an_action_that_cannot_be_read_does_not_spoil_the_board(spoilt: object) -> None:
    good = {"id": "1", "type": "x", "date": "2026-11-12T10:00:00Z"}
    export = one_card() | {"actions": [good, spoilt]}
    for team in (read(export), read_snapshot(export)):
        assert [entry.id for entry in team.actions] == ["1"]


def test_an_action_tells_what_it_is_about() -> None:
    told = {
        "id": "1",
        "type": "addChecklistToCard",
        "date": "2026-11-11T10:00:00Z",
        "data": {"card": {"id": CARD}, "checklist": {"id": "c", "name": "Steps"}},
    }
    (action,) = read_actions([told])
    assert (action.card_id, action.subject_id, action.value) == (CARD, "c", "Steps")


def test_open_cards_that_point_to_what_is_gone_are_loose_ends() -> None:
    export = one_card(name="Lost", idList="gone", idMembers=["nobody"])
    assert [(end.card, end.what, end.id) for end in read(export).loose_ends] == [
        ("Lost", "list", "gone"),
        ("Lost", "member", "nobody"),
    ]


def test_archived_cards_and_lists_are_no_loose_ends() -> None:
    archived = one_card(idList="gone", idMembers=["nobody"], closed=True)
    in_archived_list = one_card() | {"lists": [{"id": LIST, "closed": True}]}
    assert read(archived).loose_ends == read(in_archived_list).loose_ends == ()


def test_half_an_emoji_does_not_spoil_the_board() -> None:
    raw = rb'{"lists": [], "cards": [], "name": "cut \ud83d here \\ud83d and \ud83d\ude00"}'
    assert read_export(raw, "board.json").name == "cut � here \\ud83d and 😀"


def test_a_decoded_answer_with_half_an_emoji_is_refused_in_our_own_words() -> None:
    with pytest.raises(BoardError):
        read_snapshot({"lists": [], "cards": [], "\ud83d": "name"})


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "board.json is empty; it should hold a Trello board exported as JSON."),
        (b" \n", "board.json is empty; it should hold a Trello board exported as JSON."),
        (
            b'{"lists": [{"id"',
            (
                "board.json ends in the middle of the JSON, after 16 bytes; the download was "
                "probably cut off. Export the board again."
            ),
        ),
        (
            b"  <html>",
            (
                "board.json is a web page, not JSON: in Trello use Menu > Print, export and "
                "share > Export as JSON while signed in."
            ),
        ),
        (b"{\n\n  oops}", "board.json is not JSON: line 3, column 3 cannot be read."),
        (b'{"cards": []}', "board.json is JSON but not a Trello board export: it has no `lists`."),
        (
            b'{"cards": [{}], "lists": []}',
            (
                "board.json: card 1 of the file has no `id`. Take it out of the file, or export "
                "the board again."
            ),
        ),
        (
            b'{"cards": [], "lists": [{"id": 5}]}',
            "board.json is not a board that can be read: expected `str`, got `int` at lists[0].id.",
        ),
    ],
)
def test_what_cannot_be_read_is_one_sentence(raw: bytes, sentence: str) -> None:
    assert refused(raw) == sentence


@pytest.mark.parametrize("raw", [b"\xff\xfe{\x00", b'{"name": "caf\xe9"', b"[1, 2]", b"null", b"5"])
def test_whatever_the_bytes_are_the_refusal_names_the_file(raw: bytes) -> None:
    said = refused(raw)
    assert said.startswith("board.json ")
    assert said.endswith(".")
    assert "\n" not in said


def test_nesting_without_end_is_refused() -> None:
    deep = b'{"lists": [], "cards": [], "actions": ' + b"[" * 100_000
    assert refused(deep).startswith("board.json ")


def test_a_cut_at_any_byte_is_refused_or_complete() -> None:
    raw = json.dumps(one_card(name="A card") | {"members": [{"id": INES}]}).encode()
    for length in range(len(raw)):
        assert "in the middle" in refused(raw[:length]) or not raw[:length].strip()


def test_a_snapshot_is_read_as_an_export_is() -> None:
    export = one_card(name="Same", due="2026-11-11T10:00:00Z")
    assert read_snapshot(export) == read(export)
    with pytest.raises(BoardError, match=r"^Trello's answer is JSON but not a Trello board"):
        read_snapshot({"lists": []})


@needs_shared
@pytest.mark.parametrize("path", sample_boards(), ids=lambda path: path.stem)
def test_real_boards_lose_nothing(path) -> None:  # type: ignore[no-untyped-def]
    raw = path.read_bytes()
    whole = json.loads(raw)
    team = read_export(raw, path.name)
    for ours, theirs in (("cards", "cards"), ("lists", "lists"), ("actions", "actions")):
        assert {e.id for e in getattr(team, ours)} == {e["id"] for e in whole[theirs]}
    lines = sum(len(entry["checkItems"]) for entry in whole["checklists"])
    assert sum(len(c.items) for card in team.cards for c in card.checklists) == lines
    assert team.loose_ends == ()
