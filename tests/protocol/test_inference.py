"""A first agreement guessed from a board: roles, kinds, states, people, fields; it always loads."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from random import Random

import msgspec
import pytest

from protocol.agreement import Agreement
from protocol.agreement_file import read_agreement
from protocol.board import Board, BoardList, Label, Member
from protocol.history import history_of
from protocol.inference import infer
from protocol.inference_text import draft_text
from protocol.inferred_labels import guess_labels
from protocol.inferred_lists import ListGuess, guess_lists
from protocol.subject import Context
from protocol.words import Role
from tests.protocol.cards import NOW, Written, board, card, list_id
from tests.protocol.random_boards import random_board
from tests.shared import needs_shared, sample_boards

TODAY = date(2026, 11, 16)


def draft_of(team: Board) -> str:
    return draft_text(infer(team, TODAY), "2026-11-16")


def agreement_of(team: Board) -> Agreement:
    return read_agreement(draft_of(team), "protocol.toml")


def guess(team: Board, name: str) -> ListGuess:
    return next(found for found in guess_lists(team, TODAY) if found.name == name)


def labelled(*names: str, used: Iterable[str] = ()) -> Board:
    """A board with these labels, of which some are on an open card each."""
    return board(*(card(f"With {name}", labels=[name]) for name in used), labels=names)


def moved(title: str, *stops: str) -> Written:
    """A card that went from list to list, one a day."""
    steps = [(a, b, f"2026-11-{n + 2:02}") for n, (a, b) in enumerate(pairwise(stops))]
    return card(title, in_list=stops[-1], created="2026-11-01", moves=steps)


@pytest.mark.parametrize(
    ("name", "role"),
    [("Ideas", "inbox"), ("To do", "ready"), ("In QA", "review"), ("Fertig", "done")],
)
def test_a_name_tells_the_role(name: str, role: Role) -> None:
    found = guess(board(lists=[name]), name)
    assert found.role == role
    assert "name" in found.why


def test_a_list_that_cards_pass_from_ready_to_done_is_doing() -> None:
    lists = ["To do", "Bench", "Shelf", "Done"]
    cards = [moved(f"Card {n}", "To do", "Bench", "Done") for n in range(4)]
    found = guess(board(*cards, lists=lists), "Bench")
    assert (found.role, found.why) == (
        "doing", "cards mostly come from 'ready' and leave for 'done'"
    )  # fmt: skip


def test_a_list_at_the_right_end_where_cards_stay_is_done() -> None:
    lists = ["To do", "Doing", "Freezer 3"]
    cards = [moved(f"Card {n}", "To do", "Doing", "Freezer 3") for n in range(5)]
    found = guess(board(*cards, lists=lists), "Freezer 3")
    assert (found.role, found.why) == (
        "done", "cards come here and stay (5 came, 0 left), at the right end"
    )  # fmt: skip


def test_a_list_where_cards_begin_and_leave_for_ready_is_an_inbox() -> None:
    lists = ["Stuff", "To do", "Doing", "Done"]
    cards = [moved(f"Card {n}", "Stuff", "To do") for n in range(5)]
    assert guess(board(*cards, lists=lists), "Stuff").role == "inbox"


def test_between_ready_and_done_stands_what_is_done_now() -> None:
    found = guess(board(moved("One", "To do", "Bench"), lists=["To do", "Bench", "Done"]), "Bench")
    assert (found.role, found.why) == ("doing", "it stands between 'To do' and 'Done'")


@pytest.mark.parametrize(
    ("team", "why"),
    [
        (
            board(lists=["Customer 5"]),
            "its name tells nothing, and no card is known to have moved into it or out of it",
        ),
        (
            board(moved("One", "Customer 5", "Shelf"), lists=["Customer 5", "Shelf"]),
            "its name tells nothing, and 1 known move is too few to tell",
        ),
        (
            board(card("One", in_list="Customer 5", labels=["Ongoing"]), lists=["Customer 5"]),
            "its name tells nothing; labels tell the state of its cards (1 of 1)",
        ),
    ],
)
def test_a_list_without_a_role_says_why_not(team: Board, why: str) -> None:
    found = guess(team, "Customer 5")
    assert (found.role, found.why) == (None, why)
    assert f'# "Customer 5" has no role yet: {why}' in draft_of(team)


def test_a_list_called_like_a_member_says_so() -> None:
    found = guess(board(lists=["Ines", "Doing"]), "Ines")
    assert (found.role, found.why) == (
        None, "it is called like a member; a list per person tells no role"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "wip"),
    [
        ("Doing (3)", 3), ("Doing [3]", 3), ("Doing [2/3]", 3), ("Doing WIP 3", 3),
        ("Doing max. 3", 3), ("Doing", None), ("Doing since 2026", None), ("Doing (0)", None),
        ("Backlog (50)", None),
    ],
)  # fmt: skip
def test_a_limit_in_a_lists_name_is_its_limit(name: str, wip: int | None) -> None:
    team = board(lists=[name])
    assert guess(team, name).wip == wip
    assert agreement_of(team).list_terms[name].wip == wip


def test_a_list_named_for_a_day_that_has_come_is_done() -> None:
    terms = agreement_of(board(lists=["Release 2026-11-01"])).list_terms
    assert terms["Release 2026-11-01"].role == "done"


def test_a_list_named_for_a_day_ahead_is_left_to_that_day() -> None:
    team = board(lists=["Release 2026-12-01"])
    assert agreement_of(team).list_terms == {}
    assert '# "Release 2026-12-01" is left to the day in its name:' in draft_of(team)


def test_ids_are_pinned() -> None:
    assert agreement_of(board()).list_terms["Doing"].id == list_id("Doing")


def test_two_lists_of_one_name_share_one_line_without_an_id() -> None:
    twice = tuple(BoardList(f"5f0{n:021}", "Done", position=n) for n in range(2))
    team = msgspec.structs.replace(board(), lists=twice)
    terms = agreement_of(team).list_terms["Done"]
    assert (terms.role, terms.id) == ("done", "")
    assert "2 lists are called so, and this holds for all of them" in draft_of(team)


@pytest.mark.parametrize(
    ("label", "means"),
    [
        ("Bug", "kind"), ("analysis", "kind"), ("type: wet lab", "kind"), ("On Hold", "state"),
        ("BLOCKED!", "state"), ("high", "priority"), ("P1", "priority"), ("Urgent!!", "priority"),
        ("prio: 2", "priority"), ("XL", "size"), ("3 days", "size"), ("goal: faster QC", "goal"),
        ("Ines", "person"), ("Larkspur", "unknown"), ("", "nameless"),
    ],
)  # fmt: skip
def test_a_labels_name_tells_what_it_means(label: str, means: str) -> None:
    found = guess_labels(labelled(label, used=[label, "Feature"]))
    assert next(entry for entry in found if entry.name == label).means == means


def test_a_label_of_a_state_outweighs_the_list() -> None:
    terms = agreement_of(labelled("On Hold", "Blocked")).label_terms
    assert (terms["On Hold"].role, terms["On Hold"].blocked) == ("waiting", False)
    assert (terms["Blocked"].role, terms["Blocked"].blocked) == (None, True)


def test_a_label_of_goals_tells_a_kind_with_a_horizon() -> None:
    kinds = agreement_of(labelled("Milestone", "Objective", used=["Milestone"])).kinds
    assert (kinds["milestone"].horizon, kinds["objective"].horizon) == ("short", "long")


def test_kinds_that_no_card_shows_are_none() -> None:
    team = labelled("Bug", "Feature")
    assert agreement_of(team).kinds == {}
    assert '# "Bug": it could tell a kind, but the team does not use labels of kinds' in (
        draft_of(team)
    )


def test_kinds_on_few_cards_are_not_asked_for_yet() -> None:
    plain = [card(f"Card {n}") for n in range(3)]
    team = board(card("Odd one", labels=["Bug"]), *plain)
    assert agreement_of(team).level_of("kind-missing", "advise") == "shadow"
    assert "only 1 of 4 cards in play have a kind" in draft_of(team)


def test_kinds_on_most_cards_are_asked_for() -> None:
    team = board(*(card(f"Card {n}", labels=["Bug"]) for n in range(3)), card("Odd one"))
    assert agreement_of(team).level_of("kind-missing", "advise") == "advise"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"JH": "0.3"}, "JH"), ({"Story points": "5"}, "Story points"), ({"Size": "L"}, ""),
        ({"Estimate (h)": "5"}, ""), ({"Budget": "5"}, ""), ({}, ""),
        ({"Days": "2,5", "Aufwand": "3"}, "Days"),
    ],
)  # fmt: skip
def test_a_field_of_numbers_that_speaks_of_size_holds_the_estimate(
    fields: dict[str, str], field: str
) -> None:
    team = board(card("One", fields=fields), fields=fields)
    assert agreement_of(team).annotations.estimate_field == field
    if not field:
        assert "# estimate_field is not set: " in draft_of(team)


def test_of_two_such_fields_the_one_that_more_cards_fill_is_taken() -> None:
    team = board(
        card("One", fields={"Days": "1"}), card("Two", fields={"Days": "1", "Effort": "2"})
    )
    assert agreement_of(team).annotations.estimate_field == "Days"


def people_of(*members: Member) -> Agreement:
    return agreement_of(msgspec.structs.replace(board(), members=members))


def test_people_are_called_by_their_first_names_where_these_are_unique() -> None:
    people = people_of(
        Member("1", "ines", "Ines Duarte"), Member("2", "anna1", "Anna Berg"),
        Member("3", "anna2", "Anna Roth"), Member("4", "kim", "Kim Lee"),
        Member("5", "kim2", "Kim Lee"), Member("6", "bo", ""),
    ).people  # fmt: skip
    assert {name: person.trello for name, person in people.items()} == {
        "Ines": "ines", "Anna Berg": "anna1", "Anna Roth": "anna2", "kim": "kim", "kim2": "kim2",
        "bo": "bo",
    }  # fmt: skip


def test_who_left_and_who_only_watches_is_not_of_the_team() -> None:
    people = people_of(
        Member("1", "ines", "Ines"), Member("2", "omar", "Omar", active=False),
        Member("3", "petra", "Petra", is_observer=True),
    ).people  # fmt: skip
    assert list(people) == ["Ines"]


@pytest.mark.parametrize(("admins", "leads"), [(1, ["A"]), (2, ["A", "B"]), (3, []), (0, [])])
def test_admins_lead_unless_nearly_all_are(admins: int, leads: list[str]) -> None:
    members = [Member(n, n, n, is_admin=number < admins) for number, n in enumerate("ABCD")]
    people = people_of(*members).people
    assert [name for name, person in people.items() if person.lead] == leads


def awkward(*names: str) -> Board:
    """A board whose lists, labels, members and title all have these names."""
    team = board(card("x", in_list=names[0], labels=names), lists=names, name=names[0])
    return msgspec.structs.replace(
        team,
        labels=tuple(Label(f"5f1{n:021}", name, "red") for n, name in enumerate(names)),
        members=tuple(Member(f"5f2{n:021}", name, name) for n, name in enumerate(names)),
    )


@pytest.mark.parametrize(
    "name",
    [
        'Doing "now"', "Doing 'now'", "C:\\Doing", "Doing\nnow", "Doing\r\n\tnow", "🔬 Doing",
        "[lists]", "# Doing", "Doing = 1", '"""', "'''", "Doing\x00\x7f", "a.b.c",
        " ", "=", "\u2028Doing", "]", "Doing # WIP 3", '\\"',
    ],
)  # fmt: skip
def test_whatever_a_name_holds_the_draft_loads(name: str) -> None:
    team = awkward(name, f"{name} bug", "Doing")
    text = draft_of(team)
    agreement = read_agreement(text, "protocol.toml")
    text.encode("utf-8")
    context = Context(team, agreement, history_of(team), NOW)
    for found in guess_lists(team, TODAY):
        for one in found.ids:
            assert context.roles.get(one, (None,))[0] == found.role


@pytest.mark.parametrize("seed", range(60))
def test_the_draft_of_a_random_board_loads_and_says_of_each_open_list_what_it_means(
    seed: int,
) -> None:
    team = random_board(Random(seed))
    draft = infer(team, TODAY)
    agreement = read_agreement(draft_text(draft, "2026-11-16"), "protocol.toml")
    assert {one for found in draft.lists for one in found.ids} == {li.id for li in team.open_lists}
    for found in draft.lists:
        assert found.why
        if found.role and not found.by_day:
            assert agreement.list_terms[found.name].role == found.role


@needs_shared
@pytest.mark.parametrize("path", sample_boards(), ids=lambda path: path.stem)
def test_the_draft_of_a_real_board_loads_and_gives_roles_to_lists_that_have_one(path) -> None:  # type: ignore[no-untyped-def]
    from protocol.board_json import read_export

    team = read_export(path.read_bytes(), path.name)
    agreement = agreement_of(team)
    context = Context(team, agreement, history_of(team), NOW)
    text = draft_of(team)
    for entry in team.open_lists:
        assert entry.id in context.roles or f'"{entry.name}" has no role yet: ' in text
