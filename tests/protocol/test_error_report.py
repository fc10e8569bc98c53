"""A Nextflow error report is read: which process, which task, why, what it wrote last."""

from hypothesis import given
from hypothesis import strategies as st

from protocol.error_report import read_error_report

REPORT = """Error executing process > 'NF:ALIGN:STAR_ALIGN (donor 17)'

Caused by:
  Process `NF:ALIGN:STAR_ALIGN (donor 17)` terminated with an error exit status (137)


Command executed:

  STAR --runThreadN 12
  Work dir: none of yours

Command exit status:
  137

Command output:
  loading

Command error:
  sorting
  Killed

Work dir:
  s3://x/4f/91

Tip: you can replicate the issue
"""


def test_the_parts_are_found() -> None:
    found = read_error_report(REPORT)
    assert (found.process, found.tag, found.exit_code) == (
        "NF:ALIGN:STAR_ALIGN", "donor 17", 137,
    )  # fmt: skip
    assert found.wrote == "sorting\nKilled"
    assert found.cause.startswith("Process `NF:ALIGN:STAR_ALIGN (donor 17)` terminated")


def test_without_an_error_stream_the_output_is_told() -> None:
    found = read_error_report(REPORT.replace("  sorting\n  Killed\n", "  (empty)\n"))
    assert found.wrote.strip() == "loading"


def test_with_neither_the_cause_is_told() -> None:
    report = REPORT.replace("  sorting\n  Killed\n", "").replace("  loading\n", "")
    assert "terminated with an error exit status" in read_error_report(report).wrote


def test_a_code_that_is_not_known_is_none() -> None:
    assert read_error_report(REPORT.replace("  137\n", "  -\n")).exit_code is None


def test_any_other_text_is_told_as_it_is() -> None:
    found = read_error_report("No such variable: foo\n -- Check script 'main.nf'")
    assert found.process == ""
    assert "No such variable: foo" in found.wrote


@given(st.text())
def test_no_text_makes_it_fail(text: str) -> None:
    read_error_report(text)
