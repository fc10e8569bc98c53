"""An exemption names a rule and a day that there are."""

import pytest

from protocol.exemptions import exemptions_of
from tests.protocol.cards import card, judge, subject_of


def reasons(desc: str) -> list[str]:
    return [breach.says for breach in judge("exemption-unclear", card("Re-run it", desc=desc))]


@pytest.mark.parametrize(
    "line",
    [
        "<!-- cardkeeper: exempt owner-missing -->",
        "<!-- cardkeeper: exempt owner-missing until 2026-12-24 -->",
        "<!--cardkeeper: EXEMPT Owner-Missing until 2026-12-24 because\nit is closed by @ines-->",
    ],
)
def test_a_line_that_is_taken_for_an_exemption_keeps_it(line: str) -> None:
    assert reasons(line) == []
    assert len(exemptions_of(subject_of(card("Re-run it", desc=line)))) == 1


def test_an_unknown_rule_breaks_it_and_the_nearest_is_named() -> None:
    (found,) = judge(
        "exemption-unclear",
        card("Re-run it", desc="Why.\n<!-- cardkeeper: exempt stuck-in-lst because it waits -->"),
    )
    assert found.says == (
        "its exemption is not understood: there is no rule 'stuck-in-lst', "
        "the nearest is 'stuck-in-list'"
    )
    assert found.fix is not None
    assert not found.fix.safe
    assert found.fix.changes[0].value == (
        "Why.\n<!-- cardkeeper: exempt stuck-in-list because it waits -->"
    )


def test_a_rule_that_is_like_no_other_is_only_named() -> None:
    (found,) = judge(
        "exemption-unclear", card("Re-run it", desc="<!-- cardkeeper: exempt zzzzzz -->")
    )
    assert found.says == "its exemption is not understood: there is no rule 'zzzzzz'"
    assert found.fix is None


def test_a_day_that_no_calendar_has_breaks_it() -> None:
    (said,) = reasons("<!-- cardkeeper: exempt owner-missing until 2026-02-31 -->")
    assert said.endswith("there is no day 2026-02-31")


@pytest.mark.parametrize(
    "line",
    [
        "<!-- cardkeeper: exempt owner-missing until tomorrow -->",
        "<!-- cardkeeper: exempt from owner-missing because of the rota -->",
        "<!-- cardkeeper exempt owner-missing -->",
        "<!-- cardkeeper: exempted owner-missing -->",
    ],
)
def test_a_line_written_otherwise_breaks_it_because_it_excuses_nothing(line: str) -> None:
    (said,) = reasons(line)
    assert said.endswith("is not written as it should be")
    rules = [held.rule for held in exemptions_of(subject_of(card("Re-run it", desc=line)))]
    assert "owner-missing" not in rules


def test_a_line_without_a_rule_breaks_it() -> None:
    (said,) = reasons("<!-- cardkeeper: exempt -->")
    assert said.endswith("'exempt' cannot be read")


def test_every_odd_line_is_named_once_for_the_card() -> None:
    (said,) = reasons(
        "<!-- cardkeeper: exempt zzzzzz -->\n"
        "<!-- cardkeeper: exempt owner-missing until 2026-13-01 -->"
    )
    assert "there is no rule 'zzzzzz'; there is no day 2026-13-01" in said


@pytest.mark.parametrize(
    "desc", ["", "<!-- a note -->", "cardkeeper: exempt nothing", "<!-- cardkeeper: 1 -->"]
)
def test_what_is_no_exemption_line_is_left_alone(desc: str) -> None:
    assert reasons(desc) == []
