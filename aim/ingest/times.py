"""When a row happened: the month alone, or a moment or span by the map's own format, never guessed.

Local times become UTC: of the hour that comes twice in October a start is in the first, an end in the second, so that
what happened may have been at any time between; the hour that does not exist in March is the hour after it. A format
without an hour names a day: from its midnight to the next.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from aim import months
from aim.ingest.labels import Labels, pairs
from aim.ingest.maps import Map, Times
from aim.ingest.reasons import GOOD, first_fault, number
from aim.ingest.rows import Rows

NEVER = np.iinfo(np.int64).min  # no moment: as numpy and arrow write it
EARLIEST = 2000  # nothing that AIM is for was recorded before, and one bad year would stretch every table
_CALENDAR = ("1900-01-01", "2200-01-01")
_FIRST_DAY = np.datetime64(f"{EARLIEST}-01-01")
_HOUR = re.compile(r"%[HIcXTs]")


@dataclass(frozen=True)
class Clock:
    """The local day of the partnership, after which lies the future, its time zone, and the months taken in.

    ``only`` empty: every month.
    """

    today: date
    zone: str
    only: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Moments:
    """The distinct times of a batch [m] and which of them each row has, ``at`` [n].

    ``month`` [m] is text or None; ``start`` and ``end`` [m] are microseconds UTC, ``NEVER`` where not known;
    ``reason`` [m] is the number of what is wrong, ``GOOD`` for nothing; ``at_end`` [m]: it is wrong in the end.
    ``text`` [m] and ``end_text`` [m] are what the file says.
    """

    at: np.ndarray
    month: tuple[str | None, ...]
    start: np.ndarray
    end: np.ndarray
    reason: np.ndarray
    at_end: np.ndarray
    text: tuple[str | None, ...]
    end_text: tuple[str | None, ...]

    @classmethod
    def of(cls, rows: Rows, mapping: Map, clock: Clock) -> "Moments":
        """Of a batch by its map."""
        return cls._of(rows, mapping, clock)._only(clock.only)

    @classmethod
    def _of(cls, rows: Rows, mapping: Map, clock: Clock) -> "Moments":
        times = mapping.times
        if times.month is not None:
            return cls._of_months(Labels.of(rows.columns[times.month]), months.of(clock.today))
        start = Labels.joined([rows.columns[name] for name in times.start], " ")
        if not times.end:
            nothing = (None,) * len(start.values)
            return cls._of_spans(start.code, start.values, nothing, times, clock)
        end = Labels.joined([rows.columns[name] for name in times.end], " ")
        at, one, other = pairs(start.code, end.code, len(end.values))
        begins = tuple(start.values[n] for n in one.tolist())
        ends = tuple(end.values[n] for n in other.tolist())
        return cls._of_spans(at, begins, ends, times, clock)

    def _only(self, wanted: frozenset[str]) -> "Moments":
        """The same with the months that are not ``wanted`` left out."""
        out = np.array([month is not None and month not in wanted for month in self.month], dtype=bool)
        if not wanted or not out.any():
            return self
        month = tuple(None if gone else each for each, gone in zip(self.month, out.tolist(), strict=True))
        return replace(self, month=month, reason=np.where(out, np.int8(number("other_month")), self.reason))

    @classmethod
    def _of_months(cls, labels: Labels, this_month: str) -> "Moments":
        texts = labels.values
        nothing = np.full(len(texts), NEVER)
        reason = first_fault(
            {
                "bad_month": np.array([not months.is_month(text or "") for text in texts], dtype=bool),
                "too_old": np.array([(text or "9") < f"{EARLIEST}" for text in texts], dtype=bool),
                "future_month": np.array([(text or "") > this_month for text in texts], dtype=bool),
            }
        )
        month = tuple(text if why == GOOD else None for text, why in zip(texts, reason.tolist(), strict=True))
        at_end = np.zeros(len(texts), dtype=bool)
        return cls(labels.code, month, nothing, nothing, reason, at_end, texts, (None,) * len(texts))

    @classmethod
    def _of_spans(
        cls,
        at: np.ndarray,
        begins: tuple[str | None, ...],
        ends: tuple[str | None, ...],
        times: Times,
        clock: Clock,
    ) -> "Moments":
        form = times.format or ""
        start, local = parsed(begins, form, times.zone, clock.zone)
        end, last = parsed(ends, form, times.zone, clock.zone, days_later=int(is_day(form)), is_end=True)
        if is_day(form):
            last = last - np.timedelta64(1, "D")  # the day itself, not the midnight after it
            whole_day, _ = parsed(begins, form, times.zone, clock.zone, days_later=1)
            end = np.where(end == NEVER, whole_day, end)
        blank, no_end = (np.array([text is None for text in texts], dtype=bool) for texts in (begins, ends))
        read = start != NEVER
        bad_end = ~no_end & (end == NEVER)
        early, late = (read & found for found in (local < _FIRST_DAY, local > np.datetime64(clock.today)))
        # Told as "31/12/9999" where it goes on: spread over the years until then the incident would count nowhere.
        future_end = last > np.datetime64(clock.today)
        reversed_ = read & (end != NEVER) & (end < start)
        reason = first_fault(
            {
                "no_time": blank,
                "bad_time": ~blank & ~read | bad_end,
                "too_old": early,
                "future_time": late | future_end,
                "reversed_times": reversed_,
            }
        )
        counts = local.astype("datetime64[M]").astype(np.int64) + 1970 * 12
        good = (reason == GOOD).tolist()
        month = tuple(months.from_number(n) if fine else None for n, fine in zip(counts.tolist(), good, strict=True))
        at_end = read & (bad_end | ~early & ~late & (future_end | reversed_))
        return cls(at, month, start, end, reason, at_end, begins, ends)


def is_day(form: str) -> bool:
    """Whether a format names a day and no hour."""
    return _HOUR.search(form) is None


def parsed(
    texts: Sequence[str | None], form: str, zone: str, local_zone: str, days_later: int = 0, *, is_end: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Moments written in ``form`` [m]: microseconds UTC (``NEVER`` where blank or not so written), and the local day.

    ``zone`` is what the file's clock shows, unless the format has an offset. ``days_later`` is added on that clock.
    ``is_end``: of the hour that comes twice the second is meant.
    """
    known = np.array([text is not None for text in texts], dtype=bool)
    moment, day = np.full(len(texts), NEVER), np.full(len(texts), np.datetime64("NaT", "D"))
    if not known.any():
        return moment, day
    written = pd.Series([text for text in texts if text is not None], dtype="str")
    with_offset = "%z" in form
    found = pd.to_datetime(written, format=form, errors="coerce", utc=with_offset).astype(
        "datetime64[us, UTC]" if with_offset else "datetime64[us]"
    )
    # The ends of the calendar ("31/12/9999") have no day before or after them, and none of them is ever taken.
    first, last = (pd.Timestamp(day, tz="UTC" if with_offset else None) for day in _CALENDAR)
    clock = found.mask(found < first, first).mask(found > last, last) + pd.Timedelta(days=days_later)
    if with_offset:
        utc = clock
    else:
        twice = np.full(len(clock), not is_end)  # whether the first of the two, in summer time
        utc = clock.dt.tz_localize(zone, ambiguous=twice, nonexistent="shift_forward").dt.tz_convert("UTC")
    moment[known] = utc.to_numpy(dtype="datetime64[us]").astype(np.int64)
    day[known] = utc.dt.tz_convert(local_zone).dt.tz_localize(None).to_numpy(dtype="datetime64[us]").astype("M8[D]")
    return moment, day
