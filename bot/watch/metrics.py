"""`/metrics` for Prometheus: what this process has counted, and how the whole deployment is now.

Gauges that come from the database are the same in every process: take `max` over them, not `sum`.
"""

import hmac
import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from fastapi import FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector, CollectorRegistry
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.boards import Boards
from bot.counts import REGISTRY
from bot.providers.provider import Provider
from bot.seldom import Seldom
from bot.watch.condition import Condition, condition

_REFUSED = Seldom(logging.getLogger(__name__), logging.WARNING)


class Gauges(Collector):
    """What is read when it is asked for."""

    def __init__(
        self,
        engine: Engine,
        boards: Boards,
        providers: Sequence[Provider],
        budget_left: Callable[[], int],
        clock: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._boards = boards
        self._providers = providers
        self._budget_left = budget_left
        self._clock = clock

    def describe(self) -> list[Metric]:
        """Nothing in advance, so that registering reads nothing."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Every gauge; without the database those that need none."""
        there = GaugeMetricFamily(
            "cardkeeper_database_up", "Whether the database answers this process."
        )
        try:
            now = condition(self._engine, self._clock())
            budgets = self._budgets()
        except SQLAlchemyError:  # said in the log by who works on it
            there.add_metric([], 0)
            yield there
            return
        there.add_metric([], 1)
        yield there
        yield budgets
        yield from _queue(now)
        yield self._findings()
        yield GaugeMetricFamily(
            "cardkeeper_processes", "Processes that are alive.", value=len(now.processes)
        )
        yield GaugeMetricFamily(
            "cardkeeper_alarms", "Causes that are stuck and were told of.", value=len(now.stuck)
        )
        sockets = [p.state.slack_connected for p in now.processes]
        if any(each is not None for each in sockets):  # where Socket Mode is used at all
            yield GaugeMetricFamily(
                "cardkeeper_slack_connected", "Processes whose Socket Mode is connected.",
                value=sockets.count(True),
            )  # fmt: skip

    def _budgets(self) -> Metric:
        left = GaugeMetricFamily(
            "cardkeeper_rate_budget_remaining", "Calls that may be made now.", labels=["system"]
        )
        left.add_metric(["trello"], self._budget_left())
        for provider in self._providers:
            if provider.is_live:
                left.add_metric([provider.name], provider.calls_left)
        return left

    def _findings(self) -> Metric:
        found = GaugeMetricFamily(
            "cardkeeper_findings", "Findings of the last review.", labels=["board", "rule"]
        )
        for kept in self._boards.all_kept():
            by_rule: dict[str, int] = {}
            for finding in kept.report.findings if kept.report else ():
                by_rule[finding.rule] = by_rule.get(finding.rule, 0) + 1
            for rule, count in sorted(by_rule.items()):
                found.add_metric([kept.board.id, rule], count)
        return found


def _queue(now: Condition) -> Iterator[Metric]:
    depth = GaugeMetricFamily(
        "cardkeeper_queue_depth", "Cards that wait to be looked at.", labels=["board"]
    )
    age = GaugeMetricFamily(
        "cardkeeper_queue_age_seconds", "How long the oldest of them waits.", labels=["board"]
    )
    polled = GaugeMetricFamily(
        "cardkeeper_last_poll_timestamp_seconds", "When the board was last asked.",
        labels=["board"],
    )  # fmt: skip
    for board in now.boards:
        depth.add_metric([board.id], board.waiting)
        age.add_metric([board.id], board.oldest_s)
        if board.polled_at is not None:
            polled.add_metric([board.id], board.polled_at.timestamp())
    yield from (depth, age, polled)


def add_metrics(web: FastAPI, gauges: Gauges, token: str) -> None:
    """Serve `/metrics`; with a token, to who shows it alone."""
    asked_now = CollectorRegistry()
    asked_now.register(gauges)

    @web.get("/metrics")
    def metrics(request: Request) -> Response:
        shown = request.headers.get("Authorization", "").encode()
        if token and not hmac.compare_digest(shown, f"Bearer {token}".encode()):
            _REFUSED.say("A request to /metrics was refused: it does not show the token.")
            return Response("the metrics ask for their token", status_code=401)
        text = generate_latest(REGISTRY) + generate_latest(asked_now)
        return Response(text, media_type=CONTENT_TYPE_LATEST)
