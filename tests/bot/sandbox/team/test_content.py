"""The sample team has something to show for every feature, whatever the day it is made."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.sandbox.team.board import sample_board
from bot.sandbox.team.outside import PULLS, REPOSITORIES, RUNS
from bot.sandbox.team.people import BOT, PEOPLE, slack_workspace

Json = dict[str, Any]
FRIDAY = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
KINDS = {"Analysis", "Pipeline", "Tool", "Data", "Long-term goal", "Short-term goal"}
WORK_LISTS = ("Inbox", "Ready", "Doing", "Waiting", "Review")


class Reader:
    """The board as somebody looks at it: cards by list, labels and people by name."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.board = sample_board(now)
        self.names = {each["id"]: each["name"] for each in self.board["lists"]}
        self.people = {each["id"]: each["fullName"] for each in self.board["members"]}

    def cards(self, *lists: str) -> list[Json]:
        return [
            card
            for card in self.board["cards"]
            if self.names[card["idList"]] in lists and not card["closed"]
        ]

    def moved_to(self, list_name: str, since: timedelta) -> set[str]:
        return {
            action["data"]["card"]["name"]
            for action in self.week(since)
            if action["data"].get("listAfter", {}).get("name") == list_name
        }

    def week(self, since: timedelta) -> Iterable[Json]:
        start = (self.now - since).isoformat()
        return (action for action in self.board["actions"] if action["date"] > start)

    def actions(self, card: Json, kind: str) -> list[Json]:
        return [
            action
            for action in reversed(self.board["actions"])
            if action["type"] == kind and action["data"].get("card", {}).get("id") == card["id"]
        ]

    def owned(self, name: str, *lists: str) -> list[Json]:
        return [c for c in self.cards(*lists) if name in map(self.people.get, c["idMembers"])]


@pytest.fixture(scope="module", params=[0, 1, 2, 3, 4, 5, 6], ids="now+{}d".format)
def team(request: pytest.FixtureRequest) -> Reader:
    return Reader(FRIDAY + timedelta(days=request.param))


def labels(card: Json) -> set[str]:
    return {label["name"] for label in card["labels"]}


def due(card: Json) -> datetime | None:
    return datetime.fromisoformat(card["due"]) if card["due"] else None


def section(card: Json, name: str) -> str | None:
    found = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", card["desc"] + "\n", re.M | re.S)
    return found[1].strip() if found else None


def estimate(card: Json) -> float:
    values = [item["value"] for item in card["customFieldItems"] if item["value"]]
    return float(values[0]["number"]) if values else 0.0


def test_the_board_has_about_forty_cards_of_work_and_a_quarter_of_a_thousand_actions(
    team: Reader,
) -> None:
    work = [c for c in team.cards(*WORK_LISTS, "Done") if not labels(c) & {"Long-term goal"}]
    assert 38 <= len(work) <= 46
    assert 250 <= len(team.board["actions"]) <= 450


def test_some_cards_in_doing_have_no_owner(team: Reader) -> None:
    assert [card for card in team.cards("Doing") if not card["idMembers"]]


def test_some_cards_have_no_kind_and_one_has_two(team: Reader) -> None:
    kinds = Counter(len(labels(card) & KINDS) for card in team.cards(*WORK_LISTS, "Done"))
    assert kinds[0] >= 2
    assert kinds[2] == 1


def test_some_titles_say_nothing(team: Reader) -> None:
    titles = {card["name"] for card in team.cards("Inbox", "Doing")}
    assert {"misc", "stuff for the meeting"} <= titles


def test_some_cards_are_overdue_and_unfinished(team: Reader) -> None:
    late = [c for c in team.cards(*WORK_LISTS) if (day := due(c)) and day < team.now]
    assert 3 <= len([card for card in late if not card["dueComplete"]]) <= 8


def test_one_card_starts_after_it_is_due(team: Reader) -> None:
    odd = [c for c in team.cards(*WORK_LISTS) if c["start"] and c["due"] and c["start"] > c["due"]]
    assert len(odd) == 1


def test_one_card_in_doing_has_not_moved_for_weeks(team: Reader) -> None:
    weeks = team.now - timedelta(days=17)
    moves = [team.actions(card, "updateCard") for card in team.cards("Doing")]
    last = [[a["date"] for a in each if "listAfter" in a["data"]] for each in moves]
    assert any(dates and dates[-1] < weeks.isoformat() for dates in last)


