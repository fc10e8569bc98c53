"""Code Ocean: computations, and capsules by their latest computation."""

import base64
import json
from typing import Any

import pytest

from bot.providers.code_ocean import CodeOcean
from protocol.links import LinkState, reference_of
from tests.bot.providers.conformance import PLANTED, Case, Conformance
from tests.bot.providers.loopback import Asked, Told, loopback
from tests.protocol.cards import NOW

DOMAIN = "https://larkspur.codeocean.com"
URL = f"{DOMAIN}/capsule/1234567"
CAPSULE = "56bf687b-dbcd-4b93-a650-21b8584036ff"
COMPUTATION = "2f148e27-d780-42ef-9958-bf73d27c1068"
TOKEN = "cop_Zx9Kq81vTr44mWpLs2dQn7Yb"


def computation(**changes: Any) -> dict[str, Any]:
    """A computation that failed."""
    return {
        "id": COMPUTATION, "created": 1_795_000_000, "name": f"Run 1 token={PLANTED}",
        "run_time": 600, "state": "completed", "end_status": "failed", "exit_code": 137,
        "parameters": [{"param_name": "api_key", "value": PLANTED}], **changes,
    }  # fmt: skip


def system(*computations: dict[str, Any]) -> Any:
    """The deployment with one capsule."""

    def answer(asked: Asked) -> Told:
        if asked.path == "/api/v1/capsules/search":
            assert json.loads(asked.body)["query"] == "1234567"
            others = [{"id": "x", "slug": "7654321"}, {"id": CAPSULE, "slug": "1234567"}]
            return Told(200, {"has_more": False, "results": others})
        if asked.path == f"/api/v1/capsules/{CAPSULE}/computations":
            return Told(200, list(computations))
        if asked.path == f"/api/v1/computations/{COMPUTATION}":
            return Told(200, computations[0])
        return Told(404)

    return answer


def code_ocean(url: str, token: str = TOKEN) -> CodeOcean:
    """The provider on a deployment at this address."""
    return CodeOcean(domain=DOMAIN, token=token, api_url=url, timeout_s=0.4)


def fetched(*computations: dict[str, Any], url: str = URL) -> LinkState:
    """What is said of the capsule."""
    link = reference_of(url)
    assert link is not None
    with loopback(system(*computations)) as served:
        return code_ocean(served.url).fetch(link, NOW)


class TestConforms(Conformance):
    """Code Ocean keeps what every provider keeps."""

    case = Case(
        name="code-ocean",
        make=code_ocean,
        without_credentials=lambda: code_ocean("http://127.0.0.1:9", ""),
        urls=(
            URL,
            f"{URL}/tree",
            f"{URL}/tree/v2",
            "https://codeocean.com/capsule/1234567/tree/v1",
            f"{DOMAIN}/api/v1/computations/{COMPUTATION}",
        ),
        not_ours=(
            f"{DOMAIN}/capsule/123456",
            f"{DOMAIN}/capsule/12345678",
            f"{DOMAIN}/collections/1234567",
            f"{DOMAIN}/capsule/my-capsule",
        ),
        good=system(computation()),
        unknown=system(computation(state="hibernating", end_status=None)),
        token=TOKEN,
        state="failed",
    )

    def carries_the_token(self, asked: Asked) -> bool:
        """The token is the user of basic authentication."""
        given = asked.headers.get("authorization", "").removeprefix("Basic ")
        return base64.b64decode(given).decode() == f"{TOKEN}:"


@pytest.mark.parametrize(
    ("state", "end", "ours"),
    [
        ("initializing", None, "queued"), ("running", None, "running"),
        ("finalizing", None, "running"), ("failed", None, "failed"),
        ("completed", "succeeded", "succeeded"), ("completed", "failed", "failed"),
        ("completed", "stopped", "cancelled"), ("completed", None, "unknown"),
    ],
)  # fmt: skip
def test_every_state_has_its_word(state: str, end: str | None, ours: str) -> None:
    assert fetched(computation(state=state, end_status=end)).state == ours


def test_the_latest_computation_counts_and_a_workstation_is_none() -> None:
    older = computation(created=1_794_000_000)
    newer = computation(created=1_795_000_000, end_status="succeeded", exit_code=0)
    desk = computation(created=1_796_000_000, state="running", cloud_workstation=True)
    assert fetched(older, newer, desk).state == "succeeded"


def test_a_failure_tells_its_exit_code_and_how_long_it_took() -> None:
    state = fetched(computation())
    assert state.detail == "exit code 137: out of memory or killed"
    assert state.started is not None
    assert state.ended is not None
    assert (state.ended - state.started).total_seconds() == 600


def test_a_capsule_that_was_never_run_says_so() -> None:
    state = fetched()
    assert (state.state, state.detail) == ("unknown", "it was never run")


def test_the_id_of_a_capsule_is_searched_once() -> None:
    link = reference_of(URL)
    assert link is not None
    with loopback(system(computation())) as served:
        provider = code_ocean(served.url)
        for _ in range(3):
            provider.fetch(link, NOW)
        assert [each.path for each in served.asked].count("/api/v1/capsules/search") == 1


def test_a_computation_is_asked_by_itself() -> None:
    assert fetched(computation(), url=f"{DOMAIN}/api/v1/computations/{COMPUTATION}").state == (
        "failed"
    )


def test_a_public_capsule_elsewhere_is_never_asked() -> None:
    assert not fetched(computation(), url="https://codeocean.com/capsule/1234567").live
