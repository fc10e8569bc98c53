"""`serve --dry-run` and `links backfill --dry-run`: said, and nothing written anywhere."""

from sqlalchemy import create_engine, text

from tests.bot.cli.deployment import AGREEMENT, Deployment
from tests.bot.trello.scene import ALIGN

SPEAKS = AGREEMENT.replace('"shadow"', '"advise"')


def kept(deployment: Deployment) -> dict[str, int]:
    """How many rows our own database has, by table that a dry run might write."""
    engine = create_engine(f"sqlite:///{deployment.folder / 'data' / 'cardkeeper.db'}")
    with engine.connect() as connection:
        return {
            table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("board", "look", "said", "effect", "link", "tie")
        }


def test_the_first_sweep_is_told_by_card_and_nothing_is_written(deployment: Deployment) -> None:
    deployment.agree(SPEAKS)
    deployment.run("links", "list")
    before = deployment.writes(), kept(deployment)

    ran = deployment.run("serve", "--dry-run")

    assert ran.status == 1
    title = next(card.title for card in deployment.board().cards if card.id == ALIGN)
    assert f"  {title}: would post its comment (" in ran.out
    assert "Nothing was written; without --dry-run the start would write" in ran.err
    assert (deployment.writes(), kept(deployment)) == before


def test_it_tells_of_the_webhook_that_would_be_registered(deployment: Deployment) -> None:
    deployment.set("PUBLIC_URL", "https://cardkeeper.example")
    deployment.set("TRELLO_SECRET", "a-secret-for-signatures")

    ran = deployment.run("serve", "--dry-run")

    assert "would register a webhook for https://cardkeeper.example/webhooks/trello" in ran.out


def test_what_is_over_the_ceiling_would_not_be_written(deployment: Deployment) -> None:
    deployment.agree(SPEAKS + "[quiet]\nmax_writes = 1\n")
    deployment.ada.add_card(deployment.board().lists[1].id, "Nobody owns this")

    ran = deployment.run("serve", "--dry-run")

    assert "more than the ceiling of 1" in ran.err
    assert ran.status == 0


def test_a_board_on_which_all_is_well_has_nothing_to_write(deployment: Deployment) -> None:
    deployment.agree("[rules]\n")
    for card in deployment.board().open_cards:
        deployment.ada.delete_card(card.id)

    ran = deployment.run("serve", "--dry-run")

    assert (ran.status, ran.out.splitlines()[1:]) == (0, ["  nothing"])


def test_a_backfill_on_trial_tells_the_ties_and_keeps_none(deployment: Deployment) -> None:
    deployment.run("links", "list")
    deployment.ada.set_description(ALIGN, "See https://github.com/example-lab/pipeline/pull/7")
    before = kept(deployment)

    ran = deployment.run("links", "backfill", "--dry-run")

    assert "1 of them new" in ran.out
    assert "Nothing was kept" in ran.err
    assert kept(deployment) == before
