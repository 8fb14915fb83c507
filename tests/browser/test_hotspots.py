"""The Hotspots page in a real browser: everything is turned, nothing is silent, and a link opens the same."""

import re
from typing import Any

import pytest
from browsing import assert_accessible, choose_size, choose_theme, map_ready
from playwright.sync_api import Page, expect

from aim.pages import ids

expect.set_options(timeout=30_000)  # a busy machine takes its time

_MAPS = """() => ["hotspots-map", "hotspots-beside"].map(id => {
    const plot = document.getElementById(id).querySelector(".js-plotly-plot");
    const [map, trace] = [plot.aimMap, plot.data[0]];
    const ground = [map.getZoom(), ...map.getCenter().toArray()];
    return { scale: trace.colorscale, top: trace.zmax, counts: trace.z, ground, moving: map.isMoving() };
})"""

_ZOOM = "() => document.querySelector('#hotspots-map .js-plotly-plot').aimMap.getZoom()"
_CLIPBOARD = """Object.defineProperty(navigator, "clipboard", {
    value: { writeText: text => { window.copied = text; return Promise.resolve(); } },
});"""


def open_bench(page: Page, address: str = "/hotspots") -> None:
    page.goto(address)
    page.locator(f"#{ids.HOTSPOTS_TABLE} tbody tr").first.wait_for()
    map_ready(page)


def incidents(page: Page) -> int:
    """What the rows of the table add up to."""
    texts = page.locator(f"#{ids.HOTSPOTS_TABLE} tbody td.is-count").all_inner_texts()
    return sum(int(each.replace(",", "")) for each in texts)


def number(words: str) -> int:
    found = re.search(r"[\d,]+", words)
    assert found
    return int(found.group().replace(",", ""))


def test_what_is_turned_is_told_and_goes_back_with_one_press(page: Page) -> None:
    open_bench(page)
    expect(page.locator("#pages [aria-current=page]")).to_have_text("Hotspots")
    sentence = page.locator(".bench-sentence").first
    before = sentence.inner_text()
    page.get_by_role("list", name="Months together").get_by_role("link", name="6", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("6 months instead of 3")).to_be_visible()
    expect(sentence).to_contain_text("in six months")
    expect(page.get_by_role("list", name="Months together").get_by_role("link", name="6", exact=True)).to_be_focused()
    assert incidents(page) == number(sentence.inner_text().split(" of ")[1])
    page.get_by_text("Method", exact=True).last.click()
    page.get_by_role("link", name="1 in 100", exact=True).click()
    expect(page.get_by_text("significance 1 in 100 instead of 1 in 20")).to_be_visible()
    expect(page.get_by_role("link", name="1 in 100", exact=True)).to_be_visible()
    page.get_by_role("link", name="Reset").click()
    expect(page.locator(".differs")).to_have_count(0)
    expect(sentence).to_have_text(before)
    assert page.url.endswith("/hotspots?") or page.url.endswith("/hotspots")


def test_two_maps_have_one_scale_and_look_at_the_same_ground(page: Page) -> None:
    open_bench(page)
    page.get_by_role("link", name="Compare", exact=True).click()
    page.wait_for_function("() => document.querySelector('#hotspots-beside .js-plotly-plot')?.aimFit")
    map_ready(page)
    first, second = page.evaluate(_MAPS)
    assert (first["scale"], first["top"]) == (second["scale"], second["top"])
    assert first["counts"] != second["counts"]
    expect(page.locator(".bench-sentence").nth(1)).to_contain_text("only in the first")
    assert_accessible(page)
    zoom = first["ground"][0]
    page.locator(f"#{ids.HOTSPOTS_BESIDE}").hover()
    page.mouse.wheel(0, -400)
    page.wait_for_function(
        f"zoom => ({_MAPS})().every(map => map.ground[0] > zoom + 0.1) && !({_MAPS})().some(map => map.moving)",
        arg=zoom,
    )
    first, second = page.evaluate(_MAPS)
    assert first["ground"] == pytest.approx(second["ground"])
    page.get_by_role("group", name="Second month").get_by_role("link", name=re.compile("^Earlier")).click()
    expect(page.locator(f"#{ids.HOTSPOTS_BESIDE_TITLE} .pane-title")).to_have_text("June to August 2025")
    page.get_by_role("link", name="12 months").click()
    expect(page.locator(".many-map")).to_have_count(12)
    expect(page.locator(".many-map path.many-hot").first).to_have_attribute("d", re.compile("^M"))
    page.locator(".many-map").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("October 2025")
    map_ready(page)
    zoom = page.evaluate(_ZOOM)
    page.locator(f"#{ids.HOTSPOTS_MAP}").hover()
    page.mouse.wheel(0, -400)  # leads no map that has gone
    page.wait_for_function(f"zoom => ({_ZOOM})() > zoom + 0.1", arg=zoom)


