"""What a system that a card can link to must be able to do, and what it may be able to do besides.

One system, one file here. `Provider` is what all have in common; `Polls`, `Receives` and `Acts` are
abilities that some have beside it, told by `isinstance`. None of the methods raises: what goes
wrong outside becomes `could_not_ask_since` and `could_not_ask_why` of the state.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from msgspec import Struct

from protocol.links import Deed, LinkReference, LinkState


class Received(Struct, frozen=True):
    """What came of a webhook's request: the answer's status, and the links to ask anew at once."""

    status: int
    says: str = ""  # for the log and the sender; never a secret
    touched: tuple[str, ...] = ()  # addresses of links


class Seen(Struct, frozen=True):
    """A link as a list told it: its state, and the texts in which a card may be named."""

    state: LinkState
    names: tuple[str, ...] = ()  # run name, labels, parameters, branch, title, body
    whole: bool = False  # the list told all that asking for it alone would


class Done(Struct, frozen=True):
    """What came of a deed: one sentence for whoever asked for it, and what was made, if anything.

    `ok` false: it did not happen, and `says` tells why.
    """

    ok: bool
    says: str
    url: str = ""


class Provider(Protocol):
    """One system. `fetch` may make several calls; all of them go to the configured host only."""

    name: str  # as in `LinkReference.system`
    title: str  # what people call it: "Seqera Platform"

    @property
    def is_live(self) -> bool:
        """Whether states can be asked: False without credentials, and for link-only systems."""

    @property
    def calls_left(self) -> int:
        """How many calls its limit leaves just now; the refresher asks no further when 0."""

    def match(self, text: str) -> tuple[LinkReference, ...]:
        """The links in the text that are this system's; needs no network and no credentials."""

    def fetch(self, reference: LinkReference, now: datetime) -> LinkState:
        """The link's state as the system says it now."""


@runtime_checkable
class Polls(Protocol):
    """Asks for many links with fewer calls than one each: one list per workspace or repository."""

    def poll(self, references: Sequence[LinkReference], now: datetime) -> Mapping[str, Seen]:
        """What the lists tell, by address, also of links that were not asked for and may be
        nobody's yet. One that was asked for and is absent is fetched by itself; so is one whose
        state is another than before, for a list need not tell everything."""


@runtime_checkable
class Receives(Protocol):
    """Takes its system's webhooks at `/webhooks/{name}`."""

    def receive(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Received:
        """Check and keep one request durably; `headers` with names in lower case."""


@runtime_checkable
class Acts(Protocol):
    """Does something in its system when a person asks for it."""

    def deeds(self, state: LinkState) -> tuple[Deed, ...]:
        """What can be done to this link in its present state; no call is made."""

    def do(self, state: LinkState, key: str, now: datetime) -> Done:
        """Do it. Asking twice must not do it twice where the system lets that be told."""


@runtime_checkable
class Closes(Protocol):
    """Holds connections that are given back at the end."""

    def close(self) -> None:
        """Give them back; the provider is not used after it."""
