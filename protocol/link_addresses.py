"""Addresses of the systems beside Seqera Platform and GitHub, from facts of their vendors.

Each entry: system, kind, pattern with named groups, and the short name that people see. What stands
behind the part that identifies a thing (a pane, a signature) is left off: a signed address of S3
would hold a secret.
"""

import re

Address = tuple[str, str, re.Pattern[str], str]

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_BUCKET = r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
_REGION = r"[a-z]{2}(?:-[a-z]+)+-\d"
# Where file systems are mounted; a path below another folder may be anything.
_ROOTS = r"efs|fsx|mnt|nfs|data|scratch|shared?|projects?|groups?|home|work|workspace|lab|archive"

RUNS: tuple[Address, ...] = (
    (
        "aws-batch",
        "run",
        re.compile(
            r"https?://[\w.-]*console\.aws\.amazon\.com/batch/home\S*#jobs/\S*?"
            rf"(?P<id>{_UUID}(?::\d+)?)(?![0-9a-f-])"
        ),
        "batch job {id}",
    ),
    (
        "aws-batch",
        "run",
        re.compile(
            rf"arn:aws[a-z-]*:batch:{_REGION}:\d{{12}}:job/(?P<id>{_UUID}(?::\d+)?)(?![0-9a-f-])"
        ),
        "batch job {id}",
    ),
    (
        "databricks",
        "run",
        re.compile(
            r"https://[\w-]+(?:\.[\w-]+)*\.(?:databricks\.com|azuredatabricks\.net)/(?:\?[^\s#]*)?"
            r"(?:#job/\d+/run/(?P<a>\d+)|jobs/\d+/runs/(?P<b>\d+))(?!\d)"
        ),
        "run {a}{b}",
    ),
    (
        "code-ocean",
        "run",
        re.compile(r"https?://[^/\s]+/capsule/(?P<id>\d{7})(?![\w-])"),
        "capsule {id}",
    ),
    (
        "code-ocean",
        "run",
        re.compile(rf"https?://[^/\s]+/api/v1/computations/(?P<id>{_UUID})(?![\w-])"),
        "computation {id}",
    ),
    (
        "deep-origin",
        "run",
        re.compile(
            r"https://(?:os|api)\.deeporigin\.io/(?:org|tools)/(?P<org>[\w-]+)/(?:[\w-]+/)*"
            r"executions/(?P<id>[0-9A-Za-z-]{8,64})(?![\w-])"
        ),
        "execution {id}",
    ),
    (
        "tiledb",
        "run",
        re.compile(
            r"https://cloud\.tiledb\.com/activity/taskgraphs/(?P<n>[\w.-]+)/"
            rf"(?P<id>{_UUID})(?![\w-])"
        ),
        "task graph {id}",
    ),
)

