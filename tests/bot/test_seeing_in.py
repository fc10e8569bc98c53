"""Seeing into a service that runs: readiness, metrics, one name from intake to effect, status."""

import json
import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from bot.beginning import said_at_start
from bot.cli import run_command
from bot.nextflow.door import open_door
from bot.sandbox.serving import ServerThread
from bot.sandbox.workspace import SandboxWorkspace
from bot.service import Service, agreement_from
from bot.settings import Settings, read_settings
from bot.tracing import trace
from bot.trello.gateway import TrelloGateway
from bot.trello.http import TrelloHttp
from tests.bot.running import free_ports, wait_for
from tests.secrecy import Watch

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("service")]
TOKEN = "metrics-token-never-to-be-seen"


# secrets of systems that are not in the sandbox; nobody listens at that port
NOBODY = "http://127.0.0.1:9"
PLANTED = {
    "databricks_host": NOBODY, "connect_server": NOBODY, "code_ocean_domain": NOBODY,
    "deep_origin_url": NOBODY, "deep_origin_org": "larkspur",
    **{
        name: SecretStr(f"{name}-never-to-be-seen")
        for name in (
            "databricks_token", "connect_api_key", "code_ocean_token", "deep_origin_token"
        )
    },
    "calendars": SecretStr(f"Ines={NOBODY}/path-never-to-be-seen/ines.ics"),
    "metrics_token": SecretStr(TOKEN),
}  # fmt: skip


