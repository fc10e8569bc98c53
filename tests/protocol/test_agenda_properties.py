"""What holds for the agenda of every board, however odd."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.agenda import agenda
from protocol.board import Board
from tests.protocol.cards import NOW, context_of
from tests.protocol.random_boards import random_board

EAST = """
timezone = "Pacific/Auckland"
[rules]
owner-missing = "enforce"
[annotations]
goal_field = "Goal"
[kinds.calm]
horizon = "short"
"""
WEST = """
timezone = "America/Los_Angeles"
guess_lists = false
[lists]
"Inbox" = "goals"
"Doing" = "doing"
"""
BOARDS = st.integers(0, 2**32).map(lambda seed: random_board(Random(seed)))
AGREEMENTS = st.sampled_from(["", EAST, WEST])
DAYS = st.sampled_from([0.5, 7, 30, 4000])


@pytest.mark.slow
@given(BOARDS, AGREEMENTS, DAYS)
@settings(max_examples=100, deadline=None)
def test_the_agenda_of_any_board_is_whole_and_the_same_again(
    whole: Board, agreement: str, days: float
) -> None:
    since = NOW - timedelta(days=days)
    context = context_of(whole, agreement)
    found = agenda(context, since)
    assert found == agenda(context_of(whole, agreement), since)
    for section in found.sections:
        assert len(section.shown) <= section.show + 1
        assert section.shown + section.folded == section.items
        assert len({item.key for item in section.items}) == len(section.items)
    listed = {item.key for name in ("carried-over", "coming") for item in found.section(name).items}
    promised = {
        subject.id
        for subject in context.subjects
        if subject.role in ("ready", "doing", "review") and not subject.is_goal
    }
    assert promised <= listed
