"""`cardkeeper nextflow-config`: a configuration without secrets, and what is still lacking."""

import pytest

from bot.cli.nextflow_config import run
from bot.errors import UserError

TOKEN = "nextflow-Tk7Qm2Zx9Vb4"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):  # type: ignore[no-untyped-def]
    """A folder without a `.env`."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("way", ["weblog", "tower", "sqs"])
def test_what_is_printed_holds_no_secret(
    way: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARDKEEPER_NEXTFLOW_TOKEN", TOKEN)
    monkeypatch.setenv("CARDKEEPER_NEXTFLOW_TOWER", "true")
    monkeypatch.setenv("CARDKEEPER_NEXTFLOW_QUEUE_URL", "https://sqs.eu-west-1.amazonaws.com/1/q")
    assert run(way, "https://ck.internal/") == 0
    said = capsys.readouterr()
    assert TOKEN not in said.out + said.err
    assert "System.getenv(" in said.out
    assert said.err == ""
    address = {
        "weblog": "https://ck.internal/webhooks/nextflow'",
        "tower": "https://ck.internal/nextflow/tower'",
        "sqs": "workflow.onComplete",
    }
    assert address[way] in said.out
    for opening, closing in ("{}", "[]", "()"):
        assert said.out.count(opening) == said.out.count(closing)


def test_what_the_service_lacks_is_said_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("tower", "") == 0
    said = capsys.readouterr()
    assert "YOUR-ADDRESS" in said.out
    for name in ("--url", "CARDKEEPER_NEXTFLOW_TOKEN", "CARDKEEPER_NEXTFLOW_TOWER=true"):
        assert name in said.err


def test_the_public_address_is_taken_when_none_is_given(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARDKEEPER_PUBLIC_URL", "https://public.example")
    assert run("weblog", "") == 0
    assert "url = 'https://public.example/webhooks/nextflow'" in capsys.readouterr().out


@pytest.mark.parametrize("url", ["ck.internal", "https://u:p@ck.internal", "https://x'+y"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(UserError, match="no address"):
        run("weblog", url)
