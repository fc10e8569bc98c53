"""`cardkeeper undo`: takes back what the bot did, and nothing that people did since."""

import pytest

from tests.bot.cli.deployment import AGREEMENT, Deployment
from tests.bot.cli.test_audit import COMMENT, did
from tests.bot.trello.scene import ALIGN, DOING, IDEAS


@pytest.fixture
def fixed(deployment: Deployment) -> Deployment:
    """The deployment after one fix, effect 1."""
    assert deployment.run("fix").status == 0
    return deployment


def test_a_fix_is_undone(fixed: Deployment) -> None:
    ran = fixed.run("undo", "1")

    assert ran.status == 0
    assert "1: Undone, as effect 2: on 'Align the reads', this rewrites the description." in ran.out
    assert fixed.desc() == "with bwa"


def test_undoing_twice_does_no_harm(fixed: Deployment) -> None:
    fixed.run("undo", "1")
    before = fixed.writes()

    ran = fixed.run("undo", "1")

    assert ran.status == 0
    assert "Nothing to do: 'Align the reads' is as it was before." in ran.out
    assert fixed.desc() == "with bwa"
    assert fixed.writes() == before


def test_an_undo_can_be_undone(fixed: Deployment) -> None:
    fixed.run("undo", "1")

    assert fixed.run("undo", "2").status == 0
    assert "## Question" in fixed.desc()


def test_a_dry_run_says_what_would_be_and_writes_nothing(fixed: Deployment) -> None:
    before = fixed.writes()
    ran = fixed.run("undo", "1", "--dry-run")

    assert ran.status == 0
    assert "Would be undone" in ran.out
    assert fixed.writes() == before


def test_what_somebody_changed_since_is_left_and_told(fixed: Deployment) -> None:
    fixed.ada.set_description(ALIGN, f"{fixed.desc()}\n\nAda's own answer")

    ran = fixed.run("undo", "1")

    assert ran.status == 1
    assert "Not undone: 'Align the reads' was changed since." in ran.out
    assert "Its description was changed since." in ran.out
    assert "Ada's own answer" in fixed.desc()


def test_a_change_elsewhere_on_the_card_does_not_hinder(fixed: Deployment) -> None:
    fixed.ada.move_card(ALIGN, IDEAS)

    assert fixed.run("undo", "1").status == 0
    assert fixed.desc() == "with bwa"


def test_a_card_moved_back_goes_where_it_was_put(deployment: Deployment) -> None:
    deployment.ada.move_card(ALIGN, IDEAS)
    did(deployment, "MoveBack", before=DOING, after=IDEAS)

    ran = deployment.run("undo", "1")

    assert ran.status == 0
    assert "this moves it to 'Doing'" in ran.out
    assert deployment.ada.read_card(ALIGN)["idList"] == DOING


def test_a_card_that_was_moved_on_since_is_left_where_it_is(deployment: Deployment) -> None:
    deployment.ada.move_card(ALIGN, "5f0000000000000000000012")
    did(deployment, "MoveBack", before=DOING, after=IDEAS)

    ran = deployment.run("undo", "1")

    assert ran.status == 1
    assert "It is now in 'Done'." in ran.out


def test_a_comment_is_explained_not_undone(deployment: Deployment) -> None:
    did(deployment, "PostComment", after=COMMENT)

    ran = deployment.run("undo", "1")

    assert ran.status == 1
    assert "it follows the facts" in ran.out
    assert "@cardkeeper exempt RULE until DAY because" in ran.out


def test_what_trello_had_refused_has_nothing_to_undo(deployment: Deployment) -> None:
    did(deployment, "Apply", after="[]", failure="invalid value for desc")

    ran = deployment.run("undo", "1")

    assert ran.status == 1
    assert "Trello refused it (invalid value for desc)" in ran.out


def test_a_deleted_card_is_told(fixed: Deployment) -> None:
    fixed.ada.delete_card(ALIGN)

    ran = fixed.run("undo", "1")

    assert ran.status == 1
    assert "the card is gone" in ran.out


def test_an_unknown_number_undoes_nothing_at_all(fixed: Deployment) -> None:
    ran = fixed.run("undo", "1", "99")

    assert ran.status == 2
    assert "There is no effect 99" in ran.err
    assert "## Question" in fixed.desc()


def test_several_are_undone_latest_first(deployment: Deployment) -> None:
    deployment.agree(AGREEMENT.replace('["Question", "Data"]', '["Question"]'))
    deployment.run("fix")
    deployment.agree(AGREEMENT)
    deployment.run("fix")

    ran = deployment.run("undo", "1", "2")

    assert ran.status == 0
    assert deployment.desc() == "with bwa"


def test_a_word_is_no_effect(deployment: Deployment) -> None:
    ran = deployment.run("undo", "last")

    assert ran.status == 2
    assert "'last' is no effect" in ran.err
