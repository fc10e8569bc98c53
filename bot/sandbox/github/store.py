"""What the stand-in keeps: repositories and pull requests, in a file that another start reads."""

import hashlib
import threading
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct


class StoredRepository(Struct):
    """One repository; `files` are by path."""

    owner: str
    name: str
    created: datetime
    description: str = ""
    default_branch: str = "main"
    topics: list[str] = []
    template: str = ""  # "owner/name" of what it was made from
    is_template: bool = False
    private: bool = True
    archived: bool = False
    files: dict[str, str] = {}

    @property
    def full_name(self) -> str:
        """As addresses have it."""
        return f"{self.owner}/{self.name}"


class Review(Struct):
    """What a reviewer said: APPROVED, CHANGES_REQUESTED, COMMENTED or DISMISSED."""

    user: str
    state: str
    at: datetime


class Check(Struct):
    """A check run on the head of a pull request; no conclusion yet: it is under way."""

    name: str
    conclusion: str = ""
    title: str = ""


class StoredPull(Struct):
    """One pull request."""

    repository: str  # "owner/name"
    number: int
    title: str
    author: str
    created: datetime
    updated: datetime
    branch: str
    body: str = ""
    base: str = "main"
    draft: bool = False
    closed: datetime | None = None
    merged: datetime | None = None
    pushes: int = 1
    labels: list[str] = []
    reviews: list[Review] = []
    checks: list[Check] = []

    @property
    def head(self) -> str:
        """The commit at the top of its branch; every push makes another one."""
        place = f"{self.repository}/{self.branch}/{self.pushes}"
        return hashlib.sha1(place.encode(), usedforsecurity=False).hexdigest()


class _Kept(Struct):
    repositories: list[StoredRepository] = []
    pulls: list[StoredPull] = []


class GitHubStore:
    """Safe for any number of threads. Without a path it is in memory only."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self.lock = threading.RLock()
        kept = _Kept()
        if path is not None and path.exists():
            kept = msgspec.json.decode(path.read_bytes(), type=_Kept)
        self._repositories = {each.full_name.casefold(): each for each in kept.repositories}
        self._pulls = {(each.repository.casefold(), each.number): each for each in kept.pulls}

    def repository(self, owner: str, name: str) -> StoredRepository | None:
        """The repository of this name; case does not matter, as on GitHub."""
        return self._repositories.get(f"{owner}/{name}".casefold())

    def pull(self, repository: str, number: int) -> StoredPull | None:
        """The pull request of this number."""
        return self._pulls.get((repository.casefold(), number))

    def pulls_of(self, repository: str) -> list[StoredPull]:
        """A repository's pull requests, touched last first."""
        found = [pull for (name, _), pull in self._pulls.items() if name == repository.casefold()]
        return sorted(found, key=lambda pull: pull.updated, reverse=True)

    def pull_at(self, repository: str, head: str) -> StoredPull | None:
        """The pull request whose branch is at this commit."""
        return next((pull for pull in self.pulls_of(repository) if pull.head == head), None)

    def all_pulls(self) -> list[StoredPull]:
        """Every pull request."""
        return list(self._pulls.values())

    def put(self, *entries: StoredRepository | StoredPull) -> None:
        """Add or change."""
        with self.lock:
            for entry in entries:
                if isinstance(entry, StoredRepository):
                    self._repositories[entry.full_name.casefold()] = entry
                else:
                    self._pulls[(entry.repository.casefold(), entry.number)] = entry
            self._write()

    def _write(self) -> None:
        if self._path is not None:
            kept = _Kept(list(self._repositories.values()), list(self._pulls.values()))
            draft = self._path.with_suffix(".new")
            draft.write_bytes(msgspec.json.encode(kept))
            draft.replace(self._path)
