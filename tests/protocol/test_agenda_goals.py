"""Goals: how far, how fast, when they last moved, and what they wait for."""

from datetime import timedelta
from random import Random

from protocol.agenda import agenda
from protocol.goals_report import goals_report
from protocol.render.goals_words import goal_facts
from protocol.sections.section import Progress
from tests.protocol.cards import Written, action, board, card, context_of
from tests.protocol.meetings import only, section, titles

OLD = "2026-10-01"
HORIZONS = """
[kinds.vision]
horizon = "long"
[kinds.target]
horizon = "short"
"""


def goal(title: str = "Faster QC", **given: object) -> Written:
    return card(title, in_list="Goals", created=OLD, **{"active": "2026-10-20", **given})  # type: ignore[arg-type]


def serving(title: str, in_list: str, **given: object) -> Written:
    return card(title, in_list=in_list, labels=["goal: faster qc"], created=OLD, **given)  # type: ignore[arg-type]


def test_progress_is_the_cards_done_of_those_that_serve_the_goal() -> None:
    cards = [
        serving("a", "Done", since="2026-11-10"),
        serving("b", "Done", since="2026-10-05", closed=True),
        serving("c", "Doing"),
        serving("d", "Doing", closed=True),
    ]
    found = only(section("goals", goal(), *cards))
    assert found.progress == Progress(2, 3, "cards", done_lately=1, weeks_left=4.0)
    assert found.says[0] == "2 of 3 cards done"


def test_pace_is_told_beside_the_due_day() -> None:
    cards = [serving("a", "Done", since="2026-11-10"), serving("b", "Doing")]
    in_time = section("goals", goal(due="2026-12-20"), *cards)
    late = section("goals", goal(due="2026-12-01"), *cards)
    assert "4 weeks more at the pace of the last 4" in only(in_time).says
    assert "4 weeks more at the pace of the last 4, which is too late" in only(late).says


def test_the_pace_is_told_in_the_words_of_the_report_on_goals() -> None:
    for cards in (
        [serving("a", "Done", since="2026-11-10"), serving("b", "Doing")],
        [serving("a", "Doing")],
    ):
        whole = board(goal(due="2026-12-01"), *cards)
        context = context_of(whole)
        report = goals_report(context, Random)
        told = set(goal_facts(report.goals[0], report))
        pace = {fact for fact in only(section("goals", whole)).says if "4 weeks" in fact
                or "pace" in fact}  # fmt: skip
        assert pace
        assert pace <= told


def test_a_goal_with_a_forecast_says_it_in_place_of_the_pace() -> None:
    mondays = ("2026-10-05", "2026-10-12", "2026-10-19", "2026-10-26", "2026-11-02", "2026-11-09")
    done = [serving(day, "Done", since=f"{day} 10:00") for day in mondays]
    whole = board(goal(due="2026-12-20"), *done, serving("a", "Doing"), serving("b", "Doing"))
    context = context_of(whole)
    told = agenda(context, context.now - timedelta(days=7), chance_of=Random)

    (clause,) = [fact for fact in only(told.section("goals")).says if "85 % probability" in fact]
    assert clause.startswith("done by ")
    assert clause.endswith("by its due day with more than 99 %")
    assert not any("pace" in fact for fact in only(told.section("goals")).says)


def test_a_goal_whose_cards_stand_still_has_no_pace() -> None:
    found = only(section("goals", goal(), serving("a", "Doing")))
    assert "no card done in 4 weeks" in found.says


def test_a_goal_without_cards_counts_its_checklist() -> None:
    found = only(section("goals", goal(checklist={"a": True, "b": False})))
    assert found.progress == Progress(1, 2, "checklist lines")
    assert found.says[0] == "1 of 2 checklist lines done"


def test_a_goal_that_no_card_serves_says_so_where_others_have_cards() -> None:
    other = goal("Cheaper storage")
    found = section("goals", goal(), other, serving("a", "Doing"))
    assert {item.title: item.says[0] for item in found.items} == {
        "Cheaper storage": "no card serves it",
        "Faster QC": "0 of 1 card done",
    }


def test_a_goal_says_what_holds_it_up() -> None:
    waiting = [serving(title, "Waiting") for title in ("a", "b", "c", "d")]
    found = only(section("goals", goal(), *waiting))
    assert "held up: 'a', 'b' and 2 more" in found.says


