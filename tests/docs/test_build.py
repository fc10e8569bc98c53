"""The pages that come from the code are those of the code as it is."""

from pathlib import Path

import pytest

from docs.build import build, main, pages, sections_of, stale
from protocol.agreement_file import read_agreement
from protocol.rule import rule_options
from protocol.rules import RULES, RULES_BY_NAME


def test_the_pages_in_the_repository_are_up_to_date() -> None:
    assert stale() == [], "run `make docs`"


def test_a_changed_page_is_stale_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build(tmp_path)
    page = tmp_path / "rules" / "owner-missing.md"
    page.write_text(page.read_text() + "A word by hand.\n")
    assert main(["--check"], tmp_path) == 1
    assert capsys.readouterr().out == "docs/rules/owner-missing.md is stale; run `make docs`.\n"


def test_a_missing_page_and_one_of_a_rule_that_is_gone_are_stale(tmp_path: Path) -> None:
    build(tmp_path)
    (tmp_path / "rules" / "owner-missing.md").unlink()
    (tmp_path / "rules" / "owner-unheard-of.md").write_text("# owner-unheard-of\n")
    assert stale(tmp_path) == ["rules/owner-missing.md", "rules/owner-unheard-of.md"]


def test_building_makes_every_page_true_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build(tmp_path)
    (tmp_path / "rules" / "owner-missing.md").write_text("By hand.\n")
    (tmp_path / "rules" / "owner-unheard-of.md").write_text("# owner-unheard-of\n")
    assert main([], tmp_path) == 0
    assert capsys.readouterr().out.split() == [
        "docs/rules/owner-missing.md",
        "docs/rules/owner-unheard-of.md",
    ]
    assert main(["--check"], tmp_path) == 0


def test_checking_writes_nothing(tmp_path: Path) -> None:
    assert main(["--check"], tmp_path) == 1
    assert list(tmp_path.iterdir()) == []


def test_the_index_names_every_rule_once_below_its_family() -> None:
    index = pages()["rules/README.md"]
    for rule in RULES:
        below = index.partition(f"\n## {rule.family}\n")[2].partition("\n## ")[0]
        assert below.count(f"[{rule.name}]({rule.name}.md)") == 1
        assert index.count(f"({rule.name}.md)") == 1


@pytest.mark.parametrize("name", list(RULES_BY_NAME))
def test_the_settings_on_a_page_are_the_defaults_of_the_rule(name: str) -> None:
    page = pages()[f"rules/{name}.md"]
    toml = page.partition("```toml\n")[2].partition("```")[0]
    agreement = read_agreement(toml, "the page")
    rule = RULES_BY_NAME[name]
    assert agreement.rules[name]["level"] == rule.level
    assert rule_options(rule, agreement) == rule.options()


def test_angle_brackets_in_a_page_are_read_as_written() -> None:
    page = pages()["rules/template-unfilled.md"]
    assert "&lt;describe the data>" in page
    assert "`<!-- cardkeeper: exempt template-unfilled" in page


def test_a_section_ends_where_the_next_heading_stands() -> None:
    page = "A sentence.\n\nWhy\n---\nBecause.\n\nAnd so on.\n\nOptions\n-------\nNone.\n"
    assert list(sections_of(page)) == [("Why", "Because.\n\nAnd so on."), ("Options", "None.")]
