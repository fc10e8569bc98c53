"""200 events a second are on the disk before they are answered; no trouble of ours ends a run."""

import http.client
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine, create_engine, text

from bot.nextflow.drain import Drain, Understanding
from bot.sandbox.nextflow.standin import TOKEN as SANDBOX_TOKEN
from storage.nextflow import runs_of_interest
from tests.bot.chaos.soak import soak
from tests.bot.nextflow.endpoint import BASIC, NEXTFLOW_WAITS_S, NextflowClient, endpoint
from tests.bot.nextflow.telling import story_of_tower
from tests.bot.running import Running, wait_for
from tests.protocol.cards import NOW

WANTED = 200.0  # events a second


class Head:
    """One head job that sends progress as fast as it is answered."""

    def __init__(self, url: str, number: int, headers: dict[str, str]) -> None:
        self._to = urlsplit(url)
        self._run = f"Load{number:04}"
        self._headers = headers | {"Content-Type": "application/json"}
        self.slowest_s = 0.0
        self.refused = 0
        flow = story_of_tower()[1]["body"]["workflow"] | {
            "sessionId": f"session-{number}", "runName": f"load_{number}"
        }  # fmt: skip
        self._begin = json.dumps({"workflow": flow}).encode()
        task = {"taskId": 1, "name": "A (b)", "status": "RUNNING", "script": "x" * 700}
        self._progress = json.dumps({"tasks": [task] * 3, "progress": {"running": 3}}).encode()
        self._complete = json.dumps({"workflow": flow | {"success": True}}).encode()

    def send(self, events: int, rate: float = 0.0) -> None:
        """So many events, at most `rate` of them in a second."""
        connection = http.client.HTTPConnection(self._to.hostname or "", self._to.port, timeout=30)
        began = time.monotonic()
        for number in range(events):
            what, body = "progress", self._progress
            if number == 0:
                what, body = "begin", self._begin
            elif number == events - 1:
                what, body = "complete", self._complete
            ahead = number / rate - (time.monotonic() - began) if rate else 0.0
            if ahead > 0:
                time.sleep(ahead)  # the pace of a head job
            at = time.monotonic()
            path = f"/nextflow/tower/trace/{self._run}/{what}"
            connection.request("PUT", path, body, self._headers)
            answer = connection.getresponse()
            answer.read()
            self.refused += answer.status != 200
            self.slowest_s = max(self.slowest_s, time.monotonic() - at)
        connection.close()


def all_send(heads: list[Head], events: int, rate: float = 0.0) -> float:
    """Every head at once; events a second over all."""
    threads = [threading.Thread(target=each.send, args=(events, rate)) for each in heads]
    began = time.monotonic()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return len(heads) * events / (time.monotonic() - began)


@pytest.mark.slow
def test_200_events_a_second_are_kept_before_they_are_answered(
    engine: Engine, tmp_path: Path
) -> None:
    understanding = Understanding(engine, lambda: NOW, "key", "https://ck.example")
    told: list[tuple[str, ...]] = []
    drain = Drain(tmp_path / "journal", understanding, told.append)
    with endpoint(tmp_path / "journal", reserve_bytes=1_000_000) as served:
        drain.start()
        heads = [Head(served.url, number, BASIC) for number in range(6)]
        rate = all_send(heads, 80)
        wait_for(lambda: ended(engine) == 6, 20)
        drain.stop()
    print(f"\n{rate:.0f} events/s, slowest {max(each.slowest_s for each in heads):.3f} s")
    assert sum(each.refused for each in heads) == 0
    assert rate >= WANTED
    assert ended(engine) == 6


def ended(engine: Engine) -> int:
    """How many runs have told their end, as the database has it."""
    return sum(run.is_over for run in runs_of_interest(engine, NOW.replace(year=2000), NOW))


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path / "data")
    yield running
    running.end()


def sandbox_client(running: Running) -> NextflowClient:
    client = NextflowClient(f"http://127.0.0.1:{running.port}/nextflow/tower")
    client._http.headers["Authorization"] = f"Bearer {SANDBOX_TOKEN}"
    return client


