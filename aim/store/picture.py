"""A picture: the derived tables of one build, stored whole, so that any later day can show the same numbers.

A picture holds its counts *and* what they were counted by (outlines, concerns, thresholds, known places), so that
reading an old one needs nothing that may have changed since.
"""

import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from aim import schema
from aim.errors import StoreError

MANIFEST = "manifest.json"
COUNTS = "counts.npz"
_MONTH = "month-"
ANSWER = "answer-"
DETAILED = 3  # the first derivation whose pictures have details
HOURS_MONTHS = 12  # the newest months of a picture that its hours of the week tell of
Int = NDArray[np.int64]


@dataclass(frozen=True)
class Counts:
    """Counts of one picture. ``S`` series, ``M`` months, ``N`` cells, ``W`` wards, ``B`` neighbourhoods.

    A series is what one source reports of one category; the manifest names them in order. Per series and month, inside
    = ``cells`` + ``unplaced`` + ``apart`` (known places). ``wards`` + ``apart_wards`` hold the same incidents by exact
    outline, but for sensitive categories: their neighbourhood is all that is stored, so that they are in ``unplaced``
    and in no ward.
    """

    grid: Int  # [N] H3 cells at the storage resolution, ascending
    cells: NDArray[np.uint16]  # [S, M, N]
    apart: NDArray[np.uint16]  # [S, M, N] incidents at known places set apart
    unplaced: NDArray[np.int32]  # [S, M, B] too coarse for a cell, or of a sensitive category
    wards: NDArray[np.int32]  # [S, M, W]
    apart_wards: NDArray[np.int32]  # [S, M, W]
    known: NDArray[np.int32]  # [S, M, K] by known place, in the order of the settings


@dataclass(frozen=True)
class Details:
    """What the incidents of a picture tell besides their counts: sparse tables, rows in the order of their columns.

    They stay in the store: a line may be one incident, at its point. Sensitive categories are in none of them, and
    incidents known only by their month only in ``points``.

    ``daily``: incidents inside the whole area by source and day, also those of another source's better account and at
    known places: what a delivery holds. ``points``: all that is in ``Counts.cells``, by point; sums of series, month
    and cell are equal. ``hours``: of the last 12 months of the picture, the share of what is in ``Counts.cells`` in
    each hour of the week (:mod:`aim.engine.hours`), but for incidents that may have happened at any time of more than a
    week: the sum of a cell's weights is how many took part. ``dated``: of the last 16 months, what is in
    ``Counts.cells`` by day.
    """

    daily: pa.Table  # schema.DAILY
    points: pa.Table  # schema.POINTS
    hours: pa.Table  # schema.HOURS
    dated: pa.Table  # schema.DATED


_DETAILS = {"daily": schema.DAILY, "points": schema.POINTS, "hours": schema.HOURS, "dated": schema.DATED}
NO_DETAILS = Details(**{name: form.empty_table() for name, form in _DETAILS.items()})


@dataclass(frozen=True)
class Answers:
    """What was worked out of a picture when it was made.

    ``months``: by month the stored arrays (:mod:`aim.reading.kept` reads them); ``tables``: by name what is asked as a
    whole. They hold while the sources stand as the manifest's ``standing`` says.
    """

    months: dict[str, bytes] = field(default_factory=dict)
    tables: dict[str, pa.Table] = field(default_factory=dict)


NOANSWERS = Answers()


@dataclass(frozen=True)
class Picture:
    """Manifest (plain JSON values), counts, a table of cells per resolution, GeoJSON layers by name, and details.

    ``answers``: none of pictures made before any were stored.
    """

    manifest: dict[str, Any]
    counts: Counts
    tables: dict[int, pa.Table]
    layers: dict[str, bytes]
    details: Details = NO_DETAILS
    answers: Answers = NOANSWERS

    def to_files(self) -> dict[str, bytes]:
        """Every file of the picture by name."""
        buffer = io.BytesIO()
        np.savez_compressed(buffer, **{name: getattr(self.counts, name) for name in Counts.__dataclass_fields__})
        files = {
            MANIFEST: json.dumps(self.manifest, indent=1, sort_keys=True).encode(),
            COUNTS: buffer.getvalue(),
        }
        for resolution, table in self.tables.items():
            files[f"cells-{resolution}.parquet"] = to_parquet(table)
        for name in _DETAILS:
            files[f"{name}.parquet"] = to_parquet(getattr(self.details, name))
        files.update({f"{name}.geojson": content for name, content in self.layers.items()})
        files.update({f"{_MONTH}{month}.npz": content for month, content in self.answers.months.items()})
        files.update({f"{ANSWER}{name}.parquet": to_parquet(table) for name, table in self.answers.tables.items()})
        return files


def to_parquet(table: pa.Table) -> bytes:
    """The table as the content of a file."""
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return sink.getvalue()


def read_manifest(folder: Path) -> dict[str, Any]:
    """What the picture in ``folder`` was made from."""
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
    return manifest


def read(folder: Path) -> Picture:
    """The picture stored in ``folder`` by :func:`aim.store.derived.write`.

    Pictures made before there were details have empty ones. Raises StoreError for details of other columns.
    """
    manifest = read_manifest(folder)
    with np.load(folder / COUNTS) as arrays:
        counts = Counts(**{name: arrays[name] for name in Counts.__dataclass_fields__})
    tables = {int(path.stem.removeprefix("cells-")): _table(path) for path in sorted(folder.glob("cells-*.parquet"))}
    layers = {path.stem: path.read_bytes() for path in sorted(folder.glob("*.geojson"))}
    details = _details(folder) if manifest.get("derivation", 1) >= DETAILED else NO_DETAILS
    answers = Answers(
        months={path.stem.removeprefix(_MONTH): path.read_bytes() for path in sorted(folder.glob(f"{_MONTH}*.npz"))},
        tables={path.stem.removeprefix(ANSWER): _table(path) for path in sorted(folder.glob(f"{ANSWER}*.parquet"))},
    )
    return Picture(manifest=manifest, counts=counts, tables=tables, layers=layers, details=details, answers=answers)


def _details(folder: Path) -> Details:
    found = {name: _table(folder / f"{name}.parquet") for name in _DETAILS}
    for name, table in found.items():
        if not table.schema.equals(_DETAILS[name]):
            raise StoreError(f"{folder / name}.parquet has other columns than it must have: {table.schema.names}")
    return Details(**found)


def _table(path: Path) -> pa.Table:
    with pq.ParquetFile(path) as file:
        return file.read()
