"""The meeting's page in a real browser: what a person can do there, by mouse, by keyboard and by address."""

import re
from pathlib import Path

import pytest
from browsing import PHONE, Watch, assert_accessible, choose_size, map_ready, serving
from holding import POLICE, Holding, rows
from playwright.sync_api import Page, expect

from aim import build
from aim.pages import ids

expect.set_options(timeout=30_000)  # a busy machine draws maps in software

NUMBER_ON_MAP = """(number) => {
    const map = document.querySelector(".town-map .js-plotly-plot")._fullLayout.map._subplot.map;
    const layers = document.querySelector(".town-map .js-plotly-plot").layout.map.layers;
    const points = layers.find(layer => layer.name === "numbers").source.features;
    const point = points.find(each => each.properties.number === number).geometry.coordinates;
    const [at, frame] = [map.project(point), map.getContainer().getBoundingClientRect()];
    return [frame.left + at.x, frame.top + at.y];
}"""


def open_month(page: Page, query: str = "") -> None:
    page.goto(f"/{query}")
    page.locator(".headline").wait_for()
    if page.locator(".town-map").is_visible():
        map_ready(page)


def drawer(page: Page) -> str:
    return page.locator("#drawer-title").inner_text()


def test_the_wall_shows_the_month_at_a_glance(page: Page) -> None:
    open_month(page)
    expect(page.get_by_text("Demonstration data")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"^September 2026: \d+ places for discussion"))
    expect(page.get_by_role("list", name="Data held")).to_contain_text("Police Sep ✓")
    cards = page.get_by_role("navigation", name="Neighbourhoods").get_by_role("link")
    assert [re.sub(r"\n.*", "", card, flags=re.DOTALL) for card in cards.all_inner_texts()] == [
        "East", "North", "South", "West",
    ]  # fmt: skip
    places = int(re.findall(r"(\d+) places", page.locator(".headline").inner_text())[0])
    assert page.locator("a.place").count() == places
    lanes = page.locator(".lane-title strong").all_inner_texts()
    assert lanes == ["New or worse", "Long-standing", "Quietened"]
    assert len(page.locator(".card-signal").all_inner_texts()) == 4
    expect(page.locator(".drawer .chance")).to_contain_text("chance alone would give")
    expect(page.locator(".foot")).to_contain_text("chance alone would give")
    assert page.evaluate("[document.documentElement.scrollHeight, window.innerHeight]") == [1080, 1080]
    # However many sources there are, what is said of them stays within the bar.
    bar, strip = (page.locator(part).bounding_box() for part in (".header", ".strip"))
    assert bar is not None
    assert strip is not None
    assert bar["y"] <= strip["y"]
    assert strip["y"] + strip["height"] <= bar["y"] + bar["height"]
    assert bar["height"] == 56
    cut = page.evaluate(
        """() => [...document.querySelectorAll(".place-name, .place-why, .place-guard, .place-shape, .lane-title, "
            + ".headline, .card-figures > span, .card-expected, .moved li, .legend li")]
            .filter(part => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== "inline")
            .map(part => part.textContent)"""
    )
    assert cut == []
    # What a frame does not hold is counted on its last line, which covers what would be cut through and leads there.
    guide, rows = page.locator(".drawer > .below"), page.locator(".panel--places > .below")
    expect(guide).to_have_text("More below")
    expect(rows).to_be_hidden()
    page.set_viewport_size({"width": 1600, "height": 900})
    expect(rows).to_have_text(re.compile(r"^\d more below$"))
    sliced = """() => {
        const from = document.querySelector(".panel--places > .below").getBoundingClientRect().top;
        const boxes = [...document.querySelectorAll("a.place")].map(row => row.getBoundingClientRect());
        return [boxes.filter(box => box.top < from - 1 && box.bottom > from + 1).length,
            boxes.filter(box => box.bottom > from + 1).length];
    }"""
    assert page.evaluate(sliced) == [0, int(rows.inner_text().split()[0])]
    rows.press("Enter")
    expect(rows).to_be_hidden()
    expect(page.locator("a.place").last).to_be_in_viewport()
    page.set_viewport_size({"width": 1920, "height": 1080})


