"""One meeting held on a page and in Slack at once, with a double click on everything."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from storage.effects import recent_effects
from tests.bot.slack.conftest import usual
from tests.bot.slack.office import ANA, BEN, BOARD, LEAD, TEAM, TUNE, Json, text_of
from tests.bot.slack.test_meeting import following, press_at_once
from tests.bot.web.pages.page_office import PageOffice
from tests.browser import OpenPage

DAY = date(2026, 11, 23)
_LINK = re.compile(r"<(http://127\.0\.0\.1:\d+/enter/[^|>]+)\|Open the page>")


@pytest.fixture
def office(tmp_path: Path, engine: Engine) -> Iterator[PageOffice]:
    """An hour before the meeting, with two topics on it and its draft posted."""
    with ExitStack() as stack:
        made = PageOffice(tmp_path, engine, LEAD, usual())
        stack.callback(made.close)
        stack.enter_context(made.over_http())
        following(made)
        made.ask(ANA, "/agenda add who writes the methods section")
        made.ask(BEN, "/agenda add the new sequencer")
        made.meetings.prepare(BOARD)
        yield made


def link_in(answer: Json) -> str:
    """The way to the page in an answer of Slack's."""
    found = _LINK.search(text_of(answer))
    assert found, text_of(answer)
    return found[1]


def posts(office: PageOffice) -> list[Json]:
    """The channel's messages about the meeting."""
    return [
        message for message in office.slack.messages.history(TEAM)
        if message.get("metadata", {}).get("event_type") == "cardkeeper_meeting"
    ]  # fmt: skip


def cards_named(office: PageOffice, title: str) -> list[Json]:
    return [card for card in office.gateway.read_board(BOARD)["cards"] if card["name"] == title]


def marks(office: PageOffice) -> dict[str, str]:
    state = office.tools.room.state(BOARD, DAY)
    return {point.title: point.mark for point in state.points}


def click_in_slack(office: PageOffice, action: str, user: str = BEN, value: Any = None) -> None:
    """Press a button of the meeting's message, twice."""
    (message,) = posts(office)
    before = office.posted_version()
    press_at_once(office, user, message["ts"], action, value, times=2)
    office.wait(lambda: office.posted_version() != before or None)


@pytest.fixture
def shared_screen(office: PageOffice, open_page: OpenPage) -> Page:
    """Ana's page, entered by the link that `/agenda` gave her."""
    page = open_page(link_in(office.ask(ANA, "/agenda")))
    page.wait_for_url("**/meeting")
    return page


pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages in a browser")]


def test_a_meeting_on_the_page_and_in_slack_from_its_opening_to_its_minutes(
    office: PageOffice, shared_screen: Page
) -> None:
    page, title = shared_screen, shared_screen.locator("#now-title")
    page.get_by_role("button", name="Open the meeting").dblclick()
    expect(title).to_have_text("who writes the methods section")
    assert "*Now:* *who writes the methods section*" in text_of(posts(office)[0])

    page.locator("summary", has_text="Decide").click()
    page.get_by_label("What is decided").fill("Ana writes it")
    page.get_by_role("button", name="Write the decision down").dblclick()
    expect(page.locator(".outcome.decision")).to_have_count(1)
    page.locator("summary", has_text="Act").click()
    page.get_by_label("What is to be done").fill("Draft the methods section")
    page.get_by_label("Who", exact=True).first.select_option("Ana Lima")
    page.get_by_label("Kind").select_option("analysis")
    page.get_by_role("button", name="Write the action down").dblclick()
    expect(page.locator(".outcome.action a")).to_have_text("Draft the methods section")
    (made,) = [row for row in recent_effects(office.engine, office.clock().replace(hour=0))
               if row.key.startswith("new-card:")]  # fmt: skip
    assert made.why == "Ana Lima asked on a page for a new card"
    page.get_by_role("button", name="Done").dblclick()
    expect(title).to_have_text("the new sequencer")
    page.get_by_role("button", name="Done").hover()  # a slow double click: its second half comes
    page.mouse.down(click_count=2)  # when the next point's button is in the same place
    page.mouse.up(click_count=2)

    click_in_slack(office, "meeting_do_carried")  # Ben, at the other end
    expect(page.locator(".points li.carried")).to_contain_text("the new sequencer")
    page.get_by_role("button", name="Close the meeting").dblclick()
    page.wait_for_url("**/minutes/2026-11-23")

    for words in ("Ana writes it", "Draft the methods section", "the new sequencer"):
        expect(page.get_by_text(words).first).to_be_visible()
    assert "Minutes of Genomes" in text_of(posts(office)[0])
    page.goto(link_in(office.ask(ANA, "/agenda minutes")))
    page.wait_for_url("**/minutes/2026-11-23")
    assert len(posts(office)) == 1
    assert len(cards_named(office, "Draft the methods section")) == 1
    happened = [type(each.deed).__name__ for each in office.tools.room.changes_since(BOARD, DAY, 0)]
    assert [happened.count(name) for name in ("Opened", "Recorded", "Marked", "Closed")] == [
        1, 2, 2, 1,
    ]  # fmt: skip


