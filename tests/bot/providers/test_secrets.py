"""Secrets that runs hold appear nowhere that people can see, whatever system the run is on.

Every provider is asked for a run with secrets in its command line, parameters, environment and
error report; what it says is shown in every way there is.
"""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from bot.providers.provider import Provider
from bot.slack.run_view import run_blocks
from protocol.check import check_card
from protocol.link_attachments import attachment_name
from protocol.link_block import failed_run, links_text
from protocol.link_words import state_words
from protocol.links import LinkState, reference_of
from protocol.untied_runs import untied_sentence
from tests.bot.providers import aws
from tests.bot.providers import test_aws_batch as batch
from tests.bot.providers import test_code_ocean as code_ocean
from tests.bot.providers import test_databricks as databricks
from tests.bot.providers import test_deep_origin as deep_origin
from tests.bot.providers import test_posit_connect as connect
from tests.bot.providers import test_seqera as seqera
from tests.bot.providers.conformance import PLANTED
from tests.bot.providers.loopback import Asked, Told, loopback
from tests.protocol.cards import NOW, card, context_of, judge_in

# One secret for each place, each of a shape that redaction must know there.
TOKENS = (
    PLANTED, "ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8", "AKIAIOSFODNN7EXAMPLE",
    "xoxb-123456789012-abcdefABCDEF", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
)  # fmt: skip
COMMAND = (
    f"nextflow run nf-core/rnaseq --db_password {TOKENS[0]} --api-key={TOKENS[1]} "
    f"-with-weblog https://user:{TOKENS[0]}@hook.example/{TOKENS[3]}"
)
REPORT = (
    f"curl -H 'Authorization: Bearer {TOKENS[4]}' https://x\nAWS_ACCESS_KEY_ID={TOKENS[2]}\n"
    f"SLACK_TOKEN={TOKENS[3]} {TOKENS[1]}\ncannot log in with {TOKENS[0]}\nKilled"
)
WHOLE_REPORT = (
    "Error executing process > 'NF:STAR_ALIGN (donor_17)'\n\nCaused by:\n"
    f"  no login with token={TOKENS[1]}\n\nCommand executed:\n\n  {COMMAND}\n\n"
    f"Command exit status:\n  137\n\nCommand error:\n  {REPORT}\n\nWork dir:\n  s3://x/4f"
)
Answers = Callable[[Asked], Told]


def _systems() -> dict[str, tuple[str, Callable[[str], Provider], Answers]]:
    run = seqera.workflow(commandLine=COMMAND, errorReport=WHOLE_REPORT, errorMessage=REPORT)
    job: dict[str, Any] = batch.job(statusReason=REPORT)
    job["container"] |= {"reason": REPORT, "command": COMMAND.split(), "exitCode": None}
    nightly = databricks.run()
    for each in (nightly, *nightly["tasks"]):
        each["state"]["state_message"] = REPORT
    nightly["run_name"] = COMMAND
    return {
        "seqera": (seqera.URL, seqera.seqera, seqera.system(run, seqera.task(errorMessage=REPORT))),
        "aws-batch": (batch.URL, batch.batch, batch.system(job)),
        "databricks": (databricks.URL, databricks.databricks, databricks.system(nightly)),
        "code-ocean": (code_ocean.URL, code_ocean.code_ocean,
                       code_ocean.system(code_ocean.computation(name=REPORT))),
        "deep-origin": (deep_origin.URL, deep_origin.deep_origin,
                        deep_origin.system(deep_origin.execution(name=COMMAND))),
        "posit-connect": (connect.URL, connect.connect,
                          connect.system(connect.content(title=COMMAND))),
    }  # fmt: skip


@pytest.fixture(params=sorted(_systems()))
def state(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> LinkState:
    """What one system says of its run."""
    for name, value in aws.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    url, make, answers = _systems()[request.param]
    link = reference_of(url)
    assert link is not None
    with loopback(answers) as served:
        found = make(served.url).fetch(link, NOW)
    assert found.live
    assert found.could_not_ask_since is None
    return found


def test_nothing_planted_is_kept_or_shown(state: LinkState) -> None:
    written = card("Align it", owners=["Omar"], attachments=[state.reference.url])
    agreement = '[links]\ncomment = "always"\nattachments = true\n'
    context = context_of(written, agreement, links={written.id: (state,)}, now="2026-11-24")
    shown = [
        msgspec.json.encode(state).decode(),
        state_words(state, ZoneInfo("UTC"), NOW),
        attachment_name(state),
        untied_sentence([state]),
        links_text(context, written.id, beside=True),
        str(judge_in("run-failed", context)),
        str(judge_in("run-unread", context)),
    ]
    run = failed_run(context, written.id, check_card(context, written.id).findings)
    assert (run is not None) == (state.state == "failed")
    shown += [str(run_blocks(run))] if run else []
    assert all(shown[:4])
    for token in TOKENS:
        assert not any(token in each for each in shown), token
