"""`cardkeeper nextflow-config`: what a run needs in its configuration to tell of itself."""

from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from bot.cli.inputs import choice
from bot.cli.output import paragraph, say, write
from bot.errors import UserError

if TYPE_CHECKING:
    from bot.settings import Settings

EXAMPLES = """
cardkeeper nextflow-config > cardkeeper.config
cardkeeper nextflow-config weblog --url https://cardkeeper.internal
cardkeeper nextflow-config tower --url http://10.0.3.7:8380
cardkeeper nextflow-config sqs
nextflow run main.nf -c cardkeeper.config --trello_card https://trello.com/c/AbCd1234
"""
WAYS = ("weblog", "tower", "sqs")
_PLACE = "https://YOUR-ADDRESS"

_WEBLOG = """\
// nextflow run ... -c cardkeeper.config
// CARDKEEPER_NEXTFLOW_TOKEN is in the environment of the head job, as it is in Cardkeeper's own.
// Events are sent once and never hurt the run; without the token they are refused, and it goes on.
plugins {
    id 'nf-weblog@1.1.2'
}
weblog {
    enabled = true
    url = '%(url)s/webhooks/nextflow'
    basicToken = "nextflow:${System.getenv('CARDKEEPER_NEXTFLOW_TOKEN')}"
}
"""
_TOWER = """\
// nextflow run ... -c cardkeeper.config
// CARDKEEPER_NEXTFLOW_TOKEN is in the environment of the head job, as it is in Cardkeeper's own.
// From Nextflow 26.04 on, a run ends when this endpoint cannot be reached for longer than the
// attempts last (10 of them: three minutes). Not for runs that report to Seqera Platform, nor for
// those that use Fusion.
tower {
    enabled = true
    endpoint = '%(url)s/nextflow/tower'
    accessToken = System.getenv('CARDKEEPER_NEXTFLOW_TOKEN')
    retryPolicy.maxAttempts = 10
}
"""
_SQS = """\
// nextflow run ... -c cardkeeper.config
// CARDKEEPER_QUEUE is the queue's address, in the environment of the head job, which has the AWS
// command line and may send messages to the queue. One message when the run has ended.
workflow.onComplete = {
    ['aws', 'sqs', 'send-message',
     '--queue-url', System.getenv('CARDKEEPER_QUEUE'),
     '--message-body', groovy.json.JsonOutput.toJson([
        event: 'completed',
        runName: workflow.runName,
        sessionId: workflow.sessionId.toString(),
        projectName: workflow.projectName,
        success: workflow.success,
        exitStatus: workflow.exitStatus,
        errorReport: workflow.errorReport,
        commandLine: workflow.commandLine,
        duration: workflow.duration?.millis
     ])].execute().waitFor()
}
"""
_TEXTS = {"weblog": _WEBLOG, "tower": _TOWER, "sqs": _SQS}


def run(
    way: Annotated[
        str, Argument(metavar="WAY", help="weblog, tower or sqs.", show_default=True)
    ] = "weblog",
    url: Annotated[
        str,
        Option(
            "--url",
            metavar="URL",
            help="Where Nextflow reaches the service; without it, CARDKEEPER_PUBLIC_URL.",
            show_default=False,
        ),
    ] = "",
) -> int:
    """Print the configuration with which Nextflow tells Cardkeeper of its runs.

    Weblog is recommended: it can never hurt a run. docs/nextflow.md compares the ways. No secret
    is printed: the token and the queue's address come from the environment of the head job.
    Status 0: done; 2: could not run.
    """
    way = choice(way, "WAY", WAYS)
    from bot.settings import read_settings

    settings = read_settings()
    address = (url or settings.public_url or _PLACE).rstrip("/")
    if not address.startswith(("https://", "http://")) or any(
        sign in address for sign in "'\"\\ @"
    ):
        raise UserError(f"'{address}' is no address of the service; it begins with https://.")
    write((_TEXTS[way] % {"url": address} if way != "sqs" else _SQS).rstrip("\n"))
    for lack in _lacking(way, address, settings):
        say(paragraph(lack))
    return 0


def _lacking(way: str, address: str, settings: "Settings") -> list[str]:
    """What the service still needs for it; told beside the configuration."""
    found = []
    if way != "sqs" and address == _PLACE:
        found.append("Put the service's address in place of YOUR-ADDRESS, or give --url.")
    if way != "sqs" and not settings.nextflow_token.get_secret_value():
        found.append("The service takes no events until CARDKEEPER_NEXTFLOW_TOKEN is set.")
    if way == "tower" and not settings.nextflow_tower:
        found.append("The service needs CARDKEEPER_NEXTFLOW_TOWER=true, too.")
    if way == "sqs" and not settings.nextflow_queue_url:
        found.append("The service needs CARDKEEPER_NEXTFLOW_QUEUE_URL, and the extra 'aws'.")
    return found
