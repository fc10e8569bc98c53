"""`cardkeeper status`: how the service is, from the database, whether it runs or not."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from typer import Option

from bot.cli.inputs import as_json, choice
from bot.cli.output import bold, paragraph, say, write
from protocol.words import count_of

if TYPE_CHECKING:
    from bot.watch.condition import Condition
    from bot.watch.problems import Problem

EXAMPLES = """
cardkeeper status
cardkeeper status --format json
"""


def run(
    output: Annotated[
        str, Option("--format", "-f", metavar="FORMAT", help="text or json.")
    ] = "text",
) -> int:
    """Say how the service is: its processes, each board, the queue, and what is stuck.

    Reads the database alone, so that it answers while the service is down. Status 0: all goes
    well; 1: something is stuck; 2: could not run.
    """
    output = choice(output, "--format", ("text", "json"))
    from sqlalchemy.exc import SQLAlchemyError

    from bot.errors import UserError
    from bot.live import open_known_data
    from bot.settings import read_settings
    from bot.watch.condition import condition
    from bot.watch.problems import problems
    from storage.database import shown

    settings = read_settings()
    engine = open_known_data(settings)
    try:
        now = condition(engine, datetime.now(UTC))
    except SQLAlchemyError as error:
        reason = " ".join(str(getattr(error, "orig", None) or error).split())
        raise UserError(
            f"The database {shown(settings.database)} cannot be read: {reason}. Is its server or "
            "folder there?"
        ) from None
    finally:
        engine.dispose()
    stuck = problems(now, timedelta(minutes=settings.stuck_minutes))
    if output == "json":
        write(as_json({"ok": not stuck, "problems": stuck, "condition": now}))
    else:
        _show(now, stuck)
    return 1 if stuck else 0


def _show(now: "Condition", stuck: "tuple[Problem, ...]") -> None:
    write(bold("Processes"))
    for process in now.processes:
        up = _span(now.at - process.started_at)
        slack = {True: ", Slack connected", False: ", Slack not connected", None: ""}
        told = slack[process.state.slack_connected]
        write(paragraph(f"{process.id}: {process.role}, up for {up}{told}", "  ", "    "))
    if not now.processes:
        write("  none is running")
    write(bold("Boards"))
    for board in now.boards:
        asked = f"asked {_ago(now.at, board.polled_at)}" if board.polled_at else "not asked"
        failing = f"; cannot be asked since {board.failing_since:%Y-%m-%d %H:%M} UTC" if (
            board.failing_since
        ) else ""  # fmt: skip
        waits = f", {board.waiting} waiting" if board.waiting else ""
        line = f"{board.name}: read whole {_ago(now.at, board.read_at)}, {asked}{failing}{waits}"
        write(paragraph(line, "  ", "    "))
    write(bold("Queue"))
    oldest = f", the oldest for {_span(timedelta(seconds=now.oldest_s))}" if now.waiting else ""
    write(f"  {count_of(now.waiting, 'card')} to look at{oldest}")
    if now.failing:
        write(f"  {now.failing} failed and are tried again")
    if now.unfinished_effects:
        effects = count_of(now.unfinished_effects, "effect")
        write(f"  {effects} whose end is not known: `cardkeeper audit` shows them")
    for problem in stuck:
        write(paragraph(f"{problem.says}.", bold("Stuck: "), " " * 7))
        write(paragraph(problem.do, "       -> ", " " * 10))
    say("" if stuck else bold("All goes well."))


def _ago(now: datetime, then: datetime | None) -> str:
    return f"{_span(now - then)} ago" if then else "never"


def _span(time: timedelta) -> str:
    seconds = max(0, round(time.total_seconds()))
    for size, unit in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= 2 * size:
            return count_of(seconds // size, unit)
    return count_of(seconds, "second")
