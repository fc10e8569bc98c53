"""`cardkeeper rules --stats`: what rules in shadow would have said."""

import json
from datetime import UTC, datetime, timedelta

from bot.trial import note_trial
from protocol.check import check_board
from protocol.history import History
from protocol.subject import Context
from tests.bot.cli.deployment import Deployment
from tests.bot.cli.test_audit import database

NOW = datetime.now(UTC)


def review(deployment: Deployment, when: datetime) -> None:
    """What the service does at a sweep, at this moment."""
    from bot.agreement_files import read_agreement_file

    agreement = read_agreement_file(deployment.folder / "protocol.toml")
    context = Context(deployment.board(), agreement, History(()), when)
    engine = database(deployment)
    note_trial(engine, context, check_board(context))
    engine.dispose()


def ownerless(deployment: Deployment) -> str:
    made = deployment.ada.add_card("5f0000000000000000000011", "Call the variants", "with gatk")
    return str(made["id"])


def test_what_would_have_been_said_is_counted_by_rule(deployment: Deployment) -> None:
    card = ownerless(deployment)
    review(deployment, NOW - timedelta(hours=3))
    deployment.ada.add_member(card, "5f0000000000000000000ada")
    review(deployment, NOW)

    counted = json.loads(deployment.run("rules", "--stats", "--format", "json").out)

    told = {entry["rule"]: entry for entry in counted}["owner-missing"]
    assert (told["told"], told["still"], told["gone_in_a_day"]) == (1, 0, 1)


def test_the_table_says_what_it_means(deployment: Deployment) -> None:
    ownerless(deployment)
    deployment.run("fix", "--dry-run")  # reads the board, as a sweep does
    review(deployment, NOW)

    ran = deployment.run("rules", "--stats", "--board", "gEn0mE5x")

    assert ran.status == 0
    assert ran.out.splitlines()[0].startswith("rule ")
    assert "owner-missing" in ran.out
    assert "settled within a day although nobody was told" in ran.out


def test_another_boards_counts_are_not_mixed_in(deployment: Deployment) -> None:
    ownerless(deployment)
    review(deployment, NOW)

    ran = deployment.run("rules", "--stats", "--board", "5f00000000000000000000ff")

    assert "No rule in shadow has found anything yet" in ran.out


def test_a_board_without_stats_is_refused(deployment: Deployment) -> None:
    ran = deployment.run("rules", "--board", "gEn0mE5x")

    assert ran.status == 2
    assert "--board belongs to 'cardkeeper rules --stats'" in ran.err
