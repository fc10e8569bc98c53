"""The coming weeks: what is promised by a day against what each can carry, and who could help."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.jobs import Job, lay
from protocol.weeks import PersonWeeks, Weeks, weeks_of
from protocol.workload import workload
from tests.protocol.cards import Written, board, card, context_of

TEAM = "[people.Ines]\n[people.Omar]\n[people.Petra]\n[people.Yusuf]\n"


def weeks(*cards: Written, agreement: str = "", now: str = "2026-11-16 09:00") -> Weeks:
    context = context_of(board(*cards), agreement, now=now)
    return weeks_of(context, workload(context))


def of(found: Weeks, name: str) -> PersonWeeks:
    return next(person for person in found.people if person.name == name)


def promised(found: Weeks, name: str) -> list[float]:
    return [cell.promised for cell in of(found, name).cells]


def test_work_lies_as_early_as_there_is_room_and_no_later_than_it_is_due() -> None:
    found = weeks(
        card("a (6)", owners=["Ines"], due="2026-11-27"),
        card("b (2)", owners=["Ines"], due="2026-11-20"),
    )
    assert promised(found, "Ines") == [5.0, 3.0, 0.0, 0.0]
    assert found.over == ()


def test_more_than_fits_before_its_day_is_named_early() -> None:
    found = weeks(
        card("a (9)", owners=["Ines"], due="2026-12-04"),
        card("b (8.5)", owners=["Ines"], due="2026-12-03"),
    )
    assert [over.says for over in found.over] == ["Ines: 7.5 of 5 days, week of 30 Nov"]
    assert of(found, "Ines").over[0].over == 2.5


def test_ready_cards_count_whole_although_they_are_a_quarter_of_a_load() -> None:
    found = weeks(card("a (4)", owners=["Ines"], in_list="Ready", due="2026-11-20"))
    assert promised(found, "Ines")[0] == 4.0


def test_half_of_a_card_in_review_is_left() -> None:
    found = weeks(card("a (4)", owners=["Ines"], in_list="Review", due="2026-11-20"))
    assert promised(found, "Ines")[0] == 2.0


def test_work_without_a_day_fills_what_is_free_and_is_never_too_much() -> None:
    found = weeks(card("a (30)", owners=["Ines"]), card("b (3)", owners=["Ines"], due="2026-11-20"))
    ines = of(found, "Ines")
    assert [(cell.promised, cell.filling) for cell in ines.cells] == [
        (3.0, 2.0), (0.0, 5.0), (0.0, 5.0), (0.0, 5.0),
    ]  # fmt: skip
    assert (ines.undated, found.over) == (13.0, ())


def test_a_card_is_not_begun_before_its_start() -> None:
    it = card("a (2)", owners=["Ines"], in_list="Ready", start="2026-11-30", due="2026-12-04")
    assert promised(weeks(it), "Ines") == [0.0, 0.0, 2.0, 0.0]


def test_overdue_cards_count_for_this_week_and_late_in_it_for_the_next() -> None:
    it = card("a (1)", owners=["Ines"], due="2026-11-12")
    assert promised(weeks(it), "Ines")[0] == 1.0
    big = card("a (4)", owners=["Ines"], due="2026-11-12")
    assert promised(weeks(big, now="2026-11-19 09:00"), "Ines") == [2.0, 2.0, 0.0, 0.0]


def test_what_is_due_after_the_weeks_is_not_promised_in_them() -> None:
    found = weeks(card("a (2)", owners=["Ines"], due="2027-02-01"))
    assert promised(found, "Ines") == [0.0] * 4
    assert of(found, "Ines").cells[0].filling == 2.0


def test_waiting_cards_that_are_due_are_shown_and_count_nothing() -> None:
    found = weeks(card("a (3)", owners=["Ines"], in_list="Waiting", due="2026-11-25"))
    assert [(cell.promised, cell.held) for cell in of(found, "Ines").cells][1] == (0.0, 3.0)


def test_time_away_holidays_and_duties_take_their_days() -> None:
    agreement = """
