"""States of links are kept current with few calls, and only what is news marks a card."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec import structs

from bot.links import Refresher, is_news, pause_of, remembering
from bot.providers.answers import OUR_LIMIT, could_not_ask, no_live_status
from bot.providers.provider import Seen
from protocol.links import LinkReference, LinkState, references_in
from storage import links as stored
from storage.looks import unanswered, waiting
from tests.bot.place import BOARD, Place, agreement_with
from tests.protocol.cards import NOW
from tests.protocol.link_states import NEWER_RUN, PULL_REQUEST, REPOSITORY, RUN, link, said

WEB = "https://cloud.seqera.io"
AWAY = "It did not answer in time"
TERMS = agreement_with(run_failed="advise") + '[links]\ncomment = "always"\n'


class System:
    """A provider that says what a test tells it, and counts."""

    name, title = "seqera", "A system"

    def __init__(self, *states: LinkState, calls: int = 1000) -> None:
        self.states = {state.reference.url: state for state in states}
        self.calls_left = calls
        self.is_live = True
        self.asked: list[str] = []

    def match(self, text: str) -> tuple[LinkReference, ...]:
        return references_in(text)

    def fetch(self, reference: LinkReference, now: datetime) -> LinkState:
        self.asked.append(reference.url)
        self.calls_left -= 1
        known = self.states.get(reference.url)
        if known is None:
            return could_not_ask(reference, now, AWAY)
        return structs.replace(known, asked=now)


class Listing(System):
    """One that has lists, too."""

    def __init__(self, *states: LinkState, listed: Sequence[Seen] = ()) -> None:
        super().__init__(*states)
        self.listed = listed
        self.lists = 0

    def poll(self, _references: Sequence[LinkReference], now: datetime) -> Mapping[str, Seen]:
        self.lists += 1
        return {
            each.state.reference.url: structs.replace(
                each, state=structs.replace(each.state, asked=now)
            )
            for each in self.listed
        }


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """The board, and what looks at it."""
    made = Place(tmp_path, TERMS)
    yield made
    made.close()


@pytest.fixture
def refresher(place: Place) -> Refresher:
    return Refresher(place.engine, place.boards, place.clock, lambda: None)


def tied(place: Place, *urls: str) -> str:
    """A card with these addresses, looked at once."""
    card = place.add(desc=" ".join(urls))
    place.look(card)
    return card


def marks(place: Place) -> int:
    return waiting(place.engine)[0]


def state_of(place: Place, card: str) -> LinkState:
    """What is known of the card's one link that counts."""
    context = place.boards.context(BOARD)
    assert context is not None
    (found,) = [state for state in context.links[card] if not state.superseded]
    return found


def test_a_link_on_a_card_is_asked_and_its_state_reaches_the_rules(
    place: Place, refresher: Refresher
) -> None:
    card = tied(place, RUN)
    assert refresher.refresh(System(said(RUN, "running"))) == 1
    assert state_of(place, card).state == "running"
    assert marks(place) == 1


def test_a_state_that_stays_marks_nothing_and_waits_for_its_pace(
    place: Place, refresher: Refresher
) -> None:
    tied(place, RUN)
    system = System(said(RUN, "running"))
    refresher.refresh(system)
    refresher.refresh(system)
    assert len(system.asked) == 1
    before = place.clock.now
    place.clock.pass_by(seconds=46)
    refresher.refresh(system)
    assert len(system.asked) == 2
    assert not [row for row in unanswered(place.engine) if row.last_asked_at > before]


def test_progress_alone_is_no_news() -> None:
    known = structs.replace(said(RUN, "running"), progress={"running": 3})
    assert not is_news(structs.replace(known, progress={"running": 9}), known, NOW, NOW)
    assert is_news(structs.replace(known, state="failed"), known, NOW, NOW)


