"""What pictures made before forget with the incidents: the details and clusters of months that policy dropped.

A picture stays what a meeting saw, by its counts. Its details (:class:`aim.store.picture.Details`) can be a single
incident at its point or on its day, and go when the incident does. Which step of the ledger a file was pared for is
noted in the file itself, so that nothing is read again.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from aim import months, schema
from aim.store import durable, naming, picture, retention

_CLUSTERS: Final = f"{picture.ANSWER}clusters"  # a cluster may be a handful of incidents, on their days
_FILES: Final = (*picture.Details.__dataclass_fields__, _CLUSTERS)
_PARED: Final = b"aim.pared"  # version of the last step of policy that a file was pared for


def to_pare(data: Path, cuts: Sequence[retention.Cut]) -> list[Path]:
    """The files of details that may hold what policy dropped after their picture was made."""
    folders = sorted((data / naming.DERIVED).glob(f"[!.]*/{picture.MANIFEST}")) if cuts else []
    found = []
    for path in folders:
        last = max((cut.version for cut in _later(cuts, _manifest(path.parent))), default=0)
        files = [path.with_name(f"{name}.parquet") for name in _FILES] if last else []
        found += [file for file in files if file.is_file() and _pared(file) < last]
    return found


def pare(path: Path, cuts: Sequence[retention.Cut]) -> bool:
    """Take out of one file of details what policy dropped; False where it cannot be read, which verify tells."""
    manifest = _manifest(path.parent)
    later = _later(cuts, manifest)
    try:
        with pq.ParquetFile(path) as file:
            table = file.read()
    except durable.UNREADABLE:
        return False
    kept = table.filter(pa.array(_kept(path.stem, table, manifest, later)))
    noted = kept.replace_schema_metadata({_PARED: str(max(cut.version for cut in later)).encode()})
    durable.replace(path, picture.to_parquet(noted))
    return True


def _kept(name: str, table: pa.Table, manifest: Mapping[str, Any], cuts: Sequence[retention.Cut]) -> NDArray[np.bool_]:
    """Which lines are of months that are kept. Hours name no month: they go with any month that they tell of."""
    axis: list[str] = manifest["months"]
    before: dict[str, str] = {}
    for cut in cuts:
        before[cut.source] = max(cut.before, before.get(cut.source, ""))
    if name == _CLUSTERS:
        days = table[schema.FIRST_DAY].cast(pa.int32()).fill_null(np.iinfo(np.int32).max).to_numpy()
        return np.asarray(days >= _day(max(before.values())))
    if name == "daily":
        firsts = {source: _day(month) for source, month in before.items()}
        limits = np.array([firsts.get(source, 0) for source in table[schema.SOURCE].to_pylist()], dtype=np.int64)
        return np.asarray(table[schema.DAY].to_numpy() >= limits)
    of = [before.get(source, "") for source, _ in manifest["series"]]
    if name == "hours":
        hidden = np.array([month > months.shift(axis[-1], 1 - picture.HOURS_MONTHS) for month in of], dtype=np.bool_)
        return np.asarray(~hidden[table[schema.SERIES].to_numpy()])
    if name == "points":
        limit = np.array([sum(each < month for each in axis) for month in of], dtype=np.int64)
        return np.asarray(table[schema.MONTH_NUMBER].to_numpy() >= limit[table[schema.SERIES].to_numpy()])
    limit = np.array([_day(month) if month else 0 for month in of], dtype=np.int64)
    return np.asarray(table[schema.DAY].to_numpy() >= limit[table[schema.SERIES].to_numpy()])


def _day(month: str) -> int:
    return (months.first_day(month) - date(1970, 1, 1)).days


def _later(cuts: Sequence[retention.Cut], manifest: Mapping[str, Any]) -> list[retention.Cut]:
    """The steps of policy that came after the data of a picture that has details."""
    if manifest.get("derivation", 1) < picture.DETAILED:
        return []
    return [cut for cut in cuts if cut.version > manifest["data_version"]]


def _manifest(folder: Path) -> Mapping[str, Any]:
    try:
        return picture.read_manifest(folder)
    except (OSError, ValueError):
        return {}  # nothing can be told of it; `aim verify` says so


def _pared(path: Path) -> int:
    try:
        with pq.ParquetFile(path) as file:
            return int((file.schema_arrow.metadata or {}).get(_PARED, 0))
    except durable.UNREADABLE:
        return 0
