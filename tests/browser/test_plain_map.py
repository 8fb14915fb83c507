"""The map in a browser that may not use WebGL: the same cells, colours, numbers and clicks, drawn as shapes."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from browsing import Served, Watch, assert_accessible
from playwright.sync_api import Browser, BrowserType, Page, expect

from aim.geography import crs
from aim.questions.month import month_view
from aim.questions.views import MonthView
from layers import style

FILLED = ".plain-map path[data-cell]:not([data-count='0'])"
_COUNTS = f'() => [...document.querySelectorAll("{FILLED}")].map(path => Number(path.dataset.count))'
_COLOURS = f"() => [...new Set([...document.querySelectorAll(\"{FILLED}\")].map(path => path.getAttribute('fill')))]"
_FRAME = "document.getElementById('month-map-frame')"
# The names that lie on a numbered disc, of the map and of the inset.
_NAMES_ON_DISCS = """() => [...document.querySelectorAll("svg")].flatMap(svg => {
    const box = each => each.getBoundingClientRect();
    const discs = [...svg.querySelectorAll(".plane-circle circle")].map(box);
    const names = [...svg.querySelectorAll(".plane-words text")].filter(text => !/^\\d+$/.test(text.textContent));
    return names.filter(name => discs.some(disc => disc.left < box(name).right && box(name).left < disc.right
        && disc.top < box(name).bottom && box(name).top < disc.bottom)).map(name => name.textContent);
})"""


@pytest.fixture(scope="module")
def flat_browser(browser_type: BrowserType, browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """A Chromium that may not use the graphics card, nor a program in its stead."""
    arguments = [*browser_type_launch_args["args"], "--disable-3d-apis"]
    browser = browser_type.launch(**browser_type_launch_args | {"args": arguments})
    yield browser
    browser.close()


@pytest.fixture
def flat(flat_browser: Browser, browser_context_args: dict[str, Any], served: Served, watch: Watch) -> Iterator[Page]:
    """A page of that browser, watched as every other."""
    page = flat_browser.new_page(**browser_context_args | {"base_url": served.url})
    watch.follow(page)
    yield page
    page.close()
    watch.check()


def open_map(page: Page, served: Served, query: str = "") -> MonthView:
    page.goto(f"/{query}")
    page.locator(FILLED).first.wait_for(state="attached")
    view = month_view(served.config)
    assert view is not None
    return view


def middle(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_without_webgl_the_same_map_is_drawn_and_answers_as_the_usual_one_does(flat: Page, served: Served) -> None:
    view = open_map(flat, served)
    expect(flat.get_by_text("This browser cannot draw the usual map; this one shows the same.")).to_be_visible()
    assert sorted(flat.evaluate(_COUNTS)) == sorted(count for count in view.cells.count if count)
    assert set(flat.evaluate(_COLOURS)) <= set(style.LIGHT.ramp)
    assert flat.locator(".plain-map .plane-circle circle").count() == len(view.discussion.rows)
    one, near, far = flat.evaluate("() => aimDiscs.apart([[5, 5], [5, 5], [90, 5]], 20)")
    assert (one, near, far) == ([-5, 5], [15, 5], [90, 5])  # two numbers would read as one
    whole = flat.evaluate("() => aimDiscs.apart([[5, 5], [88, 5], [50, 40]], 20, { width: 90, height: 40 })")
    assert whole == [[10, 10], [80, 10], [50, 30]]  # half a disc may lose its number
    assert flat.evaluate(_NAMES_ON_DISCS) == []
    assert {"North", "East", "South", "West"} <= set(flat.locator(".plain-map text").all_text_contents())
    assert_accessible(flat)
    east, north = flat.evaluate("() => dash_clientside.aim_plane.grid([-1.2355, 54.5752])")
    x, y = crs.to_bng([-1.2355], [54.5752])
    assert (east, north) == pytest.approx((x[0], y[0]), abs=10)

    row = view.discussion.rows[2]
    flat.mouse.click(*middle(flat, f".plain-map path[data-cell='{row.key}']"))
    expect(flat.locator("#drawer-title")).to_have_text(row.name)
    flat.keyboard.press("Escape")

    flat.get_by_role("button", name="Light or dark").click()
    flat.wait_for_function(f"paint => ({_COLOURS})().every(each => paint.includes(each))", arg=list(style.DARK.ramp))
    before = flat.evaluate(_COUNTS)
    frame = flat.locator(".map-inset")
    expect(frame).to_contain_text("Town centre")
    assert frame.locator("circle").count() > 0
    assert flat.evaluate(_NAMES_ON_DISCS) == []
    cell = frame.locator("path[data-cell]:not([data-count='0'])").first
    expect(cell).to_have_attribute("fill", re.compile("|".join(style.DARK.ramp)))
    flat.keyboard.press("ArrowLeft")
    flat.wait_for_function(f"before => String(({_COUNTS})()) !== before", arg=",".join(map(str, before)))
    expect(flat.locator(".headline")).to_have_text(re.compile("^August 2026"))


def test_without_webgl_the_map_turns_to_what_is_asked_and_a_box_gathers_its_cells(flat: Page, served: Served) -> None:
    view = open_map(flat, served, "?area=East")
    x, y = middle(flat, ".plain-map")
    flat.mouse.move(x, y)
    expect(flat.locator(".plain-map-said")).to_have_text(re.compile(r"\d$"))
    flat.evaluate(
        f"""() => {{
            {_FRAME}.aimPlain.figure.layout.dragmode = "select"; // as a page that sums an area asks for
            const tell = dash_clientside.set_props;
            window.gathered = new Promise(resolve => {{
                dash_clientside.set_props = (_, found) => {{ dash_clientside.set_props = tell; resolve(found); }};
            }});
        }}"""
    )
    flat.mouse.move(x - 60, y - 60)
    flat.mouse.down()
    flat.mouse.move(x + 60, y + 60, steps=3)
    expect(flat.locator(".plain-map-band")).to_be_visible()
    flat.mouse.up()
    points = flat.evaluate("() => window.gathered")["selectedData"]["points"]
    count = dict(zip(view.cells.cell, view.cells.count, strict=True))
    assert points
    assert all(count[point["location"]] == point["z"] for point in points)

    metres = f"() => {_FRAME}.aimPlain.view.metres"
    whole = flat.evaluate(metres)
    flat.mouse.wheel(0, -400)
    flat.wait_for_function(f"whole => ({metres})() < whole * 0.6", arg=whole)
    flat.mouse.dblclick(x, y)
    flat.wait_for_function(f"whole => Math.abs(({metres})() - whole) < 0.001", arg=whole)