def draw_a_box(page: Page) -> None:
    box = page.locator(f"#{ids.HOTSPOTS_MAP}").bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(middle[0] - 90, middle[1] - 90)
    page.mouse.down()
    page.mouse.move(middle[0] + 20, middle[1] + 30)
    page.mouse.move(middle[0] + 60, middle[1] + 60)
    page.mouse.up()


def steer_a_box(page: Page) -> None:
    """The same without a mouse."""
    page.get_by_text("Sum an area", exact=True).focus()
    for key in ("Enter", "Tab", "Enter", "ArrowUp", "ArrowLeft", "Shift+ArrowDown", "Enter"):
        page.keyboard.press(key)


def test_a_box_sums_what_the_table_holds_and_the_copied_link_opens_the_same(page: Page) -> None:
    page.add_init_script(_CLIPBOARD)
    open_bench(page, "/hotspots?concern=violence&window=6")
    steer_a_box(page)
    expect(page.get_by_role("heading", name="Box on the map")).to_be_visible()
    assert number(page.locator(".bench-count").inner_text()) == incidents(page) > 0
    page.get_by_role("link", name="Clear").click()
    expect(page.locator(".bench-count")).to_have_count(0)
    page.get_by_text("Sum an area", exact=True).click()
    page.get_by_role("button", name="Draw a box on the map").click()
    draw_a_box(page)
    expect(page.get_by_role("heading", name="Box on the map")).to_be_visible()
    expect(page).to_have_url(re.compile(r"box=-?[\d.]+,[\d.]+,-?[\d.]+,[\d.]+"))
    count = number(page.locator(".bench-count").inner_text())
    assert count == incidents(page) > 0
    agencies = page.locator(".reporters .reporter-count").all_inner_texts()
    assert sum(map(number, agencies)) == count
    page.locator(f"#{ids.HOTSPOTS_TABLE} tbody tr").first.locator("td").last.click()  # away from its name
    expect(page.locator("#drawer-title")).to_be_focused()
    name = page.locator("#drawer-title").inner_text()
    assert_accessible(page)
    page.get_by_role("button", name="Copy link and caption").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    link, mark, caption = page.evaluate("() => window.copied").split("\n")
    assert "as-of=" in link
    assert mark.startswith("OFFICIAL")
    assert f"Box on the map: {count:,} incidents" in caption
    shown: list[Any] = [page.locator(each).inner_text() for each in (".bench-sentence", f"#{ids.HOTSPOTS_MORE}")]
    page.goto("about:blank")
    open_bench(page, link)
    assert [page.locator(each).inner_text() for each in (".bench-sentence", f"#{ids.HOTSPOTS_MORE}")] == shown
    expect(page.locator("#drawer-title")).to_have_text(name)
    page.keyboard.press("Escape")
    expect(page.locator("#drawer-title")).to_have_count(0)


def test_a_phone_has_the_sentence_the_map_and_the_list(page: Page) -> None:
    choose_size(page, "phone")
    choose_theme(page, "dark")
    open_bench(page)
    assert_accessible(page)
    expect(page.locator(".bench-sentence")).to_be_visible()
    expect(page.locator(".rail")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    page.locator(f"#{ids.HOTSPOTS_TABLE} tbody a").first.click()
    expect(page.locator("#drawer-title")).to_be_visible()
