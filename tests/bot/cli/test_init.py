"""`cardkeeper init`: writes a file that every other verb takes, and never over one unasked."""

from pathlib import Path

import pytest

from bot.cli import run_command
from tests.bot.cli.exports import board, card, saved
from tests.shared import needs_shared, sample_boards

Said = pytest.CaptureFixture[str]


def test_it_writes_an_agreement_and_says_what_is_in_it(tmp_path: Path, capsys: Said) -> None:
    target = tmp_path / "protocol.toml"
    path = saved(tmp_path, board(card(1, "Tune it")))
    assert run_command(["init", path, "--output", str(target)]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        f"Wrote {target}: roles for 2 of 2 lists, 0 kinds, 0 state labels, 1 person. Read it "
        "before you use it: every line is a guess with its reason.\n"
    )
    text = target.read_text(encoding="utf-8")
    assert "# the name 'doing'" in text
    assert text.endswith("\n")


def test_without_a_target_it_is_protocol_toml_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_command(["init", saved(tmp_path, board())]) == 0
    assert (tmp_path / "protocol.toml").is_file()


def test_a_file_that_is_there_is_kept_unless_forced(tmp_path: Path, capsys: Said) -> None:
    target = tmp_path / "protocol.toml"
    target.write_text("ours")
    arguments = ["init", saved(tmp_path, board()), "-o", str(target)]
    assert run_command(arguments) == 2
    assert capsys.readouterr().err == (
        f"cardkeeper: '{target}' is there already; --force replaces it, --output names another.\n"
    )
    assert target.read_text() == "ours"
    assert run_command([*arguments, "--force"]) == 0
    assert target.read_text() != "ours"


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path, capsys: Said) -> None:
    target = tmp_path / "nowhere" / "protocol.toml"
    assert run_command(["init", saved(tmp_path, board()), "-o", str(target)]) == 2
    assert capsys.readouterr().err.startswith(f"cardkeeper: '{target}' cannot be written: ")


def test_it_can_be_shown_instead_of_written(tmp_path: Path, capsys: Said) -> None:
    assert run_command(["init", saved(tmp_path, board()), "-o", "-"]) == 0
    said = capsys.readouterr()
    assert '\n"Doing" = { role = "doing", id = ' in said.out
    assert said.err == ""
    assert [entry.name for entry in tmp_path.iterdir()] == ["board.json"]


@needs_shared
@pytest.mark.parametrize("path", sample_boards(), ids=lambda path: path.stem)
def test_what_it_writes_of_a_real_board_serves_every_other_verb(
    path: Path, tmp_path: Path, capsys: Said
) -> None:
    target = str(tmp_path / "protocol.toml")
    assert run_command(["init", str(path), "-o", target]) == 0
    for verb in (
        ["check", str(path)],
        ["replay", str(path), "--since", "2010-01-01"],
        ["protocol", "--board", str(path)],
        ["rules"],
        ["explain", "owner-missing"],
    ):
        assert run_command([*verb, "--protocol", target]) in (0, 1), verb
        assert "cardkeeper:" not in capsys.readouterr().err
