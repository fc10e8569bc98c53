"""The keys of the agenda's sections, as the agreement chooses among them."""

SECTION_NAMES = (
    "unreached", "topics", "done", "carried-over", "coming", "runs", "decisions", "new", "goals",
    "load", "agreement",
)  # fmt: skip
