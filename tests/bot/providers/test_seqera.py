"""Seqera Platform: what the bot asks, what it understands, and what it never shows."""

from typing import Any

import pytest

from bot.providers.provider import Seen
from bot.providers.seqera import Seqera, Workspace, web_of
from protocol.links import LinkReference, LinkState, reference_of
from tests.bot.providers.conformance import PLANTED, Case, Conformance
from tests.bot.providers.loopback import Asked, Told, loopback
from tests.protocol.cards import NOW

WEB = "https://cloud.seqera.io"
URL = f"{WEB}/orgs/larkspur/workspaces/omics/watch/4nB2xYz01Ab3Cd"
TOKEN = "eyJ0aWQiOiA5OTk5fS5hYmNkZWY="
ME = {"user": {"id": 7, "userName": "bot"}}
WORKSPACES = {
    "orgsAndWorkspaces": [
        {"orgId": 1, "orgName": "larkspur", "workspaceId": None, "workspaceName": None},
        {"orgId": 1, "orgName": "Larkspur", "workspaceId": 31, "workspaceName": "Omics"},
    ]
}


def workflow(status: str = "FAILED", **changes: Any) -> dict[str, Any]:
    """A run as Platform describes it, with secrets where runs have them."""
    return {
        "id": "4nB2xYz01Ab3Cd", "runName": "calm_avocet", "sessionId": "aa-bb", "status": status,
        "projectName": "nf-core/rnaseq", "userName": "meiling", "launchId": "L1",
        "submit": "2026-11-20T08:00:00Z", "start": "2026-11-20T08:05:00Z",
        "complete": "2026-11-20T14:05:00Z",
        "commandLine": f"nextflow run nf-core/rnaseq --db_password {PLANTED} -profile docker",
        "params": {"api_token": PLANTED, "outdir": "s3://x", "deep": {"secret": PLANTED}},
        "errorMessage": "Process failed",
        "errorReport": "Error executing process > 'NF:STAR_ALIGN (donor_17)'\n\nCaused by:\n"
        "  Process `NF:STAR_ALIGN (donor_17)` terminated with an error exit status (137)\n\n"
        f"Command executed:\n\n  run --key {PLANTED}\n\nCommand exit status:\n  137\n\n"
        f"Command output:\n  (empty)\n\nCommand error:\n  cannot log in with {PLANTED}\n"
        "  Killed\n\nWork dir:\n  s3://x/4f",
        **changes,
    }  # fmt: skip


def task(action: str | None = "TERMINATE", **changes: Any) -> dict[str, Any]:
    """A failed task; its environment holds a secret, too."""
    return {
        "task": {
            "taskId": 9, "status": "FAILED", "name": "NF:STAR_ALIGN (donor_17)",
            "process": "NF:STAR_ALIGN", "tag": "donor_17", "exit": "137", "exitStatus": None,
            "errorAction": action, "complete": "2026-11-20T14:04:00Z",
            "env": f"export AWS_SECRET_ACCESS_KEY={PLANTED}\nTHREADS=4",
            **changes,
        }
    }  # fmt: skip


def system(run: dict[str, Any], *tasks: dict[str, Any], **more: Any) -> Any:
    """The whole installation with this one run."""

    def answer(asked: Asked) -> Told:
        answers: dict[str, Any] = {
            "/user-info": ME,
            "/user/7/workspaces": WORKSPACES,
            "/workflow": {"workflows": [{"workflow": run, **more}], "totalSize": 1},
            f"/workflow/{run['id']}": {"workflow": run, **more},
            f"/workflow/{run['id']}/tasks": {"tasks": list(tasks), "total": len(tasks)},
            f"/workflow/{run['id']}/log/9": {"log": {"entries": [f"token={PLANTED}", "the end"]}},
        }
        return Told(200, answers[asked.path]) if asked.path in answers else Told(404)

    return answer


