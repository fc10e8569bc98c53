"""A command is carried out once and answered once, whatever was lost on the way."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.act import Overtaken
from bot.sandbox.trello.faults import DROP_AFTER
from bot.sandbox.trello.routes import card_parts
from bot.trello.errors import TrelloUnavailable
from protocol.decide import MoveBack
from tests.bot.place import BOARD, DOING, DONE, READY, Place, place

LINK = "https://github.com/example-lab/pipeline/pull/12"


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Place]:
    """Only `link-bare` speaks: its fix changes the description and attaches the address."""
    with place(tmp_path, link_bare="advise") as made:
        yield made


def asked(team: Place, words: str, desc: str = f"Version 1\n\nSee {LINK}") -> str:
    """A card on which Ada gives the bot a command."""
    card = team.add(desc=desc)
    team.ada.comment(card, f"@cardkeeper {words}")
    return card


def replies(team: Place, card: str) -> list[str]:
    return [text for text in team.comments(card) if "(re " in text]


def attached(team: Place, card: str) -> list[str]:
    return [str(entry["url"]) for entry in team.ada.read_card(card)["attachments"]]


def look_until_quiet(team: Place, card: str) -> None:
    for _ in range(10):
        if not team.look(card):
            return
    raise AssertionError("the bot is never done with this card")


@pytest.mark.parametrize(
    ("method", "part"), [("PUT", "/cards/"), ("POST", "/attachments"), ("POST", "/comments")]
)
def test_a_fix_whose_answer_was_lost_is_still_told_as_done(
    team: Place, method: str, part: str
) -> None:
    card = asked(team, "fix link-bare")
    team.trello.faults.plan(DROP_AFTER, method=method, path_part=part)

    with pytest.raises(TrelloUnavailable):
        team.look(card)
    look_until_quiet(team, card)

    assert attached(team, card) == [LINK]
    (reply,) = replies(team, card)
    assert "Done: Attaches" in reply


def test_an_address_whose_attaching_was_not_confirmed_is_attached_once(team: Place) -> None:
    card = asked(team, "link https://example.org/notes", desc="")
    team.trello.faults.plan(DROP_AFTER, method="POST", path_part="/attachments")

    with pytest.raises(TrelloUnavailable):
        team.look(card)
    look_until_quiet(team, card)

    assert attached(team, card) == ["https://example.org/notes"]
    (reply,) = replies(team, card)
    assert "Attached." in reply


def test_an_edit_that_a_person_makes_meanwhile_is_not_run_over(team: Place) -> None:
    card = asked(team, "exempt link-bare because the wiki has it")
    effects = team.observer.look(BOARD, card, "event")
    team.ada.set_description(card, f"Version 2\n\nSee {LINK}")

    team.act(effects)

    desc = team.ada.read_card(card)["desc"]
    assert desc.startswith("Version 2\n")
    assert "exempt link-bare" in desc


def test_a_change_in_the_same_place_is_left_and_the_command_decided_anew(team: Place) -> None:
    card = asked(team, "fix link-bare")
    effects = team.observer.look(BOARD, card, "event")
    team.ada.set_description(card, f"Version 2\n\nRead {LINK} first")

    with pytest.raises(Overtaken):
        team.act(effects)
    look_until_quiet(team, card)

    assert "Read [" in team.ada.read_card(card)["desc"]
    (reply,) = replies(team, card)
    assert "Done: Attaches" in reply


def test_an_answer_that_a_person_deleted_is_not_given_again(team: Place) -> None:
    card = asked(team, "why")
    team.look(card)
    (answer,) = [
        action["id"]
        for action in team.ada.read_card(card)["actions"]
        if "(re " in action["data"].get("text", "")
    ]
    team.ada.delete_comment(answer)

    look_until_quiet(team, card)

    assert replies(team, card) == []


def test_a_change_that_trello_refuses_is_answered_honestly(
    team: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = asked(team, "link https://example.org/notes", desc="")
    monkeypatch.setattr(card_parts, "_MOST_ATTACHMENTS", 0)

    team.look(card)

    (reply,) = replies(team, card)
    assert "Trello refuses it" in reply
    assert "Attached." not in reply


def test_a_card_that_a_person_has_moved_on_is_not_moved_back(tmp_path: Path) -> None:
    with place(tmp_path, move_not_allowed="enforce") as team:
        card = team.add(in_list=DONE)

        with pytest.raises(Overtaken):
            team.act((MoveBack(card, READY, DOING, "the agreement does not allow it"),))

        assert team.list_of(card) == DONE
