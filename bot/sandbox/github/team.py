"""The sample team's repositories and pull requests, as GitHub would have them."""

import json
import re
from datetime import datetime, timedelta

from bot.sandbox.github.store import Check, Review, StoredPull, StoredRepository
from bot.sandbox.team.outside import GITHUB_ORGANISATION, PULLS, REPOSITORIES, Pull, Repository
from bot.sandbox.team.people import person

OWNER = GITHUB_ORGANISATION.rpartition("/")[2]
TEMPLATE = f"{OWNER}/template-analysis"
SHARED_PACKAGE = "larkspur.core"
TEAM_REPOSITORIES = ",".join(f"{OWNER}/{each.name}" for each in REPOSITORIES)
_WITHOUT_IT = frozenset({"analysis-lung-atlas", "pipeline-configs", "pipeline-scvi-train"})


def sample_repositories(now: datetime) -> list[StoredRepository]:
    """Every repository that the team's cards name."""
    return [_repository(each, now) for each in REPOSITORIES]


def sample_pulls(now: datetime) -> list[StoredPull]:
    """Every pull request that the team's cards name."""
    return [_pull(each, number, now) for number, each in enumerate(PULLS)]


def _repository(each: Repository, now: datetime) -> StoredRepository:
    is_template = f"{OWNER}/{each.name}" == TEMPLATE
    return StoredRepository(
        OWNER,
        each.name,
        now - timedelta(days=400 if is_template else 120),
        description=each.description,
        topics=[each.name.partition("-")[0].casefold()] if each.has_readme else [],
        template=TEMPLATE if each.from_template else "",
        is_template=is_template,
        files=_files(each),
    )


def _files(each: Repository) -> dict[str, str]:
    if not each.has_readme:
        return {"coloc.R": "library(coloc)\n"}
    files = {
        "README.md": f"# {each.name}\n\n{each.description}.\n",
        ".github/CODEOWNERS": f"* @{OWNER}/computational-biology\n",
    }
    if each.name == SHARED_PACKAGE:
        files["DESCRIPTION"] = f"Package: {SHARED_PACKAGE}\nImports: dplyr, tximport\n"
    elif each.name.startswith("pipeline-"):
        files["nextflow.config"] = "params.outdir = 'results'\n"
    else:
        names = ["dplyr", "ggplot2", *([] if each.name in _WITHOUT_IT else [SHARED_PACKAGE])]
        packages = {name: {"Package": name, "Version": "1.4.0"} for name in names}
        files["renv.lock"] = json.dumps({"R": {"Version": "4.4.2"}, "Packages": packages}, indent=2)
    return files


def _pull(each: Pull, number: int, now: datetime) -> StoredPull:
    """Older ones were merged days ago, the others are at various stages of their review."""
    touched = now - timedelta(days=2 + number, hours=3)
    is_open = each.state == "open"
    reviews = []
    if number % 3 == 0 or not is_open:
        reviews = [Review(person("tomasz").username, "APPROVED", touched)]
    return StoredPull(
        f"{OWNER}/{each.repository}",
        each.number,
        each.title,
        person(each.author).username,
        created=touched - timedelta(days=4),
        updated=touched,
        branch=re.sub(r"[^a-z0-9]+", "-", each.title.casefold()).strip("-")[:40],
        closed=None if is_open else touched,
        merged=touched if each.state == "merged" else None,
        reviews=reviews,
        checks=[Check("R-CMD-check", "failure" if is_open and number == 6 else "success")],
    )
