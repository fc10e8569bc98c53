"""`cardkeeper serve`: the service; without credentials, on the embedded sandbox workspace."""

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import ExitStack
from types import FrameType
from typing import Annotated

from typer import Option

from bot.cli.inputs import choice
from bot.cli.output import say, write

EXAMPLES = """
cardkeeper serve
CARDKEEPER_SANDBOX_PORT=9000 cardkeeper serve
cardkeeper serve --role worker
cardkeeper serve --dry-run
CARDKEEPER_TRELLO_BOARDS=AbCd1234 cardkeeper serve    (key and token in .env)
"""


def run(
    role: Annotated[
        str | None,
        Option(
            "--role", metavar="ROLE",
            help="all, web (is spoken to) or worker (polls, looks, acts).", show_default="all",
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        Option(
            "--dry-run", "-n",
            help="Read the boards once, say what the start would write, write nothing, and end.",
        ),
    ] = False,
) -> int:  # fmt: skip
    """Keep the boards until stopped with Ctrl-C or SIGTERM.

    Settings come from the environment and from `.env`; docs/settings.md lists them. Any number of
    processes may share one PostgreSQL, in whatever roles; at least one must work. Status 2: could
    not run; 75: what it needs does not answer now, and starting it again later may do.

    With --dry-run, status 0: the start would write nothing; 1: something.
    """
    if role is not None:
        choice(role, "--role", ("all", "web", "worker"))
    if dry_run:
        from bot.cli.first_sweep import say_what_would_be_written

        return say_what_would_be_written()
    os.umask(0o077)  # what is kept is for this user alone
    started, stop = threading.Event(), threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set() or not started.is_set():
            raise KeyboardInterrupt  # in the midst of starting, or asked for a second time
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    with ExitStack() as running:
        for line in _start(running, role, started.set):
            write(line)
        stop.wait()
        say("Stopping ...")
    say("Stopped. Your data is kept.")
    return 0


def _start(running: ExitStack, role: str | None, started: Callable[[], None]) -> list[str]:
    """Start everything; `running` stops it again, last first. Returns what to tell the person.

    `started` is called when all works, just before anybody is answered.
    """
    from bot.beginning import said_at_start
    from bot.logs import set_up_logs
    from bot.nextflow.door import open_door
    from bot.one_process import take_alone
    from bot.sandbox.serving import ServerThread
    from bot.settings import read_settings
    from bot.web.connections import Impatient

    settings = read_settings(**({"role": role} if role else {}))
    # on the sandbox the address is what people look for: the page shows what is done
    is_shown = settings.is_sandbox and settings.log_format == "text"
    set_up_logs(settings, logging.WARNING if is_shown else logging.INFO)
    _refuse_a_taken_port(settings.host, settings.port)
    take_alone(running, settings.database)
    lines = []
    if settings.is_sandbox:
        from bot.sandbox.workspace import SandboxWorkspace

        sandbox = SandboxWorkspace(settings.data, host=settings.host, port=settings.sandbox_port)
        running.callback(sandbox.stop)
        sandbox.start()
        if settings.slack_bot_token.get_secret_value():
            lines.append("Slack is left alone: Trello's key and token are not set.")
        settings = sandbox.settings_for(settings)
        lines.append(f"Cardkeeper runs on its sandbox workspace: open {sandbox.url}/")
        lines.append(f"Nothing leaves this machine. Data: {settings.data.resolve()}. Ctrl-C stops.")
    else:
        lines.append(f"Cardkeeper keeps {len(settings.board_ids)} board(s). Ctrl-C stops.")
    door = open_door(running, settings)
    web = ServerThread(door, settings.host, settings.port, connections=Impatient)
    web.start()  # what Nextflow sends is taken while the rest starts, and while it stops
    running.callback(web.stop)
    from bot.service import Service, agreement_from

    service = Service(settings, agreement_from(settings.protocol))
    running.callback(service.stop)
    app = service.start()
    started()
    door.open(app)
    running.callback(door.close)
    service.register_webhooks()
    return [*lines, *said_at_start(service.shared)]


def _refuse_a_taken_port(host: str, port: int) -> None:
    """Before anything is begun; raises UserError."""
    from bot.errors import UserError

    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UserError(
                f"Cardkeeper cannot listen on {host}:{port}: {error.strerror}. Is it running "
                "already? CARDKEEPER_PORT chooses another port."
            ) from None
