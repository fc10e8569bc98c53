"""What a person writes between the bot's reading of a card and its writing is not lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.act import Overtaken
from bot.sandbox.trello.faults import DROP_AFTER
from bot.trello.errors import TrelloUnavailable
from tests.bot.place import Place, place
from tests.bot.test_promises import asked, look_until_quiet, replies

EXEMPT = "exempt link-bare because the wiki has it"


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Place]:
    with place(tmp_path, link_bare="advise") as made:
        yield made


def desc_of(team: Place, card: str) -> str:
    return str(team.ada.read_card(card)["desc"])


def write_in_between(
    team: Place, monkeypatch: pytest.MonkeyPatch, *texts: str, lost: bool = False
) -> None:
    """Ada writes each of these texts just before one of the bot's writes of a description, whose
    answers are `lost`."""
    waiting, write = list(texts), team.bot.update_card

    def first_ada(card_id: str, **fields: object) -> object:
        if waiting and "desc" in fields:
            team.ada.set_description(card_id, waiting.pop(0))
            if lost:
                team.trello.faults.plan(DROP_AFTER, method="PUT", path_part="/cards/")
        return write(card_id, **fields)

    monkeypatch.setattr(team.bot, "update_card", first_ada)


def test_a_text_that_was_written_at_the_same_moment_is_kept_beside_the_bots(
    team: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = asked(team, EXEMPT, desc="Version 1")
    write_in_between(team, monkeypatch, "Version 2")

    look_until_quiet(team, card)

    assert desc_of(team, card).startswith("Version 2\n\n<!-- cardkeeper: exempt link-bare")


def test_it_is_kept_where_the_writes_answer_was_lost_as_well(
    team: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = asked(team, EXEMPT, desc="Version 1")
    write_in_between(team, monkeypatch, "Version 2", lost=True)

    with pytest.raises(TrelloUnavailable):
        team.look(card)
    look_until_quiet(team, card)

    assert desc_of(team, card).startswith("Version 2\n\n<!-- cardkeeper: exempt link-bare")


def test_what_is_written_while_it_is_given_back_is_kept_too(
    team: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = asked(team, EXEMPT, desc="Version 1")
    mark = "<!-- cardkeeper: exempt link-bare because the wiki has it by @ada -->"
    write_in_between(team, monkeypatch, "Version 2", f"Version 1\n\n{mark}\n\nA note")

    look_until_quiet(team, card)

    assert desc_of(team, card).startswith("Version 2\n\n<!-- cardkeeper: exempt link-bare")
    assert desc_of(team, card).endswith("A note")


def test_where_both_wrote_in_the_same_place_the_persons_word_stands(
    team: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = "https://github.com/example-lab/pipeline/pull/12"
    card = asked(team, "fix link-bare", desc=f"See {link}")
    write_in_between(team, monkeypatch, f"Never mind {link}")

    with pytest.raises(Overtaken):
        team.look(card)

    assert desc_of(team, card) == f"Never mind {link}"


def test_nothing_is_written_twice_where_nobody_came_between(team: Place) -> None:
    card = asked(team, EXEMPT, desc="Version 1")
    writes = team.bot.http.requests

    look_until_quiet(team, card)

    assert writes["PUT", "/cards/{id}"] == 1
    assert len(replies(team, card)) == 1
