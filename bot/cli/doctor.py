"""`cardkeeper doctor`: whether everything works, and what to do if not."""

from typing import Annotated

from typer import Option

from bot.cli.inputs import as_json, choice
from bot.cli.output import bold, paragraph, say, write
from protocol.words import count_of

EXAMPLES = """
cardkeeper doctor
cardkeeper doctor --format json
"""


def run(
    output: Annotated[
        str, Option("--format", "-f", metavar="FORMAT", help="text or json.")
    ] = "text",
) -> int:
    """Say whether everything works: one line each, and what to do when something does not.

    Looks at settings, database, agreement, Trello's token with its rights, clock and rate budget,
    each board, webhooks, Slack and calendars; changes nothing. Status 0: all is well; 1: something
    needs attention or failed; 2: could not run.
    """
    output = choice(output, "--format", ("text", "json"))
    from bot.doctor.examine import examine

    checks = []
    for check in examine():
        checks.append(check)
        if output == "text":
            name = f"{check.name}: " if len(check.name) > _WIDE else f"{check.name:<{_WIDE}} "
            write(paragraph(f"{check.health:<9}  {name}{check.says}", "", " " * 11))
            if check.do:
                write(paragraph(check.do, " " * 11 + "-> ", " " * 14))
    if output == "json":
        write(as_json({"ok": all(c.health == "ok" for c in checks), "checks": checks}))
    unwell = [check for check in checks if check.health != "ok"]
    if output == "text":
        said = f"{count_of(len(unwell), 'line')} of {len(checks)} to look at." if unwell else "ok"
        say(bold("All is well.") if not unwell else said)
    return 1 if unwell else 0


_WIDE = 13
