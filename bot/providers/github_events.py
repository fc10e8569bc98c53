"""GitHub's webhooks, as far as they concern links. Tolerant: payloads drift from year to year, so
nearly everything may be missing and nothing that is unknown is refused.

An event says only what to ask anew, and which cards its texts name; what is so is asked.
"""

import hashlib
import hmac
from typing import Any

import msgspec
from msgspec import Struct

from bot.providers.github_reading import names_of
from protocol.closing_words import mentions_in

SIGNATURE = "x-hub-signature-256"
DELIVERY = "x-github-delivery"
EVENT = "x-github-event"


class Repository(Struct, frozen=True):
    """Of any event."""

    full_name: str = ""
    html_url: str = ""
    default_branch: str = ""


class Ref(Struct, frozen=True):
    """A branch, as pull requests name it."""

    ref: str = ""


class Pull(Struct, frozen=True):
    """Of `pull_request`, of reviews, and by number alone of checks."""

    number: int = 0
    html_url: str = ""
    title: str = ""
    body: str | None = None
    head: Ref | None = None


class Issue(Struct, frozen=True):
    """Of `issues` and `issue_comment`; a pull request is an issue, too."""

    html_url: str = ""
    title: str = ""
    body: str | None = None
    pull_request: dict[str, Any] | None = None


class Commit(Struct, frozen=True):
    """Of `push`."""

    url: str = ""
    message: str = ""
    distinct: bool = True


class Checked(Struct, frozen=True):
    """Of `check_run`, `check_suite` and `workflow_run`."""

    html_url: str | None = None
    pull_requests: list[Pull] | None = None


class Event(Struct, frozen=True):
    """What may be in a payload."""

    action: str | None = None
    repository: Repository | None = None
    pull_request: Pull | None = None
    issue: Issue | None = None
    ref: str | None = None
    commits: list[Commit] | None = None
    check_run: Checked | None = None
    check_suite: Checked | None = None
    workflow_run: Checked | None = None


class Heard(Struct, frozen=True):
    """A link of which something was heard, and the texts of it that may name a card."""

    url: str
    names: tuple[str, ...] = ()


def is_signed(body: bytes, signature: str | None, secret: str) -> bool:
    """Whether the raw body was signed with the webhook's secret; compared in constant time."""
    if not secret or not signature:
        return False
    wanted = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted.encode(), signature.strip().encode("utf-8", "replace"))


def read_event(body: bytes) -> Event:
    """The payload; raises msgspec.MsgspecError (also ValidationError) for what is none."""
    try:
        return msgspec.json.decode(body, type=Event)
    except RecursionError:
        raise msgspec.DecodeError("nested too deeply") from None


def heard_in(kind: str, event: Event) -> tuple[Heard, ...]:
    """The links that this event tells of, each once; none for kinds that concern no link."""
    reader = _READERS.get(kind)
    found: dict[str, Heard] = {}
    for heard in reader(event) if reader else ():
        if heard.url:
            found.setdefault(heard.url, heard)
    return tuple(found.values())


def _pull(event: Event) -> list[Heard]:
    pull = event.pull_request
    return [_heard_of(pull)] if pull else []


def _heard_of(pull: Pull) -> Heard:
    branch = pull.head.ref if pull.head else ""
    return Heard(pull.html_url, names_of(branch, pull.title, pull.body or ""))


def _issue(event: Event) -> list[Heard]:
    issue = event.issue
    if issue is None:
        return []
    if issue.pull_request is not None:
        return [Heard(str(issue.pull_request.get("html_url") or ""))]
    return [Heard(issue.html_url, names_of("", issue.title, issue.body or ""))]


def _push(event: Event) -> list[Heard]:
    """Commits that name a card, and the repository when its main branch has changed."""
    found = [
        Heard(commit.url, names)
        for commit in event.commits or ()
        if commit.distinct and (names := mentions_in(commit.message))
    ]
    repository = event.repository
    if repository and event.ref == f"refs/heads/{repository.default_branch}":
        found.append(Heard(_page(repository)))
    return found


def _checked(event: Event) -> list[Heard]:
    """The pull requests of what was checked; the run itself, when it is one of a workflow."""
    found: list[Heard] = []
    for checked in (event.check_run, event.check_suite, event.workflow_run):
        for pull in (checked.pull_requests if checked else None) or ():
            if event.repository and pull.number:
                found.append(Heard(f"{_page(event.repository)}/pull/{pull.number}"))
    if event.workflow_run and event.workflow_run.html_url:
        found.append(Heard(event.workflow_run.html_url))
    return found


def _repository(event: Event) -> list[Heard]:
    return [Heard(_page(event.repository))] if event.repository else []


def _page(repository: Repository) -> str:
    """Its page; of `push` only this is not the API's address."""
    return repository.html_url or (
        f"https://github.com/{repository.full_name}" if repository.full_name else ""
    )


_READERS = {
    "pull_request": _pull,
    "pull_request_review": _pull,
    "pull_request_review_comment": _pull,
    "pull_request_review_thread": _pull,
    "issues": _issue,
    "issue_comment": _issue,
    "push": _push,
    "check_run": _checked,
    "check_suite": _checked,
    "workflow_run": _checked,
    "repository": _repository,
    "public": _repository,
}
