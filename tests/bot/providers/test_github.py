"""GitHub: what the bot asks, what it understands, and how often it asks."""

import base64
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.providers.answers import Limit
from bot.providers.github import GitHub
from bot.providers.github_api import PACE
from protocol.links import LinkReference, LinkState, reference_of
from storage.links import keep_state
from tests.bot.providers.conformance import PLANTED, Case, Conformance
from tests.bot.providers.loopback import Asked, Loopback, Told, loopback
from tests.databases import opened_with_schema
from tests.protocol.cards import NOW

TOKEN = "github_pat_11ABCDEFG0aZ9kLmN3"
REPOSITORY = "https://github.com/larkspur-bio/tool-doublets"
PULL = f"{REPOSITORY}/pull/12"
HEAD = "ec26c3e57ca3a959ca5aad62de7213c562f8c821"
PATH = "/repos/larkspur-bio/tool-doublets"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = opened_with_schema(f"sqlite:///{tmp_path / 'kept.db'}")
    yield made
    made.dispose()


def pull(state: str = "open", **changes: Any) -> dict[str, Any]:
    """A pull request as GitHub's API has it, with a secret where people write."""
    return {
        "number": 12, "state": state, "draft": False, "html_url": PULL,
        "title": f"Doublet filter, password={PLANTED}",
        "body": f"Closes https://trello.com/c/AbCd1234/12-doublets\ntoken: {PLANTED}",
        "user": {"login": "meiling"}, "labels": [{"name": "qc"}],
        "created_at": "2026-11-14T08:00:00Z", "updated_at": "2026-11-15T08:00:00Z",
        "closed_at": None, "merged_at": None,
        "head": {"ref": "feature/38-doublets", "sha": HEAD},
        "base": {"ref": "main", "repo": {"default_branch": "main"}},
        **changes,
    }  # fmt: skip


def review(who: str, state: str, at: str = "2026-11-15T09:00:00Z") -> dict[str, Any]:
    return {"user": {"login": who}, "state": state, "submitted_at": at, "body": PLANTED}


def check(conclusion: str | None, name: str = "tests") -> dict[str, Any]:
    status = "completed" if conclusion else "in_progress"
    return {"name": name, "status": status, "conclusion": conclusion}


def system(
    told: dict[str, Any] | None = None,
    reviews: tuple[dict[str, Any], ...] = (),
    checks: tuple[dict[str, Any], ...] = (),
    **more: Any,
) -> Any:
    """GitHub with one pull request, and whatever else is given by path."""
    answers: dict[str, Any] = {
        f"{PATH}/pulls/12": told or pull(),
        f"{PATH}/pulls": [told or pull()],
        f"{PATH}/pulls/12/reviews": list(reviews),
        f"{PATH}/commits/{HEAD}/check-runs": {
            "total_count": len(checks), "check_runs": list(checks)
        },
        f"{PATH}/commits/{HEAD}/status": {"state": "pending", "statuses": []},
        **more,
    }  # fmt: skip
    return lambda asked: Told(200, answers[asked.path]) if asked.path in answers else Told(404)


def tagged(answers: Any) -> Any:
    """The same, with ETags: what has not changed is answered by 304."""

    def answer(asked: Asked) -> Told:
        told: Told = answers(asked)
        tag = f'W/"{abs(hash(repr(told.body)))}"'
        if told.status == 200 and asked.headers.get("if-none-match") == tag:
            return Told(304, None, {"etag": tag})
        return Told(told.status, told.body, {"etag": tag})

    return answer


def github(url: str, engine: Engine, **changes: Any) -> GitHub:
    return GitHub(engine, api_url=url, token=TOKEN, timeout_s=0.4, **changes)


def link(url: str = PULL) -> LinkReference:
    found = reference_of(url)
    assert found is not None
    return found


def fetched(engine: Engine, answers: Any, url: str = PULL, **changes: Any) -> LinkState:
    with loopback(answers) as served:
        return github(served.url, engine, **changes).fetch(link(url), NOW)