PLACES: tuple[Address, ...] = (
    (
        "posit-connect",
        "report",
        re.compile(
            r"https?://(?P<h>[^/\s]+)/(?:[\w-]+/)?(?:connect/#/apps/(?=[a-f-]*\d)[0-9a-f-]+"
            rf"|content/{_UUID})(?![\w-])"
        ),
        "report on {h}",
    ),
    (
        "posit-package-manager",
        "other",
        re.compile(
            r"https?://[^/\s]+/(?:[\w-]+/)?client/#/repos/(?P<r>[\w.-]+)/packages/(?P<p>[\w.-]*\w)"
        ),
        "{p} in {r}",
    ),
    (
        "posit-package-manager",
        "other",
        re.compile(r"https?://[^/\s]+/(?:[\w-]+/)?client/#/repos/(?P<r>[\w.-]*\w)"),
        "package repository {r}",
    ),
    (
        "posit-workbench",
        "other",
        re.compile(
            r"https?://(?P<h>[^/\s]+)/(?:[\w-]+/)?s/(?:[0-9a-f]{20,24})(?![\w-])"
        ),
        "session on {h}",
    ),
    (
        "posit-workbench",
        "other",
        re.compile(r"https?://(?P<h>(?:rstudio-|posit-)?workbench\.[\w.-]*\w)(?=[/?#:]|$)"),
        "Workbench at {h}",
    ),
    (
        "deep-origin",
        "other",
        re.compile(r"https://os\.deeporigin\.io/org/(?P<org>[\w-]+)"),
        "Deep Origin of {org}",
    ),
    (
        "tiledb",
        "data",
        re.compile(
            r"https://cloud\.tiledb\.com/[a-z]+(?:/[a-z]+)?/(?P<n>[\w.-]+)/(?P<x>[\w.%-]*[\w%])"
        ),
        "{n}/{x} on TileDB",
    ),
    (
        "bigomics",
        "report",
        re.compile(r"https?://(?P<h>(?:[\w-]+\.)*bigomics\.ch)(?=[/?#:]|$)(?:/[^\s?#]*)?"),
        "BigOmics at {h}",
    ),
    (
        "biobox",
        "other",
        re.compile(
            r"https?://(?P<h>(?:[\w-]+\.)*biobox(?:analytics|-analytics)?\.[a-z]{2,})"
            r"(?=[/?#:]|$)(?:/[^\s?#]*)?"
        ),
        "BioBox at {h}",
    ),
)  # fmt: skip

DATA: tuple[Address, ...] = (
    ("s3", "data", re.compile(r"s3://(?P<b>[a-z0-9][a-z0-9.-]+)(?:/[^\s?#]*)?"), "s3://{b}"),
    (
        "s3",
        "data",
        re.compile(
            rf"https://(?P<b>{_BUCKET})\.s3(?:[.-]{_REGION})?\.amazonaws\.com"
            r"(?=[/?#]|$)(?:/[^\s?#]*)?"
        ),
        "s3://{b}",
    ),
    (
        "s3",
        "data",
        re.compile(rf"https://s3(?:[.-]{_REGION})?\.amazonaws\.com/(?P<b>{_BUCKET})(?:/[^\s?#]*)?"),
        "s3://{b}",
    ),
    (
        "s3",
        "data",
        re.compile(
            rf"https://(?:s3\.console|{_REGION}\.console|console)\.aws\.amazon\.com/s3/"
            rf"(?:object|buckets)/(?P<b>{_BUCKET})(?:\?(?:[\w-]+=[^&\s#]*&)*?prefix=[^&\s#]*)?"
        ),
        "s3://{b}",
    ),
    (
        "efs",
        "data",
        re.compile(
            rf"https://(?:{_REGION}\.)?console\.aws\.amazon\.com/efs/home\S*?#/?file-systems/"
            r"(?P<f>fs-[0-9a-f]{8,40})"
        ),
        "file system {f}",
    ),
    (
        "efs",
        "data",
        re.compile(
            rf"(?P<f>fs-[0-9a-f]{{8,40}})(?:\.efs\.{_REGION}\.amazonaws\.com)?:?/[\w.+@=,%/-]*"
        ),
        "file system {f}",
    ),
    (
        "path",
        "data",
        re.compile(rf"(?:file://)?(?P<p>/(?:{_ROOTS})/[\w.+@=,%-]+(?:/[\w.+@=,%-]*)*)"),
        "{p}",
    ),
)

# What is no address with `://` and yet points to something: ARNs, file systems, plain paths.
PLAIN = (
    r"(?<![\w/.:~$%#&=\\-])(?:"
    r"arn:aws[a-z-]*:batch:[^\s<>\"'`|\\^{}]+"
    r"|fs-[0-9a-f]{8,40}(?:\.efs\.[a-z0-9-]+\.amazonaws\.com)?:?/[\w.+@=,%/-]*"
    r"|file:///[\w.+@=,%/-]+"
    rf"|/(?:{_ROOTS})/[\w.+@=,%-]+(?:/[\w.+@=,%-]*)*)"
)