def test_keys_drive_the_meeting_and_none_acts_while_somebody_writes(
    office: PageOffice, shared_screen: Page
) -> None:
    page, title = shared_screen, shared_screen.locator("#now-title")
    page.get_by_role("button", name="Open the meeting").click()
    expect(title).to_have_text("who writes the methods section")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("carry over to the next meeting")
    page.keyboard.press("Escape")

    page.keyboard.press("i")
    page.keyboard.type("no candidate yet, next week")  # holds every key there is
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".outcome.information")).to_have_count(1)
    page.locator("#content").focus()
    page.keyboard.press("c")
    expect(title).to_have_text("the new sequencer")
    page.keyboard.press("x")
    expect(page.locator(".points li.dropped")).to_contain_text("the new sequencer")

    told = marks(office)
    assert told["who writes the methods section"] == "carried"
    assert told["the new sequencer"] == "dropped"
    undo = [page.locator(f".points li.{m} .quiet").bounding_box() for m in ("carried", "dropped")]
    assert len({(box["width"], box["height"]) for box in undo if box}) == 1


def test_what_somebody_is_writing_stays_when_the_meeting_goes_on_in_slack(
    office: PageOffice, shared_screen: Page
) -> None:
    page, title = shared_screen, shared_screen.locator("#now-title")
    page.get_by_role("button", name="Open the meeting").click()
    expect(title).to_have_text("who writes the methods section")
    page.keyboard.press("e")
    page.keyboard.type("We ask Omar")

    click_in_slack(office, "meeting_do_next")

    expect(title).to_have_text("the new sequencer")
    kept = page.locator("#kept").get_by_label("What is decided")
    expect(kept).to_have_value("We ask Omar")
    expect(kept).to_be_focused()
    below = page.locator(".writes + #kept")
    expect(below.locator("summary")).to_have_text("Decide · on “who writes the methods section”")
    page.locator("#kept").get_by_role("button", name="Write the decision down").click()
    expect(page.locator("#kept")).to_be_hidden()
    state = office.tools.room.state(BOARD, DAY)
    about = state.point(state.outcomes[0].point)
    assert about is not None
    assert about.title == "who writes the methods section"


def test_what_was_begun_is_in_its_field_again_when_its_point_comes_up_again(
    office: PageOffice, shared_screen: Page
) -> None:
    page, title = shared_screen, shared_screen.locator("#now-title")
    page.get_by_role("button", name="Open the meeting").click()
    expect(title).to_have_text("who writes the methods section")
    page.keyboard.press("a")
    page.keyboard.type("Draft it")
    page.get_by_label("Kind").select_option("analysis")
    click_in_slack(office, "meeting_do_next")
    until, kind = (page.locator(f"#kept [name={name}]").bounding_box() for name in ("due", "kind"))
    assert until
    assert kind
    assert until["y"] != kind["y"] or until["x"] + until["width"] <= kind["x"]
    page.get_by_role("button", name="who writes the methods section").click()

    expect(page.locator("#kept")).to_be_hidden()
    expect(page.locator("#act-title")).to_have_value("Draft it")
    page.locator("#act-title").press("Control+Enter")
    expect(page.locator(".outcome.action a")).to_have_text("Draft it")


