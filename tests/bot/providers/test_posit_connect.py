"""Posit Connect: whether content is deployed, and whether it could be rendered."""

from typing import Any
from zoneinfo import ZoneInfo

from bot.providers.posit_connect import PositConnect
from protocol.link_words import state_words
from protocol.links import LinkState, reference_of
from tests.bot.providers.conformance import PLANTED, Case, Conformance
from tests.bot.providers.loopback import Asked, Told, loopback
from tests.protocol.cards import NOW

GUID = "4b1f6a1e-2c3d-4e5f-8a9b-0c1d2e3f4a5b"
SERVER = "https://connect.larkspur.example"
URL = f"{SERVER}/connect/#/apps/{GUID}"
TOKEN = "Kx8dQpW2mZr5tYv1nB7cLs4hJf9gEa3u"


def content(**changes: Any) -> dict[str, Any]:
    """A rendered report that is deployed."""
    return {
        "guid": GUID, "name": "donor-qc", "title": f"Donor QC token={PLANTED}",
        "app_mode": "quarto-static", "bundle_id": "12",
        "created_time": "2026-11-01T09:00:00Z", "last_deployed_time": "2026-11-20T10:00:00Z",
        "content_url": f"{SERVER}/content/{GUID}/", "locked": False, **changes,
    }  # fmt: skip


def system(body: dict[str, Any], *jobs: dict[str, Any]) -> Any:
    """The server with this one item."""

    def answer(asked: Asked) -> Told:
        answers: dict[str, Any] = {
            f"/__api__/v1/content/{GUID}": body,
            "/__api__/v1/content/12": body,
            f"/__api__/v1/content/{GUID}/jobs": list(jobs),
        }
        return Told(200, answers[asked.path]) if asked.path in answers else Told(404)

    return answer


def connect(url: str, token: str = TOKEN) -> PositConnect:
    """The provider on a server at this address."""
    return PositConnect(server=SERVER, api_key=token, api_url=url, timeout_s=0.4)


def fetched(body: dict[str, Any], *jobs: dict[str, Any], url: str = URL) -> LinkState:
    """What is said of the item."""
    link = reference_of(url)
    assert link is not None
    with loopback(system(body, *jobs)) as served:
        return connect(served.url).fetch(link, NOW)


def job(key: str, code: int | None, status: int = 2, tag: str = "build_report") -> dict[str, Any]:
    """One rendering."""
    return {"key": key, "exit_code": code, "status": status, "tag": tag,
            "start_time": f"2026-11-20T10:0{key}:00Z"}  # fmt: skip


class TestConforms(Conformance):
    """Posit Connect keeps what every provider keeps."""

    case = Case(
        name="posit-connect",
        make=connect,
        without_credentials=lambda: connect("http://127.0.0.1:9", ""),
        urls=(
            URL,
            f"{URL}/access",
            f"{SERVER}/connect/#/apps/12",
            f"{SERVER}/content/{GUID}/",
            f"https://posit.larkspur.example/rsc/connect/#/apps/{GUID}/logs",
            f"https://posit.larkspur.example/rsc/content/{GUID}/report.html",
        ),
        not_ours=(
            f"{SERVER}/connect/#/content/listing",
            f"{SERVER}/connect/#/apps/none",
            f"{SERVER}/content/not-a-guid/",
        ),
        good=system(content()),
        unknown=system(content(app_mode="hologram")),
        token=TOKEN,
        state="deployed",
    )


def test_what_was_never_deployed_says_so() -> None:
    state = fetched(content(bundle_id=None, last_deployed_time=None))
    assert state.state == "not deployed"


def test_a_number_in_an_older_address_is_asked_as_it_is() -> None:
    assert fetched(content(), url=f"{SERVER}/connect/#/apps/12/access").state == "deployed"


def test_a_rendering_that_failed_is_told_beside_it() -> None:
    state = fetched(content(), job("1", 0), job("2", 1))
    assert state.state == "deployed"
    assert "its last rendering failed with exit code 1" in state_words(state, ZoneInfo("UTC"), NOW)


def test_only_the_latest_rendering_counts_and_one_on_its_way_is_none() -> None:
    assert fetched(content(), job("1", 1), job("2", 0)).exit_words == ""
    assert fetched(content(), job("1", 0), job("2", None, status=0)).exit_words == ""


def test_an_application_is_not_asked_for_renderings() -> None:
    state = fetched(content(app_mode="shiny"), job("2", 1, tag="run_app"))
    assert (state.state, state.exit_words) == ("deployed", "")


def test_jobs_that_may_not_be_seen_take_nothing_away() -> None:
    link = reference_of(URL)
    assert link is not None
    with loopback(
        lambda asked: Told(403) if asked.path.endswith("jobs") else Told(200, content())
    ) as served:
        assert connect(served.url).fetch(link, NOW).state == "deployed"
