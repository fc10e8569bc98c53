"""A card that is agreed has a label that tells its kind."""

import pytest

from protocol.rule import Change
from tests.protocol.cards import board, card, judge, member_id

KINDS = """
[kinds.analysis]
title_words = ["compare", "analysis"]

[kinds.tool]
label = "Tool"
title_words = ["tool", "script"]
"""


def test_a_card_with_the_label_of_a_kind_keeps_it() -> None:
    labelled = card("Compare the two aligners", labels=["urgent", "Analysis"])
    assert judge("kind-missing", labelled, KINDS) == []


def test_a_card_with_other_labels_only_breaks_it() -> None:
    (found,) = judge("kind-missing", card("Ask the clinic", labels=["urgent"]), KINDS)
    assert found.says == "no label tells its kind, and it is in 'Doing'"
    assert found.resolve == "Put a label on it that tells its kind: analysis or tool."
    assert found.facts["labels"] == "urgent"
    assert found.facts["told_by_title"] == "nothing"


def test_a_card_without_any_label_breaks_it_and_its_owner_can_act() -> None:
    (found,) = judge("kind-missing", card("Ask the clinic", owners=["Ines"]), KINDS)
    assert found.who == (member_id("Ines"),)
    assert found.facts["labels"] == "none"


@pytest.mark.parametrize("in_list", ["Inbox", "Goals", "Done"])
def test_ideas_goals_and_finished_cards_need_no_kind(in_list: str) -> None:
    assert judge("kind-missing", card("Ask the clinic", in_list=in_list), KINDS) == []


@pytest.mark.parametrize("in_list", ["Ready", "Waiting", "Review"])
def test_agreed_work_needs_a_kind_in_every_list(in_list: str) -> None:
    assert len(judge("kind-missing", card("Ask the clinic", in_list=in_list), KINDS)) == 1


def test_an_agreement_without_kinds_asks_for_none() -> None:
    assert judge("kind-missing", card("Ask the clinic")) == []


def test_the_one_kind_that_the_title_tells_is_a_safe_fix() -> None:
    (found,) = judge("kind-missing", card("COMPARE the two aligners"), KINDS)
    assert found.resolve == "Put a label on it that tells its kind: analysis."
    assert found.fix is not None
    assert found.fix.safe
    assert found.fix.changes == (Change("label", "analysis"),)
    assert "'analysis'" in found.fix.does


def test_the_fix_spells_the_label_as_the_board_does() -> None:
    stands = board(card("A script for plates"), labels=["TOOL"])
    (found,) = judge("kind-missing", stands, KINDS)
    assert found.fix is not None
    assert found.fix.changes == (Change("label", "TOOL"),)


def test_words_of_two_kinds_in_the_title_leave_the_choice_to_people() -> None:
    (found,) = judge("kind-missing", card("Compare the tool with the old one"), KINDS)
    assert found.fix is None
    assert found.facts["told_by_title"] == "analysis or tool"


def test_a_title_word_counts_only_as_a_whole_word() -> None:
    (found,) = judge("kind-missing", card("Prescriptions of the cohort"), KINDS)
    assert found.fix is None
