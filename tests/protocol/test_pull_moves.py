"""Pull requests that move cards: only where the agreement says so, only forward, never twice."""

from datetime import timedelta

import pytest
from msgspec import structs

from protocol.agreement import Agreement
from protocol.agreement_file import AgreementError, read_agreement
from protocol.decide import Apply
from protocol.links import LinkState
from protocol.pull_moves import pull_move
from protocol.rule import Change
from tests.protocol.cards import NOW, Written, board, card, context_of, list_id
from tests.protocol.link_states import PULL_REQUEST, said

MERGED_TO_REVIEW = '[moves.pull_requests]\nmerged = "review"\n'
LATELY = "2026-11-16 08:30"


def merged(work: Written, state: str = "merged", **changes: object) -> LinkState:
    """A pull request that closes the card, in this state since half an hour."""
    facts = {"closes": f"Closes {work.url}"}
    return structs.replace(said(PULL_REQUEST, state, LATELY, facts=facts), **changes)


def moved(work: Written, *states: LinkState, agreement: str = MERGED_TO_REVIEW) -> Apply | None:
    """What is done to the card."""
    context = context_of(board(work), agreement, links={work.id: states})
    return pull_move(context, work.id)


def test_a_merged_pull_request_that_closes_a_card_moves_it() -> None:
    work = card("Doublet filter", in_list="Doing")
    apply = moved(work, merged(work))
    assert apply is not None
    assert apply.changes == (Change("move", list_id("Review")),)
    assert apply.back == (Change("move", list_id("Doing")),)
    assert "tool-doublets#12" in apply.why


def test_without_a_word_of_the_agreement_nothing_is_moved() -> None:
    work = card("Doublet filter", in_list="Doing")
    assert Agreement().moves.pull_requests == {}
    assert moved(work, merged(work), agreement="") is None


def test_a_bare_mention_moves_nothing() -> None:
    work = card("Doublet filter", in_list="Doing")
    assert moved(work, merged(work, facts={})) is None


def test_it_closes_the_card_that_it_names_and_no_other() -> None:
    work = card("Doublet filter", in_list="Doing")
    assert moved(work, merged(work, facts={"closes": "https://trello.com/c/Other123"})) is None


@pytest.mark.parametrize("in_list", ["Review", "Done", "Goals"])
def test_nothing_is_moved_backwards(in_list: str) -> None:
    work = card("Doublet filter", in_list=in_list)
    assert moved(work, merged(work)) is None


@pytest.mark.parametrize("state", ["draft", "closed", "open", "changes requested", "unknown"])
def test_a_state_that_the_agreement_does_not_name_moves_nothing(state: str) -> None:
    work = card("Doublet filter", in_list="Doing")
    assert moved(work, merged(work, state)) is None


def test_an_open_pull_request_moves_a_card_where_that_is_agreed() -> None:
    work = card("Doublet filter", in_list="Ready")
    agreement = '[moves.pull_requests]\nopen = "doing"\n'
    assert moved(work, merged(work, "open"), agreement=agreement) is not None
    assert moved(work, merged(work, "draft"), agreement=agreement) is None


def test_a_card_that_somebody_moved_since_stays_where_they_put_it() -> None:
    work = card("Doublet filter", in_list="Doing", since="2026-11-16 08:45", came_from="Review")
    assert moved(work, merged(work)) is None


def test_what_was_merged_long_ago_moves_nothing() -> None:
    work = card("Doublet filter", in_list="Doing")
    assert moved(work, merged(work, changed=NOW - timedelta(days=2))) is None


def test_the_last_of_several_pull_requests_moves_the_card() -> None:
    work = card("Doublet filter", in_list="Doing")
    assert moved(work, merged(work), merged(work, "approved")) is None
    assert moved(work, merged(work), merged(work, "closed")) is not None


def test_a_forbidden_move_is_not_made() -> None:
    work = card("Doublet filter", in_list="Inbox")
    agreement = f'[moves]\nforbid = ["inbox > review"]\n{MERGED_TO_REVIEW}'
    assert moved(work, merged(work), agreement=agreement) is None


def test_a_number_means_a_card_only_where_the_repository_is_bound_to_the_board() -> None:
    work = card("Doublet filter", in_list="Doing")
    state = merged(work, facts={"closes": f"#{work.card.number}"})
    bound = '[repositories.boards]\n"Larkspur-Bio/tool-doublets" = "Team board"\n'
    assert moved(work, state) is None
    assert moved(work, state, agreement=bound + MERGED_TO_REVIEW) is not None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[moves.pull_requests]\nmergd = "review"\n', "did you mean 'merged'"),
        ('[moves.pull_requests]\nmerged = "goals"\n', "not on the way"),
        ('[repositories]\ntemplate = "template-tool"\n', "write owner/name"),
        ('[repositories.boards]\n"tool" = "Team"\n', "'tool' is no repository"),
    ],
)
def test_wrong_words_are_refused_with_their_line(text: str, says: str) -> None:
    with pytest.raises(AgreementError, match="line 2") as refused:
        read_agreement(text, "protocol.toml")
    assert says in str(refused.value)
