"""`cardkeeper rules`, `cardkeeper explain` and `cardkeeper protocol`."""

import json
from pathlib import Path

import pytest

from bot.cli import run_command
from protocol.rules import RULES
from protocol.words import LEVELS
from tests.bot.cli.exports import board, saved

Said = pytest.CaptureFixture[str]


def said_by(capsys: Said, *arguments: str) -> str:
    assert run_command(list(arguments)) == 0
    return capsys.readouterr().out


def team(tmp_path: Path, text: str) -> tuple[str, str]:
    path = tmp_path / "protocol.toml"
    path.write_text(text, encoding="utf-8")
    return "--protocol", str(path)


def test_every_rule_is_listed_with_level_and_summary(capsys: Said) -> None:
    lines = said_by(capsys, "rules").splitlines()
    for rule in RULES:
        assert any(
            line.split()[:2] == [rule.name, rule.level] and line.endswith(rule.summary)
            for line in lines
        ), rule.name


def test_json_lists_the_rules_as_objects(capsys: Said) -> None:
    listed = json.loads(said_by(capsys, "rules", "--format", "json"))
    assert [entry["name"] for entry in listed] == [rule.name for rule in RULES]
    for entry in listed:
        assert {"name", "family", "summary", "level"} <= entry.keys()
        assert entry["level"] in LEVELS


def test_levels_are_those_of_the_agreement(tmp_path: Path, capsys: Said) -> None:
    agreement = team(
        tmp_path,
        '[lists]\n"Ideas" = "inbox"\n[kinds.bug]\n'
        '[rules.owner-missing]\nlevel = "enforce"\nlists = { "Ideas" = "off" }\n'
        'kinds = { bug = "shadow" }\n',
    )
    said = said_by(capsys, "rules", *agreement)
    (line,) = [line for line in said.splitlines() if line.startswith("  owner-missing ")]
    assert "  enforce  " in line
    assert line.endswith(" (off in 'Ideas'; shadow for bug)")
    listed = json.loads(said_by(capsys, "rules", *agreement, "-f", "json"))
    entry = next(entry for entry in listed if entry["name"] == "owner-missing")
    assert (entry["level"], entry["default_level"]) == ("enforce", "advise")
    assert entry["levels_by_list"] == {"Ideas": "off"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_has_a_page(rule, capsys: Said) -> None:  # type: ignore[no-untyped-def]
    said = said_by(capsys, "explain", rule.name)
    assert said.startswith(f"{rule.name} ({rule.family}, level {rule.level})\n")
    for heading in ("What it checks", "Why", "How to resolve", "Options", "Being exempt"):
        assert f"\n{heading}\n" in said
    assert "-----" not in said
    assert f'\n[rules.{rule.name}]\nlevel = "{rule.level}"\n' in said


def test_a_page_ends_with_settings_that_can_be_pasted(tmp_path: Path, capsys: Said) -> None:
    agreement = team(tmp_path, "[rules.stuck-in-list]\ndays = 30\n")
    said = said_by(capsys, "explain", "stuck-in-list", *agreement)
    settings = said.partition("In protocol.toml\n")[2]
    assert "\ndays = 30\n" in settings
    pasted = tmp_path / "pasted.toml"
    pasted.write_text(settings, encoding="utf-8")
    assert said_by(capsys, "rules", "--protocol", str(pasted))


def test_a_rule_may_be_written_with_underscores(capsys: Said) -> None:
    assert said_by(capsys, "explain", "Owner_Missing").startswith("owner-missing ")


def test_an_unknown_rule_is_answered_with_the_nearest(capsys: Said) -> None:
    assert run_command(["explain", "owner-mising"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("cardkeeper: There is no rule 'owner-mising'; did you mean 'owner-mis")


def test_the_agreement_is_told_in_english(tmp_path: Path, capsys: Said) -> None:
    agreement = team(tmp_path, 'name = "Larkspur"\n[lists]\n"Doing" = "review"\n')
    said = said_by(capsys, "protocol", *agreement, "--board", saved(tmp_path, board()))
    assert said.startswith("# ")
    assert "Larkspur" in said
    assert "**Doing**" in said


def test_without_an_agreement_the_built_in_one_is_told(capsys: Said) -> None:
    said = said_by(capsys, "protocol")
    assert "owner" in said.casefold()


def test_the_schema_is_json_and_knows_every_rule(capsys: Said) -> None:
    schema = json.loads(said_by(capsys, "protocol", "--schema"))
    assert schema["type"] == "object"
    assert all(f'"{rule.name}"' in json.dumps(schema) for rule in RULES)
