"""What leaves the Trends page, with the browser of whoever sends it: by keyboard, in both editions."""

import csv
import re
from pathlib import Path

from browsing import assert_accessible
from playwright.sync_api import Page, expect


def test_a_table_is_exported_for_the_public_by_keyboard(page: Page, tmp_path: Path) -> None:
    page.goto("/trends?month=2026-09&concern=crime&area=North")
    button = page.locator(".export > summary")
    button.focus()
    page.keyboard.press("Enter")
    said = re.compile("No count is withheld|counts? withheld: 1 to 4, or such as would give one of those away")
    expect(page.locator(".export [data-preview]")).to_have_text(said, timeout=30_000)
    assert_accessible(page, ".export")
    link = page.get_by_role("link", name="For the public: CSV table")
    link.focus()
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    name = waiting.value.suggested_filename
    assert name.startswith("aim-trends-2026-09-crime-North-")
    assert name.endswith("-public.csv")
    waiting.value.save_as(tmp_path / name)
    with (tmp_path / name).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["concern"] for row in rows} == {"crime"}
    assert all((row["count"] == "") == (row["withheld"] == "true") for row in rows)
    page.keyboard.press("Escape")
    expect(page.locator(".export")).not_to_have_attribute("open", "")
    assert page.url.endswith("/trends?month=2026-09&concern=crime&area=North")
