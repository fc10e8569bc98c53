"""The pages as people use them: by keyboard, on a phone, in the dark, on paper."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from bot.web.pages.registry import PAGES
from storage.database import open_database
from storage.effects import EffectRow, begin
from tests.bot.web.pages.premises import Clock, Premises, premises
from tests.bot.web.pages.small_board import (
    ANA,
    BOARD,
    MONDAY,
    TUNE,
    agreement,
    other_board,
    small_board,
)
from tests.browser import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages in a browser")]
HOME = "/board/gEnOmEs1"
# what another width or colours can break; the other rules read the same markup again
OF_THE_LOOK = ["color-contrast", "scrollable-region-focusable", "target-size"]

# headings of tables that stand on more lines than they have words
IN_LETTERS = """() => [...document.querySelectorAll("th")].filter(th => {
  const range = document.createRange(); range.selectNodeContents(th);
  const tops = [...range.getClientRects()].filter(r => r.width).map(r => Math.round(r.top));
  return new Set(tops).size > th.textContent.trim().split(/[\\s-]+/).length;
}).map(th => th.outerHTML)"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One database for the module: every meeting here is held once."""
    made = open_database(f"sqlite:///{tmp_path_factory.mktemp('pages')}/cardkeeper.db")
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def site(engine: Engine) -> Iterator[Premises]:
    """The small team's pages, with something in the audit."""
    row = EffectRow(
        key="k", board_id=BOARD, card_id=TUNE, kind="Apply", why="owner-missing",
        after='[{"kind":"own","value":"' + ANA + '"}]', reference='[{"kind":"disown","value":"'
        + ANA + '"}]', begun_at=MONDAY, done_at=MONDAY,
    )  # fmt: skip
    begin(engine, row)
    with premises(engine, agreement(), Clock(MONDAY), small_board(), other_board()) as made:
        yield made


def come_in(open_page: OpenPage, site: Premises, who: str = "ana", to: str = "/", **more) -> Page:  # type: ignore[no-untyped-def]
    """Follow a link as it is handed out; scripts send the form behind it."""
    page = open_page(site.link(who, to), **more)
    page.wait_for_url(re.compile(r"/(board|go)/|/$"))
    return page


def wrongs(page: Page) -> list[str]:
    """What axe-core finds, with everything that folds opened: on a wide screen in light by all its
    rules, then on a phone in the dark by those that another width or colours can break."""
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    options = {"runOnly": {"type": "rule", "values": OF_THE_LOOK}}
    found += page.evaluate("options => axe.run(document, options)", options)["violations"]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append({"id": "wider than the phone", "nodes": [{"html": page.url}]})
    found += [
        {"id": "broken into letters", "nodes": [{"html": html}]}
        for html in page.evaluate(IN_LETTERS)
    ]
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")
    return [
        f"{page.url}: {each['id']}: {node['html'][:150]}"
        for each in found
        for node in each["nodes"][:3]
    ]


def test_every_page_passes_axe_light_and_dark_wide_and_narrow(
    open_page: OpenPage, site: Premises
) -> None:
    page = come_in(open_page, site)
    paths = [p.path.replace("{person}", ANA) for p in PAGES if "{day}" not in p.path]
    paths.remove("meeting/live")  # a part of the meeting's page
    found = []
    for path in (*paths, "workload/nobody-known"):
        page.goto(f"{site.url}{HOME}/{path}".rstrip("/"))
        found += wrongs(page)
    page.goto(site.link("ben"))
    found += wrongs(page)

    assert found == []


def test_the_open_meeting_and_its_minutes_pass_axe_too(open_page: OpenPage, site: Premises) -> None:
    page = come_in(open_page, site, "ben", "/board/gEnOmEs1/meeting")
    page.get_by_role("button", name="Open the meeting").click()
    expect(page.locator("#now-title")).to_be_visible()
    found = wrongs(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    found += wrongs(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Close the meeting").click()
    page.wait_for_url("**/minutes/2026-11-23")
    found += wrongs(page)
    page.goto(f"{site.url}{HOME}/minutes")
    found += wrongs(page)

    assert found == []


def test_the_keyboard_reaches_everything_in_order(open_page: OpenPage, site: Premises) -> None:
    page = come_in(open_page, site, to="/go/workload")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("details.person > summary").first).to_be_focused()

    page.keyboard.press("Enter")

    expect(page.get_by_text("Tune the filter (3)").first).to_be_visible()


def test_without_scripts_the_pages_can_be_entered_and_read(
    browser: Browser, site: Premises
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.link("ana", "/go/goals"))
    page.get_by_role("button", name="Go on as ana").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Goals")
    page.get_by_role("link", name="Workload").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Workload")
    context.close()


def test_the_agenda_prints_on_one_page_in_black_on_white(
    open_page: OpenPage, site: Premises, tmp_path: Path
) -> None:
    page = come_in(open_page, site, to=f"{HOME}/agenda", color_scheme="dark")
    printed = page.pdf(format="A4", prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    expect(page.locator(".tabs")).to_be_hidden()
