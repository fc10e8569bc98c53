"""The check of the tests: it breaks what it says, puts it back, and tells what nobody notices."""

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.mutation import Breaker, breaks_of, broken, main

SOURCE = """
from functools import lru_cache

def judge(number, words=()):
    if not words and number > 3:
        return "large"
    kept = [word for word in words if word]
    return "many" if len(kept) >= 2 else cached(number)

@lru_cache
def cached(number):
    return number == 1
"""


def module() -> ModuleType:
    made = ModuleType("made_up")
    exec(SOURCE, made.__dict__)
    return made


def test_every_condition_is_broken_once() -> None:
    assert [entry.condition for entry in breaks_of(SOURCE, "made_up")] == [
        "not words",
        "number > 3",
        "len(kept) >= 2",
        "word",
        "number == 1",
    ]


def test_each_break_changes_what_the_module_answers_and_is_taken_back() -> None:
    whole = module()
    asked = ((4, ()), (1, ()), (4, ("a",)), (4, ("a", "b")), (1, ("", "")), (3, ("", "")))
    answers = [whole.judge(*question) for question in asked]
    for entry in breaks_of(SOURCE, "made_up"):
        with broken(whole, entry.code):
            assert [whole.judge(*question) for question in asked] != answers, entry.condition
        assert [whole.judge(*question) for question in asked] == answers


def test_a_rule_without_tests_is_complained_of() -> None:
    breaker = Breaker(())
    breaker.judge("owner-missing", "def check(a):\n    return a > 1\n", ModuleType("m"), [])
    assert breaker.complaints == ["owner-missing: no test was found"]


def test_a_rule_that_does_not_exist_is_no_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["owner-unheard-of"]) == 2
    assert capsys.readouterr().out == "There is no rule owner-unheard-of.\n"


def run(*arguments: str, root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.mutation", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120)


@pytest.mark.slow
def test_the_tests_of_a_rule_notice_every_break() -> None:
    done = run("due-missing", root=Path(__file__).parents[1])
    assert done.stdout.startswith("1 rule, ")
    assert done.stdout.endswith(" conditions negated one after another, 0 complaints.\n")
    assert done.returncode == 0


@pytest.mark.slow
def test_a_test_that_cannot_fail_is_found_out(tmp_path: Path) -> None:
    blind = tmp_path / "test_due_missing.py"
    blind.write_text("def test_nothing() -> None:\n    assert True\n")
    done = run("due-missing", "--tests", str(tmp_path), root=Path(__file__).parents[1])
    assert "due-missing: line " in done.stdout
    assert "can be negated unnoticed" in done.stdout
    assert done.returncode == 1