def test_what_was_said_before_stays_when_a_system_is_silent(
    place: Place, refresher: Refresher
) -> None:
    card = tied(place, RUN)
    refresher.refresh(System(said(RUN, "running", "2026-11-15")))
    place.clock.pass_by(minutes=2)
    silent_since = place.clock.now
    refresher.refresh(System())
    known = state_of(place, card)
    assert known.state == "running"
    assert known.could_not_ask_since is not None
    assert known.could_not_ask_since - silent_since < timedelta(seconds=1)
    place.clock.pass_by(minutes=5)
    refresher.refresh(System())
    assert state_of(place, card).could_not_ask_since == known.could_not_ask_since


def test_a_silence_is_news_when_it_lasts_and_when_it_ends() -> None:
    known = said(RUN, "running")
    silent = structs.replace(known, could_not_ask_since=NOW)
    later = NOW + timedelta(minutes=20)
    assert not is_news(silent, known, NOW, NOW + timedelta(minutes=1))
    assert is_news(silent, silent, NOW, later)
    assert not is_news(silent, silent, later, later + timedelta(minutes=9))
    assert is_news(known, silent, later, later + timedelta(minutes=9))
    assert not is_news(known, silent, NOW, NOW + timedelta(minutes=5))


def test_our_own_limit_is_no_silence(place: Place, refresher: Refresher) -> None:
    tied(place, RUN)
    system = System(structs.replace(said(RUN, "unknown", not_since="2026-11-16"),
                                    could_not_ask_why=OUR_LIMIT))  # fmt: skip
    assert refresher.refresh(system) == 0
    row = stored.link_of(place.engine, RUN)
    assert row is not None
    assert row.could_not_ask_since is None


def test_a_round_ends_at_the_limit_and_goes_on_in_the_next(
    place: Place, refresher: Refresher
) -> None:
    urls = [f"{WEB}/orgs/o/workspaces/w/watch/{number:012d}" for number in range(10)]
    tied(place, *urls)
    system = System(*(said(url, "succeeded", "2026-03-01") for url in urls), calls=9)
    assert refresher.refresh(system) == 6
    system.calls_left = 100
    assert refresher.refresh(system) == 4


def test_a_system_that_fails_is_left_alone_for_a_while(place: Place, refresher: Refresher) -> None:
    urls = [f"{WEB}/orgs/o/workspaces/w/watch/{number:012d}" for number in range(10)]
    tied(place, *urls)
    system = System()
    refresher.refresh(system)
    assert len(system.asked) == 3
    refresher.refresh(system)
    assert len(system.asked) == 3
    place.clock.pass_by(minutes=2)
    system.states = {url: said(url, "running") for url in urls}
    refresher.refresh(system)
    assert len(system.asked) == 13


def test_a_list_spares_the_single_calls(place: Place, refresher: Refresher) -> None:
    urls = [f"{WEB}/orgs/o/workspaces/w/watch/{number:012d}" for number in range(50)]
    tied(place, *urls)
    running = [said(url, "running") for url in urls]
    system = Listing(*running, listed=[Seen(state) for state in running])
    refresher.refresh(system)
    asked = len(system.asked)
    place.clock.pass_by(minutes=1)
    refresher.refresh(system)
    assert (system.lists, len(system.asked)) == (2, asked)


def test_a_state_that_a_list_tells_anew_is_asked_by_itself(
    place: Place, refresher: Refresher
) -> None:
    card = tied(place, RUN)
    refresher.refresh(System(said(RUN, "running")))
    place.clock.pass_by(minutes=1)
    whole = said(RUN, "failed", "2026-03-01", detail="STAR_ALIGN, exit code 137")
    refresher.refresh(Listing(whole, listed=[Seen(structs.replace(whole, detail=""))]))
    assert state_of(place, card).detail == "STAR_ALIGN, exit code 137"


def test_a_run_that_names_a_card_of_the_board_is_tied_as_a_guess(
    place: Place, refresher: Refresher
) -> None:
    card = place.add()
    place.look(card)
    short = place.ada.read_card(card)["shortLink"]
    refresher.refresh(Listing(listed=[Seen(said(RUN, "running"), (f"align-{short.lower()}",))]))
    assert state_of(place, card).tie == "guessed"
    assert marks(place) == 1


