"""A person at the sandbox page, in a real browser, with the real service behind it."""

import os
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.bot.running import Running
from tests.bot.test_service import settle
from tests.browser import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("sandbox-live")]

WITHIN_S = 5.0


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One running sandbox, past its first sweep."""
    service = Running(tmp_path_factory.mktemp("page") / "data").start()
    settle(service)
    yield service
    assert service.stop() == 0


TITLE = "vst or rlog for cohorts below 20 samples?"


def card_messages(page: Page) -> Locator:
    """The channel's messages about the card, not the agenda that names it too."""
    about = page.locator("#slack .message", has_text=TITLE)
    return about.filter(has=page.get_by_role("button", name="Why am I seeing this?"))


def test_moving_a_card_changes_its_comment_and_the_channel_within_five_seconds(
    running: Running, open_page: OpenPage
) -> None:
    page = open_page(running.page)
    card = page.locator(".card", has_text=TITLE)
    expect(card).to_be_visible()
    expect(card_messages(page)).to_have_count(0)

    at_rest = os.getloadavg()[0] <= 2 * (os.cpu_count() or 1)
    card.get_by_role("button", name="Move").click()
    page.get_by_role("menuitem", name="Doing").click()
    moved = time.monotonic()

    expect(card_messages(page)).to_have_count(1)
    card.click()
    comment = page.get_by_role("dialog").get_by_text("to settle on this card")
    expect(comment).to_be_visible()
    took_s = time.monotonic() - moved
    assert took_s <= WITHIN_S or not at_rest, "a crowded machine is late"


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("/workload", "Workload of Computational Biology"),
        ("/agenda", "Agenda for Computational Biology"),
        ("/card mine", "You own"),
    ],
)
def test_commands_typed_into_the_channels_box_are_answered(
    running: Running, open_page: OpenPage, command: str, told: str
) -> None:
    page = open_page(running.page)
    box = page.get_by_placeholder("Message #comp-bio")
    expect(box).to_be_visible()

    box.fill(command)
    page.get_by_role("button", name="Send").click()

    answer = page.locator("#slack .message", has_text="Only visible to you").last
    expect(answer).to_contain_text(told)
