"""A map that leaves is the map of the screen: for the same choices the same cells, breaks, outlines and numbers."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import paper as reading
import pyogrio
import pytest
from commandline import runner
from holding import TODAY
from listed import LAST
from matplotlib.figure import Figure
from werkzeug.test import TestResponse

from aim.config import Config
from aim.errors import AimError, QuestionError
from aim.pages import create_app, hotspots, hotspots_address, hotspots_export, month_export, month_map
from aim.pages.downloads import download_url
from aim.pages.exporting import Offer, menu
from aim.pages.state import Choices
from aim.questions.bench_table import bench_table
from aim.questions.bench_views import MAP, Asking
from aim.questions.editions import Edition
from aim.questions.month import month_view
from aim.questions.public_hotspots import public_hotspot_table
from aim.questions.views import BUSIEST, DISCUSSION, TOWN, PlaceRow
from aim.reports import discussion_map as discussion
from aim.reports import map_file, map_sheet
from aim.reports.discussion_map import discussion_map
from aim.reports.drawing import MM, MapDrawing
from aim.reports.map_drawing import internal_map, public_map
from aim.reports.map_town import hexagons

QUARTER = "2026-09"
ALONE = "89194654a0fffff"  # the strongest hexagon of a busy place that one location may explain
BOUNDS = (-1.3, 54.5, -1.1, 54.6)


def steps(drawn: MapDrawing) -> dict[str, str]:
    """The colour in which each cell is drawn, by the ink on the figure; nothing for a cell that is not filled."""
    figure = Figure(figsize=(265 * MM, 170 * MM))
    map_sheet.draw(figure, drawn, grey=False)
    cell_at = {middle(ring): cell for cell, ring in zip(drawn.cells, hexagons(drawn.cells), strict=True)}
    found = {}
    for each in figure.axes[0].collections:
        if str(each.get_label()).startswith("step-"):
            for path in each.get_paths():
                red, green, blue = (round(255 * part) for part in each.get_facecolor()[0][:3])
                found[cell_at[middle(path.vertices[:6])]] = f"#{red:02x}{green:02x}{blue:02x}"
    return found


def middle(ring: Any) -> tuple[int, int]:
    return tuple(np.round(np.asarray(ring)[:6].mean(axis=0)).astype(int).tolist())


def on_screen(figure: dict[str, Any]) -> dict[str, str]:
    """The colour of each cell on the page, by the page's own scale."""
    (cells,) = [trace for trace in figure["data"] if trace["type"] == "choroplethmap"]
    found = {}
    for cell, value in zip(cells["locations"], cells["z"], strict=True):
        at = min(value / cells["zmax"], 1.0)
        colour = [step[1] for step in cells["colorscale"] if step[0] <= at + 1e-12][-1]
        if not colour.startswith("rgba"):
            found[cell] = colour
    return found


BENCH = (
    "",
    "?month=2026-08&concern=violence&window=6&area=West",
    "?area=North&resolution=10&window=1",
    "?resolution=8&floor=1&significance=0.1",
    "?known=counted&window=12&adjustment=none&sources=published",
    "?concern=crime&by=seriousness&view=multiples",
    "?view=compare&window=1&area=South&beside=2025-11",
)


def rows(answer: TestResponse, suffix: str, folder: Path) -> dict[str, tuple[int, bool, bool]]:
    """What a file says of each hexagon: what colours it, whether it stands out, whether its surroundings are high."""
    assert answer.status_code == 200, answer.text
    path = folder / f"table.{suffix}"
    path.write_bytes(answer.data)
    if suffix == "csv":
        table = pd.read_csv(path, dtype={"cell": str})
    elif suffix == "xlsx":
        table = pd.read_excel(path, sheet_name="data", dtype={"cell": str})
    elif suffix == "geojson":
        table = pd.DataFrame([each["properties"] for each in json.loads(answer.data)["features"]])
    else:
        table = pyogrio.read_dataframe(path)
    value = table["harm"] if "harm" in table else table["count"]
    named = zip(table["cell"], value, table["hotspot"], table["edge"], strict=True)
    return {cell: (int(counted), bool(hot), bool(edge)) for cell, counted, hot, edge in named}


