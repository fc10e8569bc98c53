"""A JSON Schema of `protocol.toml`, so that an editor completes its keys and marks mistakes.

What a schema cannot say, such as that a time zone exists, the agreement's reader says.
"""

from typing import Any

import msgspec

from protocol.agreement import PULL_STATES, Agreement
from protocol.rule import Rule
from protocol.rules import RULES
from protocol.ties import REQUIRED_LINKS
from protocol.words import LEVELS, ROLES, WORK_ORDER

_MOVE = rf"^\s*({'|'.join((*ROLES, 'any'))})\s*>\s*({'|'.join((*ROLES, 'any'))})\s*$"


def agreement_schema() -> dict[str, Any]:
    """The schema, draft 2020-12, made from the same types that the reader uses."""
    whole = msgspec.json.schema(Agreement)
    defs = {name: _without_null(entry) for name, entry in whole["$defs"].items()}
    top = defs.pop("Agreement")
    parts = top["properties"]
    for name, terms in (("lists", "ListTerms"), ("labels", "LabelTerms")):
        either = [{"enum": list(ROLES)}, {"$ref": f"#/$defs/{terms}"}]
        parts[name]["additionalProperties"] = {"anyOf": either}
    parts["rules"] = _rules()
    kinds, labels = defs["KindTerms"]["properties"], defs["LabelTerms"]["properties"]
    for table in (kinds["sections"], kinds["links"], defs["LoadTerms"]["properties"]["weights"]):
        table["propertyNames"] = {"enum": list(ROLES)}
    kinds["links"]["additionalProperties"]["items"] = {"enum": list(REQUIRED_LINKS)}
    labels["exempt"]["items"] = {"enum": [rule.name for rule in RULES]}
    for key in ("forbid", "only"):
        moves = defs["MoveTerms"]["properties"][key]
        moves["items"] = {"type": "string", "pattern": _MOVE}
    by_pull = defs["MoveTerms"]["properties"]["pull_requests"]
    by_pull["propertyNames"] = {"enum": list(PULL_STATES)}
    by_pull["additionalProperties"] = {"enum": list(WORK_ORDER)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **top,
        "title": "Cardkeeper's agreement, protocol.toml",
        "$defs": defs,
    }


def _rules() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "What each rule is set to; rules that are not named are as they come.",
        "properties": {rule.name: _rule(rule) for rule in RULES},
        "additionalProperties": False,
    }


def _rule(rule: Rule[Any]) -> dict[str, Any]:
    """A level alone, or a table of it with its exceptions and the rule's own options."""
    level = {"enum": list(LEVELS)}
    options = msgspec.json.schema(rule.options)["$defs"][rule.options.__name__]
    table = {
        "type": "object",
        "properties": {
            "level": {**level, "default": rule.level},
            "lists": {"type": "object", "additionalProperties": level},
            "kinds": {"type": "object", "additionalProperties": level},
            **_without_null(options)["properties"],
        },
        "additionalProperties": False,
    }
    return {"description": rule.summary, "anyOf": [level, table]}


def _without_null(schema: Any) -> Any:
    """TOML has no null: what may be absent is left out instead."""
    if isinstance(schema, list):
        return [_without_null(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _without_null(value) for key, value in schema.items() if value is not None}
    choices = [entry for entry in kept.get("anyOf", ()) if entry != {"type": "null"}]
    if len(choices) == 1:
        del kept["anyOf"]
        return {**kept, **choices[0]}
    return kept
