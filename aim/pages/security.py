"""What stands between a browser and the partners' data before sign-in exists: loopback, and only this server's files.

A page on the internet may point a name it owns at 127.0.0.1 and so read a local server ("DNS rebinding"): whoever asks
must therefore use a loopback name. The Content-Security-Policy keeps every request of a page on this machine.
"""

from urllib.parse import urlsplit

from dash import Dash
from flask import Flask, Response, abort, request

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# The largest request is a callback that carries a page's state; files come in pieces (aim/pages/upload.py).
MAX_REQUEST_BYTES = 2 * 1024 * 1024


def is_loopback(name: str) -> bool:
    """Whether ``name`` (of a host, without a port) means this machine and nothing else."""
    return name.strip("[]").casefold() in LOOPBACK


def host_name(header: str) -> str | None:
    """The name in a Host header or an origin's network part; None where it is not a name with an optional port."""
    try:
        parts = urlsplit(f"//{header}")
        _ = parts.port  # raises where the port is not a number of 0 to 65535
    except ValueError:
        return None
    plain = parts.netloc == header and not (parts.path or parts.query or parts.fragment or "@" in header)
    return parts.hostname if plain else None


def content_security_policy(app: Dash) -> str:
    """The policy of every answer. Inline scripts are Dash's own and its clientside callbacks, allowed by their hash."""
    hashes = " ".join(app.csp_hashes())
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {hashes}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "worker-src 'self' blob:",  # the map draws in a worker made from a blob
            "connect-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def secure(app: Dash) -> None:
    """Refuse foreign hosts and origins, and put the security headers on every answer.

    To be called when every page and callback is registered: the policy holds the hashes of their scripts.
    """
    server: Flask = app.server
    server.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES
    policy = content_security_policy(app)
    # Before everything else, Dash's own start-up included.
    server.before_request_funcs.setdefault(None, []).insert(0, refuse_foreigners)

    @server.after_request
    def headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        # Counts of one town stay out of a shared computer's cache; files with a version set their own rule.
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def refuse_foreigners() -> None:
    """Answer 400 to a Host that is not this machine, and 403 to a write sent by another site's page."""
    if not is_loopback(host_name(request.environ.get("HTTP_HOST", "")) or ""):
        abort(400, "This address is not served. Open AIM at http://127.0.0.1 or http://localhost with its port.")
    origin = request.headers.get("Origin")
    if origin and request.method not in ("GET", "HEAD", "OPTIONS"):
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or parts.netloc != request.environ["HTTP_HOST"]:
            abort(403, "A page of another site may not act here.")
