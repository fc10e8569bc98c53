"""Text in columns: widths, cutting, wrapping."""

import pytest

from protocol.render.columns import fit, left, right, side_by_side, width_of, wrapped


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("整理", 4), ("e\u0301", 1), ("a\u200db", 2), ("", 0)]
)
def test_width_is_in_columns_not_in_characters(text: str, columns: int) -> None:
    assert width_of(text) == columns


@pytest.mark.parametrize(
    ("text", "cut"), [("abcd", "abcd"), ("abcde", "abc…"), ("整理整", "整…"), ("ab cde", "ab…")]
)
def test_what_is_too_wide_ends_in_an_ellipsis(text: str, cut: str) -> None:
    assert fit(text, 4) == cut


def test_a_name_of_several_lines_and_control_codes_becomes_one_line() -> None:
    assert fit("a\n\tb\x1b[31m c", 20) == "a b [31m c"


def test_padding_counts_columns() -> None:
    assert left("整", 4) == "整  "
    assert right("整", 4) == "  整"


def test_wrapping_breaks_at_spaces_and_within_a_word_that_is_too_long() -> None:
    assert wrapped("one two three", 7) == ["one two", "three"]
    assert wrapped("abcdefgh ij", 3) == ["abc", "def", "gh", "ij"]
    assert wrapped("", 3) == [""]


def test_each_column_wraps_by_itself() -> None:
    assert list(side_by_side(("a b", "c d e"), (1, 3))) == ["a  c d", "b  e"]
