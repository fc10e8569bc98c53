"""The agreement in plain English says what the agreement says."""

import re

import pytest

from protocol.agreement import Agreement
from protocol.agreement_file import read_agreement
from protocol.board_json import read_export
from protocol.english import agreement_in_english
from protocol.english_rules import loudest
from protocol.rules import RULES
from tests.protocol.cards import board, card
from tests.shared import needs_shared, sample_boards

TEAM = """
name = "Computational Biology"
version = 4
timezone = "Europe/Berlin"

[lists]
Doing = { role = "doing", wip = 3 }
Sorted = "inbox"

[labels]
rota = { exempt = ["owner-missing", "due-missing"] }
"On hold" = "waiting"
stop = { blocked = true }

[cards]
ignore_labels = ["private"]

[kinds.analysis]
label = "Question"
means = "A question with an answer"
title_words = ["compare"]
sections = { doing = ["Question", "Data"], done = ["Result"] }
links = { review = ["run", "repository"] }
estimate = 3
checklist = ["Write the question", "Name the data"]

[kinds.aim]
horizon = "long"

[annotations]
estimate_field = "Days"
estimate_mark = false
goal_field = "Aim"

[moves]
forbid = ["inbox > done"]
only = ["any > waiting", "doing > any"]

[load]
weights = { ready = 0.1, waiting = 0.05 }
estimate = 1.5
capacity = 4
shared = "full"
wip = 1

[rules.stuck-in-list]
level = "enforce"
days = 10
[rules.owner-missing]
level = "advise"
lists = { Doing = "shadow" }
goals = true
[rules.link-bare]
level = "off"
kinds = { analysis = "shadow" }
[rules.title-unclear]
level = "off"

[people.Ines]
role = "statistics"
capacity = 1
away = ["2026-12-20..2027-01-02", "2027-02-01"]
lead = true
[people.Omar]

[meeting]
weekday = "friday"
time = "09:30"
prepare_hours = 1
channel = "comp-bio"
facilitators = ["Ines", "Omar"]

[quiet]
grace_minutes = 1
max_writes = 20
"""
PAGE = agreement_in_english(read_agreement(TEAM, "protocol.toml"))


@pytest.mark.parametrize(
    "line",
    [
        "# The agreement of Computational Biology",
        "- **Doing**: somebody works on it now.",
        "- **Sorted**: ideas and requests that nobody has promised (*inbox*).",
        "Other lists are understood by common names, such as *Doing* or *Backlog*.",
        "- **rota**: the card is excused from `owner-missing` and `due-missing`.",
        "- **On hold**: the card counts as *waiting*, whatever its list says.",
        "- **stop**: the card is blocked.",
        "- **private**: Cardkeeper leaves the card alone.",
        "- **analysis** (label *Question*): A question with an answer.",
        "  - A title with *compare* suggests it.",
        "  - From *doing* on it has the headings *Question* and *Data* filled in.",
        "  - From *review* on it has a link to a run and a link to a repository.",
        "  - Once done it has the heading *Result* filled in.",
        "  - Without an estimate it counts as 3 days.",
        "  - A new one begins with the checklist: Write the question; Name the data.",
        "- **aim**: a long-term goal.",
        "- An estimate, in working days, stands in the field *Days*.",
        "- Not allowed: from *inbox* to *done*.",
        "- Only these moves are made: from anywhere to *waiting* and from *doing* to anywhere.",
        "- Nobody is on more than 1 card in *doing*.",
        "- **Doing** holds at most 3 cards.",
        "- Several owners of one card carry the whole of it each.",
        "- A person has 4 days a week, unless it is said otherwise below.",
        "- **Omar**",
        "- Friday at 09:30 (Europe/Berlin), 45 minutes.",
        "- The agenda is there 1 hour before in #comp-bio.",
        "- It is led in turn by Ines and Omar.",
        "- A card made or touched within 1 minute is left in peace.",
    ],
)
def test_every_part_of_the_agreement_is_a_sentence(line: str) -> None:
    assert line in PAGE.splitlines()


