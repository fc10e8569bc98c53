"""Trello's OpenAPI file as a judge over what the stand-in takes and answers.

The file has known weaknesses; each is named here with its reason, none is waved through.
"""

import copy
import json
import re
from typing import Any

from jsonschema import Draft202012Validator

from tests.shared import SHARED

Json = dict[str, Any]
SPEC_FILE = SHARED / "specs" / "trello-openapi.json"

NOT_IN_SPEC = {
    ("PUT", "/boards/{}/{}"): "py-trello renames and closes boards by it",
    ("PUT", "/cards/{}/{}"): "py-trello sets every field of a card by it",
}

# Parameters of nested resources are absent from the file; official documents of 2019 have them.
NESTED = {
    "GET /boards/{}": {
        "card_attachments",
        "card_attachment_fields",
        "card_checklists",
        "card_customFieldItems",
        "card_fields",
        "card_members",
        "card_member_fields",
        "cards_before",
        "cards_limit",
        "cards_since",
        "cards_sort",
        "label_fields",
        "labels_limit",
        "list_fields",
        "member_fields",
    },
    "GET /cards/{}": {
        "action_fields",
        "action_memberCreator",
        "actions_before",
        "actions_limit",
        "actions_page",
        "actions_since",
        "display",
        "list_fields",
    },
}
_CARDS = {
    "attachments",
    "attachment_fields",
    "before",
    "checklists",
    "customFieldItems",
    "fields",
    "filter",
    "limit",
    "member_fields",
    "members",
    "since",
    "sort",
}
_ACTIONS = {
    "before",
    "display",
    "fields",
    "filter",
    "limit",
    "memberCreator",
    "page",
    "since",
}
_BOARD = {
    "actions",
    "cards",
    "checklists",
    "customFields",
    "fields",
    "labels",
    "lists",
    "members",
    "memberships",
} | NESTED["GET /boards/{}"]
# Operations that the file declares without (some of) their parameters.
UNDECLARED = {
    "GET /boards/{}/actions": {"display"},
    "GET /boards/{}/cards": _CARDS,
    "GET /boards/{}/cards/{}": _CARDS,
    "GET /boards/{}/lists/{}": {"fields"},
    "GET /boards/{}/members": {"fields", "filter"},
    "GET /cards/{}/actions": _ACTIONS - {"filter", "page"},
    "GET /cards/{}/board": _BOARD - {"fields"},
    "GET /lists/{}/actions": _ACTIONS - {"filter"},
    "GET /lists/{}/board": _BOARD - {"fields"},
    "GET /lists/{}/cards": _CARDS,
    "GET /members/{}/cards": _CARDS - {"filter"},
    "POST /boards/{}/labels": {"idBoard"},
    "POST /boards/{}/lists": {"idBoard"},
    "POST /boards": {"lists"},
    "PUT /boards/{}/{}": {"value"},
    "PUT /cards/{}": {"dueReminder", "isTemplate"},
    "PUT /cards/{}/{}": {"value", "idList"},
    "PUT /cards/{}/checklist/{}/checkItem/{}": {"due", "idMember", "name", "state"},
    "POST /cards": {"isTemplate"},
    "POST /customFields/{}/options": {"value"},
    "POST /tokens/{}/webhooks": {"active"},
    "PUT /tokens/{}/webhooks/{}": {"active"},
}
# Answers of a write are shown like those of the matching read, whose parameters they look for.
SHOWN_LIKE_A_READ = {
    "POST /boards": _BOARD,
    "PUT /boards/{}": _BOARD,
    "PUT /boards/{}/{}": _BOARD,
    "POST /cards": _CARDS,
    "PUT /cards/{}": _CARDS,
    "PUT /cards/{}/{}": _CARDS,
    "POST /cards/{}/idMembers": {"fields"},
    "DELETE /cards/{}/idMembers/{}": {"fields"},
    "POST /lists/{}/moveAllCards": _CARDS,
}

