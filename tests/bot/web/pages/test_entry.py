"""The way in: a link that opens once and not for long, and a session that can be taken back."""

import re

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from bot.web.pages.access import Access, digest_of, is_local
from storage.pages import PageSession, end_sessions
from tests.bot.web.pages.premises import Clock, Premises, premises, token_in
from tests.bot.web.pages.small_board import agreement, small_board

_LINK = re.compile(r'name="link" value="([^"]+)"')


def test_a_link_lets_its_person_in_and_leads_to_the_page(site: Premises) -> None:
    ana = site.enter("ana", "/go/workload")

    page = ana.get("/go/workload")
    assert page.url.path == "/board/gEnOmEs1/workload"
    assert "Ana Lima" in page.text


def test_a_link_that_is_only_looked_at_is_not_used_up(site: Premises) -> None:
    link = site.link("ana")
    for _ in range(3):
        assert site.stranger().get(link).status_code == 200

    client = site.stranger()
    token = _LINK.findall(client.get(link).text)[0]
    assert client.post("/enter", data={"link": token}).status_code == 200


def test_a_link_lets_in_once(site: Premises) -> None:
    link = site.link("ana")
    token = _LINK.findall(site.stranger().get(link).text)[0]
    assert site.stranger().post("/enter", data={"link": token}).status_code == 200

    again = site.stranger().post("/enter", data={"link": token})

    assert again.status_code == 401
    assert "ask for another" in again.text


def test_who_is_in_may_follow_their_link_again(site: Premises) -> None:
    ana = site.enter("ana")
    link = site.link("ana", "/go/goals")

    for _ in range(2):
        assert ana.get(link).url.path == "/board/gEnOmEs1/goals"


def test_a_double_click_on_the_way_in_is_one_way_in(site: Premises) -> None:
    client = site.stranger()
    token = _LINK.findall(client.get(site.link("ana")).text)[0]

    assert [client.post("/enter", data={"link": token}).status_code for _ in range(2)] == [200, 200]


def test_a_link_for_somebody_else_asks_before_it_changes_who_is_in(site: Premises) -> None:
    ana = site.enter("ana")

    page = ana.get(site.link("ben")).text

    assert "You are in as <bdi>Ana Lima</bdi>" in page
    assert "enter.js" not in page  # which would send the form by itself


@pytest.mark.parametrize("minutes", [14, 16])
def test_a_link_ends_after_a_quarter_of_an_hour(site: Premises, minutes: int) -> None:
    link = site.link("ana")
    site.clock.forward(minutes=minutes)

    assert site.stranger().get(link).status_code == (200 if minutes < 15 else 401)


@pytest.mark.parametrize("change", [lambda link: link[:-2], lambda link: link[:-1] + "!",
                                    lambda link: link.replace("/enter/", "/enter/x")])  # fmt: skip
def test_a_link_that_was_changed_is_refused(site: Premises, change) -> None:  # type: ignore[no-untyped-def]
    assert site.stranger().get(change(site.link("ana"))).status_code == 401


def test_a_link_made_with_another_token_is_refused(site: Premises, engine: Engine) -> None:
    forged = Access(engine, "another token", site.clock, site.url)
    asker = site.site.asker_of(PageSession(digest="", trello="ana", name="Ana"))  # type: ignore[call-arg]
    assert asker is not None

    assert site.stranger().get(forged.link_for(asker)).status_code == 401


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "x",
                                "/a\r\nb"])  # fmt: skip
def test_a_link_leads_nowhere_else(site: Premises, to: str) -> None:
    assert not is_local(to)
    assert site.stranger().get(site.link("ana", to)).status_code == 401


def test_many_bad_links_from_one_address_are_held_off(site: Premises) -> None:
    client = site.stranger()
    statuses = [client.get(f"/enter/{n}").status_code for n in range(22)]

    assert statuses[:20] == [401] * 20
    assert statuses[20:] == [429] * 2
    assert client.get("/enter/1").headers["retry-after"] == "60"


def test_bad_links_from_behind_the_same_proxy_keep_nobody_out(site: Premises) -> None:
    stranger = site.stranger()
    for number in range(30):
        stranger.get(f"/enter/{number}")

    assert site.enter("ana").get("/").status_code == 200


def test_a_session_ends_by_itself(site: Premises) -> None:
    ana = site.enter("ana")
    site.clock.forward(hours=12, seconds=1)

    assert ana.get("/").status_code == 401


def test_a_session_can_be_taken_back(site: Premises, engine: Engine) -> None:
    ana, ben = site.enter("ana"), site.enter("ben")

    assert end_sessions(engine, "ANA") == 1

    assert (ana.get("/").status_code, ben.get("/").status_code) == (401, 200)


def test_who_leaves_is_out(site: Premises) -> None:
    ana = site.enter("ana")
    token = token_in(ana.get("/board/gEnOmEs1").text)
    secret = ana.cookies["cardkeeper"]

    assert "You have left" in ana.post("/leave", data={"token": token}).text

    ana.cookies.set("cardkeeper", secret)
    assert ana.get("/").status_code == 401


def test_the_database_holds_only_a_digest_of_the_session(site: Premises, engine: Engine) -> None:
    ana = site.enter("ana")

    with Session(engine) as session:
        kept = session.exec(select(PageSession.digest)).all()
    assert list(kept) == [digest_of(ana.cookies["cardkeeper"])]


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(site: Premises) -> None:
    client = site.stranger()
    token = _LINK.findall(client.get(site.link("ana")).text)[0]
    answer = client.post("/enter", data={"link": token}, follow_redirects=False)

    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie  # the pages' address is http


def test_over_tls_the_cookie_is_held_to_this_host(engine: Engine) -> None:
    more = {"page_url": "https://cardkeeper.example"}
    with premises(engine, agreement(), Clock(), small_board(), **more) as site:
        client = site.stranger()
        token = _LINK.findall(client.get(site.link("ana")).text)[0]
        answer = client.post("/enter", data={"link": token}, follow_redirects=False)

        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-cardkeeper=")
        assert "; Secure" in cookie
        assert "Domain" not in cookie
        assert "max-age" in answer.headers["strict-transport-security"]


def test_whose_slack_tie_is_gone_is_out(site: Premises) -> None:
    row = PageSession(digest="", slack_id="U0ANA", trello="ana", name="Ana")  # type: ignore[call-arg]

    assert site.site.asker_of(row) is None  # the agreement ties no such Slack id
