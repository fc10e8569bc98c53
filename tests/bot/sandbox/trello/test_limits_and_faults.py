"""Rate limits as Trello has them, and failures on demand."""

from collections import Counter

import pytest
import requests

from bot.sandbox.serving import ServerThread
from bot.sandbox.trello import TrelloStandIn
from bot.sandbox.trello.faults import KINDS, Faults
from bot.sandbox.trello.limits import RateLimits, TooMany
from tests.bot.sandbox.trello.raw import Raw
from tests.bot.trello import scene

CARD = f"/cards/{scene.ALIGN}"


def comments(someone: Raw) -> list[str]:
    """The texts of all comments on the card, newest first."""
    found = someone.ok("GET", f"{CARD}/actions", filter="commentCard")
    return [action["data"]["text"] for action in found]


def test_the_hundred_and_first_call_of_a_token_is_429(bot: Raw, stand_in: TrelloStandIn) -> None:
    stand_in.rates.on = True
    answers = [bot.call("GET", CARD, fields="name") for _ in range(101)]
    assert [answer.status_code for answer in answers] == [200] * 100 + [429]
    assert answers[0].headers["x-rate-limit-api-token-remaining"] == "99"
    assert answers[0].headers["x-rate-limit-api-token-max"] == "100"
    assert answers[0].headers["x-rate-limit-api-key-max"] == "300"
    assert answers[0].headers["x-rate-limit-api-key-interval-ms"] == "10000"
    assert answers[100].headers["x-rate-limit-api-token-remaining"] == "0"
    assert answers[100].json() == {
        "error": "API_TOKEN_LIMIT_EXCEEDED",
        "message": "Rate limit exceeded",
    }


def test_three_tokens_share_the_allowance_of_their_key_and_a_new_interval_is_fresh() -> None:
    now = [0.0]
    rates = RateLimits(clock=lambda: now[0])
    for token in ("a", "b", "c"):
        for _ in range(100):
            rates.take("key", token, member_route=False)
    with pytest.raises(TooMany, match="API_KEY_LIMIT_EXCEEDED"):
        rates.take("key", "d", member_route=False)
    now[0] = 10.0
    assert rates.take("key", "d", member_route=False)["x-rate-limit-api-key-remaining"] == "299"


def test_members_have_a_limit_of_their_own() -> None:
    now = [0.0]
    rates = RateLimits(clock=lambda: now[0])
    for _ in range(100):
        rates.take("key", "token", member_route=True)
        now[0] += 1.0
    with pytest.raises(TooMany, match="/1/member"):
        rates.take("key", "token", member_route=True)
    rates.take("key", "token", member_route=False)


@pytest.mark.parametrize(("fault", "status"), [("429", 429), ("401", 401), ("500", 500)])
def test_a_planned_status_is_answered_and_nothing_happens(
    bot: Raw, stand_in: TrelloStandIn, fault: str, status: int
) -> None:
    stand_in.faults.plan(fault, method="POST")
    answer = bot.call("POST", f"{CARD}/actions/comments", text="x")
    assert answer.status_code == status
    assert comments(bot) == ["looks good"]


@pytest.mark.parametrize(
    ("fault", "happened"), [("drop before", False), ("drop after", True), ("truncated", True)]
)
def test_a_broken_connection_says_nothing_about_what_happened(
    bot: Raw, stand_in: TrelloStandIn, fault: str, happened: bool
) -> None:
    stand_in.faults.plan(fault, path_part="/comments")
    with pytest.raises(requests.RequestException):
        bot.call("POST", f"{CARD}/actions/comments", text="x")
    assert comments(bot) == (["x"] if happened else []) + ["looks good"]


def test_a_slow_answer_is_slow_and_right(bot: Raw, stand_in: TrelloStandIn) -> None:
    stand_in.faults.slow_s = 0.15
    stand_in.faults.plan("slow")
    answer = bot.call("GET", CARD)
    assert answer.elapsed.total_seconds() >= 0.15
    assert answer.json()["id"] == scene.ALIGN


def test_a_plan_waits_for_the_call_it_is_meant_for(bot: Raw, stand_in: TrelloStandIn) -> None:
    stand_in.faults.plan("500", times=2, method="GET", path_part="/boards/")
    assert bot.call("GET", CARD).status_code == 200
    statuses = [bot.call("GET", f"/boards/{scene.BOARD}").status_code for _ in range(3)]
    assert statuses == [500, 500, 200]


def test_an_unknown_fault_cannot_be_planned() -> None:
    with pytest.raises(ValueError, match="is not one of"):
        Faults().plan("418")


def test_the_same_seed_draws_the_same_failures() -> None:
    drawn = [[Faults(seed=s, share=0.3).of_call("GET", "/x") for s in (7,)] for _ in range(2)]
    assert drawn[0] == drawn[1]
    one, two = Faults(seed=7, share=0.3), Faults(seed=7, share=0.3)
    first = [one.of_call("GET", "/x") for _ in range(500)]
    assert first == [two.of_call("GET", "/x") for _ in range(500)]
    assert first != [Faults(seed=8, share=0.3).of_call("GET", "/x") for _ in range(500)]


def test_about_the_asked_share_fails_in_every_way() -> None:
    faults = Faults(seed=1, share=0.3)
    drawn = Counter(faults.of_call("GET", "/x") for _ in range(4000))
    assert 0.27 < 1 - drawn[None] / 4000 < 0.33
    assert set(drawn) == {None, *KINDS}


def test_failures_are_counted_and_logged_like_any_call(
    server: ServerThread, stand_in: TrelloStandIn
) -> None:
    bot = Raw(server.url, scene.KEY, scene.BOT_TOKEN)
    stand_in.faults.plan("500")
    stand_in.faults.plan("drop before")
    bot.call("GET", CARD)
    with pytest.raises(requests.RequestException):
        bot.call("GET", CARD)
    assert list(stand_in.log)[-2:] == [("GET", CARD, 500), ("GET", CARD, 0)]
    assert stand_in.requests["GET", "/cards/{id}"] == 2
