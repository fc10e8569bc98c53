"""A small team on the sandbox, with a Bolt app that answers what its page is used for."""

from dataclasses import dataclass
from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

from bot.sandbox.slack import SlackStandIn
from bot.sandbox.trello import TrelloStandIn

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
