"""Tell open pull requests whether they name a card, as a check that fails nobody. Off unless the
settings ask for it.

Only the card's address is told: who reads the code may not be on the board.
"""

import logging

from sqlalchemy import Engine

from bot.boards import Boards, Clock
from bot.providers.github import GitHub
from bot.providers.github_making import say_on_commit
from protocol.links import OPEN_PULLS
from storage import github as kept
from storage.github import ToldCheck
from storage.links import cards_of, state_in

log = logging.getLogger(__name__)

NO_CARD = (
    "Names no card: write the card's address in the description, or its short link in the branch"
)
_FEWEST_CALLS = 10  # the rest of the quota is for asking


class PullChecks:
    """One round tells every pull request once, and again after a push or when its card changes."""

    def __init__(self, engine: Engine, boards: Boards, github: GitHub, clock: Clock) -> None:
        self._engine = engine
        self._boards = boards
        self._github = github
        self._clock = clock

    def tell(self) -> int:
        """One round; how many were told."""
        told = 0
        for link in kept.pulls_known(self._engine):
            state = state_in(link)
            head = state.facts.get("head", "")
            if state.state not in OPEN_PULLS or not head or self._github.calls_left < _FEWEST_CALLS:
                continue
            says, before = self._says(link.url), kept.told_check(self._engine, link.url)
            if before is not None and (before.head, before.says) == (head, says):
                continue
            now = self._clock()
            repository = state.reference.name.partition("#")[0]
            if not say_on_commit(self._github.api, repository, head, says, now):
                log.warning("%s could not be told of its card.", state.reference.name)
            # remembered either way: what GitHub refuses once it refuses again
            row = ToldCheck(url=link.url, head=head, says=says, told_at=now)
            kept.keep_told_check(self._engine, row)
            told += 1
        return told

    def _says(self, url: str) -> str:
        found = []
        for tie in cards_of(self._engine, url):
            board = self._boards.kept(tie.board_id)
            card = board.board.cards_by_id.get(tie.card_id) if board else None
            if card is not None:
                found.append(f"https://trello.com/c/{card.short_link}")
        return f"Names {' and '.join(sorted(found))}" if found else NO_CARD
