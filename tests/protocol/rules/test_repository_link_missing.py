"""Work of a kind that is code links its repository from the agreed role on."""

import pytest

from tests.protocol.cards import card, judge
from tests.protocol.link_states import PULL_REQUEST, REPOSITORY, RUN

FROM_DOING = """
[kinds.tool]
links = { doing = ["repository"], review = ["repository", "run"] }
"""
ISSUE = "https://github.com/larkspur-bio/tool-doublets/issues/3"


@pytest.mark.parametrize("url", [REPOSITORY, f"{REPOSITORY}.git", PULL_REQUEST, ISSUE])
def test_an_address_that_tells_the_repository_keeps_it(url: str) -> None:
    linked = card("Doublet filter", labels=["tool"], desc=f"Code: {url}")
    assert judge("repository-link-missing", linked, FROM_DOING) == []


@pytest.mark.parametrize("in_list", ["Doing", "Waiting", "Review", "Done"])
def test_code_without_a_repository_breaks_it_from_the_first_role_that_asks(in_list: str) -> None:
    bare = card("Doublet filter", in_list=in_list, labels=["tool"], attachments=[RUN])
    (found,) = judge("repository-link-missing", bare, FROM_DOING)
    assert "links no repository" in found.says
    assert found.facts["needed_from"] == "doing"
    assert found.facts["other_links"] == "run 4nB2xYz01Ab"


def test_a_card_that_is_only_ready_is_not_asked() -> None:
    ready = card("Doublet filter", in_list="Ready", labels=["tool"])
    assert judge("repository-link-missing", ready, FROM_DOING) == []


def test_a_page_of_github_that_is_no_repository_does_not_count() -> None:
    other = card("Doublet filter", labels=["tool"], desc="https://github.com/orgs/larkspur-bio")
    assert len(judge("repository-link-missing", other, FROM_DOING)) == 1


def test_without_kinds_nothing_is_asked() -> None:
    assert judge("repository-link-missing", card("Doublet filter", labels=["tool"])) == []
