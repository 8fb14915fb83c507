"""What the browser tests share: a running application, a watch over its pages, and when a map has been drawn."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import waitress
from axe_playwright_python.base import AXE_SCRIPT
from dash import Dash
from playwright.sync_api import ConsoleMessage, Page, Request

from aim.config import Config
from aim.pages import create_app

DESKTOP = (1920, 1080)
PHONE = (390, 844)
SIZES = {"desktop": DESKTOP, "phone": PHONE}
THEMES = ("light", "dark")
# What a driver of software-drawn WebGL says of its own speed.
_DRIVER = "GL Driver Message"


@dataclass
class Served:
    """A running application: ``url`` without a slash at its end."""

    url: str
    app: Dash
    config: Config


@contextmanager
def serving(config: Config) -> Iterator[Served]:
    """The application over a store, on a free port, while the block lasts."""
    app = create_app(config)
    server = waitress.create_server(app.server, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield Served(f"http://127.0.0.1:{server.effective_port}", app, config)
    finally:
        server.close()
        server.task_dispatcher.shutdown()
        thread.join(5)


@dataclass
class Watch:
    """What a page did that no page may do. ``allowed`` takes parts of the errors a test provokes on purpose."""

    faults: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Listen to everything ``page`` says and asks for."""
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._fault(f"error in the page: {error}"))
        page.on("crash", lambda _page: self._fault("the page crashed"))
        page.add_init_script(
            "document.addEventListener('securitypolicyviolation', e => "
            "console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI))"
        )

    def check(self) -> None:
        """Fail with everything that was seen."""
        faults = [fault for fault in self.faults if not any(part in fault for part in self.allowed)]
        assert not faults, "\n".join(faults)

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self._fault(f"request leaves the machine: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" or (message.type == "warning" and _DRIVER not in message.text):
            self._fault(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def _fault(self, text: str) -> None:
        self.faults.append(text)


_MAP_DRAWN = """() => {
    const plot = document.querySelector(".town-map .js-plotly-plot");
    const part = plot && plot._fullLayout && plot._fullLayout.map && plot._fullLayout.map._subplot;
    if (!part || !part.map || !plot.aimFit || !part.map.loaded() || part.map.isMoving()) return false;
    const [frame, box] = [part.map.getContainer(), plot.getBoundingClientRect()];
    const whole = Math.abs(frame.clientWidth - box.width) < 1 && Math.abs(frame.clientHeight - box.height) < 1;
    const there = plot.aimMoved || Math.abs(part.map.getZoom() - plot.aimFit.zoom) < 0.001;
    return whole && there && plot.aimFit.size === frame.clientWidth + "x" + frame.clientHeight
        && plot.aimFit.bounds === String(plot.layout.meta.bounds);
}"""


def map_ready(page: Page) -> None:
    """Wait until the map has drawn what it was last given."""
    page.wait_for_function(_MAP_DRAWN)


def choose_theme(page: Page, theme: str) -> None:
    """Light or dark, before the page is opened."""
    page.add_init_script(f"localStorage.setItem('mantine-color-scheme-value', '{theme}')")


def choose_size(page: Page, size: str) -> None:
    """One of :data:`SIZES`."""
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})


def assert_accessible(page: Page, within: str | None = None, only: str | None = None) -> None:
    """No violation of any rule of axe, or of the one named ``only``, on the page or in what ``within`` finds."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"]} | ({"runOnly": [only]} if only else {})
    run = "([context, options]) => axe.run(context || document, options).then(found => found.violations)"
    violations = page.evaluate(run, [within, options])
    assert not violations, "\n".join(
        f"{each['id']} ({each['impact']}): {node['html'][:300]}\n    {node['failureSummary']}"
        for each in violations
        for node in each["nodes"]
    )
