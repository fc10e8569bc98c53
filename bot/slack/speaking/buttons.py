"""What the buttons of digests and of the Home tab do. Thin listeners; they acknowledge at once."""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from slack_bolt import App
from slack_bolt.context.ack import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import Engine

from bot.boards import Boards, Clock
from bot.card_actions import Asked, CardActions, NotDone
from bot.desk import Asker, Desk
from bot.slack.commands.shape import Reply, not_known, plain, with_prefix
from bot.slack.speaking.attention import Attention
from bot.slack.speaking.digest_view import DISMISS, FIX, SNOOZE, card_of_block
from bot.slack.speaking.digests import Digests
from bot.slack.speaking.listeners import Listener, Listeners
from bot.slack.speaking.reason import WHY_SAID, why_said
from bot.slack.speaking.snoozing import put_away, snooze_ends
from bot.slack.speaking.speaker import ASKED
from bot.slack.text import escape
from bot.trello.errors import TrelloUnavailable
from protocol.digest import Digest, Point
from storage import acted, speaking

log = logging.getLogger(__name__)

Body = dict[str, Any]
ShowHome = Callable[[str, str], None]  # to whom, and a sentence on what was just done

_GONE = "That was settled meanwhile, or is no longer yours: nothing was changed."


class _Meant(NamedTuple):
    asker: Asker
    listener: Listener
    attention: Attention
    points: list[Point]


class Buttons:
    """Acts for whoever pressed; only for members of the board that the card is on."""

    def __init__(
        self,
        engine: Engine,
        boards: Boards,
        desk: Desk,
        listeners: Listeners,
        digests: Digests,
        actions: CardActions,
        clock: Clock,
        show_home: ShowHome,
        prefix: str = "",
    ) -> None:
        self._engine = engine
        self._boards = boards
        self._desk = desk
        self._listeners = listeners
        self._digests = digests
        self._actions = actions
        self._clock = clock
        self._show_home = show_home
        self._prefix = prefix  # of the commands that answers name

    def register(self, app: App) -> None:
        """Listen for every button of this package."""
        app.action(FIX)(self._listener(self._fix))
        app.action(SNOOZE)(self._listener(self._snooze))
        app.action(DISMISS)(self._listener(self._dismiss))
        app.action(WHY_SAID)(self._listener(self._why))

    def _listener(self, act: Callable[[Body], Reply | None]) -> Callable[..., None]:
        def listen(ack: Ack, body: Body, client: WebClient) -> None:
            ack()
            key = f"{body['user']['id']}:{body['actions'][0].get('action_ts')}"
            if not acted.is_first(self._engine, f"button:{key}", self._clock()):
                return
            reply = answered(lambda: act(body))
            if reply is not None:
                answer_quietly(client, body, reply, self._prefix)

        return listen

    def _fix(self, body: Body) -> Reply | None:
        found = self._meant(body)
        if not isinstance(found, _Meant):
            return found
        asker, listener, attention, points = found
        board_id, card_id = points[0].board_id, points[0].card_id
        rules = tuple(point.rule for point in points if point.fix)
        key = f"fix:{listener.slack_id}:{body['actions'][0].get('action_ts')}"
        try:
            says = self._actions.fix(Asked(asker, board_id, card_id, key), rules)
            reply = plain(escape(says), "`cardkeeper undo` takes it back, and so can you by hand.")
        except NotDone as reason:
            reply = plain(escape(str(reason)))
        attention.look_again(board_id, card_id)
        return self._shown(body, listener, attention, reply)

    def _snooze(self, body: Body) -> Reply | None:
        choice = str((body["actions"][0].get("selected_option") or {}).get("value", ""))
        return self._put(body, lambda listener: snooze_ends(listener, choice, self._clock()))

    def _dismiss(self, body: Body) -> Reply | None:
        return self._put(body, lambda _: None)

    def _put(self, body: Body, until_for: Callable[[Listener], datetime | None]) -> Reply | None:
        found = self._meant(body)
        if not isinstance(found, _Meant):
            return found
        asker, listener, attention, points = found
        until, now = until_for(listener), self._clock()
        put_away(self._engine, listener.slack_id, points, by=asker.name, until=until, now=now)
        return self._shown(body, listener, attention, None)  # the message itself says it

    def _why(self, body: Body) -> Reply | None:
        digest = None
        place = body.get("container") or {}
        row = speaking.spoken_at(
            self._engine, str(place.get("channel_id", "")), str(place.get("message_ts", ""))
        )
        if row is not None and row.content:
            digest = msgspec.json.decode(row.content, type=Digest)
        name = str(body["actions"][0].get("value", ""))
        asked = row is not None and row.key.startswith(ASKED)
        return why_said(name, self._boards.agreement, digest, asked=asked)

    def _meant(self, body: Body) -> "_Meant | Reply | None":
        """Who pressed, and the open points of theirs on the card that the button is about; else
        what to answer, None when the Home tab has said it."""
        slack_id = str(body["user"]["id"])
        asker, listener = self._desk.asker(slack_id), self._listeners.find(slack_id)
        if asker is None or listener is None:
            return not_known(slack_id)
        card = card_of_block(str(body["actions"][0].get("block_id", "")))
        if card is None or card[0] not in {k.board.id for k in self._desk.boards_of(asker)}:
            return plain("That card is not on a board that you are a member of.")
        attention = Attention(self._engine, self._boards, self._clock)
        gone = attention.put_away(listener)
        points = [
            point
            for point in attention.points(listener)
            if (point.board_id, point.card_id) == card
            and not (point.key in gone and gone[point.key].holds(point, attention.now))
        ]
        if not points:
            return self._shown(body, listener, attention, plain(_GONE))
        return _Meant(asker, listener, attention, points)

    def _shown(
        self, body: Body, listener: Listener, attention: Attention, reply: Reply | None
    ) -> Reply | None:
        """Bring the digest, and the Home tab when it was pressed there, in line with what is so."""
        self._digests.refresh(attention, only=listener.slack_id)
        if (body.get("container") or {}).get("type") != "view":
            return reply
        self._show_home(listener.slack_id, reply.text if reply else "")
        return None  # said on the tab


def answered(act: Callable[[], Reply | None]) -> Reply | None:
    """What was done, or one sentence that it failed, with the id under which it is logged."""
    try:
        return act()
    except TrelloUnavailable as error:
        log.warning("A button could not act: %s", error)
        return plain("Trello cannot be reached at the moment; nothing was changed. Try again.")
    except Exception:  # whoever pressed must hear something, whatever broke
        error_id = uuid.uuid4().hex[:8]
        log.exception("A button failed (error %s).", error_id)
        return plain(
            "That did not work, and it is not your doing. Try again; if it fails again, tell "
            f"whoever runs Cardkeeper: error `{error_id}`."
        )


def answer_quietly(client: WebClient, body: Body, reply: Reply, prefix: str) -> None:
    """Answer for the presser's eyes, beside the message."""
    place = body.get("container") or {}
    channel = str(place.get("channel_id") or body["user"]["id"])
    try:
        client.chat_postEphemeral(
            channel=channel, user=body["user"]["id"], text=with_prefix(reply.text, prefix),
            blocks=with_prefix(reply.blocks[:50], prefix),
        )  # fmt: skip
    except SlackApiError as error:
        log.warning("An answer could not be given: %s", error.response["error"])
