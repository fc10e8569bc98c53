"""What is installed for a deployment may be given on, and the lists of it are true."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tests import audit

ROOT = Path(__file__).parents[1]


def test_every_package_of_a_deployment_has_a_licence_that_is_allowed() -> None:
    found = audit.licences()

    assert len(found) > 50
    assert audit.not_allowed(found) == []


def test_a_licence_that_is_not_on_the_list_is_told_with_its_package() -> None:
    strange = [audit.Package("evil", "1.0", "AGPL-3.0-only"), audit.Package("fine", "2", "MIT")]

    assert audit.not_allowed(strange) == ["evil 1.0: AGPL-3.0-only"]


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("Apache-2.0 OR BSD-3-Clause", True), ("MIT AND PSF-2.0", True), ("MIT OR GPL-3.0", True),
        ("MIT AND GPL-3.0", False), ("UNKNOWN", False),
    ],
)  # fmt: skip
def test_of_alternatives_one_is_enough_and_of_parts_all_are_needed(
    licence: str, allowed: bool
) -> None:
    assert (audit.not_allowed([audit.Package("p", "1", licence)]) == []) is allowed


def test_an_audit_that_cannot_reach_the_list_of_weaknesses_fails_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = subprocess.CompletedProcess([], 1, "", "ConnectionError: connection refused")
    monkeypatch.setattr(audit, "run_pip_audit", lambda: gone)

    assert audit.weaknesses() == 2
    assert "could not be asked" in capsys.readouterr().err


def test_an_audit_that_finds_something_names_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {"dependencies": [
        {"name": "left", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]},
        {"name": "right", "version": "2.0", "vulns": []},
    ]}  # fmt: skip
    found = subprocess.CompletedProcess([], 1, json.dumps(said), "Found 1 known vulnerability")
    monkeypatch.setattr(audit, "run_pip_audit", lambda: found)

    assert audit.weaknesses() == 1
    assert "left 1.0: PYSEC-1, better from 1.1 on" in capsys.readouterr().out


def test_an_audit_that_was_not_told_of_every_package_has_not_passed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {"dependencies": [
        {"name": "left", "skip_reason": "Dependency not found on PyPI: left (1.0)"},
        {"name": "right", "version": "2.0", "vulns": []},
    ]}  # fmt: skip
    passed = subprocess.CompletedProcess([], 0, json.dumps(said), "No known vulnerabilities found")
    monkeypatch.setattr(audit, "run_pip_audit", lambda: passed)

    assert audit.weaknesses() == 2
    told = capsys.readouterr()
    assert "does not know 1 of 2 packages (left)" in told.err
    assert "No known weakness in 1 packages." in told.out


# The files of a deployment


def test_the_image_runs_as_nobody_special_and_is_pinned() -> None:
    text = (ROOT / "Dockerfile").read_text()

    assert re.search(r"^ARG BASE=python:3\.\d+-slim-\w+$", text, re.M)
    assert text.count("FROM ") == 2
    assert text.rindex("USER 10001") > text.rindex("FROM ")
    assert "--require-hashes" in text
    assert "HEALTHCHECK" in text


def test_what_is_secret_is_never_copied_into_the_image() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()

    assert {".env", "secrets", "data", ".git"} <= set(ignored)


class _Loader(yaml.SafeLoader):
    """Knows the tags of compose files."""


_Loader.add_multi_constructor("!", lambda loader, _tag, node: loader.construct_sequence(node))


def compose(name: str) -> dict[str, dict[str, dict[str, object]]]:
    return dict(yaml.load((ROOT / name).read_text(), _Loader))


def test_the_container_is_shut_in() -> None:
    service = compose("compose.yaml")["services"]["cardkeeper"]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["ports"] == ["127.0.0.1:8380:8380"]
    environment = service["environment"]
    assert isinstance(environment, dict)
    assert not [name for name in environment if name.endswith(("_TOKEN", "_SECRET", "_KEY"))]


@pytest.mark.parametrize("name", ["compose.yaml", "compose.postgres.yaml"])
def test_every_setting_of_the_compose_files_exists(name: str) -> None:
    from bot.settings import Settings, takes_file, variable_of

    known = {variable_of(field) for field in Settings.model_fields}
    known |= {f"{variable_of(f)}_FILE" for f in Settings.model_fields if takes_file(f)}
    for service in compose(name)["services"].values():
        environment = service.get("environment") or {}
        assert isinstance(environment, dict)
        ours = {v for v in environment if v.startswith(("CARDKEEPER_", "DATABASE_"))}
        assert ours <= known


def test_the_unit_is_shut_in_and_keeps_no_secret_in_the_environment() -> None:
    unit = (ROOT / "deploy" / "cardkeeper.service").read_text()

    for line in ("DynamicUser=yes", "ProtectSystem=strict", "NoNewPrivileges=yes", "UMask=0077"):
        assert line in unit.splitlines()
    assert not re.search(r"^Environment=.*_TOKEN=", unit, re.M)
