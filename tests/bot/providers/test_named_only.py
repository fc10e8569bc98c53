"""Systems that are recognised and named only: "no live status" is said of each."""

from zoneinfo import ZoneInfo

import pytest

from bot.providers.named_only import SYSTEMS, NamedOnly
from protocol.link_words import state_words, system_title
from protocol.links import references_in
from tests.bot.providers.conformance import Case, Conformance
from tests.protocol.cards import NOW

UUID = "4b1f6a1e-2c3d-4e5f-8a9b-0c1d2e3f4a5b"


def _case(name: str, *urls: str, not_ours: tuple[str, ...]) -> Case:
    return Case(
        name=name,
        make=lambda _url: NamedOnly(name),
        without_credentials=lambda: NamedOnly(name),
        urls=urls,
        not_ours=not_ours,
        good=lambda _: pytest.fail("it was asked"),
        unknown=lambda _: pytest.fail("it was asked"),
        token="none",
        state="unknown",
        plays_http=False,
    )


class TestTileDb(Conformance):
    """TileDB keeps what every provider keeps."""

    case = _case(
        "tiledb",
        f"https://cloud.tiledb.com/activity/taskgraphs/larkspur/{UUID}",
        "https://cloud.tiledb.com/arrays/details/larkspur/atlas",
        not_ours=("https://docs.tiledb.com/cloud/x/y", "https://cloud.tiledb.com/"),
    )


class TestBioBox(Conformance):
    """BioBox keeps what every provider keeps."""

    case = _case(
        "biobox",
        "https://app.biobox.io/projects/12",
        "https://larkspur.bioboxanalytics.com",
        not_ours=("https://github.com/biobox/biobox", "https://notbiobox.example/x"),
    )


class TestBigOmics(Conformance):
    """BigOmics keeps what every provider keeps."""

    case = _case(
        "bigomics",
        "https://public.bigomics.ch/app/omicsplayground",
        "https://bigomics.ch",
        not_ours=("https://bigomics.ch.evil.example/app", "https://mybigomics.ch/app"),
    )


class TestPackageManager(Conformance):
    """Posit Package Manager keeps what every provider keeps."""

    case = _case(
        "posit-package-manager",
        "https://packagemanager.posit.co/client/#/repos/cran/packages/dplyr",
        "https://ppm.larkspur.example/rspm/client/#/repos/internal",
        not_ours=("https://packagemanager.posit.co/cran/latest", "https://x.example/client/#/"),
    )


class TestWorkbench(Conformance):
    """Posit Workbench keeps what every provider keeps."""

    case = _case(
        "posit-workbench",
        "https://posit.larkspur.example/s/0123456789abcdef01234/",
        "https://workbench.larkspur.example/",
        not_ours=("https://posit.larkspur.example/s/short", "https://x.example/workbench/"),
    )


class TestEfs(Conformance):
    """EFS keeps what every provider keeps."""

    case = _case(
        "efs",
        "fs-0123abcd:/runs/2026",
        "fs-0123456789abcdef0.efs.eu-central-1.amazonaws.com:/",
        "https://eu-central-1.console.aws.amazon.com/efs/home?region=eu-central-1#/file-systems/"
        "fs-0123abcd",
        not_ours=("fs-abc:/x", "my-fs-0123abcd"),
    )


class TestPath(Conformance):
    """Plain paths keep what every provider keeps."""

    case = _case(
        "path",
        "/mnt/efs/projects/atlas/counts.h5ad",
        "/data/runs/",
        "file:///scratch/meiling/qc.html",
        not_ours=(
            "and/or", "/card link", "https://host.example/data/run/x", "~/data/x/y", "./data/x/y",
            "/data", "1/mnt/x/y", "/etc/passwd", "larkspur/data/x",
        ),
    )  # fmt: skip


def test_each_has_a_name_for_people() -> None:
    assert all(system_title(name) != name for name in SYSTEMS)


def test_no_live_status_is_said() -> None:
    (link,) = references_in("results are in /mnt/efs/atlas/run7/.")
    state = NamedOnly("path").fetch(link, NOW)
    assert state_words(state, ZoneInfo("UTC"), NOW) == "no live status"
    assert link.name == "/mnt/efs/atlas/run7/"


def test_a_long_path_is_named_by_its_end() -> None:
    (link,) = references_in("/mnt/efs/" + "deep/" * 30 + "counts.h5ad")
    assert len(link.name) == 60
    assert link.name.endswith("counts.h5ad")
