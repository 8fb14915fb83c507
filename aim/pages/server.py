"""Serving the application to this machine."""

import logging
from collections.abc import Callable

import waitress

from aim.config import Config
from aim.errors import AimError
from aim.pages import create_app
from aim.pages.security import MAX_REQUEST_BYTES, is_loopback

HOST = "127.0.0.1"
PORT = 8050
# A browser opens six connections at once; the work itself holds Python's lock.
_THREADS = 8


def serve(config: Config, host: str = HOST, port: int = PORT, *, ready: Callable[[str], None] | None = None) -> None:
    """Serve until interrupted; ``ready`` is called with the address once the port is taken.

    Raises AimError for a host other than this machine, and where the port cannot be taken.
    """
    check_host(host)
    if not logging.getLogger().handlers:
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # A browser opens a page with more connections than there are threads; that they wait is no news.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    app = create_app(config)
    try:
        server = waitress.create_server(
            app.server, host=host.strip("[]"), port=port, threads=_THREADS, max_request_body_size=MAX_REQUEST_BYTES
        )
    except OSError as error:
        reason = error.strerror or error
        raise AimError(f"port {port} cannot be taken ({reason}): choose another, as in --port {port + 1}") from error
    if ready is not None:
        ready(f"http://{host}:{port or server.effective_port}")
    try:
        server.run()
    finally:
        server.close()


def check_host(host: str) -> None:
    """Raise AimError unless ``host`` is this machine."""
    if not is_loopback(host):
        raise AimError(
            f"{host!r} would show the partners' incidents to everybody on the network: AIM has no sign-in yet, so it "
            "listens on this machine only. Use --host 127.0.0.1 (the default); others reach it through this "
            "machine's own remote desktop or an SSH tunnel"
        )
