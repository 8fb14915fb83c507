"""Month as somebody at the screen sees it, in Chromium: until it is there, and from a click to a map that stands still.

The whole way is in it: the address, the callback, the patch of the figure, the drawing by software WebGL. The rival is
the limit itself, so that a ratio over 1 means below it. The page comes warm: its profile has held it before.
"""

import os
import shutil
import statistics
import tempfile
from datetime import date
from pathlib import Path

from bench_page import absolute
from browsing import DESKTOP, map_ready, serving
from playwright.sync_api import Page, sync_playwright

from aim import config as configuration
from aim import operations

STEPS = 24  # months back and forth
LOADS = 9  # of the page, after two that fill the profile
_STEP = """async (name) => {
    const plot = document.querySelector(".town-map .js-plotly-plot");
    const before = plot.data[0].z, map = plot._fullLayout.map._subplot.map;
    const frame = () => new Promise(requestAnimationFrame);
    const started = performance.now();
    document.querySelector(`a[data-step="${name}"]`).click();
    while (plot.data[0].z === before) await frame();
    await frame();
    // Not "idle": the map fades its labels in long after the colours are those of the new month.
    while (!map.loaded()) await frame();
    await frame();
    return performance.now() - started;
}"""
_PAINTED = "() => new Promise(requestAnimationFrame).then(() => performance.now())"  # since the navigation began


def rows() -> list[dict]:
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        return []  # `make chromium` installs one
    with tempfile.TemporaryDirectory() as folder:
        config = configuration.load(Path(folder) / "store", {"AIM_TODAY": "2026-11-22"})
        operations.load_demonstration(config, until=date(2026, 11, 21))
        with serving(config) as served, sync_playwright() as driver:
            desk = driver.chromium.launch_persistent_context(
                Path(folder) / "profile",
                executable_path=found,
                args=["--no-sandbox"],
                viewport={"width": DESKTOP[0], "height": DESKTOP[1]},
                reduced_motion="reduce",
            )
            page = desk.new_page()
            page.goto(served.url)
            map_ready(page)
            loads = [_load(page) for _ in range(LOADS + 1)][1:]
            half = STEPS // 2
            steps = [_step(page, name) for name in (*["previous"] * half, *["next"] * half)]
            desk.close()
    return [
        absolute(
            "Month painted, map idle, warm profile, median",
            statistics.median(loads),
            hold_ms=2000,
            aim_ms=1000,
            runs=LOADS,
        ),
        absolute(
            "a filter change as seen, 672 cells, median", statistics.median(steps), hold_ms=600, aim_ms=300, runs=STEPS
        ),
    ]


def _load(page: Page) -> float:
    """Milliseconds to the headline, the list and the map that is drawn and idle."""
    page.reload(wait_until="commit")
    page.locator(".headline").wait_for()
    page.locator("a.place").first.wait_for()
    map_ready(page)
    taken = float(page.evaluate(_PAINTED))
    page.wait_for_load_state("networkidle")
    return taken


def _step(page: Page, name: str) -> float:
    taken = float(page.evaluate(_STEP, name))
    map_ready(page)
    return taken
