"""Launch a run of Seqera Platform again, resuming where it can be resumed.

As `tw runs relaunch` does it: describe the run, take its launch configuration, change what
resuming needs, post it. Only runs that Platform has launched have a launch configuration; whether
one can be resumed it says itself (`resumeCommitId`; null: only from the beginning).
"""

from datetime import datetime
from typing import Any

from bot.providers.answers import Answer, Caller, CouldNotAsk, mapping, text
from bot.providers.provider import Done
from protocol.links import Deed, LinkState

_ENDED = ("failed", "cancelled")
_COPIED = (
    "pipeline", "configProfiles", "userSecrets", "workspaceSecrets", "configText", "towerConfig",
    "paramsText", "preRunScript", "postRunScript", "mainScript", "entryName", "schemaName",
    "pullLatest", "stubRun", "headJobCpus", "headJobMemoryMb", "optimizationId",
    "optimizationTargets", "pipelineSchemaId", "outputDir", "nextflowVersion", "syntaxParser",
)  # fmt: skip


def deeds_of(state: LinkState) -> tuple[Deed, ...]:
    """What can be done to this run, as far as its state tells."""
    if state.state not in _ENDED or not state.facts.get("launch"):
        return ()
    name = state.facts.get("run") or state.reference.name
    return (
        Deed(
            "resume",
            "Resume",
            f"Launches {name} again with the same parameters. Tasks that succeeded are not "
            "computed again.",
        ),
        Deed(
            "relaunch",
            "Relaunch",
            f"Launches {name} again from the beginning, with the same parameters.",
        ),
    )


def launch_again(
    calls: Caller, run_id: str, workspace: int | None, now: datetime, *, resume: bool
) -> str | Done:
    """Launch it; the new run's id, or why it did not happen."""
    where = {"workspaceId": workspace}
    described = calls.get(f"/workflow/{run_id}", where)
    if isinstance(described, CouldNotAsk):
        return _not_done(described)
    run = mapping(mapping(described.body).get("workflow"))
    answer = calls.get(f"/workflow/{run_id}/launch", where)
    if isinstance(answer, CouldNotAsk):
        return _not_done(answer)
    launch = mapping(mapping(answer.body).get("launch"))
    if not text(launch.get("pipeline")):
        return Done(False, "Nothing was launched: Seqera Platform did not launch this run itself.")
    if resume and not text(launch.get("resumeCommitId")):
        return Done(
            False,
            "Nothing was launched: Seqera Platform cannot resume this run. Relaunch it from the "
            "beginning.",
        )
    body = {"launch": _body(run, launch, now, resume=resume)}
    made = calls.call("POST", "/workflow/launch", params=where, json=body)
    if isinstance(made, CouldNotAsk):
        return _not_done(made)
    new_id = text(mapping(made.body).get("workflowId"))
    return new_id or Done(False, "Seqera Platform did not say which run it has made; look there.")


def _body(
    run: dict[str, Any], launch: dict[str, Any], now: datetime, *, resume: bool
) -> dict[str, Any]:
    body = {key: launch[key] for key in _COPIED if launch.get(key) is not None}
    body |= {
        "id": text(run.get("launchId")) or text(launch.get("id")),
        "computeEnvId": text(mapping(launch.get("computeEnv")).get("id")),
        "workDir": text(launch.get("workDir")),
        "resume": resume,
        "dateCreated": now.isoformat().replace("+00:00", "Z"),
    }
    if resume:
        body["sessionId"] = text(run.get("sessionId")) or text(launch.get("sessionId"))
        body["workDir"] = text(launch.get("resumeDir")) or body["workDir"]
        body["revision"] = text(launch.get("resumeCommitId"))
    elif launch.get("revision"):
        body["revision"] = launch["revision"]
    return {key: value for key, value in body.items() if value not in ("", None)}


def _not_done(failure: Answer | CouldNotAsk) -> Done:
    """Why nothing was launched. After silence it may have been: then a person must look."""
    if isinstance(failure, CouldNotAsk) and failure.status:
        return Done(False, f"Nothing was launched: {failure.why}.")
    why = failure.why if isinstance(failure, CouldNotAsk) else ""
    return Done(False, f"{why}; look at Seqera Platform before you launch it again.")
