"""`cardkeeper templates`: one Trello template card per kind, kept in line with the agreement."""

from typing import TYPE_CHECKING, Annotated, Any

from typer import Option

from bot.cli.live_options import BoardOption, DryRun
from bot.cli.output import paragraph, say, write
from bot.errors import UserError
from protocol.words import count_of, did_you_mean

if TYPE_CHECKING:
    from bot.live import Live
    from bot.recorded_changes import Changer
    from protocol.board import Board, BoardList
    from protocol.templates import TemplatePlan

EXAMPLES = """
cardkeeper templates --dry-run
cardkeeper templates --board AbCd1234 --list Templates
"""


def run(
    board: BoardOption = None,
    into: Annotated[
        str | None,
        Option(
            "--list", "-l", metavar="NAME",
            help="The list that new template cards are made in. Without it: the first list that "
            "is ignored, else the inbox. Those that are there stay where they are.",
            show_default=False,
        ),
    ] = None,
    dry_run: DryRun = False,
) -> int:  # fmt: skip
    """Keep one template card per kind on the board: headings, label, estimate, checklist.

    A card made from one starts as the agreement asks. Templates are made once, found again by a
    mark in their description and updated between their marks; what people wrote, named or added
    besides is left as they made it, and so is a template that they archived. Status 0: all are as
    the agreement says; 1: one is not (or would be changed, with --dry-run); 2: could not run.
    """
    from bot.live import open_live
    from bot.recorded_changes import Changer
    from protocol.board_json import read_snapshot
    from protocol.templates import plan_templates

    with open_live() as live:
        if not live.agreement.kinds:
            raise UserError("The agreement has no kinds; give some under [kinds], one table each.")
        board_id = live.board(board).board.id
        answer = live.trello.read_board(board_id, "all")
        whole = read_snapshot({**answer, "actions": []})
        plans = plan_templates(whole, live.agreement)
        place = _place(live, whole, into)
        changer = Changer(live, whole, answer)
        statuses = [_keep(live, changer, whole, place, plan, dry_run=dry_run) for plan in plans]
    say(_closing(sum(status > 0 for status in statuses), dry_run=dry_run))
    return max(statuses)


def _place(live: "Live", board: "Board", wanted: str | None) -> "BoardList":
    from bot.live import now_utc
    from protocol.agreement import fold
    from protocol.history import History
    from protocol.subject import Context
    from protocol.templates import default_list

    if wanted is None:
        found = default_list(Context(board, live.agreement, History(()), now_utc()))
        if found is None:
            raise UserError(f"The board '{board.name}' has no list to make the templates in.")
        return found
    for entry in board.open_lists:
        if fold(entry.name) == fold(wanted):
            return entry
    names = [entry.name for entry in board.open_lists]
    raise UserError(
        f"The board '{board.name}' has no list '{wanted}'; {did_you_mean(wanted, names)}"
    )


def _keep(
    live: "Live",
    changer: "Changer",
    board: "Board",
    place: "BoardList",
    plan: "TemplatePlan",
    *,
    dry_run: bool,
) -> int:
    """Bring one template in line; 0 when it is or was brought, 1 when it is not."""
    from bot.recorded_changes import NotMade

    does = _does(plan, place)
    remarks = "".join(f"; {remark}" for remark in plan.remarks)
    if plan.is_done:
        _tell(plan, f"as the agreement says{remarks}" if not plan.remarks else remarks[2:])
        return 0
    if dry_run:
        _tell(plan, f"would be {does}{remarks}")
        return 1
    try:
        _write(live, changer, board, place, plan)
    except NotMade as reason:
        _tell(plan, f"not {does}. {reason}")
        return 1
    _tell(plan, f"{does}{remarks}")
    return 0


def _tell(plan: "TemplatePlan", what: str) -> None:
    write(paragraph(f"{plan.template.kind}: {what}", "", "  "))


def _does(plan: "TemplatePlan", place: "BoardList") -> str:
    from protocol.undoing import changes_in_words
    from protocol.words import join_and

    if plan.card is None:
        return f"made as '{plan.template.title}' in '{place.name}'"
    words = list(changes_in_words(plan.changes, str))
    if plan.lines:
        words.append(f"adds {count_of(len(plan.lines), 'line')} to its checklist")
    return f"updated: this {join_and(words)}"


def _write(
    live: "Live", changer: "Changer", board: "Board", place: "BoardList", plan: "TemplatePlan"
) -> None:
    """Make or change the card. What a crash leaves undone is done by the next run."""
    from protocol.templates import plan_template

    why = f"template of the kind {plan.template.kind}"
    card_id = plan.card.id if plan.card else _make(live, changer, place, plan, why)
    present = changer.read(card_id)
    if plan.card is None:
        plan = plan_template(plan.template, [present.card], board)
    if plan.changes:
        changer.make(present, plan.changes, kind="Apply", why=why)
    if plan.lines:
        after = f"adds to its checklist: {', '.join(plan.lines)}"
        with changer.effect("Template", card_id, why=why, after=after):
            _add_lines(live, present.answer, plan.lines)


def _make(
    live: "Live", changer: "Changer", place: "BoardList", plan: "TemplatePlan", why: str
) -> str:
    """The new card's id. Trello's documentation of POST /cards does not name `isTemplate`, so the
    answer is looked at, and the card changed when it was passed over."""
    from bot.recorded_changes import NotMade

    template = plan.template
    with changer.effect("Template", "", why=why, after="made it") as recorded:
        card = live.trello.add_card(
            place.id, template.title, template.block, pos="bottom", isTemplate=True
        )
        card_id = recorded.card_id = str(card["id"])
        if not card.get("isTemplate"):
            card = live.trello.update_card(card_id, isTemplate=True)
    if not card.get("isTemplate"):
        raise NotMade(
            f"Trello made the card '{template.title}' and no template of it: open it, choose "
            "'Make template' in its menu, and run the command again."
        )
    return card_id


def _add_lines(live: "Live", answer: dict[str, Any], lines: tuple[str, ...]) -> None:
    from protocol.templates import CHECKLIST

    card_id = str(answer["id"])
    for checklist in answer.get("checklists") or []:
        if checklist.get("name") == CHECKLIST:
            live.trello.add_check_items(str(checklist["id"]), list(lines))
            return
    live.trello.add_checklist(card_id, CHECKLIST, list(lines))


def _closing(count: int, *, dry_run: bool) -> str:
    if dry_run:
        return f"Nothing was written; {count_of(count, 'template')} would be changed."
    if count:
        return f"{count_of(count, 'template')} could not be kept."
    return "All templates are as the agreement says."
