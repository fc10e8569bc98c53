"""Where the team wants it, each link is an attachment whose name tells its state."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.card_ties import states_of
from bot.trello.errors import TrelloUnavailable
from protocol.link_attachments import attachment_name
from storage import links as stored
from tests.bot.place import BOARD, Place, agreement_with
from tests.protocol.cards import NOW
from tests.protocol.link_states import NEWER_RUN, PULL_REQUEST, RUN, link, said

TERMS = agreement_with(run_failed="advise") + '[links]\ncomment = "never"\nattachments = true\n'


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path, TERMS)
    yield made
    made.close()


def told(place: Place, url: str, state: str, **more: Any) -> None:
    """Its system says so, now."""
    stored.keep_state(place.engine, said(url, state, **more), NOW, changed=True)


def attached(place: Place, card: str) -> dict[str, str]:
    """The card's attachments: names by address."""
    return {a["url"]: a["name"] for a in place.ada.read_card(card)["attachments"]}


def linked(place: Place, *urls: str) -> str:
    """A card whose description names these."""
    card = place.add(desc=" ".join(urls))
    place.look(card)
    return card


def test_a_link_becomes_one_attachment_that_follows_its_state(place: Place) -> None:
    card = linked(place, RUN)
    told(place, RUN, "running")
    place.look(card)
    assert attached(place, card) == {RUN: "run 4nB2xYz01Ab: running · Cardkeeper"}
    told(place, RUN, "failed", detail="STAR_ALIGN, exit code 137: out of memory or killed")
    place.look(card)
    (name,) = attached(place, card).values()
    assert name.startswith("run 4nB2xYz01Ab: failed, STAR_ALIGN, exit code 137")
    assert "Attach" not in place.look(card)


def test_it_goes_when_the_link_goes_and_does_not_hold_the_link_itself(place: Place) -> None:
    card = linked(place, RUN)
    told(place, RUN, "running")
    place.look(card)
    place.ada.set_description(card, "no run any more")
    place.look(card)
    assert attached(place, card) == {}
    assert states_of(place.engine, BOARD) == {}


def test_what_people_attach_is_never_touched(place: Place) -> None:
    card = place.add()
    place.ada.attach_link(card, PULL_REQUEST, "my pull request")
    place.look(card)
    told(place, PULL_REQUEST, "open")
    place.look(card)
    names = [a["name"] for a in place.ada.read_card(card)["attachments"]]
    assert "my pull request" in names
    assert "larkspur-bio/tool-doublets#12: open · Cardkeeper" in names
    place.ada.set_description(card, "something else")
    place.look(card)
    assert len(place.ada.read_card(card)["attachments"]) == 2


def test_an_older_run_is_marked(place: Place) -> None:
    card = linked(place, RUN, NEWER_RUN)
    for url, day in ((RUN, "2026-11-12"), (NEWER_RUN, "2026-11-13")):
        told(place, url, "succeeded", changed=day, facts={"session": "s"})
    place.look(card)
    assert "a newer run counts" in attached(place, card)[RUN]
    assert "a newer run counts" not in attached(place, card)[NEWER_RUN]


def test_without_the_teams_wish_nothing_is_attached_and_what_was_goes(place: Place) -> None:
    card = linked(place, RUN)
    told(place, RUN, "running")
    place.look(card)
    place.boards.agreement = type(place.boards.agreement)()
    place.look(card)
    assert attached(place, card) == {}


def test_after_a_lost_answer_there_is_still_one(place: Place) -> None:
    card = linked(place, RUN)
    told(place, RUN, "running")
    effects = place.observer.look(BOARD, card, "event")
    place.trello.faults.plan("drop after", method="POST", path_part="/attachments")
    with pytest.raises(TrelloUnavailable):
        place.act(effects)
    place.act(effects)
    assert len(place.ada.read_card(card)["attachments"]) == 1


def test_an_address_that_trello_writes_another_way_is_the_same_link(place: Place) -> None:
    card = linked(place, RUN)
    told(place, RUN, "running")
    place.bot.attach_link(card, f"{RUN}/", "run 4nB2xYz01Ab: running · Cardkeeper")
    assert "Attach" not in place.look(card)
    assert "Detach" not in place.look(card)


def test_a_sweep_finds_what_is_due(place: Place) -> None:
    card = linked(place, RUN)
    told(place, RUN, "running")
    assert place.sweep()[card] == ["Attach"]


def test_a_name_is_short_and_holds_no_mark_up() -> None:
    state = said(RUN, "failed", detail="[x](https://evil.example) " + "long " * 90)
    name = attachment_name(state)
    assert len(name) <= 200
    assert name.endswith(" · Cardkeeper")
    assert link(RUN).name in name
