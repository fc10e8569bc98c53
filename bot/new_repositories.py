"""Repositories that people in Slack have made: from the team's template, named as agreed, and
linked to the card that they are for."""

import logging
import re

from bot.boards import Boards, Clock
from bot.card_actions import Asked, CardActions, NotDone
from bot.providers.github import GitHub
from bot.providers.github_making import make_repository
from protocol.agreement import Agreement
from protocol.rule import rule_options
from protocol.rules import RULES_BY_NAME
from protocol.rules.repository_name import RepositoryName
from protocol.words import join_or

log = logging.getLogger(__name__)

_NAME = re.compile(r"[A-Za-z0-9_][\w.-]{0,99}", re.ASCII)  # what GitHub takes as it is written


class NewRepositories:
    """Makes repositories. Nobody gains a right through the bot that they have not on the board."""

    def __init__(
        self, boards: Boards, actions: CardActions, github: GitHub | None, clock: Clock
    ) -> None:
        self._boards = boards
        self._actions = actions
        self._github = github
        self._clock = clock

    def make(self, asked: Asked, name: str) -> str:
        """Make it and link it; what is then said. Raises NotDone with a sentence."""
        agreement = self._boards.agreement
        terms = agreement.repositories
        title = self._allowed(asked, agreement)
        if self._github is None or not self._github.is_live:
            raise NotDone("I have no access to GitHub, so I cannot make a repository.")
        if not terms.template:
            raise NotDone(
                "The agreement names no template: `[repositories] template` says what new "
                "repositories are made from."
            )
        against = why_not_named(name, agreement)
        if against:
            raise NotDone(against)
        owner = terms.owner or terms.template.partition("/")[0]
        done = make_repository(
            self._github.api, terms.template, owner, name, self._clock(),
            description=title, public=terms.public,
        )  # fmt: skip
        log.info("%s asked for the repository %s/%s: %s", asked.asker.name, owner, name, done.says)
        if not done.ok:
            raise NotDone(done.says)
        try:
            linked = self._actions.link(asked, done.url)
        except NotDone as reason:
            return f"{done.says} It is at {done.url}; it is not on the card: {reason}"
        return f"{done.says} {linked}"

    def _allowed(self, asked: Asked, agreement: Agreement) -> str:
        """The card's title, when the asker may have a repository made for it."""
        kept = self._boards.kept(asked.board_id)
        card = kept.board.cards_by_id.get(asked.card_id) if kept else None
        if kept is None or card is None or card.closed:
            raise NotDone("That card is no longer on the board.")
        member = asked.asker.member_of(kept.board)
        if member is None or member.is_observer:
            raise NotDone(
                f"Only members of '{kept.board.name}' who may write there can ask me for that."
            )
        if agreement.repositories.leads_only and not (asked.asker.lead or asked.asker.admin):
            leads = [name for name, person in agreement.people.items() if person.lead]
            whom = f"; ask {join_or(leads)}" if leads else ""
            raise NotDone(f"The agreement leaves new repositories to the team's leads{whom}.")
        return card.title


def why_not_named(name: str, agreement: Agreement) -> str:
    """Why a repository may not have this name; empty when it may."""
    if not _NAME.fullmatch(name):
        return (
            f"GitHub takes no repository called '{name}': letters, digits, '-', '_' and '.' only, "
            "at most 100."
        )
    options = rule_options(RULES_BY_NAME["repository-name"], agreement)
    pattern = options.pattern if isinstance(options, RepositoryName) else ""
    if pattern and not re.fullmatch(pattern, name):
        return f"'{name}' is not named as agreed: names match `{pattern}`."
    return ""