# Where the file declares no answer, or a wrong one, what real answers have been seen to be.
ANSWERS: dict[str, Any] = {
    "DELETE /actions/{}": {"type": "object"},
    "GET /actions/{}": "Action",
    "PUT /actions/{}": "Action",
    "PUT /actions/{}/text": "Action",
    "GET /boards/{}/actions": ["Action"],
    "GET /boards/{}/cards": ["Card"],
    "GET /boards/{}/cards/{}": ["Card"],
    "GET /boards/{}/checklists": ["Checklist"],
    "GET /boards/{}/labels": ["Label"],
    "GET /boards/{}/lists/{}": ["TrelloList"],
    "GET /boards/{}/members": ["Member"],
    "GET /boards/{}/memberships": ["Memberships"],  # declared as one
    "GET /boards/{}/{}": {"type": "object", "required": ["_value"]},
    "POST /boards": "Board",
    "PUT /boards/{}": "Board",
    "GET /cards/{}/attachments/{}": "Attachment",  # declared as an array
    "POST /cards/{}/attachments": "Attachment",  # declared as an array
    "GET /cards/{}/board": "Board",
    "GET /cards/{}/checkItem/{}": "CheckItem",
    "PUT /cards/{}/checkItem/{}": "CheckItem",
    "GET /cards/{}/checklists": ["Checklist"],
    "POST /cards/{}/checklists": "Checklist",
    "GET /cards/{}/list": "TrelloList",
    "GET /cards/{}/members": ["Member"],
    "GET /cards/{}/{}": {"type": "object", "required": ["_value"]},  # declared as a card
    "POST /cards/{}/labels": "Label",
    "PUT /cards/{}/actions/{}/comments": "Action",
    "PUT /cards/{}/customField/{}/item": "CustomFieldItems",
    "PUT /cards/{}/{}": "Card",
    "POST /checklists": "Checklist",
    "GET /checklists/{}": "Checklist",
    "PUT /checklists/{}": "Checklist",
    "PUT /checklists/{}/{}": "Checklist",
    "GET /checklists/{}/checkItems": ["CheckItem"],
    "POST /checklists/{}/checkItems": "CheckItem",
    "GET /checklists/{}/checkItems/{}": "CheckItem",
    "POST /labels": "Label",
    "POST /boards/{}/labels": "Label",
    "GET /labels/{}": "Label",
    "PUT /labels/{}": "Label",
    "PUT /labels/{}/{}": "Label",
    "POST /lists": "TrelloList",
    "GET /lists/{}": "TrelloList",
    "PUT /lists/{}": "TrelloList",
    "PUT /lists/{}/{}": "TrelloList",
    "GET /lists/{}/actions": ["Action"],
    "GET /lists/{}/board": "Board",
    "POST /lists/{}/moveAllCards": ["Card"],
    "PUT /tokens/{}/webhooks/{}": "Webhook",
}

# Values that are null on real boards although the file says otherwise (facts, OpenAPI).
NULL_IN_REAL_ANSWERS = {
    "Action": {"appCreator"},
    "Attachment": {"bytes", "edgeColor", "fileName"},
    "Board": {"dateLastView", "descData", "idEnterprise", "idOrganization", "memberships"},
    "Card": {"checkItemStates", "descData", "due", "email"},
    "CheckItem": {"due", "dueReminder", "idMember", "nameData"},
    "Checklist": set(),
    "CustomFieldItems": {"idValue", "value"},
    "Label": {"color"},
    "Member": {"avatarHash", "avatarUrl", "bioData", "email"},
    "Token": {"dateExpires"},
    "TrelloList": {"softLimit"},
    "Webhook": {"firstConsecutiveFailDate"},
}
# Types that the file has wrong: what real answers carry instead.
TYPES_IN_REAL_ANSWERS: dict[tuple[str, str], Json] = {
    ("Board", "memberships"): {"type": "array"},  # said: a text
    ("CheckItem", "pos"): {"type": "number"},  # said: a text
    ("Prefs", "permissionLevel"): {"enum": ["private", "org", "public", "enterprise"]},
    ("Action", "memberCreator"): {"$ref": "#/$defs/Member"},  # said: avatars are never null
    ("Card", "labels"): {"type": "array", "items": {"$ref": "#/$defs/Label"}},  # said: ids
    ("Card", "dueReminder"): {"type": ["number", "null"]},  # said: a text
    ("Attachment", "bytes"): {"type": ["number", "null"]},  # said: a text
    ("CheckItem", "nameData"): {"type": ["object", "null"]},  # said: a text
    ("CustomFieldItems", "value"): {"type": ["object", "null"]},
    ("Checklist", "checkItems"): {"type": "array", "items": {"$ref": "#/$defs/CheckItem"}},
}


