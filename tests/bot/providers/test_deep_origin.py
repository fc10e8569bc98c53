"""Deep Origin: executions of one organisation."""

from typing import Any

import pytest

from bot.providers.deep_origin import DeepOrigin
from protocol.links import LinkState, reference_of
from tests.bot.providers.conformance import PLANTED, Case, Conformance
from tests.bot.providers.loopback import Asked, Told, loopback
from tests.protocol.cards import NOW

ID = "6f1c2a7e-0b1c-4d2e-9f3a-5b6c7d8e9f0a"
URL = f"https://os.deeporigin.io/org/larkspur/executions/{ID}"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJvcmciOiJsYXJrc3B1ciJ9.c2lnbmF0dXJl"


def execution(status: str = "Failed", **changes: Any) -> dict[str, Any]:
    """An execution with a secret among its inputs."""
    return {
        "executionId": ID, "status": status, "name": f"docking of {PLANTED}",
        "tool": {"key": "deeporigin.bulk-docking", "version": "1"},
        "userInputs": {"api_token": PLANTED}, "createdBy": "meiling",
        "createdAt": "2026-11-20T08:00:00Z", "startedAt": "2026-11-20T08:05:00Z",
        "completedAt": "2026-11-20T09:05:00Z", "quotationResult": {"priceUsd": "12.5"}, **changes,
    }  # fmt: skip


def system(body: dict[str, Any]) -> Any:
    """Deep Origin with this one execution."""

    def answer(asked: Asked) -> Told:
        is_known = asked.path == f"/tools/larkspur/tools/executions/{ID}"
        return Told(200, body) if is_known else Told(404)

    return answer


def deep_origin(url: str, token: str = TOKEN) -> DeepOrigin:
    """The provider on an API at this address."""
    return DeepOrigin(organisation="larkspur", token=token, api_url=url, timeout_s=0.4)


def fetched(body: dict[str, Any], url: str = URL) -> LinkState:
    """What is said of the execution."""
    link = reference_of(url)
    assert link is not None
    with loopback(system(body)) as served:
        return deep_origin(served.url).fetch(link, NOW)


class TestConforms(Conformance):
    """Deep Origin keeps what every provider keeps."""

    case = Case(
        name="deep-origin",
        make=deep_origin,
        without_credentials=lambda: deep_origin("http://127.0.0.1:9", ""),
        urls=(
            URL,
            f"https://api.deeporigin.io/tools/larkspur/tools/executions/{ID}",
            "https://os.deeporigin.io/org/larkspur/data/tables",
        ),
        not_ours=("https://os.deeporigin.io/", "https://deeporigin.io.evil.example/org/larkspur"),
        good=system(execution()),
        unknown=system(execution("Hibernating")),
        token=TOKEN,
        state="failed",
    )


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        ("Quoted", "queued"), ("Created", "queued"), ("Queued", "queued"), ("Running", "running"),
        ("Completed", "succeeded"), ("Succeeded", "succeeded"), ("Failed", "failed"),
        ("Cancelled", "cancelled"), ("InsufficientFunds", "failed"), ("FailedQuotation", "failed"),
    ],
)  # fmt: skip
def test_every_state_has_its_word(status: str, ours: str) -> None:
    assert fetched(execution(status)).state == ours


def test_times_cost_and_owner_are_told() -> None:
    state = fetched(execution("Completed"))
    assert (state.owner, state.cost_usd) == ("meiling", 12.5)
    assert state.ended is not None


def test_why_there_was_no_execution_is_told() -> None:
    assert "funds" in fetched(execution("InsufficientFunds")).detail


@pytest.mark.parametrize(
    "url",
    [
        "https://os.deeporigin.io/org/larkspur/data/tables",
        f"https://os.deeporigin.io/org/others/executions/{ID}",
    ],
)
def test_other_pages_and_other_organisations_are_named_only(url: str) -> None:
    assert not fetched(execution(), url).live