def test_waiting_cards_are_there_with_and_without_a_reason(team: Reader) -> None:
    def reasoned(card: Json) -> bool:
        said = [action["data"]["text"] for action in team.actions(card, "commentCard")]
        return bool(re.search("Waiting for:|Blocked by:", "\n".join((card["desc"], *said))))

    reasons = Counter(reasoned(card) for card in team.cards("Waiting"))
    assert reasons[True] >= 2
    assert reasons[False] == 1


def test_a_done_card_has_an_open_item_and_another_has_no_result(team: Reader) -> None:
    done = team.cards("Done")
    open_items = [c for c in done if c["badges"]["checkItems"] > c["badges"]["checkItemsChecked"]]
    assert len(open_items) == 1
    assert [card["name"] for card in done if section(card, "Result") == ""] != []


def test_sections_are_empty_here_and_missing_there(team: Reader) -> None:
    doing = team.cards("Doing")
    assert any(section(card, "Result") == "" for card in doing)
    assert any(section(card, "Result") is None for card in doing)


def test_two_cards_are_much_alike(team: Reader) -> None:
    alike = [c["name"] for c in team.cards(*WORK_LISTS) if "Batch correction" in c["name"]]
    assert len(alike) == 2


def test_one_person_carries_too_much_one_little_and_one_nothing(team: Reader) -> None:
    load = {
        person.key: sum(
            estimate(card) / len(card["idMembers"])
            for card in team.owned(person.full_name, "Doing")
        )
        for person in PEOPLE
    }
    capacity = {person.key: person.capacity_days for person in PEOPLE}
    assert load["tomasz"] > 1.5 * capacity["tomasz"]
    assert 0 < load["yusuf"] < 0.5 * capacity["yusuf"]
    assert team.owned("Sofía Arriaga", "Goals", *WORK_LISTS) == []


def test_one_person_is_on_leave_with_cards_in_progress() -> None:
    away = [person for person in PEOPLE if person.away]
    assert [person.key for person in away] == ["rohan"]
    assert Reader(FRIDAY).owned(away[0].full_name, "Doing", "Review")


def test_some_cards_are_shared(team: Reader) -> None:
    assert [card for card in team.cards("Doing") if len(card["idMembers"]) == 2]


def test_a_short_term_goal_was_carried_over_three_times(team: Reader) -> None:
    goals = [card for card in team.cards("Goals") if "Short-term goal" in labels(card)]
    postponed = {
        card["name"]: sum("due" in a["data"]["old"] for a in team.actions(card, "updateCard"))
        for card in goals
    }
    assert max(postponed.values()) == 3
    assert min(postponed.values()) == 0


def test_each_long_term_goal_but_one_says_what_would_reach_it(team: Reader) -> None:
    goals = [card for card in team.cards("Goals") if "Long-term goal" in labels(card)]
    outcomes = {card["name"]: section(card, "Outcome") for card in goals}
    assert len(outcomes) == 4
    assert [name for name, text in outcomes.items() if not text] == [
        "Be better at sharing data with the wet lab"
    ]


def test_long_term_goals_have_done_and_open_cards(team: Reader) -> None:
    field = next(each for each in team.board["customFields"] if each["name"] == "Goal")
    texts = {option["id"]: option["value"]["text"] for option in field["options"]}

    def served(*lists: str) -> set[str]:
        items = [item for card in team.cards(*lists) for item in card["customFieldItems"]]
        return {texts[item["idValue"]] for item in items if item.get("idValue")}

    assert len(served("Done")) == 4
    assert len(served(*WORK_LISTS)) >= 3


def test_the_options_of_the_goal_field_are_the_titles_of_the_long_term_goals(team: Reader) -> None:
    field = next(each for each in team.board["customFields"] if each["name"] == "Goal")
    titles = {c["name"] for c in team.cards("Goals") if "Long-term goal" in labels(c)}
    assert {option["value"]["text"] for option in field["options"]} == titles


def test_one_card_went_back_and_forth(team: Reader) -> None:
    def returns(card: Json) -> int:
        moves = [a["data"] for a in team.actions(card, "updateCard") if "listAfter" in a["data"]]
        pairs = [(move["listBefore"]["name"], move["listAfter"]["name"]) for move in moves]
        return pairs.count(("Review", "Doing"))

    assert max(returns(card) for card in team.cards("Doing")) == 3