def of_file(config: Config, offer: Offer, area: str) -> tuple[list[tuple[int, str]], set[str]]:
    """Numbers and hexagons of the places that a map from the bench marks, and the hexagons of those it does not."""
    view, _, _ = hotspots.ask(config, offer.query)
    assert view is not None
    now, one = view.drawn, dict(zip(view.drawn.cell, view.columns.one_location, strict=True))
    name, where = dict(zip(now.cell, now.name, strict=True)), dict(zip(now.cell, now.neighbourhood, strict=True))
    alone = {
        number for (number, key), called in zip(now.keys, now.called, strict=True) if one[key] and name[key] == called
    }
    told = [(number, key) for number, key in now.keys if number not in alone and area in (TOWN, where[key])]
    return told, {cell for cell, number in zip(now.cell, now.place, strict=True) if number in alone}


@pytest.mark.parametrize("search", BENCH)
def test_every_file_of_the_bench_is_its_screen(listed_town: Config, tmp_path: Path, search: str):
    offering, choices, left = hotspots.ask(listed_town, search)
    assert offering is not None
    assert not left
    offers = hotspots_export.offers(offering, choices, listed_town.marking)
    # Twelve small maps do not leave: what does is the map behind them, and is called so.
    search = search.replace("&view=multiples", "")
    view, _, _ = hotspots.ask(listed_town, search)
    assert view is not None
    first = "" if offering.asked.view == MAP else f"The map of {view.drawn.title}"
    assert [each.title for each in offers] == [first, *([f"The map of {view.beside.title}"] if view.beside else [])]
    screen = hotspots.regions(listed_town, search, theme="light", before=None)
    on_maps = ((view.drawn, screen["map"]), *([] if view.beside is None else [(view.beside, screen["beside"])]))
    with create_app(listed_town).server.test_client() as client:
        for offer, (shown, figure) in zip(offers, on_maps, strict=True):
            drawn = internal_map(listed_town, hotspots_address.read(offer.query)[0]).map
            told, hidden = of_file(listed_town, offer, choices.area)
            assert (tuple(drawn.breaks), drawn.places) == (view.breaks, tuple(told))
            assert drawn.unit == f"{view.unit}, {shown.title}"
            assert steps(drawn) == on_screen(figure)
            outlined = zip(shown.cell, shown.value, shown.hotspot, shown.edge, strict=True)
            here = {
                cell: tuple(said)
                for (cell, *said), area in zip(outlined, shown.neighbourhood, strict=True)
                if choices.area in (TOWN, area)
            }
            assert (
                set(drawn.hotspots)
                == {cell for cell, hot in zip(shown.cell, shown.hotspot, strict=True) if hot} - hidden
            )
            for suffix in ("csv", "xlsx", "geojson", "gpkg") if shown is view.beside else ("csv",):
                address = download_url(offer.table, suffix, offer.query, Edition.INTERNAL)
                assert rows(client.get(address, base_url="http://127.0.0.1:8050"), suffix, tmp_path) == here


