"""Each board: may the bot work on it, and does the agreement still fit it; webhooks."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.doctor.finding import Check, attention, failed, ok
from bot.settings import Settings
from bot.trello.errors import TrelloError
from bot.trello.gateway import TrelloGateway
from bot.trello.webhook_care import callback_of, missing, webhooks_of
from protocol.agreement import Agreement, fold
from protocol.board import Board
from protocol.board_json import read_snapshot
from protocol.decide import Bot
from protocol.history import History
from protocol.rule import rule_options
from protocol.rules import RULES_BY_NAME
from protocol.subject import Context
from protocol.words import count_of, join_and


def check_boards(
    trello: TrelloGateway, settings: Settings, agreement: Agreement, bot: Bot, now: datetime
) -> Iterator[Check]:
    """Membership and agreement of every board of the settings, and their webhooks."""
    if not settings.board_ids:
        yield attention(
            "boards",
            "the settings name none",
            "Set CARDKEEPER_TRELLO_BOARDS to the ids or short links of the boards to keep.",
        )
        return
    read: list[Board] = []
    for board_id in settings.board_ids:
        try:
            board = read_snapshot({**trello.read_board(board_id), "actions": []})
        except TrelloError as error:
            yield _not_read(board_id, bot, error)
            continue
        read.append(board)
        yield _membership(board, bot)
        context = Context(board, agreement, History(()), now)
        yield from _agreement(context, bot)
    yield from _webhooks(trello, settings, read, all_read=len(read) == len(settings.board_ids))


def _not_read(board_id: str, bot: Bot, error: TrelloError) -> Check:
    if error.status in (401, 404):
        return failed(
            f"board {board_id}",
            f"it is not there, or @{bot.username} is not a member of it",
            f"Invite @{bot.username} to the board, or correct CARDKEEPER_TRELLO_BOARDS.",
        )
    return failed(f"board {board_id}", f"cannot be read: {error}", "Try again in a while.")


def _membership(board: Board, bot: Bot) -> Check:
    name = f"board '{board.name}'"
    member = board.members_by_id.get(bot.member_id)
    if member is None or not member.active:
        return failed(
            name,
            f"@{bot.username} is not a member of it, so it may read and not write",
            f"Invite @{bot.username} to the board as a normal member.",
        )
    if member.is_observer:
        return failed(
            name,
            f"@{bot.username} is an observer, so it may not write",
            f"Make @{bot.username} a normal member.",
        )
    if board.closed:
        return attention(name, "it is closed", "Open it again, or take it out of the settings.")
    return ok(name, f"@{bot.username} is a member and may write; {_size(board)}")


def _size(board: Board) -> str:
    lists = count_of(len(board.open_lists), "list")
    return f"{count_of(len(board.open_cards), 'open card')} in {lists}"


def _agreement(context: Context, bot: Bot) -> Iterator[Check]:
    """Drift, lists without a role, and people of the board whom the agreement does not name."""
    name = f"agreement on '{context.board.name}'"
    rule = RULES_BY_NAME["agreement-drift"]
    options: Any = rule_options(rule, context.agreement)
    assert rule.check_board is not None
    found = [
        attention(name, breach.says, breach.resolve)
        for breach in rule.check_board(context, options)
    ]
    if context.unmapped_lists:
        lists = join_and(f"'{entry.name}'" for entry in context.unmapped_lists)
        has = "has no role" if len(context.unmapped_lists) == 1 else "have no role"
        found.append(attention(name, f"{lists} {has}", "Give roles under [lists]."))
    strangers = _strangers(context, bot)
    if strangers:
        found.append(
            attention(
                name,
                f"{join_and(strangers)} {'is' if len(strangers) == 1 else 'are'} on the board and "
                "not among [people]",
                "Add them, so that their capacity, days away and Slack name are known.",
            )
        )
    terms = context.agreement.board_card
    lists_there = {fold(entry.name) for entry in context.board.open_lists}
    if terms.list_name and fold(terms.list_name) not in lists_there:
        found.append(
            attention(
                name,
                f"the list '{terms.list_name}' of [board_card] is not on the board",
                "Change the name, or make the list; until then the team's card is not made.",
            )
        )
    yield from found or [ok(name, "every list has a role, and what it names is on the board")]


def _strangers(context: Context, bot: Bot) -> list[str]:
    """Active members whom the agreement does not name, where it names people at all."""
    if not context.agreement.people:
        return []
    return [
        member.name
        for member in context.board.members
        if member.active
        and not member.is_observer
        and member.id != bot.member_id
        and context.person_of(member) is None
    ]


def _webhooks(
    trello: TrelloGateway, settings: Settings, boards: list[Board], *, all_read: bool
) -> Iterator[Check]:
    callback = callback_of(settings.public_url)
    if not callback or not settings.trello_secret.get_secret_value():
        yield ok("webhooks", f"not wanted; the boards are polled every {settings.poll_seconds:g} s")
        return
    try:
        webhooks = webhooks_of(trello)
    except TrelloError as error:
        yield failed("webhooks", f"cannot be listed: {error}", "Try again in a while.")
        return
    absent = missing(webhooks, [board.id for board in boards], callback)
    names = [f"'{board.name}'" for board in boards if board.id in absent]
    failing = [
        hook for hook in webhooks if hook.callback_url == callback and hook.state == "failing"
    ]
    if names:
        yield attention(
            "webhooks",
            f"none, or one that Trello has stopped, for {join_and(names)}",
            "Run 'cardkeeper webhooks register' while the service runs.",
        )
    for hook in failing:
        yield attention(
            "webhooks",
            f"{count_of(hook.failures, 'delivery', 'deliveries')} in a row failed",
            f"Is the service running, and does {callback} reach it from outside?",
        )
    if not names and not failing and all_read:
        yield ok("webhooks", f"{count_of(len(boards), 'board')} to {callback}, none failing")
