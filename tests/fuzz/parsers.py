"""Every reader of what comes from outside: what it is given, and the one error it may raise."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from hypothesis import strategies as st

from bot.providers import github_events, github_reading, seqera_reading
from bot.providers.answers import mapping
from bot.providers.redaction import redact, secret_values
from bot.trello import webhook
from protocol import board_json
from protocol.agreement_file import AgreementError, read_agreement
from protocol.board import Comment
from protocol.check import check_board, check_card
from protocol.closing_words import closing_names, mentions_in
from protocol.comment_commands import answer, unanswered
from protocol.error_report import read_error_report
from protocol.exemption_lines import lines_in
from protocol.fixes import merge_texts
from protocol.links import reference_of, references_in, urls_in
from protocol.spoken_days import read_day
from tests.fuzz.wild import bodies, spoilt, texts
from tests.protocol.cards import NOW, board, card, context_of
from tests.shared import SHARED

_EXAMPLES = Path(__file__).parents[2] / "examples"
_REFERENCE = reference_of("https://github.com/example-lab/pipeline/pull/7")
assert _REFERENCE is not None


class Parser(NamedTuple):
    """One reader."""

    name: str
    inputs: st.SearchStrategy[Any]
    read: Callable[[Any], object]
    refuses: tuple[type[Exception], ...] = ()  # what it may raise


# What is spoilt


def _samples(folder: str, most: int) -> tuple[Any, ...]:
    """Real bodies where they are at hand, small ones first."""
    files = sorted((SHARED / "samples" / folder).glob("*.json"), key=lambda f: f.stat().st_size)
    return tuple(json.loads(file.read_bytes()) for file in files[:most])


_ACTION = {
    "id": "6a5f00000000000000000001",
    "type": "updateCard",
    "date": "2026-03-02T09:00:00.000Z",
    "idMemberCreator": "6a0000000000000000000001",
    "memberCreator": {"id": "6a0000000000000000000001", "username": "ada"},
    "data": {
        "board": {"id": "6a0000000000000000000002", "name": "Genomes"},
        "card": {"id": "6a0000000000000000000003", "name": "Align", "idShort": 3, "idList": "l"},
        "listBefore": {"id": "6a0000000000000000000004", "name": "Ready"},
        "listAfter": {"id": "6a0000000000000000000005", "name": "Doing"},
        "old": {"idList": "6a0000000000000000000004"},
        "text": "@cardkeeper why",
    },
}
TRELLO_BODIES = (
    {"action": _ACTION, "model": {"id": "6a0000000000000000000002", "prefs": {}, "name": "G"}},
    *_samples("webhooks", 40),
)
_EXPORT = json.loads((_EXAMPLES / "larkspur-board.json").read_bytes())
# Smaller: a spoilt value in one of two cards is found as well as in one of fifty.
_BOARD = {
    key: value[:6] if isinstance(value, list) and key not in ("lists", "members") else value
    for key, value in _EXPORT.items()
}
_AGREEMENT = (_EXAMPLES / "larkspur-protocol.toml").read_text(encoding="utf-8")
_PULL = {
    "number": 7, "state": "open", "draft": False, "title": "Closes AbCd1234", "body": "Fixes #3",
    "html_url": "https://github.com/example-lab/pipeline/pull/7", "user": {"login": "ada"},
    "head": {"ref": "AbCd1234-fix", "sha": "0" * 40},
    "base": {"ref": "main", "repo": {"default_branch": "main"}},
    "created_at": "2026-03-02T09:00:00Z", "merged_at": None, "labels": [{"name": "bug"}],
}  # fmt: skip
_GITHUB = (
    {"action": "opened", "pull_request": _PULL, "repository": {"full_name": "example-lab/p"}},
    {"ref": "refs/heads/main", "commits": [{"url": "https://x", "message": "Fix #3"}],
     "repository": {"html_url": "https://github.com/example-lab/p", "default_branch": "main"}},
    {"action": "completed", "check_run": {"name": "ci", "pull_requests": [{"number": 7}]},
     "repository": {"html_url": "https://github.com/example-lab/p"}},
)  # fmt: skip
_RUN = {
    "workflow": {
        "id": "1a2b3c", "runName": "sad_euler", "status": "FAILED", "start": "2026-03-02T09:00:00Z",
        "complete": "2026-03-02T10:00:00Z", "projectName": "nf-core/rnaseq", "userName": "ada",
        "params": {"api_key": "s3cr3t"}, "exitStatus": 137,
        "errorMessage": "Process `A (x)` failed",
        "errorReport": "Error executing process > 'A (x)'\n\nCaused by:\n  killed",
        "commandLine": "x",
    },
    "progress": {"workflowProgress": {"succeeded": 3, "failed": 1, "cost": 1.5}},
    "labels": [{"name": "cohort", "value": "7", "resource": True}],
}  # fmt: skip
_COMMANDS = (
    "exempt owner-missing until friday because she is away", "exempt ", "why", "fix",
    "fix kind-missing",
    "link https://github.com/example-lab/pipeline/pull/7", "help", "because ", "until ", " since ",
)  # fmt: skip
_PROSE = (
    "https://github.com/example-lab/pipeline/pull/7", "https://trello.com/c/AbCd1234/5-align",
    "s3://bucket/key", "[run](https://cloud.seqera.io/orgs/o/workspaces/w/watch/1a2b3c4d5e6f7a)",
    "<!-- cardkeeper: exempt due-passed until 2026-12-24 because x by @ines -->", "Closes #38",
    "(3)",
    "## Question\n", "**Data**", "- [ ] a step", "[AbCd1234]", "goal: ", "Waiting for: ",
)  # fmt: skip


# How each is read


def _command(words: str) -> object:
    """A comment on a card, as far as an answer to it."""
    written = Comment("6a0000000000000000000009", "", f"@cardkeeper {words}", NOW)
    context = context_of(board(card("Align the reads", in_list="Doing")))
    (only,) = context.board.cards
    commands = list(unanswered(only, "bot", "cardkeeper"))
    report = check_card(context, only.id)
    return commands, answer(words, written, context, only, report)


def _prose(words: str) -> object:
    """A card whose title and description hold this, under all rules."""
    context = context_of(board(card(words[:300], in_list="Doing", desc=words)))
    return check_board(context)


def _pull(body: Any) -> object:
    pull = mapping(body)
    return (
        github_reading.read_pull(_REFERENCE, pull, NOW, reviews=pull.get("reviews")),
        github_reading.read_issue(_REFERENCE, pull, NOW),
        github_reading.read_commit(_REFERENCE, pull, NOW),
        github_reading.read_workflow_run(_REFERENCE, pull, NOW),
        github_reading.read_checks(body),
        github_reading.read_combined(body),
        github_reading.names_of_pull(pull),
    )


def _run(body: Any) -> object:
    answered = mapping(body)
    state = seqera_reading.read_run(_REFERENCE, answered, NOW)
    if state is not None:
        task = seqera_reading.fatal_task(answered)
        seqera_reading.with_task(state, task, answered.get("log"))
    return state, seqera_reading.names_of(answered), seqera_reading.labels_of(answered)


def _delivery(body: bytes) -> object:
    event = github_events.read_event(body)
    kinds = ("pull_request", "issues", "push", "check_run", "repository", "check_suite")
    return [github_events.heard_in(kind, event) for kind in kinds]


def _in_words(words: str) -> object:
    return (
        references_in(words), urls_in(words), list(lines_in(words)), mentions_in(words),
        closing_names((words,)), redact(words), read_error_report(words),
        read_day(words, date(2026, 3, 2)), merge_texts(words[:50], words, words[::-1], "\n"),
    )  # fmt: skip


def _signature(pair: tuple[bytes, str]) -> object:
    body, signature = pair
    github_events.is_signed(body, signature, "secret")
    return webhook.verify(body, signature, "secret", "https://cardkeeper.example")


PARSERS = (
    Parser(
        "Trello's webhook", bodies(TRELLO_BODIES), webhook.read_event, (webhook.UnreadableEvent,)
    ),
    Parser("signatures", st.tuples(st.binary(max_size=40), st.text(max_size=60)), _signature),
    Parser(
        "a board's export",
        bodies((_BOARD,)),
        lambda raw: check_board(context_of(board_json.read_export(raw, "board.json"))),
        (board_json.BoardError,),
    ),
    Parser(
        "a board's snapshot", spoilt((_BOARD,)), board_json.read_snapshot, (board_json.BoardError,)
    ),
    Parser(
        "a board's history",
        spoilt(([_ACTION, *_EXPORT["actions"][:8]],)),
        board_json.read_actions,
        (board_json.BoardError,),
    ),
    Parser(
        "the agreement",
        texts(*_AGREEMENT.split("\n\n"), "[rules]\n", "= ", '"', "[[", "a.b.c = 1\n"),
        lambda text: read_agreement(text, "protocol.toml"),
        (AgreementError,),
    ),
    Parser("commands in comments", texts(*_COMMANDS), _command),
    Parser("titles and descriptions", texts(*_PROSE), _prose),
    Parser("prose", texts(*_PROSE, *_COMMANDS, "Caused by:\n", "next friday", "24 dec"), _in_words),
    Parser("GitHub's webhook", bodies(_GITHUB), _delivery, (msgspec.MsgspecError,)),
    Parser("GitHub's answers", spoilt((_PULL,)), _pull),
    Parser("Seqera's answers", spoilt((_RUN, *_samples("seqera", 12))), _run),
    Parser("parameters of runs", spoilt((_RUN["workflow"],)), secret_values),
)
