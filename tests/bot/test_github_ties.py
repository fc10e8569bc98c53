"""GitHub's two ways lead to one end: what a webhook and a list both tell is handled once."""

import hashlib
import hmac
import json
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.links import Refresher
from bot.providers.github import GitHub
from bot.providers.provider import Provider
from bot.pull_checks import NO_CARD, PullChecks
from bot.sandbox.github import GitHubStandIn, shapes
from bot.sandbox.github.standin import SECRET, TOKEN
from bot.sandbox.github.store import StoredPull, StoredRepository
from bot.sandbox.serving import ServerThread
from storage import links as stored
from tests.bot.place import BOARD, DONE, Place, agreement_with

TOOL = "larkspur-bio/tool-doublets"
TERMS = f"""{agreement_with()}
[moves.pull_requests]
merged = "done"

[repositories.boards]
"{TOOL}" = "Genomes"
"""


class Team:
    """A board, a GitHub with one repository, and what keeps the links between them."""

    def __init__(self, folder: Path, place: Place, *, is_app: bool = True) -> None:
        self.place = place
        self.github = GitHubStandIn(folder / "github.json", place.clock, is_app=is_app)
        self.github.store.put(StoredRepository("larkspur-bio", "tool-doublets", place.clock()))
        self.server = ServerThread(self.github.app).start()
        self.provider = GitHub(
            place.engine, api_url=self.server.url, token=TOKEN, secret=SECRET, repositories=(TOOL,),
            every_pull=True,
        )  # fmt: skip
        self.refresher = Refresher(place.engine, place.boards, place.clock, lambda: None)

    def opened(self, **given: str) -> StoredPull:
        return self.github.open_pull(TOOL, given.pop("title", "Filter"), "meiling", **given)

    def delivered(self, entry: StoredPull) -> None:
        """The pull request's webhook arrives."""
        repository = self.github.store.repository("larkspur-bio", "tool-doublets")
        assert repository is not None
        pull = shapes.pull(entry, repository, whole=True)
        body = json.dumps({"action": "opened", "pull_request": pull}).encode()
        headers = {
            "x-hub-signature-256": "sha256="
            + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest(),
            "x-github-event": "pull_request",
            "x-github-delivery": str(uuid.uuid4()),
        }
        received = self.provider.receive(headers, body, self.place.clock())
        self.refresher.hear(self.provider, received.touched)

    def polled(self) -> None:
        """Time goes by, and the lists are due."""
        self.place.clock.pass_by(minutes=10)
        self.refresher.refresh(self.provider)

    def cards_of(self, entry: StoredPull) -> list[str]:
        url = f"{shapes.WEB}/{entry.repository}/pull/{entry.number}"
        return [tie.card_id for tie in stored.cards_of(self.place.engine, url)]

    def effects(self, card: str) -> list[str]:
        return [type(e).__name__ for e in self.place.observer.look(BOARD, card, "event")]

    def close(self) -> None:
        self.provider.close()
        self.server.stop()
        self.github.close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path, TERMS)
    yield made
    made.close()


@pytest.fixture
def team(tmp_path: Path, place: Place) -> Iterator[Team]:
    made = Team(tmp_path, place)
    yield made
    made.close()


def short_link(place: Place, card: str) -> str:
    _, found = place.boards.read_card(BOARD, card)
    assert found is not None
    return found.short_link


@pytest.mark.parametrize("ways", ["webhook", "poll", "both", "both, poll first"])
def test_by_webhook_by_poll_or_by_both_a_pull_request_is_tied_and_asked_once(
    team: Team, place: Place, ways: str
) -> None:
    card = place.add()
    entry = team.opened(body=f"Closes https://trello.com/c/{short_link(place, card)}")
    if ways == "both, poll first":
        team.polled()
    if ways != "poll":
        team.delivered(entry)
    if ways in ("poll", "both"):
        team.polled()
    assert team.cards_of(entry) == [card]
    quiet = stored.link_of(place.engine, f"{shapes.WEB}/{TOOL}/pull/1")
    assert quiet is not None
    team.delivered(entry)
    team.polled()
    again = stored.link_of(place.engine, f"{shapes.WEB}/{TOOL}/pull/1")
    assert again is not None
    assert again.changed_at == quiet.changed_at  # nothing was news a second time


def test_the_number_in_a_branch_is_a_card_where_the_repository_is_bound(
    team: Team, place: Place
) -> None:
    card = place.add()
    _, found = place.boards.read_card(BOARD, card)
    assert found is not None
    entry = team.opened(branch=f"feature/{found.number}-filter")
    team.delivered(entry)
    assert team.cards_of(entry) == [card]


def test_a_merged_pull_request_moves_its_card_once(team: Team, place: Place) -> None:
    card = place.add()
    entry = team.opened(body=f"Closes https://trello.com/c/{short_link(place, card)}")
    team.delivered(entry)
    assert team.effects(card) == []
    place.clock.pass_by(minutes=1)
    team.delivered(team.github.tell(TOOL, entry.number, "merge", {}))
    assert place.look(card) == ["Apply"]
    _, moved = place.boards.read_card(BOARD, card)
    assert moved is not None
    assert moved.list_id == DONE
    team.delivered(entry)
    assert team.effects(card) == []


def test_a_pull_request_is_told_whether_it_names_a_card_once_and_again_when_that_changes(
    team: Team, place: Place
) -> None:
    checks = PullChecks(place.engine, place.boards, team.provider, place.clock)
    entry = team.opened()
    team.polled()
    assert (checks.tell(), checks.tell()) == (1, 0)
    assert [check.title for check in entry.checks] == [NO_CARD]
    card = place.add()
    link = short_link(place, card)
    team.github.tell(TOOL, entry.number, "edit", {"body": f"[{link}]"})
    team.polled()
    assert checks.tell() == 1
    assert [check.title for check in entry.checks] == [f"Names https://trello.com/c/{link}"]
    team.github.tell(TOOL, entry.number, "push", {})
    team.polled()
    assert checks.tell() == 1


def test_with_a_person_s_token_it_is_told_as_a_commit_status(tmp_path: Path, place: Place) -> None:
    team = Team(tmp_path, place, is_app=False)
    entry = team.opened()
    team.polled()
    assert PullChecks(place.engine, place.boards, team.provider, place.clock).tell() == 1
    assert [check.conclusion for check in entry.checks] == ["success"]
    team.close()


def test_a_surge_of_webhooks_is_no_surge_of_calls(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds, going_on, let_go = [], threading.Event(), threading.Event()

    def refresh(_provider: Provider) -> int:
        rounds.append(1)
        going_on.set()
        assert let_go.wait(10)
        return 0

    monkeypatch.setattr(team.refresher, "refresh", refresh)
    first = threading.Thread(target=team.refresher.hear, args=(team.provider, ()))
    first.start()
    assert going_on.wait(10)
    for _ in range(20):
        team.refresher.hear(team.provider, ())
    let_go.set()
    first.join(10)
    assert len(rounds) == 2  # the one that was going on, and one for all that came meanwhile
