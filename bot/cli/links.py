"""`cardkeeper links`: the cards' runs, pull requests and repositories, and finding past ones."""

from collections.abc import Iterable
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

from typer import Argument, Option

from bot.cli.inputs import as_json, choice
from bot.cli.live_options import BoardOption
from bot.cli.output import paragraph, say, write
from protocol.words import count_of

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from bot.live import Live
    from protocol.links import LinkState
    from storage.links import Link, Tie

EXAMPLES = """
cardkeeper links list
cardkeeper links list --format json
cardkeeper links backfill
cardkeeper links backfill --board AbCd1234
cardkeeper links backfill --dry-run
"""
ACTIONS = ("list", "backfill")


def run(
    action: Annotated[
        str, Argument(metavar="ACTION", help="list or backfill.", show_default=False)
    ] = "list",
    board: BoardOption = None,
    dry_run: Annotated[
        bool,
        Option("--dry-run", "-n", help="With backfill: say what it would tie, and keep nothing."),
    ] = False,
    output: Annotated[
        str, Option("--format", "-f", metavar="FORMAT", help="With list: text or json.")
    ] = "text",
) -> int:
    """List what the cards are tied to, or tie what was made before Cardkeeper came.

    Backfill reads the boards, takes every address written on a card, asks the systems' lists once
    (of Seqera Platform the latest hundred runs of each workspace), and ties what names a card of
    the board; that is shown as a guess. It can be repeated without harm.

    Status 0: done; 1: a system could not be asked; 2: could not run.
    """
    action = choice(action, "ACTION", ACTIONS)
    output = choice(output, "--format", ("text", "json"))
    from bot.cli.apart import on_a_copy
    from bot.live import open_live

    with (
        open_live() as deployed,
        on_a_copy(deployed) if dry_run else nullcontext(deployed) as live,
    ):
        before = {(tie.card_id, tie.url) for tie, _ in _ties(live.engine, live.boards.ids())}
        boards = {kept.board.id: kept.board.name for kept in map(live.read, live.board_ids(board))}
        if action == "backfill":
            status = _backfill(live, boards, before)
            if dry_run:
                say("Nothing was kept; without --dry-run it would be.")
            return status
        return _list(live, boards, output)


def _backfill(live: "Live", boards: dict[str, str], before: set[tuple[str, str]]) -> int:
    """`before` are the ties, by card and address, that were there before the boards were read."""
    from bot.links import Refresher
    from bot.providers import providers
    from bot.providers.provider import Closes
    from storage.links import ask_soon, asking_of

    now = datetime.now(UTC)
    refresher = Refresher(live.engine, live.boards, lambda: datetime.now(UTC), wake=_nobody)
    failed = []
    for provider in providers(live.settings, live.engine):
        own = [link.url for _, link in _ties(live.engine, boards) if link.system == provider.name]
        ask_soon(live.engine, own, now)
        refresher.refresh(provider)
        if provider.is_live:
            asking = asking_of(live.engine, provider.name)
            if asking is not None and asking.failed_since is not None:
                failed.append(f"{provider.title}: {asking.why}.")
        if isinstance(provider, Closes):
            provider.close()
    ties = _ties(live.engine, boards)
    fresh = [tie for tie, _ in ties if (tie.card_id, tie.url) not in before]
    guessed = sum(tie.how == "guessed" for tie in fresh)
    cards = count_of(len({tie.card_id for tie, _ in ties}), "card")
    write(
        paragraph(
            f"{count_of(len(ties), 'link')} on {cards}, {len(fresh)} of them new, "
            f"{guessed} tied by their names."
        )
    )
    for line in failed:
        say(line)
    return 1 if failed else 0


def _list(live: "Live", boards: dict[str, str], output: str) -> int:
    from bot.card_ties import states_of

    titles = {card.id: card.title for kept in live.boards.all_kept() for card in kept.board.cards}
    states = {
        (card_id, state.reference.url): state
        for board_id in boards
        for card_id, found in states_of(live.engine, board_id).items()
        for state in found
    }
    ties = _ties(live.engine, boards)
    if output == "json":
        write(as_json([_value(tie, link, titles, states) for tie, link in ties]))
        return 0
    zone, now = ZoneInfo(live.agreement.timezone), datetime.now(UTC)
    card = ""
    for tie, link in ties:
        if tie.card_id != card:
            card = tie.card_id
            write(titles.get(card, card))
        write(f"  {link.name}: {_words(states.get((card, tie.url)), zone, now)}")
        write(f"    {link.url}")
    if not ties:
        write("No card has a link yet; 'cardkeeper links backfill' looks for them.")
    return 0


def _words(state: "LinkState | None", zone: ZoneInfo, now: datetime) -> str:
    from protocol.link_words import asked_words, state_words

    if state is None:
        return "not asked yet"
    parts = (state_words(state, zone, now), asked_words(state, now))
    return ", ".join(part for part in parts if part)


def _value(
    tie: "Tie", link: "Link", titles: dict[str, str], states: "dict[tuple[str, str], LinkState]"
) -> dict[str, Any]:
    state = states.get((tie.card_id, tie.url))
    return {
        "card_id": tie.card_id,
        "card": titles.get(tie.card_id, ""),
        "url": link.url,
        "system": link.system,
        "kind": link.kind,
        "name": link.name,
        "tied": "guessed" if tie.how == "guessed" else "explicit",
        "state": state.state if state is not None else None,
        "live": state.live if state is not None else None,
        "superseded": state.superseded if state is not None else False,
        "asked": state.asked.isoformat() if state is not None else None,
        "could_not_ask_since": (
            state.could_not_ask_since.isoformat()
            if state is not None and state.could_not_ask_since is not None
            else None
        ),
    }


def _ties(engine: "Engine", boards: Iterable[str]) -> "list[tuple[Tie, Link]]":
    from storage.links import ties_of_board

    return [pair for board_id in boards for pair in ties_of_board(engine, board_id)]


def _nobody() -> None:
    """The running service follows the marks by itself."""
