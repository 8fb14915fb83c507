"""What holds for every page: readable by everybody, nothing leaves the machine, nothing offers to."""

import logging
import re

import pytest
from browsing import SIZES, THEMES, Served, Watch, assert_accessible, choose_size, map_ready
from playwright.sync_api import Page, expect

from aim.errors import QuestionError
from aim.pages import errors, ids, month

WRONG = "/no-such-page"
MOST_SHIFT = 0.05  # of what is seen, before anybody touches anything
# Each page with its further views, reached in place by a query or a click, and what is there once they are.
PAGES = {
    "/": {"a.place": "#drawer-title", "?view=table": f"#{ids.TABLE} tbody tr"},
    "/briefing?neighbourhood=North&since=7d": {},
    "/hotspots": {"?view=compare": ".bench-sentence >> nth=1"},
    "/trends": {
        "?view=table": ".trend-table tbody tr",
        "?concern=violence&area=North": f"#{ids.TRENDS_GRAPH} .main-svg >> nth=0",
    },
    "/present": {
        "?step=3": ".present-names",
        "?step=4.1": f"#{ids.PRESENT_DECISION} form",
        "?step=6": ".present-undecided",
    },
    "/data": {".loads a": "#load-title"},
    "/method": {},
    WRONG: {},
}
_SHIFTS = """new PerformanceObserver(list => {
    window.shifts = (window.shifts || []).concat(list.getEntries().filter(each => !each.hadRecentInput));
}).observe({ type: "layout-shift", buffered: true });"""
# The page itself, and each table that cannot be moved within its frame.
_TOO_WIDE = """() => [document.documentElement, ...document.querySelectorAll(".figures-frame")]
    .filter(part => part.scrollWidth > part.clientWidth && getComputedStyle(part).overflowX !== "auto")
    .map(part => part.outerHTML.slice(0, 200))"""
_UNFOLD = "most => document.querySelectorAll('.fold').forEach((fold, at) => { fold.open = at < most; })"


def open_page(page: Page, address: str, watch: Watch) -> None:
    """Go there and wait for its first heading, for what comes after it, and for the map where there is one."""
    if address == WRONG:
        watch.allowed.append("404 (NOT FOUND)")
    page.goto(address)
    page.get_by_role("heading", level=1).first.wait_for()
    if address == "/data":
        page.get_by_role("button", name="Send", exact=True).wait_for()
    page.wait_for_load_state("networkidle")
    if page.locator(".town-map").first.is_visible():
        map_ready(page)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("address", PAGES)
def test_everybody_can_read_every_view_and_nothing_moves_while_it_comes(
    page: Page, watch: Watch, address: str, size: str
) -> None:
    """Nothing moves while it comes; axe finds nothing in either theme; no page is wider than its screen."""
    choose_size(page, size)
    page.add_init_script(_SHIFTS)
    open_page(page, address, watch)
    shifts = page.evaluate("() => (window.shifts || []).map(each => each.value)")
    assert sum(shifts) <= MOST_SHIFT
    themes = list(THEMES)
    assert_readable(page, themes)
    for way, there in PAGES[address].items():
        if page.locator(".is-cards").count():
            break  # a phone has all steps of Present at once
        if way.startswith("?"):
            page.evaluate("way => window.dash_clientside.aim.go(way)", way)
        else:
            page.locator(way).first.click()
        page.locator(there).first.wait_for()
        assert_readable(page, themes)


def assert_readable(page: Page, themes: list[str]) -> None:
    """In both ``themes``, the one it has first: of them only the colours differ."""
    page.evaluate(_UNFOLD, 100)
    assert page.evaluate(_TOO_WIDE) == []
    page.evaluate(_UNFOLD, 1)  # one hand makes all such tables, and axe takes its time over each
    assert_accessible(page)
    themes.reverse()
    page.emulate_media(color_scheme=themes[0])
    page.locator(f"html[data-mantine-color-scheme={themes[0]}]").wait_for(state="attached")
    assert_accessible(page, only="color-contrast")


def test_every_graph_keeps_its_data_here(page: Page, watch: Watch) -> None:
    open_page(page, "/", watch)
    page.locator(f"#{ids.PLACES} a.place").first.click()
    page.locator(f"#{ids.DRAWER} .js-plotly-plot .main-svg").first.wait_for()
    shown = page.evaluate(
        """() => [...document.querySelectorAll(".js-plotly-plot")].map(plot => ({
            share: plot._context.showSendToCloud,
            server: plot._context.plotlyServerURL,
            buttons: [...plot.querySelectorAll(".modebar-btn")].map(button => button.getAttribute("data-title") || ""),
        }))"""
    )
    assert len(shown) >= 2
    for graph in shown:
        assert graph["share"] is False
        assert graph["server"] == ""
        assert not [title for title in graph["buttons"] if re.search("share|cloud|upload", title, re.IGNORECASE)]
    assert page.get_by_text(re.compile("share chart", re.IGNORECASE)).count() == 0


def test_wrong_address_names_the_pages_that_exist(page: Page, watch: Watch) -> None:
    watch.allowed.append("404 (NOT FOUND)")
    answer = page.goto(WRONG)
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no page at this address")
    page.locator(".message").get_by_role("link", name="Month").click()
    expect(page).to_have_url(re.compile(r"/$"))
    map_ready(page)


def test_page_that_fails_gives_a_reference_that_is_in_the_log(
    page: Page, served: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret of the inside")

    monkeypatch.setattr(month, "ask", broken)
    with caplog.at_level(logging.ERROR, logger="aim.pages"):
        page.goto("/")
        notice = page.locator(f"#{errors.NOTICE}")
        notice.wait_for()
        reference = notice.locator("strong").inner_text()
    assert re.fullmatch("[0-9A-F]{8}", reference)
    assert f"reference {reference}" in caplog.text
    assert "secret of the inside" in caplog.text
    assert "secret" not in page.content()
    assert_accessible(page, within=f"#{errors.NOTICE}")
    notice.get_by_role("button", name="Close").click()
    expect(notice).to_be_hidden()


def test_page_without_a_layout_says_so(
    page: Page, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_query: str) -> None:
        raise QuestionError("the month is written YYYY-MM")

    monkeypatch.setitem(errors.dash.page_registry[month.__name__], "layout", broken)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("This page could not be shown")
    expect(page.locator(".message")).to_contain_text("the month is written YYYY-MM")
    assert page.locator(".message strong").inner_text() in caplog.text
    assert_accessible(page)


@pytest.mark.parametrize("size", SIZES)
def test_town_fills_its_map(page: Page, watch: Watch, size: str) -> None:
    choose_size(page, size)
    open_page(page, "/", watch)
    if size == "phone":
        page.get_by_role("button", name="Show map").click()
        map_ready(page)
    share = page.evaluate(
        """() => {
            const plot = document.querySelector(".town-map .js-plotly-plot");
            const map = plot._fullLayout.map._subplot.map;
            const [west, south, east, north] = plot.layout.meta.bounds;
            const box = plot.getBoundingClientRect();
            const [left, top] = [map.project([west, north]).x, map.project([west, north]).y];
            const [right, bottom] = [map.project([east, south]).x, map.project([east, south]).y];
            return { height: (bottom - top) / box.height, left, right, top, bottom, box: [box.width, box.height] };
        }"""
    )
    assert share["height"] >= 0.85
    assert min(share["left"], share["top"]) >= 0
    assert share["right"] <= share["box"][0]
    assert share["bottom"] <= share["box"][1]
