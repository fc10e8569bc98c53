"""`/card new` and the message shortcut: what is asked for, and what can be made."""

from typing import Any

from storage.effects import recent_effects
from tests.bot.slack.conftest import MakeOffice
from tests.bot.slack.office import ANA, BOARD, LISTS, MEMBERS, TEAM, Office, text_of

TITLE = "Compare two aligners on the pilot batch"


def opened(office: Office, words: str = "") -> dict[str, Any]:
    office.slack.client.command(ANA, TEAM, f"/card new {words}".strip())
    return office.modal(ANA, "new_card")


def block_ids(view: dict[str, Any]) -> list[str]:
    return [block["block_id"] for block in view["blocks"] if block["type"] == "input"]


def section_of(view: dict[str, Any], heading: str) -> str:
    return next(
        str(block["block_id"])
        for block in view["blocks"]
        if block["type"] == "input" and block["label"]["text"] == heading
    )


def chosen(office: Office, view: dict[str, Any], **values: str) -> dict[str, Any]:
    """The dialog after a kind and a list were chosen, as it then asks."""
    for name, value in values.items():
        before = view["hash"]
        office.slack.client.click_in_view(ANA, view["id"], name, value)
        view = office.wait(lambda known=before: _newer(office, known))
    return view


def _newer(office: Office, known: str) -> dict[str, Any] | None:
    view = office.modal(ANA, "new_card")
    return view if view["hash"] != known else None


def test_the_words_behind_new_are_the_title(office: Office) -> None:
    view = opened(office, TITLE)

    title = next(block for block in view["blocks"] if block["block_id"] == "title")
    assert title["element"]["initial_value"] == TITLE


def test_a_kind_in_doing_asks_for_its_sections(office: Office) -> None:
    view = opened(office, TITLE)
    assert "Question" not in [block.get("label", {}).get("text") for block in view["blocks"]]

    view = chosen(office, view, kind="analysis", list=LISTS["Doing"])

    assert section_of(view, "Question") in block_ids(view)


def test_a_card_that_breaks_the_agreement_is_not_made_and_the_input_says_why(
    office: Office,
) -> None:
    view = chosen(office, opened(office, TITLE), kind="analysis", list=LISTS["Doing"])
    question = section_of(view, "Question")

    told = office.slack.client.submit(
        ANA, view["id"], {"owners": [], question: "Which of them?", "due": "2026-11-02"}
    )

    assert told["response_action"] == "errors"
    assert "owners" in told["errors"] or "due" in told["errors"]
    assert len(office.boards.read(BOARD).board.cards) == 2


def test_a_card_that_keeps_the_agreement_is_made_and_shown(office: Office) -> None:
    view = chosen(office, opened(office, TITLE), kind="analysis", list=LISTS["Doing"])
    question = section_of(view, "Question")

    told = office.slack.client.submit(
        ANA, view["id"],
        {"owners": [MEMBERS["ana"]], question: "Which of them?", "due": "2026-12-04",
         "estimate": "2"},
    )  # fmt: skip

    assert told["response_action"] == "update"
    end = office.modal(ANA, "new_card_end")
    assert TITLE in text_of(end)
    made = next(c for c in office.boards.read(BOARD).board.cards if c.name.startswith(TITLE))
    assert made.name == f"{TITLE} (2)"
    assert made.member_ids == (MEMBERS["ana"],)
    assert [label.name for label in made.labels] == ["Analysis"]
    assert "## Question\n\nWhich of them?" in made.desc
    assert made.due is not None


def test_a_new_card_is_recorded_and_undoing_it_archives_it(office: Office) -> None:
    view = chosen(office, opened(office, TITLE), kind="analysis")

    office.slack.client.submit(ANA, view["id"], {"owners": [MEMBERS["ana"]]})
    office.modal(ANA, "new_card_end")

    (row,) = recent_effects(office.engine, office.clock().replace(hour=0))
    assert (row.kind, row.why) == ("Apply", "Ana Lima asked in Slack for a new card")
    assert "archive" in row.reference
    assert row.card_id
    assert row.done_at is not None


def test_a_message_becomes_a_card_with_a_link_back(office: Office) -> None:
    said = office.slack.client.post(ANA, TEAM, "We should compare the two aligners\nBefore Friday")

    office.slack.client.message_shortcut(ANA, TEAM, said["ts"], "card_of_message")

    view = office.modal(ANA, "new_card")
    by_id = {block.get("block_id"): block for block in view["blocks"]}
    assert by_id["title"]["element"]["initial_value"] == "We should compare the two aligners"
    assert "/archives/C0TEAM/p" in by_id["notes"]["element"]["initial_value"]
    assert "> Before Friday" in by_id["notes"]["element"]["initial_value"]


def test_without_kinds_none_is_asked_for(make_office: MakeOffice) -> None:
    office = make_office(agreement="[load]\nestimate = 1\n")

    assert "list" in block_ids(opened(office))


def test_a_dialog_that_opens_too_late_says_so(office: Office) -> None:
    office.slack.views.trigger_seconds = -1.0

    answer = office.ask(ANA, f"/card new {TITLE}")

    assert "Slack gives me three seconds" in text_of(answer)


def test_a_dialog_sent_before_it_asked_for_all_says_that_no_card_was_made(office: Office) -> None:
    view = opened(office, TITLE)

    told = office.slack.client.submit(
        ANA, view["id"], {"kind": "analysis", "list": LISTS["Doing"], "owners": [MEMBERS["ana"]]}
    )

    assert told["response_action"] == "update"
    asks = office.modal(ANA, "new_card")
    assert "No card was made yet" in text_of(asks)
    assert "also needs Question" in text_of(asks)
    assert section_of(asks, "Question") in block_ids(asks)
    assert len(office.boards.read(BOARD).board.cards) == 2
