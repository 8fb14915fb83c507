"""The map in a real browser: where it looks, and what a change leaves on it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import Served, Watch, choose_theme, map_ready
from playwright.sync_api import Page

from aim import operations
from aim.questions.month import month_view
from layers import basemap, figure

_STATE = """() => {
    const plot = document.querySelector(".town-map .js-plotly-plot");
    const map = plot._fullLayout.map._subplot.map;
    return {
        zoom: map.getZoom(), fitted: plot.aimFit.zoom, counts: plot.data[0].z,
        layers: map.getStyle().layers.map(layer => layer.id),
        background: map.getPaintProperty("background", "background-color"),
        font: map.getStyle().layers.filter(l => l.id.startsWith("aim-marks") && l.type === "symbol")
            .map(l => [l.layout["text-allow-overlap"], l.layout["text-font"]]),
        scale: document.querySelector(".map-scale").textContent,
        focusable: map.getCanvas().tabIndex,
    };
}"""


def state(page: Page) -> dict[str, Any]:
    map_ready(page)
    found: dict[str, Any] = page.evaluate(_STATE)
    return found


EARLIER = "a[data-step='previous']"


def follow(page: Page, link: str) -> None:
    """Follow the first link of the page that the selector finds, and wait for the map to be drawn after it."""
    drawn = """link => {
        const plot = document.querySelector(".town-map .js-plotly-plot");
        window.aimDrawn = new Promise(resolve => plot.once("plotly_afterplot", () => resolve(true)));
        document.querySelector(link).click();
    }"""
    page.evaluate(drawn, link)
    page.evaluate("() => window.aimDrawn")


_HIDE = """async (name) => {
    const map = document.querySelector(".town-map .js-plotly-plot")._fullLayout.map._subplot.map;
    const drawn = new Promise((done) => map.once("render", done));
    if (name) {
        map.setLayoutProperty(name, "visibility", "none");
    }
    map.triggerRepaint();
    await drawn;
    await new Promise(requestAnimationFrame);
}"""


@pytest.fixture
def town(page: Page) -> Page:
    choose_theme(page, "light")
    page.goto("/")
    page.get_by_role("heading", level=1).first.wait_for()
    map_ready(page)
    return page


def zoom_in(page: Page) -> None:
    box = page.locator(".town-map").bounding_box()
    assert box is not None
    before = page.evaluate(_STATE)["zoom"]
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.wheel(0, -400)
    page.wait_for_function(
        """before => {
            const map = document.querySelector(".town-map .js-plotly-plot")._fullLayout.map._subplot.map;
            return map.getZoom() > before + 0.1 && !map.isMoving();
        }""",
        arg=before,
    )


def test_what_is_drawn_lies_in_the_order_of_its_places(town: Page) -> None:
    found = state(town)
    names = found["layers"]
    hexagons = names.index("plotly-trace-layer-cells-fill")
    assert names.index("land") < hexagons < names.index(basemap.ABOVE_CELLS)
    for name, place in (("hotspots", basemap.ABOVE_HOTSPOTS), ("numbers", basemap.ABOVE_NUMBERS)):
        ending = f"-{figure.LAYERS.index(name)}"
        assert names[names.index(place) - 1].endswith(ending)
    assert found["font"] == [[True, list(basemap.BOLD)]]
    assert found["scale"] in ("500 m", "1 km", "2 km")
    assert found["focusable"] == -1
    # On the map, and seen: what its worker cut may lie there and never be drawn.
    frame, seen = town.locator(".town-map"), b""
    for name in ("", "neighbourhood-labels", "ward-labels", "neighbourhood-lines", "ward-lines", "land"):
        town.evaluate(_HIDE, name)
        before, seen = seen, frame.screenshot()
        assert seen != before, f"{name} is asked for and not drawn"


def test_another_month_colours_the_shapes_that_are_there_and_moves_the_marks(town: Page) -> None:
    """No shape goes to the map again, and each cell has the colour that plotly gives its count."""
    watch = """() => {
        const map = document.querySelector(".town-map .js-plotly-plot")._fullLayout.map._subplot.map;
        const load = map.getSource("source-cells").load;
        window.aimLoads = 0;
        map.getSource("source-cells").load = function (...a) { window.aimLoads += 1; return load.apply(this, a); };
        const [draw, wait] = [map.painter.render, aimFrames.wait];
        Object.assign(window, { aimEarly: 0, aimWaited: 0 });
        map.painter.render = function (...a) { window.aimEarly += map.aimWaits ? 1 : 0; return draw.apply(this, a); };
        aimFrames.wait = (...a) => { window.aimWaited += 1; return wait(...a); };
    }"""
    painted = """() => {
        const plot = document.querySelector(".town-map .js-plotly-plot");
        const map = plot._fullLayout.map._subplot.map;
        return plot.data[0].z.map((z, id) => [z, map.getFeatureState({ source: "source-cells", id }).fc]);
    }"""
    # The map takes its marks when its worker is done with the last ones, which may be after it has drawn.
    numbered = """before => {
        const map = document.querySelector(".town-map .js-plotly-plot")._fullLayout.map._subplot.map;
        const marks = map.getSource("aim-marks").serialize().data.features.filter(each => each.properties.mark === 4);
        const listed = [...document.querySelectorAll(".places .place-number")].map(each => each.textContent.trim());
        const stepped = document.querySelector("a[data-step='previous']").href !== before;
        return stepped && listed.length > 0
            && marks.map(each => each.properties.number).join() === listed.map(each => each.split(" ").pop()).join();
    }"""
    state(town)
    town.evaluate(watch)
    before = town.locator(EARLIER).evaluate("link => link.href")
    follow(town, EARLIER)
    state(town)
    town.wait_for_function(numbered, arg=before, timeout=10_000)
    cells = town.evaluate(painted)
    assert town.evaluate("() => window.aimLoads") == 0
    assert town.evaluate("() => [window.aimEarly, window.aimWaited > 0]") == [0, True], "drawn once all of it is there"
    edges = """() => {
        const map = document.querySelector(".town-map .js-plotly-plot")._fullLayout.map._subplot.map;
        const said = (layer, name) => map.getPaintProperty("plotly-trace-layer-cells-" + layer, name);
        return [said("fill", "fill-outline-color"), said("line", "line-color"), said("line", "line-width")];
    }"""
    outline, line, width = town.evaluate(edges)
    assert outline == line
    assert width == 0
    steps = {(min(count, 99) > 0, colour) for count, colour in cells}
    assert {colour for some, colour in steps if not some} == {"rgba(0, 0, 0, 0)"}
    assert len({colour for some, colour in steps if some}) > 1
    for low, high in zip(sorted(cells), sorted(cells)[1:], strict=False):
        assert low[0] < high[0] or low[1] == high[1], "one count, one colour"
    nearest = """() => {
        const map = document.querySelector(".town-map .js-plotly-plot")._fullLayout.map._subplot.map;
        map.jumpTo({ zoom: 9 });
        const discs = map.getSource("aim-marks").serialize().data.features.filter(each => each.properties.mark === 3);
        const at = discs.map(each => map.project(each.geometry.coordinates));
        const far = (one, other) => Math.hypot(one.x - other.x, one.y - other.y);
        return Math.min(...at.flatMap((one, n) => at.slice(n + 1).map(other => far(one, other))));
    }"""
    assert town.evaluate(nearest) > 20, "from far away every number can still be read"


def test_another_month_keeps_a_view_chosen_by_hand_and_a_double_click_gives_it_back(town: Page) -> None:
    before = state(town)
    zoom_in(town)
    chosen = state(town)["zoom"]
    follow(town, EARLIER)
    after = state(town)
    assert after["zoom"] == pytest.approx(chosen)
    assert after["counts"] != before["counts"]
    box = town.locator(".town-map").bounding_box()
    assert box is not None
    town.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    town.wait_for_function(
        """() => {
            const plot = document.querySelector(".town-map .js-plotly-plot");
            const zoom = plot._fullLayout.map._subplot.map.getZoom();
            return plot.aimMoved === false && Math.abs(zoom - plot.aimFit.zoom) < 0.001;
        }"""
    )
    assert state(town)["zoom"] < chosen


def test_another_area_is_looked_at_whatever_the_view_was(town: Page) -> None:
    zoom_in(town)
    before = state(town)["fitted"]
    follow(town, "a[href*='area=East']")
    after = state(town)
    assert after["zoom"] == pytest.approx(after["fitted"])
    assert after["fitted"] > before


def test_the_other_theme_loses_neither_outlines_nor_numbers_nor_the_view(town: Page, watch: Watch) -> None:
    before = state(town)
    town.get_by_role("button", name="Light or dark").click()
    town.wait_for_function(
        """paper => {
            const plot = document.querySelector(".town-map .js-plotly-plot");
            const map = plot._fullLayout.map._subplot.map;
            return map.isStyleLoaded() && map.getPaintProperty("background", "background-color") !== paper
                && map.getStyle().layers.some(layer => layer.id.startsWith("aim-marks"));
        }""",
        arg=before["background"],
    )
    after = state(town)
    assert len(after["layers"]) == len(before["layers"])
    assert after["zoom"] == pytest.approx(before["zoom"])
    assert after["font"] == before["font"]


def test_the_browser_draws_the_counts_of_the_question(town: Page, served: Served) -> None:
    view = month_view(served.config)
    assert view is not None
    assert state(town)["counts"] == list(view.cells.count)


@pytest.fixture
def roads(served: Served, tmp_path: Path) -> Iterator[None]:
    """Roads across the town, gone afterwards: the store is the whole session's."""
    lines = [[[-1.29, 54.54], [-1.15, 54.54]], [[-1.22, 54.51], [-1.22, 54.58]]]
    said = [{"class": "A Road", "name1": "Long Road"}, {"class": "Local Road", "name1": "Short Road"}]
    features = [
        {"type": "Feature", "properties": each, "geometry": {"type": "LineString", "coordinates": line}}
        for each, line in zip(said, lines, strict=True)
    ]
    (tmp_path / "roads.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    operations.import_roads(served.config, tmp_path / "roads.geojson")
    yield
    operations.remove_roads(served.config)


def test_roads_lie_under_the_hexagons_with_their_names_and_whose_they_are(roads: None, town: Page) -> None:
    names = state(town)["layers"]
    assert names.index("land") < names.index("main-roads") < names.index("plotly-trace-layer-cells-fill")
    drawn = """() => {
        const map = document.querySelector(".town-map .js-plotly-plot")._fullLayout.map._subplot.map;
        const found = layer => [...new Set(map.queryRenderedFeatures({ layers: [layer] }).map(f => f.properties.name))];
        return [found("main-roads"), found("main-road-names"), found("local-roads")];
    }"""
    assert town.evaluate(drawn) == [["Long Road"], [], []], "names and local roads wait until one looks closer"
    town.evaluate(
        """() => document.querySelector(".town-map .js-plotly-plot")._fullLayout.map._subplot.map
            .jumpTo({ center: [-1.22, 54.54], zoom: 13 })"""
    )
    town.wait_for_function(f"() => ({drawn})().every(names => names.length > 0)")
    assert town.evaluate(drawn) == [["Long Road"], ["Long Road"], ["Short Road"]]
    assert "Roads: Contains OS data © Crown copyright and database right" in town.locator(".foot").inner_text()


def test_no_shape_is_fetched_twice_and_plotly_by_the_address_that_names_its_version(town: Page) -> None:
    asked: list[str] = []
    town.on("request", lambda request: asked.append(request.url) if "/geometry/" in request.url else None)
    follow(town, EARLIER)
    map_ready(town)
    assert asked == []
    fetched = """() => [performance.getEntriesByType("resource").map(each => new URL(each.name).pathname)
        .filter(path => path.includes("/plotly")), document.documentElement.dataset.plotly]"""
    scripts, named = town.evaluate(fetched)
    assert scripts == [named]
