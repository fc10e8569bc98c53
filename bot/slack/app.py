"""The Bolt app: listeners that acknowledge at once and answer from stored data.

The same app serves HTTP and Socket Mode. What is listened to stands in the registries: commands,
buttons, dialogs and shortcuts.
"""

import html
import logging
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import msgspec
from slack_bolt import App
from slack_bolt.context.ack import Ack
from slack_bolt.context.respond import Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from bot.card_actions import NotDone
from bot.database_word import DATABASE
from bot.slack.clicks.shape import Answer, Button, Click, Replaced
from bot.slack.commands.card_me import who_are_you
from bot.slack.commands.shape import Command, Question, Reply, Stranger, plain, with_prefix
from bot.slack.modals.ending import Sent, conclude
from bot.slack.modals.shape import Errors, Modal, Submission, answer_to, cut_errors
from bot.slack.page_links import with_page
from bot.slack.registry import BUTTONS, COMMANDS, MODALS, SHORTCUTS
from bot.slack.retries import retry_handlers
from bot.slack.shortcuts import Shortcut, Used
from bot.slack.text import entities
from bot.slack.tools import Place, Tools
from bot.slack.unforeseen import CalmApp, listen_to_the_rest
from bot.slack.unfurl import Unfurling
from bot.trello.errors import TrelloUnavailable
from storage.acted import is_first, was_acted_on

log = logging.getLogger(__name__)

Body = dict[str, Any]

# Acknowledging waits for a free thread: more of them than people who type at the same moment.
# Answers are worked out by few, for many at once would take the processor from the others' thanks.
_THREADS, _WORKERS = 32, 2
# What buttons do mostly waits for Trello, and dialogs must open within three seconds.
_PRESSED = 8
_NOT_NOW = "My database cannot be used at the moment, so I could not do that. Try again later."


def slack_client(token: str, base_url: str) -> WebClient:
    """The Web API client: waits as long as Slack says when a limit is reached."""
    return WebClient(token=token, base_url=base_url, timeout=15, retry_handlers=retry_handlers())


def build_app(tools: Tools, *, signing_secret: str) -> App:
    """The app with every listener; `signing_secret` empty means Socket Mode only."""
    app = CalmApp(
        name="cardkeeper",  # else Bolt reads the source of every caller for one
        client=tools.client,
        signing_secret=signing_secret or "socket-mode-only",
        request_verification_enabled=bool(signing_secret),
        token_verification_enabled=False,  # start-up asks once, with a sentence of its own
        raise_error_for_unhandled_request=True,
        logger=logging.getLogger("slack_bolt"),
        listener_executor=ThreadPoolExecutor(_THREADS, thread_name_prefix="slack"),
    )
    work = ThreadPoolExecutor(_WORKERS, thread_name_prefix="slack-work")
    pressed = ThreadPoolExecutor(_PRESSED, thread_name_prefix="slack-pressed")
    for command in COMMANDS:
        app.command(f"/{tools.prefix}{command.name}")(_command(command, tools, work))
    for button in BUTTONS:
        app.action(button.action)(_button(button, tools, pressed))
    for modal in MODALS:
        app.view(modal.callback)(_modal(modal, tools, pressed))
    for shortcut in SHORTCUTS:
        app.shortcut(shortcut.callback)(_shortcut(shortcut, tools))
    if tools.unfurl:
        Unfurling(tools).register(app)
    app.action("open_card")(_only_acknowledge)  # a button with an address still calls the app
    listen_to_the_rest(app, pressed)
    return app


def _command(command: Command, tools: Tools, work: ThreadPoolExecutor) -> Callable[..., None]:
    def listen(ack: Ack, respond: Respond, body: Body) -> None:
        ack()
        work.submit(_logged, answer, tools, respond, body)

    def answer(respond: Respond, body: Body) -> None:
        place = Place(
            str(body["user_id"]), str(body.get("channel_id") or ""),
            str(body.get("trigger_id") or ""), f"command:{body.get('trigger_id')}",
            str(body.get("response_url") or ""),
        )  # fmt: skip
        if not _first(tools, place):
            return
        reply = _guarded(lambda: _answer(command, tools, body, place))
        if reply is not None:
            _say(respond, reply, tools, place, replace=False)

    return listen


