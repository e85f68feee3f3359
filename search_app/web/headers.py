"""What every answer tells the browser about safety and caching, errors included.

Source: OWASP HTTP Headers and Content Security Policy cheat sheets.
"""

from functools import cache

from flask import Flask, Response, current_app

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' https:",  # pictures of posts lie where their site has put them
    "connect-src": "'self'",  # the page's script asks; links tell by their "ping" which post was chosen
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_STYLES = "STYLE_ORIGIN"
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # What was searched for stays between the visitor and this site.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def allow_styles(app: Flask, origin: str) -> None:
    """Let the pages of an app load stylesheets of one more origin."""
    app.config[_STYLES] = origin


def _write_policy(style_origin: str) -> str:
    policy = _POLICY | ({"style-src": f"{_POLICY['style-src']} {style_origin}"} if style_origin else {})
    return "; ".join(f"{name} {value}" for name, value in policy.items())


@cache
def _list_headers(style_origin: str) -> tuple[tuple[str, str], ...]:
    return (("Content-Security-Policy", _write_policy(style_origin)), *SECURITY_HEADERS.items())


def list_headers(app: Flask) -> tuple[tuple[str, str], ...]:
    """Return the security headers of an app's answers."""
    return _list_headers(app.config.get(_STYLES, ""))


def add_headers(response: Response) -> Response:
    """Add the security headers, and say how long the answer keeps where nobody has yet.

    Where nothing else is said an answer is checked again before each use, since a post may be taken back; errors are
    never kept. What an address has said itself stands: search answers keep for ``cache_seconds``, the box for other
    sites to load for an hour.
    """
    headers = response.headers
    said = {name.lower() for name in headers.keys()}  # noqa: SIM118 - iterating over headers yields pairs
    for name, value in list_headers(current_app):
        if name.lower() not in said:
            headers.add(name, value)
    if "cache-control" not in said:
        headers.add("Cache-Control", "no-cache" if response.status_code < 400 else "no-store")  # noqa: PLR2004 - errors
    return response
