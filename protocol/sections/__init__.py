"""The sections of the agenda, in the order of the meeting. Explicit on purpose.

A section is one file with a function `section(matter) -> Section`; adding one is that file, one
line here and one test file.
"""

from collections.abc import Callable

from protocol.sections import (
    carried,
    coming,
    decisions,
    done,
    goals,
    keeping,
    load,
    new,
    runs,
    topics,
    unreached,
)
from protocol.sections.section import Matter, Section

# Of what people say, which only a service knows; they come first.
PEOPLES: tuple[Callable[[Matter], Section], ...] = (
    unreached.section,
    topics.section,
)

SECTIONS: tuple[Callable[[Matter], Section], ...] = (
    done.section,
    carried.section,
    coming.section,
    runs.section,
    decisions.section,
    new.section,
    goals.section,
    load.section,
    keeping.section,
)
