"""People: who is shown, what they can carry, and in which state that leaves them."""

from datetime import date

import pytest
from msgspec.structs import replace

from protocol.render.workload_words import state
from protocol.workload import PersonLoad, Workload, workload
from tests.protocol.cards import board, card, context_of, member_id


def person(load: Workload, name: str) -> PersonLoad:
    return next(person for person in load.people if person.name == name)


def test_people_without_cards_are_shown() -> None:
    load = workload(context_of(board(members=("Ines", "Omar"))))
    assert [(p.name, p.load, p.state) for p in load.people] == [
        ("Ines", 0, "Available"),
        ("Omar", 0, "Available"),
    ]


def test_people_of_the_agreement_are_shown_though_the_board_does_not_know_them() -> None:
    load = workload(context_of(board(members=("Ines",)), "[people.Noor]\ncapacity = 2"))
    assert person(load, "Noor").member_id == ""
    assert person(load, "Noor").capacity.days == 2


def test_a_member_goes_by_the_name_that_the_agreement_gives() -> None:
    load = workload(context_of(board(members=("Ines",)), '[people.Boss]\ntrello = "@ines"'))
    assert [p.name for p in load.people] == ["Boss"]


@pytest.mark.parametrize("username", ["cardkeeper", "larkspur-bot", "bot_2", "butlerbot"])
def test_a_bot_is_no_person(username: str) -> None:
    load = workload(context_of(board(members=("Ines", username))))
    assert [p.name for p in load.people] == ["Ines"]
    assert load.not_people == ((username, "a bot"),)


def test_a_member_that_the_caller_knows_for_a_bot_is_no_person() -> None:
    load = workload(context_of(board(members=("Ines", "Robin"))), bots={member_id("Robin")})
    assert load.not_people == (("Robin", "a bot"),)


@pytest.mark.parametrize("name", ["Jan Bot", "Abbot", "Talbott"])
def test_a_person_with_a_name_like_a_bots_is_a_person(name: str) -> None:
    username = name.lower().replace(" ", "")
    whole = board(members=(name,))
    whole = replace(whole, members=(replace(whole.members[0], username=username),))
    assert [p.name for p in workload(context_of(whole)).people] == [name]


def test_an_observer_is_no_person_unless_the_agreement_names_them() -> None:
    whole = board(members=("Ines", "Vera"), observers=("Vera",))
    assert workload(context_of(whole)).not_people == (("Vera", "an observer"),)
    assert person(workload(context_of(whole, "[people.Vera]")), "Vera").load == 0


def test_members_who_left_take_no_share() -> None:
    pair = card("Pair (4)", owners=["Ines", "Gus"])
    load = workload(context_of(board(pair, members=("Ines",), left=("Gus",))))
    assert person(load, "Ines").load == 4
    assert load.not_people == (("Gus", "no longer on the board"),)


def test_work_without_an_owner_stands_in_its_own_row() -> None:
    load = workload(context_of(board(card("Nobody's (2)"), card("Held", in_list="Waiting"))))
    assert load.unowned.load == 2
    assert [c.title for c in load.unowned.counted] == ["Nobody's (2)"]
    assert [c.title for c in load.unowned.left_out] == ["Held"]


def test_goals_done_and_unpromised_cards_need_no_owner() -> None:
    cards = [card(name, in_list=name) for name in ("Goals", "Done", "Inbox")]
    load = workload(context_of(board(*cards)))
    assert load.unowned.counted == load.unowned.left_out == ()


def test_a_card_whose_members_have_all_left_is_nobodys_and_says_whose_it_was() -> None:
    load = workload(context_of(board(card("Orphan", owners=["Gus"]), left=("Gus",))))
    assert load.unowned.counted[0].says.endswith("; its members carry no load here: Gus")


@pytest.mark.parametrize(
    ("days", "state"), [("3.99", "Available"), ("4", "Full"), ("5", "Full"), ("5.01", "Over")]
)
def test_the_state_follows_from_load_and_capacity(days: str, state: str) -> None:
    load = workload(context_of(board(card(f"Work ({days})", owners=["Ines"]))))
    assert person(load, "Ines").state == state


def test_over_says_by_how_much() -> None:
    load = workload(context_of(board(card("Work (7)", owners=["Ines"]))))
    assert person(load, "Ines").over == 2


def test_people_stand_by_state_then_by_load_then_by_name() -> None:
    cards = [card("a (9)", owners=["Petra"]), card("b (6)", owners=["Omar"])]
    agreement = '[people.Ines]\naway = ["2026-11-16..2026-11-20"]\n[people.Yusuf]\n[people.Zoe]'
    load = workload(context_of(board(*cards), agreement))
    assert [(p.name, p.state) for p in load.people] == [
        ("Petra", "Over"),
        ("Omar", "Over"),
        ("Yusuf", "Available"),
        ("Zoe", "Available"),
        ("Ines", "Away"),
    ]


@pytest.mark.parametrize(
    ("now", "first", "last"),
    [
        ("2026-11-16 09:00", date(2026, 11, 16), date(2026, 11, 20)),
        ("2026-11-14 09:00", date(2026, 11, 16), date(2026, 11, 20)),
        ("2026-11-18 09:00", date(2026, 11, 18), date(2026, 11, 24)),
    ],
    ids=["on Monday", "on Saturday", "on Wednesday"],
)
def test_the_week_is_the_five_working_days_from_today_on(now: str, first: date, last: date) -> None:
    week = workload(context_of(board(), now=now)).week
    assert (len(week), week[0], week[-1]) == (5, first, last)


def test_today_is_the_teams_day_not_utcs() -> None:
    load = workload(context_of(board(), 'timezone = "Asia/Tokyo"', now="2026-11-16 16:00"))
    assert load.week[0] == date(2026, 11, 17)


def test_each_day_away_takes_a_fifth_of_the_weeks_capacity() -> None:
    agreement = '[people.Ines]\ncapacity = 3\naway = ["2026-11-14..2026-11-17", "2026-12-01"]'
    capacity = person(workload(context_of(board(), agreement)), "Ines").capacity
    assert capacity.days == pytest.approx(1.8)
    assert capacity.away == (date(2026, 11, 16), date(2026, 11, 17))
    assert capacity.says == "1.8, as 2 of 5 working days are away"


def test_half_a_day_away_takes_half_of_it_and_leaves_the_person_there() -> None:
    halves = '"2026-11-16 morning", "2026-11-17 afternoon", "2026-11-17 morning"'
    agreement = f"[people.Ines]\ncapacity = 5\naway = [{halves}]"
    found = person(workload(context_of(board(), agreement)), "Ines")
    assert found.capacity.days == pytest.approx(3.5)
    assert found.capacity.away == (date(2026, 11, 17),)
    assert found.capacity.half == (date(2026, 11, 16),)
    assert found.capacity.says == "3.5, as 1.5 of 5 working days are away"
    assert state(found) == "3.5 free, away 1.5 d"


def test_a_person_without_capacity_is_full_and_over_with_the_first_card() -> None:
    agreement = "[people.Ines]\ncapacity = 0"
    assert person(workload(context_of(board(), agreement)), "Ines").state == "Full"
    load = workload(context_of(board(card("a", owners=["Ines"])), agreement))
    assert person(load, "Ines").state == "Over"
