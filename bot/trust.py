"""Which certificates are trusted: those that httpx trusts by itself. Reading them takes as long as
a call, so a process reads them once."""

from functools import cache
from ssl import SSLContext

import httpx


@cache
def trusted() -> SSLContext:
    """To be given to a client as `verify`."""
    return httpx.create_ssl_context()