@pytest.mark.slow
@pytest.mark.xdist_group("service")
def test_a_run_survives_a_kill_a_start_and_a_database_that_is_locked(service: Running) -> None:
    service.start()
    client = sandbox_client(service)
    calls = story_of_tower()
    run = client.send("POST", "/trace/create", calls[0]["body"])["workflowId"]
    client.send("PUT", f"/trace/{run}/begin", calls[1]["body"])

    service.kill()
    service.launch()
    client.send("PUT", f"/trace/{run}/progress", calls[2]["body"])
    assert 0 < client.pauses_s < NEXTFLOW_WAITS_S, "it was away for less than Nextflow waits"
    service.answering()

    database = create_engine(f"sqlite:///{service.data}/cardkeeper.db")
    with database.connect() as connection:
        connection.execute(text("BEGIN EXCLUSIVE"))
        before = client.retried
        began = time.monotonic()
        client.send("PUT", f"/trace/{run}/heartbeat", {"progress": {}})
        client.send("PUT", f"/trace/{run}/complete", calls[-1]["body"])
        assert time.monotonic() - began < 25  # who waits for the database waits for thirty
        assert client.retried == before, "the database has no part in it"
        connection.rollback()

    query = text("SELECT is_over FROM nextflow_run WHERE id = :id")

    def is_over() -> bool:
        with database.connect() as connection:
            return bool(connection.execute(query, {"id": run}).scalar())

    wait_for(is_over, 30, lambda: service.log.read_text())
    database.dispose()


_ON_A_SMALL_DISK = """
import sys
from pathlib import Path
from tests.bot.nextflow.endpoint import endpoint, kept_in
from tests.bot.running import wait_for
disk = Path(sys.argv[1])
sent = 0
with endpoint(disk / "journal", reserve_bytes=300_000) as served:
    def send(count):
        global sent
        for _ in range(count):
            answer = served.tower("PUT", "/trace/abc/progress", {"n": sent, "pad": "x" * 2000})
            assert answer.status_code == 200, answer.status_code
            sent += 1
    send(20)
    ballast = (disk / "ballast").open("wb", buffering=0)
    try:
        while True:
            ballast.write(b"x" * 4096)
    except OSError as error:
        print("full:", error.strerror)
    send(100)
    print("held in the reserve:", served.journal.held == 0)
    send(100)
    print("held in memory:", served.journal.held > 0)
    ballast.close()
    (disk / "ballast").unlink()
    wait_for(lambda: served.journal.held == 0, 10)
    send(5)
found = {__import__("json").loads(each.body)["n"] for each in kept_in(disk / "journal")}
print("all kept:", found == set(range(sent)), "lost:", served.journal.lost)
"""


@pytest.mark.slow
def test_on_a_disk_that_is_really_full_every_event_is_answered_and_kept(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = 'mount -t tmpfs -o size=2m none "$1" && shift 1 && exec "$@"'
    command = ["unshare", "-rm", "sh", "-c", mount, "sh", str(disk)]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*command, "true"], check=False).returncode
    ):
        pytest.skip("no file system of a fixed size can be made here")
    done = subprocess.run(
        [*command, sys.executable, "-c", _ON_A_SMALL_DISK, str(disk)],
        capture_output=True, text=True, check=False, timeout=120, cwd=Path(__file__).parents[3],
        env={k: v for k, v in os.environ.items() if not k.startswith("CARDKEEPER_")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.splitlines() == [
        "full: No space left on device", "held in the reserve: True", "held in memory: True",
        "all kept: True lost: 0",
    ]  # fmt: skip


@soak
def test_200_events_a_second_for_a_minute_through_the_whole_service(service: Running) -> None:
    service.start()
    url = f"http://127.0.0.1:{service.port}"
    headers = {"Authorization": f"Bearer {SANDBOX_TOKEN}"}
    heads = [Head(url, number, headers) for number in range(20)]
    rate = all_send(heads, 620, 10.2)
    print(f"\n{rate:.0f} events/s, slowest {max(each.slowest_s for each in heads):.3f} s")
    assert sum(each.refused for each in heads) == 0
    assert rate >= WANTED
    database = create_engine(f"sqlite:///{service.data}/cardkeeper.db")
    query = text("SELECT count(*) FROM nextflow_run WHERE is_over = 1")

    def over() -> int:
        with database.connect() as connection:
            return int(connection.execute(query).scalar_one())

    wait_for(lambda: over() == 20, 60)
    wait_for(lambda: not list((service.data / "nextflow").glob("*.sealed")), 30)
    database.dispose()
