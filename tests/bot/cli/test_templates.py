"""`cardkeeper templates`: one template card per kind, and people's own work on it left alone."""

import pytest

from protocol.board import Card
from protocol.templates import with_block
from tests.bot.cli.deployment import AGREEMENT, Deployment
from tests.bot.trello.scene import BLUE, DOING


def templates(deployment: Deployment) -> dict[str, Card]:
    """The board's template cards by title."""
    return {card.name: card for card in deployment.board().cards if card.is_template}


@pytest.fixture
def made(deployment: Deployment) -> Deployment:
    """The deployment after templates were made."""
    assert deployment.run("templates").status == 0
    return deployment


def test_each_kind_gets_a_card_with_all_that_the_agreement_asks(made: Deployment) -> None:
    card = templates(made)["analysis"]

    assert "## Question\n\n## Data" in card.desc
    assert [label.name for label in card.labels] == ["analysis"]
    assert card.fields == {"Hours": "3"}
    assert [item.name for item in card.checklists[0].items] == [
        "Write the question",
        "Name the data",
    ]
    assert set(templates(made)) == {"analysis", "tool"}


def test_templates_are_made_once(made: Deployment) -> None:
    before = made.writes()

    ran = made.run("templates")

    assert ran.status == 0
    assert ran.out.splitlines() == [
        "analysis: as the agreement says",
        "tool: as the agreement says",
    ]
    assert made.writes() == before


def test_they_are_found_again_when_the_database_is_lost(made: Deployment) -> None:
    made.set("DATA", str(made.folder / "elsewhere"))

    assert made.run("templates").status == 0
    assert len(templates(made)) == 2


def test_they_are_found_again_under_another_name_in_another_list(made: Deployment) -> None:
    card = templates(made)["analysis"]
    made.ada.update_card(card.id, name="Start an analysis here", idList=DOING)

    made.run("templates")

    assert set(templates(made)) == {"Start an analysis here", "tool"}
    assert templates(made)["Start an analysis here"].list_id == DOING


def test_what_the_agreement_changes_is_changed_between_the_marks(made: Deployment) -> None:
    card = templates(made)["analysis"]
    made.ada.set_description(card.id, f"Ada: start here.\n\n{card.desc}\n\nAsk Bea when unsure.")
    made.agree(AGREEMENT.replace('["Question", "Data"]', '["Question", "Samples"]'))

    ran = made.run("templates")

    desc = templates(made)["analysis"].desc
    assert ran.status == 0
    assert desc.startswith("Ada: start here.")
    assert desc.endswith("Ask Bea when unsure.")
    assert "## Samples" in desc
    assert "## Data" not in desc


def test_an_estimate_that_the_agreement_changes_is_changed(made: Deployment) -> None:
    made.agree(AGREEMENT.replace("estimate = 3", "estimate = 5"))

    made.run("templates")

    assert templates(made)["analysis"].fields == {"Hours": "5"}


def test_an_estimate_that_people_changed_is_left_and_told(
    made: Deployment,
) -> None:
    card = templates(made)["analysis"]
    made.ada.set_field(card.id, "5f00000000000000000000f1", "number", "8")

    ran = made.run("templates")

    assert templates(made)["analysis"].fields == {"Hours": "8"}
    assert "'Hours' is 8 there and 3 in the agreement; left" in ran.out


def test_what_people_added_stays(made: Deployment) -> None:
    card = templates(made)["analysis"]
    made.ada.add_label(card.id, BLUE)
    made.ada.add_checklist(card.id, "Ada's own", ["Tell Bea"])

    made.run("templates")

    after = templates(made)["analysis"]
    assert {label.name for label in after.labels} == {"analysis", "tool"}
    assert {checklist.name for checklist in after.checklists} == {"Steps", "Ada's own"}


def test_a_line_that_the_agreement_adds_joins_the_checklist(made: Deployment) -> None:
    made.agree(AGREEMENT.replace('"Name the data"]', '"Name the data", "Book a review"]'))

    made.run("templates")

    checklists = templates(made)["analysis"].checklists
    assert [item.name for item in checklists[0].items][-1] == "Book a review"
    assert len(checklists) == 1


def test_a_template_that_people_archived_is_not_made_again(made: Deployment) -> None:
    made.ada.update_card(templates(made)["analysis"].id, closed=True)

    ran = made.run("templates")

    assert ran.status == 0
    assert "analysis: it is archived, and left so" in ran.out
    assert len([card for card in made.board().cards if card.is_template]) == 2


def test_a_card_made_from_a_template_is_not_taken_for_one(made: Deployment) -> None:
    template = templates(made)["analysis"]
    copy = made.ada.add_card(DOING, "Call variants", idCardSource=template.id)

    made.agree(AGREEMENT.replace('["Question", "Data"]', '["Samples"]'))
    made.run("templates")

    assert "## Question" in made.desc(str(copy["id"]))


def test_a_template_is_never_judged(made: Deployment) -> None:
    ran = made.run("fix", "--dry-run", "--rule", "owner-missing", "--rule", "section-missing")

    assert "Align the reads" in ran.out
    assert "--- analysis" not in ran.out


def test_a_dry_run_says_what_would_be_and_writes_nothing(deployment: Deployment) -> None:
    before = deployment.writes()

    ran = deployment.run("templates", "--dry-run")

    assert ran.status == 1
    assert "analysis: would be made as 'analysis' in 'Ideas'" in ran.out
    assert deployment.writes() == before


def test_they_are_made_in_the_named_list(deployment: Deployment) -> None:
    deployment.run("templates", "--list", "done")

    lists = deployment.board().lists_by_id
    assert {lists[card.list_id].name for card in templates(deployment).values()} == {"Done"}


def test_an_unknown_list_is_named_with_the_nearest(deployment: Deployment) -> None:
    ran = deployment.run("templates", "--list", "Idees")

    assert ran.status == 2
    assert "no list 'Idees'; did you mean 'Ideas'" in ran.err


def test_a_change_to_a_template_can_be_undone(made: Deployment) -> None:
    made.agree(AGREEMENT.replace('["Question", "Data"]', '["Samples"]'))
    made.run("templates")
    number = next(
        line.split()[0]
        for line, what in zip(*[iter(_blocks(made.run("audit").out))] * 2, strict=False)
        if "rewrites the description" in what
    )

    assert made.run("undo", number).status == 0
    assert "## Question" in templates(made)["analysis"].desc


def _blocks(out: str) -> list[str]:
    """First and second line of each effect that the audit shows, in turn."""
    blocks = [block.splitlines() for block in out.split("\n\n")]
    return [line for block in blocks if len(block) > 1 for line in block[:2]]


def test_a_description_without_its_end_mark_keeps_what_people_wrote(made: Deployment) -> None:
    card = templates(made)["analysis"]
    broken = card.desc.replace("<!-- cardkeeper: end of template -->", "Bea's notes")
    made.ada.set_description(card.id, broken)

    made.run("templates")

    desc = templates(made)["analysis"].desc
    assert "Bea's notes" in desc
    assert desc.count("cardkeeper: template analysis") == 1


def test_putting_the_block_in_again_changes_nothing(made: Deployment) -> None:
    from bot.agreement_files import read_agreement_file
    from protocol.templates import templates_of

    template = templates_of(read_agreement_file(made.folder / "protocol.toml"))[0]
    once = with_block("above\n\nbelow", template)

    assert with_block(once, template) == once


def test_without_kinds_the_way_to_some_is_told(deployment: Deployment) -> None:
    deployment.agree('name = "Genomes"\n')

    ran = deployment.run("templates")

    assert ran.status == 2
    assert "give some under [kinds]" in ran.err
