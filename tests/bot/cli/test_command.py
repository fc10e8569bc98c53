"""The `cardkeeper` command itself: verbs, help, errors, exit statuses, pipes and encodings."""

import gc
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from bot.cli import main, run_command, verbs
from bot.cli.output import bold
from bot.cli.verbs import VERBS, Verb
from tests.bot.cli.exports import board, card, saved

Said = pytest.CaptureFixture[str]
COMMAND = [sys.executable, "-m", "bot"]
AT = ["--at", "2026-11-16T09:00"]


def run(
    *arguments: str, stdin: str = "", cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as a shell would run it."""
    root = Path(__file__).parents[3]
    return subprocess.run(
        [*COMMAND, *arguments],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(root), **environment},
        timeout=60,
        check=False,
    )


@pytest.fixture
def breaking_verb(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A verb `burst` that raises whatever its test says, and a state folder of its own."""
    monkeypatch.setitem(VERBS, "burst", Verb("tests.bot.cli.bursting", "Bursts."))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("name", list(VERBS))
def test_every_verb_says_what_it_does_with_examples(name: str, capsys: Said) -> None:
    assert run_command([name, "--help"]) == 0
    said = capsys.readouterr().out
    assert f"Usage: cardkeeper {name} " in said
    assert f"\n  cardkeeper {name}" in said.partition("Examples:")[2]
    assert "<str>" not in said  # the types of Python are nobody's business
    assert "[[" not in said.partition("Examples:")[0]


def test_without_anything_the_verbs_are_listed(capsys: Said) -> None:
    assert run_command([]) == 0
    said = capsys.readouterr().out
    for name, verb in VERBS.items():
        assert any(line.split()[:1] == [name] for line in said.splitlines()), name
        assert verb.does.split()[0] in said


def test_listing_the_verbs_imports_none_of_them() -> None:
    code = (
        "import sys; from bot.cli import run_command; run_command([]);"
        "print([m for m in sys.modules if m.startswith('protocol.') or m == 'msgspec'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines()[-1] == "['protocol.words']"


def test_a_check_imports_no_other_verb_and_nothing_heavy(tmp_path: Path) -> None:
    path = saved(tmp_path, board())
    code = (
        "import sys; from bot.cli import run_command;"
        f"run_command(['check', {path!r}, '--at', '2026-11-16']);"
        "heavy = 'pydantic rich sqlmodel sqlalchemy dbos httpx fastapi slack_sdk'.split();"
        "verbs = 'workload agenda replay init'.split();"
        "print([m for m in heavy if m in sys.modules],"
        " [v for v in verbs if 'bot.cli.' + v in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines()[-1] == "[] []"


def test_the_version_is_the_distributions(capsys: Said) -> None:
    from importlib.metadata import version

    assert run_command(["--version"]) == 0
    assert capsys.readouterr().out == f"cardkeeper {version('cardkeeper')}\n"


def test_an_unknown_verb_is_answered_with_the_nearest(capsys: Said) -> None:
    assert run_command(["chekc", "board.json"]) == 2
    said = capsys.readouterr()
    assert said.err == "cardkeeper: There is no command 'chekc'; did you mean 'check'?\n"
    assert said.out == ""


def test_an_unknown_option_is_answered_with_the_nearest(capsys: Said) -> None:
    assert run_command(["check", "board.json", "--formt", "json"]) == 2
    said = capsys.readouterr().err
    assert "--formt" in said
    assert "--format" in said
    assert said.endswith("Try 'cardkeeper check --help'.\n")


def test_a_missing_argument_is_one_sentence(capsys: Said) -> None:
    assert run_command(["check"]) == 2
    said = capsys.readouterr().err
    assert said == "cardkeeper: Missing argument 'BOARD.json'. Try 'cardkeeper check --help'.\n"


def test_an_unknown_format_names_the_known_ones(tmp_path: Path, capsys: Said) -> None:
    assert run_command(["check", saved(tmp_path, board()), "--format", "jsno"]) == 2
    assert capsys.readouterr().err == (
        "cardkeeper: --format 'jsno' is not known; did you mean 'json'?\n"
    )


def test_a_fault_of_its_own_is_one_sentence_and_a_log(breaking_verb: Path, capsys: Said) -> None:
    assert run_command(["burst", "ValueError"]) == 2
    said = capsys.readouterr().err
    (log,) = (breaking_verb / "cardkeeper" / "faults").iterdir()
    fault = log.stem.removeprefix("cardkeeper-")
    assert said == (
        "cardkeeper: something went wrong that is not your fault "
        f"(ValueError, fault {fault}); the details are in {log}.\n"
    )
    assert "ValueError: it burst" in log.read_text(encoding="utf-8")
    assert log.stat().st_mode & 0o077 == 0


def test_a_state_folder_that_cannot_be_made_is_no_second_fault(
    breaking_verb: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    (breaking_verb / "file").write_text("in the way")
    monkeypatch.setenv("XDG_STATE_HOME", str(breaking_verb / "file"))
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(breaking_verb / "file"))
    assert run_command(["burst", "ValueError"]) == 2
    assert capsys.readouterr().err.endswith("no log file could be written: ValueError: it burst\n")


def test_control_c_ends_quietly(breaking_verb: Path, capsys: Said) -> None:
    assert run_command(["burst", "KeyboardInterrupt"]) == 130
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "")


def test_control_c_ends_a_process_quietly(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "check", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
        # a shell starts what it leaves behind deaf to Control-C: these tests too, perhaps
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdin is not None
    process.stdin.write(b"[" * 2_000_000)  # more than a pipe holds: it is being read when we go on
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"")


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    path = saved(tmp_path, board(*(card(n, f"Card {n}") for n in range(2_000))))
    command = [*COMMAND, "check", path, *AT]
    root = Path(__file__).parents[3]
    reader = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=root)
    assert reader.stdout is not None
    assert reader.stderr is not None
    assert reader.stdout.readline().startswith(b"Team board")
    reader.stdout.close()
    assert reader.stderr.read() == b""
    assert reader.wait(timeout=60) == 1  # there are findings, read or not


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*COMMAND, "check", saved(tmp_path, board()), *AT],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            cwd=Path(__file__).parents[3],
            timeout=60,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == ("cardkeeper: The result cannot be written: No space left on device.\n")


