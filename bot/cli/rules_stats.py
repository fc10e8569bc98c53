"""What rules in shadow would have said, as a table or as JSON."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from bot.cli.inputs import as_json
from bot.cli.output import bold
from bot.known_boards import board_id_of, known_boards
from bot.live import agreement_of, open_known_data
from bot.settings import read_settings
from protocol.agreement import Agreement
from protocol.days import dated, day_of
from protocol.trial import TrialCount
from protocol.words import count_of
from storage.shadow import trial_counts

_MOST_PEOPLE = 3
_NUMBERS = (("told", 5), ("now", 4), ("in a day", 8), ("later", 5))


def stats_text(board: str | None, output: str) -> str:
    """The counts of one board, or of all; raises UserError when nothing is kept."""
    settings = read_settings()
    engine = open_known_data(settings)
    try:
        board_id = board_id_of(known_boards(engine), board) if board else ""
        counts = trial_counts(engine, board_id)
    finally:
        engine.dispose()
    if output == "json":
        return as_json(counts)
    return "\n".join(_table(counts, agreement_of(settings)))


def _table(counts: Sequence[TrialCount], agreement: Agreement) -> Iterator[str]:
    if not counts:
        yield (
            "No rule in shadow has found anything yet. The service counts at every sweep; "
            "'cardkeeper rules' shows which rules are in shadow."
        )
        return
    width = max(len(count.rule) for count in counts)
    head = "  ".join(f"{name:>{columns}}" for name, columns in _NUMBERS)
    yield bold(f"{'rule':<{width}}  {head}  since        to whom")
    zone = ZoneInfo(agreement.timezone)
    for count in counts:
        values = (count.told, count.still, count.gone_in_a_day, count.gone_later)
        cells = "  ".join(
            f"{value or '-':>{columns}}"
            for value, (_, columns) in zip(values, _NUMBERS, strict=True)
        )
        since = dated(day_of(count.first_seen, zone)).partition(" ")[2]
        yield f"{count.rule:<{width}}  {cells}  {since:<11}  {_people(count)}".rstrip()
    told = sum(count.told for count in counts)
    quick = sum(count.gone_in_a_day for count in counts)
    yield ""
    yield (
        f"{count_of(told, 'finding')} of rules in shadow, unspoken; {quick} settled within a day "
        "although nobody was told. A rule whose findings mostly stay is worth 'advise'."
    )


def _people(count: TrialCount) -> str:
    named = [f"{name} {number}" for name, number in count.people[:_MOST_PEOPLE]]
    if len(count.people) > _MOST_PEOPLE:
        named.append(count_of(len(count.people) - _MOST_PEOPLE, "other"))
    return ", ".join(named)
