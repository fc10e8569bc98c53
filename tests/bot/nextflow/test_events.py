"""Every event of Nextflow's is understood, and nothing that is not one does any harm."""

import copy
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.providers.nextflow import state_of
from bot.providers.nextflow_events import (
    Heard,
    JobChanged,
    read_message,
    read_moment,
    read_tower,
    read_weblog,
)
from bot.providers.nextflow_run import PushedRun, folded
from protocol.links import LinkState, reference_of
from tests.bot.nextflow.telling import PLANTED, story_of_tower, story_of_weblog
from tests.shared import SHARED, needs_shared

FOLDER = SHARED / "samples" / "nextflow"
FILES = sorted(FOLDER.glob("*.json")) if FOLDER.exists() else []
AT = datetime(2026, 8, 20, 9, 45, tzinfo=UTC)
REFERENCE = reference_of("https://ck.example/nextflow/runs/4wJ8kQ2bTz9sRA")


def told(events: list[Heard | None], at: datetime = AT) -> PushedRun:
    run = PushedRun("4wJ8kQ2bTz9sRA", "", "")
    for heard in events:
        if heard is not None:
            run = folded(run, heard, at)
            stored = msgspec.json.encode(run)
            assert msgspec.json.decode(stored, type=PushedRun) == run
    return run


def shown(run: PushedRun, now: datetime = AT) -> LinkState:
    assert REFERENCE is not None
    return state_of(run, REFERENCE, now)


def weblog(events: list[Any]) -> list[Heard | None]:
    return [read_weblog(json.dumps(event).encode()) for event in events]


def tower(calls: list[Any]) -> list[Heard | None]:
    found = []
    for call in calls:
        path = call["path"]
        if path == "/trace/create":
            path = f"/trace/{call['response']['body']['workflowId']}/create"
        found.append(read_tower(path, json.dumps(call["body"]).encode()))
    return found


def heard_in(path: Path) -> list[Heard | None]:
    events = json.loads(path.read_text())
    return tower(events) if "path" in events[0] else weblog(events)


@needs_shared
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_sample_is_understood_event_by_event(path: Path) -> None:
    events = heard_in(path)
    assert None not in events
    states = [shown(told(events[: n + 1])).state for n in range(len(events))]
    if path.stem.startswith("tower"):
        assert states[0] == "queued"
        assert set(states[1:-1]) == {"running"}
    last = shown(told(events))
    if "succeeded" in path.stem:
        assert last.state == "succeeded"
        assert last.progress == {"succeeded": 3}
        assert last.ended
        assert last.started
        assert last.ended - last.started == timedelta(minutes=10)
        assert not last.detail
        assert not last.last_lines
    else:
        assert last.state == "failed"
    if "constructed-failed" in path.stem:
        assert last.failed_process == "ACME_RNASEQ:SALMON_INDEX"
        assert last.failed_task == "genome.fa"
        assert last.exit_words == "exit code 137: out of memory or killed"
        assert "Killed" in last.last_lines[-1]
        assert last.detail == "SALMON_INDEX (genome.fa), exit code 137: out of memory or killed"


@needs_shared
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_of_every_sample_the_card_the_session_and_the_resume_command_are_known(path: Path) -> None:
    run = told(heard_in(path))
    assert run.session
    assert run.name
    if "constructed" in path.stem:
        assert "https://trello.com/c/AbCd1234" in run.names
        command = shown(run).facts["resume"]
        assert command.endswith(f"-resume {run.session}")
        assert "secret" not in command
        assert shown(run).facts["pipeline"] == "acme-bio/rnaseq"


def test_a_task_that_is_tried_again_is_no_failure() -> None:
    events = weblog(story_of_weblog(retried=2))
    for number in range(len(events) - 1):
        state = shown(told(events[: number + 1]))
        assert (state.state, state.failed_process) == ("running", ""), events[number]
    last = shown(told(events))
    assert (last.state, last.failed_process) == ("succeeded", "")
    calls = tower(story_of_tower(retried=2))
    assert shown(told(calls[:-1])).failed_process == ""
    assert shown(told(calls)).state == "succeeded"


