"""Tables as a GeoPackage (OGC 12-128): one layer in WGS84, what the numbers are in the layer's metadata.

Rows of its attribute table are copied into spreadsheets, so that text is made formula-safe here too.
"""

import io
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pyogrio
from shapely.geometry import shape

from aim.errors import AimError
from aim.reports import values

LAYER: Final = "aim"
# Names that the format gives to its own columns.
_RESERVED: Final = frozenset({"fid", "geom"})


def write(
    table: pd.DataFrame, geometries: Sequence[Mapping[str, Any]], path: Path, metadata: Mapping[str, Any]
) -> None:
    """Write ``table`` with one GeoJSON geometry a row, in degrees.

    Numbers, truth values and dates keep their types; lists are joined with "; ". Raises :class:`AimError` for a column
    that the format keeps for itself and for text it cannot hold.
    """
    taken = sorted(name for name in table.columns if name.casefold() in _RESERVED)
    if taken:
        raise AimError(f"a column cannot be called {', '.join(taken)}: GeoPackage keeps these names for itself")
    ready = pd.DataFrame({name: _column(table[name]) for name in table.columns}, index=range(len(table)))
    frame = gpd.GeoDataFrame(ready, geometry=[shape(item) for item in geometries], crs="EPSG:4326")
    said = {name: _said(value) for name, value in metadata.items()}
    content = io.BytesIO()
    try:
        pyogrio.write_dataframe(
            frame,
            content,
            driver="GPKG",
            layer=LAYER,
            geometry_type="Unknown" if frame.empty else None,
            dataset_metadata=said,
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.FieldError, ValueError) as error:
        raise AimError(f"the table cannot be written as a GeoPackage: {error}") from error
    path.write_bytes(content.getvalue())


def _column(column: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column
    return pd.Series([_value(value) for value in column.tolist()], dtype="object")


def _value(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    found = values.plain(value)
    if isinstance(found, dict):
        raise AimError("a table within a table cannot be written as a GeoPackage")
    if isinstance(found, list):
        found = "; ".join(values.for_csv(item) for item in found)
    if not isinstance(found, str):
        return found
    if "\0" in found:
        raise AimError(f"a text holds a letter that a GeoPackage cannot: {found[:40]!a}")
    found.encode()  # half a surrogate pair is no letter: the caller names the text
    return values.formula_safe(found)


def _said(value: Any) -> str:
    found = values.plain(value)
    return found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
