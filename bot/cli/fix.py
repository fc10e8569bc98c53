"""`cardkeeper fix`: put right on a live board what can be put right safely."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from typer import Option

from bot.cli.inputs import as_json, choice
from bot.cli.live_options import BoardOption, CardOption, DryRun
from bot.cli.output import say, write
from bot.errors import UserError
from protocol.words import count_of, did_you_mean

if TYPE_CHECKING:
    from bot.boards import KeptBoard
    from bot.live import Live
    from protocol.fixes import PlannedFix

EXAMPLES = """
cardkeeper fix --board AbCd1234 --dry-run
cardkeeper fix --board AbCd1234 --rule section-missing
cardkeeper fix --card https://trello.com/c/EfGh5678 --asking
"""


def run(
    board: BoardOption = None,
    rule: Annotated[
        list[str] | None,
        Option(
            "--rule", "-r", metavar="NAME",
            help="Only this rule, in shadow too; may be given again.",
        ),
    ] = None,
    card: CardOption = None,
    asking: Annotated[
        bool, Option("--asking", help="Also what a fix would ask about first, such as a move.")
    ] = False,
    dry_run: DryRun = False,
    no_limit: Annotated[
        bool, Option("--no-limit", help="Write more often than max_writes under [quiet] allows.")
    ] = False,
    output: Annotated[
        str, Option("--format", "-f", metavar="FORMAT", help="text or json.")
    ] = "text",
) -> int:  # fmt: skip
    """Put right on a live board what the agreement can put right, and show it as a diff.

    Every change is recorded and can be undone: 'cardkeeper audit' shows it, 'cardkeeper undo' takes
    it back. Without credentials this works on the running sandbox. Status 0: nothing is left to
    put right; 1: something is (or would be, with --dry-run); 2: could not run.
    """
    output = choice(output, "--format", ("text", "json"))
    rules = _known(rule or [])
    from bot.live import open_live

    with open_live() as live:
        kept = live.board(board)
        planned = _planned(live, kept, rules, card, asking=asking)
        outcomes = [Outcome(entry) for entry in planned]
        if output == "text":
            write(_shown(planned, kept.board.name))
        limit = live.agreement.quiet.max_writes
        writes = sum(len(entry.changes) for entry in planned)
        over = writes > limit and not no_limit
        if not dry_run and not over:
            _apply(live, kept, outcomes, speak=output == "text")
        if output == "json":
            write(_json(outcomes, kept, writes, limit, dry_run=dry_run))
        return _closing(outcomes, writes, limit, dry_run=dry_run, over=over)


class Outcome:
    """One planned fix and what became of it."""

    def __init__(self, planned: "PlannedFix") -> None:
        self.planned = planned
        self.effect: int | None = None
        self.failure = ""


def _planned(
    live: "Live", kept: "KeptBoard", rules: frozenset[str], card: str | None, *, asking: bool
) -> "tuple[PlannedFix, ...]":
    """What would be put right on the board that was just read, or on the one card."""
    from bot.live import find_card_id
    from protocol.check import check_board
    from protocol.fixes import plan

    context = live.boards.context(kept.board.id)
    assert context is not None  # it was just read
    planned = plan(check_board(context), context, rules or None, asking)
    if not card:
        return planned
    wanted = find_card_id(kept, card)
    return tuple(entry for entry in planned if entry.before.id == wanted)


def _known(names: list[str]) -> frozenset[str]:
    from protocol.rules import RULES_BY_NAME

    for name in names:
        if name not in RULES_BY_NAME:
            raise UserError(f"There is no rule '{name}'; {did_you_mean(name, RULES_BY_NAME)}")
    return frozenset(names)


def _shown(planned: "tuple[PlannedFix, ...]", board: str) -> str:
    from protocol.fixes import diff_of

    return diff_of(planned) or f"Nothing on '{board}' is to be put right this way."


def _apply(live: "Live", kept: "KeptBoard", outcomes: list[Outcome], *, speak: bool) -> None:
    from bot.recorded_changes import Changer, NotMade
    from protocol.words import join_and

    changer = Changer(live, kept.board, kept.answer)
    if outcomes and speak:
        write("")
    for outcome in outcomes:
        entry = outcome.planned
        try:
            outcome.effect = changer.apply(
                entry.before, entry.changes, f"fix {join_and(entry.rules)}, by command"
            )
        except NotMade as reason:
            outcome.failure = str(reason)
        if speak:
            write(_told(outcome))


def _told(outcome: Outcome) -> str:
    title = outcome.planned.before.title
    if outcome.failure:
        return f"Not done, '{title}': {outcome.failure}"
    return f"Done, effect {outcome.effect}: '{title}'."


def _closing(outcomes: list[Outcome], writes: int, limit: int, *, dry_run: bool, over: bool) -> int:
    """The last word on standard error, and the exit status."""
    if not outcomes:
        return 0
    cards = count_of(len(outcomes), "card")
    if over:
        sentence = (
            f"{count_of(writes, 'write')} on {cards}, more than the ceiling of {limit} "
            "(max_writes under [quiet]): narrow it with --rule or --card, or give --no-limit."
        )
        if not dry_run:
            raise UserError(f"Nothing was written: this would be {sentence}")
        say(f"Without --dry-run nothing would be written: {sentence}")
        return 1
    if dry_run:
        say(f"Nothing was written; without --dry-run {cards} would be changed.")
        return 1
    say("\n".join(_summary(outcomes)))
    left = any(outcome.failure or outcome.planned.later for outcome in outcomes)
    return 1 if left else 0


def _summary(outcomes: list[Outcome]) -> Iterator[str]:
    done = [str(outcome.effect) for outcome in outcomes if outcome.effect is not None]
    if done:
        yield f"{count_of(len(done), 'card')} changed. To undo: cardkeeper undo {' '.join(done)}"
    later = sum(bool(outcome.planned.later) for outcome in outcomes)
    if later:
        yield f"On {count_of(later, 'card')} more is to be put right; run the command again."


def _json(
    outcomes: list[Outcome], kept: "KeptBoard", writes: int, limit: int, *, dry_run: bool
) -> str:
    return as_json(
        {
            "board": {"id": kept.board.id, "name": kept.board.name, "url": kept.board.url},
            "dry_run": dry_run,
            "writes": writes,
            "ceiling": limit,
            "fixes": [_one(outcome) for outcome in outcomes],
        }
    )


def _one(outcome: Outcome) -> dict[str, Any]:
    entry = outcome.planned
    return {
        "card_id": entry.before.id,
        "card": entry.before.title,
        "url": entry.before.url,
        "rules": list(entry.rules),
        "does": list(entry.does),
        "changes": entry.changes,
        "safe": entry.safe,
        "later": list(entry.later),
        "effect": outcome.effect,
        "failure": outcome.failure or None,
    }
