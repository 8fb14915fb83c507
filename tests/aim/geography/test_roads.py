"""Roads under the hexagons: both formats, whose words they are in, what is joined and cut, and every refusal."""

import json
import sqlite3
import zipfile
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from aim.config import Config
from aim.errors import GeographyError, RefusedError
from aim.geography import crs, road_classes, roads, roads_import
from aim.geography.outlines import Outlines

EAST, NORTH = 449_500, 519_500  # in the middle of the area, metres
OS = {
    "road_classification": ["A Road", "A Road", "B Road", "Unclassified", "Unclassified", "Not Classified"],
    "road_function": ["A Road", "A Road", "B Road", "Minor Road", "Local Road", "Restricted Local Access Road"],
    "road_classification_number": ["A172", "A172", "B1272", None, None, None],
    "name_1": ["Marton Road", "Marton Road", None, "The Avenue", "Café Row", None],
}


def line(east: float, north: float, *, long: float = 400.0, up: float = 0.0) -> shapely.LineString:
    return shapely.LineString([(EAST + east, NORTH + north), (EAST + east + long, NORTH + north + up)])


def frame(columns: dict[str, list[Any]] = OS, lines: list[Any] | None = None) -> gpd.GeoDataFrame:
    """One line a row, each 100 m further north; the first two are one road in two pieces."""
    rows = len(next(iter(columns.values())))
    shapes = lines or [line(0, 0), line(400, 0), *(line(0, 100 * row) for row in range(1, rows - 1))]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=27700)


def write(data: gpd.GeoDataFrame, path: Path, *, layer: str | None = None) -> Path:
    pyogrio.write_dataframe(data, path, layer=layer, driver="GPKG" if path.suffix == ".gpkg" else "GeoJSON")
    return path


