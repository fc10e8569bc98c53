"""The title of a card says what the card is about."""

import pytest

from tests.protocol.cards import card, judge, member_id


@pytest.mark.parametrize(
    "title",
    [
        "Fix the sample order in the QC report (2)",
        "QC7",
        "Test the doublet filter",
        "整理",
        "See https://example.org/7 and compare",
        "بيانات الدفعة السابعة",
    ],
)
def test_a_title_that_says_something_keeps_it(title: str) -> None:
    assert judge("title-unclear", card(title)) == []


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("", "it has no title"),
        ("  (3) ", "it has no title"),
        ("https://example.org/boards/7", "its title is an address and nothing else"),
        ("www.example.org", "its title is an address and nothing else"),
        ("-----", "its title, '-----', has not one word in it"),
        ("2026-11-10", "its title, '2026-11-10', has not one word in it"),
        ("42", "its title, '42', has not one word in it"),
        ("QC", "its title, 'QC', is 2 letters long"),
        ("x", "its title, 'x', is 1 letter long"),
        ("misc", "its title, 'misc', could stand on any card"),
        ("Fix (2)", "its title, 'Fix', could stand on any card"),
        ("Test 2", "its title, 'Test 2', could stand on any card"),
        ("Other  stuff", "its title, 'Other stuff', could stand on any card"),
    ],
)
def test_a_title_that_says_nothing_breaks_it(title: str, says: str) -> None:
    (found,) = judge("title-unclear", card(title, in_list="Inbox", owners=["Ines"]))
    assert found.says == says
    assert found.who == (member_id("Ines"),)


def test_a_finished_card_keeps_the_title_it_had() -> None:
    assert judge("title-unclear", card("misc", in_list="Done")) == []


def test_a_team_may_name_words_that_say_nothing_to_it() -> None:
    assert judge("title-unclear", card("Pipeline")) == []
    assert len(judge("title-unclear", card("Pipeline"), vague=["PIPELINE"])) == 1


def test_the_shortest_title_is_for_the_team_to_say() -> None:
    assert len(judge("title-unclear", card("QC7"), shortest=4)) == 1
    assert judge("title-unclear", card("QC7b"), shortest=4) == []
