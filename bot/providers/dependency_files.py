"""Whether a project uses a package, told by the files in which R, Python and conda projects name
what they depend on. The files are read as text: nothing of them is run.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

_FIELDS = re.compile(
    r"^([A-Za-z@/-]+):(.*(?:\n[ \t]+.*)*)", re.MULTILINE
)  # of Debian's control form
_DEPENDING = frozenset(
    {"Package", "Depends", "Imports", "Suggests", "LinkingTo", "Enhances", "Remotes"}
)
_NAME = re.compile(r"^\s*([A-Za-z0-9][\w.-]*)")
_URL_NAME = re.compile(r"(?:github\.com[/:]|github::)[\w.-]+/([\w.-]+?)(?:\.git)?(?=[@#\s/'\"]|$)")
_CONDA = re.compile(r"^\s*-\s+['\"]?(?:[\w.-]+::)?([A-Za-z0-9][\w.-]*)(?![\w.-])(?!\s*:)", re.M)


def is_dependency_file(path: str) -> bool:
    """Whether this path, from the top of a repository, is a file that is read here."""
    return _reader_of(path) is not None


def uses(path: str, content: str, package: str) -> bool | None:
    """Whether the file names the package, or is the package's own; None when it cannot be read."""
    reader = _reader_of(path)
    if reader is None:
        return None
    try:
        return _folded(package) in {_folded(name) for name in reader(content)}
    except (
        ValueError,
        TypeError,
        AttributeError,
        RecursionError,
    ):  # not of the form it should have
        return None


def _folded(name: str) -> str:
    """Names are compared as Python's package index does; conda puts `r-` before those of R."""
    folded = re.sub(r"[-_.]+", "-", name).casefold()
    return folded.removeprefix("r-")


def _reader_of(path: str) -> Callable[[str], Iterator[str]] | None:
    if "/" in path:
        return None
    for pattern, reader in _READERS:
        if re.fullmatch(pattern, path):
            return reader
    return None


def _description(content: str) -> Iterator[str]:
    for field, value in _FIELDS.findall(content.replace("\r\n", "\n")):
        if field not in _DEPENDING:
            continue
        for part in value.split(","):
            name = re.split(r"[\s(@#]", part.strip(), maxsplit=1)[0]
            yield name.rpartition("::")[2].rpartition("/")[2] if field == "Remotes" else name


def _renv(content: str) -> Iterator[str]:
    packages = json.loads(content).get("Packages", {})
    yield from packages


def _pyproject(content: str) -> Iterator[str]:
    table: dict[str, Any] = tomllib.loads(content)
    project = table.get("project", {})
    poetry = table.get("tool", {}).get("poetry", {})
    pixi = table.get("tool", {}).get("pixi", {})
    yield project.get("name", "")
    yield poetry.get("name", "")
    lists = [project.get("dependencies", [])]
    lists += project.get("optional-dependencies", {}).values()
    lists += table.get("dependency-groups", {}).values()
    for requirement in (each for entries in lists for each in entries if isinstance(each, str)):
        yield from _requirement(requirement)
    groups = [poetry, pixi, *poetry.get("group", {}).values(), *pixi.get("feature", {}).values()]
    for group in groups:
        for key in ("dependencies", "dev-dependencies", "pypi-dependencies"):
            yield from group.get(key, {})


def _requirements(content: str) -> Iterator[str]:
    for line in content.splitlines():
        yield from _requirement(line.partition(" #")[0])


def _requirement(line: str) -> Iterator[str]:
    """The name in `larkspur-core[extra]>=1.2`, `-e git+https://github.com/o/name.git@v1`."""
    if line.lstrip().startswith("#"):
        return
    yield from _URL_NAME.findall(line)
    name = _NAME.match(line)
    if name and not re.match(r"\s*[\w.-]+(?::|\+\w+:)//", line):
        yield name[1]


def _environment(content: str) -> Iterator[str]:
    lines = "\n".join(line.partition(" #")[0] for line in content.splitlines())
    yield from _CONDA.findall(lines)
    yield from _URL_NAME.findall(lines)


_READERS: tuple[tuple[str, Callable[[str], Iterator[str]]], ...] = (
    (r"DESCRIPTION", _description),
    (r"renv\.lock", _renv),
    (r"(?:pyproject|pixi)\.toml", _pyproject),
    (r"requirements[\w.-]*\.(?:txt|in)", _requirements),
    (r"environment[\w.-]*\.ya?ml", _environment),
)