class Lines(logging.Handler):
    """What was logged, with the name that stood beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append((trace(), record.getMessage()))

    def of(self, words: str) -> set[str]:
        """The names beside lines with these words."""
        return {name for name, line in self.seen if words in line}


class Seen:
    def __init__(
        self, settings: Settings, service: Service, web: FastAPI, url: str, lines: Lines
    ) -> None:
        self.settings, self.service, self.web = settings, service, web
        self.url, self.lines = url, lines

    def metrics(self, token: str = TOKEN) -> requests.Response:
        header = {"Authorization": f"Bearer {token}"}
        return requests.get(f"{self.url}/metrics", headers=header, timeout=60)

    def value(self, name: str, **labels: str) -> float:
        found = 0.0
        for family in text_string_to_metric_families(self.metrics().text):
            for sample in family.samples:
                if sample.name == name and labels.items() <= sample.labels.items():
                    found += sample.value
        return found


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    folder = tmp_path_factory.mktemp("seeing")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        workspace = SandboxWorkspace(folder / "data")
        workspace.start()
        (port,) = free_ports(1)
        settings = workspace.settings_for(read_settings(data=folder / "data", port=port))
        settings = settings.model_copy(update={"poll_seconds": 0.5, **PLANTED})
        lines = Lines()
        root = logging.getLogger()
        level = root.level
        root.addHandler(lines)
        root.setLevel(logging.DEBUG)
        service = Service(settings, agreement_from(settings.protocol))
        try:
            web = service.start()
            with ServerThread(web) as server:
                wait_for(lambda: service.health()["last_poll"], 90)
                wait_for(lambda: service.health()["looks_waiting"] == 0, 90)
                yield Seen(settings, service, web, server.url, lines)
        finally:
            service.stop()
            root.removeHandler(lines)
            root.setLevel(level)
            workspace.stop()


def new_card(seen: Seen, name: str) -> str:
    (board,) = seen.service.boards.all_kept()
    doing = next(e.id for e in board.board.lists if e.name == "Doing")
    http = TrelloHttp(seen.settings.trello_key, "sandbox-token-amara", seen.settings.trello_url)
    return str(TrelloGateway(http).add_card(doing, name)["id"])


def test_ready_means_database_queue_trello_and_polls(seen: Seen) -> None:
    answer = requests.get(f"{seen.url}/readyz", timeout=60)

    said = answer.json()
    assert (answer.status_code, said["ready"], said["reasons"]) == (200, True, [])
    assert (said["database"], said["trello_token"], said["processes"]) == ("ok", True, 1)
    assert said["last_poll"]


def test_one_name_leads_from_the_event_to_its_effects(seen: Seen) -> None:
    card = new_card(seen, "Compare aligners of long reads")
    wait_for(lambda: seen.lines.of(f"PostComment on card {card}"), 20)

    (heard,) = seen.lines.of(f"Heard createCard on card {card}")
    effects = seen.lines.of(f" on card {card} is done")
    assert heard
    assert effects == {heard}


def test_the_metrics_count_what_was_done(seen: Seen) -> None:
    card = new_card(seen, "Count reads per lane of plate seven")
    wait_for(lambda: seen.lines.of(f"PostComment on card {card}"), 20)
    wait_for(lambda: seen.value("cardkeeper_event_to_effect_seconds_count") >= 1, 10)

    assert seen.value("cardkeeper_requests_total", system="trello", method="GET") > 3
    for system in ("github", "seqera"):  # called the same in both, so that they can be compared
        assert seen.value("cardkeeper_requests_total", system=system) > 0
        assert seen.value("cardkeeper_rate_budget_remaining", system=system) >= 0
    (board,) = seen.service.boards.all_kept()
    assert seen.value("cardkeeper_board_requests_total", board=board.board.id) > 3
    assert seen.value("cardkeeper_events_total") >= 1
    assert seen.value("cardkeeper_effects_total", kind="PostComment", outcome="done") >= 1
    wait_for(lambda: 0 < seen.value("cardkeeper_rate_budget_remaining", system="trello") <= 100, 20)
    assert seen.value("cardkeeper_findings") > 3
    assert seen.value("cardkeeper_processes") == 1


def test_no_label_names_a_card_or_a_person(seen: Seen) -> None:
    (kept,) = seen.service.boards.all_kept()
    text = seen.metrics().text.casefold()

    assert kept.board.id in text
    people = [m.full_name for m in kept.board.members if m.username != "cardkeeper"]
    for name in [kept.board.name, *people]:
        assert name.casefold() not in text
    assert not [card.title for card in kept.board.cards if card.title.casefold() in text]


def test_metrics_are_named_as_prometheus_asks(seen: Seen) -> None:
    for family in text_string_to_metric_families(seen.metrics().text):
        assert family.name.startswith("cardkeeper_")
        assert family.documentation.endswith(".")
        assert not family.name.endswith(("_total", "_count", "_ms", "_minutes"))


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1]])
def test_the_metrics_ask_for_their_token(seen: Seen, token: str) -> None:
    assert seen.metrics(token).status_code == 401


def test_every_address_that_is_served_stands_in_the_page_on_security(
    seen: Seen, tmp_path: Path
) -> None:
    told, served = told_of(), served_by(seen.web.routes)
    with ExitStack() as running:
        doors = seen.settings.model_copy(
            update={
                "data": tmp_path, "nextflow_tower": True, "nextflow_token": SecretStr(TOKEN),
            }
        )  # fmt: skip
        served |= served_by(open_door(running, doors)._intake.routes)

    assert len(served) > 20
    assert {"/webhooks/nextflow", "/nextflow/tower", "/nextflow/runs/"} <= {p for _, p in served}
    for method, path in served:
        assert any(answers(each, method, path) for each in told), (method, path)
    for each in told:
        assert any(answers(each, method, path) for method, path in served), each


def told_of() -> set[tuple[str, str, bool]]:
    """Method, address and whether others begin with it, as the table of the page has them."""
    page = (Path(__file__).parents[2] / "docs" / "security.md").read_text()
    table = page.partition("## Every endpoint")[2].partition("\n\nThere is")[0]
    told = set()
    for row in table.splitlines():
        method = ""
        for said in re.findall(r"`([A-Z]* ?/[^`]*)`", row.partition(" | ")[0]):
            method, path = said.split(" ") if " " in said else (method, said)
            told.add((method, path.removesuffix("..."), path.endswith("...")))
    return told


def served_by(routes: Sequence[Any]) -> set[tuple[str, str]]:
    """Method and address, up to where it varies. To answer HEAD like GET is no other endpoint."""
    return {
        (method, route.path.partition("{")[0])
        for route in routes
        for method in route.methods
        if not (method == "HEAD" and "GET" in route.methods)
    }


def answers(told: tuple[str, str, bool], method: str, path: str) -> bool:
    said, root, more = told
    return said in (method, "ANY") and (path.startswith(root) if more else path == root)


def test_status_tells_from_the_database_alone(
    seen: Seen, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CARDKEEPER_DATA", str(seen.settings.data))
    capsys.readouterr()
    status = run_command(["status", "--format", "json"])
    told: dict[str, Any] = json.loads(capsys.readouterr().out)

    assert (status, told["ok"], told["problems"]) == (0, True, [])
    (process,) = told["condition"]["processes"]
    assert process["role"] == "all"
    assert told["condition"]["boards"][0]["polled_at"]

    assert run_command(["status"]) == 0
    out = capsys.readouterr().out
    assert "Processes" in out
    assert "asked" in out


def test_the_start_says_in_about_ten_lines_what_is_on_and_what_is_off(seen: Seen) -> None:
    lines = said_at_start(seen.service.shared)

    assert 8 <= len(lines) <= 12
    text = "\n".join(lines)
    assert "trello     on: 1 board" in text
    assert TOKEN not in text


def test_no_secret_is_in_what_is_shown_kept_or_logged(
    seen: Seen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even in the log with everything in it, which nobody need write."""
    secrets = [each for each in seen.settings.secrets if len(each) >= 6]
    assert len(secrets) >= 12
    assert seen.settings.calendars.get_secret_value() in secrets
    watch = Watch("|".join([*map(re.escape, secrets), "never-to-be-seen"]))
    monkeypatch.setenv("CARDKEEPER_DATA", str(seen.settings.data))
    backup = tmp_path / "backup.gz"
    assert run_command(["backup", str(backup)]) == 0
    run_command(["status", "--format", "json"])
    run_command(["status"])

    for path in ("/healthz", "/readyz", "/"):
        watch.look(path, requests.get(seen.url + path, timeout=20).text)
    watch.look("/metrics", seen.metrics().text)
    watch.look("status", "".join(capsys.readouterr()))
    watch.look("backup", backup.read_bytes())
    watch.look("start", "\n".join(said_at_start(seen.service.shared)))
    watch.look("log", "\n".join(line for _, line in seen.lines.seen))

    assert watch.seen == []
    live = {each.title for each in seen.service.shared.providers if each.is_live}
    assert live >= {"Databricks", "Posit Connect", "Code Ocean", "Deep Origin", "GitHub"}


def test_a_database_that_is_away_is_not_ready_and_is_said_so(tmp_path: Path) -> None:
    from datetime import timedelta

    from bot.clock import now_utc
    from bot.watch.readiness import add_readiness
    from storage.database import connect

    web = FastAPI()
    engine = connect("postgresql://nobody@127.0.0.1:1/away")
    add_readiness(web, engine, now_utc, timedelta(minutes=10))
    with ServerThread(web) as server:
        answer = requests.get(f"{server.url}/readyz", timeout=20)

    assert (answer.status_code, answer.json()["reasons"]) == (503, ["database"])
