"""The team's card in the agreement, and how it is known on the board."""

import pytest

from protocol.agreement import Agreement
from protocol.agreement_file import AgreementError, read_agreement
from protocol.board_card import MARKER, is_board_card
from protocol.english import agreement_in_english

ON = '[board_card]\nlist = "Resources"\n'


def test_it_is_off_unless_a_list_is_named() -> None:
    assert Agreement().board_card.list_name == ""
    assert read_agreement(ON, "test").board_card.list_name == "Resources"


def test_the_agreement_says_it_in_plain_english() -> None:
    assert (
        "The card 'Workload and goals' in 'Resources' shows the workload and the goals on the "
        "board itself; it changes at most every 15 minutes."
    ) in agreement_in_english(read_agreement(ON, "test"))
    assert "on the board itself" not in agreement_in_english(Agreement())


def test_an_unknown_key_is_refused_with_the_nearest() -> None:
    with pytest.raises(
        AgreementError, match="line 2: unknown key 'lists' in \\[board_card\\]; did"
    ):
        read_agreement('[board_card]\nlists = "Resources"\n', "test")


def test_it_may_not_change_all_the_time() -> None:
    with pytest.raises(AgreementError, match="every_minutes"):
        read_agreement(f"{ON}every_minutes = 1\n", "test")


def test_it_is_known_by_its_last_sentence() -> None:
    assert is_board_card(f"**Workload**\n\n_{MARKER}_")
    assert not is_board_card("**Workload**")