class TestConforms(Conformance):
    @pytest.fixture(autouse=True)
    def _made(self, engine: Engine) -> None:
        type(self).case = Case(
            name="github",
            make=lambda url: github(url, engine),
            without_credentials=lambda: GitHub(engine, api_url="http://127.0.0.1:9", token=""),
            urls=(
                PULL,
                f"{REPOSITORY}/issues/7",
                REPOSITORY,
                f"{REPOSITORY}/commit/{HEAD}",
                f"{REPOSITORY}/actions/runs/4711",
            ),
            not_ours=(
                "https://github.com/orgs/larkspur-bio",
                "https://github.com/larkspur-bio",
                "https://gitlab.com/larkspur-bio/tool-doublets/pull/12",
                "https://github.com.example/larkspur-bio/tool-doublets/pull/12",
            ),
            good=system(pull(), (review("yusuf", "APPROVED"),), (check("success"),)),
            unknown=system(pull("on hold")),
            token=TOKEN,
            state="approved",
        )


@pytest.mark.parametrize(
    ("told", "reviews", "state"),
    [
        (pull(), (), "open"),
        (pull(draft=True), (review("yusuf", "APPROVED"),), "draft"),
        (pull(), (review("yusuf", "COMMENTED"),), "open"),
        (pull(), (review("yusuf", "APPROVED"), review("rohan", "CHANGES_REQUESTED")),
         "changes requested"),
        (pull(), (review("yusuf", "CHANGES_REQUESTED"), review("yusuf", "APPROVED")), "approved"),
        (pull(), (review("yusuf", "APPROVED"), review("yusuf", "DISMISSED")), "open"),
        (pull("closed", closed_at="2026-11-15T10:00:00Z"), (), "closed"),
        (pull("closed", merged_at="2026-11-15T10:00:00Z"), (), "merged"),
    ],
)  # fmt: skip
def test_a_pull_request_has_its_state_in_one_word(
    engine: Engine, told: dict[str, Any], reviews: Any, state: str
) -> None:
    assert fetched(engine, system(told, reviews)).state == state


@pytest.mark.parametrize(
    ("checks", "word"),
    [
        ((), ""),
        ((check("success"), check("skipped")), "passing"),
        ((check("success"), check("timed_out"), check(None)), "failing"),
        ((check("success"), check(None)), "running"),
        ((check("failure", "Cardkeeper"), check("success")), "passing"),
    ],
)
def test_checks_are_passing_failing_or_running(engine: Engine, checks: Any, word: str) -> None:
    assert fetched(engine, system(checks=checks)).facts.get("checks", "") == word


def test_older_commit_statuses_count_where_there_are_no_check_runs(engine: Engine) -> None:
    status = {"state": "failure", "statuses": [{"state": "failure"}]}
    state = fetched(engine, system(**{f"{PATH}/commits/{HEAD}/status": status}))
    assert state.facts["checks"] == "failing"


def test_reviews_that_the_token_may_not_see_are_left_out(engine: Engine) -> None:
    def answer(asked: Asked) -> Told:
        told: Told = system()(asked)
        return Told(403) if asked.path.endswith(("reviews", "check-runs", "status")) else told

    assert fetched(engine, answer).state == "open"


def test_reviews_that_could_not_be_asked_are_not_taken_for_none(engine: Engine) -> None:
    def answer(asked: Asked) -> Told:
        return Told(502) if asked.path.endswith("reviews") else system()(asked)

    assert fetched(engine, answer).could_not_ask_since == NOW


def test_what_is_merged_elsewhere_than_into_the_main_branch_closes_nothing(engine: Engine) -> None:
    into = {"ref": "develop", "repo": {"default_branch": "main"}}
    assert "closes" in fetched(engine, system()).facts
    assert "closes" not in fetched(engine, system(pull(base=into))).facts


@pytest.mark.parametrize(
    ("status", "conclusion", "state"),
    [
        ("queued", None, "queued"),
        ("in_progress", None, "running"),
        ("completed", "success", "succeeded"),
        ("completed", "timed_out", "failed"),
        ("completed", "cancelled", "cancelled"),
        ("completed", "sideways", "unknown"),
    ],
)
def test_a_workflow_run_is_told_as_other_runs_are(
    engine: Engine, status: str, conclusion: str | None, state: str
) -> None:
    run = {"id": 4711, "name": "CI", "status": status, "conclusion": conclusion,
           "updated_at": "2026-11-15T10:00:00Z", "head_branch": "main"}  # fmt: skip
    answers = system(**{f"{PATH}/actions/runs/4711": run})
    assert fetched(engine, answers, f"{REPOSITORY}/actions/runs/4711").state == state


