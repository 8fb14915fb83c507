"""The Briefing page in a real browser: a neighbourhood's morning on a wall, on a phone, and as a sheet."""

import re

from browsing import Watch, choose_size, map_ready
from playwright.sync_api import Page, expect

from aim.pages import ids

expect.set_options(timeout=30_000)  # a busy machine takes its time


def open_briefing(page: Page, address: str = "/briefing") -> None:
    page.goto(address)
    page.get_by_role("heading", name="Be here today").wait_for()
    map_ready(page)


def test_from_one_neighbourhood_to_another_over_a_week_to_a_place_of_the_month(page: Page) -> None:
    open_briefing(page)
    line = page.get_by_role("heading", level=1)
    expect(line).to_contain_text("East, Sun 22 Nov 2026. Received since Fri 09:00")
    expect(page.locator("#pages [aria-current=page]")).to_have_text("Briefing")
    page.get_by_role("navigation", name="Neighbourhood").get_by_role("link", name="North").click()
    expect(line).to_contain_text("North, Sun 22 Nov 2026")
    page.get_by_role("navigation", name="Received in").get_by_role("link", name="7 days").focus()
    page.keyboard.press("Enter")
    expect(line).to_contain_text("Received in the last 7 days")
    expect(page).to_have_url(re.compile(r"/briefing\?neighbourhood=North&since=7d$"))
    assert 1 <= page.locator(".received > li").count() <= 15
    assert page.evaluate("document.documentElement.scrollHeight - window.innerHeight") <= 0
    expect(page.get_by_role("heading", name="Beside a usual week")).to_be_visible()
    below = page.locator(".briefing-received").get_by_role("button", name="More below")
    last = page.locator(".briefing-received > *:not(.below)").last
    expect(below).to_be_visible()
    while below.is_visible():  # one press after another leads to the end of what came in
        below.click()
        page.wait_for_timeout(50)
    expect(last).to_be_in_viewport(ratio=0.9)
    numbers = page.locator(".briefing-card .place-number").all_inner_texts()
    assert numbers == [str(n) for n in range(1, len(numbers) + 1)]
    assert 1 <= len(numbers) <= 5
    expect(page.get_by_role("img", name=re.compile("^Map of North. Numbered places: 1, "))).to_be_visible()
    title, week = (
        page.get_by_role("heading", name="When, in North"),
        page.get_by_role("img", name=re.compile("^Hours of the week")),
    )
    assert title.bounding_box()["x"] == week.bounding_box()["x"], "the week stands under its title"
    page.go_back()
    expect(line).to_contain_text("Received since Fri 09:00")
    page.locator(".briefing-card h3 a").first.click()
    expect(page).to_have_url(re.compile(r"/\?month=2026-09&place=[0-9a-f]{15}$"))
    expect(page.locator("#drawer-title")).to_be_visible()


def test_a_phone_has_what_came_before_the_places_and_the_pages_under_the_thumb(page: Page) -> None:
    choose_size(page, "phone")
    open_briefing(page)
    tops = [
        page.locator(where).bounding_box()["y"]  # type: ignore[index]
        for where in (".briefing-line", ".briefing-card >> nth=0", f"#{ids.BRIEFING_MAP}", ".briefing-received")
    ]
    assert tops == sorted(tops)
    town, legend = (page.locator(f".briefing {where}").bounding_box() for where in (".town-map", ".legend"))
    scale = page.locator(".briefing .map-scale").bounding_box()
    assert town is not None
    assert legend is not None
    assert scale is not None
    assert town["height"] == 300
    assert scale["y"] + scale["height"] <= town["y"] + 300 <= legend["y"]  # whole, and below it what the colours mean
    assert page.locator(".week").evaluate("each => each.currentSrc === each.previousElementSibling.srcset")
    bar = page.locator("#pages").bounding_box()
    assert bar is not None
    assert round(bar["y"] + bar["height"]) == 844


def test_print_makes_the_sheet_of_what_is_shown(page: Page, watch: Watch) -> None:
    open_briefing(page, "/briefing?neighbourhood=West&since=72h")
    link = page.get_by_role("link", name=re.compile("^Print"))
    expect(link).to_have_attribute("href", "/briefing.pdf?neighbourhood=West&since=72h")
    found = page.request.get(str(link.get_attribute("href")))
    assert found.body().startswith(b"%PDF")
    assert found.headers["content-disposition"] == 'inline; filename="briefing-west-2026-11-22.pdf"'
    assert found.headers["cache-control"] == "no-store"
    assert page.request.get("/briefing.pdf?neighbourhood=Atlantis").status == 404
