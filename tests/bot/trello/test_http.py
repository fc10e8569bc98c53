import logging
import pickle
import socket
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.serving import ServerThread
from bot.sandbox.trello import TrelloStandIn
from bot.trello.errors import (
    TrelloError,
    TrelloNotFound,
    TrelloRefused,
    TrelloTooLarge,
    TrelloUnauthorized,
    TrelloUnavailable,
)
from bot.trello.gateway import TrelloGateway
from bot.trello.http import TrelloHttp
from tests.bot.trello import scene

MakeHttp = Callable[..., TrelloHttp]
CARD = f"https://api.trello.com/1/cards/{scene.ALIGN}"


@pytest.mark.parametrize("fault", ["429", "500", "504", "drop before", "drop after", "truncated"])
def test_a_read_is_repeated_after_a_passing_failure(
    gateway: TrelloGateway, stand_in: TrelloStandIn, fault: str
) -> None:
    stand_in.faults.plan(fault)
    assert gateway.read_card(scene.ALIGN)["name"] == "Align the reads"
    assert gateway.http.requests["GET", "/cards/{id}"] == 2


def test_a_read_gives_up_after_the_last_try(
    gateway: TrelloGateway, stand_in: TrelloStandIn
) -> None:
    stand_in.faults.plan("500", times=9)
    with pytest.raises(TrelloUnavailable) as caught:
        gateway.read_card(scene.ALIGN)
    assert (caught.value.status, caught.value.may_have_happened) == (500, False)
    assert gateway.http.requests.total() == 4


@pytest.mark.parametrize("fault", ["500", "504", "drop before", "drop after", "truncated"])
def test_a_write_that_may_have_happened_is_not_repeated(
    gateway: TrelloGateway, stand_in: TrelloStandIn, fault: str
) -> None:
    stand_in.faults.plan(fault)
    with pytest.raises(TrelloUnavailable) as caught:
        gateway.comment(scene.ALIGN, "once")
    assert caught.value.may_have_happened
    assert gateway.http.requests.total() == 1


