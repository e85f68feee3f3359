"""What every answer tells the browser about safety and caching, errors included.

Source: OWASP HTTP Headers and Content Security Policy cheat sheets.
"""

from flask import Response

_POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
SECURITY_HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in _POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    # What was searched for stays between the visitor and this site.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def add_headers(response: Response) -> Response:
    """Add the security headers, and say how long the answer keeps where nobody has yet.

    Where nothing else is said an answer is checked again before each use, since a post may be taken back; errors are
    never kept. What an address has said itself stands: search answers keep for ``cache_seconds``, the box for other
    sites to load for an hour.
    """
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    keeps = "no-cache" if response.status_code < 400 else "no-store"  # noqa: PLR2004 - errors begin at 400
    response.headers.setdefault("Cache-Control", keeps)
    return response
