"""The runs' side of the page: what the sample team's runs are, and what becomes of them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from bot.sandbox.nextflow import NextflowStandIn
from bot.sandbox.nextflow.runs import PlayedRun
from bot.sandbox.seqera import SeqeraStandIn
from bot.sandbox.seqera.runs import StoredRun

_MOST = 14
_ON_THEIR_WAY = ("retry", "succeed", "fail", "silence")
_SEQERA = {"SUBMITTED": "queued", "UNKNOWN": "silent"}


class RunsSide:
    """Runs on Seqera Platform and of Nextflow's own, in one list."""

    def __init__(
        self, seqera: SeqeraStandIn, nextflow: NextflowStandIn, clock: Callable[[], datetime]
    ) -> None:
        self._clock = clock
        self._seqera = seqera
        self._nextflow = nextflow

    def seen(self) -> list[dict[str, Any]]:
        """The latest runs, each with what can become of it."""
        now = self._clock()
        runs = [(run.submit, _of_seqera(run, now)) for run in self._seqera.runs.latest_first()]
        runs += [(run.start, _of_nextflow(run)) for run in self._nextflow.runs.latest_first()]
        latest = sorted(runs, key=lambda pair: pair[0], reverse=True)
        return [shown for _, shown in latest[:_MOST]]

    def start(self, system: str, card: str) -> dict[str, Any]:
        """A run that names this card by its short link, as a person would when launching it."""
        if system == "seqera":
            like = next(run for run in self._seqera.runs.latest_first() if run.failure is None)
            made = self._seqera.start_run(
                like, labels=(f"trello-{card}",) if card else (), session=str(uuid4())
            )
            return {"id": f"seqera:{made.id}", "name": made.name}
        if system not in ("weblog", "tower"):
            raise KeyError(system)
        address = f"https://trello.com/c/{card}" if card else ""
        run = self._nextflow.start_run("weblog" if system == "weblog" else "tower", address)
        return {"id": f"nextflow:{run.id}", "name": run.name}

    def tell(self, run: str, do: str) -> dict[str, Any]:
        """Let a run succeed, fail, try a task again, go silent, speak again, or be resumed."""
        system, _, run_id = run.partition(":")
        if system == "nextflow":
            return {"name": self._nextflow.tell(run_id, do).name}
        found = self._seqera.runs.get(run_id)
        if found is None:
            raise KeyError(run)
        if do == "resume":
            made = self._seqera.start_run(found, session=found.session, resumed=True)
            return {"name": made.name}
        return {"name": self._seqera.tell(run_id, do).name}


def _of_seqera(run: StoredRun, now: datetime) -> dict[str, Any]:
    status = run.status(now)
    state = _SEQERA.get(status, status.lower())
    counts = run.counts(now)
    return {
        "id": f"seqera:{run.id}", "system": "Seqera Platform", "name": run.name,
        "pipeline": run.pipeline, "state": state, "can": _can(state), "retries": counts["retries"],
        "page": "", "session": run.session,
    }  # fmt: skip


def _of_nextflow(run: PlayedRun) -> dict[str, Any]:
    system = "Nextflow, weblog" if run.way == "weblog" else "Nextflow, tower"
    return {
        "id": f"nextflow:{run.id}", "system": system, "name": run.name, "pipeline": run.pipeline,
        "state": run.state, "can": _can(run.state), "retries": run.tries, "page": run.page,
        "session": run.session,
    }  # fmt: skip


def _can(state: str) -> tuple[str, ...]:
    if state == "running":
        return _ON_THEIR_WAY
    if state == "queued":
        return ("succeed", "fail")
    return ("wake",) if state == "silent" else ("resume",)
