"""What systems said of links, for tests: `run_state("failed", "2026-11-13")`."""

from protocol.links import LinkReference, LinkState, reference_of
from tests.protocol.cards import NOW, at

WORKSPACE = "https://cloud.seqera.io/orgs/larkspur/workspaces/omics"
RUN = f"{WORKSPACE}/watch/4nB2xYz01Ab"
NEWER_RUN = f"{WORKSPACE}/watch/5kC3wQr77Zz"
PULL_REQUEST = "https://github.com/larkspur-bio/tool-doublets/pull/12"
REPOSITORY = "https://github.com/larkspur-bio/tool-doublets"
REPORT = "https://connect.larkspur.example/connect/#/apps/4f7b2a11"


def link(url: str) -> LinkReference:
    """The reference that this address is; the test is wrong when nothing recognises it."""
    found = reference_of(url)
    assert found is not None, url
    return found


def said(
    url: str,
    state: str,
    changed: str = "",
    *,
    asked: str = "",
    not_since: str = "",
    superseded: bool = False,
    detail: str = "",
    facts: dict[str, str] | None = None,
) -> LinkState:
    """A state of the link at this address; `not_since`: since when it could not be asked."""
    return LinkState(
        reference=link(url),
        state=state,
        asked=at(asked) if asked else NOW,
        changed=at(changed) if changed else None,
        could_not_ask_since=at(not_since) if not_since else None,
        superseded=superseded,
        detail=detail,
        facts=facts or {},
    )
