"""The roster: who in Slack is who on Trello, and what people say of their time."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct, structs
from sqlalchemy import Engine

from bot.boards import Boards, Clock
from protocol.agreement import fold
from protocol.board import Board, Member
from protocol.bots import is_bot
from protocol.own_terms import OwnTerms
from storage import people as stored
from storage.people import Tie

NameOf = Callable[[str], str]  # Slack user id to the name in their profile; empty when unknown


class Free(Struct, frozen=True):
    """A member of a board whom nobody in Slack is tied to."""

    trello: str  # user name, as the board has it
    name: str
    member_id: str
    board_id: str


class Roster:
    """Reads and keeps ties and own terms; safe for any number of threads and processes."""

    def __init__(
        self, engine: Engine, boards: Boards, clock: Clock, name_of: NameOf, bot_member_id: str
    ) -> None:
        self._engine = engine
        self._boards = boards
        self._clock = clock
        self._name_of = name_of
        self._bot = bot_member_id

    def tied_to(self, slack_id: str) -> str | None:
        """The folded user name on Trello that this person of Slack has tied to themselves."""
        row = stored.tie_of(self._engine, slack_id)
        return row.trello if row else None

    def tie(self, slack_id: str, trello: str, how: str) -> bool:
        """Tie somebody to a member whom nobody is tied to; False when that cannot be."""
        if fold(trello) not in {fold(free.trello) for free in self.free()}:
            return self.tied_to(slack_id) == fold(trello)
        return stored.keep_tie(self._engine, slack_id, trello, how, self._clock())

    def untie(self, slack_id: str) -> bool:
        """Take back what somebody has tied themselves; False when there is nothing."""
        return stored.forget_tie(self._engine, slack_id)

    def free(self, board: Board | None = None) -> list[Free]:
        """Active members, of one board or of all, whom nobody in Slack is tied to, by name.

        Somebody whom the agreement ties, by Slack id or e-mail address, is not free.
        """
        taken = {tie.trello for tie in stored.ties(self._engine)}
        agreement = self._boards.agreement
        for trello, (_, person) in agreement.people_by_trello.items():
            if person.slack or person.email:
                taken.add(trello)
        boards = [board] if board else [kept.board for kept in self._boards.all_kept()]
        found: dict[str, Free] = {}
        for each in boards:
            for member in each.members:
                name = fold(member.username)
                if name and name not in taken and name not in found and self._is_person(member):
                    found[name] = Free(member.username, member.name, member.id, each.id)
        return sorted(found.values(), key=lambda free: fold(free.name))

    def proposed(self, slack_id: str) -> Free | None:
        """The one free member who is called as this person is in Slack, if there is just one."""
        name = fold(self._name_of(slack_id))
        alike = [free for free in self.free() if name and fold(free.name) == name]
        return alike[0] if len(alike) == 1 else None

    def made_ties(self) -> list[Tie]:
        """Every tie that people made themselves."""
        return stored.ties(self._engine)

    def terms_of(self, trello: str) -> OwnTerms:
        """What somebody has said of themselves."""
        return stored.own_terms(self._engine).get(fold(trello), OwnTerms())

    def set_capacity(self, trello: str, name: str, days: float | None, said_by: str) -> None:
        """Keep somebody's capacity in working days per week; None: as the agreement says."""
        self._keep(
            trello, structs.replace(self.terms_of(trello), capacity=days, name=name), said_by
        )

    def add_away(self, trello: str, name: str, span: str, said_by: str) -> None:
        """Keep one more span of time away."""
        terms = self.terms_of(trello)
        away = tuple(dict.fromkeys((*terms.away, span)))
        self._keep(trello, structs.replace(terms, away=away, name=name), said_by)

    def clear_away(self, trello: str, name: str, said_by: str) -> None:
        """Forget the time away that was said here; what the agreement says stays."""
        terms = structs.replace(self.terms_of(trello), away=(), name=name)
        self._keep(trello, terms, said_by)

    def _keep(self, trello: str, terms: OwnTerms, said_by: str) -> None:
        now: datetime = self._clock()
        stored.keep_own_terms(self._engine, trello, terms, said_by=said_by, now=now)
        self._boards.hear_people()

    def _is_person(self, member: Member) -> bool:
        return (
            member.active
            and not member.is_observer
            and member.id != self._bot
            and not is_bot(member)
        )
