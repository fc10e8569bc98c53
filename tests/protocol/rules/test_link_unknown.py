"""A link to one of the team's systems is one that Cardkeeper can follow."""

import pytest

from tests.protocol.cards import card, judge
from tests.protocol.link_states import RUN, WORKSPACE

SEQERA = ["seqera.io"]


def test_a_link_that_is_recognised_keeps_it() -> None:
    assert judge("link-unknown", card("Doublet rates", desc=RUN), hosts=SEQERA) == []


def test_a_page_of_an_expected_host_that_is_no_run_breaks_it() -> None:
    lost = card("Doublet rates", desc=f"See {WORKSPACE}/launchpad.")
    (found,) = judge("link-unknown", lost, hosts=SEQERA)
    assert found.says == f"nothing recognises its link {WORKSPACE}/launchpad"


def test_an_attached_address_is_judged_too() -> None:
    lost = card("Doublet rates", attachments=[f"{WORKSPACE}/watch"])
    assert len(judge("link-unknown", lost, hosts=SEQERA)) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://www.nature.com/articles/s41592",
        "https://notseqera.io/watch",
        "http://[broken",
        "notes.txt",
    ],
)
def test_an_ordinary_page_is_nobodys_business(url: str) -> None:
    read = card("Read the paper", desc=url, attachments=[url])
    assert judge("link-unknown", read, hosts=SEQERA) == []


def test_an_uploaded_file_is_not_judged() -> None:
    held = card("Doublet rates", uploads=["figure.png"])
    assert judge("link-unknown", held, hosts=["trello.com"]) == []


def test_without_hosts_nothing_is_said() -> None:
    assert judge("link-unknown", card("Doublet rates", desc=f"{WORKSPACE}/launchpad")) == []