def test_tabs_lead_from_one_list_to_the_other_by_keyboard_and_the_map_follows(page: Page) -> None:
    numbers = """() => document.querySelector(".town-map .js-plotly-plot").layout.map.layers
        .find(layer => layer.name === "numbers").source.features.length"""
    open_month(page)
    assert page.evaluate(numbers) == page.locator("a.place").count()
    tabs = page.get_by_role("navigation", name="Lists")
    expect(tabs.locator("[aria-current=true]")).to_have_text("For discussion")
    tabs.get_by_role("link", name="Busiest places").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?list=busiest$"))
    expect(tabs.locator("[aria-current=true]")).to_have_text("Busiest places")
    expect(page.locator(".headline")).to_contain_text("stand out")
    expect(page.locator(".lane")).to_have_count(0)
    map_ready(page)
    assert page.evaluate(numbers) == page.locator("a.place").count()
    assert_accessible(page)
    page.locator("summary.chip").first.click()
    page.get_by_role("link", name="Burglary").click()
    expect(page).to_have_url(re.compile(r"\?concern=burglary$"))
    expect(tabs.locator("[aria-current=true]")).to_have_text("Busiest places")
    page.go_back()
    page.go_back()
    expect(page.locator(".lane")).to_have_count(3)


def test_paper_does_not_name_what_one_location_may_explain(page: Page) -> None:
    open_month(page)
    # WebGL leaves its own canvas empty on paper: a copy of the map stands in its place while the page is printed.
    page.wait_for_function("document.querySelector('.town-map .js-plotly-plot')?.aimMap?.loaded()")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    colours = page.evaluate(
        """() => {
            const copy = document.querySelector(".town-map .printed-map");
            const { data } = copy.getContext("2d").getImageData(0, 0, copy.width, copy.height);
            const pixels = new Uint32Array(data.buffer).filter((_, at) => at % 97 === 0);
            return new Set(pixels).size;
        }"""
    )
    assert colours > 20
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".printed-map")).to_have_count(0)
    # The demonstration holds no such place: the first row is made one, as the page writes it.
    page.evaluate(
        """() => {
            const name = document.querySelector("a.place .place-name");
            name.classList.add("is-named-here");
            name.insertAdjacentHTML("afterend", '<span class="place-called">Robbery in Central</span>');
        }"""
    )
    row = page.locator("a.place").first
    expect(row.locator(".place-name")).to_be_visible()
    expect(row.locator(".place-called")).to_be_hidden()
    page.emulate_media(media="print")
    expect(row.locator(".place-name")).to_be_hidden()
    expect(row.locator(".place-called")).to_be_visible()
    expect(page.locator(".map-figure")).to_be_hidden()  # it shows where
    page.emulate_media(media="screen")


def test_a_row_opens_the_drawer_and_escape_leads_back(page: Page) -> None:
    open_month(page)
    row = page.locator("a.place").nth(2)
    name = row.locator(".place-name").inner_text()
    row.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#drawer-title")).to_have_text(name)
    expect(page.locator("#drawer-title")).to_be_focused()
    expect(page).to_have_url(re.compile(r"\?place=[0-9a-f]{15}$"))
    expect(row).to_have_attribute("aria-current", "true")
    assert page.evaluate(
        "document.querySelector('.town-map .js-plotly-plot').layout.map.layers.find(l => l.color === '#0b5cad').visible"
    )
    page.keyboard.press("Escape")
    expect(page.locator("#drawer-title")).to_have_count(0)
    expect(row).to_be_focused()
    expect(page).to_have_url(re.compile(r"/$"))


def test_a_place_on_the_map_opens_the_same_drawer_and_marks_its_row(page: Page) -> None:
    open_month(page)
    x, y = page.evaluate(NUMBER_ON_MAP, "3")
    for step in (4, 2, 0):  # plotly looks for what lies under the pointer only now and then
        page.mouse.move(x - step, y)
        page.wait_for_timeout(120)
    page.mouse.click(x, y)
    chosen = page.locator("a.place[aria-current=true]")
    expect(chosen.locator(".place-number")).to_have_text(re.compile("3$"))
    assert drawer(page) == chosen.locator(".place-name").inner_text()


def test_months_by_button_by_arrow_and_back_again(page: Page) -> None:
    geometry: list[str] = []
    page.on("request", lambda request: geometry.append(request.url) if "cells.geojson" in request.url else None)
    open_month(page)
    page.evaluate("window.before = document.querySelector('.town-map canvas')")
    page.get_by_role("link", name="Earlier: August 2026").click()
    expect(page.locator(".headline")).to_have_text(re.compile("^August 2026"))
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".headline")).to_have_text(re.compile("^July 2026"))
    expect(page).to_have_url(re.compile(r"month=2026-07"))
    page.go_back()
    expect(page.locator(".headline")).to_have_text(re.compile("^August 2026"))
    page.go_forward()
    expect(page.locator(".headline")).to_have_text(re.compile("^July 2026"))
    page.keyboard.press("ArrowRight")
    expect(page.locator(".headline")).to_have_text(re.compile("^August 2026"))
    map_ready(page)
    assert page.evaluate("window.before === document.querySelector('.town-map canvas')")
    assert len(geometry) <= 1  # the shapes are fetched once, months send numbers only


