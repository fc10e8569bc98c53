"""`/card repo new`: a repository from the team's template, for those who may, on its card."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs
from sqlalchemy import Engine

from bot.new_repositories import NewRepositories, why_not_named
from bot.providers.github import GitHub
from bot.sandbox.github import GitHubStandIn
from bot.sandbox.github.standin import TOKEN
from bot.sandbox.github.team import TEMPLATE, sample_repositories
from bot.sandbox.serving import ServerThread
from bot.slack.commands.card_repo import repo
from bot.slack.commands.shape import Question
from bot.slack.tools import Place
from protocol.agreement_file import read_agreement
from tests.bot.slack.conftest import CLEO, MakeOffice
from tests.bot.slack.office import ANA, TUNE, Office
from tests.protocol.cards import NOW

TERMS = f"""
[repositories]
template = "{TEMPLATE}"

[rules.repository-name]
level = "advise"
pattern = "(analysis|pipeline|app)-[a-z0-9-]+"
"""
HOME = "https://github.com/larkspur-bio"


class Desk:
    """An office beside a GitHub, and what somebody gets who asks for a repository."""

    def __init__(self, office: Office, github: GitHubStandIn, provider: GitHub) -> None:
        self.office, self.github = office, github
        making = NewRepositories(office.boards, office.tools.actions, provider, office.clock)
        self.tools = structs.replace(office.tools, repositories=making)

    def ask(self, person: str, words: str, key: str = "first") -> str:
        """The answer's text, with everything in its blocks."""
        asker = self.office.desk.asker(person)
        assert asker is not None
        reply = repo(
            Question(
                asker, words, self.office.desk, self.office.clock(), self.tools,
                Place(person, key=key),
            ),
            words,
        )  # fmt: skip
        assert reply is not None
        return f"{reply.text}\n{reply.blocks}"

    def made(self, name: str) -> bool:
        return self.github.store.repository("larkspur-bio", name) is not None

    def attached(self) -> list[str]:
        _, card = self.office.boards.read_card(self.office.boards.ids()[0], TUNE)
        assert card is not None
        return [each.url for each in card.attachments]


@pytest.fixture
def open_desk(
    make_office: MakeOffice, engine: Engine, tmp_path: Path
) -> Iterator[type[Desk] | object]:
    """Makes the desk with lines for its agreement."""
    github = GitHubStandIn(tmp_path / "github.json", lambda: NOW)
    github.store.put(*sample_repositories(NOW))
    with ServerThread(github.app) as server:
        provider = GitHub(engine, api_url=server.url, token=TOKEN)
        yield lambda terms=TERMS: Desk(make_office(terms, way="http"), github, provider)
        provider.close()
    github.close()


@pytest.fixture
def mode() -> str:
    """One way of Slack's is enough here: the command is asked itself."""
    return "http"


@pytest.fixture
def desk(open_desk: object) -> Desk:
    made = open_desk()  # type: ignore[operator]
    assert isinstance(made, Desk)
    return made


def test_a_repository_is_made_from_the_template_and_linked(desk: Desk) -> None:
    says = desk.ask(ANA, "new analysis-doublets on tune")
    found = desk.github.store.repository("larkspur-bio", "analysis-doublets")
    assert found is not None
    assert (found.template, found.private, found.description) == (TEMPLATE, True, "Tune the filter")
    assert "README.md" in found.files
    assert desk.attached() == [f"{HOME}/analysis-doublets"]
    assert f"Made larkspur-bio/analysis-doublets from {TEMPLATE}." in says


def test_asking_twice_makes_one(desk: Desk) -> None:
    desk.ask(ANA, "new analysis-doublets on tune")
    says = desk.ask(ANA, "new analysis-doublets on tune", "second")
    assert "was there already" in says
    assert desk.attached() == [f"{HOME}/analysis-doublets"]


def test_a_name_that_is_not_as_agreed_is_refused_and_the_pattern_told(desk: Desk) -> None:
    assert "not named as agreed" in desk.ask(ANA, "new Doublets_NEW on tune")
    assert not desk.made("Doublets_NEW")


def test_a_repository_that_is_there_and_of_another_make_is_left_alone(desk: Desk) -> None:
    before = desk.github.store.repository("larkspur-bio", "analysis-lung-atlas")
    assert before is not None
    before.template = ""
    assert "choose another name" in desk.ask(ANA, "new analysis-lung-atlas on tune")
    assert desk.attached() == []


def test_without_a_card_nothing_is_made(desk: Desk) -> None:
    assert "for which card" in desk.ask(ANA, "new analysis-doublets")
    assert "no card with" in desk.ask(ANA, "new analysis-doublets on nothing of the kind")
    assert not desk.made("analysis-doublets")


def test_where_only_leads_may_others_are_told_whom_to_ask(open_desk: object) -> None:
    terms = TERMS.replace("[repositories]", "[repositories]\nleads_only = true")
    desk: Desk = open_desk(terms)  # type: ignore[operator]
    assert "ask Cleo Park" in desk.ask(ANA, "new analysis-doublets on tune")
    assert not desk.made("analysis-doublets")
    desk.ask(CLEO, "new analysis-doublets on tune")
    assert desk.made("analysis-doublets")


def test_without_a_template_it_is_said_where_to_name_one(open_desk: object) -> None:
    desk: Desk = open_desk("")  # type: ignore[operator]
    assert "names no template" in desk.ask(ANA, "new analysis-doublets on tune")


def test_when_github_refuses_it_is_said_and_nothing_is_linked(desk: Desk) -> None:
    desk.github.broken = 403
    assert "No repository was made" in desk.ask(ANA, "new analysis-doublets on tune")
    assert desk.attached() == []


def test_other_words_are_a_search(desk: Desk) -> None:
    asker = desk.office.desk.asker(ANA)
    assert asker is not None
    words = "templates for all"
    question = Question(asker, words, desk.office.desk, NOW, desk.tools, Place(ANA))
    assert repo(question, words) is None


@pytest.mark.parametrize("name", ["", "a b", "-x", "a/b", "ä", "x" * 101])
def test_names_that_github_would_change_are_refused(name: str) -> None:
    assert "GitHub takes no repository" in why_not_named(name, read_agreement("", "protocol.toml"))
