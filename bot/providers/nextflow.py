"""Runs that Nextflow itself tells of, without a platform: nobody is asked, its events are kept.

`bot.nextflow` takes them in. A run is `unknown` when its sender, who is heard every minute, is
silent for five; weblog has no such sign of life, so that a run known by it alone may be silent for
a day. What happened while this service was away is no silence of theirs.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.providers.answers import could_not_ask, no_live_status
from bot.providers.nextflow_run import PushedRun
from bot.providers.provider import Seen
from bot.settings import Settings
from protocol.links import LinkReference, LinkState, reference_of, references_in
from storage.nextflow import NextflowRun, forget_runs, run_at, run_of_id, runs_of_interest

NAME = "nextflow"
TITLE = "Nextflow"
SILENT = timedelta(minutes=5)
_WITHOUT_BEAT = timedelta(days=1)
_LATELY = timedelta(minutes=10)
_OPEN = timedelta(days=14)
_KEPT = timedelta(days=90)  # runs that no card has
_FORGET_EVERY = timedelta(hours=12)
_UNREADABLE = "the database could not be read"


class Nextflow:
    """The runs that were told of; `since` is when this process began to listen."""

    name = NAME
    title = TITLE
    calls_left = 1_000_000  # none is made

    def __init__(
        self, engine: Engine, *, listens: bool, silent: timedelta = SILENT,
        since: datetime | None = None,
    ) -> None:  # fmt: skip
        self._engine = engine
        self._listens = listens
        self._silent = silent
        self._since = since  # when this process began to listen; None: with the first question
        self._forgot_at: datetime | None = None

    @property
    def is_live(self) -> bool:
        """Whether events can come: by a token for senders, or by a queue."""
        return self._listens

    def match(self, text: str) -> tuple[LinkReference, ...]:
        """Pages of runs in the text."""
        return tuple(each for each in references_in(text) if each.system == NAME)

    def fetch(self, reference: LinkReference, now: datetime) -> LinkState:
        """What the run's events have told; `unknown` for a run that nothing was heard of."""
        if not self.is_live:
            return no_live_status(reference, now)
        try:
            row = run_at(self._engine, reference.url)
            row = row or run_of_id(self._engine, reference.url.rpartition("/")[2])
        except SQLAlchemyError:
            return could_not_ask(reference, now, _UNREADABLE)
        if row is None:
            return LinkState(reference, "unknown", asked=now)
        return self._state(row, reference, now)

    def poll(self, references: Sequence[LinkReference], now: datetime) -> Mapping[str, Seen]:
        """Runs that were heard of lately or are not over, also those that no card has."""
        if not self.is_live:
            return {}
        try:
            self._forget(now)
            rows = runs_of_interest(self._engine, now - _LATELY, now - _OPEN)
        except SQLAlchemyError:
            return {each.url: Seen(could_not_ask(each, now, _UNREADABLE)) for each in references}
        found: dict[str, Seen] = {}
        for row in rows:
            reference = reference_of(row.url)
            if reference is not None:
                found[row.url] = Seen(
                    self._state(row, reference, now), _read(row).names, whole=True
                )
        return found

    def _forget(self, now: datetime) -> None:
        if self._forgot_at is None or now - self._forgot_at >= _FORGET_EVERY:
            forget_runs(self._engine, now - _KEPT)
            self._forgot_at = now

    def _state(self, row: NextflowRun, reference: LinkReference, now: datetime) -> LinkState:
        self._since = self._since or now
        return state_of(_read(row), reference, now, silent=self._silent, since=self._since)


def state_of(
    run: PushedRun, reference: LinkReference, now: datetime, *, silent: timedelta = SILENT,
    since: datetime | None = None,
) -> LinkState:  # fmt: skip
    """The run in the words of all runs; `since` is when somebody began to listen."""
    state: str = run.outcome or ("running" if run.has_begun else "queued")
    heard = run.heard or now
    is_silent = _is_silent(run, now, silent, since)
    changed = run.ended or (run.started if state == "running" else None) or run.first
    if is_silent:
        state, changed = "unknown", heard
    process = run.process.rpartition(":")[2]
    where = f"{process} ({run.tag})" if process and run.tag else process
    why = ", ".join(part for part in (where, run.exit) if part) if process else run.detail
    return LinkState(
        reference,
        state,
        asked=heard,
        title=" ".join(part for part in (run.pipeline, run.name) if part),
        changed=changed,
        detail=(why or run.exit) if state == "failed" else "",
        owner=run.owner,
        started=run.started or (run.first if run.has_begun else None),
        ended=run.ended,
        failed_process=run.process,
        failed_task=run.tag,
        exit_words=run.exit,
        last_lines=run.lines,
        progress={key: count for key, count in run.counts.items() if count > 0},
        facts=_facts(run),
    )


def _is_silent(
    run: PushedRun, now: datetime, silent: timedelta, since: datetime | None
) -> bool:  # fmt: skip
    if run.outcome or run.heard is None:
        return False
    allowed = silent if run.beat is not None else _WITHOUT_BEAT
    last = run.heard if since is None or run.beat is None else max(run.heard, since)
    return now - last > allowed


def _facts(run: PushedRun) -> dict[str, str]:
    known = {
        "session": run.session,
        "pipeline": run.pipeline,
        "run": run.name,
        "revision": run.revision,
        "commit": run.commit,
        "repository": run.repository,
        "resume": run.resume,
    }
    if run.started and run.ended and run.ended >= run.started:
        known["seconds"] = str(int((run.ended - run.started).total_seconds()))
    return {key: value for key, value in known.items() if value}


def _read(row: NextflowRun) -> PushedRun:
    return msgspec.json.decode(row.told, type=PushedRun)


def from_settings(settings: Settings, engine: Engine) -> Nextflow:
    """As the settings say."""
    return Nextflow(
        engine,
        listens=settings.hears_nextflow,
        silent=timedelta(minutes=settings.nextflow_silent_minutes),
    )
