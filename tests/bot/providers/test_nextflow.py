"""Runs that Nextflow itself tells of, as every provider tells of its links."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.nextflow.drain import Drain, Understanding
from bot.nextflow.records import Sent
from bot.providers.nextflow import Nextflow
from protocol.links import reference_of
from storage.links import link_of
from storage.nextflow import run_of_id
from tests.bot.nextflow.endpoint import endpoint
from tests.bot.nextflow.telling import ID, PLANTED, SESSION, story_of_tower, story_of_weblog
from tests.bot.providers.conformance import Case, Conformance
from tests.bot.running import wait_for
from tests.databases import both
from tests.protocol.cards import NOW

PUBLIC = "https://ck.example"
URL = f"{PUBLIC}/nextflow/runs/{ID}"


def nothing(_asked: object) -> object:
    raise AssertionError("nobody is asked")


class TestConforms(Conformance):
    case = Case(
        name="nextflow",
        make=nothing,  # type: ignore[arg-type]
        without_credentials=lambda: Nextflow(None, listens=False),  # type: ignore[arg-type]
        urls=(
            URL,
            "http://10.0.0.7:8380/nextflow/runs/4wJ8kQ2bTz9sRA",
            "https://ck.example/behind/a/proxy/nextflow/runs/abc",
            "nextflow://run/4wJ8kQ2bTz9sRA",
        ),
        not_ours=(
            "https://ck.example/nextflow/runs/",
            "https://ck.example/nextflow/runs/4wJ8kQ2bTz9sRA4wJ8kQ2bTz9sRA",
            "https://ck.example/nextflow/tower/abc",
            "nextflow://pipeline/abc",
        ),
        good=nothing,  # type: ignore[arg-type]
        unknown=nothing,  # type: ignore[arg-type]
        token="",
        state="",
        plays_http=False,
    )


def sent_by_weblog(**how: object) -> list[Sent]:
    return [
        Sent(NOW, "weblog", "POST", "", json.dumps(event).encode())
        for event in story_of_weblog(**how)  # type: ignore[arg-type]
    ]


def sent_by_tower(**how: object) -> list[Sent]:
    found = []
    for call in story_of_tower(**how):  # type: ignore[arg-type]
        path = call["path"].replace("/trace/create", f"/trace/{ID}/create")
        found.append(Sent(NOW, "tower", call["method"], path, json.dumps(call["body"]).encode()))
    return found


@pytest.fixture
def understanding(engine: Engine) -> Understanding:
    return Understanding(engine, lambda: NOW, "key", PUBLIC)


@both
def test_a_run_is_told_of_from_its_first_event_to_its_last(
    engine: Engine, understanding: Understanding
) -> None:
    provider = Nextflow(engine, listens=True)
    (url,) = understanding.take(sent_by_weblog()[:1])
    reference = reference_of(url)
    assert reference is not None
    assert provider.fetch(reference, NOW).state == "running"
    assert understanding.take(sent_by_weblog()[1:]) == (url,)
    state = provider.fetch(reference, NOW)
    assert (state.state, state.title) == ("succeeded", "acme/rnaseq acme_b42")
    assert state.facts["session"] == SESSION


def test_a_run_by_weblog_and_by_tower_is_one_run(
    engine: Engine, understanding: Understanding
) -> None:
    understanding.take(sent_by_tower()[:3])
    (url,) = understanding.take(sent_by_weblog())
    assert url == URL
    row = run_of_id(engine, ID)
    assert row is not None
    assert row.is_over


def test_progress_alone_is_no_news(understanding: Understanding) -> None:
    assert understanding.take(sent_by_tower()[:2])
    assert understanding.take(sent_by_tower()[2:4]) == ()


@both
def test_a_segment_is_taken_once(understanding: Understanding) -> None:
    assert understanding.take(sent_by_weblog()[:1], "one")
    assert understanding.take(sent_by_weblog(), "one") == ()


def test_the_list_has_runs_that_no_card_has_with_the_names_of_cards(
    engine: Engine, understanding: Understanding
) -> None:
    understanding.take(sent_by_weblog(card="https://trello.com/c/AbCd1234"))
    (seen,) = Nextflow(engine, listens=True).poll([], NOW).values()
    assert "https://trello.com/c/AbCd1234" in seen.names
    assert seen.state.state == "succeeded"
    assert Nextflow(engine, listens=True).poll([], NOW + timedelta(hours=1)) == {}


@both
def test_a_run_that_goes_silent_is_in_the_list_as_unknown(
    engine: Engine, understanding: Understanding
) -> None:
    understanding.take(sent_by_tower()[:3])
    provider = Nextflow(engine, listens=True, since=NOW)
    (seen,) = provider.poll([], NOW + timedelta(minutes=20)).values()
    assert seen.state.state == "unknown"


def test_a_run_that_nothing_was_heard_of_is_unknown_and_no_failure_to_ask(engine: Engine) -> None:
    reference = reference_of(URL)
    assert reference is not None
    state = Nextflow(engine, listens=True).fetch(reference, NOW)
    assert (state.state, state.live, state.could_not_ask_since) == ("unknown", True, None)


def test_a_message_of_batch_makes_the_links_of_its_job_due(
    engine: Engine, understanding: Understanding
) -> None:
    from protocol.links import LinkState
    from storage.links import keep_state

    job = "0b6e5b0e-7e4c-4d2c-9d5e-111111111111"
    link = reference_of(
        "https://eu-west-1.console.aws.amazon.com/batch/home?region=eu-west-1#jobs/detail/" + job
    )
    assert link is not None
    later = NOW + timedelta(hours=1)
    keep_state(engine, LinkState(link, "running", asked=NOW), later, changed=False)
    body = {"detail-type": "Batch Job State Change", "detail": {"jobId": job}}
    understanding.take([Sent(NOW, "queue", "", "", json.dumps(body).encode())])
    row = link_of(engine, link.url)
    assert row is not None
    assert row.next_at == NOW


def test_what_was_taken_in_is_in_the_runs_soon_and_its_files_are_gone(
    engine: Engine, understanding: Understanding, tmp_path: Path
) -> None:
    told: list[tuple[str, ...]] = []
    drain = Drain(tmp_path, understanding, told.append)
    drain.start()
    with endpoint(tmp_path) as served:
        for event in story_of_weblog(fails=True, planted=True):
            assert served.weblog(event).status_code == 200
        assert served.weblog(b"not json").status_code == 200
        wait_for(lambda: told and not list(tmp_path.glob("*.sealed")), 10)
    drain.stop()
    row = run_of_id(engine, told[0][0].rpartition("/")[2])
    assert row is not None
    assert row.is_over
    assert PLANTED not in row.told
    assert not [*tmp_path.glob("*.open"), *tmp_path.glob("*.sealed"), *tmp_path.glob("reserve-*")]


def test_while_the_database_is_away_events_wait_and_senders_do_not(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import OperationalError

    understanding = Understanding(engine, lambda: NOW, "key", PUBLIC)
    away = [True]
    take = understanding.take

    def taking(*given: object) -> tuple[str, ...]:
        if away[0]:
            raise OperationalError("INSERT", {}, Exception("database is locked"))
        return take(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(understanding, "take", taking)
    monkeypatch.setattr("bot.nextflow.drain._AGAIN_S", 0.1)
    told: list[tuple[str, ...]] = []
    drain = Drain(tmp_path, understanding, told.append)
    drain.start()
    with endpoint(tmp_path) as served:
        for event in story_of_weblog():
            assert served.weblog(event).text == "kept"
        away[0] = False
        wait_for(lambda: told and not list(tmp_path.glob("*.sealed")), 10)
    drain.stop()