def shape(path: str) -> str:
    """A path with all its variable parts made equal."""
    return re.sub(r"\{\w+\}", "{}", path.rstrip("/"))


class Contract:
    """Judges calls by the file, with the weaknesses above put right."""

    def __init__(self) -> None:
        spec = json.loads(SPEC_FILE.read_bytes())
        self.operations: dict[tuple[str, str], Json] = {}
        for path, item in spec["paths"].items():
            for verb in ("get", "put", "post", "delete"):
                if verb in item:
                    shared = item.get("parameters", [])
                    operation = {**item[verb]}
                    operation["parameters"] = shared + operation.get("parameters", [])
                    self.operations[verb.upper(), shape(path)] = operation
        schemas = spec["components"]["schemas"]
        self.defs = {name: _as_json_schema(schema) for name, schema in schemas.items()}
        self._spec = spec
        for name, keys in NULL_IN_REAL_ANSWERS.items():
            for key in keys & set(self.defs[name].get("properties", {})):
                told = self.defs[name]["properties"][key]
                self.defs[name]["properties"][key] = {"anyOf": [told, {"type": "null"}]}
        for (name, key), schema in TYPES_IN_REAL_ANSWERS.items():
            self.defs[name]["properties"][key] = schema

    def parameters(self, verb: str, path: str) -> set[str]:
        """Names that an operation takes in query or body, as declared or in fact."""
        name = f"{verb} {shape(path)}"
        extra = NESTED.get(name, set()) | UNDECLARED.get(name, set())
        extra |= SHOWN_LIKE_A_READ.get(name, set())
        return self.declared(verb, path) | extra

    def declared(self, verb: str, path: str) -> set[str]:
        """Names that the file declares for an operation."""
        operation = self.operations.get((verb, shape(path)), {})
        query = {p["name"] for p in operation.get("parameters", []) if p.get("in") == "query"}
        return query | self._in_body(operation)

    def _in_body(self, operation: Json) -> set[str]:
        found: set[str] = set()
        for content in operation.get("requestBody", {}).get("content", {}).values():
            found |= self._properties(content.get("schema", {}))
        return found

    def _properties(self, schema: Json) -> set[str]:
        if "$ref" in schema:
            schema = self._spec["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        found = set(schema.get("properties", {}))
        for part in schema.get("oneOf", []) + schema.get("anyOf", []) + schema.get("allOf", []):
            found |= self._properties(part)
        return found

    def faults(self, verb: str, path: str, answer: Any) -> list[str]:
        """What is wrong with an answer; empty when it is as the file says."""
        schema = self._answer_schema(verb, shape(path))
        if schema is None:
            return []
        validator = Draft202012Validator({**schema, "$defs": self.defs})
        return [
            f"{verb} {path}: {error.json_path}: {error.message[:200]}"
            for error in validator.iter_errors(answer)
        ]

    def _answer_schema(self, verb: str, path: str) -> Json | None:
        known = ANSWERS.get(f"{verb} {path}")
        if isinstance(known, dict):
            return known
        if isinstance(known, str):
            return {"$ref": f"#/$defs/{known}", "type": "object"}
        if isinstance(known, list):
            return {"type": "array", "items": {"$ref": f"#/$defs/{known[0]}"}}
        content = self.operations.get((verb, path), {}).get("responses", {}).get("200", {})
        schema = content.get("content", {}).get("application/json", {}).get("schema")
        return _as_json_schema(schema) if schema else None

    def judges(self, verb: str, path: str) -> bool:
        """Whether there is anything to hold an answer against."""
        return self._answer_schema(verb, shape(path)) is not None


def _as_json_schema(schema: Any) -> Any:
    """OpenAPI 3.0 to JSON Schema: `nullable`, `$ref` beside other words, `oneOf` of one."""
    if isinstance(schema, list):
        return [_as_json_schema(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = copy.copy(schema)
    nullable = made.pop("nullable", False)
    if "$ref" in made:
        made = {"$ref": "#/$defs/" + made["$ref"].rsplit("/", 1)[1]}
    else:
        made = {key: _as_json_schema(value) for key, value in made.items() if key != "example"}
        # A color or a mode that the file does not know yet is no fault of the answer.
        if "oneOf" in made:
            made["anyOf"] = made.pop("oneOf")
    return {"anyOf": [made, {"type": "null"}]} if nullable else made
