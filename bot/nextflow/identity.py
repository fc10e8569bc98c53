"""Who a run is: its id, and its page's address."""

import base64
import hmac
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import urlsplit

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
ID_SIGNS = 14  # Nextflow's own client takes 16 at most
PAGES = "/nextflow/runs"


def run_id(key: str, session: str, name: str) -> str:
    """The same for every event of a run, whatever way it comes and whoever asks again; it cannot
    be guessed without the key, for it opens the run's page."""
    number = int.from_bytes(hmac.digest(key.encode(), f"{session}\n{name}".encode(), sha256))
    signs = []
    for _ in range(ID_SIGNS):
        number, digit = divmod(number, len(_DIGITS))
        signs.append(_DIGITS[digit])
    return "".join(signs)


def page_of(run: str, public_url: str, base: str = "") -> str:
    """The run's page, at the service's public address or where Nextflow reaches it. A run that has
    no page that people can open is only named."""
    host = public_url or ("" if _is_own_machine(base) else base)
    return f"{host.rstrip('/')}{PAGES}/{run}" if host else f"nextflow://run/{run}"


def is_authorised(header: str, token: str) -> bool:
    """Whether an Authorization header holds the token: as Bearer, or as the password of Basic,
    whatever the user's name (`@token` of Nextflow's tower client, any in weblog's `basicToken`)."""
    scheme, _, given = header.strip().partition(" ")
    if scheme.lower() == "basic":
        try:
            given = base64.b64decode(given.strip(), validate=True).decode().partition(":")[2]
        except ValueError:
            return False
    elif scheme.lower() != "bearer":
        return False
    return bool(token) and hmac.compare_digest(given.strip().encode(), token.encode())


def _is_own_machine(base: str) -> bool:
    host = urlsplit(base).hostname or ""
    try:
        return not host or host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
