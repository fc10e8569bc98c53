"""What the agreement names is on the board."""

import msgspec
import pytest

from protocol.rule import Breach
from tests.protocol.cards import board, card, judge, list_id, made_id, member_id


def said(agreement: str, **options: bool) -> list[str]:
    stands = board(card("A", labels=["analysis"]), labels=["tool"], fields=["Days"])
    found = judge("agreement-drift", stands, agreement, **options)
    return [
        breach.says.removeprefix("the agreement has drifted from the board: ") for breach in found
    ]


@pytest.mark.parametrize(
    "agreement",
    [
        "",
        "[lists]\ndoing = 'doing'",
        "[kinds.analysis]\n[kinds.program]\nlabel = 'Tool'",
        "[annotations]\nestimate_field = 'days'",
        "[people.Ines]\n[people.O]\ntrello = '@omar'",
        "[rules.owner-missing]\nlists = { Doing = 'off' }",
    ],
)
def test_names_that_the_board_has_keep_it(agreement: str) -> None:
    assert said(agreement) == []


@pytest.mark.parametrize(
    ("agreement", "sentence"),
    [
        (
            "[lists]\nDiong = 'doing'",
            "it names the list 'Diong' and the board has none; the nearest is 'Doing'",
        ),
        ("[lists]\nQqq = 'done'", "it names the list 'Qqq' and the board has none"),
        (
            "[kinds.analyses]",
            "it names the label 'analyses' and the board has none; the nearest is 'analysis'",
        ),
        ("[labels]\nrota = {}", "it names the label 'rota' and the board has none"),
        ("[cards]\nignore_labels = ['xyz']", "it names the label 'xyz' and the board has none"),
        (
            "[annotations]\ngoal_field = 'Aim'",
            "it names the custom field 'Aim' and the board has none",
        ),
        (
            "[people.inez]",
            "it names the member 'inez' and the board has none; the nearest is 'ines'",
        ),
        (
            "[rules.owner-missing]\nlists = { Doin = 'off' }",
            (
                "it names the list 'Doin' for the rule owner-missing and the board has none; "
                "the nearest is 'Doing'"
            ),
        ),
    ],
)
def test_names_that_the_board_has_lost_break_it(agreement: str, sentence: str) -> None:
    assert said(agreement) == [sentence]


def test_the_nearest_name_is_a_fact_when_there_is_one() -> None:
    (near,) = judge("agreement-drift", board(), "[lists]\nDiong = 'doing'")
    (far,) = judge("agreement-drift", board(), "[lists]\nQqq = 'done'")
    assert near.facts == {"what": "list", "name": "Diong", "nearest": "Doing"}
    assert far.facts == {"what": "list", "name": "Qqq"}


def test_a_renamed_list_is_recognised_by_its_pinned_id() -> None:
    pinned = f'[lists]\n"In progress" = {{ role = "doing", id = "{list_id("Doing")}" }}'
    assert said(pinned) == ["the list that it calls 'In progress' is now called 'Doing'"]


def test_a_renamed_label_is_recognised_by_its_pinned_id() -> None:
    pinned = f'[labels]\nscript = {{ blocked = true, id = "{made_id("label", "tool")}" }}'
    assert said(pinned) == ["the label that it calls 'script' is now called 'tool'"]


def test_an_archived_list_is_called_so_unless_an_open_one_has_its_name() -> None:
    terms = "[lists]\nOld = 'done'"
    (found,) = judge("agreement-drift", board(archived_lists=["Old"]), terms)
    assert found.says.endswith("the list 'Old' is archived")
    both = board(lists=["Old"], archived_lists=[])
    assert judge("agreement-drift", both, terms) == []


def test_a_person_who_left_the_board_is_not_on_it() -> None:
    gone = board(left=["Jonas"])
    (found,) = judge("agreement-drift", gone, "[people.Jonas]")
    assert "the member 'Jonas'" in found.says


def test_people_can_be_left_out_when_one_agreement_serves_several_boards() -> None:
    assert said("[people.nobody]", people=False) == []


def test_it_is_for_those_who_may_change_the_agreement() -> None:
    (found,) = judge(
        "agreement-drift", board(), "[people.Petra]\nadmin = true\n[labels]\nrota = {}"
    )
    assert found.who == (member_id("Petra"),)


def test_each_lost_name_is_a_finding_of_its_own_and_of_no_card() -> None:
    found: list[Breach] = judge("agreement-drift", board(), "[labels]\nrota = {}\nhelp = {}")
    assert [(breach.card_id, breach.about) for breach in found] == [
        ("", "label rota"),
        ("", "label help"),
    ]
    assert all(msgspec.to_builtins(breach) for breach in found)