def test_an_issue_and_a_commit_have_their_states(engine: Engine) -> None:
    issue = {"state": "open", "title": "Too many doublets", "labels": ["bug"]}
    commit = {"sha": HEAD, "commit": {"message": "Filter\n\nmore", "author": {}}}
    answers = system(**{f"{PATH}/issues/7": issue, f"{PATH}/commits/{HEAD}": commit})
    assert fetched(engine, answers, f"{REPOSITORY}/issues/7").state == "open"
    state = fetched(engine, answers, f"{REPOSITORY}/commit/{HEAD}")
    assert (state.state, state.title) == ("pushed", "Filter")


def repository(paths: dict[str, str], **changes: Any) -> Any:
    """A repository with these files."""
    body = {"full_name": "larkspur-bio/tool-doublets", "default_branch": "main",
            "archived": False, "topics": ["single-cell", "qc"], **changes}  # fmt: skip
    tree = {"tree": [{"path": path, "type": "blob"} for path in paths], "truncated": False}
    contents = {
        f"{PATH}/contents/{path}": {
            "encoding": "base64", "content": base64.b64encode(content.encode()).decode()
        }
        for path, content in paths.items()
    }  # fmt: skip
    return system(**{PATH: body, f"{PATH}/git/trees/main": tree, **contents})


def test_a_repository_tells_its_conventions(engine: Engine) -> None:
    answers = repository(
        {"README.md": "", ".github/CODEOWNERS": "", "src/a.R": ""},
        template_repository={"full_name": "larkspur-bio/template-tool"},
    )
    facts = fetched(engine, answers, REPOSITORY).facts
    assert (facts["made_from"], facts["readme"], facts["codeowners"], facts["topics"]) == (
        "larkspur-bio/template-tool", "yes", "yes", "single-cell, qc",
    )  # fmt: skip
    assert "shared_package" not in facts  # nobody has named one


def test_an_empty_repository_has_no_readme(engine: Engine) -> None:
    def answer(asked: Asked) -> Told:
        return Told(409) if "/git/trees/" in asked.path else repository({})(asked)

    facts = fetched(engine, answer, REPOSITORY).facts
    assert (facts["readme"], facts["made_from"]) == ("no", "none")


def test_what_is_not_in_a_cut_off_list_of_files_is_not_judged(engine: Engine) -> None:
    tree = {"tree": [{"path": "README.md", "type": "blob"}], "truncated": True}

    def answer(asked: Asked) -> Told:
        return Told(200, tree) if "/git/trees/" in asked.path else repository({})(asked)

    facts = fetched(engine, answer, REPOSITORY).facts
    assert facts["readme"] == "yes"
    assert "codeowners" not in facts


@pytest.mark.parametrize(("content", "used"), [("Imports: dplyr, larkspur.core (>= 1.2)", "yes"),
                                               ("Imports: dplyr", "no")])  # fmt: skip
def test_whether_the_shared_package_is_used_is_a_fact(
    engine: Engine, content: str, used: str
) -> None:
    answers = repository({"DESCRIPTION": f"Package: doublets\n{content}\n"})
    state = fetched(engine, answers, REPOSITORY, shared_package="larkspur.core")
    assert state.facts["shared_package"] == used


def test_a_file_that_cannot_be_read_leaves_the_fact_out(engine: Engine) -> None:
    answers = repository({"renv.lock": "{"})
    state = fetched(engine, answers, REPOSITORY, shared_package="larkspur.core")
    assert "shared_package" not in state.facts


def test_etags_are_used_again_after_a_restart(engine: Engine, tmp_path: Path) -> None:
    with loopback(tagged(system())) as served:
        first = github(served.url, engine).fetch(link(), NOW)
        engine.dispose()
        again = opened_with_schema(f"sqlite:///{tmp_path / 'kept.db'}")
        second = github(served.url, again).fetch(link(), NOW)
        again.dispose()
    tags = [asked.headers.get("if-none-match") for asked in served.asked]
    half = len(tags) // 2
    assert (second, len(tags)) == (first, 2 * half)
    assert not any(tags[:half])
    assert all(tags[half:])


def test_a_renamed_repository_is_followed_on_the_same_host_only(engine: Engine) -> None:
    served: Loopback

    def answer(asked: Asked) -> Told:
        if asked.path == f"{PATH}/issues/7":
            return Told(301, None, {"location": f"{served.url}/repositories/9/issues/7"})
        return Told(200, {"state": "open"})

    with loopback(answer) as served:
        state = github(served.url, engine).fetch(link(f"{REPOSITORY}/issues/7"), NOW)
    assert state.state == "open"


