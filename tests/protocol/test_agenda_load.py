"""Load of the coming week, in a few lines."""

from msgspec import structs

from tests.protocol.cards import board, card
from tests.protocol.meetings import only, section


def test_who_is_over_or_full_has_a_line_and_the_rest_share_one() -> None:
    cards = [
        card("a (7)", owners=["Ines"], due="2026-11-10"),
        card("b (4)", owners=["Omar"]),
        card("c (1)", owners=["Petra"]),
    ]
    found = section("load", *cards)
    assert [(item.title, item.says) for item in found.items] == [
        ("Ines", ("7 of 5 days, over by 2", "1 card", "1 overdue")),
        ("Omar", ("4 of 5 days", "full", "1 card")),
        ("Have room", ("Yusuf (5 d free) and Petra (4 d free)", "9 d free together")),
    ]


def test_later_weeks_that_are_over_committed_are_named_with_the_person() -> None:
    cards = [
        card("b (9)", owners=["Ines"], in_list="Ready", due="2026-11-27", start="2026-11-23"),
        card("c (1)", owners=["Omar"]),
    ]
    found = section("load", *cards)
    said = {item.title: item.says for item in found.items}
    assert said["Ines"][-1] == "over-committed week of 23 Nov 9 of 5 days"
    assert list(said) == ["Ines", "Have room"]


def test_a_week_that_is_over_already_is_not_named_twice() -> None:
    found = section("load", card("a (7)", owners=["Ines"], due="2026-11-18"))
    assert found.items[0].says == ("7 of 5 days, over by 2", "1 card")


def test_days_away_are_told_and_who_is_away_all_week_has_a_line() -> None:
    agreement = """
    [people.Ines]
    away = ["2026-11-16..2026-11-27"]
    [people.Omar]
    away = ["2026-11-17"]
    """
    load = section("load", board(card("a (5)", owners=["Omar"])), agreement=agreement)
    said = {item.title: item.says for item in load.items}
    assert said["Ines"] == ("0 of 0 days; away all week", "0 cards")
    assert said["Omar"] == ("5 of 4 days, over by 1", "1 card", "away 1 day")


def test_a_team_that_carries_nothing_has_one_line() -> None:
    found = only(section("load", board(members=("Ines", "Omar"))))
    assert (found.title, found.says) == (
        "Nobody carries anything",
        ("Ines and Omar", "10 d free together"),
    )


def test_a_team_with_room_has_one_line() -> None:
    whole = board(card("a", owners=["Ines"]), members=("Ines",))
    assert only(section("load", whole)).title == "Everybody has room"


def test_of_many_who_have_room_those_with_most_are_named() -> None:
    names = ("Ines", "Omar", "Petra", "Yusuf", "Lena", "Sami")
    cards = [card("a (1)", owners=["Ines"]), card("b (2)", owners=["Omar"])]
    found = only(section("load", board(*cards, members=names)))
    assert found.says[0] == "Lena (5 d free), Petra (5 d free), Sami (5 d free) and 3 more"
    over = section("load", board(*cards, card("c (9)", owners=["Ines"]), members=names))
    assert over.items[-1].title == "5 people have room"


def test_it_names_the_week_and_the_work_that_lies_with_nobody() -> None:
    found = section("load", board(card("a (2)"), members=("Ines",)))
    assert found.notes == (
        "Mon 16 Nov to Fri 20 Nov: 0 of 5 days in all.",
        "1 card (2 d) lies with nobody.",
    )


def test_a_board_without_people_says_its_line() -> None:
    found = section("load", board(members=()))
    assert (found.items, found.notes, found.empty) == ((), (), "Nobody is on the board.")


def test_people_of_the_same_name_or_none_are_told_apart() -> None:
    names = {"Ines": "Sam", "Omar": "Sam", "Petra": "", "Yusuf": " "}
    whole = board(*(card(f"{name} (9)", owners=[name]) for name in names), card("a", owners=["Li"]))
    members = tuple(
        structs.replace(member, full_name=names.get(member.full_name, "Li"), username="")
        for member in whole.members
    )
    found = section("load", structs.replace(whole, members=members))

    assert len({item.key for item in found.items}) == len(found.items) == 5