@pytest.fixture
def store(config: Config, outlines: Outlines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """The shipped area, read once, over a store of its own."""
    monkeypatch.setattr("aim.geography.outlines.load", lambda config: outlines)
    return config.model_copy(update={"data": tmp_path / "store"})


def stored(store: Config) -> dict[tuple[str, str, str], shapely.Geometry]:
    """Class, name and number -> line in metres."""
    document = json.loads(roads.path(store).read_text(encoding="utf-8"))
    found = {}
    for feature in document["features"]:
        key = tuple(feature["properties"].get(name, "") for name in ("class", "name", "number"))
        found[key] = crs.outline_to_bng(shapely.geometry.shape(feature["geometry"]))
    return found


@pytest.mark.parametrize(
    ("name", "system"), [("r.geojson", 4326), ("r.gpkg", 27700), ("r.gpkg", 4326), ("r.gpkg", 3857)]
)
def test_open_roads_in_either_format_and_any_system(store: Config, tmp_path: Path, name: str, system: int) -> None:
    data = frame()
    if system != 27700:
        data = data.set_geometry(crs.outline_to_wgs84(data.geometry.to_numpy()), crs=4326).to_crs(system)
    done = roads_import.import_roads(store, write(data, tmp_path / name, layer="road_link"))
    assert (done.kept, done.no_roads, done.no_lines, done.beyond, done.unknown) == (6, 0, 0, 0, {})
    found = stored(store)
    assert list(found) == [
        ("a", "Marton Road", "A172"),
        ("b", "", "B1272"),
        ("minor", "The Avenue", ""),
        ("local", "Café Row", ""),
        ("access", "", ""),
    ]
    main = found["a", "Marton Road", "A172"]
    assert len(shapely.get_parts(main)) == 1, "two pieces of one road are one line, with room for its name"
    assert main.length == pytest.approx(800, abs=0.5)
    assert main.bounds[0] == pytest.approx(EAST, abs=0.5)
    assert done.roads == roads.load(store)
    assert done.roads.km == {"a": 0.8, "b": 0.4, "minor": 0.4, "local": 0.4, "access": 0.4}
    assert (done.roads.source, done.roads.publisher) == (name, "Ordnance Survey")
    assert done.roads.imported == store.today()


def test_the_layer_of_links_is_taken_and_the_year_is_that_of_the_file(store: Config, tmp_path: Path) -> None:
    path = write(frame(), tmp_path / "oproad_gb.gpkg", layer="road_link")
    ends = gpd.GeoDataFrame({"form_of_road_node": ["junction"]}, geometry=[shapely.Point(EAST, NORTH)], crs=27700)
    write(ends, path, layer="road_node")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE gpkg_contents SET last_change = '2024-10-02T10:00:00.000Z'")
        connection.commit()
    done = roads_import.import_roads(store, path)
    assert done.roads.dated == date(2024, 10, 2)
    assert done.roads.attribution == "Contains OS data © Crown copyright and database right 2024"


def test_the_words_of_openstreetmap_are_known_and_its_licence_is_said(store: Config, tmp_path: Path) -> None:
    columns = {
        "name": ["A66", "Borough Road", None, "Linthorpe Road", "Odd Lane", None],
        "ref": ["A66", None, None, None, None, None],
        "highway": ["trunk_link", "secondary", "footway", "residential", "hyperloop", None],
    }
    lines = [line(0, 0), line(0, 100), line(0, 200), line(0, 300), line(0, 400), shapely.Point(EAST, NORTH)]
    data = write(frame(columns, lines), tmp_path / "map.gpkg", layer="lines")
    done = roads_import.import_roads(store, data)
    assert [key[:2] for key in stored(store)] == [
        ("a", "A66"),
        ("b", "Borough Road"),
        ("local", "Linthorpe Road"),
        ("access", "Odd Lane"),
    ]
    assert (done.kept, done.no_roads, done.no_lines, done.unknown) == (4, 1, 1, {"hyperloop": 1})
    assert done.roads.attribution.startswith("© OpenStreetMap contributors")
    mine = roads_import.import_roads(store, data, "© Teesside University")
    assert (mine.roads.attribution, mine.roads.publisher) == ("© Teesside University", "")


def test_what_lies_beyond_a_kilometre_is_cut_and_counted(store: Config, outlines: Outlines, tmp_path: Path) -> None:
    area = crs.outline_to_bng(outlines.area)
    corner = shapely.LineString(
        [(area.bounds[0] - 990, area.bounds[1] - 990), (area.bounds[0] - 980, area.bounds[1] - 980)]
    )
    data = frame({"class": ["A Road", "B Road"]}, [line(0, 0, long=20_000), corner])
    done = roads_import.import_roads(store, write(data, tmp_path / "r.gpkg"))
    assert (done.kept, done.beyond) == (1, 1)
    (kept,) = stored(store).values()
    assert kept.length > 2_000
    assert area.distance(shapely.Point(kept.bounds[2], NORTH)) == pytest.approx(roads_import.REACH_M, rel=0.01)


@given(
    st.lists(st.tuples(*[st.integers(-9_000, 9_000)] * 2), min_size=2, max_size=30, unique=True),
    st.integers(1, 28),
)
def test_joining_moves_no_road_by_more_than_the_tolerance(decimetres: list[tuple[int, int]], at: int) -> None:
    points = [(east / 10, north / 10) for east, north in decimetres]
    pieces = [shapely.LineString(part) for part in (points[: at + 1], points[at:]) if len(part) > 1]
    (road,) = roads_import._join(pieces, [("a", "Road", "")] * len(pieces))
    most = roads_import.TOLERANCE_M + 1e-6
    assert max(shapely.distance(shapely.points(points), road.line)) <= most
    assert shapely.hausdorff_distance(shapely.LineString(points), road.line, densify=0.1) <= most


def test_every_class_is_reached_and_no_word_is_in_doubt() -> None:
    survey, streetmap = road_classes.PUBLISHERS
    for publisher in road_classes.PUBLISHERS:
        assert {publisher.class_of(word) for word in publisher.words} - {""} == set(road_classes.CLASSES)
    assert survey.class_of("Primary Road, Collapsed Dual Carriageway") == "a"
    assert streetmap.class_of("living_street") == "local"
    assert survey.class_of("residential") is None
    assert road_classes.telling({}) is None
    assert road_classes.telling({"class": ["", ""]}) is None


def broken(kind: str, folder: Path) -> Path:
    """A file of no use, ``kind`` of it."""
    path = folder / "r.gpkg"
    if kind == "points":
        return write(frame({"class": ["A Road"]}, [shapely.Point(EAST, NORTH)]), path)
    if kind == "empty":
        return write(frame().iloc[:0], path)
    if kind == "system":
        with closing(sqlite3.connect(write(frame(), path))) as connection:
            connection.execute("UPDATE gpkg_geometry_columns SET srs_id = -1")  # "undefined Cartesian"
            connection.execute("UPDATE gpkg_contents SET srs_id = -1")
            connection.commit()
        return path
    if kind == "metres":
        return write(frame().set_crs(4326, allow_override=True), folder / "r.geojson")
    if kind == "elsewhere":
        return write(frame({"class": ["A Road"]}, [line(80_000, 0)]), path)
    if kind == "column":
        return write(frame({"surface": ["tarmac"]}, [line(0, 0)]), path)
    if kind == "words":
        return write(frame({"class": ["Breit", "Breit", "Schmal"]}, [line(0, 0), line(0, 9), line(0, 20)]), path)
    if kind == "paths":
        return write(frame({"highway": ["footway", "steps"]}, [line(0, 0), line(0, 9)]), path)
    if kind == "layers":
        for layer in ("north", "south"):
            write(frame(), path, layer=layer)
        return path
    if kind == "shapefile":
        pyogrio.write_dataframe(frame({"class": ["A Road"]}, [line(0, 0)]), folder / "r.shp")
        return folder / "r.shp"
    return damaged(kind, write(frame(), folder / ("r.geojson" if kind in ("latin", "half") else "r.gpkg")))


def damaged(kind: str, path: Path) -> Path:
    """``path``, whole until now, as ``kind`` has it."""
    content = path.read_bytes()
    if kind == "latin":
        path.write_bytes(content.decode().encode("latin-1"))
    elif kind in ("half", "cut"):
        path.write_bytes(content[: len(content) * 2 // 3])
    elif kind in ("zip", "cut zip"):
        with zipfile.ZipFile(path.with_suffix(".zip"), "w") as packed:
            packed.write(path, path.name)
        path = path.with_suffix(".zip")
        if kind == "cut zip":
            path.write_bytes(path.read_bytes()[:5_000])
    else:
        path.unlink()
    return path


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("points", "holds no lines: r .Point."),
        ("empty", "holds no lines: r .empty."),
        ("system", "does not say its coordinate system; export it as"),
        ("metres", "are no degrees"),
        ("elsewhere", "none of its 1 features is near the area; they reach from 529500 519500"),
        ("column", "no column for the class of a road.*its columns: surface"),
        ("words", "no column tells the class.*class: 'Breit', 'Schmal'"),
        ("paths", "none of its 2 features near the area is a road by highway"),
        ("layers", "several layers may be the roads: north, south"),
        ("shapefile", "is ESRI Shapefile; export it as GeoJSON or GeoPackage"),
        ("latin", "its text is not in UTF-8"),
        ("half", "cannot be read as GeoJSON or GeoPackage"),
        ("cut", "is cut short, .* bytes; fetch it again"),
        ("zip", "is a zip; unpack it"),
        ("cut zip", "is not a whole zip; fetch it again"),
        ("missing", "there is no such file"),
    ],
)
def test_a_file_of_no_use_is_refused_with_its_reason(store: Config, tmp_path: Path, kind: str, words: str) -> None:
    before = roads_import.import_roads(store, write(frame(), tmp_path / "before.geojson")).roads
    with pytest.raises((GeographyError, RefusedError), match=f"(?s)r[.][a-z]+: .*{words}"):
        roads_import.import_roads(store, broken(kind, tmp_path))
    assert roads.load(store) == before


def test_roads_that_are_no_longer_readable_are_said_and_can_be_taken_away(store: Config, tmp_path: Path) -> None:
    assert roads.load(store) is None
    first = roads_import.import_roads(store, write(frame(), tmp_path / "r.geojson")).roads
    other = roads_import.import_roads(store, write(frame().iloc[:3], tmp_path / "r.geojson")).roads
    assert first.fingerprint != other.fingerprint
    for content in (b"{}", b"[1]", b'{"source": "r", "dated"', "é".encode("latin-1")):
        roads.path(store).write_bytes(content)
        with pytest.raises(GeographyError, match=r"cannot be read as imported roads.*import them again"):
            roads.load(store)
    assert roads.remove(store)
    assert roads.load(store) is None
    assert not roads.remove(store)


def test_the_roads_of_an_analyst_lose_no_metre(store: Config, outlines: Outlines, shared: Path) -> None:
    path = shared / "data" / "boundaries" / "middlesbrough-roads.geojson"
    done = roads_import.import_roads(store, path)
    assert (done.kept, done.no_roads, done.no_lines, done.beyond, done.unknown) == (7_677, 0, 0, 0, {})
    whole = crs.outline_to_bng(gpd.read_file(path).geometry.to_numpy())
    kept = stored(store)
    assert sum(one.length for one in kept.values()) == pytest.approx(shapely.length(whole).sum(), rel=0.003)
    assert {name for kind, name, _ in kept if kind == "b"} >= {"Linthorpe Road", "Borough Road"}
    assert {number for kind, _, number in kept if kind == "a"} >= {"A19", "A66", "A171", "A172"}
    near = shapely.buffer(crs.outline_to_bng(outlines.area), roads_import.REACH_M)
    points = shapely.points(shapely.get_coordinates(whole[::5]))
    shapely.prepare(near)
    points = points[shapely.covers(near, points)]
    tree = shapely.STRtree([part for one in kept.values() for part in shapely.get_parts(one)])
    _, far = tree.query_nearest(points, return_distance=True, all_matches=False)
    assert len(far) == len(points) > 5_000
    assert far.max() < roads_import.TOLERANCE_M + 0.2
