"""Text and URLs to link references: what a card, a pull request or a run name points to.

Recognition needs no network and no credentials; the states of links are asked elsewhere and
given to the rules.
"""

import re
from datetime import datetime
from typing import Literal, cast

from msgspec import Struct

from protocol.link_addresses import DATA, PLACES, PLAIN, RUNS

LinkKind = Literal[
    "run", "pull request", "issue", "commit", "repository", "report", "data", "card", "other"
]
RunState = Literal["queued", "running", "succeeded", "failed", "cancelled", "unknown"]
Tie = Literal["explicit", "guessed"]  # how a link came to its card; explicit beats guessed

OPEN_STATES = frozenset({"queued", "running"})
OPEN_PULLS = frozenset({"draft", "open", "changes requested", "approved"})  # else merged or closed


class LinkReference(Struct, frozen=True):
    """A tie to something outside, as far as its address tells it."""

    system: str  # seqera, github, trello, posit-connect, s3, ...
    kind: LinkKind
    name: str  # short, for people: "larkspur-bio/rnaseq-qc#12"
    url: str


class Deed(Struct, frozen=True):
    """Something that a person may have done to a link in its own system, after confirming it."""

    key: str  # "resume"; stays the same from version to version
    label: str  # of the button
    confirm: str  # what will happen, in one sentence, before it does


class LinkState(Struct, frozen=True):
    """What a system last said of a link.

    `could_not_ask_since` set: the system has not answered since then, and the rest is what it said
    before; that is never a failure of the link's own. `facts` hold what only one kind of link has,
    each key absent when nobody asked: of a repository `made_from` (the template's "owner/name", or
    "none"), `topics`, and "yes" or "no" as `readme`, `codeowners` and `shared_package`; of a pull
    request `checks` (passing, failing or running), `head` (the commit) and `closes` (the
    cards that it closes, as it names them); of a superseded run `newer` (the newer run's address).
    Texts that a system wrote of a run are redacted before they come here.
    """

    reference: LinkReference
    state: str  # for runs a RunState; for pull requests one of OPEN_PULLS, merged or closed
    asked: datetime
    title: str = ""
    changed: datetime | None = None
    could_not_ask_since: datetime | None = None
    detail: str = ""
    superseded: bool = False
    facts: dict[str, str] = {}
    could_not_ask_why: str = ""  # in words for a person
    live: bool = True  # False: nobody asks its system ("no live status")
    tie: Tie = "explicit"
    owner: str = ""  # who started or opened it, as its system names them
    started: datetime | None = None
    ended: datetime | None = None
    cost_usd: float | None = None
    failed_process: str = ""  # of a failed run: NFCORE_RNASEQ:RNASEQ:STAR_ALIGN
    failed_task: str = ""  # and which of its tasks: the sample or tag
    exit_words: str = ""  # "exit code 137: out of memory or killed"
    last_lines: tuple[str, ...] = ()  # of what the failed task wrote
    progress: dict[str, int] = {}  # tasks by state: succeeded, running, failed, ...
    labels: tuple[str, ...] = ()
    deeds: tuple[Deed, ...] = ()  # what can be done about it from Slack

    @property
    def called(self) -> str:
        """What people call it: a run by the name its system gave it, anything else as its address
        tells."""
        name = self.facts.get("run", "")
        return f"run {name}" if _RUN_NAME.fullmatch(name) else self.reference.name

    @property
    def is_open(self) -> bool:
        """Whether it may change by itself soon, so that it is asked often."""
        return self.state in OPEN_STATES and self.live


_RUN_NAME = re.compile(r"[\w.-]{1,80}")
_URL = re.compile(r"""(?:https?|s3|nextflow)://[^\s<>"'`|\\^{}]+""")
_POINTS = re.compile(f"{_URL.pattern}|{PLAIN}")
_LONGEST_NAME = 60

