"""What the types of the agreement cannot say is refused with line and nearest name."""

import pytest

from protocol.agreement_file import AgreementError, read_agreement


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            '[kinds.analysis]\nlinks = { review = ["runs"] }',
            (
                "protocol.toml, line 2: 'runs' is no link that a card can be asked for; "
                "did you mean 'run'?"
            ),
        ),
        (
            '[rules.owner-missing]\nlists = { Doing = "of" }',
            "protocol.toml, line 2: 'of' is no level; known are off, shadow, advise, enforce.",
        ),
        (
            '[kinds.tool]\n[rules.owner-missing]\nkinds = { tol = "off" }',
            "protocol.toml, line 3: there is no kind 'tol'; did you mean 'tool'?",
        ),
        (
            "[rules.owner-missing]\nlists = 3",
            (
                "protocol.toml, line 2: 'lists' of rule 'owner-missing' is a table of levels, "
                'such as { "Doing" = "off" }.'
            ),
        ),
        (
            '[rules.carried-over]\nroles = ["redy"]',
            (
                "protocol.toml, line 2: option 'roles' of rule 'carried-over': 'redy' is no role; "
                "did you mean 'ready' or 'ignored'?"
            ),
        ),
        *(
            (
                f"[load]\ncapacity = {wild}",
                (
                    "protocol.toml, line 2: 'capacity' is no number that can be reckoned with; "
                    "write one up to 100,000."
                ),
            )
            for wild in ("inf", "nan", "1e308", "9223372036854775808", "-1e9")
        ),
        (
            "[rules.goal-quiet]\nweeks = 1e9",
            (
                "protocol.toml, line 2: 'weeks' is no number that can be reckoned with; "
                "write one up to 100,000."
            ),
        ),
        (
            "# ours\nlists.Doing.wip = 3",
            "protocol.toml, line 2: object missing required field `role` at lists.Doing.",
        ),
        (
            "[load]\nweights.doin = 1",
            "protocol.toml, line 2: 'doin' is no role; did you mean 'doing' or 'done'?",
        ),
        (
            'timezone = ""',
            "protocol.toml, line 1: '' is no time zone; write one such as Europe/Berlin.",
        ),
        (
            "version = " + "9" * 6000,
            "protocol.toml holds a number too long to be read.",
        ),
        (
            '"a\\nb" = 1\nname = "x"',
            (
                "protocol.toml, line 1: unknown key 'a b'; known are annotations, board_card, "
                "cards, duties, extends, guess_lists, kinds, labels, links, lists, load, meeting, "
                "moves, name, people, quiet, repositories, rules, slack, timezone, version."
            ),
        ),
    ],
)
def test_an_unknown_word_is_refused_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(AgreementError) as refused:
        read_agreement(text, "protocol.toml")
    assert str(refused.value) == sentence


def test_every_link_that_a_rule_reads_may_be_asked_for() -> None:
    text = '[kinds.analysis.links]\ndoing = ["repository"]\nreview = ["run"]\ndone = ["report"]'
    assert read_agreement(text, "protocol.toml").kinds["analysis"].links["review"] == ("run",)
