"""Whatever happens in whatever order, no mark is lost and none is looked at twice."""

from datetime import timedelta
from functools import cache

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import Engine, delete
from sqlmodel import Session

from storage import looks
from storage.database import open_database
from storage.looks import Look
from tests.storage.moments import after

CARDS = ("a", "b")
LONG = 100_000.0  # seconds: any pause is over


@cache
def _engine() -> Engine:
    return open_database("sqlite://")


class Marks(RuleBasedStateMachine):
    """The marks of two cards, beside a list of what was asked for and is not answered yet."""

    def __init__(self) -> None:
        super().__init__()
        self.engine = _engine()
        with Session(self.engine) as session, session.begin():
            session.execute(delete(Look))
        self.now = 0.0
        self.open: dict[str, list[str]] = {card: [] for card in CARDS}  # causes, in order
        self.at_work: dict[str, tuple[Look, int]] = {}  # the look, and how many marks it is for
        self.tries: set[tuple[str, int, int]] = set()

    @rule(card=st.sampled_from(CARDS), cause=st.sampled_from(["event", "sweep"]))
    def mark(self, card: str, cause: str) -> None:
        looks.ask(self.engine, "board", card, after(self.now), cause=cause)
        self.open[card].append(cause)

    @rule(after_s=st.sampled_from([LONG, 3.0, 0.5]))
    def take(self, after_s: float) -> None:
        self.now += after_s
        due = looks.take_due(
            self.engine, after(self.now),
            quiet=timedelta(seconds=2), patience=timedelta(seconds=10),
        )  # fmt: skip
        for row in due:
            assert row.card_id not in self.at_work
            assert self.open[row.card_id], "a look that nobody asked for"
            if "event" in self.open[row.card_id]:
                assert row.cause == "event"
            assert (row.card_id, row.taken, row.failures) not in self.tries
            self.tries.add((row.card_id, row.taken, row.failures))
            self.at_work[row.card_id] = row, len(self.open[row.card_id])

    @precondition(lambda self: self.at_work)
    @rule(data=st.data(), twice=st.booleans())
    def answer(self, data: st.DataObject, twice: bool) -> None:
        card = data.draw(st.sampled_from(sorted(self.at_work)))
        row, count = self.at_work.pop(card)
        for _ in range(1 + twice):
            looks.answer(self.engine, "board", card, row.taken)
        del self.open[card][:count]

    @precondition(lambda self: self.at_work)
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        card = data.draw(st.sampled_from(sorted(self.at_work)))
        row, _ = self.at_work.pop(card)
        pause = looks.give_back(self.engine, "board", card, row.taken, after(self.now))
        assert pause is not None

    @rule()
    def crash(self) -> None:
        """The process ends; the next one is told of what was at work, and takes it up."""
        left = {row.card_id: row for row in looks.unanswered(self.engine)}
        assert left.keys() == self.at_work.keys()
        for card, row in left.items():
            known, count = self.at_work[card]
            assert (row.taken, row.taken_at) == (known.taken, known.taken_at)
            self.at_work[card] = row, count

    @invariant()
    def nothing_is_lost(self) -> None:
        waiting, _ = looks.waiting(self.engine)
        assert waiting == sum(bool(causes) for causes in self.open.values())

    @precondition(lambda self: not self.at_work)
    @rule()
    def in_the_end_everything_is_answered(self) -> None:
        self.take(LONG)
        assert self.at_work.keys() == {card for card, causes in self.open.items() if causes}
        for card, (row, count) in list(self.at_work.items()):
            looks.answer(self.engine, "board", card, row.taken)
            del self.at_work[card]
            del self.open[card][:count]
        assert looks.waiting(self.engine)[0] == 0


TestMarks = Marks.TestCase
TestMarks.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
