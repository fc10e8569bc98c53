"""The kinds of messages that nobody asked for: each with its switch and its reason."""

from msgspec import Struct

from protocol.agreement import SlackTerms


class Kind(Struct, frozen=True):
    """One kind of unsolicited message."""

    name: str
    switch: str  # under [slack] in the agreement
    because: str  # what "Why am I seeing this?" answers
    is_daily: bool = False  # to a person: at most one message a working day, of all such kinds

    def is_on(self, terms: SlackTerms) -> bool:
        """Whether the team's agreement lets it be said."""
        return bool(getattr(terms, self.switch))


DIGEST = Kind(
    "digest",
    "digests",
    "You get one message per working day, at your hour, when there is something new on your "
    "cards that you can settle. Each thing is told once.",
    is_daily=True,
)
NEEDS_YOU = Kind(
    "needs-you-now",
    "needs_you_now",
    "This cannot wait for your next digest: a run of yours failed, a card of yours was moved "
    "back, or it was marked as blocked.",
)
CARD = Kind(
    "card",
    "card_messages",
    "A change has left this card with something to settle, and the team's agreement wants one "
    "message per such card in this channel. It is changed in place and struck through when all "
    "is settled.",
)
CARD_THREAD = Kind(
    "card-thread",
    "card_threads",
    "The card above has something new to settle, and the team's agreement wants that said in the "
    "thread of the card's message. What is settled is struck through above and not said here.",
)
AGENDA = Kind(
    "agenda",
    "agenda",
    "The weekly meeting is coming up. The agenda is posted once and brought up to date in place.",
)
WEEKLY = Kind(
    "weekly-digest",
    "weekly_digest",
    "Once a week this channel hears how the week was on the team's board: what came to done, and "
    "what is left to settle. A week with nothing to tell is not told.",
)
GREETING = Kind(
    "greeting",
    "greeting",
    "I have looked at this board for the first time. This is said once.",
)

TIE = Kind(
    "tie",
    "tie_notices",
    "You are a lead in the agreement, and somebody has said themselves who they are on Trello, "
    "among the members nobody was tied to.",
)
ALERT = Kind(
    "alert",
    "alerts",
    "Those who run Cardkeeper, as the agreement names them, are told what only they can put right: "
    "once for each cause, and in the same message that it is over.",
)

KINDS: tuple[Kind, ...] = (
    DIGEST,
    NEEDS_YOU,
    CARD,
    CARD_THREAD,
    AGENDA,
    WEEKLY,
    GREETING,
    TIE,
    ALERT,
)
KINDS_BY_NAME = {kind.name: kind for kind in KINDS}