def test_at_the_end_of_the_quota_nothing_is_asked_until_it_is_renewed(engine: Engine) -> None:
    reset = str(int(NOW.timestamp()) + 600)
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
    with loopback(lambda _: Told(200, {"state": "open"}, headers)) as served:
        provider = github(served.url, engine)
        provider.fetch(link(f"{REPOSITORY}/issues/7"), NOW)
    assert provider.calls_left == 0


def test_one_list_tells_of_all_pull_requests_of_a_repository(engine: Engine) -> None:
    merged = [
        pull(
            "closed", number=n, merged_at="2026-11-15T10:00:00Z", html_url=f"{REPOSITORY}/pull/{n}"
        )
        for n in range(1, 31)
    ]
    links = [link(f"{REPOSITORY}/pull/{n}") for n in range(1, 31)]
    with loopback(system(**{f"{PATH}/pulls": merged})) as served:
        seen = github(served.url, engine).poll(links, NOW)
    assert {url: each.state.state for url, each in seen.items()} == {x.url: "merged" for x in links}
    assert len(served.asked) == 1


def test_a_new_pull_request_that_names_a_card_is_seen_and_others_are_not(engine: Engine) -> None:
    dull = pull(number=13, html_url=f"{REPOSITORY}/pull/13", title="Tidy", body="",
                head={"ref": "tidy", "sha": HEAD})  # fmt: skip
    old = pull(number=9, html_url=f"{REPOSITORY}/pull/9", updated_at="2026-09-01T08:00:00Z")
    with loopback(system(**{f"{PATH}/pulls": [pull(), dull, old]})) as served:
        provider = github(served.url, engine, repositories=("larkspur-bio/tool-doublets",))
        seen = provider.poll([], NOW + timedelta(days=1))
    assert list(seen) == [PULL]
    assert "https://trello.com/c/AbCd1234" in seen[PULL].names
    assert "#38" in seen[PULL].names


def test_reviews_and_checks_are_asked_again_when_something_happened(engine: Engine) -> None:
    told = pull()
    with loopback(system(told, (review("yusuf", "APPROVED"),), (check("success"),))) as served:
        provider = github(served.url, engine)
        first = provider.poll([link()], NOW)[PULL].state
        keep_state(engine, first, NOW, changed=True)
        asked = len(served.asked)
        again = provider.poll([link()], NOW + timedelta(minutes=5))[PULL].state
        assert (again.state, len(served.asked)) == ("approved", asked + 1)  # the list alone
        served.answers = system(
            pull(updated_at="2026-11-16T08:00:00Z"), (review("yusuf", "CHANGES_REQUESTED"),)
        )
        changed = provider.poll([link()], NOW + timedelta(minutes=10))[PULL].state
    assert changed.state == "changes requested"


def test_checks_that_run_are_asked_again_soon_and_others_now_and_then(engine: Engine) -> None:
    with loopback(system(pull(), (), (check(None),))) as served:
        provider = github(served.url, engine)
        keep_state(engine, provider.poll([link()], NOW)[PULL].state, NOW, changed=True)
        served.answers = system(pull(), (), (check("failure"),))
        later = NOW + timedelta(minutes=3)
        failed = provider.poll([link()], later)[PULL].state
        assert failed.facts["checks"] == "failing"
        keep_state(engine, failed, later, changed=True)
        served.answers = system(pull(), (), (check("success"),))
        soon = provider.poll([link()], later + timedelta(minutes=10))[PULL].state
        assert soon.facts["checks"] == "failing"
        at_last = provider.poll([link()], later + timedelta(minutes=31))[PULL].state
        assert at_last.facts["checks"] == "passing"


def test_lists_leave_calls_for_what_webhooks_tell_and_take_turns(engine: Engine) -> None:
    names = tuple(f"larkspur-bio/repo{n}" for n in range(5))
    with loopback(lambda _: Told(200, [])) as served:
        provider = github(served.url, engine, repositories=names)
        for _ in range(5):
            provider.api.calls.limit = Limit(14, 1e9)
            provider.poll([], NOW)
            assert provider.calls_left == 12
    listed = [each.path.split("/")[3] for each in served.asked]
    assert sorted(listed) == sorted([f"repo{n}" for n in range(5)] * 2)


def test_an_hour_is_never_more_than_the_quota() -> None:
    burst, seconds = PACE
    assert burst + burst / seconds * 3600 < 5000
    assert (burst + burst / seconds * 1800) / 30 < 5000 / 60
