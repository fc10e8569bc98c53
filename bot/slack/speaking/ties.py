"""The leads hear who has tied themselves to a member, in their hours; any of them can undo it."""

import logging
from datetime import timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from sqlalchemy import Engine

from bot.boards import Boards, Clock
from bot.slack.commands.card_me import UNTIE
from bot.slack.speaking.kinds import TIE
from bot.slack.speaking.listeners import Listener, Listeners
from bot.slack.speaking.speaker import Speaker
from bot.slack.text import actions, button, named, section
from protocol.agreement import Person
from storage.people import Tie, ties

log = logging.getLogger(__name__)

_NEWS_FOR = timedelta(days=7)  # a lead who was away longer sees it in the agreement's own ties


class TieNotices:
    """`run` may be called as often as one likes: each lead is told of each tie once."""

    def __init__(
        self, engine: Engine, boards: Boards, listeners: Listeners, speaker: Speaker, clock: Clock
    ) -> None:
        self._engine = engine
        self._boards = boards
        self._listeners = listeners
        self._speaker = speaker
        self._clock = clock

    def run(self) -> None:
        """Tell every lead who may be disturbed now of what they have not heard yet."""
        now = self._clock()
        new = [tie for tie in ties(self._engine) if now - tie.tied_at <= _NEWS_FOR]
        if not new:
            return
        everyone = self._listeners.everyone()
        leads = [each for each in everyone if self._leads(each)]
        dnd = self._listeners.dnd(each.slack_id for each in leads)
        for lead in leads:
            for tie in new:
                if tie.slack_id == lead.slack_id:
                    continue
                subject = f"{tie.slack_id}:{tie.trello}:{int(tie.tied_at.timestamp())}"
                message = _message(tie, self._name(tie, everyone))
                try:
                    self._speaker.tell(lead, TIE, subject, message, dnd=dnd.get(lead.slack_id))
                except SlackApiError as error:  # one's failure never stops the others
                    log.warning("%s could not be told: %s", lead.name, error.response["error"])

    def _leads(self, listener: Listener) -> bool:
        return self._boards.agreement.people.get(listener.name, Person()).lead

    def _name(self, tie: Tie, everyone: list[Listener]) -> str:
        known = (each.name for each in everyone if each.username == tie.trello)
        return next(known, tie.trello)


def _message(tie: Tie, name: str) -> dict[str, Any]:
    says = f"<@{tie.slack_id}> says that they are {named(name)} (@{named(tie.trello)}) on Trello."
    return {
        "text": says,
        "blocks": [
            section(f"{says} From now on they see and change what that member may."),
            actions([button("That is wrong", UNTIE, value=tie.slack_id)]),
        ],
    }