@pytest.mark.parametrize(("concern", "window"), [("all", 3), ("burglary", 1)])
def test_the_cells_and_their_steps_are_those_of_the_page(listed_town: Config, concern: str, window: int):
    view = month_view(listed_town, month=LAST, concern=concern, window=window, listed=BUSIEST)
    assert view is not None
    page = month_map.whole(view, Choices(), theme="light", area=BOUNDS)
    drawn = internal_map(listed_town, Asking(month=LAST, concern=concern, window=window)).map
    assert dict(zip(drawn.cells, drawn.counts, strict=True)) == dict(
        zip(view.cells.cell, view.cells.count, strict=True)
    )
    assert tuple(drawn.breaks) == view.breaks
    assert steps(drawn) == on_screen(page)
    assert len(steps(drawn)) > 20
    outlined = {cell for cell, hot in zip(view.cells.cell, view.cells.hotspot, strict=True) if hot}
    alone = {number for number, name in drawn.names if name.endswith(": may be one location, not on the map")}
    assert len(alone) == (concern == "all")
    assert set(drawn.hotspots) == outlined - {cell for row in view.places if row.number in alone for cell in row.cells}
    assert dict(drawn.places) == {row.number: row.key for row in view.places if row.number not in alone}
    assert [(row.number, row.ward if row.number in alone else row.name) for row in view.places] == [
        (number, name.partition(": may be")[0]) for number, name in drawn.names
    ]
    assert drawn.title.endswith(": the busiest places")


def test_what_one_location_may_explain_has_no_number_in_a_table_either(listed_town: Config):
    (row,) = [row for row in month_busiest(listed_town) if row.key == ALONE]
    table, record = bench_table(listed_town, Asking(month=LAST))
    mine = table.set_index("cell").loc[list(row.cells)]
    assert mine["number"].isna().all()
    assert mine["place"][ALONE] == row.ward
    assert set(table["number"].dropna()) == {each.number for each in month_busiest(listed_town)} - {row.number}
    assert "one location" in record["numbers_of"]
    said = map_file.made(listed_town, Asking(month=LAST), "svg").content.decode()
    assert row.name not in said
    assert "one location may explain: check before naming" in said


def month_busiest(config: Config) -> tuple[PlaceRow, ...]:
    view = month_view(config, month=LAST, listed=BUSIEST)
    assert view is not None
    return view.places


@pytest.mark.parametrize(("concern", "window", "area"), [("all", 3, TOWN), ("burglary", 1, "West")])
def test_beside_the_list_for_discussion_the_map_has_its_numbers(
    monkeypatch: pytest.MonkeyPatch, listed_town: Config, concern: str, window: int, area: str
):
    asked = {"month": LAST, "concern": concern, "window": window, "area": area}
    view = month_view(listed_town, **asked, listed=DISCUSSION)
    assert view is not None
    rows, (first, *others) = view.discussed, [row for row in view.discussed if not row.one_location]
    found = discussion_map(listed_town, Asking(**asked))
    assert steps(found.map) == on_screen(month_map.whole(view, Choices(), theme="light", area=BOUNDS))
    assert dict(found.map.places) == {row.number: row.key for row in (first, *others)}
    assert set(found.map.hotspots) == {cell for row in (first, *others) for cell in row.cells}
    assert (found.map.edges, found.map.by_ward) == ((), ())
    assert [words for _, words in found.map.marks] == ["Place for discussion, of any concern", "How far it reaches"]
    assert found.map.names == [
        (row.number, f"{row.called}: may be one location, not on the map" if row.one_location else row.name)
        for row in rows
    ]
    where = "" if area == TOWN else " in West"
    assert f": places for discussion{where}" in found.map.title
    assert ("one location may explain: check" in " ".join(found.map.lines)) == any(row.one_location for row in rows)
    monkeypatch.setattr(discussion, "set_apart", lambda page, _: replace(page, known=(first.key,)))
    known = discussion_map(listed_town, Asking(**asked)).map
    assert dict(known.places) == {row.number: row.key for row in others}
    assert f"Known since an earlier meeting, not on the map: {first.number}." in known.lines
    early = discussion_map(listed_town, Asking(month="2024-07", area="West")).map
    assert (early.places, early.hotspots, early.names, early.marks) == ((), (), [], ())
    assert "No place is for discussion in West." in early.lines


