"""Meetings of the real service, at the page and in Slack at once: through a crash, a change of the
clocks and a skipped week, with a double click on everything."""

import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Error, Page, expect

from tests.bot.chaos.soak import IS_SOAK
from tests.bot.running import CHANNEL, wait_for
from tests.bot.shifted import Shifted
from tests.browser import OpenPage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.soak,
    pytest.mark.skipif(not IS_SOAK, reason="a long run: make soak"),
    pytest.mark.xdist_group("service"),
]

AMARA, TOMASZ = "U05LKAMARA1", "U05LKTOMAS2"
LONDON = ZoneInfo("Europe/London")
FIRST = datetime(2025, 10, 20, 9, 40, tzinfo=LONDON)
SKIPPED = datetime(2025, 10, 27, 8, 50, tzinfo=LONDON)  # the clocks went back the night before
THIRD = datetime(2025, 11, 3, 9, 40, tzinfo=LONDON)
ACTION = "Draft the methods section"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Shifted]:
    """The service, twenty minutes before a meeting, with its draft posted."""
    running = Shifted(tmp_path / "data", FIRST).start()
    wait_for(lambda: posts(running), 30)
    yield running
    running.end()


def posts(running: Shifted) -> dict[str, list[dict[str, Any]]]:
    """The channel's messages about meetings, by the day of the meeting."""
    found: dict[str, list[dict[str, Any]]] = {}
    for message in running.seen_in_slack(AMARA):  # as a person: it costs no call of the API
        payload = message.get("metadata", {}).get("event_payload", {})
        subject = str(payload.get("subject", ""))
        if subject.startswith("agenda:"):
            found.setdefault(subject.rpartition(":")[2], []).append(message)
    return found


def says(running: Shifted, day: str, words: str) -> bool:
    """Whether the one message about this day's meeting has these words."""
    (message,) = posts(running)[day]
    return words in json.dumps(message, ensure_ascii=False)


def command(running: Shifted, who: str, words: str, answer: str) -> None:
    """Type `/agenda ...`, and wait until it is answered so."""
    running.in_slack(who, "say", channel=CHANNEL, text=f"/agenda {words}")
    wait_for(
        lambda: any(answer in seen["text"] for seen in running.seen_in_slack(who)),
        10,
        lambda: str([seen["text"] for seen in running.seen_in_slack(who)][-3:]),
    )


def click_twice(running: Shifted, day: str, action: str, who: str = TOMASZ) -> None:
    """Press a button of the meeting's message, twice."""
    (message,) = posts(running)[day]
    click = partial(running.in_slack, who, "click", channel=CHANNEL, ts=message["ts"])
    with ThreadPoolExecutor(2) as pool:  # both on the message as it was before the first
        list(pool.map(lambda _: click(action_id=action), range(2)))


def enter(running: Shifted, open_page: OpenPage) -> Page:
    """Amara's page of the meeting, on the shared screen."""
    page = open_page(f"{running.page}/page/enter?person={AMARA}")
    page.get_by_role("link", name="Meeting").first.click()
    return page


def write_action(page: Page) -> None:
    page.locator("summary", has_text="Act").click()
    page.get_by_label("What is to be done").fill(ACTION)
    page.get_by_label("Who", exact=True).first.select_option("Amara Nwosu")
    page.get_by_label("Kind").select_option("analysis")


def test_meetings_through_a_crash_a_change_of_the_clocks_and_a_skipped_week(
    service: Shifted, open_page: OpenPage
) -> None:
    for who, topic in ((AMARA, "who writes the methods section"), (TOMASZ, "the new sequencer")):
        command(service, who, f"add {topic}", f"20 October, 10:00 BST>: {topic}")
    page = enter(service, open_page)
    page.get_by_role("button", name="Open the meeting").dblclick()
    expect(page.locator("#now-title")).to_have_text("who writes the methods section")
    page.locator("summary", has_text="Decide").click()
    page.get_by_label("What is decided").fill("Amara writes it")
    page.get_by_role("button", name="Write the decision down").dblclick()
    expect(page.locator(".outcome.decision")).to_have_count(1)

    write_action(page)
    with suppress(Error):
        page.get_by_role("button", name="Write the action down").dblclick(no_wait_after=True)
    service.kill()
    service.start()

    _finish_the_first(service, page)
    service.move_to(SKIPPED)
    command(service, AMARA, "skip", "27 October, 10:00 GMT> is cancelled")
    service.move_to(THIRD)
    _hold_the_third(service, enter(service, open_page))

    assert all(len(found) == 1 for found in posts(service).values()), posts(service)
    assert {"2025-10-20", "2025-11-03"} <= posts(service).keys()
    named = wait_for(
        lambda: [card for card in service.board()["cards"] if card["name"] == ACTION],
        20,
        lambda: "\n".join([*service.log.read_text().splitlines()[-40:], *_deeds(service)]),
    )
    assert len(named) == 1


def _deeds(running: Shifted) -> list[str]:
    """What the meetings' deeds are: they tell what became of an action."""
    with closing(sqlite3.connect(running.data / "cardkeeper.db")) as database:
        rows = database.execute("SELECT meeting, version, deed FROM meeting_deed ORDER BY 1, 2")
        return [f"{meeting} {version}: {deed[:600]}" for meeting, version, deed in rows]


def _finish_the_first(service: Shifted, page: Page) -> None:
    """What was said before the kill is there, and the other end goes on."""
    page.reload()
    expect(page.locator("#now-title")).to_have_text("who writes the methods section")
    expect(page.locator(".outcome.decision")).to_have_count(1)
    if not page.locator(".outcome.action").count():  # the kill came before the request
        write_action(page)
        page.get_by_role("button", name="Write the action down").dblclick()
        expect(page.get_by_role("alert")).to_be_hidden()
    expect(page.locator(".outcome.action")).to_have_count(1)
    page.get_by_role("button", name="Done", exact=True).dblclick()
    expect(page.locator("#now-title")).to_have_text("the new sequencer")
    click_twice(service, "2025-10-20", "meeting_do_carried")
    expect(page.locator(".points li.carried")).to_contain_text("the new sequencer")
    page.get_by_role("button", name="Close the meeting").dblclick()
    page.wait_for_url("**/minutes/2025-10-20")
    wait_for(lambda: says(service, "2025-10-20", "Minutes of"), 40)


def _hold_the_third(service: Shifted, page: Page) -> None:
    """It is at the same hour of another offset, and has what the first left over."""
    expect(page.locator(".lead").first).to_contain_text("10:00")
    expect(page.locator("body")).to_contain_text("What changed since Mon 20 Oct")
    page.get_by_role("button", name="Open the meeting").dblclick()
    expect(page.locator("#now-title")).to_have_text("the new sequencer")
    wait_for(lambda: says(service, "2025-11-03", "Now:"), 40)
    click_twice(service, "2025-11-03", "meeting_do_done")
    expect(page.locator(".points li.done")).to_contain_text("the new sequencer")
    click_twice(service, "2025-11-03", "meeting_do_close", AMARA)
    expect(page.get_by_role("button", name="Close the meeting")).to_be_hidden()
    wait_for(lambda: says(service, "2025-11-03", "Minutes of"), 40)
