"""`cardkeeper check`: what it says in each format, its filters, its plan of fixes."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli import run_command
from protocol.rules import RULES_BY_NAME
from tests.bot.cli.exports import DOING, DONE, INES, board, card, saved
from tests.shared import needs_shared, sample_boards

Said = pytest.CaptureFixture[str]
AT = ["--at", "2026-11-16T09:00"]


def check(
    tmp_path: Path, capsys: Said, *cards: dict[str, Any], options: tuple[str, ...] = (), **more: Any
) -> tuple[int, str]:
    """Exit status and standard output for a board with these cards."""
    status = run_command(["check", saved(tmp_path, board(*cards, **more)), *AT, *options])
    return status, capsys.readouterr().out


def team(tmp_path: Path, text: str) -> tuple[str, str]:
    """The option that gives this agreement."""
    path = tmp_path / "protocol.toml"
    path.write_text(text, encoding="utf-8")
    return "--protocol", str(path)


def test_a_clean_board_is_one_sentence_and_status_0(tmp_path: Path, capsys: Said) -> None:
    owned = card(1, "Tune the doublet filter", idMembers=[INES], due="2026-11-20T12:00:00Z")
    status, said = check(tmp_path, capsys, owned, options=("--rule", "owner-missing"))
    assert (status, said) == (
        0,
        "Team board, as of 2026-11-16 09:00 UTC\n\nNo findings; 1 card looked at.\n",
    )


def test_a_finding_has_rule_sentence_resolution_and_who_can_act(
    tmp_path: Path, capsys: Said
) -> None:
    late = card(1, "Tune the doublet filter", idMembers=[INES], due="2026-11-13T12:00:00Z")
    status, said = check(tmp_path, capsys, late, options=("--rule", "due-passed"))
    assert status == 1
    assert said == (
        "Team board, as of 2026-11-16 09:00 UTC\n"
        "\n"
        "--- Doing ---\n"
        "\n"
        "Tune the doublet filter\n"
        "  https://trello.com/c/Ck000001\n"
        "  due-passed: It was due 3 days ago, on Fri 13 Nov.\n"
        "    -> Agree on a new date with whoever waits for it; if it is done, tick the date. "
        "Who can: Ines Duarte.\n"
        "\n"
        "1 finding on 1 of 1 card looked at: 1 due-passed.\n"
    )


def test_findings_stand_by_card_in_the_boards_order(tmp_path: Path, capsys: Said) -> None:
    cards = [card(n, f"Card {n}", pos=10 - n) for n in (1, 2, 3)]
    _, said = check(tmp_path, capsys, *cards, options=("--rule", "owner-missing"))
    titles = [line for line in said.splitlines() if line.startswith("Card ")]
    assert titles == ["Card 3", "Card 2", "Card 1"]


def test_a_list_stands_once_above_its_cards(tmp_path: Path, capsys: Said) -> None:
    cards = [card(n, f"Card {n}", pos=n) for n in (1, 2, 3)]
    _, said = check(tmp_path, capsys, *cards, options=("--rule", "owner-missing"))
    assert said.count("--- Doing ---") == 1


def test_lists_without_a_role_are_said_once(tmp_path: Path, capsys: Said) -> None:
    lists = [{"id": f"5f0000000000000000000a{n:02}", "name": f"Customer {n}"} for n in range(10)]
    cards = [card(n, f"Card {n}", idList=lists[n]["id"]) for n in range(10)]
    _, said = check(tmp_path, capsys, *cards, lists=lists)
    (line,) = [line for line in said.splitlines() if "have no role" in line]
    assert line == (
        "10 lists have no role, so rules about roles speak of none of their cards: "
        "'Customer 0', 'Customer 1', 'Customer 2', 'Customer 3', 'Customer 4', 'Customer 5', "
        "'Customer 6', 'Customer 7' and 2 more. Give roles under [lists] in protocol.toml; "
        "'cardkeeper init' writes a first one."
    )


def test_what_is_in_shadow_is_counted_and_only_told_when_asked_for(
    tmp_path: Path, capsys: Said
) -> None:
    agreement = team(tmp_path, '[rules]\nowner-missing = "shadow"\n')
    options = (*agreement, "--rule", "owner-missing")
    status, said = check(tmp_path, capsys, card(1, "Nobody's card"), options=options)
    assert status == 0
    assert "In shadow, counted but not spoken: 1 (1 owner-missing)." in said
    assert "Nobody's card" not in said
    status, said = check(
        tmp_path, capsys, card(1, "Nobody's card"), options=(*options, "--verbose")
    )
    assert status == 0
    assert "=== In shadow: counted, not spoken ===\n\n--- Doing ---\n\nNobody's card\n" in said


def test_an_exemption_is_counted_and_told_with_its_reason(tmp_path: Path, capsys: Said) -> None:
    desc = "<!-- cardkeeper: exempt owner-missing until 2026-12-24 because the rota decides -->"
    excused = card(1, "Nobody's card", desc=desc)
    options = ("--rule", "owner-missing")
    status, said = check(tmp_path, capsys, excused, options=options)
    assert status == 0
    assert "Excused: 1 (1 owner-missing)." in said
    _, said = check(tmp_path, capsys, excused, options=(*options, "-v"))
    assert "excused by the description until 2026-12-24, because the rota decides" in said


def test_a_card_in_grace_is_counted(tmp_path: Path, capsys: Said) -> None:
    fresh = card(1, "Just made", dateLastActivity="2026-11-16T08:59:00Z")
    options = (*team(tmp_path, "[quiet]\ngrace_minutes = 5\n"), "--rule", "owner-missing")
    status, said = check(tmp_path, capsys, fresh, options=options)
    assert status == 0
    assert "In grace, on cards touched moments ago: 1 (1 owner-missing)." in said


def test_an_enforced_rule_is_marked(tmp_path: Path, capsys: Said) -> None:
    options = (*team(tmp_path, '[rules]\nowner-missing = "enforce"\n'), "-r", "owner-missing")
    status, said = check(tmp_path, capsys, card(1, "Nobody's card"), options=options)
    assert status == 1
    assert "  owner-missing (enforced): Nobody owns it" in said


def test_an_unknown_rule_is_answered_with_the_nearest(tmp_path: Path, capsys: Said) -> None:
    assert run_command(["check", saved(tmp_path, board()), "--rule", "owner-mising"]) == 2
    assert "There is no rule 'owner-mising'; did you mean 'owner-missing'" in (
        capsys.readouterr().err
    )


def test_json_holds_each_finding_with_all_that_is_known(tmp_path: Path, capsys: Said) -> None:
    late = card(1, "Tune it", idMembers=[INES], due="2026-11-13T12:00:00Z")
    status, said = check(tmp_path, capsys, late, options=("--format", "json", "-r", "due-passed"))
    whole = json.loads(said)
    assert status == 1
    assert whole["summary"]["findings"] == 1
    assert whole["summary"]["by_rule"] == {"due-passed": 1}
    assert whole["as_of"] == "2026-11-16T09:00:00Z"
    (finding,) = whole["findings"]
    assert {key: finding[key] for key in ("rule", "family", "level", "card", "url", "list")} == {
        "rule": "due-passed",
        "family": "time",
        "level": "advise",
        "card": "Tune it",
        "url": "https://trello.com/c/Ck000001",
        "list": "Doing",
    }
    assert finding["sentence"] == "It was due 3 days ago, on Fri 13 Nov."
    assert finding["who"] == [{"id": INES, "name": "Ines Duarte"}]
    assert finding["resolve"].endswith(".")


def test_markdown_shows_titles_as_they_are(tmp_path: Path, capsys: Said) -> None:
    odd = card(1, "Fix *all* [links](javascript:x) | now")
    status, said = check(
        tmp_path, capsys, odd, options=("--format", "markdown", "-r", "owner-missing")
    )
    assert status == 1
    assert said.startswith("# Team board, as of 2026-11-16 09:00 UTC\n\n1 finding on 1 of 1 card")
    assert (
        r"- **[Fix \*all\* \[links\](javascript:x) \| now](https://trello.com/c/Ck000001)**" in said
    )
    assert "  - `owner-missing`: Nobody owns it" in said


def test_the_plan_of_fixes_changes_nothing_and_says_so(tmp_path: Path, capsys: Said) -> None:
    agreement = team(
        tmp_path,
        '[kinds.analysis]\nlabel = "Analysis"\nsections.doing = ["Data"]\n',
    )
    label = {"id": "5f00000000000000000000aa", "name": "Analysis", "color": "green"}
    told = card(1, "Compare the aligners", idMembers=[INES], labels=[label])
    options = (*agreement, "-r", "section-missing", "--fix")
    status, said = check(tmp_path, capsys, told, options=options, labels=[label])
    assert status == 1
    assert "  section-missing: " in said
    assert "Compare the aligners\n" in said
    assert "An export is only read: nothing was changed." in said
    _, said = check(tmp_path, capsys, told, options=(*options, "--diff"), labels=[label])
    assert "--- Compare the aligners  https://trello.com/c/Ck000001\n" in said
    assert "\n+## Data" in said


def test_without_fixes_the_plan_says_that_there_are_none(tmp_path: Path, capsys: Said) -> None:
    status, said = check(tmp_path, capsys, card(1, "Nobody's card"), options=("--fix",))
    assert status == 1
    assert said.endswith("There is nothing to fix.\n")


def test_archived_and_finished_cards_are_left_alone(tmp_path: Path, capsys: Said) -> None:
    gone = card(1, "Archived", closed=True)
    done = card(2, "Finished", idList=DONE)
    status, said = check(tmp_path, capsys, gone, done, options=("-r", "owner-missing"))
    assert status == 0
    assert "1 card looked at" in said


def test_a_board_without_anything_is_clean(tmp_path: Path, capsys: Said) -> None:
    assert run_command(["check", saved(tmp_path, {"lists": [], "cards": []})]) == 0
    assert "No findings; 0 cards looked at." in capsys.readouterr().out


def test_everything_null_is_a_board_too(tmp_path: Path, capsys: Said) -> None:
    keys = "name desc idMembers labels due dueComplete start closed pos checklists shortUrl url"
    nulls = dict.fromkeys(keys.split())
    export = board({"id": "6a1000000000000000000001", "idList": DOING, **nulls})
    export |= dict.fromkeys(("name", "url", "labels", "checklists", "customFields", "actions"))
    assert run_command(["check", saved(tmp_path, export), *AT]) == 1
    assert "(card 6a1000000000000000000001 without a name)" in capsys.readouterr().out


@needs_shared
@pytest.mark.parametrize("path", sample_boards(), ids=lambda path: path.stem)
@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_real_boards_are_checked_in_every_format(path: Path, form: str, capsys: Said) -> None:
    assert run_command(["check", str(path), "--format", form, "--verbose"]) in (0, 1)
    said = capsys.readouterr()
    assert said.err.startswith("Calculated as of ")
    if form == "json":
        whole = json.loads(said.out)
        assert whole["summary"]["findings"] == len(whole["findings"])
        assert {finding["rule"] for finding in whole["findings"]} <= set(RULES_BY_NAME)