def test_a_text_that_was_cut_in_the_midst_of_an_emoji_is_read() -> None:
    async def cut(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": rb'{"name": "Plot \ud83d"}'})

    with ServerThread(cut) as server:
        http = TrelloHttp(scene.KEY, scene.BOT_TOKEN, server.url)
        assert http.request("GET", CARD).json() == {"name": "Plot \ufffd"}


def test_a_write_is_repeated_after_429_because_it_cannot_have_happened(
    gateway: TrelloGateway, stand_in: TrelloStandIn
) -> None:
    stand_in.faults.plan("429", times=2)
    gateway.comment(scene.ALIGN, "once")
    texts = [action["data"]["text"] for action in gateway.read_card(scene.ALIGN)["actions"]]
    assert texts.count("once") == 1


def test_a_write_is_repeated_when_nobody_listened(http_for: MakeHttp) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    http = TrelloHttp("k", "t", f"http://127.0.0.1:{port}", backoff_s=0.001)
    with pytest.raises(TrelloUnavailable, match="not reached") as caught:
        http.request("POST", CARD + "/actions/comments", json={"text": "x"})
    assert not caught.value.may_have_happened
    assert http.requests.total() == 4


@pytest.mark.parametrize(
    ("headers", "waited_s"),
    [
        ({"retry-after": "3"}, 3.0),
        ({"x-rate-limit-api-token-interval-ms": "10000"}, 10.0),
        ({"retry-after": "soon"}, 10.0),
        ({"retry-after": "9999"}, 60.0),
    ],
)
def test_429_waits_as_its_headers_say_or_one_interval(
    stand_in: TrelloStandIn, http_for: MakeHttp, headers: dict[str, str], waited_s: float
) -> None:
    slept: list[float] = []
    http = http_for(sleep=slept.append, chance=lambda: 0.0)
    stand_in.faults.retry_after_s = None
    stand_in.faults.plan("429")
    stand_in.faults.extra_headers = headers
    http.request("GET", CARD)
    assert slept == [waited_s]


def test_waits_grow_and_are_jittered(stand_in: TrelloStandIn, http_for: MakeHttp) -> None:
    slept: list[float] = []
    chances = iter([0.0, 1.0, 0.5])
    http = http_for(sleep=slept.append, chance=lambda: next(chances), backoff_s=1.0)
    stand_in.faults.plan("500", times=3)
    http.request("GET", CARD)
    assert slept == [0.5, 3.0, 4.0]


def test_a_slow_answer_ends_in_a_time_out(stand_in: TrelloStandIn, http_for: MakeHttp) -> None:
    stand_in.faults.slow_s = 0.5
    stand_in.faults.plan("slow", times=2)
    http = http_for(read_timeout_s=0.05, attempts=1)
    with pytest.raises(TrelloUnavailable, match="ReadTimeout") as read:
        http.request("GET", CARD)
    with pytest.raises(TrelloUnavailable, match="ReadTimeout") as write:
        http.request("PUT", CARD, json={"desc": "x"})
    assert (read.value.may_have_happened, write.value.may_have_happened) == (False, True)


def test_each_refusal_has_its_own_kind(gateway: TrelloGateway, http_for: MakeHttp) -> None:
    stranger = TrelloGateway(http_for("no-such-token"))
    cases: list[tuple[type[TrelloError], int, Callable[[], Any]]] = [
        (TrelloUnauthorized, 401, lambda: stranger.read_card(scene.ALIGN)),
        (TrelloNotFound, 404, lambda: gateway.read_card("5f00000000000000000000ff")),
        (TrelloRefused, 400, lambda: gateway.read_card("what")),
        (TrelloRefused, 400, lambda: gateway.move_card(scene.ALIGN, scene.BOARD)),
    ]
    for kind, status, call in cases:
        with pytest.raises(kind) as caught:
            call()
        assert (caught.value.status, caught.value.may_have_happened) == (status, False)


def test_too_many_cards_is_a_kind_of_its_own_and_not_repeated(
    stand_in: TrelloStandIn, http_for: MakeHttp
) -> None:
    stand_in.sizes.too_many_cards = 0
    http = http_for()
    with pytest.raises(TrelloTooLarge):
        http.request("GET", f"https://api.trello.com/1/boards/{scene.BOARD}/cards")
    assert http.requests.total() == 1


def test_504_of_a_write_is_no_question_of_size(
    gateway: TrelloGateway, stand_in: TrelloStandIn
) -> None:
    stand_in.faults.plan("504")
    with pytest.raises(TrelloUnavailable) as caught:
        gateway.comment(scene.ALIGN, "x")
    assert not isinstance(caught.value, TrelloTooLarge)


def test_key_and_token_go_into_the_header_and_never_into_the_address(
    http_for: MakeHttp, monkeypatch: pytest.MonkeyPatch
) -> None:
    import requests

    sent: list[requests.PreparedRequest] = []
    send = requests.Session.send

    def spy(self: requests.Session, request: requests.PreparedRequest, **kw: Any) -> Any:
        sent.append(request)
        return send(self, request, **kw)

    monkeypatch.setattr(requests.Session, "send", spy)
    http_for().request(
        "GET", CARD + f"?key={scene.KEY}", params={"token": scene.BOT_TOKEN, "fields": "name"}
    )
    assert sent[0].url is not None
    assert sent[0].url.endswith(f"/1/cards/{scene.ALIGN}?fields=name")
    assert sent[0].headers["Authorization"] == (
        f'OAuth oauth_consumer_key="{scene.KEY}", oauth_token="{scene.BOT_TOKEN}"'
    )
    assert sent[0].headers["X-Trello-Client-Identifier"] == "cardkeeper"


def test_a_netrc_of_the_machine_does_not_replace_the_header(
    http_for: MakeHttp, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("default login somebody password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert http_for().request("GET", CARD).json()["id"] == scene.ALIGN


def test_no_secret_is_seen_in_errors_logs_or_texts(
    gateway: TrelloGateway,
    stand_in: TrelloStandIn,
    http_for: MakeHttp,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("urllib3", "urllib3.connectionpool"):  # a service in this process may quiet them
        caplog.set_level(logging.DEBUG, logger=name)
    seen = [repr(gateway.http), repr(gateway.http.redact), repr(vars(gateway.client))]
    gateway.webhooks()
    for fault in ("401", "429", "500", "drop before", "truncated"):
        stand_in.faults.plan(fault, times=4)
        with pytest.raises(TrelloError) as caught:
            gateway.webhooks()
        seen += [str(caught.value), repr(caught.value), *traceback.format_exception(caught.value)]
        stand_in.faults.clear()
    nowhere = TrelloHttp(scene.KEY, scene.BOT_TOKEN, "http://127.0.0.1:1", backoff_s=0.001)
    with pytest.raises(TrelloError) as lost:
        TrelloGateway(nowhere).webhooks()
    seen += traceback.format_exception(lost.value)
    seen += [record.getMessage() for record in caplog.records]
    assert any("/1/tokens/***/webhooks" in text for text in seen)
    assert not [t for t in seen if scene.BOT_TOKEN in t or scene.KEY in t]


def test_a_secret_that_trello_repeats_is_redacted(
    gateway: TrelloGateway, stand_in: TrelloStandIn
) -> None:
    with pytest.raises(TrelloRefused) as caught:
        gateway.create_webhook(scene.BOARD, f"http://127.0.0.1:1/{scene.BOT_TOKEN}", "x")
    assert "***" in caught.value.message
    assert scene.BOT_TOKEN not in str(caught.value)


def test_an_error_survives_pickling() -> None:
    error = TrelloTooLarge("too much", 504, "GET", "/boards/{id}", False)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.status) == (TrelloTooLarge, str(error), 504)


def test_requests_are_counted_by_route_not_by_address(gateway: TrelloGateway) -> None:
    gateway.read_card("aLiGn001")
    gateway.read_card(scene.INDEX)
    gateway.comment(scene.ALIGN, "a")
    gateway.webhooks()
    assert gateway.http.requests == {
        ("GET", "/cards/{id}"): 2,
        ("POST", "/cards/{id}/actions/comments"): 1,
        ("GET", "/tokens/{token}/webhooks"): 1,
    }


def test_every_thread_has_its_own_session(http_for: MakeHttp) -> None:
    import threading

    http = http_for()
    sessions = []
    threads = [threading.Thread(target=lambda: sessions.append(http._session())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(session) for session in sessions}) == 3


def test_a_real_limit_is_waited_for_and_nothing_is_lost(
    stand_in: TrelloStandIn, http_for: MakeHttp
) -> None:
    stand_in.rates.on = True
    stand_in.rates.per_token = 3
    stand_in.rates.interval_s = 0.2
    http = http_for(attempts=20)
    for _ in range(8):
        http.request("GET", CARD)
    assert stand_in.requests["GET", "/cards/{id}"] >= 8


def test_reads_get_through_a_storm_and_no_write_happens_twice(
    stand_in: TrelloStandIn, http_for: MakeHttp
) -> None:
    stand_in.faults.seed, stand_in.faults.slow_s = 11, 0.001
    stand_in.faults.kinds = ("429", "500", "504", "drop before", "drop after", "truncated")
    gateway = TrelloGateway(http_for(attempts=12))
    stand_in.faults.share = 0.3
    confirmed, unsure, refused = [], [], []
    for number in range(60):
        gateway.read_board(scene.BOARD)
        try:
            confirmed.append(gateway.comment(scene.ALIGN, f"{number}"))
        except TrelloError as error:
            (unsure if error.may_have_happened else refused).append(f"{number}")
    stand_in.faults.share = 0.0
    there = gateway.read_card(scene.ALIGN)["actions"]
    texts = [action["data"]["text"] for action in there]
    assert len(texts) == len(set(texts))
    assert set(confirmed) <= {action["id"] for action in there}
    assert refused == []
    assert 0 < len(set(unsure) & set(texts)) < len(unsure)