def test_the_task_that_ends_the_run_is_told_before_the_run_has_ended() -> None:
    events = weblog(story_of_weblog(fails=True))
    error = next(n for n, heard in enumerate(events) if heard and heard.what == "error")
    state = shown(told(events[: error + 1]))
    assert state.state == "failed"
    assert state.detail == "ALIGN (sample 3), exit code 137: out of memory or killed"


def test_weblog_counts_tasks_one_by_one_until_their_sum_is_told() -> None:
    run = told(weblog(story_of_weblog()[:4]))
    assert shown(run).progress
    assert sum(shown(run).progress.values()) == 1


def test_a_cached_task_and_a_sum_are_counted_as_tower_says() -> None:
    run = told(tower(story_of_tower()))
    assert shown(run).progress == {"succeeded": 3, "cached": 2}


def test_what_has_ended_stays_ended() -> None:
    events = weblog(story_of_weblog(fails=True))
    ended = told(events)
    again = ended
    for heard in events[:-1]:
        assert heard is not None
        again = folded(again, heard, AT)
    assert shown(again).state == "failed"
    assert shown(again).detail == shown(ended).detail
    assert shown(again).last_lines == shown(ended).last_lines


def test_a_run_that_gives_no_error_says_so() -> None:
    calls = story_of_tower()
    calls[-1]["body"]["workflow"] |= {"success": False, "exitStatus": None, "errorReport": None}
    state = shown(told(tower(calls)))
    assert state.state == "failed"
    assert "stopped by hand" in state.detail


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-08-20T09:30Z", "2026-08-20T09:30:00+00:00"),
        ("2026-08-20T09:30+02:00", "2026-08-20T07:30:00+00:00"),
        ("2026-08-20T09:30:00.118204123Z", "2026-08-20T09:30:00.118204+00:00"),
        (1787218200118, "2026-08-20T09:30:00.118000+00:00"),
        ({"year": 2026, "monthValue": 8, "dayOfMonth": 20, "hour": 9, "minute": 30, "second": 0,
          "nano": 118204000, "offset": {"id": "+02:00", "totalSeconds": 7200}},
         "2026-08-20T07:30:00+00:00"),
        ({"year": 2026, "monthValue": 8, "dayOfMonth": 20}, "2026-08-20T00:00:00+00:00"),
        ({"year": 2026, "monthValue": 13, "dayOfMonth": 20}, None),
        ({"year": "x"}, None),
        ("yesterday", None), ("", None), (None, None), (0, None), (True, None), ([], None),
        (10**400, None), ({"year": 10**30, "monthValue": 1, "dayOfMonth": 1}, None),
    ],
)  # fmt: skip
def test_times_come_in_several_shapes(value: object, moment: str | None) -> None:
    found = read_moment(value)
    assert (found.astimezone(UTC).isoformat() if found else None) == moment


def test_a_queue_brings_what_the_snippet_sends_weblog_and_batch() -> None:
    snippet = {"event": "completed", "runName": "acme", "sessionId": "s-1", "success": False,
               "exitStatus": 1, "errorReport": "Error executing process > 'A (b)'",
               "commandLine": "nextflow run x", "duration": 1000}  # fmt: skip
    heard = read_message(json.dumps(snippet).encode())
    assert isinstance(heard, Heard)
    state = shown(told([heard]))
    assert (state.state, state.failed_process, state.failed_task) == ("failed", "A", "b")
    assert state.facts["resume"] == "nextflow run x -resume s-1"

    event = story_of_weblog()[0]
    for wrapped in (
        event,
        {"detail-type": "nextflow", "detail": event},
        {"Type": "Notification", "Message": json.dumps(event)},
        {"body": json.dumps(event)},
    ):
        found = read_message(json.dumps(wrapped).encode())
        assert isinstance(found, Heard)
        assert found.what == "begun"
    job = {"detail-type": "Batch Job State Change", "detail": {"jobId": "0b6e", "status": "FAILED"}}
    assert read_message(json.dumps(job).encode()) == JobChanged("0b6e")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"event":5}',
        b"\xff",
        b'"x"',
        b'{"event":"completed"}',
        b'{"event":"new","runId":"x"}',
        b'{"Message":{"Message":{"Message":{"Message":{}}}}}',
    ],
)
def test_what_tells_of_no_run_is_nothing(body: bytes) -> None:
    assert read_weblog(body) is None
    assert read_message(body) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=5,
)  # fmt: skip


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a payload that could hold something else."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, each in inner:
        yield (*at, key)
        yield from places(each, (*at, key))


