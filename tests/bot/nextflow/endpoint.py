"""The endpoint for Nextflow's events on a real port, and a client that behaves as Nextflow does."""

import base64
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests

from bot.nextflow.frames import records_in
from bot.nextflow.intake import TOWER, WEBLOG, Intake
from bot.nextflow.journal import Journal, Write, sealed_in
from bot.nextflow.records import Sent, unpacked
from bot.sandbox.serving import ServerThread

TOKEN = "nextflow-Tk7Qm2Zx9Vb4"
BASIC = {"Authorization": "Basic " + base64.b64encode(f"@token:{TOKEN}".encode()).decode()}
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@dataclass
class Endpoint:
    """What is served, and the journal behind it."""

    url: str
    journal: Journal
    folder: Path
    server: ServerThread

    def send(
        self, method: str, path: str, body: Any, headers: dict[str, str] | None = None
    ) -> requests.Response:
        """One request; a body that is not bytes is sent as JSON."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return requests.request(
            method, self.url + path, data=content, timeout=15,
            headers={"Content-Type": "application/json", **(BASIC if headers is None else headers)},
        )  # fmt: skip

    def weblog(self, event: Any, headers: dict[str, str] | None = None) -> requests.Response:
        """One event of weblog's."""
        return self.send("POST", WEBLOG, event, headers)

    def tower(self, method: str, path: str, body: Any) -> requests.Response:
        """One call of the tower client's."""
        return self.send(method, TOWER + path, body)

    def sealed(self) -> list[Sent]:
        """Everything that the journal has, once it is stopped."""
        return kept_in(self.folder)


@contextmanager
def endpoint(
    folder: Path, *, tower: bool = True, write: Write = os.write, most_bytes: int = 1_000_000,
    **journal: int,
) -> Iterator[Endpoint]:  # fmt: skip
    """An endpoint whose journal is in this folder; stopped at the end, if it is not before."""
    kept = Journal(folder, write=write, **({"reserve_bytes": 20_000} | journal)).start()
    intake = Intake(
        kept, TOKEN, lambda: datetime.now(UTC), tower=tower, most_bytes=most_bytes
    )  # fmt: skip
    with ServerThread(intake.app) as server:
        yield Endpoint(server.url, kept, folder, server)
    kept.stop()


def kept_in(folder: Path) -> list[Sent]:
    """What the sealed segments of a folder hold, in order."""
    found = []
    for path in sealed_in(folder):
        found += [sent for record in records_in(path.read_bytes()) if (sent := unpacked(record))]
    return found


NEXTFLOW_WAITS_S = 178.0  # from 26.04.4 on: nine growing pauses between ten attempts


class NextflowClient:
    """Sends as Nextflow's HTTP client does: again after 429, 500, 502 to 504 and lost connections,
    for as long as Nextflow is patient (it asks more seldom than this client). What fails for
    longer, and any other error, ends a run.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.retried = 0
        self.pauses_s = 0.0
        self._http = requests.Session()
        self._http.headers.update(BASIC | {"User-Agent": "Nextflow/26.04.3"})

    def send(self, method: str, path: str, body: Any) -> dict[str, Any]:
        """The answer's JSON; AssertionError where a run would have ended."""
        began, why = time.monotonic(), ""
        while time.monotonic() - began < NEXTFLOW_WAITS_S:
            try:
                answer = self._http.request(method, self.url + path, json=body, timeout=60)
            except requests.RequestException as error:
                why = type(error).__name__
            else:
                if answer.ok:
                    told: dict[str, Any] = answer.json()
                    return told
                why = str(answer.status_code)
                if answer.status_code not in (429, 500, 502, 503, 504):
                    break
            self.retried += 1
            time.sleep(0.35)  # Nextflow's first pause
            self.pauses_s = time.monotonic() - began
        raise AssertionError(f"the run has ended: {method} {path} -> {why}")
