"""The registry: every rule, in the order in which people read them. Explicit on purpose."""

from typing import Any

from protocol.rule import Rule
from protocol.rules import owner_missing, stuck_in_list

RULES: tuple[Rule[Any], ...] = (
    owner_missing.RULE,
    stuck_in_list.RULE,
)

RULES_BY_NAME: dict[str, Rule[Any]] = {rule.name: rule for rule in RULES}
