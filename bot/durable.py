"""The engine of durable work, DBOS: set up, started, swept and stopped. What it runs is in
`reconcile`."""

import logging
from datetime import datetime

from dbos import DBOS, DBOSConfig, Queue

from bot.database_word import ENGINES_WORD

QUEUE = "looks"
# Workflows in flight are finished by a later version too: their steps' results keep their shape.
_WORKFLOW_VERSION = "looks-1"


def open_engine(url: str, process_id: str) -> None:
    """Set up DBOS on this database; call before making `Looks`.

    Under a name of its own a process never recovers what another has at work: DBOS would run it a
    second time. What a dead one left is made anew by the dispatcher.
    """
    config: DBOSConfig = {
        "name": "cardkeeper",
        "executor_id": process_id,
        "system_database_url": url,
        "application_version": _WORKFLOW_VERSION,
        "log_level": "WARNING",
        "enable_otlp": False,
    }
    DBOS(config=config)
    # it would write to the console by itself: its words go where all others go, without secrets
    engines_log = logging.getLogger("dbos")
    engines_log.handlers, engines_log.propagate = [], True
    engines_log.addFilter(ENGINES_WORD)


def launch_engine(concurrency: int = 8) -> Queue:
    """Start DBOS and take work from the queue."""
    DBOS.launch()
    return DBOS.register_queue(QUEUE, worker_concurrency=concurrency, polling_interval_sec=0.1)


def forget_finished(before: datetime, at_once: int = 500) -> int:
    """Delete what DBOS keeps of workflows that ended before then; how many."""
    forgotten = 0
    while True:
        ended = DBOS.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"], completed_before=before.isoformat(),
            limit=at_once, load_input=False, load_output=False,
        )  # fmt: skip
        if ended:
            DBOS.delete_workflows([each.workflow_id for each in ended])
        forgotten += len(ended)
        if len(ended) < at_once:
            return forgotten


def close_engine() -> None:
    """Stop DBOS after the workflows at work, or after five seconds; the rest is recovered."""
    DBOS.destroy(workflow_completion_timeout_sec=5)
