"""Rule, file, registry, page, options and tests of one name agree with each other."""

import importlib
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

import protocol.rules
from docs.build import sections_of
from protocol.rule import COMMON_SETTINGS, FAMILIES, Options, Rule, rule_options
from protocol.rules import RULES, RULES_BY_NAME
from protocol.words import LEVELS
from tests.protocol.cards import NO_AGREEMENT

HEADINGS = (
    "What it checks",
    "Why",
    "A card that breaks it",
    "A card that keeps it",
    "How to resolve",
    "Fix and its safety",
    "Options",
    "Being exempt",
)
FILES = sorted(
    path.stem
    for path in Path(protocol.rules.__file__).parent.glob("*.py")
    if path.stem != "__init__"
)
TESTS = Path(__file__).parent
SHARED_TESTS = {"test_registry", "test_no_card_makes_a_rule_raise"}
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


@pytest.mark.parametrize("file", FILES)
def test_every_rule_file_is_in_the_registry_under_its_own_name(file: str) -> None:
    rule = importlib.import_module(f"protocol.rules.{file}").RULE
    assert rule.name == file.replace("_", "-")
    assert RULES_BY_NAME[rule.name] is rule


def test_the_registry_holds_every_rule_once_and_nothing_else() -> None:
    assert sorted(rule.name.replace("-", "_") for rule in RULES) == FILES
    assert len(RULES_BY_NAME) == len(RULES)


def test_rules_stand_together_by_family_in_the_order_of_the_families() -> None:
    places = [FAMILIES.index(rule.family) for rule in RULES]
    assert places == sorted(places)
    assert set(places) == set(range(len(FAMILIES)))


def test_there_are_at_least_thirty_rules() -> None:
    assert len(RULES) >= 30


@each_rule
def test_every_rule_has_a_test_file_of_its_name(rule: Rule[Any]) -> None:
    path = TESTS / f"test_{rule.name.replace('-', '_')}.py"
    assert path.is_file()
    assert rule.name in path.read_text(encoding="utf-8")


def test_every_test_file_belongs_to_a_rule() -> None:
    tested = {path.stem for path in TESTS.glob("test_*.py")} - SHARED_TESTS
    assert tested <= {f"test_{file}" for file in FILES}


@each_rule
def test_a_rule_judges_cards_or_the_board_and_has_a_level(rule: Rule[Any]) -> None:
    assert (rule.check is None) != (rule.check_board is None)
    assert rule.level in LEVELS
    assert rule.level != "enforce", "only a team can decide that"


@each_rule
def test_the_summary_is_one_sentence(rule: Rule[Any]) -> None:
    assert re.fullmatch(r"[A-Z][^.!?\n]+\.", rule.summary)


@each_rule
def test_the_page_begins_with_a_sentence_and_has_every_heading_in_order(rule: Rule[Any]) -> None:
    assert re.match(r"[A-Z][^\n]+\.\n\n", rule.page)
    assert tuple(heading for heading, _ in sections_of(rule.page)) == HEADINGS
    assert all(text.strip() for _, text in sections_of(rule.page))


@each_rule
def test_the_underlines_of_a_page_are_as_long_as_its_headings(rule: Rule[Any]) -> None:
    for heading in HEADINGS:
        assert f"\n{heading}\n{'-' * len(heading)}\n" in rule.page


@each_rule
def test_the_page_describes_every_option_and_no_other(rule: Rule[Any]) -> None:
    text = dict(sections_of(rule.page))["Options"]
    options = {field.encode_name for field in msgspec.structs.fields(rule.options)}
    if not options:
        assert text == "None."
        return
    assert options <= set(re.findall(r"`(\w+)`", text))
    assert set(re.findall(r"`(\w+)`:", text)) <= options


@each_rule
def test_no_option_has_the_name_of_a_common_setting(rule: Rule[Any]) -> None:
    names = {field.encode_name for field in msgspec.structs.fields(rule.options)}
    assert names.isdisjoint(COMMON_SETTINGS)


@each_rule
def test_without_an_agreement_a_rule_has_the_defaults_of_its_options(rule: Rule[Any]) -> None:
    options = rule_options(rule, NO_AGREEMENT)
    assert isinstance(options, Options)
    assert options == rule.options()


@each_rule
def test_the_page_shows_how_this_very_rule_is_exempted(rule: Rule[Any]) -> None:
    text = dict(sections_of(rule.page))["Being exempt"]
    if rule.family == "housekeeping":
        return  # the keeping of exemptions has none
    assert f"<!-- cardkeeper: exempt {rule.name} " in text


@each_rule
def test_a_page_that_offers_no_fix_says_none(rule: Rule[Any]) -> None:
    text = dict(sections_of(rule.page))["Fix and its safety"]
    module = importlib.import_module((rule.check or rule.check_board).__module__)
    source = Path(str(module.__file__)).read_text(encoding="utf-8")
    offers = bool(re.search(r"\bfix=", source)) or "missing_link(" in source
    assert offers != text.startswith("None")
