"""A picture: the derived tables of one build, stored whole, so that any later day can show the same numbers.

A picture holds its counts *and* what they were counted by (outlines, concerns, thresholds, known places), so that
reading an old one needs nothing that may have changed since.
"""

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

MANIFEST = "manifest.json"
COUNTS = "counts.npz"
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
class Picture:
    """Manifest (plain JSON values), counts, one table of cells per resolution, and GeoJSON layers by name."""

    manifest: dict[str, Any]
    counts: Counts
    tables: dict[int, pa.Table]
    layers: dict[str, bytes]

    def to_files(self) -> dict[str, bytes]:
        """Every file of the picture by name."""
        buffer = io.BytesIO()
        np.savez_compressed(buffer, **{name: getattr(self.counts, name) for name in Counts.__dataclass_fields__})
        files = {
            MANIFEST: json.dumps(self.manifest, indent=1, sort_keys=True).encode(),
            COUNTS: buffer.getvalue(),
        }
        for resolution, table in self.tables.items():
            sink = io.BytesIO()
            pq.write_table(table, sink)
            files[f"cells-{resolution}.parquet"] = sink.getvalue()
        files.update({f"{name}.geojson": content for name, content in self.layers.items()})
        return files


def read_manifest(folder: Path) -> dict[str, Any]:
    """What the picture in ``folder`` was made from."""
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
    return manifest


def read(folder: Path) -> Picture:
    """The picture stored in ``folder`` by :func:`aim.store.derived.write`."""
    manifest = read_manifest(folder)
    with np.load(folder / COUNTS) as arrays:
        counts = Counts(**{name: arrays[name] for name in Counts.__dataclass_fields__})
    tables = {}
    for path in sorted(folder.glob("cells-*.parquet")):
        with pq.ParquetFile(path) as file:
            tables[int(path.stem.removeprefix("cells-"))] = file.read()
    layers = {path.stem: path.read_bytes() for path in sorted(folder.glob("*.geojson"))}
    return Picture(manifest=manifest, counts=counts, tables=tables, layers=layers)