[people.Ines]
capacity = 4
away = ["2026-11-23..2026-11-24"]
country = "DE"
[duties.on-call]
people = ["Omar", "Ines"]
starts = 2026-11-30
days = 1.5
[people.Omar]
"""
    found = weeks(agreement=agreement, now="2026-11-16 09:00")
    capacities = [round(cell.capacity, 2) for cell in of(found, "Ines").cells]
    assert capacities == [4.0, 2.4, 4.0, 2.5]
    assert [cell.capacity for cell in of(found, "Omar").cells] == [5.0, 5.0, 3.5, 5.0]
    christmas = weeks(agreement=agreement, now="2026-12-21 09:00")
    assert of(christmas, "Ines").cells[0].holidays == 1  # Friday, 25 December


def test_on_a_weekend_the_first_week_is_the_next() -> None:
    assert weeks(now="2026-11-21 12:00").starts[0] == date(2026, 11, 23)
    assert weeks(now="2026-11-18 12:00").starts[0] == date(2026, 11, 18)


def overloaded(**given: object) -> list[Written]:
    return [
        card("Begun (4)", owners=["Ines"], due="2026-11-20"),
        card("Fresh (2)", owners=["Ines"], in_list="Ready", due="2026-11-20", **given),  # type: ignore[arg-type]
    ]


def test_a_card_that_is_not_begun_could_go_to_somebody_with_room() -> None:
    found = weeks(*overloaded(), card("Own (3)", owners=["Omar"], due="2026-11-19"), agreement=TEAM)
    proposal = found.proposals[0]
    assert (proposal.title, proposal.from_name) == ("Fresh (2)", "Ines")
    assert proposal.to_name in ("Petra", "Yusuf")
    assert proposal.reasons[:2] == (
        "not begun, 2 days",
        f"{proposal.to_name} has 5 days free before Fri 20 Nov",
    )
    assert found.unsolved == ()


def test_who_has_had_cards_of_the_kind_is_proposed_first() -> None:
    agreement = TEAM + "[kinds.analysis]\n"
    known = card("Old", owners=["Yusuf"], in_list="Done", labels=["analysis"], active="2026-11-01")
    found = weeks(*overloaded(labels=["analysis"]), known, agreement=agreement)
    assert found.proposals[0].to_name == "Yusuf"
    assert found.proposals[0].reasons[-1] == "has had 1 analysis card in the last 6 months"


def test_nothing_is_proposed_to_who_is_away_or_would_promise_too_much() -> None:
    agreement = """
[people.Ines]
[people.Omar]
away = ["2026-11-16..2026-11-20"]
[people.Petra]
[people.Yusuf]
capacity = 1
"""
    busy = card("Own (4)", owners=["Petra"], due="2026-11-20")
    found = weeks(*overloaded(), busy, agreement=agreement)
    assert found.proposals == ()
    assert [each.says for each in found.unsolved] == ["Ines, this week: 1 day"]


def test_begun_cards_are_never_proposed() -> None:
    found = weeks(card("Begun (9)", owners=["Ines"], due="2026-11-20"), agreement=TEAM)
    assert found.proposals == ()
    assert found.unsolved[0].days == 4.0


def test_what_nobody_owns_and_is_due_stands_apart() -> None:
    found = weeks(card("Lost (2)", due="2026-11-25"), card("Later (2)", due="2027-03-01"))
    assert [(each.title, each.days) for each in found.unowned] == [("Lost (2)", 2.0)]


JOBS = st.lists(
    st.tuples(st.floats(0.1, 9), st.integers(0, 3), st.none() | st.integers(0, 3)), max_size=12
)


@settings(max_examples=60, deadline=None)
@given(rows=JOBS, room=st.lists(st.floats(0, 5), min_size=4, max_size=4))
def test_nothing_is_lost_and_no_week_holds_more_than_its_room(
    rows: list[tuple[float, int, int | None]], room: list[float]
) -> None:
    jobs = [
        Job(str(n), days, first if last is None else min(first, last), last)
        for n, (days, first, last) in enumerate(rows)
    ]
    laid = lay(jobs, room)
    for job in jobs:
        fits = sum(week.get(job.key, 0.0) for week in laid.by_week)
        rest = laid.unfit.get(job.key, 0.0) + laid.later.get(job.key, 0.0)
        assert abs(fits + rest - job.days) < 1e-6
        last = 3 if job.last is None else job.last
        inside = [n for n, week in enumerate(laid.by_week) if job.key in week]
        assert all(job.first <= n <= last for n in inside)
    for days, held in zip(room, laid.by_week, strict=True):
        assert sum(held.values()) <= days + 1e-6
