"""`cardkeeper fix`: what is safe to put right is shown, made once, and recorded."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine

from bot.live import open_live
from bot.recorded_changes import Changer, NotMade
from protocol.rule import Change
from storage.effects import recent_effects
from storage.looks import waiting
from tests.bot.cli.deployment import AGREEMENT, Deployment
from tests.bot.trello import scene
from tests.bot.trello.scene import ALIGN

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def test_a_safe_fix_is_shown_as_a_diff_and_made(deployment: Deployment) -> None:
    ran = deployment.run("fix")

    assert ran.status == 0
    assert "--- Align the reads" in ran.out
    assert "+++ section-missing: Adds '## Question' and '## Data'" in ran.out
    assert "+## Question" in ran.out
    assert deployment.desc().startswith("with bwa\n\n## Question\n\n## Data")
    assert "cardkeeper undo 1" in ran.err


def test_a_dry_run_shows_the_diff_and_writes_nothing(deployment: Deployment) -> None:
    before = deployment.writes()
    ran = deployment.run("fix", "--dry-run")

    assert ran.status == 1  # there is something to put right
    assert "+## Question" in ran.out
    assert "Nothing was written" in ran.err
    assert deployment.desc() == "with bwa"
    assert deployment.writes() == before


def test_a_board_with_nothing_to_put_right_ends_with_0(deployment: Deployment) -> None:
    deployment.run("fix")

    ran = deployment.run("fix")

    assert ran.status == 0
    assert "Nothing on 'Genomes' is to be put right" in ran.out


def test_more_writes_than_the_ceiling_are_not_made(
    deployment: Deployment, card_in_doing: Callable[..., str]
) -> None:
    second = card_in_doing()
    deployment.agree(f"{AGREEMENT}\n[quiet]\nmax_writes = 1\n")

    ran = deployment.run("fix")

    assert ran.status == 2
    assert "2 writes on 2 cards, more than the ceiling of 1" in ran.err
    assert deployment.desc() == "with bwa"
    assert deployment.desc(second) == "with gatk"


def test_no_limit_goes_over_the_ceiling(
    deployment: Deployment, card_in_doing: Callable[..., str]
) -> None:
    second = card_in_doing()
    deployment.agree(f"{AGREEMENT}\n[quiet]\nmax_writes = 1\n")

    assert deployment.run("fix", "--no-limit").status == 0
    assert "## Question" in deployment.desc()
    assert "## Question" in deployment.desc(second)


def test_only_the_named_card_is_changed(
    deployment: Deployment, card_in_doing: Callable[..., str]
) -> None:
    second = card_in_doing()

    deployment.run("fix", "--card", second)

    assert deployment.desc() == "with bwa"
    assert "## Question" in deployment.desc(second)


def test_only_the_named_rule_is_put_right(deployment: Deployment) -> None:
    ran = deployment.run("fix", "--rule", "kind-missing")

    assert ran.status == 0
    assert deployment.desc() == "with bwa"


def test_a_rule_in_shadow_is_put_right_when_it_is_named(deployment: Deployment) -> None:
    deployment.agree(AGREEMENT.replace('section-missing = "advise"', 'section-missing = "shadow"'))

    deployment.run("fix")
    assert deployment.desc() == "with bwa"

    deployment.run("fix", "--rule", "section-missing")
    assert "## Question" in deployment.desc()


def test_what_would_ask_first_is_left_unless_asked_for(deployment: Deployment) -> None:
    line = "<!-- cardkeeper: exempt due-passed until 2020-01-01 because it waits -->"
    deployment.ada.set_description(ALIGN, f"## Question\nwhich?\n## Data\nall\n\n{line}")

    deployment.run("fix")
    assert line in deployment.desc()

    deployment.run("fix", "--asking")
    assert line not in deployment.desc()


def test_a_change_made_meanwhile_is_not_run_over(deployment: Deployment) -> None:
    with open_live() as live:
        kept = live.board(None)
        seen = kept.board.cards_by_id[ALIGN]
        deployment.ada.set_description(ALIGN, "with bwa-mem2, says Ada")

        with pytest.raises(NotMade, match="changed in the same place"):
            Changer(live, kept.board, kept.answer).apply(
                seen, (Change("describe", "with bwa\n\n## Question"),), "a test"
            )

    assert deployment.desc() == "with bwa-mem2, says Ada"


def test_a_change_elsewhere_on_the_card_does_not_hinder(deployment: Deployment) -> None:
    with open_live() as live:
        kept = live.board(None)
        seen = kept.board.cards_by_id[ALIGN]
        deployment.ada.update_card(ALIGN, name="Align all reads")

        Changer(live, kept.board, kept.answer).apply(
            seen, (Change("describe", "with bwa\n\n## Question"),), "a test"
        )

    assert deployment.desc() == "with bwa\n\n## Question"


def test_what_undoes_a_fix_is_recorded_with_it(deployment: Deployment) -> None:
    deployment.run("fix")

    engine = create_engine(f"sqlite:///{deployment.folder / 'data' / 'cardkeeper.db'}")
    row = recent_effects(engine, LONG_AGO)[0]
    assert row.kind == "Apply"
    assert row.why == "fix section-missing, by command"
    assert json.loads(row.reference) == [{"kind": "describe", "value": "with bwa", "extra": ""}]
    assert row.done_at is not None


def test_a_fixed_card_is_marked_so_that_the_service_looks_at_it(deployment: Deployment) -> None:
    deployment.run("fix")

    engine = create_engine(f"sqlite:///{deployment.folder / 'data' / 'cardkeeper.db'}")
    assert waiting(engine)[0] == 1


def test_what_trello_refuses_is_told_and_the_rest_is_made(
    deployment: Deployment, card_in_doing: Callable[..., str]
) -> None:
    second = card_in_doing()
    deployment.ada.set_description(ALIGN, "x" * 16_380)  # with headings it is too long for Trello

    ran = deployment.run("fix")

    assert ran.status == 1
    assert "Not done, 'Align the reads': Trello refuses" in ran.out
    assert "## Question" in deployment.desc(second)


def test_a_card_deleted_meanwhile_is_told(deployment: Deployment) -> None:
    with open_live() as live:
        kept = live.board(None)
        seen = kept.board.cards_by_id[ALIGN]
        deployment.ada.delete_card(ALIGN)

        with pytest.raises(NotMade, match="The card is gone"):
            Changer(live, kept.board, kept.answer).apply(seen, (Change("rename", "A"),), "a test")


def test_the_plan_can_be_read_by_a_program(deployment: Deployment) -> None:
    ran = deployment.run("fix", "--dry-run", "--format", "json")

    told = json.loads(ran.out)
    assert told["board"]["name"] == "Genomes"
    assert told["fixes"][0]["rules"] == ["section-missing"]
    assert told["fixes"][0]["effect"] is None


def test_an_unknown_rule_is_named_with_the_nearest(deployment: Deployment) -> None:
    ran = deployment.run("fix", "--rule", "section-mising")

    assert ran.status == 2
    assert "There is no rule 'section-mising'; did you mean 'section-missing'" in ran.err


def test_an_unknown_board_is_one_clear_sentence(deployment: Deployment) -> None:
    ran = deployment.run("fix", "--board", "00000000")

    assert ran.status == 2
    assert "The board '00000000' is not there, or @cardkeeper is not a member" in ran.err


def test_a_board_is_named_by_its_address(deployment: Deployment) -> None:
    link = "https://trello.com/b/gEn0mE5x/genomes"

    assert deployment.run("fix", "--board", link, "--dry-run").status == 1


def test_a_refused_token_is_one_clear_sentence_without_the_token(deployment: Deployment) -> None:
    deployment.set("TRELLO_TOKEN", "no-such-token-anywhere")

    ran = deployment.run("fix")

    assert ran.status == 2
    assert "Check CARDKEEPER_TRELLO_KEY and CARDKEEPER_TRELLO_TOKEN" in ran.err
    assert "no-such-token-anywhere" not in ran.err


def test_without_credentials_and_sandbox_the_way_to_both_is_told(deployment: Deployment) -> None:
    deployment.without_credentials()

    ran = deployment.run("fix")

    assert ran.status == 2
    assert "The sandbox is not running: start it with `make run`" in ran.err


def test_a_card_in_an_unknown_place_is_told_with_the_nearest_title(deployment: Deployment) -> None:
    ran = deployment.run("fix", "--card", "Align the read")

    assert ran.status == 2
    assert "Did you mean 'Align the reads'?" in ran.err
    assert scene.BOT_TOKEN not in ran.err
