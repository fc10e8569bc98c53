"""Runs of Seqera Platform on a card, from the first state to the last, over the wire."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from bot.links import Refresher
from bot.providers.seqera import Seqera, Workspace
from bot.sandbox.seqera import SeqeraStandIn
from bot.sandbox.seqera.runs import Failure, StoredRun
from bot.sandbox.seqera.shapes import USER_NAME
from bot.sandbox.serving import ServerThread
from tests.bot.place import Place
from tests.bot.test_links import TERMS, WEB, tied


class Platform:
    """The sandbox's Seqera Platform beside the board, with the board's clock."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.stand_in = SeqeraStandIn(None, place.clock)
        self.server = ServerThread(self.stand_in.app).start()
        self.provider = Seqera(
            endpoint=self.server.url, token=self.stand_in.token, web_url=WEB,
            workspaces=[Workspace("larkspur", "compbio")],
        )  # fmt: skip
        self.refresher = Refresher(place.engine, place.boards, place.clock, lambda: None)

    def run(self, **changes: Any) -> StoredRun:
        """A run that is queued now and starts in a minute."""
        now = self.place.clock.now
        run = StoredRun(
            id="4nB2xYz01Ab3Cd", name="calm_avocet", pipeline="nf-core/rnaseq", revision="3.19.0",
            user=USER_NAME, session="aa-bb", submit=now, start=now + timedelta(minutes=1),
            complete=now + timedelta(hours=3), launch_id="L1", command="nextflow run x",
        )  # fmt: skip
        run = structs.replace(run, **changes)
        self.stand_in.runs.put(run)
        return run

    def url(self, run: StoredRun) -> str:
        return f"{WEB}/orgs/larkspur/workspaces/compbio/watch/{run.id}"

    def later(self, card: str, **time: float) -> str:
        """Let time pass, ask, look at the card; its comment then."""
        self.place.clock.pass_by(**time)
        self.refresher.refresh(self.provider)
        self.place.look(card)
        (comment,) = self.place.comments(card)
        return comment


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """The board, and what looks at it."""
    made = Place(tmp_path, TERMS)
    yield made
    made.close()


@pytest.fixture
def platform(place: Place) -> Iterator[Platform]:
    made = Platform(place)
    yield made
    made.server.stop()


def test_a_run_through_its_whole_life_is_on_the_card(place: Place, platform: Platform) -> None:
    failure = Failure("NF:STAR_ALIGN", "donor_17", 137, ("sorting", "Killed"), retried=2)
    run = platform.run(outcome="FAILED", failure=failure)
    card = tied(place, platform.url(run))
    assert "queued since" in platform.later(card)
    assert "running since" in platform.later(card, minutes=2)
    platform.stand_in.tell(run.id, "silence")
    assert "its state is unknown" in platform.later(card, minutes=2)
    platform.stand_in.tell(run.id, "wake")
    assert "running since" in platform.later(card, minutes=6)
    failed = platform.later(card, hours=4)
    assert "STAR_ALIGN (donor_17), exit code 137: out of memory or killed" in failed
    assert "sorting\nKilled" in failed
    again = platform.stand_in.start_run(run, session="aa-bb", resumed=True)
    text = platform.later(card, minutes=10)
    assert "a newer run counts" in text
    assert platform.url(again) in text
    platform.stand_in.tell(again.id, "succeed")
    text = platform.later(card, minutes=2)
    assert "succeeded" in text
    assert "exit code 137" in text.partition("a newer run counts")[0]


def test_tries_that_were_made_again_alarm_nobody(place: Place, platform: Platform) -> None:
    failure = Failure("NF:STAR_ALIGN", "donor_17", 143, ("Terminated",), retried=3)
    run = platform.run(failure=failure)
    card = tied(place, platform.url(run))
    assert "failed" not in platform.later(card, hours=2)
    assert "failed" not in platform.later(card, hours=4)


def test_a_refusal_is_no_failed_run(place: Place, platform: Platform) -> None:
    run = platform.run()
    card = tied(place, platform.url(run))
    platform.later(card, minutes=2)
    for status in (401, 403, 503, 429):  # after the last no call is made for a minute
        platform.stand_in.broken = status
        text = platform.later(card, minutes=30)
        assert "running since" in text
        assert "could not ask Seqera Platform since" in text
        assert "failed" not in text
