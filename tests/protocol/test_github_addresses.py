"""Addresses on github.com, right and nearly right."""

import pytest

from protocol.links import reference_of

HOME = "https://github.com/larkspur-bio/tool-doublets"
SHA = "ec26c3e57ca3a959ca5aad62de7213c562f8c821"


@pytest.mark.parametrize(
    ("url", "kind", "name"),
    [
        (f"{HOME}/pull/12/files#diff-1", "pull request", "larkspur-bio/tool-doublets#12"),
        (f"{HOME}/pull/12/commits/{SHA}", "pull request", "larkspur-bio/tool-doublets#12"),
        (f"{HOME}/issues/7#issuecomment-1", "issue", "larkspur-bio/tool-doublets#7"),
        (f"{HOME}/commit/{SHA}", "commit", "larkspur-bio/tool-doublets@ec26c3e"),
        (f"{HOME}/commit/ec26c3e", "commit", "larkspur-bio/tool-doublets@ec26c3e"),
        (f"{HOME}/actions/runs/4711/job/9", "run", "larkspur-bio/tool-doublets run 4711"),
        (f"{HOME}.git", "repository", "larkspur-bio/tool-doublets"),
        (f"{HOME}/tree/main/R", "repository", "larkspur-bio/tool-doublets"),
        (f"{HOME}/actions/workflows/ci.yml", "repository", "larkspur-bio/tool-doublets"),
        (f"{HOME}/commit/{SHA}0", "repository", "larkspur-bio/tool-doublets"),
        (f"{HOME}/commit/main", "repository", "larkspur-bio/tool-doublets"),
        (f"{HOME}/pulls", "repository", "larkspur-bio/tool-doublets"),
    ],
)
def test_an_address_is_what_it_points_to(url: str, kind: str, name: str) -> None:
    found = reference_of(url)
    assert found is not None
    assert (found.system, found.kind, found.name) == ("github", kind, name)


@pytest.mark.parametrize(
    "url",
    ["https://github.com/larkspur-bio", "https://github.com/topics/rna-seq",
     "https://gist.github.com/meiling/abc", "https://api.github.com/repos/larkspur-bio/x"],
)  # fmt: skip
def test_other_addresses_there_are_nothing_of_ours(url: str) -> None:
    assert reference_of(url) is None


def test_the_same_commit_is_one_link_however_its_address_ends() -> None:
    found = {reference_of(f"{HOME}/commit/{SHA}{end}") for end in ("", "#diff-0", "?w=1")}
    assert len(found) == 1
