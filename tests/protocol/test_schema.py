"""The JSON Schema that editors use agrees with the reader."""

import tomllib
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from protocol.agreement_file import AgreementError, read_agreement
from protocol.rules import RULES
from protocol.schema import agreement_schema

SCHEMA = agreement_schema()
GOOD = """
name = "Comp bio"
timezone = "Europe/Berlin"

[lists]
Doing = { role = "doing", wip = 3 }
"To do" = "ready"

[labels]
rota = { exempt = ["owner-missing"] }
"On hold" = "waiting"

[kinds.analysis]
label = "Analysis"
estimate = 2.5
sections = { doing = ["Question"], done = ["Result"] }
links = { review = ["run", "repository"], done = ["report"] }

[moves]
forbid = ["inbox > done", "any>inbox"]

[load]
weights = { review = 0.3 }
wip = 2

[rules]
due-missing = "shadow"

[rules.stuck-in-list]
level = "enforce"
days = 10
lists = { Doing = "shadow" }

[rules.wip-person]
limit = 3

[people.ines]
capacity = 4
away = ["2026-12-20..2027-01-02"]
lead = true

[meeting]
weekday = "friday"
time = "09:30"
"""


def mistakes(text: str) -> list[str]:
    table = tomllib.loads(text)
    return [str(error.message) for error in Draft202012Validator(SCHEMA).iter_errors(table)]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    msgspec.json.encode(SCHEMA)


def test_it_offers_no_null_since_toml_has_none() -> None:
    assert b"null" not in msgspec.json.encode(SCHEMA)
    limit = SCHEMA["$defs"]["LoadTerms"]["properties"]["wip"]
    assert limit == {"type": "integer", "minimum": 1}


def test_a_good_agreement_is_valid_for_both() -> None:
    read_agreement(GOOD, "protocol.toml")
    assert mistakes(GOOD) == []


@pytest.mark.parametrize("text", ["", "[rules]", "[lists]\nDoing = 'doing'"])
def test_a_short_agreement_is_valid_too(text: str) -> None:
    read_agreement(text, "protocol.toml")
    assert mistakes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "nmae = 'x'",
        "[lists]\nDoing = 'dooing'",
        "[lists]\nDoing = { wip = 3 }",
        "[lists]\nDoing = { role = 'doing', wip = 0 }",
        "[labels]\nrota = { exempt = ['owner-mising'] }",
        "[kinds.analysis]\nlinks = { review = ['runs'] }",
        "[kinds.analysis]\nsections = { reviewing = ['Result'] }",
        "[kinds.analysis]\nestimate = -1",
        "[load]\nweights = { review = 11 }",
        "[moves]\nforbid = ['inbox done']",
        "[moves]\nonly = ['inbox > finished']",
        "[rules]\nowner-mising = 'off'",
        "[rules]\nowner-missing = 'of'",
        "[rules.owner-missing]\nlevel = 'loud'",
        "[rules.owner-missing]\nlists = { Doing = 'loud' }",
        "[rules.stuck-in-list]\ndayz = 3",
        "[rules.stuck-in-list]\ndays = 'three'",
        "[rules.back-and-forth]\ntimes = 1",
        "[meeting]\nweekday = 'someday'",
        "[people.ines]\ncapacity = 'four'",
    ],
)
def test_what_the_reader_refuses_the_schema_marks(text: str) -> None:
    with pytest.raises(AgreementError):
        read_agreement(text, "protocol.toml")
    assert mistakes(text)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_as_it_comes_is_valid_and_explained(rule: Any) -> None:
    options = msgspec.json.decode(msgspec.json.encode(rule.options()))
    as_it_comes = {**options, "level": rule.level}
    table = {"rules": {rule.name: {k: v for k, v in as_it_comes.items() if v is not None}}}
    assert list(Draft202012Validator(SCHEMA).iter_errors(table)) == []
    assert SCHEMA["properties"]["rules"]["properties"][rule.name]["description"] == rule.summary
