"""The human side of Slack: what a person types, clicks and sees."""

from typing import TYPE_CHECKING, Any

from bot.sandbox.slack import payloads
from bot.sandbox.slack.block_check import elements_of, nested
from bot.sandbox.slack.database import Json
from bot.sandbox.slack.delivery import Answer
from bot.sandbox.slack.element_state import (
    STATEFUL,
    element_state,
    is_empty,
    own_options,
    state_values,
)
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.finding import find_element
from bot.sandbox.slack.workspace import SLACKBOT, new_id

if TYPE_CHECKING:
    from bot.sandbox.slack.standin import SlackStandIn

NOT_A_COMMAND = (
    "{} is not a valid command. In Slack, all messages that start with the “/” character are"
    " interpreted as commands."
)


class Client:
    """Acts as one of the workspace's people. Every method names who acts first.

    Answers are dicts: `{"ok": true, ...}` or `{"ok": false, "error": ...}` when the app did not
    acknowledge; what cannot be asked at all raises SlackError.
    """

    def __init__(self, slack: "SlackStandIn") -> None:
        self.slack = slack
        self._suggested: dict[tuple[str, str, str], list[Json]] = {}
        self._submitted: dict[str, tuple[Json, Json]] = {}  # view and payload by who sent it

    # -- seeing --------------------------------------------------------------------------------
    def channels(self, user: str) -> list[Json]:
        """Channels that a person is in, and the conversation with the app, made when missing."""
        workspace = self.slack.workspace
        if not workspace.user(user)["is_bot"]:
            workspace.direct(user)
        return [
            workspace.channel_object(channel)
            for channel in workspace.channels()
            if workspace.is_member(channel["id"], user)
        ]

    def messages(self, user: str, channel: str) -> list[Json]:
        """All that a person sees in a channel, oldest first, ephemeral messages of theirs too."""
        place = self._place(user, channel)
        return self.slack.messages.seen_by(place["id"], user)

    def modals(self, user: str) -> list[Json]:
        """A person's open modals, the top one last."""
        return self.slack.views.modals(user)

    def home(self, user: str) -> Json | None:
        """A person's home tab as last published."""
        return self.slack.views.home(user)

    # -- typing --------------------------------------------------------------------------------
    def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Json:
        """Type into a channel's box: a slash command when it starts with `/`, else a message."""
        if text.startswith("/"):
            return self.command(user, channel, text)
        return self.post(user, channel, text, thread_ts)

    def post(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Json:
        """Post a message; `@name` and `#channel` become mentions."""
        place = self._place(user, channel)
        words = payloads.composed(self.slack.workspace, text)
        element = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        block = {"type": "rich_text", "block_id": new_id(""), "elements": [element]}
        content = {"text": words, "blocks": [block], "client_msg_id": new_id("")}
        message = self.slack.messages.post(place["id"], {"user": user}, content, thread_ts)
        self.slack.events.message_posted(place, message)
        return {"ok": True, "channel": place["id"], "ts": message["ts"]}

    def command(self, user: str, channel: str, text: str) -> Json:
        """Run a slash command in a channel; the app's answer appears there."""
        place = self._place(user, channel)
        name, _, rest = text.partition(" ")
        workspace = self.slack.workspace
        known = {command["command"]: command for command in workspace.app()["commands"]}
        if name not in known:
            self._slackbot(user, place["id"], NOT_A_COMMAND.format(name))
            return {"ok": False, "error": "unknown_command"}
        if known[name].get("should_escape", False):
            rest = payloads.composed(workspace, rest)
        response_url = self.slack.response_urls.make(place["id"], user)
        trigger = self.slack.views.make_trigger(user)
        keys = {"response_url": response_url, "trigger_id": trigger}
        payload = payloads.slash_command(workspace, user, place, name, rest.strip(), keys)
        answer = self.slack.transport().send("slash_commands", payload)
        return self._answered(answer, user, place["id"], name, response_url)

    def _answered(
        self, answer: Answer, user: str, channel: str, name: str, response_url: str
    ) -> Json:
        if answer.error:
            self._slackbot(user, channel, f"{name} failed with the error “{answer.error}”")
            return {"ok": False, "error": answer.error}
        said = {"text": answer.body} if isinstance(answer.body, str) else answer.body
        if said:
            try:
                ts = self.slack.response_urls.answer(channel, user, said)
                self.slack.response_urls.remember(response_url, ts)
            except SlackError as error:
                self._slackbot(user, channel, f"{name} failed with the error “{error.name}”")
                return error.envelope()
        return {"ok": True}

    def _slackbot(self, user: str, channel: str, text: str) -> None:
        content = {"text": text}
        self.slack.messages.post(channel, {"user": SLACKBOT}, content, visible_to=user)

    # -- clicking ------------------------------------------------------------------------------
    def click(
        self,
        user: str,
        channel: str,
        ts: str,
        action_id: str,
        value: Any = None,
        block_id: str | None = None,
    ) -> Json:
        """Use an element of a message: click a button, or choose `value` in a select."""
        place = self._place(user, channel)
        message = self.slack.messages.get(place["id"], ts)
        if self.slack.messages.visible_to(place["id"], ts) not in (None, user):
            raise SlackError("message_not_found")
        blocks = message.get("blocks", [])
        block, element = find_element(blocks, action_id, block_id)
        state = self._remember(user, ts, block, element, value)
        workspace = self.slack.workspace
        payload = payloads.shared(workspace) | {
            "type": "block_actions",
            "user": payloads.acting(workspace, user),
            "container": payloads.message_container(message, place),
            "trigger_id": self.slack.views.make_trigger(user),
            "channel": payloads.place(place),
            "state": {"values": state_values(blocks, self.slack.views.chosen(user, ts))},
            "response_url": self.slack.response_urls.make(place["id"], user, ts),
            "actions": [payloads.action(element, block["block_id"], workspace.next_ts(), state)],
        }
        if not message.get("is_ephemeral"):
            payload["message"] = message
        return self._sent(payload)

    def click_in_view(
        self,
        user: str,
        view_id: str,
        action_id: str,
        value: Any = None,
        block_id: str | None = None,
        values: Json | None = None,
    ) -> Json:
        """Use an element of a modal or home tab; `values` are the other inputs as they stand."""
        view = self._own_view(user, view_id)
        self._take_values(user, view, values or {})
        block, element = find_element(view["blocks"], action_id, block_id)
        state = self._remember(user, view_id, block, element, value)
        workspace = self.slack.workspace
        now = state_values(view["blocks"], self.slack.views.chosen(user, view_id))
        payload = payloads.shared(workspace) | {
            "type": "block_actions",
            "user": payloads.acting(workspace, user),
            "container": {"type": "view", "view_id": view_id},
            "trigger_id": self.slack.views.make_trigger(user, view_id),
            "view": view | {"state": {"values": now}},
            "actions": [payloads.action(element, block["block_id"], workspace.next_ts(), state)],
        }
        return self._sent(payload)

    def suggest(
        self,
        user: str,
        action_id: str,
        query: str,
        view_id: str | None = None,
        channel: str | None = None,
        ts: str | None = None,
    ) -> list[Json]:
        """Options of an external select for what was typed so far. Raises what the app answered."""
        workspace = self.slack.workspace
        payload = payloads.shared(workspace) | {
            "type": "block_suggestion",
            "user": payloads.acting(workspace, user),
            "value": query,
        }
        if view_id:
            view = self._own_view(user, view_id)
            blocks = view["blocks"]
            payload |= {"container": {"type": "view", "view_id": view_id}, "view": view}
        else:
            place = self._place(user, channel or "")
            message = self.slack.messages.get(place["id"], ts or "")
            blocks = message.get("blocks", [])
            payload |= {
                "container": payloads.message_container(message, place),
                "channel": payloads.place(place),
                "message": message,
            }
        block, _ = find_element(blocks, action_id, None)
        payload |= {"action_id": action_id, "block_id": block["block_id"]}
        answer = self.slack.transport().send("interactive", payload)
        if answer.error:
            raise SlackError(answer.error)
        body = answer.body if isinstance(answer.body, dict) else {}
        options: list[Json] = list(body.get("options") or [])
        for group in body.get("option_groups") or []:
            options += group["options"]
        self._suggested.setdefault((user, block["block_id"], action_id), []).extend(options)
        return options

    # -- modals --------------------------------------------------------------------------------
    def submit(self, user: str, view_id: str, values: Json | None = None) -> Json:
        """Submit a modal. `values` is block id -> value, or block id -> action id -> value.

        A required input left empty is refused here, as Slack's own client does.
        """
        view = self._own_view(user, view_id)
        self._take_values(user, view, values or {})
        filled = state_values(view["blocks"], self.slack.views.chosen(user, view_id))
        missing = {
            block["block_id"]: "Please complete this required field."
            for block in nested(view["blocks"])
            if block["type"] == "input"
            and not block.get("optional")
            and is_empty(filled[block["block_id"]][block["element"]["action_id"]])
        }
        if missing:
            return {"ok": True, "response_action": "errors", "errors": missing}
        workspace = self.slack.workspace
        payload = payloads.shared(workspace) | {
            "type": "view_submission",
            "user": payloads.acting(workspace, user),
            "trigger_id": self.slack.views.make_trigger(user, view_id),
            "view": view | {"state": {"values": filled}},
            "response_urls": [],
        }
        self._submitted[user] = view, payload
        return self._sent_view(user, view, payload)

    def submit_again(self, user: str) -> Json:
        """Slack delivers the latest submission once more, and takes the answer to that as well."""
        view, payload = self._submitted[user]
        return self._sent_view(user, view, payload, 1, "http_timeout")

    def _sent_view(
        self, user: str, view: Json, payload: Json, attempt: int = 0, reason: str = ""
    ) -> Json:
        answer = self.slack.transport().send("interactive", payload, attempt, reason)
        if answer.error:
            return {"ok": False, "error": answer.error}
        try:
            return self._react(user, view, answer.body if isinstance(answer.body, dict) else {})
        except SlackError as error:
            if error.name != "not_found":
                raise
            return {"ok": True}  # the person has closed it meanwhile

    def _react(self, user: str, view: Json, body: Json) -> Json:
        views, action = self.slack.views, body.get("response_action")
        known = {block["block_id"] for block in nested(view["blocks"])}
        if action == "errors":
            if not body.get("errors") or set(body["errors"]) - known:
                return {"ok": False, "error": "invalid_response"}
        elif action == "update":
            views.update(body["view"], view["id"], None, None)
        elif action == "push":
            views.push_for(user, body["view"])
        elif action == "clear":
            views.close_all(user)
        else:
            views.close(view["id"])
        return {"ok": True} | {k: body[k] for k in ("response_action", "errors") if k in body}

    def close(self, user: str, view_id: str, everything: bool = False) -> Json:
        """Close a modal (the ✕ closes `everything`); the app hears of it when it asked to."""
        view = self._own_view(user, view_id)
        if everything or view.get("clear_on_close"):
            self.slack.views.close_all(user)
        else:
            self.slack.views.close(view_id)
        if not view.get("notify_on_close"):
            return {"ok": True}
        workspace = self.slack.workspace
        payload = payloads.shared(workspace) | {
            "type": "view_closed",
            "user": payloads.acting(workspace, user),
            "view": view,
            "is_cleared": everything,
        }
        return self._sent(payload)

    # -- shortcuts and home --------------------------------------------------------------------
    def shortcut(self, user: str, callback_id: str) -> Json:
        """Use a global shortcut."""
        workspace = self.slack.workspace
        payload = payloads.shared(workspace) | {
            "type": "shortcut",
            "callback_id": callback_id,
            "user": payloads.acting(workspace, user),
            "trigger_id": self.slack.views.make_trigger(user),
            "action_ts": workspace.next_ts(),
        }
        return self._sent(payload)

    def message_shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> Json:
        """Use a shortcut on a message."""
        place, workspace = self._place(user, channel), self.slack.workspace
        payload = payloads.shared(workspace) | {
            "type": "message_action",
            "callback_id": callback_id,
            "user": payloads.acting(workspace, user),
            "trigger_id": self.slack.views.make_trigger(user),
            "action_ts": workspace.next_ts(),
            "message_ts": ts,
            "message": self.slack.messages.get(place["id"], ts),
            "channel": payloads.place(place),
            "response_url": self.slack.response_urls.make(place["id"], user, ts),
        }
        return self._sent(payload)

    def open_home(self, user: str, tab: str = "home") -> Json:
        """Look at the app's home tab; the app hears of it and may publish it."""
        channel = self.slack.workspace.direct(user)
        self.slack.events.home_opened(user, channel, tab, self.slack.views.home(user))
        return {"ok": True}

    # -- inside --------------------------------------------------------------------------------
    def _place(self, user: str, channel: str) -> Json:
        workspace = self.slack.workspace
        workspace.user(user)
        place = workspace.channel(channel)
        if not workspace.is_member(place["id"], user):
            raise SlackError("not_in_channel")
        return place

    def _own_view(self, user: str, view_id: str) -> Json:
        view = self.slack.views.get(view_id)
        if self.slack.views.owner(view_id) != user:
            raise SlackError("not_found")
        return view

    def _state(self, user: str, block: Json, element: Json, value: Any) -> Json:
        def options(of: Json) -> list[Json]:
            key = (user, block["block_id"], element["action_id"])
            return own_options(of) + self._suggested.get(key, [])

        try:
            return element_state(element, value, options)
        except KeyError as missing:
            raise SlackError("unknown_option", option=missing.args[0]) from None

    def _remember(self, user: str, container: str, block: Json, element: Json, value: Any) -> Json:
        if element["type"] not in STATEFUL and element["type"] != "overflow":
            return {}
        state = self._state(user, block, element, value)
        if element["type"] in STATEFUL:
            ids = (block["block_id"], element["action_id"])
            self.slack.views.choose(user, container, *ids, state)
        return state

    def _take_values(self, user: str, view: Json, values: Json) -> None:
        by_id = {block["block_id"]: block for block in nested(view["blocks"])}
        for block_id, value in values.items():
            if block_id not in by_id:
                raise SlackError("unknown_block", block_id=block_id)
            elements = [e for e in elements_of(by_id[block_id]) if e["type"] in STATEFUL]
            if not isinstance(value, dict):
                value = {elements[0]["action_id"]: value}
            for element in elements:
                if element["action_id"] in value:
                    chosen = value[element["action_id"]]
                    self._remember(user, view["id"], by_id[block_id], element, chosen)

    def _sent(self, payload: Json) -> Json:
        answer = self.slack.transport().send("interactive", payload)
        return {"ok": False, "error": answer.error} if answer.error else {"ok": True}
