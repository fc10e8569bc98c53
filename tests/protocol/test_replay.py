"""An agreement tried on a board's past: when findings came and went, to whom, how many messages."""

import gc
import time
from datetime import date, datetime, timedelta
from random import Random

import msgspec
import pytest

from protocol.agreement import Agreement
from protocol.agreement_file import read_agreement
from protocol.board import Board
from protocol.board_json import read_export
from protocol.check import check_board
from protocol.digests import digests_of, workdays_in
from protocol.finding import Person
from protocol.history import history_of
from protocol.replay import Episode, Replay, replay
from protocol.replay_figures import difference, figures_of
from protocol.subject import Context
from tests.protocol.cards import NOW, Written, action, at, board, card, member_id
from tests.protocol.random_boards import random_board
from tests.shared import needs_shared, sample_boards

SINCE = at("2026-11-09 00:00")  # a Monday


def agreed(text: str = "") -> Agreement:
    return read_agreement(text, "protocol.toml")


def played(
    *cards: Written, agreement: str = "", since: datetime = SINCE, until: datetime = NOW
) -> Replay:
    return replay(board(*cards), agreed(agreement), since, until)


def of_rule(found: Replay, rule: str) -> list[Episode]:
    return [episode for episode in found.episodes if episode.rule == rule]


def one(found: Replay, rule: str) -> Episode:
    (episode,) = of_rule(found, rule)
    return episode


def test_a_finding_begins_with_the_move_and_ends_with_what_resolves_it() -> None:
    history = [action("addMemberToCard", "2026-11-11 10:00", about=member_id("Ines"))]
    begun = card(
        "Tune it", in_list="Doing", since="2026-11-10 15:00", owners=["Ines"], history=history
    )
    episode = one(played(begun), "owner-missing")
    assert (episode.began, episode.ended) == (at("2026-11-10 15:00"), at("2026-11-11 10:00"))
    assert (episode.standing, episode.settled_within_a_day) == (False, True)


def test_what_was_there_at_the_beginning_is_no_news() -> None:
    episode = one(played(card("Tune it", created="2026-11-02")), "owner-missing")
    assert (episode.standing, episode.began, episode.ended) == (True, SINCE, None)


def test_time_alone_brings_a_finding_on_its_day() -> None:
    late = card("Tune it", owners=["Ines"], created="2026-11-02", due="2026-11-11 12:00")
    episode = one(played(late), "due-passed")
    assert episode.began == at("2026-11-12 00:00")
    assert episode.who == (Person(member_id("Ines"), "Ines"),)


def test_the_day_is_found_among_many_quiet_ones() -> None:
    still = card("Tune it", owners=["Ines"], since="2026-07-01 12:00", created="2026-06-01")
    found = played(still, since=at("2026-06-15"), until=NOW)
    episode = one(found, "stuck-in-list")
    assert episode.began == at("2026-07-17 00:00")  # the first midnight after more than 15 days
    assert found.looks == 1


def test_the_teams_days_begin_at_their_own_midnight() -> None:
    late = card("Tune it", owners=["Ines"], created="2026-11-02", due="2026-11-11 12:00")
    episode = one(played(late, agreement='timezone = "Asia/Tokyo"'), "due-passed")
    assert episode.began == at("2026-11-11 15:00")


def test_a_card_that_is_archived_has_no_findings_any_more() -> None:
    history = [action("updateCard", "2026-11-11 10:00", changed={"closed": False})]
    gone = card("Tune it", created="2026-11-02", closed=True, history=history)
    assert one(played(gone), "owner-missing").ended == at("2026-11-11 10:00")


def test_a_finding_that_comes_back_is_two() -> None:
    history = [
        action("addMemberToCard", "2026-11-10 10:00", about=member_id("Ines")),
        action("removeMemberFromCard", "2026-11-11 10:00", about=member_id("Ines")),
    ]
    episodes = of_rule(
        played(card("Tune it", created="2026-11-02", history=history)), "owner-missing"
    )
    assert [(e.began.day, e.ended and e.ended.day) for e in episodes] == [(9, 10), (11, None)]


def test_what_happens_in_one_go_is_looked_at_once() -> None:
    history = [action("addMemberToCard", "2026-11-10 15:02", about=member_id("Ines"))]
    begun = card(
        "Tune it", created="2026-11-02", since="2026-11-10 15:00:30", owners=["Ines"],
        history=history,
    )  # fmt: skip
    found = played(begun)
    assert of_rule(found, "owner-missing") == []
    assert found.looks == 1


