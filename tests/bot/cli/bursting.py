"""A verb for tests that raises the error its argument names."""

from typing import Annotated

from typer import Argument

EXAMPLES = """
cardkeeper burst ValueError
"""


def run(error: Annotated[str, Argument()]) -> int:
    """Burst."""
    raise {"ValueError": ValueError, "KeyboardInterrupt": KeyboardInterrupt}[error]("it burst")
