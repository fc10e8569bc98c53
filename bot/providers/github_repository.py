"""A repository's conventions, as facts that the rules judge: two calls, and one for each file that
may name the team's shared package until one does.
"""

import base64
import binascii
import re
from datetime import datetime
from typing import Any
from urllib.parse import quote

from bot.providers.answers import Answer, CouldNotAsk, could_not_ask, mapping, sequence, text
from bot.providers.answers import read_moment as moment
from bot.providers.dependency_files import is_dependency_file, uses
from bot.providers.github_api import GitHubApi
from bot.providers.github_reading import UNREADABLE
from bot.providers.redaction import redact
from protocol.links import LinkReference, LinkState

_README = re.compile(r"(?:\.github/|docs/)?readme(?:\.\w+)?", re.IGNORECASE)
_CODEOWNERS = ("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS")
_MOST_FILES = 4  # that may name the shared package


def fetch_repository(
    api: GitHubApi,
    reference: LinkReference,
    now: datetime,
    *,
    shared_package: str = "",
    secrets: tuple[str, ...] = (),
) -> LinkState:
    """The repository's state, active or archived, with its conventions as facts.

    A fact that could not be asked is absent, and so is not judged.
    """
    path = f"/repos/{reference.name}"
    answer = api.get(path, now)
    if isinstance(answer, CouldNotAsk):
        return could_not_ask(reference, now, answer.why)
    body = mapping(answer.body)
    if not text(body.get("full_name")):
        return could_not_ask(reference, now, UNREADABLE)
    template = text(mapping(body.get("template_repository")).get("full_name"))
    branch = text(body.get("default_branch"))
    facts = {
        "made_from": template or "none",
        "topics": ", ".join(str(each) for each in sequence(body.get("topics"))),
        "branch": branch,
        "full_name": text(body.get("full_name")),
    }
    if branch:
        facts |= _of_files(api, path, branch, now, shared_package)
    return LinkState(
        reference,
        _state_of(body),
        asked=now,
        title=redact(text(body.get("description")), secrets),
        owner=text(mapping(body.get("owner")).get("login")),
        started=moment(body.get("created_at")),
        facts={key: value for key, value in facts.items() if value},
    )


def _state_of(body: dict[str, Any]) -> str:
    archived = body.get("archived")
    if not isinstance(archived, bool):
        return "unknown"
    return "archived" if archived else "active"


def _of_files(
    api: GitHubApi, path: str, branch: str, now: datetime, shared_package: str
) -> dict[str, str]:
    answer = api.get(
        f"{path}/git/trees/{quote(branch, safe='')}", now, {"recursive": "1"}, reduce=_tree
    )
    if isinstance(answer, CouldNotAsk) and answer.status != 409:  # 409: there is nothing in it yet
        return {}
    tree = mapping(answer.body) if isinstance(answer, Answer) else {"paths": []}
    paths = [str(each) for each in sequence(tree.get("paths"))]
    facts = {
        "readme": _yes(any(_README.fullmatch(each) for each in paths)),
        "codeowners": _yes(any(each in paths for each in _CODEOWNERS)),
    }
    if tree.get("truncated"):  # a very large repository: what is not in the list may be there
        facts = {key: value for key, value in facts.items() if value == "yes"}
    if shared_package:
        used = _uses_shared(api, path, paths, now, shared_package)
        if used is not None:
            facts["shared_package"] = _yes(used)
    return facts


def _uses_shared(
    api: GitHubApi, path: str, paths: list[str], now: datetime, package: str
) -> bool | None:
    """Whether a file of dependencies names the package; None when that cannot be told."""
    is_sure = True
    for each in [path_ for path_ in paths if is_dependency_file(path_)][:_MOST_FILES]:
        answer = api.get(f"{path}/contents/{quote(each)}", now)
        content = _content(answer.body) if isinstance(answer, Answer) else None
        found = uses(each, content, package) if content is not None else None
        if found:
            return True
        is_sure = is_sure and found is not None
    return False if is_sure else None


def _tree(body: Any) -> dict[str, Any]:
    """Of a whole tree only the paths that are looked for."""
    entries = (mapping(each) for each in sequence(mapping(body).get("tree")))
    paths = [text(each.get("path")) for each in entries if each.get("type") == "blob"]
    kept = [
        each
        for each in paths
        if _README.fullmatch(each) or each in _CODEOWNERS or is_dependency_file(each)
    ]
    return {"paths": kept, "truncated": mapping(body).get("truncated") is True}


def _content(body: object) -> str | None:
    """A file's text; None for one that is too large for this call, or is no text."""
    answer = mapping(body)
    if answer.get("encoding") != "base64":
        return None
    try:
        return base64.b64decode(text(answer.get("content"))).decode()
    except (binascii.Error, ValueError):
        return None


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"
