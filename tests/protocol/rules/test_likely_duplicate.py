"""No two open cards have near-equal titles."""

from time import perf_counter

import pytest

from tests.protocol.cards import board, card, judge, member_id


def test_titles_that_tell_two_things_keep_it() -> None:
    stands = board(card("Re-run alignment for batch 7"), card("Write the methods section"))
    assert judge("likely-duplicate", stands) == []


def test_the_younger_of_two_equal_cards_is_told_of_the_older() -> None:
    older = card("Re-run alignment", created="2026-11-01", in_list="Ready", owners=["Ines"])
    younger = card("Re-run alignment", created="2026-11-05", owners=["Omar", "Ines"])
    (found,) = judge("likely-duplicate", board(younger, older))
    assert found.card_id == younger.id
    assert found.says == "its title says the same as 'Re-run alignment' in 'Ready'"
    assert found.who == (member_id("Omar"), member_id("Ines"))
    assert found.facts["other_url"] == older.url


@pytest.mark.parametrize(
    "title",
    [
        "Re-run the alignment for batch 7",
        "rerun alignment, batch 7!",
        "Batch 7: re-run alignments",
        "Re-run alignment batch 7 (3)",
        "Re-run allignment batch 7",
        "RÉ-RUN ALIGNMENT BATCH 7",
    ],
)
def test_the_same_words_in_other_clothes_break_it(title: str) -> None:
    assert len(judge("likely-duplicate", board(card("Re-run alignment batch 7"), card(title)))) == 1


@pytest.mark.parametrize(
    "title",
    [
        "Re-run alignment batch 8",
        "Re-run alignment batch 7b",
        "Re-run alignment",
        "Re-run assessment batch 7",
        "Re-run algorithm batch 7",
    ],
)
def test_another_number_or_another_word_keeps_it(title: str) -> None:
    assert judge("likely-duplicate", board(card("Re-run alignment batch 7"), card(title))) == []


def test_a_word_that_only_shares_its_consonants_is_another_word() -> None:
    stands = board(card("Nanoparticle"), card("Noncooperative late pair nonpractical pie"))
    assert judge("likely-duplicate", stands) == []
    stands = board(card("Treating it"), card("Training it"))
    assert judge("likely-duplicate", stands) == []


def test_short_words_must_be_equal() -> None:
    assert judge("likely-duplicate", board(card("Plot the data"), card("Plot the date"))) == []


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("Make plots of it", "Make a plot of it", 1),
        ("Count the runs of it", "Count the run of it", 0),
        ("Cluster the cells", "Clutser the cells", 1),
        ("Matrix of the cells", "Martix of the cells", 0),
    ],
)
def test_plurals_of_five_letters_and_slips_in_seven_are_seen_through(
    one: str, other: str, count: int
) -> None:
    assert len(judge("likely-duplicate", board(card(one), card(other)))) == count


def test_of_three_alike_the_two_younger_are_told() -> None:
    stands = board(*(card("Re-run alignment", created=f"2026-11-0{day}") for day in (3, 1, 2)))
    found = judge("likely-duplicate", stands)
    assert [breach.card_id for breach in found] == [stands.cards[2].id, stands.cards[0].id]


@pytest.mark.parametrize("in_list", ["Done", "Goals"])
def test_finished_cards_and_goals_are_no_twins(in_list: str) -> None:
    stands = board(card("Re-run alignment", in_list=in_list), card("Re-run alignment"))
    assert judge("likely-duplicate", stands) == []


def test_cards_with_two_due_days_are_a_series() -> None:
    series = [card("Monthly report", due=day) for day in ("2026-11-30", "2026-12-31")]
    assert judge("likely-duplicate", board(*series)) == []


def test_the_same_due_day_or_one_without_makes_no_series() -> None:
    for due in ("2026-11-30", None):
        stands = board(card("Monthly report", due="2026-11-30"), card("Monthly report", due=due))
        assert len(judge("likely-duplicate", stands)) == 1


def test_where_lists_tell_no_role_a_card_is_compared_with_its_own_list() -> None:
    for_two = board(
        card("Update the licence", in_list="Customer 1"),
        card("Update the licence", in_list="Customer 2"),
    )
    assert judge("likely-duplicate", for_two) == []
    for_one = board(*(card("Update the licence", in_list="Customer 1") for _ in range(2)))
    assert len(judge("likely-duplicate", for_one)) == 1


def test_titles_of_a_letter_or_two_are_left_to_another_rule() -> None:
    assert judge("likely-duplicate", board(card("QC 1"), card("QC 1"))) == []
    assert len(judge("likely-duplicate", board(card("Plate"), card("Plate")))) == 1


def test_ten_thousand_cards_that_look_alike_take_no_longer_than_a_moment() -> None:
    many = board(
        *(card(f"Sequence sample {n % 9_000} again", owners=["Ines"]) for n in range(10_000))
    )
    begun = perf_counter()
    found = judge("likely-duplicate", many)
    assert len(found) == 1_000
    assert perf_counter() - begun < 30  # comparing every two would take minutes
