"""The sandbox page, used as a person uses it: with a mouse, a keyboard, a phone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from playwright.sync_api import Page, expect
from slack_bolt import App
from slack_bolt.adapter.starlette import SlackRequestHandler
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.server import SandboxServer
from bot.sandbox.serving import ServerThread
from bot.sandbox.slack import SlackStandIn
from bot.sandbox.trello import TrelloStandIn

if TYPE_CHECKING:
    from tests.browser import OpenPage


ANA, BEN, TEAM = "U0ANA", "U0BEN", "C0TEAM"
READY, DOING, CARD = "1" * 24, "2" * 24, "a" * 24
MEMBERS = {ANA: ("e" * 24, "Ana Lima", "ana"), BEN: ("f" * 24, "Ben Ode", "ben")}
BOARD_ID, LABEL = "b" * 24, "c" * 24
EVIL = "<img src=x onerror=alert(1)> & <script>alert(2)</script>"


def board() -> dict[str, Any]:
    """A small board in the shape of Trello's export."""
    card = {
        "id": CARD,
        "name": "Compare batch effects",
        "desc": f"## Why\n{EVIL}\n\n[good](https://example.org) [bad](javascript:alert(3))",
        "idBoard": BOARD_ID,
        "idList": READY,
        "idLabels": [LABEL],
        "idMembers": [MEMBERS[ANA][0]],
        "pos": 100,
        "shortLink": "abcd1234",
        "due": "2026-11-01T12:00:00.000Z",
        "idShort": 1,
    }
    second = card | {"id": "9" * 24, "name": EVIL, "pos": 200, "shortLink": "abcd1235", "desc": ""}
    members = [{"id": i, "fullName": n, "username": u} for i, n, u in MEMBERS.values()]
    return {
        "id": BOARD_ID,
        "name": "Larkspur board",
        "lists": [
            {"id": READY, "name": "Ready", "pos": 1, "closed": False, "idBoard": BOARD_ID},
            {"id": DOING, "name": "Doing", "pos": 2, "closed": False, "idBoard": BOARD_ID},
        ],
        "cards": [card, second | {"idShort": 2, "due": None}],
        "labels": [{"id": LABEL, "name": "Analysis", "color": "blue", "idBoard": BOARD_ID}],
        "members": members,
        "memberships": [
            {"id": f"{n:024}", "idMember": m["id"], "memberType": "admin"}
            for n, m in enumerate(members)
        ],
        "actions": [],
        "checklists": [],
    }


WORKSPACE = {
    "team": {"name": "Larkspur"},
    "users": [
        {"id": user, "name": handle, "real_name": name}
        for user, (_, name, handle) in MEMBERS.items()
    ],
    "channels": [{"id": TEAM, "name": "team", "members": [ANA, BEN]}],
    "app": {
        "commands": [
            {"command": "/card", "description": "Look at a card"},
            {"command": "/workload", "description": "Who carries how much"},
        ]
    },
}


@dataclass
class Sandbox:
    """The sandbox under test."""

    trello: TrelloStandIn
    slack: SlackStandIn
    url: str

    @property
    def api(self) -> WebClient:
        return WebClient(self.slack.bot_token, base_url=f"{self.url}/slack/api/")


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def small_app(sandbox: Sandbox) -> App:
    """A Bolt app that answers what the tests type and press."""
    app = App(name="tests", client=sandbox.api, signing_secret=sandbox.slack.signing_secret)
    button = {"type": "button", "text": plain("Share"), "action_id": "share"}
    element = {"type": "plain_text_input", "action_id": "words"}
    field = {"type": "input", "block_id": "t", "label": plain("Title"), "element": element}
    form = {"type": "modal", "callback_id": "new", "title": plain("New card")}

    @app.command("/workload")
    def workload(ack: Any, respond: Any) -> None:
        ack()
        respond(
            text="Load",
            blocks=[
                {"type": "header", "text": plain("The load")},
                {"type": "actions", "elements": [button]},
            ],
        )

    @app.action("share")
    def share(ack: Any, client: WebClient, respond: Any) -> None:
        ack()
        client.chat_postMessage(channel=TEAM, text="Shared by *Ana*")
        respond(delete_original=True)

    @app.command("/card")
    def card(ack: Any, client: WebClient, command: Any) -> None:
        ack()
        view = form | {"submit": plain("Create"), "blocks": [field]}
        client.views_open(trigger_id=command["trigger_id"], view=view)

    @app.view("new")
    def new(ack: Any, view: Any, client: WebClient) -> None:
        words = view["state"]["values"]["t"]["words"]["value"]
        if len(words) < 4:
            ack(response_action="errors", errors={"t": "Say a little more."})
            return
        ack()
        client.chat_postMessage(channel=TEAM, text=f"Made {words}")

    @app.event("app_home_opened")
    def home(event: Any, client: WebClient) -> None:
        blocks = [{"type": "section", "text": plain("Your two cards")}]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    return app


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    trello = TrelloStandIn(tmp_path / "trello.db", lambda: datetime.now(UTC))
    slack = SlackStandIn(tmp_path / "slack.db", lambda: datetime.now(UTC))
    for member, name, username in MEMBERS.values():
        trello.add_member(member, username, name)
    trello.load_board(board())
    slack.load_workspace(WORKSPACE)
    with SandboxServer(trello, slack) as server:
        here = Sandbox(trello, slack, server.url)
        handler = SlackRequestHandler(small_app(here))

        async def endpoint(request: Request) -> Response:
            return await handler.handle(request)

        routes = [Route("/slack/events", endpoint, methods=["POST"])]
        with ServerThread(Starlette(routes=routes)) as app:
            slack.use_http(f"{app.url}/slack/events")
            yield here
            slack.close()
    trello.close()