def seqera(url: str, token: str = TOKEN, **changes: Any) -> Seqera:
    """The provider on a system at this address."""
    return Seqera(endpoint=url, token=token, web_url=WEB, timeout_s=0.4, **changes)


def link(url: str = URL) -> LinkReference:
    """The run's link."""
    found = reference_of(url)
    assert found is not None
    return found


def fetched(answers: Any, url: str = URL) -> LinkState:
    """What the provider says of the run."""
    with loopback(answers) as served:
        return seqera(served.url).fetch(link(url), NOW)


class TestConforms(Conformance):
    """Seqera keeps what every provider keeps."""

    case = Case(
        name="seqera",
        make=seqera,
        without_credentials=lambda: seqera("http://127.0.0.1:9", ""),
        urls=(
            URL,
            f"{WEB}/user/meiling/watch/4nB2xYz01Ab3Cd",
            "https://tower.larkspur.example/orgs/a/workspaces/b/watch/4nB2xYz01Ab3Cd",
            "https://tower.nf/orgs/a/workspaces/b/watch/1234567890",
        ),
        not_ours=(
            f"{WEB}/orgs/larkspur/workspaces/omics/watch?search=rnaseq",
            f"{WEB}/orgs/larkspur/workspaces/omics/launchpad",
            f"{WEB}/orgs/larkspur/workspaces/omics/watch/short",
            f"{WEB}/orgs/larkspur/workspaces/omics/watch/12345678901234567",
        ),
        good=system(workflow(), task()),
        unknown=system(workflow("HIBERNATING")),
        token=TOKEN,
        state="failed",
    )


def test_what_stands_behind_the_id_of_an_address_does_not_matter() -> None:
    for rest in ("/v2/tasks", "#logs", "?tab=2", "/watch/4nB2xYz01Ab3Cd"):
        assert link(URL + rest) == link()


@pytest.mark.parametrize(
    ("endpoint", "pages"),
    [
        ("https://api.cloud.seqera.io", "https://cloud.seqera.io"),
        ("https://cloud.seqera.io/api", "https://cloud.seqera.io"),
        ("https://tower.larkspur.example/api/", "https://tower.larkspur.example"),
    ],
)
def test_the_pages_address_is_told_by_the_endpoints(endpoint: str, pages: str) -> None:
    assert web_of(endpoint) == pages


def test_a_failed_run_says_where_why_and_what_it_wrote_last() -> None:
    state = fetched(system(workflow(), task()))
    assert (state.failed_process, state.failed_task) == ("NF:STAR_ALIGN", "donor_17")
    assert state.exit_words == "exit code 137: out of memory or killed"
    assert state.detail == "STAR_ALIGN (donor_17), exit code 137: out of memory or killed"
    assert state.last_lines[-1] == "Killed"


def test_without_an_error_report_the_tasks_log_is_asked() -> None:
    state = fetched(system(workflow(errorReport=None, errorMessage=None), task()))
    assert state.last_lines[-1] == "the end"
    assert PLANTED not in "".join(state.last_lines)


def test_a_task_that_was_tried_again_is_not_the_reason() -> None:
    retried = task("RETRY", process="NF:FASTQC", tag="other", complete="2026-11-20T09:00:00Z")
    state = fetched(system(workflow(errorReport=None), retried, task()))
    assert state.failed_process == "NF:STAR_ALIGN"


def test_times_owner_cost_and_progress_are_told() -> None:
    load = {"succeeded": 200, "failed": 1, "cached": 0, "cost": 11.4}
    state = fetched(system(workflow("SUCCEEDED"), progress={"workflowProgress": load}))
    assert state.started is not None
    assert state.ended is not None
    assert (state.ended - state.started).total_seconds() == 6 * 3600
    assert (state.owner, state.cost_usd) == ("meiling", 11.4)
    assert state.progress == {"succeeded": 200, "failed": 1}


