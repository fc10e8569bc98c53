"""`cardkeeper audit`: what the bot did, newest first."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from typer import Option

from bot.cli.inputs import as_json, choice
from bot.cli.live_options import BoardOption, CardOption
from bot.cli.output import bold, dim, paragraph, say, write
from protocol.words import count_of

if TYPE_CHECKING:
    from bot.effect_words import Names, Told
    from protocol.agreement import Agreement
    from storage.effects import EffectRow

EXAMPLES = """
cardkeeper audit
cardkeeper audit --since 30d --board AbCd1234
cardkeeper audit --card https://trello.com/c/EfGh5678
cardkeeper audit --since 2026-11-16 --format json
"""


def run(
    board: BoardOption = None,
    since: Annotated[
        str,
        Option(
            "--since", "-s", metavar="WHEN",
            help="How far back: a day, a time, or a span such as 7d or 2w.",
        ),
    ] = "7d",
    card: CardOption = None,
    output: Annotated[
        str, Option("--format", "-f", metavar="FORMAT", help="text or json.")
    ] = "text",
) -> int:  # fmt: skip
    """Show what the bot did: when, on which card, what, before and after, and why.

    Newest first. The number in front is what 'cardkeeper undo' takes. This reads the database
    alone; Trello is asked only for titles that are not known. Status 0: done; 1: something was
    refused or never confirmed; 2: could not run.
    """
    output = choice(output, "--format", ("text", "json"))
    from bot.cli.agenda import begin_of
    from bot.effect_words import Names, told
    from bot.known_boards import board_id_of, card_id_of, known_boards
    from bot.live import agreement_of, open_known_data
    from bot.settings import read_settings
    from storage.effects import recent_effects

    settings = read_settings()
    agreement = agreement_of(settings)
    begin = begin_of(since, datetime.now(UTC), agreement)
    engine = open_known_data(settings)
    try:
        boards = known_boards(engine)
        rows = recent_effects(
            engine, begin, board_id=board_id_of(boards, board), card_id=card_id_of(boards, card)
        )
    finally:
        engine.dispose()
    names = Names(boards)
    _ask_for_titles(rows, names)
    entries = [told(row, names) for row in rows]
    if output == "json":
        write(as_json(entries))
    else:
        write(_text(entries, agreement, begin))
    return 1 if any(entry.state != "done" for entry in entries) else 0


def _ask_for_titles(rows: "list[EffectRow]", names: "Names") -> None:
    """Titles of cards made since the boards were last read, when Trello can be asked for them."""
    unknown = {row.board_id for row in rows if row.card_id and not names.title(row.card_id)}
    if not unknown:
        return
    from bot.errors import UserError
    from bot.live import gateway_for, live_settings
    from bot.trello.errors import TrelloError
    from protocol.board_json import read_snapshot

    try:
        trello = gateway_for(live_settings()[0], attempts=2)
        for board_id in sorted(unknown):
            names.add(read_snapshot({**trello.read_board(board_id, "all"), "actions": []}))
    except (UserError, TrelloError):
        say("Trello could not be asked for the titles of some cards; they are shown by their ids.")


def _text(entries: "list[Told]", agreement: "Agreement", begin: datetime) -> str:
    from protocol.days import spoken_time

    zone = ZoneInfo(agreement.timezone)
    if not entries:
        return f"The bot did nothing since {spoken_time(begin, zone)}."
    blocks = ["\n".join(_block(entry, spoken_time(entry.at, zone))) for entry in entries]
    undoable = sum(entry.can_be_undone for entry in entries)
    closing = f"{count_of(len(entries), 'effect')} since {spoken_time(begin, zone)}"
    if undoable:
        closing += f"; {undoable} can be undone with 'cardkeeper undo NUMBER'"
    return "\n\n".join((*blocks, f"{closing}."))


def _block(entry: "Told", when: str) -> Iterator[str]:
    name = entry.card or (f"card {entry.card_id}" if entry.card_id else entry.board)
    yield f"{bold(f'{entry.id:>4}')}  {when}  {bold(name)}"
    what = entry.what
    if entry.before and entry.after:
        what += f": {entry.before} -> {entry.after}"
    elif entry.before or entry.after:
        what += f": {entry.before or entry.after}"
    if entry.state != "done":
        what += f" ({entry.state}{': ' + entry.failure if entry.failure else ''})"
    yield paragraph(what, " " * 6, " " * 8)
    if entry.why:
        yield dim(paragraph(f"why: {entry.why}", " " * 6, " " * 8))
