"""Is a row usable? Every check works on the distinct values of a batch, then on whole columns."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aim import months, schema
from aim.ingest.rows import Rows

GOOD = -1
CODES = tuple(schema.REASONS)  # a reason's number is its place here
VALUE_LENGTH = 80
_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$"
REJECTED = pa.schema(
    [
        pa.field("record", pa.int64()),
        pa.field(schema.REASON, pa.dictionary(pa.int8(), pa.string())),
        pa.field(schema.COLUMN, pa.string()),
        pa.field(schema.VALUE, pa.string()),
    ]
)
# Longitude and latitude are taken for swapped where, the other way round, they would lie in the United Kingdom.
_UK = {"west": -9.0, "east": 2.5, "south": 49.0, "north": 61.5}


@dataclass(frozen=True)
class Labels:
    """A text column as ``code`` [n] into ``values``; the last value stands for an empty one and is None."""

    code: np.ndarray
    values: tuple[str | None, ...]

    @classmethod
    def of(cls, column: pa.DictionaryArray) -> "Labels":
        """Of a dictionary column; white space around a value is not part of it."""
        texts = [text.strip() or None for text in column.dictionary.to_pylist()]
        return cls(_code(column), (*texts, None))

    def pick(self, answers: np.ndarray) -> np.ndarray:
        """Answers to the distinct values, as a column."""
        picked: np.ndarray = answers[self.code]
        return picked


@dataclass(frozen=True)
class Points:
    """The distinct points of a batch [m] and which of them each row has, ``at`` [n].

    ``reason`` [m] is the number of what is wrong with a point, ``GOOD`` for nothing; ``at_longitude`` [m]: the
    longitude is what is blank or bad. Anchors repeat: a point is judged and looked up once, not once a row.
    """

    at: np.ndarray
    longitude: np.ndarray
    latitude: np.ndarray
    reason: np.ndarray
    at_longitude: np.ndarray

    @classmethod
    def of(cls, rows: Rows) -> "Points":
        """Of a batch."""
        east, north = rows.columns["longitude"], rows.columns["latitude"]
        width = len(north.dictionary) + 1
        pairs = pa.array(_code(east).astype(np.int64) * width + _code(north)).dictionary_encode()
        pair = pairs.dictionary.to_numpy()
        longitude, no_longitude, bad_longitude = (
            answers[pair // width] for answers in _numbers(east.dictionary, 180.0)
        )
        latitude, no_latitude, bad_latitude = (answers[pair % width] for answers in _numbers(north.dictionary, 90.0))
        blank = no_longitude | no_latitude
        reason = _first(
            {
                "no_coordinates": blank,
                "bad_coordinates": bad_longitude | bad_latitude,
                "zero_coordinates": (longitude == 0) & (latitude == 0),
                "swapped_coordinates": ~_in_uk(longitude, latitude) & _in_uk(latitude, longitude),
            }
        )
        return cls(pairs.indices.to_numpy(), longitude, latitude, reason, np.where(blank, no_longitude, bad_longitude))


def reasons(points: Points, month: Labels, this_month: str) -> np.ndarray:
    """The first thing wrong with each row, its month before its point: number of the reason [n], ``GOOD`` for none."""
    of_month = _first(
        {
            "bad_month": np.array([not months.is_month(text or "") for text in month.values]),
            "future_month": np.array([(text or "") > this_month for text in month.values]),
        }
    )[month.code]
    found: np.ndarray = np.where(of_month == GOOD, points.reason[points.at], of_month)
    return found


def _first(faults: dict[str, np.ndarray]) -> np.ndarray:
    """The number of the first fault found, in the order given."""
    reason = np.full(len(next(iter(faults.values()))), GOOD, dtype=np.int8)
    for code, found in reversed(faults.items()):
        reason[found] = CODES.index(code)
    return reason


def rejected(rows: Rows, names: dict[str, str], points: Points, reason: np.ndarray) -> pa.Table:
    """The rejected rows in the schema ``REJECTED``: columns by the supplier's names, values of dates and points."""
    parts = []
    for number in np.unique(reason[reason != GOOD]):
        at = np.flatnonzero(reason == number)
        column, value = _shown(CODES[number], rows, names, points.at_longitude[points.at[at]], pa.array(at))
        columns = [
            rows.record[at],
            _repeat(CODES[number], len(at)),
            column,
            pc.utf8_slice_codeunits(value, 0, VALUE_LENGTH),
        ]
        parts.append(pa.table(columns, schema=REJECTED))
    return pa.concat_tables(parts) if parts else REJECTED.empty_table()


def bad_rows(record: list[int]) -> pa.Table:
    """Rows of another number of columns, in the schema ``REJECTED``: nothing of them is shown."""
    nothing = pa.nulls(len(record), pa.string())
    columns = [pa.array(record, pa.int64()), _repeat("bad_row", len(record)), nothing, nothing]
    return pa.table(columns, schema=REJECTED)


def _repeat(text: str, count: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int8()), count), pa.array([text]))


def _shown(
    code: str, rows: Rows, names: dict[str, str], at_longitude: np.ndarray, at: pa.Array
) -> tuple[pa.Array, pa.Array]:
    if code in ("bad_month", "future_month"):
        return pa.repeat(names["month"], len(at)), _texts(rows, "month", at)
    longitude, latitude = _texts(rows, "longitude", at), _texts(rows, "latitude", at)
    if code in ("zero_coordinates", "swapped_coordinates"):
        both = f"{names['longitude']}, {names['latitude']}"
        return pa.repeat(both, len(at)), pc.binary_join_element_wise(longitude, latitude, ", ")
    here = pa.array(at_longitude)
    return pc.if_else(here, names["longitude"], names["latitude"]), pc.if_else(here, longitude, latitude)


def _texts(rows: Rows, name: str, at: pa.Array) -> pa.Array:
    return rows.columns[name].take(at).cast(pa.string())


def _numbers(texts: pa.StringArray, limit: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of distinct texts and, behind them, of none: the number or NaN, is it blank, is it no number within ``limit``."""
    blank = np.zeros(len(texts), dtype=bool)
    try:
        values = texts.cast(pa.float64())
    except pa.ArrowInvalid:  # something among them is no number
        texts = pc.utf8_trim_whitespace(texts)
        blank = np.asarray(pc.equal(texts, ""), dtype=bool)
        fits = pc.match_substring_regex(texts, _NUMBER)
        values = pc.if_else(fits, texts, pa.scalar(None, pa.string())).cast(pa.float64())
    number = np.append(values.to_numpy(zero_copy_only=False), np.nan)
    blank = np.append(blank, True)
    return number, blank, ~blank & ~(np.abs(number) <= limit)


def _code(column: pa.DictionaryArray) -> np.ndarray:
    """Place of each value in the dictionary; the number behind its last for null."""
    code: np.ndarray = column.indices.fill_null(len(column.dictionary)).to_numpy(zero_copy_only=False)
    return code


def _in_uk(longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
    across = (longitude >= _UK["west"]) & (longitude <= _UK["east"])
    return across & (latitude >= _UK["south"]) & (latitude <= _UK["north"])
