"""What the stand-in keeps, in the shapes of GitHub's REST API (version 2022-11-28)."""

import base64
import hashlib
from datetime import UTC, datetime
from typing import Any
from zlib import crc32

from bot.sandbox.github.store import Check, Review, StoredPull, StoredRepository

API = "https://api.github.com"
WEB = "https://github.com"

Json = dict[str, Any]


def moment(when: datetime | None) -> str | None:
    """As GitHub writes times: UTC, whole seconds."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if when else None


def user(login: str, kind: str = "User") -> Json:
    """A simple user."""
    return {
        "login": login, "id": _id(login), "node_id": f"U_{_id(login)}", "gravatar_id": "",
        "avatar_url": f"https://avatars.githubusercontent.com/u/{_id(login)}?v=4",
        "url": f"{API}/users/{login}", "html_url": f"{WEB}/{login}", "type": kind,
        "site_admin": False,
    }  # fmt: skip


def minimal_repository(repository: StoredRepository) -> Json:
    """As it stands in lists and inside of other objects."""
    name = repository.full_name
    return {
        "id": _id(name), "node_id": f"R_{_id(name)}", "name": repository.name, "full_name": name,
        "private": repository.private, "owner": user(repository.owner, "Organization"),
        "html_url": f"{WEB}/{name}", "description": repository.description or None, "fork": False,
        "url": f"{API}/repos/{name}", "pulls_url": f"{API}/repos/{name}/pulls{{/number}}",
        "default_branch": repository.default_branch, "topics": repository.topics,
        "archived": repository.archived, "disabled": False, "is_template": repository.is_template,
        "visibility": "private" if repository.private else "public",
        "created_at": moment(repository.created), "updated_at": moment(repository.created),
        "pushed_at": moment(repository.created), "size": 128, "license": None,
    }  # fmt: skip


def full_repository(repository: StoredRepository, template: StoredRepository | None) -> Json:
    """As it stands at its own address: only there it tells the template."""
    more = {"template_repository": minimal_repository(template)} if template else {}
    return {
        **minimal_repository(repository), **more, "network_count": 0, "subscribers_count": 3,
        "permissions": {"admin": False, "push": True, "pull": True},
    }  # fmt: skip


def pull(entry: StoredPull, repository: StoredRepository, *, whole: bool) -> Json:
    """A pull request; `whole` as at its own address, else as in a list."""
    name, number = entry.repository, entry.number
    place = f"{API}/repos/{name}/pulls/{number}"
    made: Json = {
        "url": place, "id": _id(f"{name}#{number}"), "node_id": f"PR_{_id(f'{name}#{number}')}",
        "html_url": f"{WEB}/{name}/pull/{number}",
        "diff_url": f"{WEB}/{name}/pull/{number}.diff", "issue_url":
        f"{API}/repos/{name}/issues/{number}", "number": number,
        "state": "closed" if entry.closed else "open", "locked": False, "title": entry.title,
        "user": user(entry.author), "body": entry.body or None,
        "created_at": moment(entry.created), "updated_at": moment(entry.updated),
        "closed_at": moment(entry.closed), "merged_at": moment(entry.merged),
        "merge_commit_sha": entry.head if entry.merged else None, "assignee": None,
        "assignees": [], "requested_reviewers": [], "requested_teams": [],
        "labels": [{"id": _id(each), "name": each, "color": "ededed", "default": False}
                   for each in entry.labels],
        "milestone": None, "draft": entry.draft,
        "head": _ref(entry.branch, entry.head, repository),
        "base": _ref(entry.base, _sha(f"{name}/{entry.base}"), repository),
        "author_association": "MEMBER", "auto_merge": None, "active_lock_reason": None,
    }  # fmt: skip
    if whole:
        made |= {
            "merged": entry.merged is not None, "mergeable": None if entry.merged else True,
            "mergeable_state": "clean", "merged_by": user(entry.author) if entry.merged else None,
            "comments": 0, "review_comments": 0, "commits": entry.pushes, "additions": 10,
            "deletions": 2, "changed_files": 1,
        }  # fmt: skip
    return made


def issue(entry: StoredPull) -> Json:
    """A pull request as the issue that it is, too."""
    page = f"{WEB}/{entry.repository}/pull/{entry.number}"
    return {
        "number": entry.number, "title": entry.title, "body": entry.body or None,
        "state": "closed" if entry.closed else "open", "html_url": page,
        "user": user(entry.author), "labels": [], "created_at": moment(entry.created),
        "updated_at": moment(entry.updated), "closed_at": moment(entry.closed),
        "pull_request": {"html_url": page, "merged_at": moment(entry.merged)},
    }  # fmt: skip


def review(said: Review, number: int, entry: StoredPull) -> Json:
    """A review."""
    page = f"{WEB}/{entry.repository}/pull/{entry.number}"
    return {
        "id": _id(f"{page}/{number}"), "user": user(said.user), "body": "", "state": said.state,
        "html_url": f"{page}#pullrequestreview-{number}", "commit_id": entry.head,
        "submitted_at": moment(said.at), "author_association": "MEMBER",
    }  # fmt: skip


def check_run(check: Check, entry: StoredPull) -> Json:
    """A check run."""
    number = _id(f"{entry.head}/{check.name}")
    return {
        "id": number, "name": check.name, "head_sha": entry.head,
        "status": "completed" if check.conclusion else "in_progress",
        "conclusion": check.conclusion or None, "started_at": moment(entry.updated),
        "completed_at": moment(entry.updated) if check.conclusion else None,
        "html_url": f"{WEB}/{entry.repository}/runs/{number}",
        "output": {"title": check.title or None, "summary": None, "annotations_count": 0},
        "app": {"id": 15368, "slug": "github-actions", "name": "GitHub Actions"},
        "pull_requests": [{"number": entry.number, "head": {"ref": entry.branch, "sha": entry.head},
                           "url": f"{API}/repos/{entry.repository}/pulls/{entry.number}"}],
    }  # fmt: skip


def commit(entry: StoredPull) -> Json:
    """The commit at the head of a pull request."""
    return {
        "sha": entry.head, "html_url": f"{WEB}/{entry.repository}/commit/{entry.head}",
        "commit": {"message": entry.title, "author":
                   {"name": entry.author, "date": moment(entry.updated)}},
        "author": user(entry.author), "parents": [],
    }  # fmt: skip


def tree(repository: StoredRepository) -> Json:
    """All files, as `git/trees/{branch}?recursive=1`."""
    folders = {path.rpartition("/")[0] for path in repository.files if "/" in path}
    entries = [
        {"path": path, "mode": "100644", "type": "blob", "sha": _sha(text), "size": len(text)}
        for path, text in repository.files.items()
    ]
    entries += [{"path": f, "mode": "040000", "type": "tree", "sha": _sha(f)} for f in folders]
    entries.sort(key=lambda entry: str(entry["path"]))
    return {"sha": _sha(repr(entries)), "tree": entries, "truncated": False}


def content(repository: StoredRepository, path: str) -> Json:
    """A file with its text."""
    text = repository.files[path]
    encoded = base64.encodebytes(text.encode()).decode()
    return {
        "type": "file", "encoding": "base64", "size": len(text.encode()),
        "name": path.rpartition("/")[2], "path": path, "content": encoded, "sha": _sha(text),
        "html_url": f"{WEB}/{repository.full_name}/blob/{repository.default_branch}/{path}",
    }  # fmt: skip


def failure(message: str, status: int) -> Json:
    """A refusal."""
    return {"message": message, "status": str(status),
            "documentation_url": "https://docs.github.com/rest"}  # fmt: skip


def _ref(branch: str, sha: str, repository: StoredRepository) -> Json:
    return {
        "label": f"{repository.owner}:{branch}", "ref": branch, "sha": sha,
        "user": user(repository.owner, "Organization"), "repo": minimal_repository(repository),
    }  # fmt: skip


def _id(text: str) -> int:
    return 100_000 + crc32(text.encode())


def _sha(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
