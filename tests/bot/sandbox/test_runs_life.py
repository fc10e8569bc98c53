"""A run through its whole life: on the page, on the card, in Slack, and on its own page."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import requests
from playwright.sync_api import expect

from bot.sandbox.team.agreement import sample_agreement
from tests.bot.running import OFTEN, Running, wait_for

if TYPE_CHECKING:
    from tests.browser import OpenPage

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("runs")]
WAYS = ("weblog", "tower", "seqera")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One running service whose team wants links in every comment."""
    folder = tmp_path_factory.mktemp("runs")
    agreement = folder / "protocol.toml"
    text = sample_agreement(datetime.now(UTC))
    agreement.write_text(f'{text}\n[links]\ncomment = "always"\n')
    running = Running(folder / "data", CARDKEEPER_PROTOCOL=str(agreement), **OFTEN).start()
    wait_for(lambda: running.channel_messages(), 120)
    wait_for(lambda: running.state()["looks_waiting"] == 0, 120)
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def cards(service: Running) -> dict[str, dict[str, Any]]:
    """A card in Doing for each way in which a run is told of."""
    board = service.board()
    doing = next(entry["id"] for entry in board["lists"] if entry["name"] == "Doing")
    amara = next(m["id"] for m in board["members"] if m["username"].startswith("amara"))
    return {
        way: service.trello(
            "POST", "/cards", idList=doing, name=f"Count barcodes by {way}", idMembers=[amara]
        )
        for way in WAYS
    }


def page(service: Running, what: str, **said: str) -> dict[str, Any]:
    answer = requests.post(f"{service.page}/page/runs/{what}?person=x", json=said, timeout=60)
    answer.raise_for_status()
    told: dict[str, Any] = answer.json()
    return told


def told(service: Running, card: dict[str, Any], words: str, seconds: float = 120) -> str:
    """The card's one comment, once it says this."""
    found: list[str] = wait_for(
        lambda: [text for text in service.bot_comments(card["id"]) if words in text],
        seconds,
        lambda: f"no comment says '{words}': {service.bot_comments(card['id'])}",
    )
    assert len(service.bot_comments(card["id"])) == 1
    return found[0]


def runs(service: Running) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = requests.get(
        f"{service.page}/page/runs?person=x", timeout=60
    ).json()["runs"]
    return found


def test_runs_fail_are_resumed_succeed_and_go_silent(
    service: Running, cards: dict[str, dict[str, Any]]
) -> None:
    first = {
        way: page(service, "start", system=way, card=card["shortLink"])
        for way, card in cards.items()
    }
    for way, card in cards.items():
        assert "tied by its name" in told(service, card, "running since"), way
        page(service, "tell", run=first[way]["id"], do="retry")
    for way, card in cards.items():
        assert "failed" not in told(service, card, "running since"), "a retry alarms nobody"
        page(service, "tell", run=first[way]["id"], do="fail")
    for way, card in cards.items():
        text = told(service, card, "exit code 137: out of memory or killed")
        assert f"Its run {first[way]['name']} failed" in text
        assert "Killed" in text
        page(service, "tell", run=first[way]["id"], do="resume")
    for card in cards.values():
        told(service, card, "a newer run counts")
    newer = {run["session"]: run for run in reversed(runs(service)) if run["state"] == "running"}
    known = {run["id"]: run["session"] for run in runs(service)}
    again = {way: newer[known[first[way]["id"]]] for way in ("weblog", "tower")}
    page(service, "tell", run=again["weblog"]["id"], do="succeed")
    page(service, "tell", run=again["tower"]["id"], do="silence")
    assert "exit code" in told(service, cards["weblog"], "succeeded"), "the older run is still told"
    assert "failed" in told(service, cards["tower"], "its state is unknown")
    page(service, "tell", run=again["tower"]["id"], do="wake")
    told(service, cards["tower"], "running since")


def test_slack_shows_the_failure_with_the_command_to_go_on(
    service: Running, cards: dict[str, dict[str, Any]]
) -> None:
    run = page(service, "start", system="tower", card=cards["tower"]["shortLink"])
    told(service, cards["tower"], run["name"])
    page(service, "tell", run=run["id"], do="fail")

    def message() -> str:
        found = (str(each["blocks"]) for each in service.channel_messages())
        return next((each for each in found if run["name"] in each and "-resume" in each), "")

    text = wait_for(message, 120)
    assert "COUNT_BARCODES (donor_09), exit code 137: out of memory or killed" in text
    assert f"-name {run['name']}" not in text  # Nextflow takes no name twice
    assert "Killed" in text


def test_a_person_plays_a_run_on_the_page_and_opens_its_own(
    service: Running, cards: dict[str, dict[str, Any]], open_page: "OpenPage"
) -> None:
    view = open_page(service.page)
    view.set_default_timeout(60_000)
    view.locator("body[data-ready=true]").wait_for()
    view.get_by_role("button", name="Runs").click()
    view.get_by_label("For the card").select_option(cards["tower"]["shortLink"])
    view.get_by_label("Told by").select_option("tower")
    view.get_by_role("button", name="Start a run").click()
    news = view.locator("#news", has_text="has begun")
    news.wait_for(state="attached")
    name = news.inner_text().partition(" ")[0]
    row = view.locator(f'.run[data-run="{name}"]')  # others are running, too
    expect(row.locator(".run-state")).to_have_text("running", timeout=60_000)
    row.get_by_role("button", name="Retry a task").click()
    expect(row).to_contain_text("1 tried again", timeout=60_000)
    address = str(row.get_by_role("link").get_attribute("href"))
    row.get_by_role("button", name="Fail").click()
    expect(row.locator(".run-state")).to_have_text("failed", timeout=60_000)
    expect(row.get_by_role("button", name="Resume")).to_be_visible()

    wait_for(lambda: 'class="state failed"' in requests.get(address, timeout=30).text, 60)
    own = open_page(address, 390, 800)
    expect(own.locator(".state")).to_contain_text("exit code 137: out of memory or killed")
    expect(own.get_by_text("-resume")).to_be_visible()
    assert own.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    gone = requests.get(f"{address.rpartition('/')[0]}/nobodyknows1", timeout=30)
    assert (gone.status_code, "Nothing is known" in gone.text) == (404, True)


def test_no_event_was_ever_refused(service: Running) -> None:
    log = service.log.read_text()
    assert "Traceback" not in log
    assert "tells of no run" not in log


def test_the_terminal_shows_the_address_and_no_line_for_each_deed(service: Running) -> None:
    log = service.log.read_text()
    assert f"open {service.page}/" in log
    assert " INFO " not in log