def test_labels_are_read_where_each_version_puts_them() -> None:
    labels = [{"name": "trello-AbCd1234", "value": None}, {"name": "team", "value": "omics"}]
    for more in ({"labels": labels}, {"progress": {"labels": labels}}):
        assert fetched(system(workflow("RUNNING"), **more)).labels == (
            "trello-AbCd1234",
            "team=omics",
        )


def test_the_command_that_resumes_shows_no_secret() -> None:
    command = fetched(system(workflow())).facts["resume"]
    assert command.endswith("-profile docker -resume aa-bb")
    assert PLANTED not in command


@pytest.mark.parametrize("given", ["-name calm_avocet", "-name 'calm_avocet'"])
def test_the_command_that_resumes_takes_no_name_a_second_time(given: str) -> None:
    line = f"nextflow run x {given} --name calm_avocet -name-prefix calm_avocet_2"
    command = fetched(system(workflow(commandLine=line))).facts["resume"]
    assert command == "nextflow run x --name calm_avocet -name-prefix calm_avocet_2 -resume aa-bb"


def test_a_link_to_a_host_that_is_not_configured_is_never_asked() -> None:
    with loopback(system(workflow())) as served:
        other = link("https://evil.example/orgs/larkspur/workspaces/omics/watch/4nB2xYz01Ab3Cd")
        assert not seqera(served.url).fetch(other, NOW).live
        assert served.asked == []


def test_names_of_workspaces_are_asked_once() -> None:
    with loopback(system(workflow("RUNNING"))) as served:
        provider = seqera(served.url)
        for _ in range(5):
            provider.fetch(link(), NOW)
        assert [each.path for each in served.asked].count("/user/7/workspaces") == 1
        assert served.asked[-1].query["workspaceId"] == "31"


def test_a_workspace_that_the_token_cannot_see_is_told() -> None:
    state = fetched(system(workflow()), URL.replace("omics", "other"))
    assert "knows no workspace larkspur/other" in state.could_not_ask_why


def test_ones_own_personal_workspace_needs_no_number() -> None:
    with loopback(system(workflow("RUNNING"))) as served:
        mine = link(f"{WEB}/user/bot/watch/4nB2xYz01Ab3Cd")
        assert seqera(served.url).fetch(mine, NOW).state == "running"
        assert "workspaceId" not in served.asked[-1].query


def test_somebody_elses_personal_workspace_cannot_be_asked() -> None:
    state = fetched(system(workflow()), f"{WEB}/user/meiling/watch/4nB2xYz01Ab3Cd")
    assert "owner's token" in state.could_not_ask_why


def polled(answers: Any, *links: LinkReference) -> tuple[dict[str, Seen], list[Asked]]:
    """What the lists tell of these links."""
    with loopback(answers) as served:
        provider = seqera(served.url, workspaces=[Workspace("larkspur", "omics")])
        return dict(provider.poll(links, NOW)), served.asked


def test_one_list_tells_of_every_run_of_a_workspace() -> None:
    other = link(URL.replace("4nB2xYz01Ab3Cd", "9zZ2xYz01Ab3Cd"))
    seen, asked = polled(system(workflow("RUNNING")), link(), other)
    assert [each.path for each in asked].count("/workflow") == 1
    assert {url: each.state.state for url, each in seen.items()} == {URL: "running"}


def test_a_list_tells_of_runs_that_nobody_asked_for_and_what_they_are_called() -> None:
    run = workflow("RUNNING", params={"trello_card": "https://trello.com/c/AbCd1234/5-x"})
    seen, _ = polled(system(run, labels=[{"name": "trello-abcd1234"}]))
    assert "https://trello.com/c/AbCd1234" in " ".join(seen[URL].names)
    assert {"calm_avocet", "trello-abcd1234"} <= set(seen[URL].names)


def test_nothing_planted_is_in_the_names() -> None:
    seen, _ = polled(system(workflow("RUNNING")))
    assert PLANTED not in " ".join(seen[URL].names)
