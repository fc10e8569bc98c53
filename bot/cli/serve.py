"""`cardkeeper serve`: the service; without credentials, on the embedded sandbox workspace."""

import signal
import threading
from contextlib import ExitStack
from types import FrameType

from bot.cli.output import say, write

EXAMPLES = """
cardkeeper serve
CARDKEEPER_SANDBOX_PORT=9000 cardkeeper serve
CARDKEEPER_TRELLO_BOARDS=AbCd1234 cardkeeper serve    (key and token in .env)
"""


def run() -> int:
    """Keep the boards until stopped with Ctrl-C or SIGTERM.

    Settings come from the environment and from `.env`; docs/settings.md lists them.
    """
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    with ExitStack() as running:
        for line in _start(running):
            write(line)
        stop.wait()
        say("Stopping ...")
    say("Stopped. Your data is kept.")
    return 0


def _start(running: ExitStack) -> list[str]:
    """Start everything; `running` stops it again, last first. Returns what to tell the person."""
    from bot.logs import set_up_logs
    from bot.sandbox.serving import ServerThread
    from bot.service import Service, agreement_from
    from bot.settings import read_settings

    settings = read_settings()
    set_up_logs(settings)
    lines = []
    if settings.is_sandbox:
        from bot.sandbox.workspace import SandboxWorkspace

        sandbox = SandboxWorkspace(settings.data, host=settings.host, port=settings.sandbox_port)
        running.callback(sandbox.stop)
        sandbox.start()
        settings = sandbox.settings_for(settings)
        lines.append(f"Cardkeeper runs on its sandbox workspace: open {sandbox.url}/")
        lines.append(f"Nothing leaves this machine. Data: {settings.data.resolve()}. Ctrl-C stops.")
    else:
        lines.append(f"Cardkeeper keeps {len(settings.board_ids)} board(s). Ctrl-C stops.")
    service = Service(settings, agreement_from(settings.protocol))
    running.callback(service.stop)
    web = ServerThread(service.start(), settings.host, settings.port)
    web.start()
    running.callback(web.stop)
    service.register_webhooks()
    return lines
