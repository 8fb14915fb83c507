"""The Method page in a real browser: to be read by everybody, at any width, by keyboard and on paper."""

import re

from browsing import assert_accessible
from playwright.sync_api import Page, expect

from aim.pages import ids

expect.set_options(timeout=30_000)  # a busy machine takes its time


def open_method(page: Page, address: str = "/method") -> None:
    page.goto(address)
    page.locator("#challenge").wait_for()


def test_the_contents_lead_to_a_part_and_nothing_is_asked_again(page: Page) -> None:
    open_method(page)
    page.wait_for_load_state("networkidle")
    fold = page.locator(".fold").first
    fold.locator("summary").click()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.post_data or ""))
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Seriousness").click()
    expect(page).to_have_url(re.compile("/method#seriousness$"))
    expect(page.locator("#seriousness")).to_be_in_viewport()
    expect(fold).to_have_attribute("open", "")
    assert not [body for body in asked if ids.STRIP in body]


def test_an_address_with_a_part_opens_there(page: Page) -> None:
    open_method(page, "/method#word-rank")
    expect(page.locator("#word-rank")).to_be_in_viewport()
    expect(page.get_by_role("heading", level=1)).not_to_be_in_viewport()


def test_a_folded_table_opens_by_keyboard_and_prints_unfolded(page: Page) -> None:
    open_method(page)
    fold = page.locator(".fold").first
    rows = fold.locator("tbody tr")
    expect(rows.first).not_to_be_visible()
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(rows.first).to_be_visible()
    page.keyboard.press("Enter")
    expect(rows.first).not_to_be_visible()
    page.emulate_media(media="print")
    expect(rows.first).to_be_visible()
    expect(page.get_by_role("navigation", name="On this page")).not_to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.figures-frame')).overflowX") == "visible"


def test_an_unknown_picture_in_the_address_is_said(page: Page) -> None:
    open_method(page, "/method?as-of=99-00000000")
    expect(page.locator(f"#{ids.METHOD_NOTICES}")).to_contain_text("none of that name is kept here")
    assert_accessible(page)
