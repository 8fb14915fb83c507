"""Every page at both sizes in both themes, to be looked at: ``make screenshots``.

Of the demonstration, or of the store that ``AIM_DATA`` names. Pictures go to ``.screenshots/``; the README has its
own, made with ``--readme``.
"""

import os
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

from browsing import SIZES, THEMES, Served, choose_size, choose_theme, map_ready, serving
from playwright.sync_api import Browser, sync_playwright

from aim import config as configuration
from aim import operations
from aim.config import Config
from aim.questions.data import data_view
from aim.questions.month import month_view

PROJECT = Path(__file__).resolve().parent.parent.parent
UNTIL, TODAY = date(2026, 11, 21), "2026-11-22"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        config = _store(Path(folder))
        browser = driver.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        with serving(config) as running:
            if "--readme" in sys.argv:
                _shoot(browser, running, "/", "desktop", "light", PROJECT / "docs" / "month.png")
                return
            out = PROJECT / ".screenshots"
            shutil.rmtree(out, ignore_errors=True)
            for name, address in _addresses(config).items():
                for size in SIZES:
                    for theme in THEMES:
                        path = out / f"{name}-{size}-{theme}.png"
                        _shoot(browser, running, address, size, theme, path)
                        print(path)


def _store(folder: Path) -> Config:
    if os.environ.get("AIM_DATA"):
        return configuration.load()
    config = configuration.load(folder / "store", {"AIM_TODAY": TODAY})
    operations.load_demonstration(config, until=UNTIL)
    return config


def _addresses(config: Config) -> dict[str, str]:
    view = month_view(config)
    if view is None:
        return {
            "empty": "/",
            "briefing-empty": "/briefing",
            "data-empty": "/data",
            "method-empty": "/method",
            "trends-empty": "/trends",
        }
    loads = data_view(config).loads
    told = max(loads, key=lambda row: row.rejected)  # the load with most to explore
    rows, busiest = view.discussion.rows, view.places
    return {
        "month": "/",
        "month-busiest": "/?list=busiest",
        "month-table": "/?view=table",
        "month-place": f"/?place={rows[0].key}" if rows else "/",
        "month-busiest-place": f"/?list=busiest&place={busiest[0].key}" if busiest else "/?list=busiest",
        "month-south-burglary": "/?area=South&concern=burglary&window=12",
        "month-last": f"/?month={view.months[-1]}",
        "briefing": "/briefing",
        "briefing-week": "/briefing?neighbourhood=North&since=7d",
        "hotspots": "/hotspots",
        "hotspots-place": f"/hotspots?window=6&cell={busiest[0].key}" if busiest else "/hotspots?window=6",
        "hotspots-compare": "/hotspots?view=compare&concern=violence&within=South",
        "hotspots-months": "/hotspots?view=multiples&concern=burglary",
        "hotspots-small": "/hotspots?area=North&resolution=10&by=seriousness",
        "present": "/present",
        "present-where": "/present?step=3",
        "present-place": "/present?step=4.1",
        "present-read-back": "/present?step=6",
        "trends": "/trends",
        "trends-table": "/trends?view=table",
        "trends-north": "/trends?area=North",
        "trends-violence": "/trends?concern=violence&area=North",
        "data": "/data",
        "data-load": f"/data?load={told.load}",
        "method": "/method",
        "method-hindsight": "/method#hindsight",
        "wrong-address": "/nowhere",
    }


def _shoot(browser: Browser, running: Served, address: str, size: str, theme: str, path: Path) -> None:
    page = browser.new_page()
    choose_size(page, size)
    choose_theme(page, theme)
    page.goto(running.url + address)
    page.get_by_role("heading", level=1).first.wait_for()
    if page.locator(".town-map").is_visible():
        map_ready(page)
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=size == "phone")
    page.close()


def _chromium() -> str:
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        sys.exit("no Chromium found: install it, name it in CHROMIUM, or run make chromium")
    return found


if __name__ == "__main__":
    main()
