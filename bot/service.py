"""The composition root: the only place that knows every part; `bot.assembly` makes them."""

from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from sqlalchemy import Engine

from bot.agreement_files import read_agreement_file
from bot.assembly.jobs import Jobs
from bot.assembly.serving import web_of
from bot.assembly.shared import Shared
from bot.assembly.talking import Talking
from bot.assembly.working import Working
from bot.boards import Boards
from bot.clock import now_utc
from bot.errors import UserError
from bot.promptness import answer_promptly, set_aside
from bot.reconcile import Dispatcher
from bot.settings import Settings
from bot.slack.sockets import Sockets
from protocol.agreement import Agreement
from protocol.agreement_file import AgreementError
from storage.looks import waiting


class Service:
    """Everything that runs; `start` and `stop` are its whole life."""

    def __init__(self, settings: Settings, agreement: Agreement) -> None:
        self.settings = settings
        self.shared = Shared(settings, agreement)

    def start(self) -> FastAPI:
        """Start every part and return the web app, ready to be served.

        Raises UserError with one sentence when Trello or Slack refuse what the settings give;
        nothing is left running then.
        """
        try:
            return self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> FastAPI:
        answer_promptly()
        shared = self.shared
        shared.open()
        self.working = Working(shared)
        self.working.start()
        self.talking: Talking | None = None
        if shared.client is not None:
            self.talking = Talking(shared, self.working, shared.client)
        self.jobs = Jobs(shared, self.working, self.talking)
        self.jobs.start()
        reception = self.talking.reception if self.talking else None
        web = web_of(shared, self.working, reception, self.health)
        set_aside()
        return web

    def register_webhooks(self) -> None:
        """Tell Trello where to send events; call when the web app is reachable."""
        self.jobs.register_webhooks()

    def stop(self) -> None:
        """Stop taking work, finish what is at work for a few seconds; the rest is recovered."""
        self.shared.running.close()

    @property
    def engine(self) -> Engine:
        """The database."""
        return self.shared.engine

    @property
    def boards(self) -> Boards:
        """The boards that are kept."""
        return self.shared.boards

    @property
    def dispatcher(self) -> Dispatcher:
        """What begins the looks."""
        assert self.working.dispatcher is not None
        return self.working.dispatcher

    @property
    def sockets(self) -> Sockets | None:
        """Socket Mode, where it is used."""
        return self.talking.sockets if self.talking else None

    @property
    def last_poll(self) -> datetime | None:
        """When the boards were asked last."""
        return self.jobs.last_poll

    def health(self) -> dict[str, Any]:
        """Whether the service can work, for machines."""
        open_looks, oldest = waiting(self.engine)
        age = (now_utc() - oldest).total_seconds() if oldest else 0.0
        working = self.working
        return {
            "ok": working.dispatcher is None or working.dispatcher.is_alive,
            "role": self.settings.role,
            "boards": len(self.boards.ids()),
            "boards_not_read": len(self.shared.unread),
            "looks_waiting": open_looks,
            "oldest_look_seconds": round(age, 1),
            "last_poll": self.last_poll.isoformat() if self.last_poll else None,
            "slack_connected": self.sockets.is_connected if self.sockets else None,
            "sweeps_stopped_by_ceiling": len(working.work.too_much) if working.work else 0,
            "cards_healed": working.work.healed.total() if working.work else 0,
            "unknown_action_types": working.ear.unknown_types,
        }


def agreement_from(path: Path | None) -> Agreement:
    """The agreement in a file and in those it extends, or the built-in one; raises UserError."""
    try:
        return read_agreement_file(path)
    except AgreementError as error:
        raise UserError(str(error)) from None
