"""A card that is done carries its result, when its kind has one."""

from typing import Any

import pytest

from tests.protocol.cards import Written, card, judge, member_id

KINDS = """
[kinds.analysis]
sections = { review = ["Result:"] }

[kinds.tool]
sections = { ready = ["Need"] }
"""


def done(**more: Any) -> Written:
    """An analysis that was finished yesterday."""
    values = {"in_list": "Done", "since": "2026-11-15", "labels": ["analysis"], **more}
    return card("Compare the two aligners", **values)


def test_a_finished_card_without_a_result_breaks_it() -> None:
    (found,) = judge("result-missing", done(owners=["Ines"]), KINDS)
    assert found.says == (
        "it is in 'Done' and carries no result: no text under 'Result', no attachment, no link"
    )
    assert found.who == (member_id("Ines"),)
    assert found.facts == {"list": "Done", "kind": "analysis"}
    assert found.since is not None


@pytest.mark.parametrize(
    "result",
    [
        {"desc": "## Results\nSTAR, by 4 percent"},
        {"desc": "See https://example.org/report"},
        {"attachments": ["https://example.org/report"]},
        {"uploads": ["report.pdf"]},
    ],
)
def test_a_section_a_link_or_a_file_keeps_it(result: dict[str, Any]) -> None:
    assert judge("result-missing", done(**result), KINDS) == []


def test_an_empty_section_is_no_result() -> None:
    assert len(judge("result-missing", done(desc="## Result\n\n## Data\nBatch 7"), KINDS)) == 1


@pytest.mark.parametrize("labels", [[], ["tool"], ["analysis", "tool"]])
def test_cards_whose_kind_has_no_result_are_not_asked(labels: list[str]) -> None:
    assert judge("result-missing", done(labels=labels), KINDS) == []


def test_the_team_may_name_kinds_that_have_a_result() -> None:
    assert len(judge("result-missing", done(labels=["tool"]), KINDS, of=["tool"])) == 1
    assert judge("result-missing", done(labels=[]), KINDS, of=["tool"]) == []


def test_any_asks_every_card() -> None:
    (found,) = judge("result-missing", done(labels=[]), of=["any"])
    assert found.facts["kind"] == "none"


def test_the_team_may_call_the_result_by_another_name() -> None:
    german = done(labels=[], desc="## Ergebnis\nSTAR")
    assert judge("result-missing", german, of=["any"], headings=["Ergebnis"]) == []
    (found,) = judge("result-missing", german, of=["any"], headings=["Befund", "Ausgang"])
    assert "'Befund'" in found.says
    (found,) = judge("result-missing", german, of=["any"], headings=[])
    assert "'Result'" in found.says


def test_work_that_is_not_finished_is_not_asked() -> None:
    assert judge("result-missing", done(in_list="Review"), KINDS) == []


def test_a_card_finished_long_ago_is_not_asked() -> None:
    assert judge("result-missing", done(created="2026-09-01", since="2026-11-01"), KINDS) == []


def test_a_goal_that_was_reached_is_not_asked() -> None:
    goal = KINDS.replace("[kinds.analysis]", '[kinds.analysis]\nhorizon = "long"')
    assert judge("result-missing", done(), goal) == []
