"""The labels of a card tell at most one kind."""

from protocol.rule import Change
from tests.protocol.cards import card, judge, member_id

KINDS = """
[kinds.analysis]
title_words = ["compare"]

[kinds.tool]
title_words = ["script"]

[kinds.data]
"""


def test_a_card_of_one_kind_keeps_it() -> None:
    labelled = card("Compare the two aligners", labels=["analysis", "urgent"])
    assert judge("kind-ambiguous", labelled, KINDS) == []


def test_a_card_of_no_kind_is_left_to_another_rule() -> None:
    assert judge("kind-ambiguous", card("Compare the two aligners"), KINDS) == []


def test_a_card_of_two_kinds_breaks_it() -> None:
    both = card("Look at the plates", labels=["analysis", "tool"], owners=["Ines"])
    (found,) = judge("kind-ambiguous", both, KINDS)
    assert found.says == "its labels tell 2 kinds: analysis and tool"
    assert found.who == (member_id("Ines"),)
    assert found.fix is None


def test_a_finished_card_of_two_kinds_is_left_alone() -> None:
    both = card("Look at the plates", in_list="Done", labels=["analysis", "tool"])
    assert judge("kind-ambiguous", both, KINDS) == []


def test_the_kind_that_the_title_tells_stays_and_the_fix_asks_first() -> None:
    all_three = card("Compare the plates", labels=["tool", "analysis", "data"])
    (found,) = judge("kind-ambiguous", all_three, KINDS)
    assert found.fix is not None
    assert not found.fix.safe
    assert found.fix.changes == (Change("unlabel", "tool"), Change("unlabel", "data"))
    assert "'tool' and 'data'" in found.fix.does


def test_a_title_that_tells_two_of_the_kinds_gives_no_fix() -> None:
    both = card("Compare the script", labels=["analysis", "tool"])
    assert judge("kind-ambiguous", both, KINDS)[0].fix is None


def test_a_title_that_tells_a_kind_the_card_does_not_have_gives_no_fix() -> None:
    both = card("Compare the plates", labels=["tool", "data"])
    assert judge("kind-ambiguous", both, KINDS)[0].fix is None
