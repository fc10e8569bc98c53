"""Forgetting what nobody can ask for any more; how long each kind is kept is a setting."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine

from bot.durable import forget_finished
from bot.settings import Settings
from storage.acted import forget_acted
from storage.effects import forget_effects
from storage.events import forget_events
from storage.links import forget_untied
from storage.shadow import forget_shadow
from storage.speaking import forget_spoken

log = logging.getLogger(__name__)

_ACTED = timedelta(days=2)  # Slack delivers a click again within minutes, if at all


class Housekeeping:
    """`run` is to be called once a day."""

    def __init__(self, engine: Engine, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._settings = settings
        self._clock = clock

    def run(self) -> dict[str, int]:
        """Forget what is older than it is to be kept; how many rows of each kind."""
        now, engine, kept = self._clock(), self._engine, self._settings
        work = timedelta(days=kept.keep_work_days)
        forgotten = {
            "events": forget_events(engine, now, timedelta(days=kept.keep_events_days)),
            "effects": forget_effects(engine, now - timedelta(days=kept.keep_audit_days)),
            "findings in shadow": forget_shadow(engine, now - timedelta(days=kept.keep_audit_days)),
            "messages": forget_spoken(engine, now - timedelta(days=kept.keep_messages_days)),
            "clicks": forget_acted(engine, now, _ACTED),
        }
        forget_untied(engine, now - work)
        forgotten["looks"] = forget_finished(now - work)
        log.info("Forgotten: %s.", ", ".join(f"{n} {what}" for what, n in forgotten.items()))
        return forgotten
