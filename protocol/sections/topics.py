"""Topics: what people want to talk about, in the order in which they said so."""

from protocol.sections.section import Item, Matter, Section
from protocol.topic_text import topic_text

TITLE, SHOW = "Topics", 12
EMPTY = "Nobody has added a topic; `/agenda add` does."


def section(matter: Matter) -> Section:
    """One item for each topic; those that were not reached last time are a section of their own."""
    known = {point.key for point in matter.left}
    items = []
    for topic in matter.topics:
        said = topic_text(topic.text, matter.context.board)
        key = f"topic:{topic.number}"
        items.append(Item(key, said.title, said.url, who=(topic.who,), card_id=said.card_id))
    return Section(
        "topics", TITLE, tuple(item for item in items if item.key not in known), SHOW, EMPTY
    )
