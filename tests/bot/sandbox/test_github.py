"""GitHub's stand-in: the API's shapes, ETags and quota, and what the provider makes of them."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine

from bot.providers.github import GitHub
from bot.providers.github_events import is_signed
from bot.sandbox.github import GitHubStandIn
from bot.sandbox.github.standin import SECRET, TOKEN
from bot.sandbox.github.team import TEMPLATE, sample_pulls, sample_repositories
from bot.sandbox.serving import ServerThread
from bot.sandbox.team.outside import PULLS, REPOSITORIES
from protocol.links import reference_of
from tests.bot.providers.loopback import Told, loopback
from tests.bot.providers.test_github_events import EXAMPLES
from tests.bot.running import wait_for
from tests.databases import opened_with_schema
from tests.protocol.cards import NOW

WEB = "https://github.com/larkspur-bio"
CORE = "larkspur-bio/larkspur.core"


class Team:
    """The sample team's GitHub, served, with a provider on it."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self.now = NOW
        self.stand_in = GitHubStandIn(folder / "github.json", lambda: self.now)
        self.stand_in.store.put(*sample_repositories(NOW), *sample_pulls(NOW))
        self.server = ServerThread(self.stand_in.app).start()
        self.provider = GitHub(
            engine, api_url=self.server.url, token=TOKEN, secret=SECRET,
            shared_package="larkspur.core",
        )  # fmt: skip
        self.http = httpx.Client(
            base_url=self.server.url, headers={"Authorization": f"Bearer {TOKEN}"}
        )

    def state(self, url: str) -> str:
        reference = reference_of(url)
        assert reference is not None
        return self.provider.fetch(reference, self.now).state


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    engine = opened_with_schema(f"sqlite:///{tmp_path / 'kept.db'}")
    made = Team(tmp_path, engine)
    yield made
    made.http.close()
    made.provider.close()
    made.server.stop()
    made.stand_in.close()
    engine.dispose()


def test_every_pull_request_of_the_sample_team_is_as_its_story_tells(team: Team) -> None:
    told = {pull.url: team.state(pull.url) for pull in PULLS}
    finished = {url: state for url, state in told.items() if state in ("merged", "closed")}
    assert finished == {pull.url: pull.state for pull in PULLS if pull.state != "open"}
    assert set(told.values()) >= {"open", "approved", "merged"}


def test_every_repository_of_the_sample_team_tells_its_conventions(team: Team) -> None:
    for each in REPOSITORIES:
        reference = reference_of(f"{WEB}/{each.name}")
        assert reference is not None
        facts = team.provider.fetch(reference, NOW).facts
        assert facts["readme"] == ("yes" if each.has_readme else "no"), each.name
        assert (facts["made_from"] == TEMPLATE) == each.from_template, each.name
        assert facts["shared_package"] in ("yes", "no")


def test_a_pull_request_goes_through_its_whole_life(team: Team) -> None:
    entry = team.stand_in.open_pull(CORE, "Read counts faster", "meiling_tsai", draft=True)
    url, seen = f"{WEB}/larkspur.core/pull/{entry.number}", []
    for do in ("ready", "request_changes", "approve", "merge"):
        seen.append(team.state(url))
        team.now += timedelta(minutes=5)
        team.stand_in.tell(CORE, entry.number, do, {"by": "tomasz_wilczek"})
    assert [*seen, team.state(url)] == ["draft", "open", "changes requested", "approved", "merged"]


def test_what_is_unchanged_is_answered_by_304_and_not_counted(team: Team) -> None:
    url = PULLS[0].url
    team.state(url)
    counted = team.stand_in.counted
    team.state(url)
    assert (team.stand_in.counted, team.stand_in.unchanged) == (counted, counted)
    team.stand_in.tell(CORE, PULLS[0].number, "check", {"conclusion": "failure"})
    team.state(url)
    assert team.stand_in.counted == counted + 1  # the checks alone


def test_the_quota_is_told_with_every_answer(team: Team) -> None:
    headers = team.http.get(f"/repos/{CORE}").headers
    assert (headers["x-ratelimit-limit"], headers["x-ratelimit-remaining"]) == ("5000", "4999")
    assert int(headers["x-ratelimit-reset"]) > NOW.timestamp()


def test_refusals_have_github_s_form(team: Team) -> None:
    missing = team.http.get("/repos/larkspur-bio/nothing")
    assert (missing.status_code, missing.json()["message"]) == (404, "Not Found")
    team.http.headers["Authorization"] = "Bearer other"
    assert team.http.get(f"/repos/{CORE}").status_code == 401


def test_a_change_is_sent_signed_and_its_redelivery_has_the_same_id(team: Team) -> None:
    with loopback(lambda _: Told(200)) as served:
        team.stand_in.hooks.use(f"{served.url}/webhooks/github", SECRET)
        team.stand_in.open_pull(CORE, "Read counts faster", "meiling_tsai")
        team.stand_in.hooks.send_again(team.stand_in.hooks.sent[0])
        wait_for(lambda: len(served.asked) == 2, 10)
    first, again = served.asked
    assert is_signed(first.body, first.headers["x-hub-signature-256"], SECRET)
    assert first.headers["x-github-event"] == "pull_request"
    assert first.headers["x-github-delivery"] == again.headers["x-github-delivery"]
    assert team.provider.receive(first.headers, first.body, NOW).says == "kept"


def test_another_start_finds_everything_as_it_was(team: Team, tmp_path: Path) -> None:
    entry = team.stand_in.open_pull(CORE, "Read counts faster", "meiling_tsai")
    again = GitHubStandIn(tmp_path / "github.json", lambda: NOW)
    assert again.store.pull(CORE, entry.number) == entry


@pytest.mark.skipif(not EXAMPLES, reason="npm's @octokit/webhooks-examples is not here")
def test_a_pull_request_has_only_keys_that_github_s_have(team: Team) -> None:
    ours = team.http.get(f"/repos/{CORE}/pulls/{PULLS[0].number}").json()
    known: dict[str, set[str]] = {"pull": set(), "repo": set(), "user": set()}
    for kind, payload in EXAMPLES:
        if kind == "pull_request":
            known["pull"] |= payload["pull_request"].keys()
            known["repo"] |= (payload["pull_request"]["head"]["repo"] or {}).keys()
            known["user"] |= payload["pull_request"]["user"].keys()
    assert ours.keys() <= known["pull"]
    assert ours["user"].keys() <= known["user"]
    assert ours["head"]["repo"].keys() <= known["repo"]
    assert re.fullmatch(r"[0-9a-f]{40}", ours["head"]["sha"])
    assert json.dumps(ours)
