"""The stand-in against Trello's OpenAPI file: routes, verbs, parameters, answers."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.sandbox.serving import ServerThread
from bot.sandbox.trello import TrelloStandIn
from bot.sandbox.trello.routes import ENDPOINTS
from bot.sandbox.trello.wire import Call, Endpoint
from bot.trello.gateway import TrelloGateway
from bot.trello.http import TrelloHttp
from tests.bot.sandbox.trello.contract import NOT_IN_SPEC, SPEC_FILE, UNDECLARED, Contract, shape
from tests.bot.sandbox.trello.raw import Raw
from tests.bot.sandbox.trello.tour import tour
from tests.bot.trello import scene

pytestmark = pytest.mark.skipif(not SPEC_FILE.is_file(), reason="Trello's OpenAPI file is absent")


@pytest.fixture(scope="module")
def contract() -> Contract:
    return Contract()


class Looked(dict[str, Any]):
    """Parameters that remember which of them were looked for."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.sent = set(params)
        self.looked_for: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.looked_for.add(name)
        return super().get(name, default)

    def __contains__(self, name: object) -> bool:
        self.looked_for.add(str(name))
        return super().__contains__(name)


@pytest.fixture
def looked(stand_in: TrelloStandIn) -> Iterator[list[tuple[Endpoint, Looked]]]:
    """Every call that the stand-in runs, with its parameters."""
    found: list[tuple[Endpoint, Looked]] = []
    run = stand_in._run

    def spy(endpoint: Endpoint, call: Call) -> Any:
        call.params = Looked(call.params)
        found.append((endpoint, call.params))
        return run(endpoint, call)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stand_in, "_run", spy)
        yield found


def test_every_route_and_verb_is_one_of_trellos(contract: Contract) -> None:
    ours = {(endpoint.method, shape(endpoint.path)) for endpoint in ENDPOINTS}
    assert ours - set(contract.operations) == set(NOT_IN_SPEC)


def test_every_answer_has_the_declared_shape(
    contract: Contract, ada: Raw, callback: str, stand_in: TrelloStandIn
) -> None:
    before = set(stand_in.requests)
    faults = []
    for verb, path, answer in tour(ada, callback):
        found = stand_in.template(verb, path)
        faults += contract.faults(verb, found, answer)
    seen = set(stand_in.requests) - before
    assert {(e.method, e.path) for e in ENDPOINTS} <= seen, "the tour left something out"
    assert faults == []


def test_every_parameter_that_is_looked_for_is_one_of_trellos(
    contract: Contract, ada: Raw, callback: str, looked: list[tuple[Endpoint, Looked]]
) -> None:
    assert len(list(tour(ada, callback))) > 100
    unknown = {
        (endpoint.method, endpoint.path, name)
        for endpoint, params in looked
        for name in params.looked_for - contract.parameters(endpoint.method, endpoint.path)
    }
    assert unknown == set()


def test_every_parameter_that_our_gateway_sends_is_declared_or_nested_and_looked_for(
    contract: Contract, server: ServerThread, callback: str, looked: list[tuple[Endpoint, Looked]]
) -> None:
    gateway = TrelloGateway(TrelloHttp(scene.KEY, scene.BOT_TOKEN, server.url))
    gateway.read_board(scene.BOARD, cards="all")
    gateway.read_card(scene.ALIGN)
    gateway.actions(scene.BOARD, scene.START, scene.START)
    gateway.edit_comment(gateway.comment(scene.ALIGN, "x"), "y")
    card = gateway.add_card(scene.IDEAS, "n", "d", idLabels=[scene.RED], pos="top")
    gateway.update_card(card["id"], name="m", due=scene.START, dueComplete=True, closed=True)
    gateway.move_card(card["id"], scene.DONE, "top")
    gateway.attach_file(card["id"], "a.png", b"x", "image/png", as_cover=True)
    gateway.attach_link(card["id"], "https://example.org/", "e")
    gateway.add_checklist(card["id"], "c", ["i"])
    gateway.create_webhook(scene.BOARD, callback, "d")
    gateway.add_list(scene.BOARD, "l")
    gateway.create_label(scene.BOARD, "l", "red")
    gateway.board_activity(scene.BOARD)
    gateway.me()
    for endpoint, params in looked:
        known = contract.parameters(endpoint.method, endpoint.path)
        assert params.sent <= known, f"{endpoint.method} {endpoint.path}"
        ignored = params.sent - params.looked_for
        assert ignored <= {"file"}, f"{endpoint.method} {endpoint.path} ignores {ignored}"


def test_the_contract_does_see_a_wrong_answer(contract: Contract) -> None:
    card = {"id": "5f00000000000000000000a1", "name": 5, "idMembers": "none"}
    wrong = contract.faults("GET", "/cards/{id}", card)
    assert [fault.split(": ")[1] for fault in sorted(wrong)] == ["$.idMembers", "$.name"]
    assert contract.faults("GET", "/boards/{id}/actions", {"not": "a list"})


def test_most_answers_can_be_judged_at_all(contract: Contract) -> None:
    silent = {
        (endpoint.method, shape(endpoint.path))
        for endpoint in ENDPOINTS
        if not contract.judges(endpoint.method, endpoint.path)
    }
    # What is left has no shape that anybody has published.
    assert {path for verb, path in silent if verb != "DELETE"} <= {
        "/boards/{}/members/{}",
        "/cards/{}/checkItemStates",
        "/cards/{}/idLabels",
        "/cards/{}/idMembers",
        "/cards/{}/pluginData",
        "/customFields/{}/options",
        "/customFields/{}/options/{}",
        "/lists/{}/archiveAllCards",
        "/webhooks/{}/{}",
        "/boards/{}/{}",
    }


def test_every_named_weakness_of_the_file_is_still_one(contract: Contract) -> None:
    for name, extra in UNDECLARED.items():
        verb, path = name.split(" ")
        assert not extra & contract.declared(verb, path), name
    assert not set(NOT_IN_SPEC) & set(contract.operations)
