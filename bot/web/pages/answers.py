"""What every answer carries: the headers that keep a page to itself, and the session's cookie."""

from collections.abc import Mapping

from starlette.responses import Response

from bot.web.pages.access import SESSION_LASTS, Access

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # a form still says where it comes from; others learn nothing
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "X-Robots-Tag": "noindex, nofollow",
}


def private(response: Response, access: Access) -> Response:
    """The response with every header; no cache keeps it."""
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
    if access.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def cookie_name(access: Access) -> str:
    """Over TLS the browser itself holds the cookie to this host and to TLS."""
    return "__Host-cardkeeper" if access.is_secure else "cardkeeper"


def set_cookie(response: Response, access: Access, secret: str) -> None:
    """Give the browser its session."""
    response.set_cookie(
        cookie_name(access), secret, max_age=int(SESSION_LASTS.total_seconds()), path="/",
        secure=access.is_secure, httponly=True, samesite="lax",
    )  # fmt: skip


def drop_cookie(response: Response, access: Access) -> None:
    """Take the session from the browser."""
    response.delete_cookie(
        cookie_name(access), path="/", secure=access.is_secure, httponly=True, samesite="lax"
    )
