import json
from collections.abc import Iterator

import pytest

from bot.sandbox.serving import ServerThread
from bot.sandbox.trello import TrelloStandIn
from bot.trello.errors import TrelloRefused
from bot.trello.gateway import TrelloGateway
from bot.trello.webhook import verify
from tests.bot.trello import scene
from tests.bot.trello.receiver import Receiver


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def callback(receiver: Receiver) -> Iterator[str]:
    with ServerThread(receiver.app) as running:
        yield f"{running.url}/trello"


def test_registering_twice_makes_one_webhook(
    gateway: TrelloGateway, receiver: Receiver, callback: str
) -> None:
    first = gateway.create_webhook(scene.BOARD, callback, "Cardkeeper")
    second = gateway.create_webhook(scene.BOARD, callback, "Cardkeeper")
    assert second["id"] == first["id"]
    assert len(gateway.webhooks()) == 1
    assert receiver.heads == 1


def test_a_short_link_registers_the_same_webhook(gateway: TrelloGateway, callback: str) -> None:
    first = gateway.create_webhook(scene.BOARD, callback, "Cardkeeper")
    assert gateway.create_webhook("gEn0mE5x", callback, "Cardkeeper")["id"] == first["id"]


def test_a_webhook_that_was_switched_off_is_switched_on_again(
    gateway: TrelloGateway, callback: str
) -> None:
    made = gateway.create_webhook(scene.BOARD, callback, "Cardkeeper")
    gateway.client.fetch_json(
        f"/webhooks/{made['id']}", http_method="PUT", post_args={"active": False}
    )
    assert gateway.create_webhook(scene.BOARD, callback, "Cardkeeper")["active"] is True
    assert gateway.webhooks()[0]["active"] is True


def test_losing_a_race_for_registration_uses_the_other_ones_webhook(
    gateway: TrelloGateway, stand_in: TrelloStandIn, callback: str
) -> None:
    other = gateway.create_webhook(scene.BOARD, callback, "Cardkeeper")
    listed: list[int] = []

    def empty_at_first(path: str, query: dict[str, str]) -> object:
        listed.append(1)
        return [] if len(listed) == 1 else gateway._get(path, query)

    from bot.trello import hooks

    found = hooks.ensure(empty_at_first, gateway._write, scene.BOARD, callback, "Cardkeeper")
    assert found["id"] == other["id"]


def test_a_lost_answer_to_a_registration_does_not_make_a_second_one(
    gateway: TrelloGateway, stand_in: TrelloStandIn, callback: str
) -> None:
    stand_in.faults.plan("drop after", method="POST", path_part="/webhooks")
    made = gateway.create_webhook(scene.BOARD, callback, "Cardkeeper")
    assert [each["id"] for each in gateway.webhooks()] == [made["id"]]


def test_a_callback_that_does_not_answer_200_is_refused_in_trellos_words(
    gateway: TrelloGateway, receiver: Receiver, callback: str
) -> None:
    receiver.head_status = 403
    with pytest.raises(TrelloRefused, match="did not return 200 status code, got 403") as caught:
        gateway.create_webhook(scene.BOARD, callback, "Cardkeeper")
    assert caught.value.status == 400
    assert gateway.webhooks() == []


def test_removing_a_webhook_twice_is_no_error(gateway: TrelloGateway, callback: str) -> None:
    made = gateway.create_webhook(scene.BOARD, callback, "Cardkeeper")
    gateway.delete_webhook(made["id"])
    gateway.delete_webhook(made["id"])
    assert gateway.webhooks() == []


def test_a_move_arrives_signed_and_names_both_lists(
    gateway: TrelloGateway, ada: TrelloGateway, receiver: Receiver, callback: str
) -> None:
    gateway.create_webhook(scene.BOARD, callback, "Cardkeeper")
    ada.move_card(scene.ALIGN, scene.DONE)
    parcel = receiver.wait_for(1)[0]
    assert verify(parcel.body, parcel.headers["x-trello-webhook"], scene.SECRET, callback)
    assert parcel.event.card_id == scene.ALIGN
    assert parcel.event.list_before_id == scene.DOING
    assert parcel.event.list_after_id == scene.DONE
    assert parcel.event.member_id == scene.ADA


def test_an_own_write_comes_back_with_the_own_identifier(
    gateway: TrelloGateway, receiver: Receiver, callback: str
) -> None:
    gateway.create_webhook(scene.BOARD, callback, "Cardkeeper")
    gateway.comment(scene.ALIGN, "hello")
    event = receiver.wait_for(1)[0].event
    assert event.client_identifier == gateway.http.client_identifier == "cardkeeper"
    assert event.text == "hello"


def test_a_delivery_carries_model_action_and_webhook_with_display(
    gateway: TrelloGateway, receiver: Receiver, callback: str
) -> None:
    made = gateway.create_webhook(scene.BOARD, callback, "Cardkeeper")
    gateway.set_description(scene.ALIGN, "with minimap2")
    payload = json.loads(receiver.wait_for(1)[0].body)
    assert payload["webhook"]["id"] == made["id"]
    assert payload["model"]["id"] == scene.BOARD
    display = payload["action"]["display"]
    assert display["translationKey"] == "action_changed_description_of_card"
    assert display["entities"]["card"]["desc"] == "with minimap2"
