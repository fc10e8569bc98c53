"""A repository is named as the team has agreed."""

import pytest

from protocol.agreement_file import AgreementError, read_agreement
from tests.protocol.cards import card, judge
from tests.protocol.link_states import PULL_REQUEST, REPOSITORY, said

PATTERN = "(pipeline|tool|analysis)-[a-z0-9-]+"
ODD = "https://github.com/larkspur-bio/Doublets_NEW"


@pytest.mark.parametrize("url", [REPOSITORY, PULL_REQUEST, f"{REPOSITORY}/tree/main"])
def test_a_repository_named_as_agreed_keeps_it(url: str) -> None:
    assert judge("repository-name", card("Doublet filter", desc=url), pattern=PATTERN) == []


def test_a_repository_named_otherwise_breaks_it() -> None:
    (found,) = judge("repository-name", card("Doublet filter", desc=ODD), pattern=PATTERN)
    assert found.says == "the name of its repository larkspur-bio/Doublets_NEW is not as agreed"
    assert PATTERN in found.resolve


def test_the_whole_name_must_match_not_only_its_beginning() -> None:
    begins_well = card("Doublet filter", desc=f"{REPOSITORY}_old")
    assert len(judge("repository-name", begins_well, pattern=PATTERN)) == 1


def test_without_a_pattern_nothing_is_said() -> None:
    assert judge("repository-name", card("Doublet filter", desc=ODD)) == []


def test_repositories_of_others_are_left_alone_when_owners_are_named() -> None:
    borrowed = card("Try rnaseq", desc="https://github.com/nf-core/rnaseq")
    assert judge("repository-name", borrowed, pattern=PATTERN, owners=["Larkspur-Bio"]) == []
    assert len(judge("repository-name", borrowed, pattern=PATTERN)) == 1


def test_a_repository_tied_by_command_is_judged_too() -> None:
    tied = card("Doublet filter")
    states = {tied.id: (said(ODD, "public"),)}
    assert len(judge("repository-name", tied, links=states, pattern=PATTERN)) == 1


def test_a_pattern_that_is_none_is_refused_when_the_agreement_is_read() -> None:
    with pytest.raises(AgreementError, match="'\\(' is no regular expression"):
        read_agreement('[rules.repository-name]\npattern = "("', "protocol.toml")
