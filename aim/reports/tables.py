"""A table as a file; the suffix chooses the format.

==========  =========================================================================================================
.csv        columns only, UTF-8 with its mark, LF; floats read back exactly; true, false; missing is empty; formula-safe
.parquet    types kept; ``metadata`` as JSON under the key ``aim`` of the schema
.geojson    one polygon a row, of its H3 cell or as given; ``metadata`` beside ``features``
.gpkg       the same as one layer of a GeoPackage; text is formula-safe; ``metadata`` is the layer's
.xlsx       a sheet of the columns, a sheet ``about`` of the metadata; no text is a formula
==========  =========================================================================================================
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import orjson
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from shapely.geometry import shape

from aim import schema
from aim.errors import AimError
from aim.reports import geojson, values
from aim.reports.files import replacing

METADATA_KEY: Final = b"aim"  # of the Parquet schema
GEOMETRY: Final = "geometry"


def write(
    table: pd.DataFrame,
    out: Path,
    *,
    cell_column: str = schema.CELL,
    geometry: Sequence[geojson.Geometry] | None = None,
    metadata: Mapping[str, Any] | None = None,
) -> Path:
    """Write ``table`` to ``out`` whole or not at all, without its index; returns ``out``.

    Cells may be int64 or 15 hexadecimal digits and leave as the latter. ``geometry`` (degrees, one a row) is drawn
    instead of the hexagons. ``metadata`` says what the numbers are: picture id, month, filters, as-at,
    attribution. Raises :class:`AimError` for an unknown suffix, a missing folder, and whatever the format cannot hold.
    """
    writer = _WRITERS.get(_suffix(out))
    if writer is None:
        raise _unknown(out)
    if geometry is not None and len(geometry) != len(table):
        raise AimError(f"{out}: {len(geometry)} outlines for {len(table)} rows")
    with replacing(out) as beside:
        try:
            writer(_checked(table, cell_column), beside, cell_column, geometry, dict(metadata or {}))
        except UnicodeEncodeError as error:
            raise AimError(
                f"{out}: a text is no Unicode: {error.object[max(error.start - 20, 0) : error.end]!a}"
            ) from error
        except (pa.ArrowException, TypeError) as error:
            raise AimError(f"{out}: the table cannot be written: {error}") from error
        except AimError as error:
            raise AimError(f"{out}: {error}") from error
    return out


def write_features(collection: Mapping[str, Any], out: Path) -> Path:
    """Write a GeoJSON feature collection whole or not at all; returns ``out``.

    As .csv, .parquet and .xlsx: one row a feature, its properties and, in the column ``geometry``, its outline as
    well-known text. What stands beside the features is metadata. Raises :class:`AimError` as :func:`write`.
    """
    features = collection["features"]
    beside = {name: value for name, value in collection.items() if name not in ("type", "features")}
    table = pd.DataFrame([feature["properties"] for feature in features])
    outlines = [feature["geometry"] for feature in features]
    if _suffix(out) in (".geojson", ".gpkg"):
        return write(table, out, geometry=outlines, metadata=beside)
    texts = [shape(outline).wkt for outline in geojson.drawn(outlines)]
    return write(table.assign(**{GEOMETRY: texts}), out, metadata=beside)


def _suffix(out: Path) -> str:
    return out.suffix.lower()


def _unknown(out: Path) -> AimError:
    known = ", ".join(_WRITERS)
    return AimError(
        f"{out}: cannot tell the format from {out.suffix or 'a name without a suffix'!r}: end it in {known}"
    )


def _checked(table: pd.DataFrame, cell_column: str) -> pd.DataFrame:
    """A copy with text for column names and cells. Raises AimError where two columns share a name."""
    ready = table.rename(columns=str).reset_index(drop=True)
    twice = sorted(set(ready.columns[ready.columns.duplicated()]))
    if twice:
        raise AimError(f"two columns are called {', '.join(twice)}")
    if cell_column in ready and pd.api.types.is_integer_dtype(ready[cell_column]):
        ready[cell_column] = pd.Series([f"{cell:015x}" for cell in ready[cell_column].tolist()], dtype="str")
    return ready


def _columns(table: pd.DataFrame) -> dict[str, list[Any]]:
    return {name: table[name].tolist() for name in table.columns}


def _csv(
    table: pd.DataFrame, path: Path, cell: str, geometry: Sequence[geojson.Geometry] | None, metadata: dict[str, Any]
) -> None:
    fields = [[values.for_csv(value) for value in column] for column in _columns(table).values()]
    with path.open("w", encoding=values.CSV_ENCODING, newline="") as file:
        file.write(values.csv_line([values.formula_safe(name) for name in table.columns]))
        file.writelines(map(values.csv_line, zip(*fields, strict=True)))


def _parquet(
    table: pd.DataFrame, path: Path, cell: str, geometry: Sequence[geojson.Geometry] | None, metadata: dict[str, Any]
) -> None:
    found = pa.Table.from_pandas(table, preserve_index=False)
    kept = {**(found.schema.metadata or {}), METADATA_KEY: orjson.dumps(values.plain(metadata))}
    pq.write_table(found.replace_schema_metadata(kept), path)


def _geojson(
    table: pd.DataFrame, path: Path, cell: str, geometry: Sequence[geojson.Geometry] | None, metadata: dict[str, Any]
) -> None:
    columns = _columns(table)
    ids = columns[cell] if geometry is None and cell in columns else None
    path.write_bytes(geojson.text(columns, _outlines(columns, cell, geometry), ids=ids, metadata=metadata))


def _geopackage(
    table: pd.DataFrame, path: Path, cell: str, geometry: Sequence[geojson.Geometry] | None, metadata: dict[str, Any]
) -> None:
    from aim.reports import geopackage  # half a second that no other format needs

    geopackage.write(table, _outlines(_columns(table), cell, geometry), path, metadata)


def _workbook(
    table: pd.DataFrame, path: Path, cell: str, geometry: Sequence[geojson.Geometry] | None, metadata: dict[str, Any]
) -> None:
    from aim.reports import workbook  # as above

    workbook.write(_columns(table), path, metadata)


def _outlines(
    columns: dict[str, list[Any]], cell: str, geometry: Sequence[geojson.Geometry] | None
) -> list[dict[str, Any]]:
    """What is drawn of each row: as given, else its cell."""
    if geometry is not None:
        return geojson.drawn(geometry)
    if cell in columns:
        return geojson.hexagons(columns[cell])
    raise AimError(f"the table has no column {cell!r} to draw: write .csv, .parquet or .xlsx")


_Writer = Callable[[pd.DataFrame, Path, str, Sequence[geojson.Geometry] | None, dict[str, Any]], None]
_WRITERS: Final[dict[str, _Writer]] = {
    ".csv": _csv,
    ".parquet": _parquet,
    ".geojson": _geojson,
    ".gpkg": _geopackage,
    ".xlsx": _workbook,
}
