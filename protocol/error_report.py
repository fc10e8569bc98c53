"""What a Nextflow error report says: which process, which task, why, and what it wrote last.

The report is text for people (`errorReport` of a run, `TaskProcessor.formatTaskError` in Nextflow):
a line `Error executing process > 'NAME (tag)'`, then headings with indented lines below them.
"""

import re

from msgspec import Struct

from protocol.exit_codes import read_exit

_PROCESS = re.compile(r"(?:Error executing process|Process)\s*>?\s*[`'‘\"]([^`'’\"]+)[`'’\"]")
_TAGGED = re.compile(r"^(.*?)\s+\((.*)\)$")
_HEADING = re.compile(
    r"^(Caused by|Command executed|Command exit status|Command output|Command error|"
    r"Command wrapper|Work dir|Container|Tip|Source block)\b[^:]*:\s*(.*)$"
)


class ErrorReport(Struct, frozen=True):
    """What could be read; the texts are as the run wrote them and must be redacted to be shown."""

    process: str = ""
    tag: str = ""
    cause: str = ""  # in one line
    exit_code: int | None = None
    wrote: str = ""  # the error stream's last lines, else those of the output, else of the report


def read_error_report(report: str) -> ErrorReport:
    """The parts of an error report; of any other text its lines alone."""
    parts: dict[str, list[str]] = {"": []}
    heading = ""
    for line in report.replace("\r\n", "\n").splitlines():
        found = _HEADING.match(line.strip()) if not line.startswith("      ") else None
        if found:
            heading = found[1]
            parts.setdefault(heading, [])
            if found[2]:
                parts[heading].append(found[2])
        else:
            parts[heading].append(
                line.strip() if heading == "Caused by" else line.removeprefix("  ")
            )
    process, tag = split_name(_named(report))
    written = _text(parts, "Command error") or _text(parts, "Command output")
    if written.strip() in ("", "(empty)"):
        written = _text(parts, "Command output")
    if written.strip() in ("", "(empty)"):
        written = _text(parts, "") if not process else _text(parts, "Caused by")
    status = _text(parts, "Command exit status").strip()
    return ErrorReport(
        process=process,
        tag=tag,
        cause=" ".join(_text(parts, "Caused by").split()),
        exit_code=read_exit(status) if status != "-" else None,
        wrote=written,
    )


def split_name(name: str) -> tuple[str, str]:
    """Process and tag of a task's name: `NFCORE:ALIGN (sample 3)`."""
    found = _TAGGED.match(name.strip())
    return (found[1], found[2]) if found else (name.strip(), "")


def _named(report: str) -> str:
    found = _PROCESS.search(report)
    return found[1] if found else ""


def _text(parts: dict[str, list[str]], heading: str) -> str:
    return "\n".join(parts.get(heading, ())).strip("\n")
