"""Something moves for every goal."""

from tests.protocol.cards import Written, board, card, judge, member_id

TIE = "goal: halve the QC time"


def goal() -> Written:
    return card("Halve the QC time", in_list="Goals", owners=["Petra"], created="2026-08-01")


def test_a_goal_for_which_something_moved_keeps_it() -> None:
    lately = card("Filter", labels=[TIE], created="2026-08-01", since="2026-10-20")
    asleep = card("Tables", labels=[TIE], created="2026-08-01", since="2026-09-01")
    assert judge("goal-quiet", board(goal(), lately, asleep)) == []


def test_a_goal_for_which_nothing_moved_for_weeks_breaks_it() -> None:
    asleep = card("Filter", labels=[TIE], created="2026-08-01", since="2026-10-07")
    done = card("Tables", in_list="Done", labels=[TIE], created="2026-08-01", since="2026-09-01")
    (found,) = judge("goal-quiet", board(goal(), asleep, done))
    assert found.says == "none of the 2 cards that serve this goal moved for 39 days"
    assert found.who == (member_id("Petra"),)
    assert found.facts["not_done"] == "1"


def test_exactly_so_many_weeks_are_not_yet_too_many() -> None:
    asleep = card("Filter", labels=[TIE], created="2026-08-01", since="2026-10-19 09:00")
    assert judge("goal-quiet", board(goal(), asleep)) == []
    assert len(judge("goal-quiet", board(goal(), asleep), weeks=3.9)) == 1


def test_a_new_card_for_the_goal_is_movement() -> None:
    fresh = card("Filter", in_list="Inbox", labels=[TIE], created="2026-11-09")
    assert judge("goal-quiet", board(goal(), fresh)) == []


def test_a_single_card_is_spoken_of_as_one() -> None:
    asleep = card("Filter", labels=[TIE], created="2026-08-01", since="2026-10-07")
    (found,) = judge("goal-quiet", board(goal(), asleep))
    assert found.says == "the one card that serves this goal has not moved for 39 days"


def test_when_all_is_done_that_is_said() -> None:
    done = card("Tables", in_list="Done", labels=[TIE], created="2026-08-01", since="2026-09-01")
    (found,) = judge("goal-quiet", board(goal(), done))
    assert found.says.startswith("all that serves this goal is done")


def test_a_goal_without_cards_is_quiet_where_others_have_some() -> None:
    lonely = card("Atlas of 35 types", in_list="Goals", created="2026-08-01")
    fresh = card("Filter", labels=[TIE], created="2026-11-09")
    (found,) = judge("goal-quiet", board(goal(), lonely, fresh))
    assert found.card_id == lonely.id
    assert found.says == "no card serves this goal, and it is 106 days old"


def test_where_nobody_ties_cards_to_goals_a_goal_without_cards_says_nothing() -> None:
    assert judge("goal-quiet", board(goal(), card("Filter"))) == []


def test_a_new_goal_has_time() -> None:
    new = card("Atlas of 35 types", in_list="Goals", created="2026-11-02")
    fresh = card("Filter", labels=[TIE], created="2026-11-09")
    assert judge("goal-quiet", board(goal(), new, fresh)) == []


def test_work_for_a_part_of_the_goal_is_work_for_the_goal() -> None:
    horizons = '[kinds.long]\nhorizon = "long"\n[kinds.short]\nhorizon = "short"\n'
    whole = card("Halve the QC time", labels=["long"], created="2026-08-01")
    part = card("Faster filter", labels=["short", TIE], created="2026-08-01")
    work = card("Filter", labels=["goal: faster filter"], created="2026-11-09")
    assert judge("goal-quiet", board(whole, part, work), horizons) == []


def test_a_goal_that_is_reached_may_rest() -> None:
    horizon = '[kinds.aim]\nhorizon = "long"\n'
    reached = card("Halve the QC time", in_list="Done", labels=["aim"], created="2026-08-01")
    asleep = card("Filter", labels=[TIE], created="2026-08-01", since="2026-10-07")
    assert judge("goal-quiet", board(reached, asleep), horizon) == []
