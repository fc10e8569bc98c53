"""Work of a kind that ends in a report links it from the agreed role on."""

import pytest

from tests.protocol.cards import card, judge
from tests.protocol.link_states import REPORT, RUN, said

FROM_DONE = """
[kinds.analysis]
links = { done = ["report"] }
"""
CONTENT = "https://connect.larkspur.example/content/0f5e2c1a-97a1-4f0c-8a53-3d8f1f0e9b77"


@pytest.mark.parametrize("url", [REPORT, CONTENT])
def test_a_card_with_its_report_keeps_it(url: str) -> None:
    linked = card(
        "Batch effects", in_list="Done", labels=["analysis"], attachments=[("Report", url)]
    )
    assert judge("report-link-missing", linked, FROM_DONE) == []


def test_a_finished_card_without_a_report_breaks_it() -> None:
    bare = card("Batch effects", in_list="Done", labels=["analysis"], attachments=[RUN])
    (found,) = judge("report-link-missing", bare, FROM_DONE)
    assert found.says.startswith("it is in 'Done' and links no report")


def test_a_card_in_review_need_not_have_it_yet() -> None:
    bare = card("Batch effects", in_list="Review", labels=["analysis"])
    assert judge("report-link-missing", bare, FROM_DONE) == []


def test_a_report_tied_by_command_counts_even_when_its_system_does_not_answer() -> None:
    bare = card("Batch effects", in_list="Done", labels=["analysis"])
    ties = {bare.id: (said(REPORT, "unknown", not_since="2026-11-15"),)}
    assert judge("report-link-missing", bare, FROM_DONE, links=ties) == []


def test_work_done_longer_ago_than_the_option_says_is_left_alone() -> None:
    old = card("Batch effects", in_list="Done", labels=["analysis"], since="2026-11-10")
    assert len(judge("report-link-missing", old, FROM_DONE)) == 1
    assert judge("report-link-missing", old, FROM_DONE, done_days=5) == []
