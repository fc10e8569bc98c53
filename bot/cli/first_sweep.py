"""What `serve --dry-run` says: what the start of the service would write."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot.cli.output import paragraph, say, write
from protocol.words import count_of, join_and

if TYPE_CHECKING:
    from bot.live import Live
    from protocol.board import Board
    from protocol.decide import Effect

_RULES = re.compile(r"\(`([\w-]+)`;")  # as the bot's comment names them
_WOULD = {
    "PostComment": "would post its comment",
    "EditComment": "would edit its comment",
    "WithdrawComment": "would withdraw its comment",
    "MoveBack": "would move the card back",
    "Tell": "would bring the channel's message up to date",
    "CloseMessage": "would close the channel's message",
    "Attach": "would tell a link's state in an attachment",
    "Detach": "would take a link's attachment away",
}


def say_what_would_be_written() -> int:
    """Read every board of the settings once and say it. 0: nothing would be; 1: something."""
    from bot.cli.apart import on_a_copy
    from bot.live import open_live

    with open_live() as deployed, on_a_copy(deployed) as live:
        counts = [_board(live, name) for name in live.board_ids(None)]
    writes = sum(counts)
    say(
        f"Nothing was written; without --dry-run the start would write {count_of(writes, 'time')}."
        if writes
        else "Nothing would be written."
    )
    return 1 if writes else 0


def _board(live: "Live", name: str) -> int:
    """One board; how often something would be written for it."""
    from bot.live import now_utc
    from bot.observe import Observer

    board = live.read(name).board
    observer = Observer(
        live.engine, live.boards, now_utc, bot=live.bot, channel_id=_channel(live, board.id)
    )
    due = observer.sweep(board.id)
    titles = {card.id: card.title for card in board.cards}
    lists = {entry.id: entry.name for entry in board.lists}
    write(board.name)
    for card_id, effects in due.items():
        for effect in effects:
            write(
                paragraph(f"{titles.get(card_id, card_id)}: {_words(effect, lists)}", "  ", "    ")
            )
    writes = sum(len(effects) for effects in due.values())
    ceiling = live.agreement.quiet.max_writes
    if writes > ceiling:
        say(
            f"'{board.name}': {writes} writes are more than the ceiling of {ceiling} (max_writes "
            "under [quiet]): the sweep would write none of them and tell an administrator."
        )
        writes = 0
    others = list(_others(live, board))
    for line in others:
        write(f"  {line}")
    if not due and not others:
        write("  nothing")
    return writes + len(others)


def _words(effect: "Effect", lists: dict[str, str]) -> str:
    kind = type(effect).__name__
    words = _WOULD.get(kind, "would change the card")
    if kind == "MoveBack":
        words += f" to '{lists.get(getattr(effect, 'to_list', ''), '?')}'"
    rules = dict.fromkeys(_RULES.findall(getattr(effect, "text", "")))
    return f"{words} ({join_and(rules)})" if rules else words


def _others(live: "Live", board: "Board") -> Iterable[str]:
    """What a start writes beside what it says of cards."""
    from bot.trello.webhook_care import callback_of, missing, webhooks_of
    from storage.boards import was_greeted

    settings, channel = live.settings, live.agreement.slack.channel.lstrip("#")
    callback = callback_of(settings.public_url) if settings.trello_secret.get_secret_value() else ""
    if callback and missing(webhooks_of(live.trello), [board.id], callback):
        yield f"would register a webhook for {callback}"
    speaks = bool(channel and settings.slack_bot_token.get_secret_value())
    if speaks and not was_greeted(live.engine, board.id):
        yield f"would greet #{channel}"
    if live.agreement.board_card.list_name and _is_card_behind(live, board.id):
        yield f"would bring the team's card in '{live.agreement.board_card.list_name}' up to date"


def _is_card_behind(live: "Live", board_id: str) -> bool:
    """Whether the team's card is still to be made, or shows other numbers than it would now."""
    from bot.board_card.facts import team_facts
    from bot.board_card.keep import PLACE
    from storage.memory import said

    context = live.boards.context(board_id)
    known = said(live.engine, PLACE, board_id)
    return context is not None and (
        known is None or known.text != team_facts(context, (live.bot.member_id,)).digest
    )


def _channel(live: "Live", board_id: str) -> str:
    """Where messages on this board's cards were posted before; a sweep begins none."""
    from bot.board_card.keep import PLACE
    from storage.memory import said_of_board

    places = {place for place, _ in said_of_board(live.engine, board_id)}
    return next(iter(places - {"trello", PLACE}), "")
