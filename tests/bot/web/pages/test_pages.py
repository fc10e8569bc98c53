"""What the pages say is what the agreement works out of the board, with its age."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from bot.card_actions import CardActions, NotDone
from protocol.board import Card
from protocol.new_card import Draft
from protocol.workload import workload
from storage.calendars import keep_failure
from storage.effects import EffectRow, begin, effect_by_key
from storage.shadow import ShadowFinding
from tests.bot.web.pages.premises import Premises, token_in
from tests.bot.web.pages.small_board import ANA, BEN, BOARD, MONDAY, TUNE

HOME = "/board/gEnOmEs1"


def test_each_week_says_which_it_is_where_the_weeks_stand_below_each_other(site: Premises) -> None:
    page = site.enter("ana").get(f"{HOME}/workload").text
    weeks = page.partition('<table class="weeks">')[2].partition("</table>")[0]
    assert weeks.count("<td") == weeks.count('data-label="') > 0
    assert 'data-label="week of 7 Dec"' in weeks


def test_the_workload_has_everybodys_figures_and_opens_to_their_cards(site: Premises) -> None:
    page = site.enter("ana").get(f"{HOME}/workload").text
    context = site.boards.context(BOARD)
    assert context is not None

    for person in workload(context).people:
        assert f"<bdi>{person.name}</bdi>" in page
    assert "3 of 5 d" in page
    assert '<a href="https://trello.com/c/cArd0001" rel="noreferrer">' in page
    assert "Nobody" in page  # the card without an owner lies there


def test_a_calendar_that_cannot_be_read_is_said_to_those_who_share_a_board(site: Premises) -> None:
    for name in ("Ana Lima", "Zoe Zhu"):
        keep_failure(site.engine, name, "HTTP 404", site.clock())
    site.boards.hear_people()

    page = site.enter("ana").get(f"{HOME}/workload").text

    assert "Ana Lima&#39;s calendar could not be read since" in page
    assert "Zoe Zhu" not in page


def test_each_person_has_a_page_with_every_card(site: Premises) -> None:
    ana = site.enter("ana")

    assert "Sort the reads (2)" in ana.get(f"{HOME}/workload/{BEN}").text
    assert "Tune the filter" not in ana.get(f"{HOME}/workload/{BEN}").text
    assert "onerror" in ana.get(f"{HOME}/workload/nobody").text
    assert ana.get(f"{HOME}/workload/nobody-known").status_code == 404


def test_every_page_says_when_the_board_was_read(site: Premises) -> None:
    ana = site.enter("ana")
    site.clock.forward(minutes=7)

    for page in ("", "workload", "goals", "flow", "meeting", "rules", "audit"):
        assert "Board read 7 min ago" in ana.get(f"{HOME}/{page}".rstrip("/")).text, page


def test_what_changes_on_a_small_board_is_on_the_next_page(site: Premises) -> None:
    ana = site.enter("ana")
    assert "Sort the reads" in ana.get(f"{HOME}/workload/{BEN}").text
    kept = site.boards.kept(BOARD)
    assert kept is not None

    kept.put_card("5f0000000000000000000002", None, site.clock.now + timedelta(seconds=1))

    assert "Sort the reads" not in ana.get(f"{HOME}/workload/{BEN}").text


def test_the_overview_names_what_is_ones_own_and_what_is_to_settle(site: Premises) -> None:
    page = site.enter("ana").get(HOME).text

    own = page.partition('id="own"')[2].partition("</section>")[0]
    settle = page.partition('id="settle"')[2]
    assert "Tune the filter (3)" in own
    assert "Sort the reads" not in own
    assert "onerror" in settle


def test_rules_on_trial_are_counted(site: Premises) -> None:
    rows = [
        ShadowFinding(
            board_id=BOARD, rule="due-passed", subject=TUNE, episode=n, who='["Ana Lima"]',
            first_seen=MONDAY, last_seen=MONDAY, gone_at=MONDAY if n == 1 else None,
        )
        for n in (1, 2, 3)
    ]  # fmt: skip
    with Session(site.engine) as session, session.begin():
        session.add_all(rows)

    page = site.enter("ana").get(f"{HOME}/rules").text

    assert "Rules on trial would have spoken 3 times so far; 1 of these" in page
    assert "Ana Lima 3" in page


def test_the_audit_goes_back_page_by_page_and_card_by_card(site: Premises) -> None:
    for number in range(130):
        card = TUNE if number % 2 else ""
        begin(site.engine, _effect(f"k{number}", card_id=card, begun_at=MONDAY, done_at=MONDAY))
    ana = site.enter("ana")

    seen, path = [], f"{HOME}/audit"
    while path:
        page = ana.get(path).text
        seen += [int(part.partition('"')[0]) for part in page.split('id="effect-')[1:]]
        path = page.partition('">Older</a>')[0].rpartition('href="')[2].replace("&amp;", "&")
        path = path if '">Older</a>' in page else ""

    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 130
    assert ana.get(f"{HOME}/audit?card={TUNE}").text.count('id="effect-') == 60


def test_what_the_bot_did_elsewhere_is_in_nobodys_audit_here(site: Premises) -> None:
    begin(site.engine, _effect("k", board_id="a" * 24, why="elsewhere", begun_at=MONDAY))
    row = effect_by_key(site.engine, "k")
    assert row is not None
    ana = site.enter("ana")
    page = ana.get(f"{HOME}/audit").text

    assert "elsewhere" not in page
    form = {"token": token_in(page), "effect": str(row.id), "once": "1"}
    assert ana.post(f"{HOME}/audit/undo", data=form).status_code == 404


def test_what_cannot_be_undone_is_said_why(site: Premises) -> None:
    begin(site.engine, _effect("k", begun_at=MONDAY, done_at=MONDAY))
    row = effect_by_key(site.engine, "k")
    assert row is not None
    ana = site.enter("ana")
    form = {"token": token_in(ana.get(f"{HOME}/audit").text), "effect": str(row.id), "once": "1"}

    assert "a comment is not undone" in ana.post(f"{HOME}/audit/undo", data=form).text
    assert "asked for already" in ana.post(f"{HOME}/audit/undo", data=form).text


def test_go_leads_to_a_page_of_the_only_board_or_to_a_choice(site: Premises) -> None:
    assert site.enter("ana").get("/go/flow").url.path == f"{HOME}/flow"
    choice = site.enter("ben").get("/go/flow")
    assert choice.url.path == "/go/flow"
    assert f'href="{HOME}/flow"' in choice.text
    assert 'href="/board/sEcReT11/flow"' in choice.text


def test_the_meetings_page_is_prepared_from_the_agenda(site: Premises) -> None:
    page = site.enter("ana").get(f"{HOME}/meeting").text

    assert "Mon 23 Nov 2026, 10:00" in page
    assert "Every batch within a day" in page
    assert "Open the meeting" in page
    assert "Nobody has added a topic; <code>/agenda add</code> does." in page
    assert ANA not in page  # ids are nobody's business


def _effect(key: str, **more: object) -> EffectRow:
    given = {"board_id": BOARD, "card_id": TUNE, "kind": "PostComment", "why": "owner-missing"}
    return EffectRow(key=key, **(given | more))  # type: ignore[arg-type]


def test_a_card_that_could_not_be_made_is_said_and_asked_for_again_as_somebody_puts_it(
    site: Premises, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Draft] = []

    def create(
        _actions: object, _asker: object, _board: str, draft: Draft, *_: Any, **__: Any
    ) -> Card:
        asked.append(draft)
        if len(asked) < 3:
            raise NotDone("Trello refuses the card: invalid value for idMembers.")
        return Card("f" * 24, draft.title, draft.list_id)

    monkeypatch.setattr(CardActions, "create", create)
    ana = site.enter("ana")
    form = {"token": token_in(ana.get(f"{HOME}/meeting").text), "day": "2026-11-23"}
    ana.post(f"{HOME}/meeting/open", data=form | {"key": "1"})
    action = form | {"title": "Order primers", "kind": "goal", "owner": ANA, "estimate": "1.5"}
    page = ana.post(f"{HOME}/meeting/act", data=action | {"key": "2"}).text
    assert "Trello refuses the card: invalid value for idMembers." in page
    ana.post(f"{HOME}/meeting/again", data=form | {"key": "3", "outcome": "1"})
    ana.post(f"{HOME}/meeting/close", data=form | {"key": "4"})
    minutes = ana.get(f"{HOME}/minutes/2026-11-23").text
    assert "Try again" in minutes
    assert 'value="Order primers"' in minutes
    changed = action | {"key": "5", "outcome": "1", "owner": BEN, "title": "Order more primers"}
    minutes = ana.post(f"{HOME}/meeting/again", data=changed).text

    assert "Order more primers" in minutes
    assert "refuses" not in minutes
    assert "Try again" not in minutes
    assert [(d.title, d.owners, d.estimate) for d in asked] == [
        ("Order primers", (ANA,), 1.5), ("Order primers", (ANA,), 1.5),
        ("Order more primers", (BEN,), 1.5),
    ]  # fmt: skip
