"""Systems whose links are recognised and named, and whose states nobody can ask from outside.

"No live status" is said of them, so that nobody takes silence for health. Why, for each:

- TileDB Cloud tells states of task graphs to its own client only, which weighs 600 MB.
- BioBox and BigOmics have no documented interface for runs.
- Posit Package Manager tells versions of packages, which have no state; Posit Workbench answers
  only from inside a session.
- EFS and plain paths are folders: whether they are there is seen on the machines that mount them.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy import Engine

from bot.providers.answers import no_live_status
from bot.settings import Settings
from protocol.link_words import system_title
from protocol.links import LinkReference, LinkState, references_in

SYSTEMS = (
    "tiledb", "biobox", "bigomics", "posit-package-manager", "posit-workbench", "efs", "path",
)  # fmt: skip


class NamedOnly:
    """One of these systems."""

    is_live = False
    calls_left = 0

    def __init__(self, name: str) -> None:
        self.name = name
        self.title = system_title(name)

    def match(self, text: str) -> tuple[LinkReference, ...]:
        """The system's links in the text."""
        return tuple(each for each in references_in(text) if each.system == self.name)

    def fetch(self, reference: LinkReference, now: datetime) -> LinkState:
        """No live status."""
        return no_live_status(reference, now)


def _made(name: str, _settings: Settings, _engine: Engine) -> NamedOnly:
    return NamedOnly(name)


MAKERS: tuple[Callable[[Settings, Engine], NamedOnly], ...] = tuple(
    partial(_made, name) for name in SYSTEMS
)
