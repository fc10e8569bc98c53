"""What a request may be: small, from a page of ours, and not too often."""

from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

from bot.web.pages.visit import Refused

MOST_BYTES = 64_000
_MOST_FIELDS = 100
_FORM = "application/x-www-form-urlencoded"


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form; raises Refused for one that is too large or none."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise Refused(415, "Only a form of these pages is understood here.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Refused(413, "That is more text than a page takes; shorten it.")
    try:
        fields = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise Refused(400, "That form cannot be read; load the page again.") from None
    return {name: value.replace("\0", "") for name, value in fields}  # no database keeps that sign


def must_be_ours(request: Request, base_url: str) -> None:
    """Raises Refused for a form that a page of another site sends. The browser says where it comes
    from: by `Sec-Fetch-Site` over TLS and on this machine, by `Origin` always. A proxy may have
    changed the host's name, so that the pages' own address counts too."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    is_ours = site in (None, "same-origin", "none")
    if origin is not None:
        hosts = {request.headers.get("host"), urlsplit(base_url).netloc}
        is_ours = is_ours and bool(origin) and urlsplit(origin).netloc in hosts - {None, ""}
    if not is_ours:
        raise Refused(403, "That came from another site, so nothing was done.")


def caller(request: Request) -> str:
    """The address that a request comes from."""
    return request.client.host if request.client else ""