def test_a_rule_in_shadow_is_counted_and_not_spoken() -> None:
    found = played(card("Tune it"), agreement='[rules]\nowner-missing = "shadow"')
    assert not one(found, "owner-missing").spoken
    assert digests_of(found).cards == 0


def test_a_rule_that_is_off_finds_nothing() -> None:
    found = played(card("Tune it"), agreement='[rules]\nowner-missing = "off"')
    assert of_rule(found, "owner-missing") == []


def test_an_excused_card_is_not_spoken_of_while_it_is_excused() -> None:
    desc = "<!-- cardkeeper: exempt owner-missing until 2026-11-11 because the rota decides -->"
    excused = card("Tune it", created="2026-11-02", desc=desc)
    assert one(played(excused), "owner-missing").began == at("2026-11-12 00:00")


def test_rules_that_compare_all_cards_speak_too() -> None:
    cards = [
        card(f"Card {n}", owners=["Ines"], created="2026-11-02", since=f"2026-11-{10 + n}")
        for n in range(3)
    ]
    found = played(*cards, agreement="[load]\nwip = 2")
    assert of_rule(found, "wip-person")


def test_the_replay_begins_where_the_history_does() -> None:
    team = board(card("Tune it"), history_from="2026-11-05")
    found = replay(team, Agreement(), at("2026-01-01"), NOW)
    assert (found.since, found.asked_since) == (at("2026-11-05"), at("2026-01-01"))
    assert not found.is_complete


def test_what_happened_after_the_end_is_left_out() -> None:
    history = [action("addMemberToCard", "2026-11-20", about=member_id("Ines"))]
    begun = card("Tune it", owners=["Ines"], created="2026-11-02", history=history)
    assert one(played(begun, until=NOW), "owner-missing").ended is None


def test_a_board_without_a_history_can_be_replayed() -> None:
    team = msgspec.structs.replace(board(card("Tune it")), actions=())
    found = replay(team, Agreement(), SINCE, NOW)
    assert (found.begins, found.replayed) == (None, 0)
    assert one(found, "owner-missing")


# Messages.


def test_a_person_gets_one_digest_a_day_with_all_that_is_new() -> None:
    cards = [
        card(f"Card {n}", owners=["Ines"], created="2026-11-02", due=f"2026-11-{day:02} 12:00")
        for n, day in enumerate((9, 9, 10))
    ]
    (ines,) = digests_of(played(*cards, agreement='[rules]\ntitle-unclear = "off"')).people
    assert (ines.name, ines.digests, ines.findings) == ("Ines", 2, 3)
    assert (ines.most, ines.longest) == (2, date(2026, 11, 10))


def test_nobody_is_told_at_the_weekend() -> None:
    late = card("Tune it", owners=["Ines"], created="2026-11-02", due="2026-11-13 12:00")
    found = played(late, until=at("2026-11-16 08:00"))
    assert one(found, "due-passed").began == at("2026-11-14 00:00")  # a Saturday
    assert digests_of(found).people == ()
    (ines,) = digests_of(played(late, until=at("2026-11-16 09:00"))).people
    assert ines.longest == date(2026, 11, 16)


def test_nobody_is_told_on_a_day_away() -> None:
    late = card("Tune it", owners=["Ines"], created="2026-11-02", due="2026-11-10 12:00")
    away = '[people.Ines]\ntrello = "ines"\naway = ["2026-11-11..2026-11-12"]'
    (ines,) = digests_of(played(late, agreement=away)).people
    assert ines.longest == date(2026, 11, 13)


def test_a_digest_comes_when_the_persons_hours_begin() -> None:
    history = [action("updateCard", "2026-11-11 10:30", changed={"dueComplete": False})]
    late = card(
        "Tune it", owners=["Ines"], created="2026-11-02", due="2026-11-10 12:00", due_done=True,
        history=history,
    )  # fmt: skip
    assert [p.digests for p in digests_of(played(late)).people] == [1]
    hours = '[people.Ines]\ntrello = "ines"\nhours = "11:00-19:00"'
    later = digests_of(played(late, agreement=hours))
    assert later.people == ()
    assert later.too_late == 1


def test_what_nobody_in_particular_can_act_on_stands_on_the_card() -> None:
    found = digests_of(played(card("Tune it", created="2026-11-02")))
    assert (found.people, found.nobody >= 1, found.cards) == ((), True, 1)