@pytest.fixture
def page(sandbox: Sandbox, open_page: "OpenPage") -> Page:
    opened = open_page(sandbox.url)
    expect(opened.locator(".card")).to_have_count(2)
    expect(opened.locator(".log > *").first).to_be_visible()  # what comes now is news
    return opened


def list_of(page: Page, name: str) -> Any:
    return page.get_by_role("region", name=name, exact=True)


def say(page: Page, text: str) -> None:
    page.locator("#composer").fill(text)
    page.locator("#composer").press("Enter")


@pytest.mark.browser
def test_a_card_is_dragged_to_another_list_with_the_mouse(page: Page, sandbox: Sandbox) -> None:
    page.locator(f'[data-card="{CARD}"]').drag_to(page.locator(f'[data-list="{DOING}"]'))
    expect(list_of(page, "Doing").locator(".card")).to_have_count(1)
    assert sandbox.trello.requests["PUT", "/cards/{id}"] == 1


@pytest.mark.browser
def test_a_card_is_moved_with_the_keyboard_alone(page: Page) -> None:
    page.get_by_role("button", name="Compare batch effects", exact=True).focus()
    page.keyboard.press("m")
    expect(page.get_by_role("menuitem", name="Doing")).to_be_focused()
    page.keyboard.press("Enter")
    expect(list_of(page, "Doing").locator(".card")).to_have_count(1)
    expect(page.locator("#news")).to_have_text("Moved “Compare batch effects” to Doing")


@pytest.mark.browser
def test_what_changed_elsewhere_shows_up_and_is_marked(page: Page, sandbox: Sandbox) -> None:
    person = {"person": ANA}
    said = {"list": DOING, "name": "From elsewhere"}
    httpx.post(f"{sandbox.url}/page/board/add", params=person, json=said).raise_for_status()
    card = list_of(page, "Doing").locator(".card")
    expect(card).to_contain_text("From elsewhere")
    assert "changed" in (card.get_attribute("class") or "")


@pytest.mark.browser
def test_a_card_is_added_in_a_list(page: Page) -> None:
    doing = list_of(page, "Doing")
    doing.get_by_role("button", name="+ Add a card").click()
    doing.get_by_label("Title of the new card in Doing").fill("Write it up")
    doing.get_by_role("button", name="Add card", exact=True).click()
    expect(doing.locator(".card")).to_contain_text("Write it up")


@pytest.mark.browser
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


@pytest.mark.browser
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


@pytest.mark.browser
def test_words_that_look_like_markup_stay_words(page: Page, sandbox: Sandbox) -> None:
    sandbox.api.chat_postMessage(channel=TEAM, text="&lt;b&gt;x&lt;/b&gt; <javascript:alert(1)|y>")
    expect(page.locator(".message")).to_contain_text("<b>x</b> y")
    expect(page.locator(".card-name").nth(1)).to_have_text(EVIL)
    page.get_by_role("button", name="Compare batch effects", exact=True).click()
    expect(page.locator(".desc")).to_contain_text(EVIL)
    expect(page.locator(".desc a")).to_have_count(1)
    expect(page.locator('img[src="x"], a[href^="javascript"], .message b')).to_have_count(0)


@pytest.mark.browser
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


@pytest.mark.browser
def test_a_button_of_a_message_works(page: Page) -> None:
    say(page, "/workload")
    page.get_by_role("button", name="Share").click()
    expect(page.locator(".message")).to_have_count(1)
    expect(page.locator(".message strong").last).to_have_text("Ana")


@pytest.mark.browser
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


@pytest.mark.browser
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