def test_an_exemption_stands_in_a_description_and_has_not_run_out(team: Reader) -> None:
    text = "\n".join(card["desc"] for card in team.cards(*WORK_LISTS))
    found = re.findall(
        r"<!-- cardkeeper: exempt run-link-missing until ([\d-]+) because .+ -->", text
    )
    assert len(found) == 1
    assert found[0] > team.now.date().isoformat()


def test_estimates_stand_in_titles_in_both_ways(team: Reader) -> None:
    titles = [card["name"] for card in team.board["cards"]]
    assert any(re.match(r"\(\d+\) ", title) for title in titles)
    assert any(re.match(r"\[\d+\] ", title) for title in titles)


def test_an_estimate_in_a_title_and_in_the_field_agree(team: Reader) -> None:
    for card in team.board["cards"]:
        mark = re.match(r"[(\[](\d+)[)\]] ", card["name"])
        if mark and estimate(card):
            assert estimate(card) == float(mark[1])


def test_the_last_seven_days_read_like_a_week(team: Reader) -> None:
    week = timedelta(days=7)
    created = [action for action in team.week(week) if action["type"] == "createCard"]
    assert len(team.moved_to("Done", week)) >= 6
    assert len(team.moved_to("Waiting", week)) >= 3
    assert len(created) >= 5
    assert sum(action["type"] == "commentCard" for action in team.week(week)) >= 15


def test_links_of_every_sort_are_on_the_cards(team: Reader) -> None:
    text = json.dumps(team.board)
    for address in (
        r"https://cloud\.seqera\.io/orgs/larkspur/workspaces/compbio/watch/[0-9A-Za-z]{14}",
        r"https://github\.com/larkspur-bio/[\w.-]+/pull/\d+",
        r"https://github\.com/larkspur-bio/[\w.-]+",
        r"https://connect\.larkspur\.example/connect/#/apps/[0-9a-f-]{36}",
        r"s3://larkspur-compbio/[\w/.-]+",
    ):
        assert re.search(address, text), address


def test_every_run_and_pull_request_of_the_story_is_on_a_card(team: Reader) -> None:
    text = json.dumps(team.board)
    assert [run.key for run in RUNS if run.url not in text] == []
    assert [pull.title for pull in PULLS if pull.url not in text] == []


def test_pull_requests_are_in_repositories_of_the_group() -> None:
    names = {repository.name for repository in REPOSITORIES}
    assert {pull.repository for pull in PULLS} <= names


def test_a_run_in_progress_has_started_and_every_other_one_has_ended(team: Reader) -> None:
    for run in RUNS:
        started = run.started.on(team.now)
        assert started < team.now
        assert (run.hours is None) == (run.state == "running")
        assert started + timedelta(hours=run.hours or 0) < team.now


def test_the_bot_is_a_member_and_owns_nothing(team: Reader) -> None:
    assert BOT.trello_id in {member["id"] for member in team.board["members"]}
    assert all(BOT.trello_id not in card["idMembers"] for card in team.board["cards"])


def test_the_slack_workspace_has_the_same_six_people() -> None:
    users = slack_workspace()["users"]
    assert [user["real_name"] for user in users] == [person.full_name for person in PEOPLE]
    assert len({user["id"] for user in users}) == 6


def test_the_slack_workspace_has_two_channels_and_the_manifests_commands() -> None:
    workspace = slack_workspace()
    assert [each["name"] for each in workspace["channels"]] == ["comp-bio", "comp-bio-alerts"]
    commands = [each["command"] for each in workspace["app"]["commands"]]
    assert commands == ["/card", "/workload", "/agenda", "/protocol"]


def test_no_real_company_person_or_secret_is_named(team: Reader) -> None:
    text = json.dumps([team.board, slack_workspace()], ensure_ascii=False)
    vendors = "illumina|10x genomics|nanopore|pacbio|olink|novartis|pfizer|roche|genentech|gsk"
    assert re.findall(rf"\b(?:{vendors})\b", text, re.I) == []
    assert re.findall(r"xox[abp]-|ghp_|AKIA|BEGIN [A-Z ]*KEY|[?&](?:key|token)=", text) == []
    hosts = set(re.findall(r"https?://([\w.-]+)", text))
    assert hosts == {"trello.com", "github.com", "cloud.seqera.io", "connect.larkspur.example"}
    assert {m.split("@")[1] for m in re.findall(r"[\w.]+@[\w.]+\.\w+", text)} == {
        "larkspur.example"
    }
