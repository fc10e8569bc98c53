"""Which words of a description are a template's and not a person's."""

from time import perf_counter

import pytest

from protocol.placeholders import placeholder_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("TODO", "TODO"),
        ("  * tbd:  later ", "* tbd: later"),
        ("[TBD]", "[TBD]"),
        ("[please fill in the data]", "[please fill in the data]"),
        ("a <insert> b", "<insert>"),
        ("< describe the\tdata >", "< describe the data >"),
        ("LOREM IPSUM", "LOREM IPSUM"),
        ("[to be defined]", "[to be defined]"),
    ],
)
def test_an_invitation_to_write_is_a_placeholder(text: str, found: str) -> None:
    assert placeholder_in(f"Before.\n{text}\n\nAfter.") == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<br>",
        '<a href="what is this">',
        "<add>",
        "[ ] [x]",
        "[describe](https://example.org)",
        "todo-list",
        "TODO\n1. one",
        "`<describe it>` and `[fill in]`",
        "```\n<describe it>",
        "<!-- <describe it> -->",
    ],
)
def test_what_has_another_use_is_none(text: str) -> None:
    assert placeholder_in(text) is None


@pytest.mark.parametrize(
    "text",
    ["<" * 16_000, "[fill " * 2_700, "todo\n" * 3_200, " \t" * 8_000, "```" * 5_001, "- " * 8_000],
)
def test_the_longest_description_that_trello_takes_is_read_in_a_moment(text: str) -> None:
    begun = perf_counter()
    placeholder_in(text)
    assert perf_counter() - begun < 20  # taken apart anew at each place it would be minutes
