"""What the sample team's cards point to outside Trello: runs, pull requests, repositories, reports.

The states are what the systems would answer; a stand-in for one of them can be filled from here,
so that the card, the comment and the system tell the same story.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.sandbox.team.identifiers import base62, short_link, uuid
from bot.sandbox.team.moments import Moment, ago, at, workday
from bot.sandbox.team.people import person

SEQERA_WORKSPACE = "https://cloud.seqera.io/orgs/larkspur/workspaces/compbio"
GITHUB_ORGANISATION = "https://github.com/larkspur-bio"
CONNECT_SERVER = "https://connect.larkspur.example"
BUCKET = "s3://larkspur-compbio"


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of a pipeline; `state` is `running`, `succeeded` or `failed`.

    `hours` is how long it took, None while it runs.
    """

    key: str
    name: str
    pipeline: str
    revision: str
    state: str
    started: Moment
    hours: float | None

    @property
    def workflow_id(self) -> str:
        """The id in its address on Seqera Platform."""
        return base62(14, "run", self.key)

    @property
    def url(self) -> str:
        """Its page on Seqera Platform."""
        return f"{SEQERA_WORKSPACE}/watch/{self.workflow_id}"


@dataclass(frozen=True, slots=True)
class Pull:
    """One pull request; `state` is `open`, `merged` or `closed`."""

    repository: str
    number: int
    title: str
    author: str
    state: str

    @property
    def url(self) -> str:
        """Its page on GitHub."""
        return f"{GITHUB_ORGANISATION}/{self.repository}/pull/{self.number}"


@dataclass(frozen=True, slots=True)
class Repository:
    """One repository of the group."""

    name: str
    description: str
    has_readme: bool = True
    from_template: bool = True


RUNS: tuple[Run, ...] = (
    Run("rnaseq-a", "quiet_plover", "nf-core/rnaseq", "3.19.0", "succeeded", at(22, "18:05"), 9.5),
    Run("rnaseq-b-1", "dry_heron", "nf-core/rnaseq", "3.19.0", "succeeded", at(12, "17:40"), 7.75),
    Run("rnaseq-b-2", "brisk_teal", "nf-core/rnaseq", "3.19.0", "succeeded", at(5, "16:20"), 8.25),
    Run("rnaseq-b-3", "calm_avocet", "nf-core/rnaseq", "3.19.0", "running", ago(190), None),
    Run("da-ab", "amber_dunlin", "nf-core/differentialabundance", "1.5.0", "succeeded",
        at(3, "13:10"), 0.75),
    Run("sarek-1", "grave_osprey", "nf-core/sarek", "3.5.1", "failed", at(19, "17:55"), 4.5),
    Run("sarek-2", "keen_osprey", "nf-core/sarek", "3.5.1", "succeeded", at(15, "17:30"), 11.0),
    Run("sarek-3", "plain_osprey", "nf-core/sarek", "3.5.1", "failed", at(2, "18:15"), 6.25),
    Run("scrnaseq-pilot", "silver_wren", "nf-core/scrnaseq", "4.0.0", "succeeded",
        at(13, "15:45"), 5.5),
    Run("scvi-4", "deep_lapwing", "larkspur-bio/pipeline-scvi-train", "main", "failed",
        at(8, "19:20"), 2.25),
    Run("fetch-studies", "north_siskin", "nf-core/fetchngs", "1.12.0", "succeeded",
        at(25, "12:30"), 14.0),
)  # fmt: skip

PULLS: tuple[Pull, ...] = (
    Pull("larkspur.core", 41, "read_counts(): one reader for salmon, STARsolo and simpleaf",
         "meiling", "open"),
    Pull("larkspur.core", 38, "Record renv.lock beside each rendered report", "meiling", "merged"),
    Pull("larkspur.core", 36, "fit_paired(): random intercept per donor", "sofia", "merged"),
    Pull("pipeline-configs", 17, "scrnaseq: params and resource limits for the pilot", "meiling",
         "open"),
    Pull("pipeline-configs", 15, "rnaseq: GENCODE v47 reference set", "meiling", "merged"),
    Pull("analysis-sarek-validation", 6, "hap.py per stratum, with and without BQSR", "tomasz",
         "open"),
    Pull("app-target-dashboard", 23, "Evidence tab: one row per target and data type", "rohan",
         "open"),
    Pull("analysis-cohort-b-strandedness", 2, "Report: strandedness per library", "yusuf",
         "merged"),
)  # fmt: skip

REPOSITORIES: tuple[Repository, ...] = (
    Repository("larkspur.core", "The group's R package: readers, models, report parts",
               from_template=False),
    Repository("pipeline-configs", "Parameters, profiles and references for nf-core pipelines"),
    Repository("pipeline-scvi-train", "Nextflow wrapper for training scVI models on GPU queues"),
    Repository("template-analysis", "Template repository for an analysis", from_template=False),
    Repository("analysis-fibrotic-lung-de", "Differential expression, cohorts A and B"),
    Repository("analysis-cohort-b-strandedness", "Why cohort B looked unstranded"),
    Repository("analysis-sarek-validation", "Small-variant validation of nf-core/sarek"),
    Repository("analysis-lung-atlas", "Single-cell reference of the fibrotic lung"),
    Repository("analysis-fibrosis-signatures", "Published signatures tested in our cohorts"),
    Repository("app-target-dashboard", "Shiny dashboard of ranked targets"),
    Repository("Coloc_tw_v2", "", has_readme=False, from_template=False),
)  # fmt: skip

_RUN_BY_KEY = {run.key: run for run in RUNS}
_PULL_BY_KEY = {f"{pull.repository}#{pull.number}": pull for pull in PULLS}
_REPOSITORY_BY_NAME = {repository.name: repository for repository in REPOSITORIES}
_REFERENCE = re.compile(r"\{(card|run|pr|repo|connect|s3|day|who):([^}]+)\}")


def expand(text: str, now: datetime) -> str:
    """`text` with its references written out for a board made at `now`.

    References: `{card:KEY}`, `{run:KEY}`, `{pr:REPOSITORY#NUMBER}`, `{repo:NAME}`,
    `{connect:NAME}`, `{s3:PATH}`, `{who:PERSON}`, and `{day:N}`, the date N working days from
    today. KeyError for a run, pull request, repository or person that does not exist.
    """
    spell = _spellers(now)
    return _REFERENCE.sub(lambda found: spell[found[1]](found[2]), text)


def _spellers(now: datetime) -> Mapping[str, Callable[[str], str]]:
    return {
        "card": lambda key: f"https://trello.com/c/{short_link('card', key)}",
        "run": lambda key: _RUN_BY_KEY[key].url,
        "pr": lambda key: _PULL_BY_KEY[key].url,
        "repo": lambda name: f"{GITHUB_ORGANISATION}/{_REPOSITORY_BY_NAME[name].name}",
        "connect": lambda name: f"{CONNECT_SERVER}/connect/#/apps/{uuid('connect', name)}",
        "s3": lambda path: f"{BUCKET}/{path}",
        "who": lambda key: f"@{person(key).username}",
        "day": lambda offset: workday(now.date(), int(offset)).isoformat(),
    }