# Addresses of each system, from facts of their vendors: named groups make the short name.
_PATTERNS: tuple[tuple[str, str, re.Pattern[str], str], ...] = (
    (
        "seqera",
        "run",
        re.compile(
            r"https?://[^/\s]+/(?:orgs/(?P<org>[^/\s]+)/workspaces/(?P<ws>[^/\s]+)|user/(?P<user>[^/\s]+))"
            r"/watch/(?P<id>[0-9A-Za-z]{10,16})(?![0-9A-Za-z])"
        ),
        "run {id}",
    ),
    (
        # a page of our own: Nextflow without a platform has none
        "nextflow",
        "run",
        re.compile(
            r"(?:https?://[^/\s]+(?:/[\w.-]+){0,4}/nextflow/runs|nextflow://run)"
            r"/(?P<id>[0-9A-Za-z]{1,16})(?![0-9A-Za-z])"
        ),
        "run {id}",
    ),
    (
        "github",
        "pull request",
        re.compile(r"https?://github\.com/(?P<o>[\w.-]+)/(?P<r>[\w.-]+)/pull/(?P<n>\d+)"),
        "{o}/{r}#{n}",
    ),
    (
        "github",
        "issue",
        re.compile(r"https?://github\.com/(?P<o>[\w.-]+)/(?P<r>[\w.-]+)/issues/(?P<n>\d+)"),
        "{o}/{r}#{n}",
    ),
    (
        "github",
        "run",
        re.compile(r"https?://github\.com/(?P<o>[\w.-]+)/(?P<r>[\w.-]+)/actions/runs/(?P<n>\d+)"),
        "{o}/{r} run {n}",
    ),
    (
        "github",
        "commit",
        re.compile(
            r"https?://github\.com/(?P<o>[\w.-]+)/(?P<r>[\w.-]+)/commit/"
            r"(?P<c>[0-9a-f]{7})[0-9a-f]{0,33}(?![0-9a-zA-Z])"
        ),
        "{o}/{r}@{c}",
    ),
    (
        "github",
        "repository",
        re.compile(
            r"https?://github\.com/(?!orgs/|settings/|features/|topics/)"
            r"(?P<o>[\w-][\w.-]*)/(?P<r>[\w.-]+?)(?:\.git)?(?=[/?#]|$)"
        ),
        "{o}/{r}",
    ),
    (
        "trello",
        "card",
        re.compile(r"https?://trello\.com/c/(?P<id>[0-9A-Za-z]{8})(?![0-9A-Za-z])"),
        "card {id}",
    ),
    *RUNS,
    *PLACES,
    *DATA,
)


def references_in(text: str) -> tuple[LinkReference, ...]:
    """Every link in the text that a known system recognises, in order, each once; also ARNs and
    paths of mounted file systems, which are no addresses of the web."""
    if "/" not in text:
        return ()
    found: dict[tuple[str, str], LinkReference] = {}
    for raw in _POINTS.findall(text):
        reference = reference_of(raw)
        if reference is not None:
            found.setdefault((reference.system, reference.url), reference)
    return tuple(found.values())


def urls_in(text: str) -> tuple[str, ...]:
    """Every address in the text, closing punctuation taken off, each once."""
    return tuple(dict.fromkeys(trim_url(raw) for raw in _URL.findall(text)))


def reference_of(url: str) -> LinkReference | None:
    """What this address points to, or None when no known system recognises it."""
    url = trim_url(url)
    for system, kind, pattern, name in _PATTERNS:
        match = pattern.match(url)
        if match:
            parts = {key: value or "" for key, value in match.groupdict().items()}
            shown = name.format(**parts)
            if len(shown) > _LONGEST_NAME:  # of a path the end tells more than the beginning
                shown = "…" + shown[1 - _LONGEST_NAME :]
            return LinkReference(system, cast(LinkKind, kind), shown, match[0])
    return None


def trim_url(url: str) -> str:
    """An address without the punctuation that prose puts behind it: `(see https://a/b).`"""
    while url:
        last = url[-1]
        if last in ".,;:!?*_~'\"" or (
            last in ")]" and url.count(last) > url.count("(["[last == "]"])
        ):
            url = url[:-1]
        else:
            break
    return url