def test_a_name_that_no_card_has_ties_nothing(place: Place, refresher: Refresher) -> None:
    refresher.refresh(Listing(listed=[Seen(said(RUN, "succeeded"), ("align-zzzz9999",))]))
    context = place.boards.context(BOARD)
    assert context is not None
    assert context.links == {}
    assert [run.reference.url for run in context.untied_runs] == [RUN]


def test_a_run_that_goes_on_with_one_of_a_card_belongs_to_that_card(
    place: Place, refresher: Refresher
) -> None:
    card = tied(place, RUN)
    same = {"session": "s-1"}
    failed = said(RUN, "failed", "2026-03-01", facts=same)
    refresher.refresh(System(failed))
    newer = structs.replace(said(NEWER_RUN, "running", facts=same), started=place.clock.now)
    refresher.refresh(Listing(failed, newer, listed=[Seen(newer)]))
    assert state_of(place, card).reference.url == NEWER_RUN


def test_a_system_that_cannot_be_asked_is_written_down_once(
    place: Place, refresher: Refresher
) -> None:
    card = tied(place, RUN)
    system = System(no_live_status(link(RUN), NOW))
    system.is_live = False
    refresher.refresh(system)
    assert not state_of(place, card).live
    assert marks(place) == 0  # ten thousand such links cost no look at ten thousand cards
    place.clock.pass_by(hours=5)
    assert refresher.refresh(system) == 0


@pytest.mark.parametrize(
    ("state", "least", "most"),
    [
        (said(RUN, "running"), 30, 60),
        (said(RUN, "unknown"), 60, 300),
        (said(RUN, "failed", "2026-11-01"), 80_000, 110_000),
        (said(REPOSITORY, "present"), 3600, 30_000),
        (structs.replace(said(RUN, "running"), live=False), 500_000, 700_000),
    ],
)
def test_what_may_change_is_asked_often_and_the_rest_rarely(
    state: LinkState, least: float, most: float
) -> None:
    assert least <= pause_of(state, NOW).total_seconds() <= most


def test_an_answer_after_silence_ends_it() -> None:
    silent = said(RUN, "running", "2026-11-15", not_since="2026-11-16")
    answered = remembering(said(RUN, "succeeded", "2026-11-16"), silent)
    assert (answered.state, answered.could_not_ask_since) == ("succeeded", None)


def test_what_is_due_before_the_next_lists_is_asked_by_these(
    place: Place, refresher: Refresher
) -> None:
    tied(place, PULL_REQUEST)
    system = Listing(
        said(PULL_REQUEST, "open"), listed=[Seen(said(PULL_REQUEST, "open"), whole=True)]
    )
    system.name = "github"
    for _ in range(40):  # ten minutes
        refresher.refresh(system)
        place.clock.pass_by(seconds=15)
    assert system.asked == []
    assert system.lists >= 4
    row = stored.link_of(place.engine, PULL_REQUEST)
    assert row is not None
    assert row.asked_at is not None


def test_what_a_list_tells_whole_is_not_asked_again(place: Place, refresher: Refresher) -> None:
    card = tied(place, RUN)
    running = said(RUN, "running")
    system = Listing(running, listed=[Seen(running, whole=True)])
    refresher.refresh(system)
    assert (system.asked, state_of(place, card).state) == ([], "running")


def test_a_new_state_that_a_list_tells_in_part_is_asked_soon_though_it_is_not_due(
    place: Place, refresher: Refresher
) -> None:
    tied(place, PULL_REQUEST)
    system = Listing(
        said(PULL_REQUEST, "merged"), listed=[Seen(said(PULL_REQUEST, "open"), whole=True)]
    )
    system.name = "github"
    refresher.refresh(system)
    system.listed = [Seen(said(PULL_REQUEST, "merged"))]
    place.clock.pass_by(minutes=3)
    refresher.refresh(system)
    place.clock.pass_by(seconds=15)
    refresher.refresh(system)
    assert system.asked == [PULL_REQUEST]
