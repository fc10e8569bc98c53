"""Relaunch and resume: what is offered, what is sent, and what is said when it does not happen."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.sandbox.seqera import SeqeraStandIn
from bot.sandbox.serving import ServerThread
from protocol.links import LinkReference, LinkState, reference_of
from tests.bot.providers.loopback import Asked, Told, loopback
from tests.bot.providers.test_seqera import URL, link, seqera, system, workflow
from tests.bot.sandbox.seqera.test_standin import Clock, of, sample_runs
from tests.protocol.cards import NOW

LAUNCH = {
    "id": "L0", "computeEnv": {"id": "CE"}, "pipeline": "https://github.com/x/y",
    "workDir": "s3://w", "revision": "main", "sessionId": "old", "resumeDir": "s3://w/scratch",
    "resumeCommitId": "abc123",
    "configProfiles": ["docker"], "paramsText": "a: 1", "configText": None, "resume": False,
}  # fmt: skip


def platform(launch: Any = None, made: Told | None = None, **run: Any) -> Callable[[Asked], Told]:
    """An installation with one failed run and its launch configuration."""
    base = system(workflow(**run))

    def answer(asked: Asked) -> Told:
        if asked.path == "/workflow/launch":
            return made or Told(200, {"workflowId": "NewRun12345678"})
        if asked.path.endswith("/launch"):
            return Told(200, {"launch": LAUNCH if launch is None else launch})
        told: Told = base(asked)
        return told

    return answer


def done(answers: Callable[[Asked], Told], key: str) -> tuple[Any, dict[str, Any]]:
    """What came of it, and what was sent to be launched."""
    with loopback(answers) as served:
        provider = seqera(served.url)
        result = provider.do(provider.fetch(link(), NOW), key, NOW)
        sent = [json.loads(each.body)["launch"] for each in served.asked if each.method == "POST"]
        return result, sent[0] if sent else {}


def test_a_failed_run_of_platforms_own_can_be_resumed_or_relaunched() -> None:
    with loopback(platform()) as served:
        provider = seqera(served.url)
        assert [deed.key for deed in provider.deeds(provider.fetch(link(), NOW))] == [
            "resume", "relaunch",
        ]  # fmt: skip


@pytest.mark.parametrize("change", [{"status": "RUNNING"}, {"status": "SUCCEEDED"},
                                    {"launchId": None}])  # fmt: skip
def test_other_runs_cannot(change: dict[str, Any]) -> None:
    with loopback(platform(**change)) as served:
        provider = seqera(served.url)
        state = provider.fetch(link(), NOW)
        assert provider.deeds(state) == ()
        assert not provider.do(state, "resume", NOW).ok


def test_a_run_from_a_command_line_tells_the_command_instead() -> None:
    with loopback(platform(launchId=None)) as served:
        state = seqera(served.url).fetch(link(), NOW)
        assert state.facts["resume"].endswith("-resume aa-bb")


def test_resuming_sends_session_folder_and_commit() -> None:
    result, sent = done(platform(), "resume")
    assert (result.ok, result.url) == (True, URL.replace("4nB2xYz01Ab3Cd", "NewRun12345678"))
    assert (sent["resume"], sent["sessionId"]) == (True, "aa-bb")
    assert (sent["workDir"], sent["revision"]) == ("s3://w/scratch", "abc123")
    assert (sent["id"], sent["computeEnvId"]) == ("L1", "CE")
    assert "configText" not in sent


def test_relaunching_begins_anew() -> None:
    _, sent = done(platform(), "relaunch")
    assert (sent["resume"], sent["workDir"], sent["revision"]) == (False, "s3://w", "main")
    assert "sessionId" not in sent


def test_a_run_that_cannot_be_resumed_says_so_and_launches_nothing() -> None:
    result, sent = done(platform({**LAUNCH, "resumeCommitId": None}), "resume")
    assert not result.ok
    assert "cannot resume" in result.says
    assert sent == {}


@pytest.mark.parametrize("status", [400, 403, 500])
def test_a_refusal_is_said(status: int) -> None:
    result, _ = done(platform(made=Told(status, {"message": "no"})), "resume")
    assert not result.ok
    assert f"({status})" in result.says


def test_after_silence_a_person_is_asked_to_look_first() -> None:
    result, _ = done(platform(made=Told(silent=True)), "resume")
    assert not result.ok
    assert "look at Seqera Platform before" in result.says


@pytest.fixture
def stand_in() -> Iterator[tuple[SeqeraStandIn, str]]:
    """The sandbox's own, with the sample team's runs."""
    made = SeqeraStandIn(None, Clock())
    made.runs.put_all(sample_runs(made._clock()))
    with ServerThread(made.app) as server:
        yield made, server.url


def of_team(run_id: str) -> LinkReference:
    found = reference_of(f"https://cloud.seqera.io/orgs/larkspur/workspaces/compbio/watch/{run_id}")
    assert found is not None
    return found


@pytest.mark.parametrize(("key", "same"), [("resume", True), ("relaunch", False)])
def test_the_sandbox_launches_it_as_platform_does(
    stand_in: tuple[SeqeraStandIn, str], key: str, same: bool
) -> None:
    system_, url = stand_in
    provider = seqera(url, system_.token)
    state: LinkState = provider.fetch(of_team(of("failed")), NOW)
    made = reference_of(provider.do(state, key, NOW).url)
    assert made is not None
    fresh = provider.fetch(made, NOW)
    assert fresh.state == "queued"
    assert (fresh.facts["session"] == state.facts["session"]) is same


def test_the_same_workspace_is_asked_and_launched_in() -> None:
    with loopback(platform()) as served:
        provider = seqera(served.url)
        provider.do(provider.fetch(link(), NOW), "resume", NOW)
        assert served.asked[-1].query["workspaceId"] == "31"