def _answer(command: Command, tools: Tools, body: Body, place: Place) -> Reply | None:
    words = html.unescape(" ".join(str(body.get("text") or "").split()))
    asker = tools.desk.asker(place.user_id)
    if asker is None:
        return who_are_you(Stranger(words, tools, place))
    question = Question(asker, words, tools.desk, tools.desk.clock(), tools, place)
    return with_page(command.answer(question), command.name, asker, tools)


def _button(button: Button, tools: Tools, work: ThreadPoolExecutor) -> Callable[..., None]:
    def listen(ack: Ack, respond: Respond, body: Body) -> None:
        ack()
        work.submit(_logged, answer_click, tools, respond, body)

    def answer_click(respond: Respond, body: Body) -> None:
        action = body["actions"][0]
        place = _place(body, f"button:{body['user']['id']}:{action.get('action_ts')}")
        if not _first(tools, place):
            return
        answer = _guarded(lambda: _clicked(button, tools, body, place))
        if answer is None:
            return
        replaced = isinstance(answer, Replaced)
        reply = answer.reply if isinstance(answer, Replaced) else answer
        _say(respond, reply, tools, place, replace=replaced)

    return listen


def _clicked(button: Button, tools: Tools, body: Body, place: Place) -> Answer:
    asker = tools.desk.asker(place.user_id)
    if asker is None and not button.for_strangers:
        return who_are_you(Stranger("", tools, place))
    action = body["actions"][0]
    option = action.get("selected_option") or {}
    return button.answer(
        Click(
            asker or tools.desk.stranger(place.user_id),
            str(option.get("value") or action.get("value") or ""),
            str(action.get("block_id") or ""),
            tools.desk, tools.desk.clock(), tools, place, body.get("view") or {},
        )
    )  # fmt: skip


def _modal(modal: Modal, tools: Tools, work: ThreadPoolExecutor) -> Callable[..., None]:
    def listen(ack: Ack, body: Body) -> None:
        try:
            answer(ack, body)
        except Exception as error:
            if ack.response is not None:
                raise
            # nothing was done, and what was filled in stays where it is
            said = _guarded(partial(_raise, error))
            _refuse(ack, body["view"], said.text)

    def answer(ack: Ack, body: Body) -> None:
        view = body["view"]
        place = _place(body, f"view:{view['id']}:{view.get('hash')}")
        asker = tools.desk.asker(place.user_id)
        if asker is None:
            ack()
            answer_to(tools, place, "", who_are_you(Stranger("", tools, place)), replace=False)
            return
        said = Submission(
            asker, _values(view), msgspec.json.decode(view.get("private_metadata") or "{}"),
            tools.desk, tools.desk.clock(), tools, place, str(view["id"]),
        )  # fmt: skip
        # what was acted on needs no second check: the card that it made is there by now
        was_done = was_acted_on(tools.engine, place.key)
        again = modal.again(said) if modal.again and not was_done else None
        if again is not None:
            ack(response_action="update", view=again)
            return
        errors = {} if was_done else modal.check(said) or _kept(modal, said, view)
        if errors:
            ack(response_action="errors", errors=cut_errors(errors))
        elif modal.working is not None:
            conclude(tools, place, ack, _sent(modal, said, view), work)
        else:
            ack()
            if _first(tools, place):
                failed = _guarded(lambda: modal.act(said))
                if isinstance(failed, Reply):
                    answer_to(tools, place, said.notes.get("url", ""), failed, replace=False)

    return listen


def _sent(modal: Modal, said: Submission, view: Body) -> Sent:
    assert modal.working is not None  # else it has no pages but its own
    title = str((view.get("title") or {}).get("text") or "")
    return Sent(
        said.view_id, title, f"{modal.callback}_end", modal.working(),
        lambda: _guarded(lambda: modal.act(said)),
    )  # fmt: skip


def _raise(error: Exception) -> Reply:
    raise error


def _refuse(ack: Ack, view: Body, text: str) -> None:
    """Say so at the first input, for Slack shows an error at an input alone."""
    inputs = [b for b in view.get("blocks") or [] if b.get("type") == "input"]
    if inputs:
        ack(response_action="errors", errors=cut_errors({str(inputs[0]["block_id"]): text}))
    else:
        ack()


def _kept(modal: Modal, said: Submission, view: Body) -> Errors:
    """Write down what the dialog keeps; why it cannot be, at the first input."""
    try:
        if modal.keep is not None:
            modal.keep(said)
    except NotDone as reason:
        inputs = (block for block in view.get("blocks") or [] if block.get("type") == "input")
        return {str(block["block_id"]): str(reason) for block in list(inputs)[:1]}
    return {}


