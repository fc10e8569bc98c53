"""Work that has begun has no placeholder of a template left in it."""

import pytest

from tests.protocol.cards import card, judge, member_id

KINDS_WITH_SECTIONS = """
[kinds.analysis]
sections = { ready = ["Data", "Question"] }
"""


def test_a_described_card_keeps_it() -> None:
    told = card("Re-run batch 7", desc="## Data\n\nBatch 7, 96 samples.\n\n## Result\n\n12 fail.")
    assert judge("template-unfilled", told) == []


def test_a_card_without_a_description_keeps_it() -> None:
    assert judge("template-unfilled", card("Re-run batch 7")) == []


@pytest.mark.parametrize(
    ("desc", "placeholder"),
    [
        ("## Data\n<describe the input>", "<describe the input>"),
        ("## Data\n[fill in]", "[fill in]"),
        ("Owner: [your name here]", "[your name here]"),
        ("## Result\nTODO: say what came out", "TODO: say what came out"),
        ("## Result\n- TBD", "- TBD"),
        ("Lorem ipsum dolor sit amet", "Lorem ipsum"),
        ("Ask <what we want to know>", "<what we want to know>"),
    ],
)
def test_a_placeholder_in_the_description_breaks_it(desc: str, placeholder: str) -> None:
    (found,) = judge("template-unfilled", card("Re-run batch 7", desc=desc, owners=["Ines"]))
    assert found.says == f"it still holds the template's words '{placeholder}'"
    assert found.who == (member_id("Ines"),)


def test_a_placeholder_in_the_title_breaks_it() -> None:
    (found,) = judge("template-unfilled", card("Analysis of <describe the data>"))
    assert found.facts["placeholder"] == "<describe the data>"


@pytest.mark.parametrize(
    "desc",
    [
        "- [ ] align\n- [x] count",
        "Call `samtools view <describe me>` first",
        "```\nTODO: in the code of somebody else\n```",
        "<!-- TODO: this is a note for the next editor -->\nBatch 7.",
        "TODO\n- align\n- count",
        "See [fill in the form](https://forms.example.org/1)",
        "line one<br>line two",
        "samtools view <file>",
        "We say TODO: in the middle of a sentence",
        "[Add] the index to the cache",
    ],
)
def test_what_only_looks_like_a_placeholder_keeps_it(desc: str) -> None:
    assert judge("template-unfilled", card("Re-run batch 7", desc=desc)) == []


def test_headings_with_nothing_below_them_break_it() -> None:
    hollow = card("Re-run batch 7", desc="<!-- copied -->\n## Data\n\n**Result**\n\n## Next\n")
    (found,) = judge("template-unfilled", hollow)
    assert found.says == "its description is 3 headings with nothing below them"
    assert found.facts["headings"] == "data, result, next"


def test_two_such_headings_are_enough_to_break_it() -> None:
    assert len(judge("template-unfilled", card("Re-run it", desc="## Data\n## Result"))) == 1


@pytest.mark.parametrize(
    "desc", ["## Data", "Batch 7.\n## Data\n## Result", "## Data\n## Result\n12 fail."]
)
def test_one_heading_or_one_word_besides_is_enough(desc: str) -> None:
    assert judge("template-unfilled", card("Re-run batch 7", desc=desc)) == []


def test_headings_that_the_kind_asks_for_are_left_to_another_rule() -> None:
    hollow = card("Re-run batch 7", desc="## Data\n## Question", labels=["analysis"])
    assert judge("template-unfilled", hollow, KINDS_WITH_SECTIONS) == []


@pytest.mark.parametrize("in_list", ["Inbox", "Ready", "Goals", "Done"])
def test_a_template_may_stay_unfilled_until_work_begins(in_list: str) -> None:
    copied = card("Re-run batch 7", in_list=in_list, desc="TODO: describe the data")
    assert judge("template-unfilled", copied) == []
