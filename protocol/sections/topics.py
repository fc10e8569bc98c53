"""Topics: what people want to talk about, in the order in which they said so."""

from protocol.sections.section import Item, Matter, Section

TITLE, SHOW = "Topics", 12
EMPTY = "Nobody has added a topic; `/agenda add` does."


def section(matter: Matter) -> Section:
    """One item for each topic; those that were not reached last time are a section of their own."""
    known = {point.key for point in matter.left}
    items = [Item(f"topic:{topic.number}", topic.text, who=(topic.who,)) for topic in matter.topics]
    return Section(
        "topics", TITLE, tuple(item for item in items if item.key not in known), SHOW, EMPTY
    )