def test_a_goal_last_moved_when_one_of_its_cards_did() -> None:
    found = only(section("goals", goal(), serving("a", "Doing", since="2026-11-14")))
    assert "last moved 2 days ago" in found.says


def test_a_goal_does_not_move_because_somebody_spoke_on_it_or_its_cards() -> None:
    said = [action("commentCard", "2026-11-15", text="What is missing: a due date.")]
    work = serving("a", "Doing", since="2026-11-09", history=said)
    found = only(section("goals", goal(history=said, active="2026-11-15"), work))
    assert "last moved 7 days ago" in found.says


def test_the_work_of_a_short_goal_counts_for_the_long_one_that_it_serves() -> None:
    long = goal("Faster QC", labels=["vision"])
    short = goal("Reports by noon", labels=["target", "goal: faster qc"])
    work = card("a", in_list="Doing", labels=["goal: reports by noon"], created=OLD)
    found = section("goals", long, short, work, agreement=HORIZONS)
    assert [(item.title, item.progress) for item in found.items] == [
        ("Faster QC", Progress(0, 1, "cards")),
        ("Reports by noon", Progress(0, 1, "cards")),
    ]


def test_long_goals_stand_before_those_without_a_horizon_and_short_ones() -> None:
    goals = [goal("s", labels=["target"]), goal("n"), goal("l", labels=["vision"])]
    found = section("goals", *goals, agreement=HORIZONS)
    assert [(item.title, item.horizon) for item in found.items] == [
        ("l", "long"),
        ("n", ""),
        ("s", "short"),
    ]


def due_moved(day: str, earlier: str) -> object:
    return action("updateCard", day, changed={"due": f"{earlier}T12:00:00.000Z"})


def test_a_short_goal_that_was_put_off_is_carried_over() -> None:
    moved = [due_moved("2026-10-20", "2026-10-21"), due_moved("2026-11-03", "2026-11-04")]
    it = goal(labels=["target"], due="2026-11-18", history=moved)
    assert only(section("goals", it, agreement=HORIZONS)).carried == "2nd time"


def test_a_due_time_corrected_within_the_day_or_brought_forward_is_not_put_off() -> None:
    moved = [due_moved("2026-10-20", "2026-12-30"), due_moved("2026-11-03", "2026-11-18")]
    it = goal(labels=["target"], due="2026-11-18 18:00", history=moved)
    assert only(section("goals", it, agreement=HORIZONS)).times == 0


def test_a_long_goal_that_was_put_off_says_how_often() -> None:
    it = goal(labels=["vision"], due="2026-12-18", history=[due_moved("2026-10-20", "2026-11-01")])
    found = only(section("goals", it, agreement=HORIZONS))
    assert "put off once" in found.says
    assert found.carried == ""


def test_a_goal_reached_in_the_period_says_so_and_an_earlier_one_is_gone() -> None:
    now = card("a", in_list="Done", labels=["target"], created=OLD, since="2026-11-12")
    before = card("b", in_list="Done", labels=["target"], created=OLD, since="2026-11-02")
    found = section("goals", now, before, agreement=HORIZONS)
    assert (only(found).title, only(found).says) == ("a", ("reached",))


def test_a_goal_whose_due_time_is_ticked_is_reached() -> None:
    ticked = action("updateCard", "2026-11-12", changed={"dueComplete": False})
    it = goal(due="2026-11-12", due_done=True, history=[ticked])
    assert only(section("goals", it)).says == ("reached",)


def test_a_goal_reached_long_ago_does_not_come_back_because_somebody_spoke_on_it() -> None:
    said = action("commentCard", "2026-11-12", text="Well done")
    it = goal(due="2026-10-12", due_done=True, active="2026-11-12", history=[said])
    assert titles(section("goals", it)) == []


def test_work_that_serves_no_goal_is_said() -> None:
    found = section("goals", goal(), serving("a", "Doing"), card("b"), card("c", in_list="Review"))
    assert found.notes == ("2 of 3 cards under way serve no goal.",)


def test_a_board_that_ties_no_work_to_goals_is_not_told_so_every_week() -> None:
    assert section("goals", goal(), card("b")).notes == ()


def test_a_board_without_goals_says_its_line() -> None:
    found = section("goals", card("a"))
    assert (titles(found), found.notes) == ([], ())
    assert found.empty.startswith("The board has no goals")
