"""Text inside HTML and SVG: escaping, links."""

import html
import re

from protocol.render.addresses import web_address

# Characters that XML 1.0 (section 2.2, Char) does not have, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escape(text: str) -> str:
    """The text as it may stand between tags and inside quoted attributes."""
    return html.escape(_NOT_XML.sub("", text), quote=True)


def name_of(text: str) -> str:
    """A name that somebody on the board chose, kept from turning the text around it (bdi)."""
    return f"<bdi>{escape(text)}</bdi>"


def link_to(text: str, url: str) -> str:
    """The text as a link, or as it is when the address is none of the web."""
    address = web_address(url)
    if not address:
        return name_of(text)
    return f'<a href="{escape(address)}" rel="noreferrer">{name_of(text)}</a>'