def test_a_month_that_is_not_complete_says_so_wherever_it_is_read(page: Page) -> None:
    open_month(page, "?month=2026-11&concern=burglary")
    expect(page.locator(".headline")).to_contain_text("not complete yet")
    expect(page.locator(".stepper-month")).to_contain_text("not complete yet")
    assert page.locator(".card .tag").all_inner_texts() == ["not complete yet"] * 4
    expect(page.locator(".step--end")).to_have_count(1)


def test_concern_and_months_are_chosen_from_menus_by_keyboard(page: Page) -> None:
    open_month(page)
    concern = page.locator("summary.chip").first
    concern.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Burglary")).to_be_visible()
    assert_accessible(page)
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Burglary")).to_be_focused()
    page.keyboard.press("ArrowLeft")  # moves no month while a menu is open
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/\?concern=burglary$"))
    expect(concern).to_contain_text("Burglary")
    expect(page.get_by_role("link", name="Robbery")).to_be_hidden()
    page.locator(".stepper-month").click()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(page.locator(".stepper-month")).to_be_focused()
    page.locator(".stepper-month").click()
    page.get_by_role("link", name="March 2025").click()
    expect(page.locator(".headline")).to_have_text(re.compile("^March 2025"))
    expect(page).to_have_url(re.compile(r"month=2025-03&concern=burglary$"))


def test_a_card_chooses_its_neighbourhood_and_lets_go(page: Page) -> None:
    open_month(page)
    card = page.locator("a.card").nth(2)
    card.click()
    expect(page).to_have_url(re.compile(r"area=South$"))
    expect(page.locator(".headline")).to_contain_text("South")
    assert {ward.split(", ")[-1] for ward in page.locator(".place-ward").all_inner_texts()} == {"South"}
    assert page.locator(".place-ward").count() > 0
    map_ready(page)
    card.click()
    expect(page).to_have_url(re.compile(r"/$"))


