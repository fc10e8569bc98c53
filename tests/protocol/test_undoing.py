"""What undoing comes to on a card as it is now."""

import pytest
from msgspec import structs

from protocol.board import Attachment, Card, Label
from protocol.changes import apply_to, inverse
from protocol.rule import Change
from protocol.undoing import UndoPlan, changed_since, changes_in_words, holds, undo_plan

CARD = Card(
    id="5f00000000000000000000a1",
    name="Align the reads",
    list_id="ready",
    desc="with bwa",
    member_ids=("ada",),
    labels=(Label("l1", "Analysis", "red"),),
    fields={"Hours": "3"},
    attachments=(Attachment("a1", "run", "https://example.org/run/1"),),
)
EVERY_KIND = (
    Change("describe", "with bwa\n\n## Data"),
    Change("rename", "Align all reads"),
    Change("label", "Tool"),
    Change("unlabel", "Analysis"),
    Change("own", "bea"),
    Change("disown", "ada"),
    Change("estimate", "5", "Hours"),
    Change("attach", "https://example.org/run/2", "run 2"),
    Change("detach", "https://example.org/run/1"),
    Change("move", "doing"),
    Change("tick", "due"),
    Change("archive"),
)


def named(known_id: str) -> str:
    return {"ada": "Ada", "bea": "Bea", "ready": "Ready", "doing": "Doing"}[known_id]


def plan(now: Card, *made: Change) -> UndoPlan:
    return undo_plan(now, made, inverse(CARD, made), named)


@pytest.mark.parametrize("change", EVERY_KIND, ids=lambda change: change.kind)
def test_undoing_each_kind_of_change_brings_the_card_back(change: Change) -> None:
    after = apply_to(CARD, (change,))

    undone = apply_to(after, plan(after, change).changes)

    assert {label.name for label in undone.labels} == {"Analysis"}
    assert structs.replace(undone, labels=(), attachments=()) == structs.replace(
        CARD, labels=(), attachments=()
    )
    assert [entry.url for entry in undone.attachments] == ["https://example.org/run/1"]


@pytest.mark.parametrize("change", EVERY_KIND, ids=lambda change: change.kind)
def test_what_is_as_it_was_needs_no_undoing(change: Change) -> None:
    assert plan(CARD, change) == UndoPlan(())


@pytest.mark.parametrize(
    ("change", "now", "said"),
    [
        (EVERY_KIND[0], {"desc": "with minimap2"}, "Its description was changed since."),
        (EVERY_KIND[1], {"name": "Map the reads"}, "Its title is now 'Map the reads'."),
        (EVERY_KIND[6], {"fields": {"Hours": "8"}}, "Its field 'Hours' is now '8'."),
        (EVERY_KIND[6], {"fields": {}}, "Its field 'Hours' is now 'empty'."),
    ],
)
def test_what_was_changed_since_is_said(change: Change, now: dict[str, object], said: str) -> None:
    planned = plan(structs.replace(CARD, **now), change)

    assert planned.changes == ()
    assert planned.since == (said,)


def test_a_card_that_went_on_is_not_moved() -> None:
    planned = undo_plan(
        structs.replace(CARD, list_id="doing"),
        (Change("move", "ready"),),
        (Change("move", "inbox"),),
        named,
    )

    assert planned.since == ("It is now in 'Doing'.",)


def test_one_changed_place_keeps_all_from_being_undone() -> None:
    made = (Change("describe", "with bwa\n\n## Data"), Change("rename", "Align all reads"))
    now = structs.replace(apply_to(CARD, made), name="Map the reads")

    planned = plan(now, *made)

    assert planned.changes == ()
    assert planned.since == ("Its title is now 'Map the reads'.",)


def test_what_is_undone_already_in_one_place_is_undone_in_the_other() -> None:
    made = (Change("describe", "with bwa\n\n## Data"), Change("rename", "Align all reads"))
    now = structs.replace(apply_to(CARD, made), name=CARD.name)

    assert plan(now, *made).changes == (Change("describe", "with bwa"),)


@pytest.mark.parametrize("desc", ["with bwa \n", "\nwith bwa", "with bwa"])
def test_space_that_trello_trims_is_no_change(desc: str) -> None:
    assert holds(structs.replace(CARD, desc=desc), Change("describe", "with bwa"))


def test_a_change_of_the_same_place_is_seen() -> None:
    made = (Change("describe", "with bwa\n\n## Data"),)

    assert changed_since(CARD, structs.replace(CARD, desc="with minimap2"), made)
    assert not changed_since(CARD, structs.replace(CARD, name="Map"), made)


def test_a_place_that_is_already_as_wanted_is_no_hindrance() -> None:
    made = (Change("rename", "Align all reads"),)

    assert not changed_since(CARD, structs.replace(CARD, name="Align all reads"), made)


def test_changes_are_told_in_words() -> None:
    assert list(changes_in_words(EVERY_KIND, named)) == [
        "rewrites the description",
        "renames it 'Align all reads'",
        "adds the label 'Tool'",
        "takes off the label 'Analysis'",
        "adds Bea as owner",
        "takes Ada off the owners",
        "sets Hours to 5",
        "attaches https://example.org/run/2",
        "takes off the attachment https://example.org/run/1",
        "moves it to 'Doing'",
        "ticks its due time",
        "archives it",
    ]
