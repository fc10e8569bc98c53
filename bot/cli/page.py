"""`cardkeeper page`: a link that lets somebody in on the web pages, and the way to end sessions."""

from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from bot.cli.output import say, write
from bot.errors import UserError
from protocol.words import count_of, did_you_mean

if TYPE_CHECKING:
    from bot.desk import Asker
    from protocol.agreement import Agreement
    from protocol.board import Board

EXAMPLES = """
cardkeeper page amara_nwosu
cardkeeper page "Amara Nwosu" --to goals
cardkeeper page amara_nwosu --end      (whoever is in under that name is out)
cardkeeper page --end                  (everybody is out)
"""


def run(
    member: Annotated[
        str | None,
        Argument(metavar="MEMBER", help="User name or name on Trello.", show_default=False),
    ] = None,
    to: Annotated[
        str, Option("--to", metavar="PAGE", help="The page that opens: workload, goals, agenda ...")
    ] = "",
    end: Annotated[
        bool, Option("--end", help="End the sessions of the member, or of everybody.")
    ] = False,
) -> int:  # fmt: skip
    """Make a link that lets a member of a board in, once and within a quarter of an hour.

    Whoever has the link is in as that member for twelve hours: hand it to nobody else. In Slack
    people get theirs with /workload and /agenda. Status 0: done; 2: could not run.
    """
    from bot.known_boards import known_boards
    from bot.live import agreement_of, live_settings, now_utc, open_known_data
    from bot.web.pages.opening import access_for, base_of
    from storage.pages import end_sessions

    settings, _ = live_settings()
    agreement = agreement_of(settings)
    engine = open_known_data(settings)
    try:
        boards = known_boards(engine)
        asker = _asker(member, boards, agreement) if member or not end else None
        if end:
            ended = end_sessions(engine, asker.trello if asker else "")
            write(f"Ended: {count_of(ended, 'session')}.")
            return 0
        assert asker is not None  # else it was said that nobody is named
        base = base_of(settings) or f"http://{settings.host}:{settings.port}"
        access = access_for(settings, engine, now_utc, base)
        write(access.link_for(asker, f"/go/{to.strip('/')}"))
    finally:
        engine.dispose()
    say(f"For {asker.name}, once, within 15 minutes.")
    return 0


def _asker(member: str | None, boards: "list[Board]", agreement: "Agreement") -> "Asker":
    """The member who is meant; raises UserError with the names that there are."""
    from bot.desk import Asker
    from protocol.agreement import fold
    from protocol.bots import is_bot

    members = (member for board in boards for member in board.members)
    active = [m for m in members if m.active and m.username and not is_bot(m)]
    known = {m.username: m for m in active}
    wanted = fold((member or "").removeprefix("@"))
    found = {m.username for m in active if wanted in (fold(m.username), fold(m.full_name))}
    if not wanted:
        raise UserError(f"Say for whom: 'cardkeeper page NAME'; {did_you_mean('', known)}")
    if len(found) != 1:
        raise UserError(f"No member of the boards is '{member}'; {did_you_mean(wanted, known)}")
    one = known[found.pop()]
    name, person = agreement.people_by_trello.get(fold(one.username), (one.name, None))
    return Asker("", name, one.username, bool(person and person.lead))
