import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest

from bot.trello.webhook import UnreadableEvent, read_action, read_event, sign, verify
from tests.shared import SHARED, needs_shared, sample_boards

BODY = b'{"model":{"id":"b"},"action":{"id":"a"}}'
URL = "https://bot.example.org/trello/webhook"


def test_a_signature_computed_by_other_means_is_accepted() -> None:
    # printf '%s' "$BODY$URL" | openssl dgst -sha1 -hmac s3cret -binary | base64
    assert sign(BODY, "s3cret", URL) == "QmJf1AyRIp5+WaVPgClzb7ma5Wg="
    assert verify(BODY, "QmJf1AyRIp5+WaVPgClzb7ma5Wg=", "s3cret", URL)


def test_a_signature_over_the_parsed_text_of_another_alphabet_is_accepted() -> None:
    body = '{"name":"Größe 測試"}'.encode()
    mac = hmac.new(b"s3cret", body + URL.encode(), hashlib.sha1).digest()
    assert verify(body, base64.b64encode(mac).decode(), "s3cret", URL)


@pytest.mark.parametrize(
    ("body", "signature", "secret", "url"),
    [
        (BODY + b" ", "QmJf1AyRIp5+WaVPgClzb7ma5Wg=", "s3cret", URL),
        (BODY, "QmJf1AyRIp5+WaVPgClzb7ma5Wg=", "other", URL),
        (BODY, "QmJf1AyRIp5+WaVPgClzb7ma5Wg=", "s3cret", URL + "/"),
        (BODY, "QmJf1AyRIp5+WaVPgClzb7ma5Wg="[:-1], "s3cret", URL),
        (BODY, "", "s3cret", URL),
        (BODY, None, "s3cret", URL),
        (BODY, "größe", "s3cret", URL),
    ],
)
def test_a_changed_body_secret_address_or_signature_is_refused(
    body: bytes, signature: str | None, secret: str, url: str
) -> None:
    assert not verify(body, signature, secret, url)


def test_without_a_secret_nothing_is_accepted() -> None:
    assert not verify(BODY, sign(BODY, "", URL), "", URL)


def test_a_move_names_both_lists_and_the_key_that_changed() -> None:
    action = {
        "id": "a1",
        "idMemberCreator": "m1",
        "type": "updateCard",
        "date": "2026-05-13T08:58:23.701Z",
        "data": {
            "old": {"idList": "l1"},
            "card": {"id": "c1", "idList": "l2"},
            "board": {"id": "b1"},
            "listBefore": {"id": "l1"},
            "listAfter": {"id": "l2"},
        },
    }
    event = read_event(json.dumps({"action": action, "model": {"id": "b1"}}).encode(), "me")
    assert (event.list_before_id, event.list_after_id, event.list_id) == ("l1", "l2", None)
    assert (event.old_keys, event.card_id, event.board_id) == (("idList",), "c1", "b1")
    assert event.date == datetime(2026, 5, 13, 8, 58, 23, 701000, tzinfo=UTC)
    assert (event.member_id, event.client_identifier) == ("m1", "me")


def test_an_unknown_type_is_kept_with_its_type() -> None:
    body = b'{"action":{"id":"a","type":"inventedTomorrow","date":"2030-01-01T00:00:00Z"}}'
    event = read_event(body)
    assert (event.type, event.card_id, event.old_keys) == ("inventedTomorrow", None, ())


def test_an_event_without_a_board_takes_the_watched_board() -> None:
    action = {"id": "a", "type": "x", "date": "2030-01-01T00:00:00Z", "data": {}}
    body = json.dumps({"action": action, "model": {"id": "b9", "prefs": {}}}).encode()
    assert read_event(body).board_id == "b9"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b'{"action":[]}',
        b'{"action":{"id":"a","type":"t"}}',
        b'{"action":{"id":"a","type":"t","date":"yesterday"}}',
        b'{"action":{"id":"a","type":"t","date":"2030-01-01T00:00:00"}}',
        b'{"action":{"id":1,"type":"t","date":"2030-01-01T00:00:00Z"}}',
    ],
)
def test_what_is_no_action_is_refused_as_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableEvent):
        read_event(body)


@needs_shared
def test_every_real_webhook_body_is_read() -> None:
    files = sorted((SHARED / "samples" / "webhooks").glob("*.json"))
    assert files
    for file in files:
        event = read_event(file.read_bytes())
        about_card = any(word in event.type for word in ("Card", "CheckItem", "Checklist"))
        assert event.action_id, file.name
        assert event.board_id, file.name
        assert not about_card or event.card_id, file.name


@needs_shared
def test_every_action_of_every_real_board_is_read() -> None:
    for file in sample_boards():
        for action in json.loads(file.read_bytes())["actions"]:
            event = read_action(action)
            assert event.type == action["type"]
            moved = event.type == "updateCard" and event.old_keys == ("idList",)
            assert not moved or (event.list_before_id and event.list_after_id)
