"""`cardkeeper audit`: what the bot did, readable without knowing an id."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy import Engine

from protocol.decide import Notice
from storage.cards import keep_card
from storage.database import open_database
from storage.effects import EffectRow, begin, finish
from tests.bot.cli.deployment import Deployment
from tests.bot.trello.scene import ALIGN, BOARD, DOING, IDEAS, INDEX

NOW = datetime.now(UTC)
COMMENT = "**1 thing to settle**\n\n1. It has no owner. Name one. (`owner-missing`; anyone)"


def database(deployment: Deployment) -> Engine:
    """The database that the deployment works on."""
    return open_database(f"sqlite:///{deployment.folder / 'data' / 'cardkeeper.db'}")


def did(
    deployment: Deployment,
    kind: str,
    *,
    card_id: str = ALIGN,
    ago: timedelta = timedelta(0),
    before: str = "",
    after: str = "",
    why: str = "",
    failure: str = "",
    is_confirmed: bool = True,
) -> None:
    """Record an effect as the service would have."""
    engine, when = database(deployment), NOW - ago
    row = EffectRow(
        key=f"{kind}:{ago}", board_id=BOARD, card_id=card_id, kind=kind, why=why, before=before,
        after=after, begun_at=when,
    )  # fmt: skip
    begin(engine, row)
    if is_confirmed:
        finish(engine, row.key, when, failure=failure)
    engine.dispose()


def test_a_fix_is_told_with_title_what_and_why(deployment: Deployment) -> None:
    deployment.run("fix")

    ran = deployment.run("audit")

    assert ran.status == 0
    assert "   1  " in ran.out
    assert "Align the reads" in ran.out
    assert "changed the card: rewrites the description" in ran.out
    assert "why: fix section-missing, by command" in ran.out
    assert "1 can be undone with 'cardkeeper undo NUMBER'" in ran.out


def test_the_newest_stands_first(deployment: Deployment) -> None:
    did(deployment, "PostComment", ago=timedelta(hours=2), after=COMMENT)
    did(deployment, "WithdrawComment", ago=timedelta(hours=1), before=COMMENT)

    out = deployment.run("audit").out

    assert out.index("withdrew its comment: owner-missing") < out.index("posted its comment")


def test_an_edited_comment_shows_the_rules_before_and_after(deployment: Deployment) -> None:
    after = COMMENT.replace("owner-missing", "kind-missing")
    did(deployment, "EditComment", before=COMMENT, after=after)

    assert "edited its comment: owner-missing -> kind-missing" in deployment.run("audit").out


def test_a_comment_edited_in_words_alone_says_so(deployment: Deployment) -> None:
    did(deployment, "EditComment", before=COMMENT, after=COMMENT.replace("Name one", "Name two"))

    assert "edited its comment: owner-missing, in other words" in deployment.run("audit").out


def test_a_card_read_by_itself_since_the_last_sweep_has_its_title(deployment: Deployment) -> None:
    deployment.run("fix", "--dry-run")  # reads the board
    made = deployment.ada.add_card(DOING, "Call the variants")
    engine = database(deployment)
    answer = deployment.ada.read_card(made["id"])
    keep_card(engine, BOARD, made["id"], answer, datetime.now(UTC))
    engine.dispose()
    did(deployment, "PostComment", card_id=made["id"], after=COMMENT)
    deployment.set("TRELLO_URL", "http://127.0.0.1:9")

    assert "Call the variants" in deployment.run("audit").out


def test_a_card_moved_back_shows_the_lists_by_name(deployment: Deployment) -> None:
    deployment.run("fix", "--dry-run")  # reads the board
    did(deployment, "MoveBack", before=DOING, after=IDEAS, why="It may not go there.")

    out = deployment.run("audit").out

    assert "moved the card back: 'Doing' -> 'Ideas'" in out
    assert "why: It may not go there." in out


def test_a_message_in_the_channel_shows_what_it_is_about(deployment: Deployment) -> None:
    notice = Notice("Align", "", "Doing", (("owner-missing", "says", "resolve", "anyone"),))
    did(deployment, "Tell", after=msgspec.json.encode(notice).decode())

    assert "told the channel: owner-missing" in deployment.run("audit").out


def test_what_was_refused_is_told_and_ends_with_1(deployment: Deployment) -> None:
    did(deployment, "PostComment", after=COMMENT, failure="unauthorized permission requested")

    ran = deployment.run("audit")

    assert ran.status == 1
    assert "(refused: unauthorized permission requested)" in ran.out


def test_what_a_crash_cut_off_is_not_called_done(deployment: Deployment) -> None:
    did(deployment, "PostComment", after=COMMENT, is_confirmed=False)

    ran = deployment.run("audit")

    assert ran.status == 1
    assert "(not confirmed)" in ran.out


def test_only_what_is_since_then_is_shown(deployment: Deployment) -> None:
    did(deployment, "PostComment", ago=timedelta(days=10), after=COMMENT)

    assert "The bot did nothing since" in deployment.run("audit", "--since", "7d").out
    assert "posted its comment" in deployment.run("audit", "--since", "2w").out


def test_only_the_named_card_is_shown(
    deployment: Deployment, card_in_doing: Callable[..., str]
) -> None:
    second = card_in_doing("Call the variants")
    deployment.run("fix")

    out = deployment.run("audit", "--card", second).out

    assert "Call the variants" in out
    assert "Align the reads" not in out


def test_an_archived_card_has_its_title_too(deployment: Deployment) -> None:
    did(deployment, "PostComment", card_id=INDEX, after=COMMENT)

    assert "Index the genome" in deployment.run("audit").out


def test_without_trello_a_card_it_never_read_is_shown_by_its_id(deployment: Deployment) -> None:
    did(deployment, "PostComment", card_id=INDEX, after=COMMENT)
    deployment.set("TRELLO_URL", "http://127.0.0.1:9")

    ran = deployment.run("audit")

    assert ran.status == 0
    assert f"card {INDEX}" in ran.out
    assert "could not be asked for the titles" in ran.err


def test_the_board_can_be_named_by_its_short_link(deployment: Deployment) -> None:
    deployment.run("fix")

    assert "Align the reads" in deployment.run("audit", "--board", "gEn0mE5x").out
    assert "did nothing" in deployment.run("audit", "--board", "oThEr123").out


def test_a_program_can_read_it(deployment: Deployment) -> None:
    deployment.run("fix")

    entry = json.loads(deployment.run("audit", "--format", "json").out)[0]

    assert entry["card"] == "Align the reads"
    assert entry["kind"] == "Apply"
    assert entry["state"] == "done"
    assert entry["can_be_undone"] is True


def test_where_nothing_was_ever_kept_no_database_is_made(deployment: Deployment) -> None:
    deployment.without_data()
    ran = deployment.run("audit")

    assert ran.status == 2
    assert "There is no database at" in ran.err
    assert not (deployment.folder / "data").exists()