def mutated(payload: Any, data: st.DataObject) -> Any:
    payload = copy.deepcopy(payload)
    for _ in range(data.draw(st.integers(1, 4))):
        known = list(places(payload))
        if not known:
            break
        *way, last = data.draw(st.sampled_from(known))
        parent = payload
        for key in way:
            parent = parent[key]
        if isinstance(parent, dict) and data.draw(st.booleans()):
            parent.pop(last)
        else:
            parent[last] = data.draw(JSON)
    return payload


def _bodies() -> list[Any]:
    found = [json.loads(path.read_text()) for path in FILES]
    return [*found, story_of_weblog(fails=True), story_of_tower(fails=True)]


BODIES = _bodies()


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_payload_with_anything_missing_or_of_another_type_does_no_harm(
    data: st.DataObject,
) -> None:
    events = data.draw(st.sampled_from(BODIES))
    chosen = data.draw(st.integers(0, len(events) - 1))
    run = PushedRun("abc", "s", "n")
    for number, event in enumerate(events):
        body = event["body"] if "path" in event else event
        if number == chosen:
            body = mutated(body, data)
        sent = json.dumps(body).encode()
        if "path" in event:
            what = event["path"].rpartition("/")[2]
            heard = read_tower(f"/trace/abc/{what}", sent)
        else:
            heard = read_weblog(sent)
        if heard is None:
            continue
        run = folded(run, heard, AT)
        assert msgspec.json.decode(msgspec.json.encode(run), type=PushedRun) == run
        state = shown(run)
        assert state.state in ("queued", "running", "succeeded", "failed", "unknown")
        assert all(isinstance(count, int) and count > 0 for count in state.progress.values())
        assert "\0" not in msgspec.json.encode(state).decode("unicode_escape", "replace")


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("way", ["weblog", "tower", "queue"])
def test_secrets_of_command_line_parameters_environment_and_errors_are_nowhere(
    way: str, *, fails: bool
) -> None:
    if way == "tower":
        run = told(tower(story_of_tower(fails=fails, planted=True)))
    else:
        events = story_of_weblog(fails=fails, planted=True)
        assert PLANTED in json.dumps(events)
        if way == "weblog":
            run = told(weblog(events))
        else:
            run = told([read_message(json.dumps(e).encode()) for e in events])  # type: ignore[misc]
    kept = msgspec.json.encode(run).decode()
    assert run.name == "acme_b42"
    assert PLANTED not in kept
    assert PLANTED not in msgspec.json.encode(shown(run)).decode()


SILENT = timedelta(minutes=5)


def test_a_tower_run_is_unknown_after_five_silent_minutes_and_may_come_back() -> None:
    run = told(tower(story_of_tower()[:3]))
    assert shown(run, AT + SILENT).state == "running"
    late = shown(run, AT + SILENT + timedelta(seconds=1))
    assert (late.state, late.changed) == ("unknown", AT)
    (beat,) = tower([{"path": "/trace/4wJ8kQ2bTz9sRA/heartbeat", "body": {"progress": {}}}])
    assert beat is not None
    back = folded(run, beat, AT + timedelta(minutes=7))
    assert shown(back, AT + timedelta(minutes=8)).state == "running"


def test_a_silence_of_ours_is_not_theirs() -> None:
    assert REFERENCE is not None
    run = told(tower(story_of_tower()[:3]))
    began = AT + timedelta(hours=2)
    now = began + timedelta(minutes=4)
    assert state_of(run, REFERENCE, now, since=began).state == "running"
    assert state_of(run, REFERENCE, began + timedelta(minutes=6), since=began).state == "unknown"


def test_a_weblog_run_may_be_silent_for_a_day() -> None:
    run = told(weblog(story_of_weblog()[:3]))
    assert shown(run, AT + timedelta(hours=23)).state == "running"
    assert shown(run, AT + timedelta(hours=25)).state == "unknown"


def test_what_has_ended_is_never_silent() -> None:
    run = told(tower(story_of_tower()))
    assert shown(run, AT + timedelta(days=30)).state == "succeeded"
