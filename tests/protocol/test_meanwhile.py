"""Changes that were decided on are made to the card as it is now, or not at all."""

import pytest
from msgspec import structs

from protocol.board import Attachment, Card
from protocol.changes import inverse
from protocol.meanwhile import reconciled
from protocol.rule import Change

CARD = Card("card", "Align the reads", "doing", desc="Version 1\n\nSee the wiki")
ADD_LINE = (Change("describe", f"{CARD.desc}\n\n<!-- cardkeeper: exempt run-link-missing -->"),)
BACK = inverse(CARD, ADD_LINE)


def now(**changed: object) -> Card:
    return structs.replace(CARD, **changed)


def test_on_an_unchanged_card_the_changes_stay_as_they_are() -> None:
    assert reconciled(CARD, ADD_LINE, BACK) == ADD_LINE


def test_changes_that_are_made_already_stay_as_they_are() -> None:
    assert reconciled(now(desc=ADD_LINE[0].value), ADD_LINE, BACK) == ADD_LINE


def test_an_edit_elsewhere_in_the_description_is_kept() -> None:
    edited = now(desc="Version 2\n\nSee the wiki")

    found = reconciled(edited, ADD_LINE, BACK)

    assert found == (Change("describe", ADD_LINE[0].value.replace("Version 1", "Version 2")),)


def test_an_edit_made_after_half_of_the_changes_is_kept() -> None:
    edited = now(desc=ADD_LINE[0].value.replace("Version 1", "Version 2"))

    assert reconciled(edited, ADD_LINE, BACK) == (Change("describe", edited.desc),)


@pytest.mark.parametrize("more", ["", "\n\nAnd a note"])
def test_what_was_added_already_is_not_added_again_beside_an_edit_of_all_the_rest(
    more: str,
) -> None:
    """The answer to the first try was lost, and somebody has rewritten the only line since."""
    card = structs.replace(CARD, desc="Version 1")
    add = (Change("describe", "Version 1\n\n<!-- cardkeeper: exempt run-link-missing -->"),)
    edited = now(desc=add[0].value.replace("Version 1", "Version 2") + more)

    assert reconciled(edited, add, inverse(card, add)) == (Change("describe", edited.desc),)


def test_an_edit_of_the_same_line_stops_all_changes() -> None:
    rename = (Change("describe", "Version 1\n\nSee [the wiki](https://wiki.example)"),)
    both = (*rename, Change("attach", "https://wiki.example"))

    assert reconciled(now(desc="Version 1\n\nAsk Ines"), both, inverse(CARD, both)) is None


def test_a_title_keeps_both_edits() -> None:
    rename = (Change("rename", "Align the reads (3)"),)

    found = reconciled(now(name="Map the reads"), rename, inverse(CARD, rename))

    assert found == (Change("rename", "Map the reads (3)"),)


def test_a_card_that_was_moved_elsewhere_is_not_moved() -> None:
    move = (Change("move", "inbox"),)

    assert reconciled(now(list_id="review"), move, inverse(CARD, move)) is None


def test_what_was_taken_away_again_by_a_person_is_not_put_back() -> None:
    held = now(attachments=(Attachment("1", "wiki", "https://wiki.example"),))
    attach = (Change("attach", "https://wiki.example"),)

    assert inverse(held, attach) == ()
    assert reconciled(CARD, attach, ()) is None
