"""The Trends page in a real browser: from a row of pictures to the month, year by year, on a phone and on paper."""

import re

from browsing import choose_size
from playwright.sync_api import Page, expect

from aim.pages import ids

expect.set_options(timeout=30_000)  # a busy machine takes its time


def open_trends(page: Page, address: str = "/trends") -> None:
    page.goto(address)
    page.locator(".trend, .trend-table tbody tr").first.wait_for()
    if "concern=" in address:
        page.locator(f"#{ids.TRENDS_GRAPH} .main-svg").first.wait_for()


def test_from_every_concern_to_one_its_years_and_the_month(page: Page) -> None:
    open_trends(page)
    expect(page.locator("#pages [aria-current=page]")).to_have_text("Trends")
    expect(page.get_by_role("heading", level=1)).to_contain_text("outside what is expected")
    page.get_by_role("link", name=re.compile("^Violence ?, year by year")).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/trends\?concern=violence$"))
    page.locator(f"#{ids.TRENDS_GRAPH} .main-svg").first.wait_for()
    page.get_by_role("navigation", name="Area of the year by year view").get_by_role("link", name="North").click()
    expect(page.get_by_role("heading", name="Violence in North, year by year")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("month=2026-08&concern=violence&area=North"))
    chosen = page.locator(".trend.is-chosen")
    expect(chosen).to_have_attribute("href", "/?month=2026-08&concern=violence&area=North")
    chosen.click()
    expect(page).to_have_url(re.compile(r"/\?month=2026-08&concern=violence&area=North$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("August 2026")
    page.go_back()
    expect(page.get_by_role("heading", name="Violence in North, year by year")).to_be_visible()


def test_a_phone_shows_one_area_and_paper_all_of_them(page: Page) -> None:
    choose_size(page, "phone")
    open_trends(page)
    first = page.locator(".trend-row").first
    expect(first.locator(".trend--town")).to_be_visible()
    expect(first.locator(".trend").nth(1)).to_be_hidden()
    page.get_by_role("navigation", name="Area", exact=True).get_by_role("link", name="West").click()
    expect(first.locator(".trend")).to_have_count(1)
    expect(first.locator(".trend")).to_have_attribute("href", re.compile("area=West"))
    page.go_back()
    expect(first.locator(".trend")).to_have_count(5)
    page.emulate_media(media="print")
    for at in range(5):
        expect(first.locator(".trend").nth(at)).to_be_visible()
    expect(page.locator(".controls")).to_be_hidden()


def test_the_table_is_sorted_from_the_keyboard(page: Page) -> None:
    open_trends(page, "/trends?view=table")
    page.get_by_role("link", name="Incidents").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("sort=-count"))
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Incidents")
    counts = [int(each.replace(",", "")) for each in page.locator("tbody td:nth-child(3)").all_inner_texts() if each]
    assert counts == sorted(counts, reverse=True)
    expect(page.get_by_role("link", name="Incidents")).to_be_focused()