def test_the_file_says_what_was_chosen_and_of_which_picture(listed_town: Config, tmp_path: Path):
    out = tmp_path / "map.svg"
    picture = map_file.write(listed_town, Asking(month=LAST, concern="burglary", window=1, area="West"), out).picture
    root = ElementTree.parse(out).getroot()
    said = " ".join(" ".join(text.itertext()) for text in root.iter() if text.tag.endswith("}text"))
    chosen = "Burglary · West · September 2026 · incidents · Police"
    stamp = (picture, listed_town.marking, "Crown copyright", "Boundaries unconfirmed")
    for words in ("Burglary, September 2026: the busiest places in West", chosen, "1 month instead of 3", *stamp):
        assert words in said
    out = tmp_path / "map.pdf"
    map_file.write(listed_town, Asking(month=LAST), out)
    pdf = out.read_bytes()
    reading.accessible(pdf, "All concerns, July to September 2026: the busiest places")
    assert len(reading.read(pdf).pages) == 1
    assert reading.read(pdf).pages[0].mediabox.width > reading.read(pdf).pages[0].mediabox.height
    (drawing,) = reading.named(pdf, "Figure")
    assert "numbered places stand out" in drawing["/Alt"]
    names = internal_map(listed_town, Asking(month=LAST)).map.names
    assert len(names) > 2
    for number, name in names:
        assert f"{number}, {name}" in drawing["/Alt"]
        assert name in reading.text(pdf)
    assert ". ·" not in reading.text(pdf)
    assert reading.inked(reading.pixels(pdf)) > 0.1
    assert map_file.write(listed_town, Asking(month=LAST), tmp_path / "map.png").picture == picture


def test_the_public_map_is_the_public_table(demonstration: Config):
    table, _ = public_hotspot_table(demonstration, month=QUARTER)
    drawn = public_map(demonstration, Asking(month=QUARTER)).map
    assert drawn.withheld == set(table.loc[table["withheld"], "cell"])
    assert drawn.withheld
    assert set(drawn.hotspots) == set(table.loc[table["hotspot"], "cell"])
    asked, _ = hotspots_address.read(f"?month={QUARTER}")
    assert public_map(demonstration, asked).map == drawn  # a page's choices, which the menus send
    assert (drawn.edges, drawn.places) == ((), ())
    shown = dict(zip(drawn.cells, drawn.counts, strict=True))
    assert all(count == 0 or count >= 5 for cell, count in shown.items() if cell not in drawn.withheld)
    assert all(shown[cell] == 0 for cell in drawn.withheld)
    assert not set(steps(drawn)) & drawn.withheld
    internal = internal_map(demonstration, Asking(month=QUARTER)).map
    assert drawn.breaks == internal.breaks


def test_what_would_tell_small_counts_or_is_not_offered_is_refused(listed_town: Config, tmp_path: Path):
    for asked in (
        Asking(month=LAST, concern="burglary"),
        Asking(month=LAST, window=1),
        Asking(month=LAST, by="seriousness"),
        Asking(month=LAST, resolution=10),
        Asking(month=LAST, floor=20),
        Asking(month="2026-08"),
    ):
        with pytest.raises(QuestionError, match="public edition"):
            map_file.write(listed_town, asked, tmp_path / "map.svg", edition=Edition.PUBLIC)
    with pytest.raises(QuestionError):
        public_map(listed_town, Asking(month=LAST), as_of="1")
    for asked, said in (
        (Asking(month=LAST, concern="nonsense"), "the concern: there is none of that name"),
        (Asking(month="1999-01"), "the month: it is not held"),
        (Asking(month=LAST, resolution=10), "the size of hexagon: it is not offered here"),
    ):
        with pytest.raises(QuestionError, match=said):
            map_file.write(listed_town, replace(asked, window=1), tmp_path / "map.svg")
    with pytest.raises(QuestionError, match="leave out by, floor"):
        discussion_map(listed_town, Asking(month=LAST, by="seriousness", floor=20))
    with pytest.raises(QuestionError, match="the public has no map of the places for discussion"):
        map_file.made(listed_town, Asking(month=LAST), "svg", edition=Edition.PUBLIC, listed=DISCUSSION)
    with pytest.raises(AimError, match=r"end it in \.png, \.svg, \.pdf"):
        map_file.write(listed_town, Asking(month=LAST), tmp_path / "map.gif")
    assert not list(tmp_path.iterdir())


