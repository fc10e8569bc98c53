"""A small language for saying what a Block Kit object must look like.

A check is a function of (value, pointer, problems): it appends a sentence per broken rule, in
Slack's own form, `... [json-pointer:/blocks/0/text]`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Problems = list[str]
Check = Callable[[Any, str, Problems], None]


def report(problems: Problems, sentence: str, pointer: str) -> None:
    """Note one broken rule and where."""
    problems.append(f"{sentence} [json-pointer:{pointer}]")


def anything(value: Any, pointer: str, problems: Problems) -> None:
    """Accept whatever it is."""


def string(most: int, least: int = 1) -> Check:
    """A string of `least` to `most` characters."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, str):
            report(problems, "must be a string", pointer)
        elif len(value) > most:
            report(problems, f"must be less than {most + 1} characters", pointer)
        elif len(value) < least:
            report(problems, f"must be more than {least - 1} characters", pointer)

    return check


def boolean(value: Any, pointer: str, problems: Problems) -> None:
    """True or false."""
    if not isinstance(value, bool):
        report(problems, "must be a boolean", pointer)


def number(least: float | None = None, most: float | None = None) -> Check:
    """A number in a range."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            report(problems, "must be a number", pointer)
        elif (least is not None and value < least) or (most is not None and value > most):
            report(problems, f"must be between {least} and {most}", pointer)

    return check


def one_of(*words: Any) -> Check:
    """One of these values."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if value not in words:
            report(problems, f"must be one of {', '.join(map(str, words))}", pointer)

    return check


def listing(item: Check, least: int, most: int) -> Check:
    """A list of `least` to `most` items, each passing `item`."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, list):
            report(problems, "must be an array", pointer)
            return
        if len(value) < least:
            report(problems, f"no less than {least} items required", pointer)
        if len(value) > most:
            report(problems, f"no more than {most} items allowed", pointer)
        for index, each in enumerate(value):
            item(each, f"{pointer}/{index}", problems)

    return check


@dataclass(frozen=True)
class Shape:
    """An object: fields it must have, fields it may have, and nothing else."""

    required: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)
    also: Check | None = None

    def __call__(self, value: Any, pointer: str, problems: Problems) -> None:
        """Check one object."""
        if not isinstance(value, dict):
            report(problems, "must be an object", pointer)
            return
        for name in self.required:
            if name not in value:
                report(problems, f"missing required field: {name}", pointer)
        for name, each in value.items():
            check = self.required.get(name) or self.optional.get(name)
            if check is not None:
                check(each, f"{pointer}/{name}", problems)
            elif name != "type":
                report(problems, f"invalid additional property: {name}", pointer)
        if self.also is not None:
            self.also(value, pointer, problems)


def by_type(shapes: Mapping[str, Check], *allowed: str) -> Check:
    """An object whose `type` says which shape it must have; `allowed` narrows the choice."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        shape = shapes.get(kind) if isinstance(kind, str) else None
        if shape is None or (allowed and kind not in allowed):
            report(problems, f"unsupported type: {kind}", f"{pointer}/type")
            return
        shape(value, pointer, problems)

    return check


def exactly_one(*names: str) -> Check:
    """One of these fields must be there, and only one."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if sum(name in value for name in names) != 1:
            report(problems, f"exactly one of {' and '.join(names)} is required", pointer)

    return check
