"""The Home tab: published when somebody opens it, and after every button on it."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from slack_bolt import App
from slack_bolt.context.ack import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import Engine

from bot.boards import Boards, Clock
from bot.desk import Asker, Desk
from bot.slack.commands.shape import with_prefix
from bot.slack.home_view import (
    BRING_BACK,
    PREFERENCES,
    SEND_NOW,
    Away,
    Home,
    Meeting,
    home_view,
    stranger_view,
)
from bot.slack.preferences_modal import CALLBACK, preferences_modal, read_modal
from bot.slack.speaking.attention import Attention
from bot.slack.speaking.buttons import answered
from bot.slack.speaking.digests import Digests
from bot.slack.speaking.listeners import Listener, Listeners
from protocol.meeting_changes import coming_meeting, first_day_to_know
from protocol.subject import Subject
from protocol.workload import PersonLoad, workload
from storage import attention as stored
from storage.meetings import changes_since, topics_of
from storage.preferences import keep_preferences

log = logging.getLogger(__name__)

Body = dict[str, Any]


class HomeTab:
    """Shows each person their own; acts only for who pressed."""

    def __init__(
        self,
        engine: Engine,
        boards: Boards,
        desk: Desk,
        listeners: Listeners,
        digests: Digests,
        client: WebClient,
        clock: Clock,
        prefix: str = "",
    ) -> None:
        self._prefix = prefix  # of the commands that the tab names
        self._engine = engine
        self._boards = boards
        self._desk = desk
        self._listeners = listeners
        self._digests = digests
        self._client = client
        self._clock = clock

    def register(self, app: App) -> None:
        """Listen for the tab, its buttons, its modal, and changed profiles."""
        app.event("app_home_opened")(self._opened)
        app.event("user_change")(self._changed)
        app.action(BRING_BACK)(self._bring_back)
        app.action(SEND_NOW)(self._send_now)
        app.action(PREFERENCES)(self._open_preferences)
        app.view(CALLBACK)(self._save_preferences)

    def show(self, slack_id: str, note: str = "") -> None:
        """Publish a person's tab as things are now; `note` says what was just done."""
        asker, listener = self._desk.asker(slack_id), self._listeners.find(slack_id)
        if asker is None or listener is None:
            view = stranger_view(slack_id)
        else:
            view = home_view(self._home(asker, listener, note))
        self._client.views_publish(user_id=slack_id, view=with_prefix(view, self._prefix))

    def _home(self, asker: Asker, listener: Listener, note: str) -> Home:
        attention = Attention(self._engine, self._boards, self._clock)
        put_away = attention.put_away(listener)
        points = tuple(
            point
            for point in attention.points(listener)
            if not (point.key in put_away and put_away[point.key].holds(point, attention.now))
        )
        told_of = {(point.board_id, point.card_id) for point in points}
        others = [
            subject
            for context, subject in self._desk.cards_of(asker)
            if (context.board.id, subject.id) not in told_of and subject.role != "done"
        ]
        kept = self._desk.boards_of(asker)
        return Home(
            name=asker.name,
            points=points,
            others=tuple(sorted(others, key=_urgency)),
            loads=tuple(self._loads(listener)),
            meetings=tuple(self._meetings(asker)),
            away=tuple(
                Away(row.key, row.card, row.says, row.by, row.until)
                for row in stored.put_away_by(self._engine, listener.slack_id)
                if row.until is None or row.until > attention.now
            ),
            hours=listener.hours,
            preferences=listener.preferences,
            digest_at=f"{listener.digest_at:%H:%M}",
            read_at=min((each.as_of for each in kept), default=attention.now),
            note=note,
        )

    def _loads(self, listener: Listener) -> list[tuple[str, PersonLoad]]:
        found = []
        for kept in self._boards.all_kept():
            member = listener.member_of(kept.board)
            if member is not None:
                load = workload(self._desk.context(kept))
                found += [
                    (kept.board.name, each) for each in load.people if each.member_id == member.id
                ]
        return found

    def _meetings(self, asker: Asker) -> list[Meeting]:
        agreement, now = self._boards.agreement, self._clock()
        changes = changes_since(self._engine, first_day_to_know(agreement, now))
        coming = coming_meeting(agreement, now, changes)
        found = []
        for kept in self._desk.boards_of(asker):
            topics = topics_of(self._engine, kept.board.id, coming.day)
            own = tuple(topic for topic in topics if topic.who == asker.name)
            if own:
                found.append(Meeting(kept.board.name, coming.when, own))
        return found

    def _opened(self, event: Body) -> None:
        user = event.get("user")
        if event.get("tab") == "home" and isinstance(user, str):
            self.show(user)

    def _changed(self, event: Body) -> None:
        user = event.get("user")
        if isinstance(user, dict):
            self._listeners.changed(str(user.get("id") or ""))

    def _bring_back(self, ack: Ack, body: Body) -> None:
        def brought_back(slack_id: str) -> str:
            key = str(body["actions"][0].get("value", ""))
            stored.bring_back(self._engine, slack_id, [key])
            attention = Attention(self._engine, self._boards, self._clock)
            self._digests.refresh(attention, only=slack_id)
            return ""

        ack()
        self._done(body, brought_back)

    def _send_now(self, ack: Ack, body: Body) -> None:
        def sent(slack_id: str) -> str:
            if self._digests.send_now(slack_id, str(body["actions"][0].get("action_ts"))):
                return "It is in your messages with me."
            return "There is nothing to send: all is well."

        ack()
        self._done(body, sent)

    def _done(self, body: Body, act: Callable[[str], str]) -> None:
        """Do it, and show the tab as it then is, with a sentence on what was done or went wrong."""
        slack_id = str(body["user"]["id"])
        notes: list[str] = []
        failed = answered(lambda: notes.append(act(slack_id)))
        self.show(slack_id, failed.text if failed else notes[0])

    def _open_preferences(self, ack: Ack, body: Body) -> None:
        ack()
        listener = self._listeners.find(str(body["user"]["id"]))
        if listener is None:
            return
        view = preferences_modal(
            listener.preferences, f"{listener.digest_at:%H:%M}", listener.hours.zone.key
        )
        try:
            self._client.views_open(trigger_id=body.get("trigger_id") or "", view=view)
        except SlackApiError as error:
            log.warning("The preferences could not be opened: %s", error.response["error"])
            self.show(listener.slack_id, "Slack did not let me open the preferences. Try again.")

    def _save_preferences(self, ack: Ack, body: Body) -> None:
        chosen, wrong = read_modal((body["view"].get("state") or {}).get("values") or {})
        if wrong:
            ack(response_action="errors", errors=wrong)
            return
        ack()
        slack_id = str(body["user"]["id"])
        keep_preferences(self._engine, slack_id, chosen, self._clock())
        self.show(slack_id, "Saved.")


def _urgency(subject: Subject) -> tuple[bool, bool, float]:
    due: datetime | None = subject.card.due
    return (
        not subject.is_overdue,
        subject.role not in ("doing", "review", "waiting"),
        due.timestamp() if due else float("inf"),
    )
