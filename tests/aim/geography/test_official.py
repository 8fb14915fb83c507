"""Official outlines in place of our own: every way they may come, and every fault told at once."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from aim.config import Config
from aim.errors import GeographyError, RefusedError
from aim.geography import build, crs, official, outlines
from aim.geography.outlines import Outlines

OLDER = {newer: older for older, newer in official.NEWER_CODE.items()}


def frame(outlines: Outlines, *, column: str = "WD24CD", older: bool = False) -> gpd.GeoDataFrame:
    """Our own wards as if the Office for National Statistics had published them."""
    codes = [OLDER.get(ward.code, ward.code) if older else ward.code for ward in outlines.wards]
    names = [ward.name for ward in outlines.wards]
    shapes = [ward.outline for ward in outlines.wards]
    return gpd.GeoDataFrame({column: codes, column.replace("CD", "NM"): names}, geometry=shapes, crs="EPSG:4326")


@pytest.fixture
def store(config: Config, tmp_path: Path) -> Config:
    return config.model_copy(update={"data": tmp_path / "store"})


def write(data: gpd.GeoDataFrame, tmp_path: Path, name: str = "wards.geojson") -> Path:
    path = tmp_path / name
    data.to_file(path, driver="GPKG" if path.suffix == ".gpkg" else "GeoJSON")
    return path


@pytest.mark.parametrize("older", [False, True])
@pytest.mark.parametrize(
    ("name", "system"), [("wards.geojson", 4326), ("wards.gpkg", 4326), ("wards.gpkg", 27700), ("wards.gpkg", 3857)]
)
def test_old_and_new_codes_in_either_format_and_any_system(
    store: Config, outlines: Outlines, tmp_path: Path, older: bool, name: str, system: int
) -> None:
    data = frame(outlines, older=older)
    if system == 27700:
        data = data.set_geometry(crs.outline_to_bng(data.geometry.to_numpy()), crs="EPSG:27700")
    elif system != 4326:
        data = data.to_crs(system)
    official.import_outlines(store, write(data, tmp_path, name))
    imported = outlines_of(store)
    assert imported.status == f"imported from {name}"
    assert imported.attribution == official.ATTRIBUTION
    assert [ward.code for ward in imported.wards] == [ward.code for ward in outlines.wards]
    for ours, theirs in zip(outlines.wards, imported.wards, strict=True):
        assert ours.outline.symmetric_difference(theirs.outline).area < 5e-9  # a millimetre along the border


def outlines_of(config: Config) -> Outlines:
    return outlines.load(config)


def test_coordinates_are_kept_to_the_last_digit(store: Config, outlines: Outlines, tmp_path: Path) -> None:
    data = frame(outlines)
    moved = shapely.transform(data.geometry.to_numpy(), lambda xy: xy + np.pi * 1e-9)
    path = tmp_path / "wards.gpkg"
    data.set_geometry(moved, crs=data.crs).to_file(path, driver="GPKG")
    official.import_outlines(store, path)
    for theirs, given in zip(outlines_of(store).wards, moved, strict=True):
        assert theirs.outline.normalize() == shapely.normalize(given)


def test_wards_elsewhere_and_other_columns_are_passed_over(store: Config, outlines: Outlines, tmp_path: Path) -> None:
    data = frame(outlines, column="WD11CD").rename(columns={"WD11CD": "WD25CD"})
    data["WD11CD"] = [f"00EC{n}" for n in range(len(data))]  # a second vintage that knows none of our wards
    stranger = data.iloc[[0]].assign(WD25CD="E05000001", geometry=[shapely.box(0, 51, 0.1, 51.1)])
    both = gpd.GeoDataFrame(
        {name: list(data[name]) + list(stranger[name]) for name in ("WD25CD", "WD11CD")},
        geometry=list(data.geometry) + list(stranger.geometry),
        crs=data.crs,
    )
    official.import_outlines(store, write(both, tmp_path))
    assert len(outlines_of(store).wards) == 20


def test_every_fault_is_told_and_the_old_file_stays(store: Config, outlines: Outlines, tmp_path: Path) -> None:
    old = build.build(store).read_bytes()
    data = frame(outlines)
    shapes = list(data.geometry)
    shapes[0] = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    shapes[1] = None
    shapes[2] = shapely.Point(-1.2, 54.5)
    data = data.set_geometry(gpd.GeoSeries(shapes, crs=data.crs))
    data.loc[4, "WD24CD"] = data.loc[3, "WD24CD"]
    with pytest.raises(RefusedError) as caught:
        official.import_outlines(store, write(data, tmp_path))
    assert caught.value.subject == "wards.geojson"
    faults = "\n".join(caught.value.faults)
    assert len(caught.value.faults) == 5
    assert "E05009853 Acklam: its outline is not valid: Self-intersection" in faults
    assert "E05009854 Ayresome: has no outline" in faults
    assert "E05009855 Berwick Hills & Pallister: its outline is a Point, not an area" in faults
    assert "E05009856 Brambles & Thorntree stands in it 2 times" in faults
    assert "E05009857 Central is missing" in faults
    assert (store.data / "geography" / "wards.geojson").read_bytes() == old


def test_a_file_without_ward_codes_names_its_columns(store: Config, outlines: Outlines, tmp_path: Path) -> None:
    data = frame(outlines).rename(columns={"WD24CD": "code", "WD24NM": "name"})
    with pytest.raises(RefusedError, match="no column of ward codes such as WD24CD; its columns: code, name"):
        official.import_outlines(store, write(data, tmp_path))


def test_metres_said_to_be_degrees_are_refused(store: Config, outlines: Outlines, tmp_path: Path) -> None:
    data = frame(outlines)
    metres = crs.outline_to_bng(data.geometry.to_numpy())
    with pytest.raises(RefusedError, match="not in degrees"):
        official.import_outlines(store, write(data.set_geometry(metres, crs="EPSG:4326"), tmp_path))


def test_a_file_of_one_ward_twenty_times_is_refused(store: Config, outlines: Outlines, tmp_path: Path) -> None:
    data = frame(outlines)
    same = gpd.GeoSeries([data.geometry.iloc[0]] * len(data), crs=data.crs)
    with pytest.raises(RefusedError, match="wards Acklam and Ayresome overlap by 100 %"):
        official.import_outlines(store, write(data.set_geometry(same), tmp_path))


@pytest.mark.parametrize("content", [b"", b"not a map", b"{}"])
def test_what_is_no_map_is_refused_in_words(store: Config, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.geojson"
    path.write_bytes(content)
    with pytest.raises(GeographyError, match=r"x\.geojson: cannot be read"):
        official.import_outlines(store, path)
    assert not (store.data / "geography").exists()


def test_a_file_that_is_not_there_is_named(store: Config, tmp_path: Path) -> None:
    with pytest.raises(GeographyError, match="there is no such file"):
        official.import_outlines(store, tmp_path / "gone.geojson")


def test_a_table_without_outlines_is_refused(store: Config, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("WD24CD\nE05009853\n")
    with pytest.raises(GeographyError, match="holds no outlines"):
        official.import_outlines(store, path)
