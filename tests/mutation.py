"""Break every condition of every rule, one after another, and see whether the rule's tests notice.

    python -m tests.mutation                   # all rules
    python -m tests.mutation owner-missing     # some of them

A condition is the test of an `if`, of a conditional expression or of a comprehension, a comparison,
and each part of an `and` or `or`. Each is negated alone, in memory: the functions of the rule's
module get the code of the broken ones, so that every reference to them runs it, and the rule's own
test file is run. Nothing is written. The exit status is 1 when a break goes unnoticed, or when a
rule has no tests or no condition to break.
"""

import argparse
import ast
import importlib
import inspect
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from protocol.rule import Rule
from protocol.rules import RULES, RULES_BY_NAME
from protocol.words import count_of

TESTS = Path(__file__).parent / "protocol" / "rules"
PATIENCE_SECONDS = 10.0  # a break that makes a test run for ever is noticed, too


@dataclass(frozen=True)
class Break:
    """One condition of a module negated."""

    line: int
    condition: str
    code: dict[str, CodeType]  # the broken code of each function of the module, by name


def breaks_of(source: str, name: str) -> Iterator[Break]:
    """Every break of the functions in this source, in the order of its lines."""
    for number in range(len(_conditions(ast.parse(source)))):
        tree = ast.parse(source)
        holder, field, place = _conditions(tree)[number]
        held = getattr(holder, field)
        condition = held if place is None else held[place]
        negated = ast.copy_location(ast.UnaryOp(ast.Not(), condition), condition)
        if place is None:
            setattr(holder, field, negated)
        else:
            held[place] = negated
        text = ast.unparse(condition)
        yield Break(condition.lineno, text, _functions_in(ast.fix_missing_locations(tree), name))


def _conditions(tree: ast.AST) -> list[tuple[ast.AST, str, int | None]]:
    """Where each condition hangs: its holder, the field, and the place in the field's list."""
    found: list[tuple[ast.AST, str, int | None]] = []
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for holder in ast.walk(function):
            for field, value in ast.iter_fields(holder):
                entries = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
                found += [
                    (holder, field, place)
                    for place, entry in entries
                    if _is_condition(holder, field, entry)
                ]
    return found


def _is_condition(holder: ast.AST, field: str, entry: Any) -> bool:
    if isinstance(entry, ast.BoolOp):  # its parts are negated one by one
        return False
    if isinstance(entry, ast.Compare):
        return True
    if isinstance(holder, ast.If | ast.IfExp | ast.While) and field == "test":
        return True
    if isinstance(holder, ast.comprehension) and field == "ifs":
        return True
    return isinstance(holder, ast.BoolOp) and field == "values"


def _functions_in(tree: ast.AST, name: str) -> dict[str, CodeType]:
    assert isinstance(tree, ast.Module)
    scratch = ModuleType(name)
    exec(compile(tree, name, "exec"), scratch.__dict__)
    return {key: function.__code__ for key, function in _functions_of(scratch).items()}


def _functions_of(module: ModuleType) -> dict[str, FunctionType]:
    """The module's own functions by name, cached ones without their cache."""
    bare = {key: inspect.unwrap(value) for key, value in vars(module).items() if callable(value)}
    return {
        key: value
        for key, value in bare.items()
        if isinstance(value, FunctionType) and value.__module__ == module.__name__
    }


@contextmanager
def broken(module: ModuleType, broken_code: dict[str, CodeType]) -> Iterator[None]:
    """The module with this code in its functions, whole again afterwards."""
    functions = _functions_of(module)
    whole = {name: function.__code__ for name, function in functions.items()}
    _give(module, functions, broken_code)
    try:
        yield
    finally:
        _give(module, functions, whole)


def _give(
    module: ModuleType, functions: dict[str, FunctionType], code: dict[str, CodeType]
) -> None:
    for name, function in functions.items():
        function.__code__ = code[name]
    for value in vars(module).values():
        if hasattr(value, "cache_clear"):
            value.cache_clear()


def module_of(rule: Rule[Any]) -> ModuleType:
    """The module that the rule is written in."""
    check = rule.check or rule.check_board
    assert check is not None
    return importlib.import_module(check.__module__)


class Breaker:
    """A pytest plugin that runs the tests of each rule once whole and once for every break."""

    def __init__(self, rules: tuple[Rule[Any], ...]) -> None:
        self.rules = rules
        self.complaints: list[str] = []
        self.broken = 0

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of running each test once."""
        if session.testsfailed:
            self.complaints.append("the test files cannot be collected: run them with pytest")
            return True
        for rule in self.rules:
            module = module_of(rule)
            stem = module.__name__.rpartition(".")[2]
            items = [item for item in session.items if item.path.stem == f"test_{stem}"]
            self.judge(rule.name, inspect.getsource(module), module, items)
        return True

    def judge(self, name: str, source: str, module: ModuleType, items: list[pytest.Item]) -> None:
        """Run the tests in `items` for every break of the module's source."""
        breaks = list(breaks_of(source, module.__name__))
        if not items or not breaks:
            self.complaints.append(f"{name}: no {'test' if breaks else 'condition'} was found")
            return
        if any(_fails(item) for item in items):
            self.complaints.append(f"{name}: its tests fail as it is")
            return
        for entry in breaks:
            self.broken += 1
            with broken(module, entry.code):
                noticed = any(_fails(item) for item in items)
            if not noticed:
                self.complaints.append(
                    f"{name}: line {entry.line}: `{entry.condition}` can be negated unnoticed"
                )


def _fails(item: pytest.Item) -> bool:
    item._initrequest()  # type: ignore[attr-defined]  # as pytest-rerunfailures does
    signal.signal(signal.SIGALRM, _out_of_patience)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE_SECONDS)
    try:
        return any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _out_of_patience(*_: object) -> None:
    raise TimeoutError("the test did not end")


def main(arguments: list[str]) -> int:
    """Break the named rules, or all; print what went unnoticed; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("rules", nargs="*", metavar="RULE", help="names of rules; none means all")
    parser.add_argument("--tests", type=Path, default=TESTS, help="where their test files are")
    asked = parser.parse_args(arguments)
    unknown = sorted(set(asked.rules) - set(RULES_BY_NAME))
    if unknown:
        print(f"There is no rule {', '.join(unknown)}.")
        return 2
    rules = tuple(rule for rule in RULES if not asked.rules or rule.name in asked.rules)
    breaker = Breaker(rules)
    files = [asked.tests / f"test_{rule.name.replace('-', '_')}.py" for rule in rules]
    quiet = ["-o", "addopts=", "-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:xdist"]
    pytest.main([*quiet, *(str(file) for file in files if file.exists())], plugins=[breaker])
    for complaint in breaker.complaints:
        print(complaint)
    print(
        f"{count_of(len(rules), 'rule')}, {count_of(breaker.broken, 'condition')} negated one "
        f"after another, {count_of(len(breaker.complaints), 'complaint')}."
    )
    return 1 if breaker.complaints or not breaker.broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
