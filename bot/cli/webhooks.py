"""`cardkeeper webhooks`: whether Trello tells the bot what happens, and making it so."""

from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

from typer import Argument, Option

from bot.cli.inputs import as_json, choice
from bot.cli.live_options import BoardOption, DryRun
from bot.cli.output import paragraph, say, write
from bot.errors import UserError
from protocol.words import count_of

if TYPE_CHECKING:
    from bot.live import Live
    from bot.trello.webhook_care import Webhook

EXAMPLES = """
cardkeeper webhooks list
cardkeeper webhooks register --board AbCd1234
cardkeeper webhooks remove --dry-run
cardkeeper webhooks remove --all
"""
ACTIONS = ("list", "register", "remove")


def run(
    action: Annotated[
        str, Argument(metavar="ACTION", help="list, register or remove.", show_default=False)
    ] = "list",
    board: BoardOption = None,
    every: Annotated[
        bool,
        Option("--all", help="With remove: also those of other boards and former addresses."),
    ] = False,
    dry_run: DryRun = False,
    output: Annotated[
        str, Option("--format", "-f", metavar="FORMAT", help="With list: text or json.")
    ] = "text",
) -> int:
    """List, register or remove the webhooks by which Trello tells the bot what happens.

    Registering what is registered does nothing. The running service registers what is missing by
    itself, at its start and every hour; without webhooks it polls. Status 0: all are there (or
    gone, with remove); 1: one is missing, stopped or failing; 2: could not run.
    """
    action = choice(action, "ACTION", ACTIONS)
    output = choice(output, "--format", ("text", "json"))
    if every and action != "remove":
        raise UserError("--all belongs to 'cardkeeper webhooks remove'.")
    from bot.live import open_live
    from bot.trello.webhook_care import webhooks_of

    with open_live() as live:
        boards = _boards(live, board)
        if action == "register":
            return _register(live, boards, dry_run=dry_run)
        webhooks = webhooks_of(live.trello)
        if action == "remove":
            return _remove(live, boards, webhooks, every=every, dry_run=dry_run)
        return _list(live, boards, webhooks, output)


def _boards(live: "Live", wanted: str | None) -> dict[str, str]:
    """Names of the boards that are meant, by long id."""
    read = (live.read(board_id).board for board_id in live.board_ids(wanted))
    return {board.id: board.name for board in read}


def _callback(live: "Live") -> str:
    """Where Trello should send to; empty when this deployment polls only."""
    from bot.trello.webhook_care import callback_of

    if not live.settings.trello_secret.get_secret_value():
        return ""
    return callback_of(live.settings.public_url)


def _list(
    live: "Live", boards: dict[str, str], webhooks: "tuple[Webhook, ...]", output: str
) -> int:
    from bot.trello.webhook_care import missing

    callback = _callback(live)
    absent = missing(webhooks, boards, callback) if callback else ()
    stopped = [hook.model_id for hook in webhooks if hook.callback_url == callback]
    if output == "json":
        write(as_json(_as_values(live, boards, webhooks, absent, callback)))
    else:
        for hook in webhooks:
            write(_line(hook, live, boards, callback))
        for board_id in absent:
            if board_id not in stopped:
                write(f"missing  {boards[board_id]}")
        say("\n".join(_remarks(live, webhooks, absent, callback)))
    failing = any(hook.state != "ok" for hook in webhooks if hook.callback_url == callback)
    return 1 if absent or failing else 0


def _line(hook: "Webhook", live: "Live", boards: dict[str, str], callback: str) -> str:
    from protocol.days import spoken_time

    what = f"{boards.get(hook.model_id, hook.model_id)} -> {hook.callback_url}"
    if hook.callback_url != callback:
        what += " (not the address of these settings)"
    if hook.failures:
        what += f", {count_of(hook.failures, 'failure')} in a row"
        if hook.failing_since:
            zone = ZoneInfo(live.agreement.timezone)
            what += f", the first on {spoken_time(hook.failing_since, zone)}"
    return paragraph(f"{hook.state:<7}  {what}", "", " " * 9)


def _remarks(
    live: "Live", webhooks: "tuple[Webhook, ...]", absent: tuple[str, ...], callback: str
) -> list[str]:
    if not callback:
        return [_only_polling(live)]
    lines = [f"{count_of(len(webhooks), 'webhook')} of @{live.bot.username}'s token."]
    if absent:
        lines.append("To register what is missing or off: cardkeeper webhooks register")
    if any(hook.state == "failing" for hook in webhooks):
        lines.append(
            "Failing means that Trello got no 200 from that address lately; it tries on for 30 "
            "days. Is the service running, and reachable from outside?"
        )
    return lines


def _only_polling(live: "Live") -> str:
    return (
        "No webhooks are wanted: CARDKEEPER_PUBLIC_URL and CARDKEEPER_TRELLO_SECRET are not both "
        f"set, so the boards are polled every {live.settings.poll_seconds:g} s."
    )


def _register(live: "Live", boards: dict[str, str], *, dry_run: bool) -> int:
    from bot.trello.errors import TrelloError
    from bot.trello.webhook_care import DESCRIPTION, missing, webhooks_of

    callback = _callback(live)
    if not callback:
        raise UserError(
            "There is no address to register: set CARDKEEPER_PUBLIC_URL to where Trello reaches "
            "the service, and CARDKEEPER_TRELLO_SECRET to the Power-Up's secret."
        )
    absent = missing(webhooks_of(live.trello), boards, callback)
    status = 0
    for board_id, name in boards.items():
        if board_id not in absent:
            write(f"{name}: registered already.")
        elif dry_run:
            write(f"{name}: would be registered for {callback}.")
            status = 1
        else:
            try:
                live.trello.create_webhook(board_id, callback, DESCRIPTION)
                write(f"{name}: registered for {callback}.")
            except TrelloError as error:
                write(
                    f"{name}: not registered. {error}. Trello asks the address first: the service "
                    "must be running, and reachable from outside with a valid certificate."
                )
                status = 1
    return status


def _remove(
    live: "Live",
    boards: dict[str, str],
    webhooks: "tuple[Webhook, ...]",
    *,
    every: bool,
    dry_run: bool,
) -> int:
    callback = _callback(live)
    chosen = [
        hook
        for hook in webhooks
        if every or (hook.model_id in boards and hook.callback_url == callback)
    ]
    for hook in chosen:
        if not dry_run:
            live.trello.delete_webhook(hook.id)
        does = "would be removed" if dry_run else "removed"
        name = boards.get(hook.model_id, hook.model_id)
        write(f"{name} -> {hook.callback_url}: {does}.")
    if not chosen:
        write("No webhook is there to be removed.")
    elif callback and not dry_run:
        say(
            "A running service registers them again within the hour; take CARDKEEPER_PUBLIC_URL "
            "out of its settings to stay with polling."
        )
    return 0


def _as_values(
    live: "Live",
    boards: dict[str, str],
    webhooks: "tuple[Webhook, ...]",
    absent: tuple[str, ...],
    callback: str,
) -> dict[str, Any]:
    return {
        "callback": callback or None,
        "polled_every_seconds": live.settings.poll_seconds,
        "missing": [{"id": board_id, "name": boards[board_id]} for board_id in absent],
        "webhooks": [
            {
                "id": hook.id,
                "board_id": hook.model_id,
                "board": boards.get(hook.model_id),
                "callback": hook.callback_url,
                "is_ours": hook.callback_url == callback,
                "state": hook.state,
                "active": hook.active,
                "failures": hook.failures,
                "failing_since": hook.failing_since,
            }
            for hook in webhooks
        ],
    }
