"""A pull request through its whole life: from GitHub to the card, which it moves when merged."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from bot.sandbox.team.agreement import sample_agreement
from tests.bot.running import Running, wait_for
from tests.bot.test_links_live import comment_with, new_card

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("github")]

CORE = "larkspur-bio/larkspur.core"
AGREEMENT = """
[links]
comment = "always"

[moves.pull_requests]
merged = "review"

[repositories.boards]
"larkspur-bio/larkspur.core" = "Computational Biology"
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One running service whose pull requests move cards, and are told whether they name one."""
    folder = tmp_path_factory.mktemp("github")
    agreement = folder / "protocol.toml"
    text = sample_agreement(datetime.now(UTC))
    agreement.write_text(f"{text}\n{AGREEMENT}")
    running = Running(
        folder / "data", CARDKEEPER_PROTOCOL=str(agreement), CARDKEEPER_GITHUB_CHECK="true"
    ).start()
    wait_for(lambda: running.channel_messages(), 30)
    wait_for(lambda: running.state()["looks_waiting"] == 0, 30)
    yield running
    assert running.stop() == 0


def control(running: Running, path: str, **given: Any) -> dict[str, Any]:
    """Play somebody on the sandbox's GitHub."""
    answer = requests.post(f"{running.page}/github/control/{path}", json=given, timeout=60)
    answer.raise_for_status()
    told: dict[str, Any] = answer.json()
    return told


def opened(running: Running, **given: Any) -> str:
    """A new pull request's path below `pulls`."""
    made = control(running, "pulls", repository=CORE, author="meiling_tsai", **given)
    return f"pulls/{CORE}/{made['number']}"


def list_of(running: Running, card: str) -> str:
    whole = running.board()
    names = {entry["id"]: entry["name"] for entry in whole["lists"]}
    return str(next(names[each["idList"]] for each in whole["cards"] if each["id"] == card))


def test_a_pull_request_that_closes_a_card_is_on_it_and_moves_it_when_merged(
    service: Running,
) -> None:
    card = new_card(service, "Read counts in one pass")
    path = opened(
        service, title="Read counts in one pass", body=f"Closes {card['shortUrl']}", draft=True
    )
    assert "draft" in comment_with(service, card["id"], "Read counts in one pass]")
    control(service, path, do="ready")
    control(service, path, do="request_changes", by="tomasz_wilczek")
    comment_with(service, card["id"], "changes requested")
    control(service, path, do="approve", by="tomasz_wilczek")
    comment_with(service, card["id"], "approved")
    assert list_of(service, card["id"]) == "Doing"
    control(service, path, do="merge")
    wait_for(lambda: list_of(service, card["id"]) == "Review", 25)


def test_a_card_moved_back_by_a_person_stays_there(service: Running) -> None:
    card = new_card(service, "Write counts in one pass")
    path = opened(service, title="Write counts", body=f"Fixes {card['shortUrl']}")
    comment_with(service, card["id"], "Write counts]")
    control(service, path, do="merge")
    wait_for(lambda: list_of(service, card["id"]) == "Review", 25)
    whole = service.board()
    doing = next(entry["id"] for entry in whole["lists"] if entry["name"] == "Doing")
    service.trello("PUT", f"/cards/{card['id']}", idList=doing)
    control(service, path, do="edit", title="Write counts (again)")
    comment_with(service, card["id"], "Write counts (again)")
    wait_for(lambda: service.state()["looks_waiting"] == 0, 25)
    assert list_of(service, card["id"]) == "Doing"


def test_a_bare_mention_links_and_moves_nothing(service: Running) -> None:
    card = new_card(service, "Count once more")
    path = opened(service, title="Count once more", branch=f"feature/{card['shortLink']}-count")
    comment_with(service, card["id"], "Count once more]")
    control(service, path, do="merge")
    comment_with(service, card["id"], "merged")
    wait_for(lambda: service.state()["looks_waiting"] == 0, 25)
    assert list_of(service, card["id"]) == "Doing"


def test_a_number_is_a_card_in_a_repository_that_is_bound_to_the_board(service: Running) -> None:
    card = new_card(service, "Count by number")
    opened(service, title=f"Count by number (#{card['idShort']})")
    comment_with(service, card["id"], "Count by number (#")


def test_an_open_pull_request_is_told_whether_it_names_a_card(service: Running) -> None:
    card = new_card(service, "Told by a check")
    named = opened(service, title="Told by a check", body=card["shortUrl"])
    nameless = opened(service, title="Tidy up")

    def checks() -> dict[str, Any]:
        pulls = requests.get(f"{service.page}/github/control/pulls", timeout=60).json()["pulls"]
        return {f"pulls/{each['repository']}/{each['number']}": each["checks"] for each in pulls}

    wait_for(lambda: "Cardkeeper" in checks()[named], 60)
    wait_for(lambda: "Cardkeeper" in checks()[nameless], 60)