def test_the_command_draws_by_the_suffix(monkeypatch, capsys, listed_town: Config, tmp_path: Path):
    monkeypatch.setenv("AIM_TODAY", TODAY)
    aim = runner(monkeypatch, capsys)
    asked = ("hotspots", "--month", LAST, "--concern", "burglary", "--window", 1, "--data", listed_town.data)
    done = aim(*asked, "--neighbourhood", "west", "--out", tmp_path / "map.svg")
    assert (done.code, done.err) == (0, "")
    assert "the map of 2026-09" in done.out
    assert "internal edition" in done.out
    assert "Burglary · West · September 2026" in (tmp_path / "map.svg").read_text(encoding="utf-8")
    done = aim("places", "--data", listed_town.data, "--out", tmp_path / "places.svg")
    assert (done.code, done.err) == (0, "")
    assert f"the map of places for discussion, {LAST}, picture" in done.out
    assert "places for discussion, September 2026" in (tmp_path / "places.svg").read_text(encoding="utf-8")
    done = aim(*asked, "--edition", "public", "--out", tmp_path / "public.svg")
    assert done.code == 1
    assert "the public edition has hotspots of all concerns" in done.err
    assert not (tmp_path / "public.svg").exists()


def test_a_page_offers_the_map_it_shows_as_files(listed_town: Config):
    with create_app(listed_town).server.test_client() as client:

        def get(suffix: str, table: str = "hotspots", **query: str) -> TestResponse:
            asked = {"month": LAST, "concern": "burglary", "window": "1", "edition": "internal"} | query
            return client.get(f"/download/{table}.{suffix}", base_url="http://127.0.0.1:8050", query_string=asked)

        for suffix, start in (("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF-1.7")):
            answer = get(suffix)
            assert (answer.status_code, answer.mimetype) == (200, map_file.MEDIA[suffix])
            assert answer.data.startswith(start)
            name = answer.headers["Content-Disposition"]
            assert re.search(rf'"aim-map-2026-09-1-months-burglary-town-[\w-]+-internal\.{suffix}"', name)
        drawn = map_file.made(listed_town, Asking(month=LAST, concern="burglary", window=1), "svg")
        assert get("svg").data == drawn.content
        assert get("svg", edition="public").status_code == 400
        assert get("svg", floor="nonsense").status_code == 400
        assert get("svg", table="trends").status_code == 404
        answer = get("svg", table="places")
        asked = Asking(month=LAST, concern="burglary", window=1)
        assert answer.data == map_file.made(listed_town, asked, "svg", listed=DISCUSSION).content
        assert "aim-map-places-2026-09-1-months-burglary-town-" in answer.headers["Content-Disposition"]
        assert get("svg", table="places", edition="public").status_code == 400
    offered = [download_url("hotspots", suffix, "?month=2026-09", Edition.INTERNAL) for suffix in map_file.MEDIA]
    shown = str(menu(Offer("hotspots", "?month=2026-09", public="", marking="mark")))
    assert all(address in shown for address in offered)
    for listed, table in ((DISCUSSION, "places"), (BUSIEST, "hotspots")):
        view = month_view(listed_town, month=LAST, listed=listed)
        assert view is not None
        shown = str(month_export.export(view, None, "mark"))
        assert re.findall(r"/download/(\w+)\.png\?[^']*internal", shown) == [table]
        assert re.findall(r"/download/(\w+)\.png\?[^']*public", shown) == ["hotspots"]
    assert "trends.png" not in str(menu(Offer("trends", "", public="", marking="mark")))
