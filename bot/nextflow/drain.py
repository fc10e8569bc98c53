"""From the journal into the runs: what Nextflow sent is understood, redacted and kept, and the
journal's segments are removed.

Runs in a thread of its own. While the database is away nothing is lost: the segments wait.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.nextflow.frames import records_in
from bot.nextflow.identity import page_of, run_id
from bot.nextflow.journal import sealed_in
from bot.nextflow.records import Sent, unpacked
from bot.providers.nextflow_events import (
    Heard,
    JobChanged,
    read_message,
    read_tower,
    read_weblog,
)
from bot.providers.nextflow_run import PushedRun, folded
from storage.links import ask_soon
from storage.nextflow import NextflowRun, RunBook, links_of_jobs, open_book

log = logging.getLogger(__name__)

_LOOK_S = 0.25
_AGAIN_S = 2.0  # after the database failed
_Key = tuple[str, str, str]  # id, session and name, as an event has them
Told = Callable[[tuple[str, ...]], object]


class Understanding:
    """Brings events into the runs; one transaction for those that came together."""

    def __init__(
        self, engine: Engine, clock: Callable[[], datetime], key: str, public_url: str
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._key = key
        self._public_url = public_url

    def take(self, events: Iterable[Sent], segment: str = "") -> tuple[str, ...]:
        """Keep what they tell; the addresses of runs of which people will read something else.

        Raises SQLAlchemyError when the database cannot; then nothing is kept.
        """
        news: dict[str, None] = {}
        jobs: list[str] = []
        with open_book(self._engine, segment, self._clock()) as book:
            if book is None:
                return ()
            open_runs: dict[_Key, _Open] = {}
            for sent in events:
                heard = _read(sent)
                if isinstance(heard, JobChanged):
                    jobs.append(heard.job_id)
                elif heard is not None:
                    self._fold(book, open_runs, heard, sent)
            for each in {id(each): each for each in open_runs.values()}.values():
                each.put(book)
                if _shown(each.run) != each.shown_before:
                    news[each.row.url] = None
        if jobs:
            ask_soon(self._engine, links_of_jobs(self._engine, jobs), self._clock())
        return tuple(news)

    def _fold(
        self, book: RunBook, open_runs: "dict[_Key, _Open]", heard: Heard, sent: Sent
    ) -> None:
        key = (heard.id, heard.session, heard.name)
        found = open_runs.get(key)
        if found is None:
            fresh = _Open(*self._found(book, heard, sent))
            same = (each for each in open_runs.values() if each.row.id == fresh.row.id)
            found = open_runs[key] = next(same, fresh)
        try:
            found.run = folded(found.run, heard, sent.at)
        except Exception:  # one event that nobody foresaw must not keep the others waiting
            log.exception("An event of Nextflow's could not be understood.")

    def _found(self, book: RunBook, heard: Heard, sent: Sent) -> tuple[NextflowRun, PushedRun]:
        row = book.find(heard.id, heard.session, heard.name)
        if row is not None:
            return row, msgspec.json.decode(row.told, type=PushedRun)
        own = heard.id or run_id(self._key, heard.session, heard.name)
        row = NextflowRun(
            id=own, session="", name="", url=page_of(own, self._public_url, sent.base), told="",
            heard_at=sent.at,
        )  # fmt: skip
        return row, PushedRun(own, "", "")


class _Open:
    """A run while events are folded into it."""

    def __init__(self, row: NextflowRun, run: PushedRun) -> None:
        self.row = row
        self.run = run
        self.shown_before = _shown(run) if row.told else None

    def put(self, book: RunBook) -> None:
        self.row.session, self.row.name = self.run.session, self.run.name
        self.row.told = msgspec.json.encode(self.run).decode()
        self.row.heard_at = self.run.heard or self.row.heard_at
        self.row.is_over = bool(self.run.outcome)
        book.put(self.row)


class Drain:
    """The thread that reads the journal."""

    def __init__(self, folder: Path, understanding: Understanding, told: Told) -> None:
        self._folder = folder
        self._understanding = understanding
        self._told = told
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="nextflow-drain", daemon=True)

    def start(self) -> None:
        """Begin with what an earlier process has left."""
        self._thread.start()

    def stop(self) -> None:
        """End after the segment at hand; the rest is read by the next start."""
        self._stop.set()
        self._thread.join(10)

    def _run(self) -> None:
        while not self._stop.wait(_LOOK_S):
            try:
                self.once()
            except (SQLAlchemyError, OSError) as error:
                log.error("Nextflow's events wait in the journal: %s", type(error).__name__)
                self._stop.wait(_AGAIN_S)
            except Exception:
                log.exception("Nextflow's events wait in the journal.")
                self._stop.wait(_AGAIN_S)

    def once(self) -> int:
        """Read every segment that is sealed; how many."""
        done = 0
        for path in sealed_in(self._folder):
            if self._stop.is_set():
                break
            events = [
                sent for record in records_in(path.read_bytes()) if (sent := unpacked(record))
            ]
            news = self._understanding.take(events, path.stem)
            path.unlink(missing_ok=True)
            done += 1
            if news:
                self._tell(news)
        return done

    def _tell(self, news: tuple[str, ...]) -> None:
        try:
            self._told(news)
        except Exception:  # they are kept, and asked about in the next round
            log.exception("Nextflow's events are kept and could not be acted on at once.")


def _read(sent: Sent) -> Heard | JobChanged | None:
    try:
        if sent.way == "tower":
            heard: Heard | JobChanged | None = read_tower(sent.path, sent.body)
        else:
            heard = read_weblog(sent.body) if sent.way == "weblog" else read_message(sent.body)
    except Exception:
        log.exception("What came from Nextflow by %s could not be read.", sent.way)
        return None
    if heard is None and sent.body:
        log.warning(
            "Something came by %s that tells of no run (%d bytes).", sent.way, len(sent.body)
        )
    return heard


def _shown(run: PushedRun) -> tuple[object, ...]:
    """What people read of a run, without what changes from minute to minute."""
    return (
        run.name, run.has_begun, run.outcome, run.started, run.ended, run.pipeline, run.process,
        run.tag, run.exit, run.lines, run.detail, run.names, run.session,
    )  # fmt: skip
