"""Which cards serve which goal."""

from dataclasses import replace

import pytest
from msgspec import structs

from tests.protocol.cards import Written, board, card, context_of

HORIZONS = """
[kinds.goal]
horizon = "long"
[kinds.step]
horizon = "short"
"""


def goal(title: str, **more: object) -> Written:
    return card(title, in_list="Goals", **more)  # type: ignore[arg-type]


def serves(written: Written, *others: Written, agreement: str = "") -> str | None:
    """The title of the goal that the card serves, on a board with these other cards."""
    context = context_of(board(*others, written), agreement)
    goal_id = context.goals.goal_of(context.subjects_by_id[written.id])
    return context.board.cards_by_id[goal_id].title if goal_id else None


@pytest.mark.parametrize(
    "label",
    ["goal: Halve the QC time", "Goal:halve  the QC time", "goal: QC time", "goal: #{number}"],
)
def test_a_label_names_the_goal(label: str) -> None:
    aim = goal("Halve the QC time (5).")
    tied = card("Filter", labels=[label.format(number=aim.card.number)])
    assert serves(tied, aim, goal("Atlas of 35 types")) == "Halve the QC time (5)."


def test_a_part_of_two_titles_names_neither() -> None:
    tied = card("Filter", labels=["goal: QC"])
    assert serves(tied, goal("Faster QC"), goal("QC without hands")) is None


def test_a_label_that_the_goal_carries_itself_names_it() -> None:
    aim = goal("No sample waits more than a day", labels=["goal: speed"])
    assert serves(card("Filter", labels=["goal: speed"]), aim) == "No sample waits more than a day"


def test_of_goals_that_carry_one_label_the_longer_is_named() -> None:
    whole = goal("No sample waits", labels=["goal: speed", "goal"])
    part = goal("Night runs", labels=["goal: speed", "step"])
    tied = card("Filter", labels=["goal: speed"])
    assert serves(tied, part, whole, agreement=HORIZONS) == "No sample waits"
    assert serves(part, tied, whole, agreement=HORIZONS) == "No sample waits"


def test_the_prefix_is_the_teams_choice() -> None:
    prefix = '[annotations]\ngoal_label_prefix = "Ziel "'
    aim = goal("Faster QC")
    assert serves(card("Filter", labels=["Ziel faster QC"]), aim, agreement=prefix) == "Faster QC"
    assert serves(card("Filter", labels=["goal: faster QC"]), aim, agreement=prefix) is None


@pytest.mark.parametrize(
    "value", ["faster qc", "{link}", "https://trello.com/c/{link}/9-faster-qc"]
)
def test_the_goal_field_names_it_by_title_short_link_or_address(value: str) -> None:
    field = '[annotations]\ngoal_field = "Goal"'
    aim = goal("Faster QC")
    tied = card("Filter", fields={"goal": value.format(link=aim.card.short_link)})
    assert serves(tied, aim, agreement=field) == "Faster QC"


def test_a_link_in_the_description_or_an_attachment_ties() -> None:
    aim = goal("Faster QC")
    assert serves(card("Filter", desc=f"For {aim.url}."), aim) == "Faster QC"
    assert serves(card("Filter", attachments=[f"{aim.url}/9-faster-qc"]), aim) == "Faster QC"


def test_a_card_known_by_its_address_alone_is_found_too() -> None:
    aim = goal("Faster QC")
    bare = replace(aim, card=structs.replace(aim.card, short_link=""))
    lost = replace(aim, card=structs.replace(aim.card, short_link="", url=""))
    assert serves(card("Filter", desc=aim.url), bare) == "Faster QC"
    assert serves(card("Filter", desc=aim.url), lost) is None


def test_a_link_to_work_is_no_tie() -> None:
    other = card("Tables")
    assert serves(card("Filter", desc=other.url), other, goal("Faster QC")) is None


def test_a_goal_that_lists_the_card_ties_it() -> None:
    work = card("Filter")
    assert serves(work, goal("A", desc=f"Parts: {work.url}")) == "A"
    assert serves(work, goal("B", checklist={work.url: False})) == "B"
    assert serves(work, goal("C", attachments=[work.url])) == "C"


def test_a_label_outweighs_a_link() -> None:
    one, other = goal("Faster QC"), goal("Atlas")
    assert serves(card("Filter", labels=["goal: atlas"], desc=one.url), one, other) == "Atlas"


def test_a_short_goal_serves_the_long_one_that_it_links_and_not_the_other_way() -> None:
    whole = goal("No sample waits", labels=["goal"])
    part = goal("Night runs", labels=["step"], desc=whole.url)
    assert serves(part, whole, agreement=HORIZONS) == "No sample waits"
    assert serves(whole, part, agreement=HORIZONS) is None


def test_a_long_goal_that_lists_its_parts_serves_none_of_them() -> None:
    part = goal("Night runs", labels=["step"])
    whole = goal("No sample waits", labels=["goal"], desc=part.url)
    assert serves(whole, part, agreement=HORIZONS) is None
    assert serves(part, whole, agreement=HORIZONS) == "No sample waits"


def test_of_two_goals_alike_one_serves_the_other_whose_checklist_links_it() -> None:
    part = goal("Night runs")
    assert serves(part, goal("No sample waits", checklist={part.url: False})) == "No sample waits"
    assert serves(part, goal("No sample waits", desc=f"See also {part.url}")) is None


def test_a_goal_does_not_serve_itself() -> None:
    aim = goal("Faster QC", labels=["goal: faster QC"])
    linked = goal("Atlas", desc="https://trello.com/c/" + aim.card.short_link)
    assert serves(aim, linked) is None


def test_the_cards_of_a_goal_and_the_work_through_its_parts_are_told() -> None:
    whole = goal("No sample waits", labels=["goal"])
    part = goal("Night runs", labels=["step", "goal: no sample waits"])
    near = card("Queue", labels=["goal: no sample waits"])
    far = card("Filter", labels=["goal: night runs"])
    context = context_of(board(whole, part, near, far, card("Else")), HORIZONS)
    assert [entry.title for entry in context.goals.cards_of(whole.id)] == ["Night runs", "Queue"]
    assert [entry.title for entry in context.goals.work_of(whole.id)] == ["Filter", "Queue"]
    assert context.goals.work_of(near.id) == ()


def test_goals_that_name_each_other_do_not_go_round_for_ever() -> None:
    first = goal("First", labels=["goal: second"])
    second = goal("Second", labels=["goal: first"])
    work = card("Filter", labels=["goal: first"])
    context = context_of(board(first, second, work))
    assert [entry.title for entry in context.goals.work_of(second.id)] == ["Filter"]


def test_an_archived_goal_is_no_goal() -> None:
    gone = goal("Faster QC", closed=True)
    assert serves(card("Filter", labels=["goal: faster QC"], desc=gone.url), gone) is None
