"""Make the pages that come from the code: one for each rule, their index, and the settings.

python -m docs.build            # rewrite docs/rules/ and docs/settings.md
python -m docs.build --check    # write nothing; exit 1 and name the pages that are stale
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from docs.settings_page import settings_page
from protocol.rule import FAMILIES, Family, Rule
from protocol.rules import RULES

DOCS = Path(__file__).parent
FOLDERS = ("rules",)  # of DOCS; every page in them is made here, so one too many is stale
_MADE = "<!-- Made from {source} by `make docs`; change it there. -->\n\n"
_ABOUT: dict[Family, str] = {
    "meaning": "What a card is, and that its words say so.",
    "ownership": "Who does the work, and that they are there to do it.",
    "time": "Dates that hold, and work that moves.",
    "content": "What a card must carry so that another person can go on with it.",
    "links": "The runs, repositories and reports behind a card.",
    "flow": "How cards move, and how many are open at once.",
    "goals": "What the work is for.",
    "housekeeping": "The agreement itself, and its exceptions.",
}
_INDEX = """# Rules

Each rule is one sentence that can be checked. Its name is its file in `protocol/rules/`, its table
in `protocol.toml`, and its page here.

- `off`: not looked at. `shadow`: counted, and nothing is said. `advise`: said to those who can act.
  `enforce`: the card is moved back as well.
- The level below is what a rule has until the agreement says otherwise:
  `[rules]` with `owner-missing = "shadow"`, or a table of its own with options.
- Rules on kinds, links, people and fields have nothing to say until the agreement names some.
- A rule with a fix offers to put things right. A safe fix loses nothing and guesses nothing; any
  other asks first. The rule's page says which it is.
"""


def pages() -> dict[str, str]:
    """Every made page, by its path below docs/."""
    made = {f"rules/{rule.name}.md": rule_page(rule) for rule in RULES}
    made["rules/README.md"] = index_page()
    made["settings.md"] = settings_page()
    return made


def rule_page(rule: Rule[Any]) -> str:
    """The page of one rule: its docstring as Markdown, its levels and options as they are now."""
    source = f"protocol/rules/{rule.name.replace('-', '_')}.py"
    place = f"Family: [{rule.family}](README.md#{rule.family})."
    level = f"Level unless the agreement says otherwise: `{rule.level}`."
    title = _MADE.format(source=source) + f"# {rule.name}"
    parts = [title, _escaped(rule.summary), f"{place} {level}"]
    for heading, text in sections_of(rule.page):
        parts += [f"## {heading}", _escaped(text)]
        if heading == "Options":
            parts.append(f"```toml\n{_settings(rule)}\n```")
    return "\n\n".join(parts) + "\n"


def sections_of(page: str) -> Iterator[tuple[str, str]]:
    """Heading and text of each underlined section of a rule's docstring."""
    lines = page.splitlines()
    starts = [n for n, line in enumerate(lines) if n and re.fullmatch("-{3,}", line)]
    for start, end in zip(starts, [*starts[1:], len(lines) + 1], strict=True):
        yield lines[start - 1], "\n".join(lines[start + 1 : end - 1]).strip()


def index_page() -> str:
    """All rules by family, with the sentence of each."""
    parts = [_MADE.format(source="protocol/rules/") + _INDEX]
    for family in FAMILIES:
        rows = [_row(rule) for rule in RULES if rule.family == family]
        head = "| rule | a card that keeps it | level | fix |\n|---|---|---|---|"
        parts.append(f"## {family}\n\n{_ABOUT[family]}\n\n" + "\n".join([head, *rows]) + "\n")
    return "\n".join(parts)


def _row(rule: Rule[Any]) -> str:
    fix = dict(sections_of(rule.page)).get("Fix and its safety", "")
    offers = "none" if fix.startswith("None") else "yes"
    name = f"[{rule.name}]({rule.name}.md)"
    return f"| {name} | {_escaped(rule.summary)} | {rule.level} | {offers} |"


def _settings(rule: Rule[Any]) -> str:
    lines = [f"[rules.{rule.name}]", f"level = {_toml(rule.level)}"]
    for field in msgspec.structs.fields(rule.options):
        value = field.default
        if value is None:
            lines.append(f"# {field.encode_name} is not set")
        else:
            lines.append(f"{field.encode_name} = {_toml(value)}")
    return "\n".join(lines)


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        inside = ", ".join(f"{json.dumps(key)} = {_toml(entry)}" for key, entry in value.items())
        return f"{{ {inside} }}"
    return json.dumps(value, ensure_ascii=False)  # as TOML for words, numbers, switches and lists


def _escaped(text: str) -> str:
    """Markdown in which `<describe ...>` is read as written, outside of code too."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if part.startswith("`") else part.replace("<", "&lt;") for part in parts)


def stale(folder: Path = DOCS) -> list[str]:
    """Paths below `folder` of pages that are missing, differ, or belong to nothing any more."""
    made = pages()
    there = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for name in FOLDERS
        for path in (folder / name).glob("*.md")
    }
    for name in made.keys() - there.keys():
        if (folder / name).exists():
            there[name] = (folder / name).read_text(encoding="utf-8")
    return sorted(name for name in {*made, *there} if made.get(name) != there.get(name))


def build(folder: Path = DOCS) -> list[str]:
    """Write every page that is stale and remove those of nothing; return their paths."""
    made = pages()
    changed = stale(folder)
    for name in changed:
        path = folder / name
        if name in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(made[name], encoding="utf-8")
        else:
            path.unlink()
    return changed


def main(arguments: list[str] | None = None, folder: Path = DOCS) -> int:
    """The command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m docs.build", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, name stale pages")
    if parser.parse_args(arguments).check:
        old = stale(folder)
        for name in old:
            print(f"docs/{name} is stale; run `make docs`.")
        return 1 if old else 0
    for name in build(folder):
        print(f"docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
