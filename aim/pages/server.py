"""Serving the application to this machine."""

import gc
import logging
import socket
import threading
from collections.abc import Callable

import waitress

from aim.config import Config
from aim.errors import AimError
from aim.pages import create_app
from aim.pages.security import MAX_REQUEST_BYTES, is_loopback
from aim.questions.ahead import read_ahead

HOST = "127.0.0.1"
PORT = 8050
# A browser opens six connections at once; the work itself holds Python's lock.
_THREADS = 8
_BACKLOG = 128

log = logging.getLogger("aim.pages")


def serve(config: Config, host: str = HOST, port: int = PORT, *, ready: Callable[[str], None] | None = None) -> None:
    """Serve until interrupted; ``ready`` is called with the address once the port is taken.

    Raises AimError for a host other than this machine, and where the port cannot be taken.
    """
    check_host(host)
    if not logging.getLogger().handlers:
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # A browser opens a page with more connections than there are threads; that they wait is no news.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    with _take(host, port) as taken:
        app = create_app(config)
        # What the start made stays: looking through all of it for what may go held up one answer in 200 by 0.1 s.
        gc.freeze()
        server = waitress.create_server(
            app.server, sockets=[taken], threads=_THREADS, max_request_body_size=MAX_REQUEST_BYTES
        )
        name = f"[{host.strip('[]')}]" if ":" in host else host
        address = f"http://{name}:{taken.getsockname()[1]}"
        log.info("AIM is at %s, for this machine only; Ctrl+C stops it", address)
        if ready is not None:
            ready(address)
        threading.Thread(target=_read_ahead, args=(config,), daemon=True).start()
        try:
            server.run()
        finally:
            server.close()


def _read_ahead(config: Config) -> None:
    try:
        read_ahead(config)
    except AimError as error:  # whoever opens the page is told
        log.warning("the months could not be read ahead: %s", error)


def _take(host: str, port: int) -> socket.socket:
    name = host.strip("[]")
    family = socket.AF_INET6 if ":" in name else socket.AF_INET
    try:
        return socket.create_server((name, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        reason = error.strerror or error
        raise AimError(f"port {port} cannot be taken ({reason}): choose another, as in --port {port + 1}") from error


def check_host(host: str) -> None:
    """Raise AimError unless ``host`` is this machine."""
    if not is_loopback(host):
        raise AimError(
            f"{host!r} would show the partners' incidents to everybody on the network: AIM has no sign-in yet, so it "
            "listens on this machine only. Use --host 127.0.0.1 (the default); others reach it through this "
            "machine's own remote desktop or an SSH tunnel"
        )
