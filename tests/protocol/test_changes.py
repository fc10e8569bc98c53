"""One change to a card, and its way back."""

import pytest
from msgspec import structs

from protocol.board import Card
from protocol.changes import apply_to, inverse
from protocol.rule import Change
from tests.protocol.cards import card, list_id, member_id
from tests.protocol.link_states import RUN

HELD = card(
    "Tune it (3)",
    owners=["Omar"],
    labels=["tool"],
    desc="Why.",
    attachments=[("run", RUN)],
    fields={"Days": "2"},
).card

EVERY = (
    Change("describe", "Why and how."),
    Change("rename", "Tune it"),
    Change("label", "analysis"),
    Change("unlabel", "tool"),
    Change("own", member_id("Ines")),
    Change("disown", member_id("Omar")),
    Change("estimate", "3", "days"),
    Change("estimate", "", "Days"),
    Change("estimate", "5", "Effort"),
    Change("attach", "https://a.example/", "page"),
    Change("detach", RUN),
    Change("move", list_id("Review")),
    Change("tick", "due"),
    Change("archive"),
)


def plain(held: Card) -> tuple[object, ...]:
    """The card as people see it: labels and attachments by name, in no order."""
    bare = structs.replace(held, labels=(), member_ids=(), attachments=())
    return (
        bare,
        {label.name for label in held.labels},
        set(held.member_ids),
        {(entry.name, entry.url) for entry in held.attachments},
    )


@pytest.mark.parametrize("change", EVERY, ids=lambda change: f"{change.kind} {change.value[:8]}")
def test_each_change_changes_the_card_and_can_be_undone(change: Change) -> None:
    after = apply_to(HELD, (change,))
    assert plain(after) != plain(HELD)
    assert plain(apply_to(after, inverse(HELD, (change,)))) == plain(HELD)


def test_all_of_them_in_a_row_are_undone_in_the_other_order() -> None:
    back = inverse(HELD, EVERY)
    assert plain(apply_to(apply_to(HELD, EVERY), back)) == plain(HELD)


def test_undoing_a_change_is_undone_by_the_change() -> None:
    closed = apply_to(HELD, (Change("archive"), Change("tick", "due")))
    back = (Change("unarchive"), Change("untick", "due"))
    assert inverse(closed, back) == (Change("tick", "due"), Change("archive"))


def test_a_label_taken_off_comes_back_as_the_same_one() -> None:
    two = structs.replace(HELD, labels=(*HELD.labels, *card("x", labels=["rota"]).card.labels))
    off = (Change("unlabel", "rota"),)
    back = apply_to(apply_to(two, off), inverse(two, off))
    assert [label.id for label in back.labels] == [label.id for label in two.labels]


@pytest.mark.parametrize(
    "change",
    [
        Change("label", "TOOL"),
        Change("own", member_id("Omar")),
        Change("estimate", "2", "days"),
        Change("attach", RUN, "again"),
        Change("unlabel", "analysis"),
        Change("detach", "https://a.example/"),
        Change("move", list_id("Doing")),
    ],
)
def test_what_is_so_already_is_not_changed_and_has_nothing_to_undo(change: Change) -> None:
    assert apply_to(HELD, (change,)) == HELD
    assert inverse(HELD, (change,)) == ()


def test_the_field_keeps_the_name_that_the_board_gives_it() -> None:
    assert apply_to(HELD, (Change("estimate", "3", "days"),)).fields == {"Days": "3"}


def test_an_attachment_without_a_name_is_called_by_its_address() -> None:
    url = "https://a.example/"
    assert apply_to(HELD, (Change("attach", url),)).attachments[-1].name == url


def test_a_kind_of_change_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="'paint' is no kind of change"):
        apply_to(HELD, (Change("paint", "red"),))
