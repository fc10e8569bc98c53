"""What holds for the load of every board, however odd."""

from collections import defaultdict
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.board import Board
from protocol.card_load import Estimates
from protocol.workload import STATES, Workload, workload
from tests.protocol.cards import Written, board, card, context_of
from tests.protocol.random_boards import random_board

PEOPLE = ("Ines", "Omar", "Petra", "Yusuf")
ROLES = ("Inbox", "Ready", "Doing", "Waiting", "Review", "Done")
AWAY = """
[load]
shared = "full"
estimate = 0.5
[people.u1]
away = ["2026-11-01..2026-12-24"]
"""
WEST = """
timezone = "America/Los_Angeles"
[kinds.analysis]
estimate = 3
[people.Zoe]
[annotations]
estimate_field = "Days"
[load.weights]
waiting = 1
inbox = 0.1
"""
BOARDS = st.integers(0, 2**32).map(lambda seed: random_board(Random(seed)))
AGREEMENTS = st.sampled_from(["", AWAY, WEST])
CARDS = st.lists(
    st.builds(
        lambda place, owners, days: card(f"a ({days})", in_list=place, owners=owners),
        st.sampled_from(ROLES),
        st.lists(st.sampled_from(PEOPLE), unique=True),
        st.integers(0, 99),
    ),
    max_size=8,
)
slow_to_make = settings(
    max_examples=60,
    deadline=None,
)


def loads_by_card(load: Workload) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for counted in (load.unowned.counted, *(person.counted for person in load.people)):
        for counted_card in counted:
            found[counted_card.card_id] += counted_card.days
    return found


@given(CARDS)
@settings(deadline=None)
def test_the_shares_of_a_card_sum_to_its_load(cards: list[Written]) -> None:
    context = context_of(board(*cards))
    estimates = Estimates(context)
    found = loads_by_card(workload(context))
    for subject in context.subjects:
        weight = context.agreement.weight(subject.role) if subject.role else 0.0
        whole = estimates.of(subject).days * weight
        assert found.get(subject.id, 0.0) == pytest.approx(whole)


@given(BOARDS, AGREEMENTS)
@settings(max_examples=100, deadline=None)
def test_the_load_of_any_board_adds_up(whole: Board, agreement: str) -> None:
    context = context_of(whole, agreement)
    load = workload(context)
    ranks = [STATES.index(person.state) for person in load.people]
    assert ranks == sorted(ranks)
    for person in load.people:
        shown = [c.card_id for c in (*person.counted, *person.left_out)]
        owned = [c.id for c in whole.open_cards if person.member_id in c.member_ids]
        assert sorted(shown) == sorted(owned if person.member_id else [])
        assert 0 <= person.load < 1e6
        assert person.load == pytest.approx(sum(c.days for c in person.counted))
        assert 0 <= person.capacity.days <= person.capacity.per_week
    assert load == workload(context_of(whole, agreement))