@pytest.mark.parametrize("first", range(14))
@pytest.mark.parametrize("length", [0, 1, 5, 6, 7, 13, 30])
def test_working_days_are_counted_as_one_counts_them(first: int, length: int) -> None:
    begin = date(2026, 11, 1) + timedelta(days=first)
    days = [begin + timedelta(days=number) for number in range(length + 1)]
    assert workdays_in(begin, days[-1]) == sum(day.weekday() < 5 for day in days)


# Figures.


def test_figures_count_by_rule() -> None:
    history = [action("addMemberToCard", "2026-11-11 10:00", about=member_id("Ines"))]
    cards = [
        card("Standing", created="2026-11-02"),
        card("Settled", since="2026-11-10 15:00", owners=["Ines"], history=history),
    ]
    rule = next(r for r in figures_of(played(*cards)).rules if r.rule == "owner-missing")
    assert (rule.standing, rule.new, rule.findings) == (1, 1, 2)
    assert (rule.settled_within_a_day, rule.open, rule.nobody) == (1, 1, 2)


def test_two_agreements_are_compared_rule_by_rule() -> None:
    late = card("Tune it", owners=["Ines"], created="2026-11-02", due="2026-11-10 12:00")
    one_, other = (
        figures_of(played(late, agreement=text))
        for text in ("", '[rules]\ndue-passed = "shadow"\nstuck-in-list = "off"')
    )
    change = difference(one_, other)
    (rule,) = change.rules
    assert (rule.rule, rule.spoken, rule.spoken_against) == ("due-passed", 1, 0)
    assert (rule.shadow, rule.shadow_against) == (0, 1)
    assert (change.digests, change.digests_against) == (1, 0)
    assert [(p.name, p.digests, p.digests_against) for p in change.people] == [("Ines", 1, 0)]


def test_the_same_agreement_twice_changes_nothing() -> None:
    figures = figures_of(played(card("Tune it")))
    assert difference(figures, figures).rules == ()


# What must hold of every board.


def agrees_with_the_check(team: Board, agreement: Agreement, now: datetime) -> None:
    """At its end the replay has open what a check finds."""
    begins = team.actions[-1].date if team.actions else now
    found = replay(team, agreement, begins, now)
    report = check_board(Context(team, agreement, history_of(team), now))
    keys = {(f.rule, f.card_id) for f in (*report.findings, *report.shadow)}
    assert {(e.rule, e.card_id) for e in found.episodes if e.ended is None} == keys
    for episode in found.episodes:
        assert found.since <= episode.began <= (episode.ended or now)


@pytest.mark.parametrize("seed", range(40))
def test_the_end_of_a_replay_is_what_a_check_finds(seed: int) -> None:
    team = random_board(Random(seed))
    past = tuple(entry for entry in team.actions if entry.date <= NOW)
    agrees_with_the_check(msgspec.structs.replace(team, actions=past), Agreement(), NOW)


@needs_shared
@pytest.mark.parametrize("path", sample_boards(), ids=lambda path: path.stem)
def test_a_real_board_is_replayed_to_what_a_check_finds(path) -> None:  # type: ignore[no-untyped-def]
    team = read_export(path.read_bytes(), path.name)
    assert team.last_moment is not None
    agrees_with_the_check(team, Agreement(), team.last_moment)


@needs_shared
@pytest.mark.slow
@pytest.mark.parametrize("path", sample_boards(), ids=lambda path: path.stem)
def test_a_replay_takes_few_times_as_long_as_a_check(path) -> None:  # type: ignore[no-untyped-def]
    raw = path.read_bytes()

    def check() -> Board:
        team = read_export(raw, path.name)
        assert team.last_moment is not None
        check_board(Context(team, Agreement(), history_of(team), team.last_moment))
        return team

    check()  # warm
    gc.freeze()  # what other tests have left is not looked through again and again
    checks = [_seconds(check) for _ in range(5)]
    team = check()
    assert team.last_moment is not None
    began, last = team.actions[-1].date, team.last_moment
    replays = [_seconds(lambda: replay(team, Agreement(), began, last)) for _ in range(2)]
    allowed = 10 * len(team.actions) / 100
    assert min(replays) <= allowed * min(checks)


def _seconds(work: object) -> float:
    assert callable(work)
    begun = time.process_time()
    work()
    return time.process_time() - begun
