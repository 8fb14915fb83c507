"""The publisher's own archive, counted once more by other means."""

import csv
import io
import zipfile
from collections import Counter

import extracts
import pytest
import shapely
from extracts import archive

from aim import schema
from aim.errors import RefusedError
from aim.geography import outlines
from aim.ingest import load
from aim.store import ledger
from aim.store.incidents import IncidentStore

pytestmark = pytest.mark.real
MONTHS = ("2025-05", "2025-06")


@pytest.fixture(scope="module")
def real(shared):
    return shared / "data" / "police" / "cleveland-2023-01_2025-06.zip"


@pytest.fixture(scope="module")
def two_months(real):
    """Two months of the archive as they are: text by name."""
    with zipfile.ZipFile(real) as zipped:
        names = [name for name in zipped.namelist() if name[:7] in MONTHS and name.endswith("-street.csv")]
        return {name: zipped.read(name) for name in sorted(names)}


def _ingest(config, *paths):
    return load.ingest(config, paths, actor="tester")


def test_the_whole_archive(real, own_store):
    config = extracts.config(own_store)
    (record,) = _ingest(config, real)
    assert (record.rows, record.kept + record.outside + record.rejected) == (230_359, 230_359)
    assert record.kept == pytest.approx(73_768, rel=0.005)
    assert (len(record.months), record.months[0], record.months[-1]) == (30, "2023-01", "2025-06")
    assert len(record.ignored) == 30
    assert all(name.endswith("-stop-and-search.csv") for name in record.ignored)
    store = IncidentStore(own_store)
    assert sum(file.rows for file in store.files()) == record.kept + record.margin
    assert ledger.standing_kept([record]).keys() == {file.key for file in store.files()}
    assert sum(record.month_kept.values()) == record.kept
    (again,) = _ingest(config, real)
    assert (again.unchanged, store.version(), again.kept) == (True, 1, record.kept)


def test_every_stored_row_is_one_of_the_file(two_months, own_store, tmp_path):
    """Read with the standard library and asked of the plain outline, row by row: the same, in the same order."""
    config = extracts.config(own_store)
    (record,) = _ingest(config, archive(tmp_path / "two.zip", two_months))
    area = outlines.load(config).area
    shapely.prepare(area)
    store = IncidentStore(own_store)
    rows = 0
    for content, file in zip(two_months.values(), store.files(), strict=True):
        found = list(csv.DictReader(io.StringIO(content.decode())))
        rows += len(found)
        inside = [r for r in found if shapely.covers(area, shapely.Point(float(r["Longitude"]), float(r["Latitude"])))]
        stored = [r for r in store.read(file).to_pylist() if not r[schema.MARGIN]]
        assert [
            (
                (r["reference"] or b"").hex(),
                r["longitude"],
                r["latitude"],
                schema.CATEGORY_TITLES[r["category"]],
                r["outcome"] or "",
                f"On or near {r['street'] or ''}",
            )
            for r in stored
        ] == [
            (
                r["Crime ID"],
                float(r["Longitude"]),
                float(r["Latitude"]),
                r["Crime type"],
                r["Last outcome category"],
                r["Location"],
            )
            for r in inside
        ]
    assert record.rows == rows
    without_id = Counter(
        r["category"] for f in store.files() for r in store.read(f).to_pylist() if r["reference"] is None
    )
    assert without_id.keys() == {"anti-social-behaviour"}


def test_folder_file_and_archive_are_the_same_delivery(two_months, own_store, tmp_path):
    config = extracts.config(own_store)
    for name, content in two_months.items():
        path = tmp_path / "folder" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    (record,) = _ingest(config, tmp_path / "folder")
    assert record.months == MONTHS
    assert _ingest(config, archive(tmp_path / "two.zip", two_months))[0].unchanged
    assert _ingest(config, path)[0].unchanged
    windows = tmp_path / "windows.csv"
    windows.write_bytes(b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"))
    assert _ingest(config, windows)[0].unchanged
    assert IncidentStore(own_store).version() == 1


def test_a_month_comes_again_with_other_outcomes(two_months, own_store, tmp_path):
    config = extracts.config(own_store)
    _ingest(config, archive(tmp_path / "two.zip", two_months))
    name, content = list(two_months.items())[-1]
    later = content.replace(b"Investigation complete; no suspect identified", b"Local resolution")
    assert later != content
    (record,) = _ingest(config, archive(tmp_path / "later.zip", {name: later}))
    assert record.replaced == ("2025-06",)
    store = IncidentStore(own_store)
    (may, june), (may_before, june_before) = store.files(), store.files(1)
    assert (may, june.rows) == (may_before, june_before.rows)
    before, after = store.read(june_before), store.read(june)
    assert before.drop_columns([schema.OUTCOME]).equals(after.drop_columns([schema.OUTCOME]))
    assert not before[schema.OUTCOME].equals(after[schema.OUTCOME])


def test_an_outcomes_file_alone_is_nothing_to_load(shared, own_store):
    with pytest.raises(RefusedError, match="2025-06-cleveland-outcomes"):
        _ingest(extracts.config(own_store), shared / "data" / "police" / "2025-06-cleveland-outcomes.csv")
