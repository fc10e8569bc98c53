"""`cardkeeper init`: a first agreement, inferred from a board."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from typer import Option

from bot.cli.inputs import BoardPath, read_board
from bot.cli.output import say, write
from bot.errors import UserError
from protocol.agreement_file import read_agreement
from protocol.inference import Draft, infer
from protocol.inference_text import draft_text
from protocol.words import count_of

EXAMPLES = """
cardkeeper init board.json
cardkeeper init board.json --output team/protocol.toml --force
cardkeeper init board.json --output - | less
"""


def run(
    board: BoardPath,
    output: Annotated[
        str,
        Option("--output", "-o", metavar="FILE", help="Where to write it, or - to show it."),
    ] = "protocol.toml",
    force: Annotated[
        bool, Option("--force", help="Replace the file when it is there already.")
    ] = False,
) -> int:
    """Write a first agreement, inferred from a board, with a comment on each guess.

    Roles of lists come from their names, from how cards moved through them and from where they
    stand; kinds and states from labels; people from the members. Lists that tell no role stay
    without one, and the comment says why. Read it, change it, try it with 'cardkeeper replay'.
    """
    path = Path(output)
    if output != "-" and path.exists() and not force:
        raise UserError(f"'{path}' is there already; --force replaces it, --output names another.")
    today = datetime.now(UTC).date()
    draft = infer(read_board(board), today)
    text = draft_text(draft, today.isoformat())
    read_agreement(text, "the draft")  # what is written can be read
    if output == "-":
        write(text)
    else:
        _save(path, text)
        say(f"Wrote {path}: {_told(draft)}")
    return 0


def _save(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UserError(f"'{path}' cannot be written: {error.strerror}.") from None


def _told(draft: Draft) -> str:
    mapped = sum(guess.role is not None for guess in draft.lists)
    kinds = sum(guess.means == "kind" for guess in draft.labels)
    states = sum(guess.means == "state" for guess in draft.labels)
    return (
        f"roles for {mapped} of {count_of(len(draft.lists), 'list')}, {count_of(kinds, 'kind')}, "
        f"{count_of(states, 'state label')}, {count_of(len(draft.people), 'person', 'people')}. "
        "Read it before you use it: every line is a guess with its reason."
    )