def test_the_load_formulas_numbers_are_there() -> None:
    assert (
        "times a number for its role: *doing* 1, *review* 0.5, *ready* 0.1 and *waiting* 0.05; "
        "other roles weigh nothing."
    ) in PAGE
    assert "else as 1.5 days." in PAGE
    assert "When more than 20 changes would be made at once" in PAGE


def test_a_person_is_described_without_addresses() -> None:
    assert (
        "- **Ines**: statistics; lead; 1 day a week; "
        "away from Sun 20 Dec 2026 to Sat 2 Jan 2027 and on Mon 1 Feb 2027."
    ) in PAGE


def test_the_goal_of_a_card_is_told_in_every_way_that_works() -> None:
    assert "a label such as *goal: faster QC*, the field *Aim*, the goal's card attached" in PAGE


@pytest.mark.parametrize("agreement", [Agreement(), read_agreement(TEAM, "protocol.toml")])
def test_every_rule_is_there_and_those_not_off_have_their_sentence(agreement: Agreement) -> None:
    page = agreement_in_english(agreement)
    for rule in RULES:
        assert re.search(rf"\b{rule.name}\b", page), rule.name
        assert (rule.summary in page) is (loudest(rule, agreement) != "off"), rule.name


def test_a_rule_stands_under_what_happens_when_it_is_broken() -> None:
    enforced, advised, shadow, off = re.split(
        r"When one of these is broken, |These are counted|\d+ rules? not in use", PAGE
    )
    assert "`stuck-in-list`" in enforced
    assert "`owner-missing`" in advised
    assert "`goal-missing`" in shadow
    assert "title-unclear" in off


def test_what_the_team_has_set_stands_beside_the_rule() -> None:
    assert "(`stuck-in-list`; days: 10, usually 14)" in PAGE
    assert "(`owner-missing`; goals: yes, usually no; in 'Doing' shadow)" in PAGE
    assert "(`link-bare`; only for analysis cards, elsewhere off)" in PAGE


def test_a_part_of_which_nothing_is_said_is_left_out() -> None:
    page = agreement_in_english(Agreement(guess_lists=False))
    heads = re.findall(r"^## (.*)$", page, re.MULTILINE)
    assert heads == [
        "How a card is annotated", "Load", "The weekly meeting", "Exemptions and quiet", "Rules",
    ]  # fmt: skip


def test_with_a_board_its_open_lists_are_named_from_left_to_right() -> None:
    stands = board(card("A"), lists=("Later", "Doing", "Zoo", "Attic"), archived_lists=["Old"])
    page = agreement_in_english(Agreement(), stands)
    assert "# The agreement of Team board" in page
    assert page.index("**Later**") < page.index("**Doing**")
    assert "(*inbox*, by the name 'later')" in page
    assert "Nobody has said what *Zoo* and *Attic* mean" in page
    assert "Old" not in page


def test_a_list_renamed_on_the_board_is_called_as_it_is_now() -> None:
    stands = board(lists=("Doing",))
    terms = f'[lists]\n"In progress" = {{ role = "doing", id = "{stands.lists[0].id}" }}'
    page = agreement_in_english(read_agreement(terms, "protocol.toml"), stands)
    assert "- **Doing**: somebody works on it now." in page
    assert "In progress" not in page


@needs_shared
def test_it_reads_for_every_real_board() -> None:
    for path in sample_boards():
        real = read_export(path.read_bytes(), path.name)
        page = agreement_in_english(Agreement(), real)
        named = re.findall(r"^- \*\*(.*)\*\*: ", page.split("## How")[0], re.MULTILINE)
        unmapped = page.split("Nobody has said what ")[-1] if "Nobody has said" in page else ""
        for entry in real.open_lists:
            assert entry.name in named or f"*{entry.name}*" in unmapped
