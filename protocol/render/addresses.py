"""Addresses that may become links: only those of the web, so that no board can smuggle code in."""


def web_address(url: str) -> str:
    """The address when it is http or https and holds nothing that ends it; else nothing."""
    if not url.lower().startswith(("https://", "http://")):
        return ""
    broken = any(sign.isspace() or ord(sign) < 0x20 or sign in "\"'<>\\`" for sign in url)
    return "" if broken else url
