"""Exit codes are said in words."""

import pytest

from protocol.exit_codes import exit_words, read_exit


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (137, "exit code 137: out of memory or killed"),
        (127, "exit code 127: command not found; is it in the container?"),
        (1, "exit code 1: a general error; the last lines tell more"),
        (130, "exit code 130: interrupted"),
        (162, "exit code 162: ended by signal 34"),
        (77, "exit code 77"),
        (None, ""),
        (2147483647, ""),
    ],
)
def test_a_code_is_said_in_words(code: int | None, words: str) -> None:
    assert exit_words(code) == words


@pytest.mark.parametrize("code", [139, 143])
def test_signals_are_explained(code: int) -> None:
    assert len(exit_words(code)) > len(f"exit code {code}: ")


@pytest.mark.parametrize(
    ("written", "code"),
    [(137, 137), ("137", 137), (None, None), (2147483647, None), ("2147483647", None), ("-", None),
     (True, None), ([], None), (1.5, None)],
)  # fmt: skip
def test_codes_are_read_as_systems_write_them(written: object, code: int | None) -> None:
    assert read_exit(written) == code
