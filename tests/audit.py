"""`python -m tests.audit`: licences of what a deployment installs, and known weaknesses of it.

The licences are read from what is installed, offline. Known weaknesses are asked of a public
service: when that cannot be reached, the audit has not been made, and says so with status 2.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
_RUNTIME = ROOT / "requirements.runtime.lock"
_SECONDS = 180

# Licences under which a deployment may be given on together with its source. LGPL and MPL ask for
# the source of their own files alone; psycopg and certifi are used as they are.
ALLOWED = frozenset(
    {
        "Apache Software License", "Apache-2.0", "BSD License", "BSD-2-Clause", "BSD-3-Clause",
        "HPND", "ISC", "ISC License (ISCL)", "LGPL-3.0-only", "MIT", "MIT License", "MIT-0",
        "MIT-CMU", "MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)", "PSF-2.0",
        "Python Software Foundation License", "The Unlicense (Unlicense)", "Unlicense",
    }
)  # fmt: skip


class Package(NamedTuple):
    """One package and the licence that it names."""

    name: str
    version: str
    licence: str


def packages() -> list[str]:
    """Names in the lock file of a deployment."""
    return re.findall(r"^([A-Za-z0-9_.-]+)==", _RUNTIME.read_text(encoding="utf-8"), re.M)


def licences() -> list[Package]:
    """What is installed of a deployment's packages, and under which licences."""
    command = ["-m", "piplicenses", "--from=mixed", "--format=json", "--packages", *packages()]
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=True, timeout=60
    )
    return [Package(e["Name"], e["Version"], e["License"]) for e in json.loads(done.stdout)]


def not_allowed(found: list[Package]) -> list[str]:
    """Packages whose licence is not on the list. Of alternatives one is enough."""
    return [f"{p.name} {p.version}: {p.licence}" for p in found if not _is_allowed(p.licence)]


def _is_allowed(licence: str) -> bool:
    alternatives = re.split(r"\s+OR\s+", licence)
    return any(
        all(part.strip(" ()") in ALLOWED or part.strip() in ALLOWED for part in parts)
        for parts in (re.split(r"\s+AND\s+|;\s*", each) for each in alternatives)
    )


def run_pip_audit() -> "subprocess.CompletedProcess[str]":
    """pip-audit on the lock file, as JSON."""
    command = ["-m", "pip_audit", "-r", str(_RUNTIME), "--no-deps", "--disable-pip", "-f", "json"]
    return subprocess.run(
        [sys.executable, *command, "--progress-spinner", "off"],
        capture_output=True, text=True, check=False, timeout=_SECONDS,
    )  # fmt: skip


def weaknesses() -> int:
    """Ask for known weaknesses and print them; 0: none, 1: some, 2: could not be asked, or not of
    every package: what the service does not know it passes over with success."""
    try:
        done = run_pip_audit()
        told = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        print(
            "audit: the public list of known weaknesses could not be asked, so nothing is known "
            "about them. Run it again where that service can be reached.", file=sys.stderr,
        )  # fmt: skip
        return 2
    unasked = [each["name"] for each in told if "skip_reason" in each]
    found = [
        f"{each['name']} {each['version']}: {weakness['id']}, better from "
        f"{', '.join(weakness['fix_versions']) or 'no version yet'} on"
        for each in told
        for weakness in each.get("vulns", ())
    ]
    if found:
        print("\n".join(found))
    elif len(told) > len(unasked):
        print(f"No known weakness in {len(told) - len(unasked)} packages.")
    if unasked:
        print(
            f"audit: the public list does not know {len(unasked)} of {len(told)} packages "
            f"({', '.join(unasked[:5])}{', ...' if len(unasked) > 5 else ''}), so nothing is known "
            "about their weaknesses.", file=sys.stderr,
        )  # fmt: skip
    return 1 if found else 2 if unasked else 0


def main() -> int:
    """Both; the worse of the two statuses."""
    found = licences()
    for package in found:
        print(f"{package.name:<24} {package.version:<14} {package.licence}")
    strange = not_allowed(found)
    for each in strange:
        print(f"audit: not on the list of allowed licences: {each}", file=sys.stderr)
    return max(1 if strange else 0, weaknesses())


if __name__ == "__main__":
    sys.exit(main())
