"""The board's side of the page, used as a person uses it: with a mouse and a keyboard."""

from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.bot.sandbox.page.place import ANA, BEN, CARD, DOING, EVIL, MEMBERS, TEAM, Sandbox

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("the sandbox's page")]


def list_of(page: Page, name: str) -> Any:
    return page.get_by_role("region", name=name, exact=True)


def test_a_card_is_dragged_to_another_list_with_the_mouse(page: Page, sandbox: Sandbox) -> None:
    page.locator(f'[data-card="{CARD}"]').drag_to(page.locator(f'[data-list="{DOING}"]'))
    expect(list_of(page, "Doing").locator(".card")).to_have_count(1)
    assert sandbox.trello.requests["PUT", "/cards/{id}"] == 1


def test_a_card_is_moved_with_the_keyboard_alone(page: Page) -> None:
    page.get_by_role("button", name="Compare batch effects", exact=True).focus()
    page.keyboard.press("m")
    expect(page.get_by_role("menuitem", name="Doing")).to_be_focused()
    page.keyboard.press("Enter")
    expect(list_of(page, "Doing").locator(".card")).to_have_count(1)
    expect(page.locator("#news")).to_have_text("Moved “Compare batch effects” to Doing")


def test_what_changed_elsewhere_shows_up_and_is_marked(page: Page, sandbox: Sandbox) -> None:
    person = {"person": ANA}
    said = {"list": DOING, "name": "From elsewhere"}
    httpx.post(f"{sandbox.url}/page/board/add", params=person, json=said).raise_for_status()
    card = list_of(page, "Doing").locator(".card")
    expect(card).to_contain_text("From elsewhere")
    assert "changed" in (card.get_attribute("class") or "")


def test_a_card_is_added_in_a_list(page: Page) -> None:
    doing = list_of(page, "Doing")
    doing.get_by_role("button", name="+ Add a card").click()
    doing.get_by_label("Title of the new card in Doing").fill("Write it up")
    doing.get_by_role("button", name="Add card", exact=True).click()
    expect(doing.locator(".card")).to_contain_text("Write it up")


def test_an_opened_card_is_edited_and_commented(page: Page, sandbox: Sandbox) -> None:
    page.get_by_role("button", name="Compare batch effects", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Title").fill("Compare two batches")
    dialog.get_by_label("Title").press("Enter")
    expect(list_of(page, "Ready")).to_contain_text("Compare two batches")
    dialog.get_by_text("Change members").click()
    dialog.get_by_label("Ben Ode").check()
    expect(dialog.locator(".chip")).to_have_count(2)
    dialog.get_by_label("Comment").fill("On it, **today**")
    dialog.get_by_role("button", name="Comment").click()
    expect(dialog.locator(".comment strong").last).to_have_text("today")
    sandbox.api.chat_postMessage(channel=TEAM, text="meanwhile")
    expect(dialog.locator(".comment")).to_have_count(1)


def test_a_comment_that_the_bot_edits_changes_under_the_readers_eyes(
    page: Page, sandbox: Sandbox
) -> None:
    page.get_by_role("button", name="Compare batch effects", exact=True).click()
    who = {"authorization": _authorization(sandbox, BEN)}
    path = f"/cards/{CARD}/actions/comments"
    made = sandbox.trello.answer("POST", path, "text=No+owner", who, b"")
    expect(page.locator(".comment .prose")).to_have_text("No owner")
    action = httpx.Response(200, content=made.body).json()["id"]
    sandbox.trello.answer("PUT", f"/actions/{action}", "text=All+well", who, b"")
    expect(page.locator(".comment .prose")).to_have_text("All well")


def _authorization(sandbox: Sandbox, user: str) -> str:
    sandbox.trello.add_key("test-key", "test-secret")
    member, name, username = MEMBERS[user]
    sandbox.trello.add_member(member, username, name, token="test-token")
    return 'OAuth oauth_consumer_key="test-key", oauth_token="test-token"'


def test_words_that_look_like_markup_stay_words(page: Page, sandbox: Sandbox) -> None:
    sandbox.api.chat_postMessage(channel=TEAM, text="&lt;b&gt;x&lt;/b&gt; <javascript:alert(1)|y>")
    expect(page.locator(".message")).to_contain_text("<b>x</b> y")
    expect(page.locator(".card-name").nth(1)).to_have_text(EVIL)
    page.get_by_role("button", name="Compare batch effects", exact=True).click()
    expect(page.locator(".desc")).to_contain_text(EVIL)
    expect(page.locator(".desc a")).to_have_count(1)
    expect(page.locator('img[src="x"], a[href^="javascript"], .message b')).to_have_count(0)
