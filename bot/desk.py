"""The desk: answers questions about the boards from what is stored, for people who may ask.

Nobody gains a right through the bot: whoever asks must be known to be a member of the board.
"""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from bot.boards import Boards, Clock, KeptBoard
from protocol.agreement import Person, fold
from protocol.board import Board, Card, Member
from protocol.calendars import not_read_words
from protocol.subject import Context, Subject
from protocol.weeks import WEEKS, Weeks, weeks_of
from protocol.workload import Workload, workload

EmailOf = Callable[[str], str | None]  # Slack user id to e-mail address
TiedTo = Callable[[str], str | None]  # Slack user id to the Trello user name they said is theirs


class Asker(Struct, frozen=True):
    """Somebody in Slack, tied to a person of the agreement and so to a member of the boards."""

    slack_id: str
    name: str
    trello: str  # user name
    lead: bool = False  # as the agreement says
    admin: bool = False
    where: str = "in Slack"  # it was asked, for the audit
    by_name: bool = False  # `trello` is the name in the agreement, which gives no user name

    def member_of(self, board: Board) -> Member | None:
        """This person as an active member of the board, or None."""
        wanted = fold(self.trello)
        for member in board.members if wanted else ():
            names = (member.username, member.full_name) if self.by_name else (member.username,)
            if member.active and wanted in map(fold, names):
                return member
        return None


class Desk:
    """Reads; changes nothing."""

    def __init__(
        self, boards: Boards, clock: Clock, email_of: EmailOf, tied_to: TiedTo = lambda _: None
    ) -> None:
        self._boards = boards
        self._email_of = email_of
        self._tied_to = tied_to
        self._weeks: dict[str, tuple[Workload, Weeks]] = {}
        self._loads: dict[str, tuple[Context, Workload]] = {}
        self.clock = clock

    def asker(self, slack_id: str) -> Asker | None:
        """Who is asking: tied by Slack id in the agreement, by e-mail address, by themselves."""
        people = self._boards.agreement.people
        for name, person in people.items():
            if person.slack == slack_id:
                return _named(slack_id, name, person)
        email = self._email_of(slack_id) if any(p.email for p in people.values()) else None
        for name, person in people.items():
            if email and fold(person.email) == fold(email):
                return _named(slack_id, name, person)
        tied = self._tied_to(slack_id)
        return self._by_trello(slack_id, tied) if tied else None

    def _by_trello(self, slack_id: str, trello: str) -> Asker | None:
        known = self._boards.agreement.people_by_trello.get(trello)
        if known is not None:
            # by their own word somebody is a member, never a lead: that needs the agreement's
            return structs.replace(_named(slack_id, *known), lead=False, admin=False)
        for kept in self._boards.all_kept():
            for member in kept.board.members:
                if fold(member.username) == trello:
                    return Asker(slack_id, member.name, member.username)
        return None

    def stranger(self, slack_id: str) -> Asker:
        """Somebody of whom nothing is known: a member of no board."""
        return Asker(slack_id, "", "")

    def boards_of(self, asker: Asker) -> list[KeptBoard]:
        """Boards on which this person is an active member."""
        return [kept for kept in self._boards.all_kept() if asker.member_of(kept.board)]

    def context(self, kept: KeptBoard, now: datetime | None = None) -> Context:
        """The board as rules, load and agenda read it."""
        context = self._boards.context(kept.board.id, now)
        assert context is not None  # it was kept a moment ago, and boards are never dropped
        return context

    def workload(self, kept: KeptBoard) -> Workload:
        """The board's load; worked out again when the board or the agreement changed, and every
        minute, because time alone changes what is overdue or away."""
        context = self.context(kept)
        known = self._loads.get(kept.board.id)
        if known is not None and _is_current(known[0], context):
            return known[1]
        load = workload(context)
        self._loads[kept.board.id] = (context, load)
        return load

    def weeks(self, kept: KeptBoard, count: int = WEEKS) -> Weeks:
        """The board's coming weeks; the usual number is worked out again when its load is."""
        load = self.workload(kept)
        if count != WEEKS:
            return weeks_of(self.context(kept), load, count)
        known = self._weeks.get(kept.board.id)
        if known is None or known[0] is not load:
            known = self._weeks[kept.board.id] = load, weeks_of(self.context(kept), load)
        return known[1]

    def calendar_notes(self, load: Workload) -> tuple[str, ...]:
        """A sentence for each calendar of these people that could not be read."""
        zone = ZoneInfo(self._boards.agreement.timezone)
        names = {fold(person.name) for person in load.people}
        said = [each for each in self._boards.calendars if fold(each.person) in names]
        return tuple(not_read_words(said, zone))

    def cards_of(self, asker: Asker) -> list[tuple[Context, Subject]]:
        """Open cards that this person owns, on every board."""
        found = []
        for kept in self.boards_of(asker):
            member = asker.member_of(kept.board)
            context = self.context(kept)
            for subject in context.subjects:
                if member is not None and member.id in subject.card.member_ids:
                    found.append((context, subject))
        return found

    def search(self, asker: Asker, words: str) -> list[tuple[Context, Card]]:
        """Cards whose title has all the words, open ones first; or the one an address names."""
        reference = _reference(words)
        wanted = fold(words).split()
        found: list[tuple[bool, Context, Card]] = []
        named: list[tuple[Context, Card]] = []
        for kept in self.boards_of(asker):
            context = self.context(kept)
            meant = kept.board.find_card(reference) if reference else None
            if meant is not None:
                named.append((context, meant))  # a number may name one card on each board
            for card in kept.board.cards:
                title = fold(card.title)
                if wanted and all(word in title for word in wanted):
                    found.append((card.closed, context, card))
        found.sort(key=lambda entry: entry[0])
        return named or [(context, card) for _, context, card in found]


def _is_current(known: Context, context: Context) -> bool:
    """Whether what was worked out from one context holds for the other."""
    return (
        known.board is context.board
        and known.agreement is context.agreement
        and known.now.replace(second=0, microsecond=0)
        == context.now.replace(second=0, microsecond=0)
    )


def _named(slack_id: str, name: str, person: Person) -> Asker:
    trello = person.trello.removeprefix("@") or name
    return Asker(slack_id, name, trello, person.lead, person.admin, by_name=not person.trello)


def _reference(words: str) -> str:
    """The short link in a card's address, `#12`, or a bare id; empty when it is none of these."""
    word = words.strip().strip("<>").split("|")[0]
    if "trello.com/c/" in word:
        return word.partition("trello.com/c/")[2].partition("/")[0][:8]
    if "/c/" in word and "://" in word:  # the sandbox's own addresses
        return word.partition("/c/")[2].partition("/")[0][:8]
    is_reference = word.startswith("#") or (" " not in word and len(word) in (8, 24))
    return word if is_reference else ""