def test_what_is_written_and_not_sent_is_named_before_the_meeting_closes(
    office: PageOffice, shared_screen: Page
) -> None:
    page = shared_screen
    page.get_by_role("button", name="Open the meeting").click()
    expect(page.locator("#now-title")).to_have_text("who writes the methods section")
    page.keyboard.press("e")
    page.keyboard.type("We ask Omar")

    page.get_by_role("button", name="Close the meeting").click()

    expect(page.get_by_role("alert")).to_contain_text("not written down yet")
    field = page.get_by_label("What is decided")
    expect(field).to_be_focused()
    assert office.tools.room.state(BOARD, DAY).stage == "open"
    held: list[Any] = []
    page.route("**/meeting/decide", lambda route: held.append((route, route.fetch())))
    page.keyboard.press("Control+Enter")
    expect(page.locator(".outcome.decision")).to_contain_text("We ask Omar")  # by looking itself
    page.get_by_role("button", name="Carry over").click()  # sent after it
    route, answer = held[0]
    route.fulfill(response=answer)  # late
    expect(page.locator("#now-title")).to_have_text("the new sequencer")
    page.get_by_role("button", name="Close the meeting").click()
    page.wait_for_url("**/minutes/*")


def test_a_restart_in_the_midst_is_said_and_nothing_is_lost(
    office: PageOffice, shared_screen: Page
) -> None:
    page, title = shared_screen, shared_screen.locator("#now-title")
    page.get_by_role("button", name="Open the meeting").click()
    expect(title).to_have_text("who writes the methods section")

    office.stop_pages()
    expect(page.get_by_text("The connection is lost")).to_be_visible()
    page.keyboard.press("d")
    expect(page.get_by_role("alert")).to_be_visible()
    office.serve_pages()

    expect(page.get_by_role("alert")).to_be_hidden()
    page.keyboard.press("d")
    expect(title).to_have_text("the new sequencer")
    assert marks(office)["who writes the methods section"] == "done"


def test_without_scripts_a_meeting_can_be_held_too(office: PageOffice, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(link_in(office.ask(ANA, "/agenda")))
    page.get_by_role("button", name="Go on as Ana Lima").click()
    page.get_by_role("button", name="Open the meeting").click()
    page.get_by_role("button", name="Carry over").click()
    expect(page.locator("#now-title")).to_have_text("the new sequencer")
    page.locator("summary", has_text="Decide").click()
    page.get_by_label("What is decided").fill("Not this year")
    page.get_by_role("button", name="Write the decision down").click()
    expect(page.locator(".outcome.decision")).to_contain_text("Not this year")
    page.get_by_role("button", name="Close the meeting").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Minutes of Mon 23 Nov 2026")
    context.close()


def test_slack_hands_out_ways_in_to_the_asker_alone(office: PageOffice) -> None:
    for command in ("/workload", "/agenda", "/card mine"):
        link_in(office.ask(ANA, command))
    shared = [text_of(m) for m in office.slack.messages.history(TEAM) if not m.get("is_ephemeral")]
    assert not any("/enter/" in text for text in shared)


def test_what_is_undone_on_the_page_is_undone_on_the_card(
    office: PageOffice, open_page: OpenPage
) -> None:
    view = office.ask(ANA, f"/card https://trello.com/c/{office.on_trello(TUNE)['shortLink']}")
    office.press(ANA, view, "card_move", _done(view))
    moved = office.wait(lambda: office.on_trello(TUNE)["idList"] == "3" * 24 or None)
    assert moved
    page = open_page(link_in(office.ask(ANA, "/card mine")))
    page.get_by_role("link", name="Audit").click()

    page.get_by_role("button", name="Undo").first.dblclick()

    expect(page.get_by_role("status")).to_contain_text(re.compile("Undone|asked for already"))
    assert office.on_trello(TUNE)["idList"] == "2" * 24


def _done(view: Json) -> Any:
    """The choice "Done" of the card's menu of lists."""
    for block in view["blocks"]:
        for element in block.get("elements", ()):
            if element.get("action_id") == "card_move":
                return next(o for o in element["options"] if "Done" in o["text"]["text"])["value"]
    raise AssertionError(view["blocks"])
