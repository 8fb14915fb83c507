"""A filter change as somebody at the screen sees it: from the click to the map that stands still, in Chromium.

The whole way is in it: the address, the callback, the patch of the figure, the drawing by software WebGL. The rival is
the limit itself, so that a ratio over 1 means below it.
"""

import os
import shutil
import statistics
import tempfile
from datetime import date
from pathlib import Path

from browsing import DESKTOP, map_ready, serving
from playwright.sync_api import Page, sync_playwright

from aim import config as configuration
from aim import operations

STEPS = 24  # months back and forth
HOLD_MS, AIM_MS = 600, 300
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


def rows() -> list[dict]:
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        return []  # `make chromium` installs one
    with tempfile.TemporaryDirectory() as folder:
        config = configuration.load(Path(folder) / "store", {"AIM_TODAY": "2026-11-22"})
        operations.load_demonstration(config, until=date(2026, 11, 21))
        with serving(config) as served, sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, reduced_motion="reduce")
            page.goto(served.url)
            map_ready(page)
            half = STEPS // 2
            taken = [_step(page, name) for name in (*["previous"] * half, *["next"] * half)]
            browser.close()
    median = statistics.median(taken)
    return [
        {
            "name": "a filter change as seen, 672 cells, median",
            "ours": median,
            "rival": HOLD_MS,
            "unit": "ms",
            "ratio": HOLD_MS / median,
            "hold": 1.0,
            "aim": HOLD_MS / AIM_MS,
            "runs": STEPS,
        }
    ]


def _step(page: Page, name: str) -> float:
    taken = float(page.evaluate(_STEP, name))
    map_ready(page)
    return taken
