"""`cardkeeper forget`: a person's data leaves the database."""

from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from bot.cli.output import paragraph, say, write
from bot.errors import UserError
from protocol.words import count_of

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from protocol.agreement import Agreement
    from storage.forgetting import Identity

EXAMPLES = """
cardkeeper forget @amara_nwosu --dry-run
cardkeeper forget "Amara Nwosu" --slack U05LKAMARA1
"""


def run(
    person: Annotated[
        str, Argument(metavar="PERSON", help="Trello user name, Slack id, or full name.")
    ],
    slack: Annotated[
        str, Option("--slack", metavar="ID", help="The Slack id, where nothing ties it.")
    ] = "",
    dry_run: Annotated[bool, Option("--dry-run", help="Say whom it means, change nothing.")] = (
        False
    ),
) -> int:  # fmt: skip
    """Remove a person from the stored data: preferences, ties, capacity, messages, what was told.

    Where others' records name the person, such as the audit and the boards' history, a name
    without a person stands instead. The service must be stopped. Says what remains elsewhere.
    Status 0: done; 2: could not run.
    """
    from bot.live import agreement_of, open_known_data
    from bot.one_process import take_alone
    from bot.processes import alive
    from bot.settings import read_settings
    from storage.forgetting import forget_person

    settings = read_settings()
    engine = open_known_data(settings)
    try:
        found = _find(engine, agreement_of(settings), person, slack)
        known = [f"{what} {name}" for what, name in zip(_WHAT, found, strict=True) if name]
        write(f"This means: {', '.join(known)}.")
        if dry_run:
            return 0
        if alive(engine, datetime.now(UTC)):
            raise UserError(
                "The service runs, and would write from memory what is taken out; stop it first."
            )
        with ExitStack() as alone:  # nor may it start meanwhile
            take_alone(alone, settings.database)
            touched = forget_person(engine, found)
    finally:
        engine.dispose()
    for name, count in sorted(touched.items()):
        write(f"  {name:<16} {count_of(count, 'row')}")
    say(paragraph(_REMAINS))
    return 0


_WHAT = ("Slack id", "Trello user", "Trello id", "name", "e-mail")
_REMAINS = (
    "What remains elsewhere: cards, comments and their history on Trello, messages in Slack, the "
    "agreement's [people] table, backups made before, and whatever cards say in their own words. "
    "As long as the person is a member of a board, the next reading of it brings the name back."
)


def _find(engine: "Engine", agreement: "Agreement", wanted: str, slack: str) -> "Identity":
    """Whom is meant, by the agreement, the ties and the boards; raises UserError for nobody."""
    from storage.boards import snapshot_of, stored_boards
    from storage.forgetting import Identity, names_in
    from storage.people import ties

    folded = wanted.removeprefix("@").casefold()
    found = Identity()
    for name, each in agreement.people.items():
        if folded in (name.casefold(), each.trello.casefold(), each.slack.casefold()):
            found = Identity(each.slack, each.trello, "", name, each.email)
    tied = {tie.slack_id: tie.trello for tie in ties(engine)}
    if not found.trello and wanted in tied:
        found = found._replace(slack_id=wanted, trello=tied[wanted])
    if not found.trello and folded in tied.values():
        found = Identity(trello=folded)
    for row in stored_boards(engine):
        members = (snapshot_of(row) or {}).get("members") or []
        member = names_in(members, found.trello or wanted)
        if member is not None:
            found = member._replace(slack_id=found.slack_id, email=found.email)
    by_trello = {trello: slack_id for slack_id, trello in tied.items()}
    slack_id = slack or found.slack_id or by_trello.get(found.trello.casefold(), "")
    if not slack_id and wanted[:1] in "UW" and wanted.isalnum() and wanted.isupper():
        slack_id = wanted
    found = found._replace(slack_id=slack_id)
    if not any(found):
        raise UserError(
            f"Nobody is known as '{wanted}', neither to the agreement nor to the stored boards; "
            "give the Trello user name or, with --slack, the Slack id."
        )
    return found
