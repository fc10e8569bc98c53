"""A repository has a README."""

from tests.protocol.cards import card, judge
from tests.protocol.link_states import REPOSITORY, said


def test_a_repository_with_a_readme_keeps_it() -> None:
    linked = card("Doublet filter", desc=REPOSITORY)
    states = {linked.id: (said(REPOSITORY, "private", facts={"readme": "yes"}),)}
    assert judge("repository-without-readme", linked, links=states) == []


def test_a_repository_without_one_breaks_it() -> None:
    linked = card("Doublet filter", desc=REPOSITORY)
    states = {linked.id: (said(REPOSITORY, "private", facts={"readme": "no"}),)}
    (found,) = judge("repository-without-readme", linked, links=states)
    assert found.says == "its repository larkspur-bio/tool-doublets has no README"


def test_a_repository_that_nobody_has_asked_about_is_not_judged() -> None:
    linked = card("Doublet filter", desc=REPOSITORY)
    states = {linked.id: (said(REPOSITORY, "unknown", not_since="2026-11-15"),)}
    assert judge("repository-without-readme", linked, links=states) == []


def test_repositories_of_others_are_left_alone_when_owners_are_named() -> None:
    linked = card("Doublet filter", desc=REPOSITORY)
    states = {linked.id: (said(REPOSITORY, "public", facts={"readme": "no"}),)}
    assert judge("repository-without-readme", linked, links=states, owners=["nf-core"]) == []
    assert len(judge("repository-without-readme", linked, links=states, owners=["larkspur-bio"]))
