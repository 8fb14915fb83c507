"""Our outlines against the official ones, by 30 months of real incidents."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as csv
import pytest

from aim.config import Config
from aim.geography import cells, official, outlines
from aim.geography.locate import Locator
from aim.geography.outlines import Outlines

pytestmark = pytest.mark.real
INSIDE = 73_768  # rows of the archive inside the official wards


@pytest.fixture(scope="module")
def points(shared: Path) -> tuple[np.ndarray, np.ndarray]:
    """Longitude and latitude of the 230,359 street rows."""
    columns = csv.ConvertOptions(include_columns=["Longitude", "Latitude"])
    with zipfile.ZipFile(shared / "data" / "police" / "cleveland-2023-01_2025-06.zip") as archive:
        members = sorted(name for name in archive.namelist() if name.endswith("-street.csv"))
        table = pa.concat_tables(
            csv.read_csv(io.BytesIO(archive.read(name)), convert_options=columns) for name in members
        )
    assert len(table) == 230_359
    return table["Longitude"].to_numpy(), table["Latitude"].to_numpy()


@pytest.fixture(scope="module")
def truth(shared: Path, config: Config, tmp_path_factory: pytest.TempPathFactory) -> Outlines:
    """The official wards, imported the way a partnership would."""
    store = config.model_copy(update={"data": tmp_path_factory.mktemp("official")})
    official.import_outlines(store, shared / "data" / "boundaries" / "middlesbrough-wards-2020.geojson")
    return outlines.load(store)


def test_our_neighbourhoods_are_the_official_ones(
    points: tuple[np.ndarray, np.ndarray], truth: Outlines, locator: Locator
) -> None:
    ours, theirs = locator.neighbourhoods(*points), Locator(truth).neighbourhoods(*points)
    inside, kept = theirs >= 0, ours >= 0
    assert inside.sum() == INSIDE
    assert (ours[inside] == theirs[inside]).mean() >= 0.995
    assert (inside & ~kept).sum() / inside.sum() <= 0.001
    assert (kept & ~inside).sum() / kept.sum() <= 0.005
    assert abs(kept.sum() - INSIDE) <= 0.005 * INSIDE


def test_the_fast_way_is_the_exact_way_on_every_real_row(
    points: tuple[np.ndarray, np.ndarray], truth: Outlines, locator: Locator
) -> None:
    for asked in (locator, Locator(truth)):
        np.testing.assert_array_equal(asked.wards(*points), asked.wards_exact(*points))


def test_no_incident_falls_between_the_cells(
    points: tuple[np.ndarray, np.ndarray], truth: Outlines, locator: Locator
) -> None:
    for asked in (locator, Locator(truth)):
        lon, lat = (axis[asked.wards(*points) >= 0] for axis in points)
        for resolution in (8, 9, 10):
            assert np.isin(cells.CellIndex(resolution).cells(lon, lat), cells.grid(asked.outlines, resolution)).all()


def test_the_margin_takes_part_of_what_lies_outside(points: tuple[np.ndarray, np.ndarray], locator: Locator) -> None:
    margin = locator.margin(*points)
    assert not (margin & (locator.wards(*points) >= 0)).any()
    assert 1_000 < margin.sum() < 20_000
