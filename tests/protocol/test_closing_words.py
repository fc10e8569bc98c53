"""Closing words: which cards a pull request closes, and which it only names."""

import pytest

from protocol.closing_words import closing_names, mentions_in

ADDRESS = "https://trello.com/c/AbCd1234"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f"Closes {ADDRESS}", (ADDRESS,)),
        (f"closes: {ADDRESS}/12-doublets, and more", (f"{ADDRESS}/12-doublets",)),
        ("Fixes #38", ("#38",)),
        ("fixed #38, #39 and [AbCd1234]", ("#38", "#39", "[AbCd1234]")),
        (f"Resolves [the card]({ADDRESS}).", (ADDRESS,)),
        ("This resolves card #7", ("#7",)),
        (f"Related to {ADDRESS}", ()),
        (f"See {ADDRESS}; closes the file handle", ()),
        ("Does not close #38", ()),
        ("This doesn't fix #38", ()),
        ("<!-- Closes #38 -->", ()),
        ("```\nCloses #38\n```", ()),
        ("discloses #38", ()),
        ("Closes #1234567", ()),
    ],
)
def test_a_closing_word_before_a_name_closes_the_card(text: str, names: tuple[str, ...]) -> None:
    assert closing_names([text]) == names


def test_title_and_description_are_both_read() -> None:
    assert closing_names(["Fix #1", f"Closes {ADDRESS}"]) == ("#1", ADDRESS)


def test_in_prose_an_address_a_bracket_and_a_number_name_a_card_and_a_word_does_not() -> None:
    text = f"The pipeline of [AbCd1234] and #38, see {ADDRESS}/12-x, not larkspur-bio/x#9"
    assert mentions_in(text) == ("[AbCd1234]", "#38", ADDRESS)
