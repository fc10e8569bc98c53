"""The sentence on rules in shadow, and the agenda that takes it."""

from datetime import UTC, datetime, timedelta

from protocol.agenda import agenda
from protocol.agreement import Agreement
from protocol.board import Board
from protocol.history import History
from protocol.subject import Context
from protocol.trial import TrialCount, in_one_sentence

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
COUNTS = (
    TrialCount("owner-missing", 6, 2, 3, 1, NOW, NOW),
    TrialCount("due-missing", 1, 1, 0, 0, NOW, NOW),
)


def test_the_sentence_adds_up_all_rules() -> None:
    assert in_one_sentence(COUNTS) == (
        "So far, rules on trial would have spoken 7 times; 3 were settled within a day, unasked."
    )


def test_without_counts_nothing_is_said() -> None:
    assert in_one_sentence(()) == ""


def test_the_agenda_says_it_beside_the_agreement() -> None:
    board = Board(id="5f00000000000000000000b0", name="Genomes")
    context = Context(board, Agreement(), History(()), NOW)
    since = NOW - timedelta(days=7)

    notes = agenda(context, since, trial=COUNTS).section("agreement").notes

    assert in_one_sentence(COUNTS) in notes
    assert agenda(context, since).section("agreement").notes == ()