def test_the_table_says_what_the_map_shows(page: Page) -> None:
    open_month(page)
    page.get_by_role("link", name="As table").click()
    expect(page.get_by_role("table")).to_be_visible()
    counts = [int(each) for each in page.locator("tbody td.figure").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    shown = page.evaluate("document.querySelector('.town-map .js-plotly-plot').data[0].z.filter(n => n > 0)")
    assert sorted(counts) == sorted(shown)
    page.get_by_role("columnheader", name="Ward").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Ward")).to_have_attribute("aria-sort", "ascending")
    first = page.locator("tbody th a").first
    name = first.inner_text()
    first.click()
    expect(page.locator("#drawer-title")).to_be_visible()
    expect(page).to_have_url(re.compile("view=table.*sort=ward"))
    assert name in drawer(page) or page.locator("a.place[aria-current=true]").count() == 1
    page.get_by_role("link", name="As map").click()
    expect(page.get_by_role("table")).to_have_count(0)
    map_ready(page)


def test_wards_are_a_table_of_their_own_and_each_neighbourhood_names_what_rose_most(page: Page) -> None:
    open_month(page, "?view=wards")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(20)
    page.get_by_role("columnheader", name="Per 1,000").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Per 1,000")).to_have_attribute("aria-sort", "descending")
    expect(page.get_by_role("columnheader", name="Incidents")).not_to_have_attribute("aria-sort", "descending")
    rates = [float(row.split("\t")[4]) for row in rows.all_inner_texts()]
    assert rates == sorted(rates, reverse=True)
    south = page.locator(".change-area", has_text="South")
    south.locator("summary").click()
    change = south.locator("a.change").first
    name = change.locator(".change-name > span:not(.mark, .unseen, .place-number)").first.inner_text()
    assert_accessible(page)
    change.click()
    expect(page.locator("#drawer-title")).to_have_text(name)


def test_an_address_opens_what_it_names(page: Page) -> None:
    open_month(page, "?month=2026-06&concern=violence&area=North&window=12")
    expect(page.locator(".headline")).to_have_text(re.compile("^June 2026"))
    assert [re.sub(r".*:\s", "", chip) for chip in page.locator("summary.chip").all_inner_texts()] == [
        "Violence", "North", "12 months",
    ]  # fmt: skip


def test_a_hostile_address_opens_the_usual_view_and_says_what_it_ignored(page: Page) -> None:
    open_month(page, "?month=2026-13&concern=%3Cscript%3Ealert(1)%3C%2Fscript%3E&area=&self=1&place=zz&%00=%00")
    expect(page.locator(".headline")).to_have_text(re.compile("^September 2026"))
    told = page.locator(".notice").inner_text()
    for part in ("2026-13", "<script>alert(1)</script>", "“area” is empty", "“self”", "“zz”"):
        assert part in told
    assert_accessible(page)


def test_light_and_dark_are_kept_and_known_before_the_first_paint(page: Page) -> None:
    open_month(page)
    scheme = "document.documentElement.getAttribute('data-mantine-color-scheme')"
    assert page.evaluate(scheme) == "light"
    page.get_by_role("button", name="Light or dark").click()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    page.wait_for_function(
        "() => document.querySelector('.town-map .js-plotly-plot').layout.paper_bgcolor === "
        "getComputedStyle(document.documentElement).getPropertyValue('--aim-paper').trim()"
    )
    page.add_init_script(f"document.addEventListener('readystatechange', () => window.atFirst ??= {scheme})")
    page.reload()
    page.locator(".headline").wait_for()
    assert page.evaluate("window.atFirst") == "dark"


def test_a_phone_has_everything_in_one_column(page: Page) -> None:
    choose_size(page, "phone")
    open_month(page)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    expect(page.locator(".town-map")).to_be_hidden()
    page.get_by_role("button", name="Show map").click()
    map_ready(page)
    page.locator("summary.chip").first.click()
    sheet = page.locator(".menu[open] .menu-sheet").bounding_box()
    assert sheet is not None
    assert (round(sheet["x"]), round(sheet["y"] + sheet["height"])) == (0, PHONE[1])
    page.keyboard.press("Escape")
    page.locator("a.place").first.click()
    expect(page.locator("#drawer-title")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    page.get_by_role("link", name="Close").click()
    expect(page.locator("#drawer-title")).to_have_count(0)
    # A table has its figures within the screen, and its first rows alone until all are asked for.
    page.evaluate("window.dash_clientside.aim.go('?view=wards')")
    expect(page.get_by_role("columnheader", name="Per 1,000")).to_be_visible()
    fits = """() => [...document.querySelectorAll(".table :is(caption, th, td)")].filter(part => part.checkVisibility())
        .every(part => part.getBoundingClientRect().right <= innerWidth && part.scrollWidth <= part.clientWidth)"""
    assert page.evaluate(fits)
    expect(page.locator(".row-under").first).to_contain_text("expected")
    page.evaluate("window.dash_clientside.aim.go('?view=table')")
    rows = page.locator(".table tbody tr")
    expect(page.get_by_role("columnheader", name="Place")).to_be_visible()
    assert page.evaluate(fits)
    assert rows.evaluate_all("rows => rows.filter(row => row.checkVisibility()).length") == 20
    page.get_by_role("button", name=re.compile(r"^Show all \d+$")).click()
    expect(rows.nth(20).get_by_role("link")).to_be_focused()
    expect(rows.last).to_be_visible()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_everything_that_can_be_pressed_is_large_enough(page: Page, size: str) -> None:
    choose_size(page, size)
    open_month(page)
    small = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, summary")]
            .filter(part => part.checkVisibility() && !part.closest(".menu:not([open]) .menu-sheet, .skip"))
            .filter(part => !part.classList.contains("skip"))
            .map(part => [part.textContent, part.getBoundingClientRect()])
            .filter(([_, box]) => box.width < 44 || box.height < 43.5)
            .map(([words, box]) => words + " " + box.width + "x" + box.height)"""
    )
    assert small == []


def test_new_data_appears_without_restart_or_reload(page: Page, tmp_path: Path, watch: Watch) -> None:
    holding = Holding(tmp_path / "fresh")
    store = holding.config()

    def take(number: int) -> None:
        held = {month: rows(("burglary", "North", number)) for month in ("2026-07", "2026-08", "2026-09")}
        holding.take(POLICE, held, on="2026-11-20", demonstration=True)
        build.build(store)

    with serving(store) as running:
        page.goto(running.url)
        expect(page.get_by_role("heading", level=1)).to_have_text("Nothing is loaded yet")
        expect(page.get_by_text("aim ingest FILE")).to_be_visible()
        assert_accessible(page)
        take(20)
        expect(page.locator(".headline")).to_have_text(re.compile("^September 2026"))
        expect(page.get_by_text("Demonstration data")).to_be_visible()
        map_ready(page)
        picture = page.locator(f"#{ids.FOOT} code").inner_text()
        take(21)
        expect(page.locator(f"#{ids.FOOT} code")).not_to_have_text(picture)
        map_ready(page)
        page.goto("about:blank")  # nothing may ask a server that has gone
