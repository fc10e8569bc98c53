"""A card moves on rather than back and forth between two lists."""

from tests.protocol.cards import card, judge

OUT, BACK = ("Doing", "Review"), ("Review", "Doing")


def test_a_card_that_came_back_once_keeps_it() -> None:
    steps = [(*OUT, "2026-11-10"), (*BACK, "2026-11-12")]
    assert judge("back-and-forth", card("Doublet filter", moves=steps)) == []


def test_a_card_that_came_back_twice_in_a_month_breaks_it() -> None:
    days = ("2026-11-02", "2026-11-05", "2026-11-09", "2026-11-12")
    steps = [(*way, day) for way, day in zip((OUT, BACK, OUT, BACK), days, strict=True)]
    (found,) = judge("back-and-forth", card("Doublet filter", moves=steps))
    assert found.says == "it was moved between 'Doing' and 'Review' 4 times in 30 days"


def test_three_moves_are_not_yet_too_many() -> None:
    steps = [(*OUT, "2026-11-10"), (*BACK, "2026-11-11"), (*OUT, "2026-11-12")]
    tried = card("Doublet filter", in_list="Review", moves=steps)
    assert judge("back-and-forth", tried) == []
    assert len(judge("back-and-forth", tried, times=3)) == 1


def test_moves_of_longer_ago_do_not_count() -> None:
    days = ("2026-10-16", "2026-11-05", "2026-11-09", "2026-11-12")
    steps = [(*way, day) for way, day in zip((OUT, BACK, OUT, BACK), days, strict=True)]
    tried = card("Doublet filter", created="2026-10-01", moves=steps)
    assert judge("back-and-forth", tried) == []
    assert len(judge("back-and-forth", tried, days=31)) == 1


def test_moves_through_many_lists_are_no_back_and_forth() -> None:
    steps = [("Inbox", "Ready", "2026-11-09"), ("Ready", "Doing", "2026-11-10"),
             ("Doing", "Waiting", "2026-11-11"), ("Waiting", "Doing", "2026-11-12"),
             ("Doing", "Review", "2026-11-13")]  # fmt: skip
    assert judge("back-and-forth", card("Doublet filter", in_list="Review", moves=steps)) == []


def test_a_card_that_is_done_at_last_is_left_alone() -> None:
    days = ("2026-11-02", "2026-11-05", "2026-11-09", "2026-11-12")
    steps = [(*way, day) for way, day in zip((OUT, BACK, OUT, BACK), days, strict=True)]
    steps.append(("Doing", "Done", "2026-11-13"))
    assert judge("back-and-forth", card("Doublet filter", in_list="Done", moves=steps)) == []
