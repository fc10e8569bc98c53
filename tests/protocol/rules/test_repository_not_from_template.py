"""A repository began as a copy of the team's template."""

import pytest

from tests.protocol.cards import card, judge
from tests.protocol.link_states import REPOSITORY, said

TEMPLATE = "larkspur-bio/template-tool"


def found_for(made_from: str, url: str = REPOSITORY, **options: list[str]) -> list[str]:
    linked = card("Doublet filter", desc=url)
    facts = {"made_from": made_from} if made_from else {}
    states = {linked.id: (said(url, "private", facts=facts),)}
    found = judge("repository-not-from-template", linked, links=states, **options)
    return [breach.says for breach in found]


@pytest.mark.parametrize("named", [TEMPLATE, "template-tool", "Larkspur-Bio/Template-Tool"])
def test_a_repository_made_from_the_template_keeps_it(named: str) -> None:
    assert found_for(TEMPLATE, templates=[named]) == []


@pytest.mark.parametrize("made_from", ["none", "larkspur-bio/template-analysis"])
def test_one_made_otherwise_breaks_it(made_from: str) -> None:
    assert found_for(made_from, templates=[TEMPLATE]) == [
        f"its repository larkspur-bio/tool-doublets was not made from {TEMPLATE}"
    ]


def test_without_named_templates_any_template_will_do() -> None:
    assert found_for("larkspur-bio/template-analysis") == []
    assert found_for("none") == [
        "its repository larkspur-bio/tool-doublets was not made from a template"
    ]


def test_a_repository_whose_beginnings_nobody_has_asked_about_is_not_judged() -> None:
    assert found_for("", templates=[TEMPLATE]) == []


def test_the_template_itself_need_not_come_from_one() -> None:
    assert found_for("none", f"https://github.com/{TEMPLATE}", templates=[TEMPLATE]) == []


def test_repositories_of_others_are_left_alone_when_owners_are_named() -> None:
    assert found_for("none", owners=["nf-core"]) == []
    assert len(found_for("none", owners=["larkspur-bio"])) == 1
