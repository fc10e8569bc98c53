"""A card's stays: its role over time, by lists, by labels, and by the days lists are named for."""

from msgspec.structs import replace

from protocol.board import Action, Board
from protocol.stays import Stays
from tests.protocol.cards import (
    LISTS,
    Written,
    action,
    at,
    board,
    card,
    context_of,
    made_id,
    member_id,
)

Told = list[tuple[str | None, str, bool]]


def stays_of(written: Written, whole: Board | None = None, agreement: str = "") -> Told:
    """Role, beginning and whether that is exact, newest first."""
    context = context_of(whole or board(written), agreement)
    return [
        (stay.role, f"{stay.begins:%Y-%m-%d %H:%M}", stay.exact)
        for stay in Stays(context).of(written.card)
    ]


def labelled(day: str, *before: str) -> Action:
    """The card's labels were changed on this day; these it had before."""
    ids = [made_id("label", name) for name in before]
    return action("updateCard", day, changed={"idLabels": ids})


def test_moves_between_lists_tell_the_stays() -> None:
    it = card(
        "a",
        in_list="Done",
        moves=[("Ready", "Doing", "2026-11-10"), ("Doing", "Done", "2026-11-12")],
    )
    assert stays_of(it) == [
        ("done", "2026-11-12 12:00", True),
        ("doing", "2026-11-10 12:00", True),
        ("ready", "2026-11-09 12:00", True),
    ]


def test_the_one_who_moved_it_is_known() -> None:
    it = card("a", in_list="Done", since="2026-11-12", came_from="Doing")
    assert Stays(context_of(board(it))).of(it.card)[0].by == member_id("Ines")


def test_changes_of_a_label_that_tells_a_role_are_stays() -> None:
    it = card(
        "a",
        in_list="Customer 7",
        labels=["Finished"],
        history=[labelled("2026-11-11", "Ongoing")],
    )
    whole = board(it, lists=("Customer 7",), labels=("Ongoing",))
    assert stays_of(it, whole) == [
        ("done", "2026-11-11 12:00", True),
        ("doing", "2026-11-09 12:00", True),
    ]


def test_a_label_swapped_in_two_steps_is_one_change() -> None:
    it = card(
        "a",
        in_list="Customer 7",
        labels=["Finished"],
        history=[
            labelled("2026-11-11 12:00", "Ongoing"),
            labelled("2026-11-11 12:01", "Ongoing", "Finished"),
        ],
    )
    whole = board(it, lists=("Customer 7",), labels=("Ongoing",))
    assert stays_of(it, whole) == [
        ("done", "2026-11-11 12:00", True),
        ("doing", "2026-11-09 12:00", True),
    ]


def test_a_card_dragged_by_mistake_and_back_has_not_been_away() -> None:
    it = card(
        "a",
        in_list="Doing",
        moves=[("Doing", "Done", "2026-11-12 09:00"), ("Done", "Doing", "2026-11-12 09:01")],
    )
    assert stays_of(it) == [("doing", "2026-11-09 12:00", True)]


def test_labels_that_are_gone_or_broken_in_the_history_tell_nothing() -> None:
    it = card(
        "a",
        in_list="Customer 7",
        labels=["Finished"],
        history=[
            action("updateCard", "2026-11-10", changed={"idLabels": None}),
            labelled("2026-11-11", "a deleted label"),
        ],
    )
    whole = board(it, lists=("Customer 7",))
    assert [role for role, _, _ in stays_of(it, whole)] == ["done", None]


def test_a_list_named_for_a_day_is_ready_until_that_day() -> None:
    it = card("a", in_list="2026-11-13 release", since="2026-11-11", came_from="Doing")
    whole = board(it, lists=(*LISTS, "2026-11-13 release"))
    assert stays_of(it, whole) == [
        ("done", "2026-11-13 00:00", True),
        ("ready", "2026-11-11 12:00", True),
        ("doing", "2026-11-09 12:00", True),
    ]


def test_a_card_that_left_such_a_list_before_its_day_was_never_done_there() -> None:
    it = card(
        "a",
        in_list="Doing",
        moves=[
            ("Ready", "2026-11-13 release", "2026-11-10"),
            ("2026-11-13 release", "Doing", "2026-11-12"),
        ],
    )
    whole = board(it, lists=(*LISTS, "2026-11-13 release"))
    assert [role for role, _, _ in stays_of(it, whole)] == ["doing", "ready", "ready"]


def test_the_agreements_word_on_a_list_holds_on_every_day() -> None:
    it = card("a", in_list="2026-11-13 release", since="2026-11-11", came_from="Doing")
    whole = board(it, lists=(*LISTS, "2026-11-13 release"))
    told = stays_of(it, whole, '[lists]\n"2026-11-13 release" = "done"')
    assert told[0] == ("done", "2026-11-11 12:00", True)


def test_a_card_that_came_from_another_board_begins_when_it_came() -> None:
    it = card("a", created="2026-01-05", history=[action("moveCardToBoard", "2026-11-10")])
    stays = Stays(context_of(board(it)))
    assert stays_of(it) == [("doing", "2026-11-10 12:00", True)]
    assert stays.at(it.card, at("2026-11-09")) is None


def test_a_cut_off_history_gives_lower_bounds() -> None:
    it = card("a", created="2026-05-01", active="2026-09-01")
    whole = board(it, history_from="2026-10-01")
    assert stays_of(it, whole) == [("doing", "2026-09-01 12:00", False)]


def test_before_a_cut_off_history_the_oldest_known_stay_is_assumed() -> None:
    it = card("a", created="2026-05-01", active="2026-10-15")
    stays = Stays(context_of(board(it, history_from="2026-10-01")))
    before = stays.at(it.card, at("2026-09-01"))
    assert before is not None
    assert (before.role, before.exact) == ("doing", False)
    assert stays.at(it.card, at("2026-04-01")) is None


def test_a_board_without_any_history_still_has_stays() -> None:
    it = card("a", active="2026-11-12")
    whole = replace(board(it), actions=())
    assert stays_of(it, whole) == [("doing", "2026-11-12 12:00", False)]


def test_a_run_of_roles_goes_back_to_its_first_stay() -> None:
    it = card(
        "a",
        in_list="Doing",
        created="2026-11-02",
        moves=[("Ready", "Doing", "2026-11-04"), ("Doing", "Review", "2026-11-06"),
               ("Review", "Doing", "2026-11-09")],
    )  # fmt: skip
    stays = Stays(context_of(board(it)))
    first = stays.since_in(it.card, "doing", "review")
    assert first is not None
    assert first.begins == at("2026-11-04")
    assert stays.since_in(it.card, "done") is None


def test_a_role_that_an_unrecorded_label_tells_has_a_lower_bound_alone() -> None:
    it = card("a", labels=["Finished"], in_list="Customer 7", active="2026-11-12")
    whole = board(it, lists=("Customer 7",))
    assert stays_of(it, whole) == [("done", "2026-11-12 12:00", False)]
    assert not Stays(context_of(whole)).records(it.card)


def test_moves_between_lists_are_recorded_even_where_labels_are_not() -> None:
    it = card("a", since="2026-11-11")
    assert Stays(context_of(board(it))).records(it.card)
