"""Who may see and do what: nobody sees a board that is not theirs, and no other site can act."""

import re

import pytest

from bot.web.pages.registry import DEEDS, PAGES
from storage.effects import EffectRow, begin
from tests.bot.web.pages.premises import Premises, token_in
from tests.bot.web.pages.small_board import ANA, BOARD, EVIL, MONDAY, TUNE, small_board, without

PATHS = [p.path.replace("{person}", ANA).replace("{day}", "2026-11-23") for p in PAGES]
OWN = [path for path in PATHS if not path.startswith("minutes/2026")]  # nobody has met yet
FORM = {"content-type": "application/x-www-form-urlencoded"}


def at(path: str, board: str = "gEnOmEs1") -> str:
    return f"/board/{board}/{path}".rstrip("/")


@pytest.fixture
def some_effects(site: Premises) -> None:
    row = EffectRow(key="k", board_id=BOARD, card_id=TUNE, kind="PostComment", why="owner-missing",
                    begun_at=MONDAY, done_at=MONDAY)  # fmt: skip
    begin(site.engine, row)


def test_every_page_is_there_for_a_member_and_for_nobody_who_is_not_in(
    site: Premises, some_effects: None
) -> None:
    ana, stranger = site.enter("ana"), site.stranger()
    for path in OWN:
        assert ana.get(at(path)).status_code == 200, path
        assert stranger.get(at(path)).status_code == 401, path


def test_a_board_of_others_is_as_if_it_were_not_there(site: Premises) -> None:
    ana = site.enter("ana")
    for path in PATHS:
        for board in ("sEcReT11", "a" * 24, "nOnE0000"):
            answer = ana.get(at(path, board))
            assert answer.status_code == 404
            assert "Secret genomes" not in answer.text
    assert "Secret genomes" not in ana.get("/").text
    assert "Secret genomes" in site.enter("ben").get("/").text


def test_who_is_taken_off_a_board_sees_it_no_more(site: Premises) -> None:
    ana = site.enter("ana")
    assert ana.get(at("workload")).status_code == 200

    site.clock.forward(minutes=1)
    site.store(without(small_board(), ANA))
    site.boards.catch_up(BOARD)

    assert [ana.get(at(path)).status_code for path in PATHS] == [404] * len(PATHS)


def test_no_form_acts_without_the_sessions_own_token(site: Premises) -> None:
    ana, ben = site.enter("ana"), site.enter("ben")
    bens = token_in(ben.get(at("")).text)
    for deed in DEEDS:
        for form in ({"token": ""}, {"token": bens}, {"token": "é"}):
            assert ana.post(at(deed.path), data=form).status_code == 403, deed.path
        assert ana.get(at(deed.path)).status_code in (404, 405)


def test_no_form_acts_for_another_site(site: Premises) -> None:
    ana = site.enter("ana")
    token = token_in(ana.get(at("")).text)
    for headers in (
        {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"}, {"origin": "null"},
    ):  # fmt: skip
        for path in (*(at(deed.path) for deed in DEEDS), "/leave", "/enter"):
            answer = ana.post(path, data={"token": token}, headers=headers)
            assert answer.status_code == 403, (path, headers)
    assert ana.get("/").status_code == 200  # still in


def test_a_form_is_small_and_a_form(site: Premises) -> None:
    ana = site.enter("ana")
    token = token_in(ana.get(at("")).text)
    path = at("meeting/topic")

    assert ana.post(path, data={"token": token, "text": "x" * 70_000}).status_code == 413
    assert ana.post(path, json={"token": token}).status_code == 415
    assert ana.post(path, content=b"\xff\xfe", headers=FORM).status_code == 400
    many = "&".join(f"a{n}=1" for n in range(300))
    assert ana.post(path, content=many, headers=FORM).status_code == 400


def test_forms_are_taken_only_so_often(site: Premises) -> None:
    ana = site.enter("ana")
    form = {"token": token_in(ana.get(at("")).text), "effect": "1"}

    tries = (ana.post(at("audit/undo"), data=form).status_code for _ in range(400))

    assert next(tries) == 404
    assert 429 in tries


def test_who_only_observes_a_board_may_look_and_not_change(site: Premises) -> None:
    eve = site.enter("eve")
    page = eve.get(at("meeting"))
    assert page.status_code == 200
    assert "Open the meeting" not in page.text

    form = {"token": token_in(page.text), "day": "2026-11-23", "key": "1"}
    for deed in DEEDS:
        assert eve.post(at(deed.path), data={**form, "card:x": "1"}).status_code == 403, deed.path


def test_every_answer_keeps_to_itself(site: Premises) -> None:
    ana = site.enter("ana")
    for client in (ana, site.stranger()):
        for path in (*map(at, PATHS), "/", "/enter/x", "/nothing/here"):
            answer = client.get(path)
            if path == "/nothing/here":
                assert answer.status_code == 404
                continue
            policy = answer.headers["content-security-policy"]
            assert policy.startswith("default-src 'none'")
            assert "unsafe" not in policy
            assert "http" not in policy
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["referrer-policy"] == "same-origin"


def test_no_page_asks_anything_of_another_host_or_carries_code_in_its_markup(
    site: Premises, some_effects: None
) -> None:
    ana = site.enter("ana")
    for path in OWN:
        page = ana.get(at(path)).text
        assert not re.search(r'(?:src|action)="(?!/)', page), path
        assert not re.search(r'<link[^>]+href="(?!/static/)', page), path
        assert not re.search(
            r"<style|\sstyle=|<script(?![^>]*\ssrc=\"/static/)|\son\w+=\"", page
        ), path


def test_what_people_write_is_shown_as_they_wrote_it(site: Premises) -> None:
    ana = site.enter("ana")
    escaped = "&lt;img src=x onerror=&#34;alert(1)&#34;&gt;"
    seen = [path for path in OWN if escaped in ana.get(at(path)).text]

    assert {"", "meeting", "agenda"} <= set(seen)
    for path in OWN:
        page = ana.get(at(path)).text
        assert EVIL not in page
        assert "javascript:" not in page


def test_a_notice_is_shown_only_when_it_was_made_here(site: Premises) -> None:
    ana = site.enter("ana")

    assert "Send money" not in ana.get(at("audit") + "?said=Send+money").text
    assert (
        "Well done"
        in ana.get(at("audit"), params={"said": site.site.access.seal("Well done")}).text
    )


@pytest.mark.parametrize(
    "name", ["pages.css?v=1", "meeting.js", "nothing.css", "..%2Fapp.py", "pages.css%00", "a/b.css"]
)
def test_only_files_of_the_pages_are_given_out(site: Premises, name: str) -> None:
    is_ours = name in ("pages.css?v=1", "meeting.js")
    answer = site.stranger().get(f"/static/{name}")

    assert answer.status_code == (200 if is_ours else 404)
    assert "def " not in answer.text


def test_a_sign_that_no_database_keeps_does_no_harm(site: Premises) -> None:
    ana = site.enter("ana")
    form = {"token": token_in(ana.get(at("meeting")).text), "text": "Or\0der", "key": "k\0"}

    assert ana.post(at("meeting/topic"), data=form).status_code == 200
    assert "Order" in ana.get(at("meeting")).text
    assert ana.get(at("minutes?words=%00a")).status_code == 200
    assert ana.get(at("audit?page=%00&card=%00")).status_code == 200
