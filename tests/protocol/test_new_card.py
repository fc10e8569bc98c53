"""A card that is about to be made is judged as one that comes into its list now."""

import re

import pytest

from protocol.history import history_of
from protocol.new_card import LIST, TITLE, Draft, objections
from protocol.rules import RULES
from protocol.subject import Context
from tests.protocol.cards import NOW, action, agreement_of, board, card, list_id

LISTS = ("Inbox", "Ready", "Doing", "Review", "Waiting", "Done")
ALL_SPOKEN = "\n".join(f'[rules.{rule.name}]\nlevel = "advise"' for rule in RULES)
OF_THE_PAST = re.compile(r"\d+ days?\b|meetings|at least|since")


def old_board(moved: str) -> Context:
    """A board whose known past is two months long."""
    past = action("updateCard", moved, before="Ready", after="Doing")
    made = card("a", in_list="Doing", created="2026-01-05", history=[past])
    return Context(
        it := board(made, lists=LISTS), agreement_of(ALL_SPOKEN), history_of(it), NOW
    )  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_no_rule_counts_the_days_of_the_board_against_it(name: str) -> None:
    context = old_board("2026-09-20")

    said = objections(Draft(list_id(name), title="Compare two aligners on a batch"), context)

    assert LIST not in dict(said)
    assert not [text for _, text in said if OF_THE_PAST.search(text)]
    assert TITLE not in dict(said)
