"""Slack's side of the page: commands, buttons, dialogs, threads, and who sees what."""

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from tests.bot.sandbox.page.place import ANA, BEN, TEAM, Sandbox, plain

if TYPE_CHECKING:
    from tests.browser import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("the sandbox's page")]


def say(page: Page, text: str) -> None:
    page.locator("#composer").fill(text)
    page.locator("#composer").press("Enter")


def test_a_slash_lists_the_commands_and_a_command_is_answered_privately(
    page: Page, sandbox: Sandbox
) -> None:
    page.locator("#composer").fill("/w")
    expect(page.locator("#commands [role=option]")).to_have_text(["/workload Who carries how much"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    private = page.locator(".ephemeral")
    expect(private).to_contain_text("Only visible to you")
    expect(private.get_by_role("heading")).to_have_text("The load")
    assert sandbox.slack.client.messages(BEN, TEAM) == []


def test_a_button_of_a_message_works(page: Page) -> None:
    say(page, "/workload")
    page.get_by_role("button", name="Share").click()
    expect(page.locator(".message")).to_have_count(1)
    expect(page.locator(".message strong").last).to_have_text("Ana")


def test_the_second_click_of_a_double_click_on_a_confirmation_is_for_nothing_below(
    page: Page, sandbox: Sandbox
) -> None:
    words = {"title": plain("Sure?"), "text": plain("It is shared."), "deny": plain("Close")}
    button = {"type": "button", "text": plain("Share"), "action_id": "share"}
    confirm = words | {"confirm": plain("Share it")}
    blocks = [{"type": "actions", "elements": [button | {"confirm": confirm}]}]
    sandbox.api.chat_postMessage(channel=TEAM, text="The load", blocks=blocks)
    page.get_by_role("button", name="Share").click()
    page.evaluate(
        "addEventListener('click', event => (window.heard = window.heard || []).push(event.detail))"
    )
    place = page.get_by_role("button", name="Close").bounding_box()
    assert place is not None
    page.mouse.dblclick(place["x"] + 5, place["y"] + 5)
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.evaluate("window.heard") == [1]


def test_a_press_counts_although_the_message_changes_under_it(page: Page, sandbox: Sandbox) -> None:
    button = {"type": "button", "text": plain("Share"), "action_id": "share"}
    blocks: list[dict[str, Any]] = [{"type": "actions", "elements": [button]}]
    ts = sandbox.api.chat_postMessage(channel=TEAM, text="The load", blocks=blocks)["ts"]
    page.get_by_role("button", name="Share").hover()
    page.mouse.down()
    news = {"type": "section", "text": plain("It has grown")}
    with page.expect_response(lambda answer: "/page/slack?" in answer.url):
        sandbox.api.chat_update(channel=TEAM, ts=ts, text="The load", blocks=[*blocks, news])
    page.mouse.up()
    expect(page.locator(".message strong").last).to_have_text("Ana")


def test_a_modal_refuses_and_then_takes_what_is_written(page: Page) -> None:
    say(page, "/card new")
    dialog = page.get_by_role("dialog", name="New card")
    dialog.get_by_label("Title").fill("abc")
    dialog.get_by_role("button", name="Create").click()
    expect(dialog.get_by_role("alert").filter(visible=True)).to_have_text("Say a little more.")
    dialog.get_by_label("Title").fill("A real title")
    dialog.get_by_role("button", name="Create").click()
    expect(dialog).to_be_hidden()
    expect(page.locator(".message")).to_contain_text("Made A real title")


def test_somebody_else_sees_their_own_side(page: Page, sandbox: Sandbox) -> None:
    sandbox.api.chat_postEphemeral(channel=TEAM, user=ANA, text="for Ana only")
    expect(page.locator(".message")).to_contain_text("for Ana only")
    page.get_by_label("Acting as").select_option(label="Ben Ode")
    expect(page.locator(".log .empty")).to_be_visible()
    say(page, "hello from Ben")
    expect(page.locator(".message .who strong")).to_have_text("Ben Ode")


def test_a_direct_message_marks_its_tab_and_the_home_tab_opens(
    page: Page, sandbox: Sandbox
) -> None:
    sandbox.api.chat_postMessage(channel=ANA, text="Your digest")
    tab = page.get_by_role("tab", name="Cardkeeper")
    expect(tab.locator(".fresh")).to_be_visible()
    tab.click()
    expect(page.locator(".message")).to_contain_text("Your digest")
    page.get_by_role("tab", name="Home").click()
    expect(page.locator(".home")).to_contain_text("Your two cards")


def test_a_link_to_a_card_opens_it_here(page: Page, sandbox: Sandbox) -> None:
    sandbox.api.chat_postMessage(channel=TEAM, text="<https://trello.com/c/abcd1234/1-x|that card>")
    page.get_by_role("link", name="that card").click()
    expect(page.get_by_role("dialog").get_by_label("Title")).to_have_value("Compare batch effects")
    assert len(page.context.pages) == 1


def test_a_thread_opens_and_takes_a_reply(page: Page, sandbox: Sandbox) -> None:
    ts = sandbox.api.chat_postMessage(channel=TEAM, text="parent")["ts"]
    sandbox.api.chat_postMessage(channel=TEAM, text="first reply", thread_ts=ts)
    page.get_by_text("1 reply").click()
    page.get_by_label("Reply in thread").fill("second")
    page.get_by_label("Reply in thread").press("Enter")
    expect(page.locator(".thread .message")).to_have_count(2)


def test_on_a_phone_board_and_slack_are_two_tabs_and_nothing_sticks_out(
    sandbox: Sandbox, open_page: "OpenPage"
) -> None:
    phone = open_page(sandbox.url, width=390, height=844)
    expect(phone.locator(".card").first).to_be_visible()
    expect(phone.locator("#slack")).to_be_hidden()
    phone.get_by_role("tab", name="Slack").click()
    expect(phone.locator("#board")).to_be_hidden()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_nothing_outside_this_address_is_asked_for(page: Page, sandbox: Sandbox) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    picture = {"type": "image", "image_url": "https://outside.example/a.png", "alt_text": "chart"}
    sandbox.api.chat_postMessage(channel=TEAM, text="x", blocks=[picture])
    expect(page.locator(".no-picture")).to_have_text("chart")
    page.reload()
    expect(page.locator(".no-picture")).to_be_visible()
    assert [url for url in asked if not url.startswith(sandbox.url)] == []