@pytest.mark.browser
def test_somebody_else_sees_their_own_side(page: Page, sandbox: Sandbox) -> None:
    sandbox.api.chat_postEphemeral(channel=TEAM, user=ANA, text="for Ana only")
    expect(page.locator(".message")).to_contain_text("for Ana only")
    page.get_by_label("Acting as").select_option(label="Ben Ode")
    expect(page.locator(".log .empty")).to_be_visible()
    say(page, "hello from Ben")
    expect(page.locator(".message .who strong")).to_have_text("Ben Ode")


@pytest.mark.browser
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


@pytest.mark.browser
def test_a_link_to_a_card_opens_it_here(page: Page, sandbox: Sandbox) -> None:
    sandbox.api.chat_postMessage(channel=TEAM, text="<https://trello.com/c/abcd1234/1-x|that card>")
    page.get_by_role("link", name="that card").click()
    expect(page.get_by_role("dialog").get_by_label("Title")).to_have_value("Compare batch effects")
    assert len(page.context.pages) == 1


@pytest.mark.browser
def test_a_thread_opens_and_takes_a_reply(page: Page, sandbox: Sandbox) -> None:
    ts = sandbox.api.chat_postMessage(channel=TEAM, text="parent")["ts"]
    sandbox.api.chat_postMessage(channel=TEAM, text="first reply", thread_ts=ts)
    page.get_by_text("1 reply").click()
    page.get_by_label("Reply in thread").fill("second")
    page.get_by_label("Reply in thread").press("Enter")
    expect(page.locator(".thread .message")).to_have_count(2)


@pytest.mark.browser
def test_on_a_phone_board_and_slack_are_two_tabs_and_nothing_sticks_out(
    sandbox: Sandbox, open_page: "OpenPage"
) -> None:
    phone = open_page(sandbox.url, width=390, height=844)
    expect(phone.locator(".card").first).to_be_visible()
    expect(phone.locator("#slack")).to_be_hidden()
    phone.get_by_role("tab", name="Slack").click()
    expect(phone.locator("#board")).to_be_hidden()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.browser
def test_nothing_outside_this_address_is_asked_for(page: Page, sandbox: Sandbox) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    picture = {"type": "image", "image_url": "https://outside.example/a.png", "alt_text": "chart"}
    sandbox.api.chat_postMessage(channel=TEAM, text="x", blocks=[picture])
    expect(page.locator(".no-picture")).to_have_text("chart")
    page.reload()
    expect(page.locator(".no-picture")).to_be_visible()
    assert [url for url in asked if not url.startswith(sandbox.url)] == []


def test_the_page_is_served_with_a_strict_policy_and_without_inline_scripts(
    sandbox: Sandbox,
) -> None:
    answer = httpx.get(sandbox.url)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert answer.text.count("<script") == 1
    assert "<style" not in answer.text


def test_no_token_ever_reaches_the_page(sandbox: Sandbox) -> None:
    told = "".join(
        httpx.get(f"{sandbox.url}/page/{path}", params={"person": ANA}).text
        for path in ("start", "board", f"cards/{CARD}", "slack")
    )
    app = sandbox.slack.workspace.app()
    secrets = [app[name] for name in ("bot_token", "app_token", "signing_secret")]
    secrets += [row[0] for row in sandbox.trello.world.store.rows("SELECT token FROM tokens")]
    assert "Compare batch effects" in told
    assert [secret for secret in secrets if secret in told] == []


def test_another_sites_page_cannot_act_here(sandbox: Sandbox) -> None:
    said = {"channel": TEAM, "text": "spam"}
    url = f"{sandbox.url}/page/slack/say?person={ANA}"
    strange = httpx.post(url, json=said, headers={"Origin": "https://evil.example"})
    formlike = httpx.post(url, content="x=1", headers={"Content-Type": "text/plain"})
    assert (strange.status_code, formlike.status_code) == (403, 400)
    assert sandbox.slack.client.messages(ANA, TEAM) == []


@pytest.mark.parametrize("name", ["../routes.py", "routes.py", "__init__.py", "none.js"])
def test_only_the_pages_own_files_are_served(sandbox: Sandbox, name: str) -> None:
    assert httpx.get(f"{sandbox.url}/page/files/{name}").status_code == 404


def test_an_unknown_person_and_an_unknown_card_are_refused_in_words(sandbox: Sandbox) -> None:
    nobody = httpx.get(f"{sandbox.url}/page/board", params={"person": "U0NONE"})
    nothing = httpx.get(f"{sandbox.url}/page/cards/{'0' * 24}", params={"person": ANA})
    assert (nobody.status_code, nobody.json()) == (400, {"error": "unknown: U0NONE"})
    assert nothing.status_code == 400
