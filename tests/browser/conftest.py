"""A real Chromium against a real server.

Every test fails on a request that leaves the machine, on an error in the console and on a breach of the
Content-Security-Policy, whatever else it looks at.
"""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from browsing import DESKTOP, Served, Watch, serving
from playwright.sync_api import BrowserContext, BrowserType, Page

from aim.config import Config

_TIMEOUT_MS = 30_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium, unable to find any host but this one."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("no Chromium found: install it, name it in CHROMIUM, or run make chromium")
    return browser_type_launch_args | {
        "executable_path": found,
        "args": [
            "--no-sandbox",  # a test machine often runs as root, where Chromium's own sandbox refuses
            "--disable-background-networking",
            "--disable-component-update",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            "--js-flags=--no-maglev --no-turbofan",  # a page of a test does not live to see them pay
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A British desk with the screen of a meeting room."""
    return browser_context_args | {
        "viewport": {"width": DESKTOP[0], "height": DESKTOP[1]},
        "locale": "en-GB",
        "timezone_id": "Europe/London",
        "reduced_motion": "reduce",
    }


@pytest.fixture(scope="session")
def served(demonstration: Config) -> Iterator[Served]:
    """The application over the session's demonstration; no test changes that store."""
    with serving(demonstration) as running:
        yield running


@pytest.fixture(scope="session")
def base_url(served: Served) -> str:
    """Where ``page.goto("/")`` goes."""
    return served.url


@pytest.fixture
def watch() -> Watch:
    """The watch over :func:`page`, for a test that provokes an error on purpose."""
    return Watch()


@pytest.fixture(scope="session")
def desk(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    browser_context_args: dict[str, Any],
    served: Served,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[BrowserContext]:
    """One browser with one profile for the session, on the disk: only there are scripts kept as they were compiled.

    It paints a quarter of the pixels: the layout stays, and nothing here looks at single ones.
    """
    context = browser_type.launch_persistent_context(
        tmp_path_factory.mktemp("profile"),
        **browser_type_launch_args,
        **browser_context_args | {"base_url": served.url, "device_scale_factor": 0.5},
    )
    yield context
    context.close()


@pytest.fixture
def page(desk: BrowserContext, served: Served, watch: Watch) -> Iterator[Page]:
    """A page that may not reach out of the machine, log an error or breach the policy. Nothing is remembered."""
    page = desk.new_page()
    page.set_default_timeout(_TIMEOUT_MS)
    page.goto(f"{served.url}/healthz")
    page.evaluate("localStorage.clear()")
    watch.follow(page)
    yield page
    page.close()
    watch.check()
