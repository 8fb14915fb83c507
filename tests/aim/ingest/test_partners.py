"""Every real extract goes in by the command line, and what a map makes of it is what a slow reading of the file says.

The towns of six of the files are not ours: by our outlines all of their rows lie outside. So each is also taken in with
all the world as the town, and every row compared with the same row read by the standard library.
"""

import csv
import io
import json
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import extracts
import pytest
from conftest import PROJECT
from partners import EXTRACTS, Extract, rows_of, slowly

from aim import cli, config, ingest, schema
from aim.geography import crs
from aim.ingest import load
from aim.ingest.answers import BETWEEN, is_never_stored
from aim.store.incidents import IncidentStore

pytestmark = pytest.mark.real
ENVIRON = {"AIM_TODAY": extracts.TODAY, "AIM_MAPS": str(PROJECT / "tests" / "maps")}

each_extract = pytest.mark.parametrize("extract", EXTRACTS, ids=lambda extract: extract.source)


class World(extracts.Box):
    """Everywhere is the town."""

    west, south, east, north = -180.0, -90.0, 180.0, 90.0


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def aim(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line, with the test maps: exit code, output, errors."""
    for name, value in ENVIRON.items():
        monkeypatch.setenv(name, value)

    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["aim", *map(str, words)])
        code = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        return code, *capsys.readouterr()

    return run


@each_extract
def test_an_extract_of_another_town_lies_outside(extract: Extract, aim: Run, shared: Path, own_store: Path) -> None:
    code, out, err = aim("ingest", shared / "data" / extract.path, "--json", "--no-build")
    assert code == 0, err
    (record,) = json.loads(out)
    outside = extract.rows - extract.rejected
    assert (record["source"], record["rows"], record["kept"]) == (extract.source, extract.rows, 0)
    assert (record["outside"], record["rejected"], record["reasons"]) == (outside, extract.rejected, extract.reasons)
    assert record["margin"] == 0
    assert not any(file.rows for file in IncidentStore(own_store).files())


def test_all_extracts_in_one_command(aim: Run, shared: Path, own_store: Path) -> None:
    code, out, err = aim("ingest", *(shared / "data" / each.path for each in EXTRACTS), "--json", "--no-build")
    assert code == 0, err
    records = json.loads(out)
    assert [(r["source"], r["rows"], r["rejected"]) for r in sorted(records, key=lambda r: r["source"])] == sorted(
        (each.source, each.rows, each.rejected) for each in EXTRACTS
    )
    code, out, _ = aim("ingest", *(shared / "data" / each.path for each in EXTRACTS), "--json", "--no-build")
    assert code == 0
    assert all(record["unchanged"] for record in json.loads(out))


def test_the_police_archive_beside_the_test_maps(aim: Run, shared: Path) -> None:
    code, out, err = aim("ingest", shared / "data" / "police" / "cleveland-2023-01_2025-06.zip", "--json", "--no-build")
    assert code == 0, err
    (record,) = json.loads(out)
    assert (record["source"], record["supplier"], record["rows"]) == ("police", "cleveland", 230_359)
    assert (record["kept"], record["outside"], record["rejected"]) == (73_973, 156_386, 0)


def test_a_month_in_the_older_layout_is_the_same_month(aim: Run, shared: Path, own_store: Path, tmp_path: Path) -> None:
    """Points in whole metres and no ids: the same rows as in the layout of today, but for half a metre."""
    with zipfile.ZipFile(shared / "data" / "police" / "cleveland-2023-01_2025-06.zip") as zipped:
        content = zipped.read("2025-06/2025-06-cleveland-street.csv")
    today, older = tmp_path / "2025-06-cleveland-street.csv", tmp_path / "older" / "2025-06-cleveland-street.csv"
    today.write_bytes(content)
    older.parent.mkdir()
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    east, north = crs.to_bng([float(row["Longitude"]) for row in rows], [float(row["Latitude"]) for row in rows])
    names = "Month,Reported by,Falls within,Easting,Northing,Location,Crime type,Context".split(",")
    with older.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore")
        writer.writeheader()
        for row, easting, northing in zip(rows, east, north, strict=True):
            writer.writerow(row | {"Easting": f"{easting:.0f}", "Northing": f"{northing:.0f}"})
    found = []
    for path in (today, older):
        code, out, err = aim("ingest", path, "--json", "--no-build")
        assert code == 0, err
        (record,) = json.loads(out)
        found.append((record["source"], record["supplier"], record["months"], record["rows"], record["rejected"]))
        kept = Counter(row[schema.CATEGORY] for row in rows_stored(own_store))
        if path == today:
            expected = kept
    assert found[0] == found[1] == ("police", "cleveland", ["2025-06"], len(rows), 0)
    assert sum(((kept - expected) + (expected - kept)).values()) <= 2
    assert {row[schema.LOCATED_BY] for row in rows_stored(own_store)} == {schema.NATIONAL_GRID}


def rows_stored(data: Path) -> list[dict[str, Any]]:
    store = IncidentStore(data)
    return [row for file in store.files() for row in store.read(file).to_pylist()]


@pytest.mark.parametrize(
    "path",
    [
        "police/2025-06-cleveland-outcomes.csv",
        "us/memphis_robberies.csv",
        "population/population20_lsoa11_teesside.csv",
        "population/imd2019_england_lsoa11_teesside.csv",
    ],
)
def test_what_is_no_extract_is_refused(path: str, aim: Run, shared: Path, own_store: Path) -> None:
    code, out, err = aim("ingest", shared / "data" / path, "--json", "--no-build")
    assert code == 1
    assert Path(path).name in err + out
    assert IncidentStore(own_store).version() is None


@each_extract
def test_every_label_has_an_answer(extract: Extract, shared: Path) -> None:
    mapping = layouts()[extract.source].map
    flagged = {(flag.column, value.casefold()) for flag in mapping.flags for value in flag.values}
    for row in rows_of(shared / "data" / extract.path):
        label = BETWEEN.join(part for name in mapping.columns.category if (part := row[name].strip()))
        held = any((flag.column, row[flag.column].strip().casefold()) in flagged for flag in mapping.flags)
        assert label in mapping.categories or held or is_never_stored(label), label


def layouts() -> dict[str, Any]:
    return ingest.layouts(config.load(PROJECT / "nowhere", ENVIRON))


@each_extract
def test_every_row_is_stored_as_a_slow_reading_says(extract: Extract, shared: Path, own_store: Path) -> None:
    settings = config.load(own_store, ENVIRON)
    (record,) = load.ingest(
        settings, [shared / "data" / extract.path], actor="tester", placing=extracts.placing(World())
    )
    assert (record.rows, record.kept, record.outside) == (extract.rows, extract.rows - extract.rejected, 0)
    assert dict(record.reasons) == extract.reasons
    rows = rows_of(shared / "data" / extract.path)
    expected = Counter(slowly(extract, rows, partial(extracts.fingerprint, own_store, extract.source)))
    assert Counter(stored(own_store)) == expected


def stored(data: Path) -> Iterator[tuple[object, ...]]:
    store = IncidentStore(data)
    for file in store.files():
        for row in store.read(file).to_pylist():
            assert row[schema.OCCURRED_TO] is None
            assert row[schema.STREET] is row[schema.OUTCOME] is row[schema.AREA] is None
            yield (
                file.key[2], row[schema.OCCURRED_FROM], row[schema.CATEGORY], row[schema.LOCATED_BY],
                row[schema.PRECISION_M], round(row[schema.LONGITUDE], 7), round(row[schema.LATITUDE], 7),
                row[schema.CELL] is None, row[schema.REFERENCE],
            )  # fmt: skip