def test_a_closed_standard_output_takes_the_result(tmp_path: Path) -> None:
    path = saved(tmp_path, board(card(1, "Nobody's card")))
    command = [*COMMAND, "check", path, *AT]
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", *command],
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_board_is_read_from_standard_input(tmp_path: Path) -> None:
    export = Path(saved(tmp_path, board(card(1, "Tune the doublet filter")))).read_text()
    done = run("check", "-", *AT, stdin=export)
    assert "Tune the doublet filter" in done.stdout
    assert (done.returncode, done.stderr) == (1, "")


def test_names_in_any_script_come_through_a_terminal_that_knows_none(tmp_path: Path) -> None:
    path = saved(tmp_path, board(card(1, "整理 the réads 🔬")))
    done = run("check", path, *AT, PYTHONIOENCODING="ascii")
    assert "?? the r?ads ?" in done.stdout
    assert done.returncode == 1


def test_json_says_every_name_even_in_ascii(tmp_path: Path) -> None:
    import json

    path = saved(tmp_path, board(card(1, "整理 the réads 🔬")))
    done = run("check", path, *AT, "--format", "json", PYTHONIOENCODING="ascii")
    assert json.loads(done.stdout)["findings"][0]["card"] == "整理 the réads 🔬"


def test_a_title_cannot_send_codes_to_the_terminal(tmp_path: Path) -> None:
    path = saved(tmp_path, board(card(1, "Title \x1b]0;owned\x07\x1b[2J end")))
    done = run("check", path, *AT)
    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout


@pytest.mark.parametrize(
    ("environment", "styled"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_bold_is_for_terminals_that_take_it(
    environment: dict[str, str], styled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert bold("Doing") == ("\x1b[1mDoing\x1b[0m" if styled else "Doing")


def test_a_pipe_gets_no_styles(tmp_path: Path) -> None:
    done = run("check", saved(tmp_path, board(card(1, "Plain"))), *AT, TERM="xterm")
    assert "\x1b[" not in done.stdout


def test_the_shell_completes_verbs(tmp_path: Path) -> None:
    done = run(_CARDKEEPER_COMPLETE="complete_bash", COMP_WORDS="cardkeeper re", COMP_CWORD="1")
    assert done.stdout.split() == ["replay", "restore"]


def test_the_shell_completes_names_of_rules() -> None:
    done = run(
        _CARDKEEPER_COMPLETE="complete_bash",
        COMP_WORDS="cardkeeper explain owner-m",
        COMP_CWORD="2",
    )
    assert done.stdout.split() == ["owner-missing"]


def test_every_verb_has_a_module_with_what_the_frame_needs() -> None:
    from importlib import import_module

    for name, verb in verbs.VERBS.items():
        module = import_module(verb.module)
        assert callable(module.run), name
        assert module.EXAMPLES.strip(), name


def test_the_end_of_a_command_looks_through_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python looks for garbage once more when it ends: seconds, after a service said "Stopped"."""
    monkeypatch.setattr(sys, "argv", ["cardkeeper", "--version"])
    monkeypatch.setattr(gc, "set_threshold", lambda _: None)  # this process goes on
    before = gc.get_freeze_count()
    try:
        with pytest.raises(SystemExit):
            main()
        assert gc.get_freeze_count() > before
    finally:
        gc.unfreeze()
