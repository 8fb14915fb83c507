"""Is a row usable? The first reason against it, and what may be shown of a row that is not."""

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aim import schema
from aim.ingest import answers
from aim.ingest.answers import Answers
from aim.ingest.maps import Map
from aim.ingest.points import Points
from aim.ingest.reasons import CODES, GOOD, number
from aim.ingest.rows import Rows
from aim.ingest.times import Clock, Moments

VALUE_LENGTH = 80
REJECTED = pa.schema(
    [
        pa.field("record", pa.int64()),
        pa.field(schema.REASON, pa.dictionary(pa.int8(), pa.string())),
        pa.field(schema.COLUMN, pa.string()),
        pa.field(schema.VALUE, pa.string()),
    ]
)
_OF_TIME = frozenset(
    {"bad_month", "future_month", "no_time", "bad_time", "too_old", "future_time", "other_month", "reversed_times"}
)
_OF_PLACE = frozenset(
    {"no_coordinates", "zero_coordinates", "swapped_coordinates", "bad_coordinates", "bad_grid_reference",
     "unknown_postcode", "too_coarse"}
)  # fmt: skip
# What a date or a place may look like and be shown as it is; of anything else only its shape is.
# A telephone number written in groups ("0191 496 0123") is neither.
_DATE = re.compile(
    r"(\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}([-/.]\d{1,2}){0,2}|\d{1,2}[-/.]\d{4}|\d{1,2})"
    r"([T ]\d{1,2}([:.]\d{2}){0,2}(\.\d{1,6})?( ?[AP]M)?( ?[+-]\d{2}:?\d{2}|Z| UTC)?)?",
    re.IGNORECASE,
)
_ONE = r"\s*[+-]?(\d{0,3}(\.\d{0,17})?|\d{4,7}(\.\d{0,3})?)([eE][+-]?\d{1,3})?\*{0,6}\s*"
_COORDINATE = re.compile(rf"\(?{_ONE}(,{_ONE})?\)?")
_GRID_REFERENCE = re.compile(r"\s*[A-Za-z]{2}\s?\d{0,5}\s?\d{0,5}\s*")
_DIGIT, _LETTER = re.compile(r"\d"), re.compile(r"[^\W\d_]")
_SHAPES = {"unknown_postcode": (), "bad_grid_reference": (_GRID_REFERENCE, _COORDINATE)}


@dataclass(frozen=True)
class Checked:
    """A batch with what was found of each row: its answer, time, place, and the first reason against it [n]."""

    rows: Rows
    answers: Answers
    moments: Moments
    points: Points
    reason: np.ndarray

    @classmethod
    def of(
        cls, rows: Rows, said: Answers, moments: Moments, points: Points, *, needs_reference: str | None
    ) -> "Checked":
        """``needs_reference``: the column of the id, where a row without one cannot be used."""
        reason = _by_answer()[said.answer]
        if needs_reference is not None:
            without = np.asarray(rows.columns[needs_reference].is_null(), dtype=bool)
            reason = np.where((reason == GOOD) & without, np.int8(number("no_reference")), reason)
        reason = np.where(reason == GOOD, moments.reason[moments.at], reason)
        return cls(rows, said, moments, points, np.where(reason == GOOD, points.reason[points.at], reason))


def check(rows: Rows, said: Answers, mapping: Map, points: Points, clock: Clock, *, needs_reference: bool) -> Checked:
    """Everything a batch is judged by, each once."""
    column = mapping.columns.reference if needs_reference else None
    return Checked.of(rows, said, Moments.of(rows, mapping, clock), points, needs_reference=column)


def _by_answer() -> np.ndarray:
    """The number of the reason each answer rejects with, ``GOOD`` for a category, and of none behind them."""
    reasons = [number(answers.REASON[answer]) if answer in answers.REASON else GOOD for answer in answers.ANSWERS]
    return np.array([*reasons, GOOD], dtype=np.int8)


