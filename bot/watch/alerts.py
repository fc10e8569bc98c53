"""Those who run Cardkeeper are told what is stuck: once per cause, and once when it is over."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Engine

from bot.slack.administrators import Administrators, Told
from bot.watch.condition import condition
from bot.watch.problems import Problem, problems
from storage.alarms import Alarm, alarms, end_alarm, keep_told, raise_alarm

log = logging.getLogger(__name__)


class Alerts:
    """`run` is to be called every minute or so, by one process at a time."""

    def __init__(
        self,
        engine: Engine,
        administrators: Administrators | None,
        clock: Callable[[], datetime],
        stuck_after: timedelta,
    ) -> None:
        self._engine = engine
        self._administrators = administrators
        self._clock = clock
        self._stuck_after = stuck_after

    def run(self) -> None:
        """Look how it is, and tell what is new or over. What could not be told is told later."""
        now = self._clock()
        found = {p.cause: p for p in problems(condition(self._engine, now), self._stuck_after)}
        known = {alarm.cause: alarm for alarm in alarms(self._engine)}
        for cause, problem in found.items():
            if raise_alarm(self._engine, cause, problem.says, now):
                log.error("Stuck: %s. %s", problem.says, problem.do)
            row = known.get(cause)
            if row is None or row.told_at is None:
                self._tell(problem, now)
        for cause, alarm in known.items():
            if cause not in found and end_alarm(self._engine, cause):
                log.warning("Over: %s.", alarm.says)
                self._close(alarm, now)

    def _tell(self, problem: Problem, now: datetime) -> None:
        if self._administrators is None:
            return
        told = self._administrators.tell_stuck(f"{problem.says}.", problem.do)
        if told:
            keep_told(self._engine, problem.cause, msgspec.json.encode(told).decode(), now)

    def _close(self, alarm: Alarm, now: datetime) -> None:
        if self._administrators is None or alarm.told_at is None:
            return
        told = msgspec.json.decode(alarm.messages, type=list[Told])
        self._administrators.tell_over(told, f"{alarm.says}.", alarm.since, now)
