"""What the page answers at its addresses: nothing secret, nothing of others, words for faults."""

import httpx
import pytest

from tests.bot.sandbox.page.place import ANA, CARD, TEAM, Sandbox


def test_the_page_is_served_with_a_strict_policy_and_without_inline_scripts(
    sandbox: Sandbox,
) -> None:
    answer = httpx.get(sandbox.url)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert answer.text.count("<script") == 1
    assert "<style" not in answer.text


def test_no_token_ever_reaches_the_page(sandbox: Sandbox) -> None:
    told = "".join(
        httpx.get(f"{sandbox.url}/page/{path}", params={"person": ANA}).text
        for path in ("start", "board", f"cards/{CARD}", "slack")
    )
    app = sandbox.slack.workspace.app()
    secrets = [app[name] for name in ("bot_token", "app_token", "signing_secret")]
    secrets += [row[0] for row in sandbox.trello.world.store.rows("SELECT token FROM tokens")]
    assert "Compare batch effects" in told
    assert [secret for secret in secrets if secret in told] == []


def test_another_sites_page_cannot_act_here(sandbox: Sandbox) -> None:
    said = {"channel": TEAM, "text": "spam"}
    url = f"{sandbox.url}/page/slack/say?person={ANA}"
    strange = httpx.post(url, json=said, headers={"Origin": "https://evil.example"})
    formlike = httpx.post(url, content="x=1", headers={"Content-Type": "text/plain"})
    assert (strange.status_code, formlike.status_code) == (403, 400)
    assert sandbox.slack.client.messages(ANA, TEAM) == []


@pytest.mark.parametrize("name", ["../routes.py", "routes.py", "__init__.py", "none.js"])
def test_only_the_pages_own_files_are_served(sandbox: Sandbox, name: str) -> None:
    assert httpx.get(f"{sandbox.url}/page/files/{name}").status_code == 404


def test_an_unknown_person_and_an_unknown_card_are_refused_in_words(sandbox: Sandbox) -> None:
    nobody = httpx.get(f"{sandbox.url}/page/board", params={"person": "U0NONE"})
    nothing = httpx.get(f"{sandbox.url}/page/cards/{'0' * 24}", params={"person": ANA})
    assert (nobody.status_code, nobody.json()) == (400, {"error": "unknown: U0NONE"})
    assert nothing.status_code == 400