def rejected(checked: Checked, mapping: Map) -> pa.Table:
    """The rejected rows in the schema ``REJECTED``: columns by the supplier's names, values of dates and places.

    Of a value that is written like neither only its shape is kept, letters as "x" and figures as "9": a name or a
    telephone number may have slipped into any column. Of a sensitive row no value is.
    """
    parts = []
    for reason in np.unique(checked.reason[checked.reason != GOOD]).tolist():
        at = np.flatnonzero(checked.reason == reason)
        columns, values = _shown(CODES[reason], checked, mapping, at)
        # The place and time of a sensitive row are not stored: nor are they here, where "swapped" would tell them all.
        hidden = pa.array(answers.IS_SENSITIVE[checked.answers.answer[at]])
        values = pc.if_else(hidden, pa.scalar(None, pa.string()), values)
        record = pa.array(checked.rows.record[at])
        parts.append(pa.table([record, repeated(CODES[reason], len(at)), columns, values], schema=REJECTED))
    return pa.concat_tables(parts) if parts else REJECTED.empty_table()


def without_values(record: np.ndarray, code: str) -> pa.Table:
    """Rows of which nothing is shown, in the schema ``REJECTED``."""
    nothing = pa.nulls(len(record), pa.string())
    return pa.table([pa.array(record, pa.int64()), repeated(code, len(record)), nothing, nothing], schema=REJECTED)


def repeated(text: str, count: int) -> pa.DictionaryArray:
    """``text`` in every row, written once."""
    return pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int8()), count), pa.array([text]))


def _shown(code: str, checked: Checked, mapping: Map, at: np.ndarray) -> tuple[pa.Array, pa.Array]:
    if code in _OF_TIME:
        return _shown_times(checked.moments, mapping, checked.moments.at[at])
    if code in _OF_PLACE:
        return _shown_places(code, checked, mapping, at)
    nothing = pa.nulls(len(at), pa.string())
    if code == "no_reference":
        return pa.repeat(mapping.columns.reference or "", len(at)), nothing
    return nothing, nothing


def _shown_times(moments: Moments, mapping: Map, which: np.ndarray) -> tuple[pa.Array, pa.Array]:
    times = mapping.times
    start, end = ", ".join(times.start) or times.month, ", ".join(times.end)
    ends = moments.at_end[which].tolist()
    texts = [(moments.end_text if ended else moments.text)[n] for n, ended in zip(which.tolist(), ends, strict=True)]
    columns = pa.array([end if ended else start for ended in ends], pa.string())
    return columns, pa.array([shown(text, _DATE) for text in texts], pa.string())


def _shown_places(code: str, checked: Checked, mapping: Map, at: np.ndarray) -> tuple[pa.Array, pa.Array]:
    point = checked.points.at[at]
    shapes = _SHAPES.get(code, (_COORDINATE,))
    columns, values = [], []
    ways, in_first = checked.points.way[point].tolist(), checked.points.in_first[point].tolist()
    for row, way, first in zip(at.tolist(), ways, in_first, strict=True):
        named = mapping.location[way].columns
        if len(named) == 2 and code in ("no_coordinates", "bad_coordinates"):
            named = named[:1] if first else named[1:]
        texts = [checked.rows.columns[name][row].as_py() for name in named]
        columns.append(", ".join(named))
        values.append(None if None in texts else ", ".join(shown(text, *shapes) or "" for text in texts))
    return pa.array(columns, pa.string()), pa.array(values, pa.string())


def shown(text: str | None, *shapes: re.Pattern[str]) -> str | None:
    """``text`` where it is written in one of ``shapes``, else only its shape: ``99 xxxx``. At most 80 characters."""
    if text is None:
        return None
    cut = text[:VALUE_LENGTH]
    if any(shape.fullmatch(text) for shape in shapes):
        return cut
    return _LETTER.sub("x", _DIGIT.sub("9", cut))