def _shortcut(shortcut: Shortcut, tools: Tools) -> Callable[..., None]:
    def listen(ack: Ack, body: Body) -> None:
        ack()
        place = _place(body, f"shortcut:{body['user']['id']}:{body.get('action_ts')}")
        if not _first(tools, place):
            return
        asker = tools.desk.asker(place.user_id)
        if asker is None:
            reply: Reply | None = who_are_you(Stranger("", tools, place))
        else:
            domain = str((body.get("team") or {}).get("domain") or "")
            used = Used(asker, body.get("message") or {}, tools.desk, tools, place, domain)
            reply = _guarded(lambda: shortcut.use(used))
        if reply is not None:
            answer_to(tools, place, place.response_url, reply, replace=False)

    return listen


def _say(respond: Respond, reply: Reply, tools: Tools, place: Place, *, replace: bool) -> None:
    """Answer at the response URL; where Slack does not know its new blocks, without them. In a
    dialog or on the Home tab there is no such address, and one that is old takes nothing more."""
    if place.response_url:
        payload = with_prefix(reply.payload(), tools.prefix)
        answered = respond(**payload, replace_original=replace)
        if reply.simpler and "invalid_blocks" in str(answered.body):
            log.warning("Slack refuses its own tables and charts here; they are shown as lines.")
            payload = with_prefix(reply.plainly().payload(), tools.prefix)
            answered = respond(**payload, replace_original=replace)
        if answered.status_code < 400:
            return
        log.warning("Slack takes an answer here no more: status %s.", answered.status_code)
    answer_to(tools, place, "", reply.plainly(), replace=False)


def _logged(
    answer: Callable[[Respond, Body], None], tools: Tools, respond: Respond, body: Body
) -> None:
    """Answer; what fails on the way to Slack itself can only be logged."""
    try:
        try:
            answer(respond, body)
        except SQLAlchemyError as error:
            if not DATABASE.is_away(error):
                raise
            place = Place(_who(body), response_url=str(body.get("response_url") or ""))
            _say(respond, plain(_NOT_NOW), tools, place, replace=False)
    except Exception:
        log.exception("An answer did not reach Slack.")


def _who(body: Body) -> str:
    """Who did it: commands and all else name people in two ways."""
    return str(body.get("user_id") or (body.get("user") or {}).get("id") or "")


def _place(body: Body, key: str) -> Place:
    container = body.get("container") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id")
    return Place(
        str(body["user"]["id"]), str(channel or ""), str(body.get("trigger_id") or ""), key,
        str(body.get("response_url") or ""), bool(container.get("is_ephemeral")),
    )  # fmt: skip


def _values(view: Body) -> dict[str, Any]:
    """The state of each input by its block id: every block here holds one input."""
    by_block = (view.get("state") or {}).get("values") or {}
    return {block: next(iter(states.values()), {}) for block, states in by_block.items()}


def _first(tools: Tools, place: Place) -> bool:
    """Whether this was not acted on before: Slack delivers some things twice."""
    return is_first(tools.engine, place.key, tools.desk.clock())


def _guarded(act: Callable[[], Any]) -> Any:
    """What was answered, or one sentence on why not, with the id under which it is logged."""
    try:
        return act()
    except NotDone as reason:
        return plain(entities(str(reason)))
    except TrelloUnavailable as error:
        log.warning("Somebody was not answered: %s", error)
        return plain("Trello cannot be reached at the moment, so I could not do that. Try again.")
    except Exception as error:  # whoever asked must hear something, whatever broke
        if _came_late(error):
            return plain("Slack gives me three seconds to open a dialog; I was late. Ask again.")
        if DATABASE.is_away(error):
            return plain(_NOT_NOW)
        error_id = uuid.uuid4().hex[:8]
        log.exception("Something asked for in Slack failed (error %s).", error_id)
        return plain(
            "That did not work, and it is not your doing. Try again; if it fails again, tell "
            f"whoever runs Cardkeeper: error `{error_id}`."
        )


def _came_late(error: Exception) -> bool:
    """Whether Slack opens no dialog any more for what somebody did."""
    if not isinstance(error, SlackApiError):
        return False
    return str(error.response.get("error")).endswith("_trigger_id")


def _only_acknowledge(ack: Ack) -> None:
    ack()
