"""Moments come out as the map's format says, in local time as people live it, or with the reason why not."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aim.ingest import times
from aim.ingest.maps import Map, Times
from aim.ingest.reasons import CODES, GOOD
from aim.ingest.rows import LABELS, Rows
from aim.ingest.times import NEVER, Clock, Moments

LONDON = ZoneInfo("Europe/London")
CLOCK = Clock(date(2026, 11, 22), "Europe/London")


def moments(columns: dict[str, list[str | None]], **how: object) -> Moments:
    mapping = Map.model_construct(times=Times.model_validate(how))
    found = {name: pa.array(values, pa.string()).cast(LABELS) for name, values in columns.items()}
    return Moments.of(Rows(found, np.arange(len(next(iter(columns.values()))))), mapping, CLOCK)


def told(found: Moments) -> list[tuple[str | None, str | None, str | None, str | None]]:
    """Of each row: month, start, end and reason, in words."""
    rows = []
    for at in found.at.tolist():
        reason = None if found.reason[at] == GOOD else CODES[found.reason[at]]
        rows.append((found.month[at], _iso(found.start[at]), _iso(found.end[at]), reason))
    return rows


def _iso(moment: int) -> str | None:
    if moment == NEVER:
        return None
    return (datetime(1970, 1, 1) + timedelta(microseconds=int(moment))).isoformat(timespec="minutes")


@pytest.mark.parametrize(
    ("text", "form", "zone", "expected"),
    [
        ("02/06/2025 09:30", "%d/%m/%Y %H:%M", "Europe/London", ("2025-06", "2025-06-02T08:30", None, None)),
        ("06/02/2025 09:30:00 AM +0000", "%m/%d/%Y %I:%M:%S %p %z", "UTC", ("2025-06", "2025-06-02T09:30", None, None)),
        ("2025-06-30T23:30:00Z", "%Y-%m-%dT%H:%M:%S%z", "UTC", ("2025-07", "2025-06-30T23:30", None, None)),
        ("2025-06-30T23:30:00-05:00", "%Y-%m-%dT%H:%M:%S%z", "UTC", ("2025-07", "2025-07-01T04:30", None, None)),
        ("30/06/2025 23:30", "%d/%m/%Y %H:%M", "UTC", ("2025-07", "2025-06-30T23:30", None, None)),
        ("2010-07-04 19:00:35 UTC", "%Y-%m-%d %H:%M:%S UTC", "UTC", ("2010-07", "2010-07-04T19:00", None, None)),
        ("1 July 2014 01:54:02", "%d %B %Y %H:%M:%S", "Europe/London", ("2014-07", "2014-07-01T00:54", None, None)),
        # A day from its midnight to the next: 23 and 25 hours long where the clocks change.
        ("01/06/2025", "%d/%m/%Y", "Europe/London", ("2025-06", "2025-05-31T23:00", "2025-06-01T23:00", None)),
        ("30/03/2025", "%d/%m/%Y", "Europe/London", ("2025-03", "2025-03-30T00:00", "2025-03-30T23:00", None)),
        ("26/10/2025", "%d/%m/%Y", "Europe/London", ("2025-10", "2025-10-25T23:00", "2025-10-27T00:00", None)),
        # The hour that comes twice is the first of the two, the one that does not exist the hour after it.
        ("26/10/2025 01:30", "%d/%m/%Y %H:%M", "Europe/London", ("2025-10", "2025-10-26T00:30", None, None)),
        ("30/03/2025 01:30", "%d/%m/%Y %H:%M", "Europe/London", ("2025-03", "2025-03-30T01:00", None, None)),
        ("22/11/2026 23:59", "%d/%m/%Y %H:%M", "Europe/London", ("2026-11", "2026-11-22T23:59", None, None)),
        ("23/11/2026 00:00", "%d/%m/%Y %H:%M", "Europe/London", (None, "2026-11-23T00:00", None, "future_time")),
        ("31/12/1999 23:59", "%d/%m/%Y %H:%M", "Europe/London", (None, "1999-12-31T23:59", None, "too_old")),
        ("31/02/2025 10:00", "%d/%m/%Y %H:%M", "Europe/London", (None, None, None, "bad_time")),
        ("2025-06-02 09:30", "%d/%m/%Y %H:%M", "Europe/London", (None, None, None, "bad_time")),
        ("02/06/2025 09:30 ring", "%d/%m/%Y %H:%M", "Europe/London", (None, None, None, "bad_time")),
        ("02/06/2025", "%d/%m/%Y %H:%M", "Europe/London", (None, None, None, "bad_time")),
        ("", "%d/%m/%Y %H:%M", "Europe/London", (None, None, None, "no_time")),
        (None, "%d/%m/%Y %H:%M", "Europe/London", (None, None, None, "no_time")),
    ],
)
def test_a_moment_is_what_its_format_says(text, form, zone, expected):
    assert told(moments({"t": [text]}, start=["t"], format=form, zone=zone)) == [expected]


def test_parts_in_several_columns_are_one_moment():
    columns = {"day": ["1", "2", None], "month": ["July", "July", None], "year": ["2014", "2014", "2014"],
               "time": ["01:54:02", None, None]}  # fmt: skip
    found = moments(columns, start=["day", "month", "year", "time"], format="%d %B %Y %H:%M:%S")
    assert told(found) == [
        ("2014-07", "2014-07-01T00:54", None, None),
        (None, None, None, "bad_time"),
        (None, None, None, "bad_time"),
    ]


def test_an_end_is_kept_and_checked():
    columns = {
        "a": ["2025-06-02 09:30", "2025-06-02 09:30", "2025-06-02 09:30", "2025-06-02 09:30", None],
        "b": ["2025-06-03 07:00", None, "2025-06-02 09:29", "later", "2025-06-02 09:30"],
    }
    found = moments(columns, start=["a"], end=["b"], format="%Y-%m-%d %H:%M")
    assert told(found) == [
        ("2025-06", "2025-06-02T08:30", "2025-06-03T06:00", None),
        ("2025-06", "2025-06-02T08:30", None, None),
        (None, "2025-06-02T08:30", "2025-06-02T08:29", "reversed_times"),
        (None, "2025-06-02T08:30", None, "bad_time"),
        (None, None, "2025-06-02T08:30", "no_time"),
    ]
    assert [bool(found.at_end[at]) for at in found.at] == [False, False, True, True, False]


def test_an_end_without_hour_is_the_end_of_its_day():
    found = moments({"a": ["2025-12-01", "2025-12-01"], "b": ["2025-12-03", None]}, start=["a"], end=["b"],
                    format="%Y-%m-%d")  # fmt: skip
    assert told(found) == [
        ("2025-12", "2025-12-01T00:00", "2025-12-04T00:00", None),
        ("2025-12", "2025-12-01T00:00", "2025-12-02T00:00", None),
    ]


def test_in_the_hour_that_comes_twice_nothing_ends_before_it_begins():
    columns = {"a": ["26/10/2025 01:50", "26/10/2025 01:10", "26/10/2025 00:30"],
               "b": ["26/10/2025 01:10", "26/10/2025 01:10", "26/10/2025 02:30"]}  # fmt: skip
    found = moments(columns, start=["a"], end=["b"], format="%d/%m/%Y %H:%M")
    assert told(found) == [
        ("2025-10", "2025-10-26T00:50", "2025-10-26T01:10", None),
        ("2025-10", "2025-10-26T00:10", "2025-10-26T01:10", None),
        ("2025-10", "2025-10-25T23:30", "2025-10-26T02:30", None),
    ]


@pytest.mark.parametrize(
    ("begin", "end", "form", "expected"),
    [
        ("2026-11-20 10:00", "2026-11-22 23:59", "%Y-%m-%d %H:%M", (None, False)),
        ("2026-11-20 10:00", "2026-11-23 00:00", "%Y-%m-%d %H:%M", ("future_time", True)),
        ("2026-11-20 10:00", "9999-12-31 23:59", "%Y-%m-%d %H:%M", ("future_time", True)),
        ("2027-01-01 10:00", "2027-01-02 10:00", "%Y-%m-%d %H:%M", ("future_time", False)),
        ("1999-01-01 10:00", "9999-12-31 10:00", "%Y-%m-%d %H:%M", ("too_old", False)),
        ("1999-01-01 10:00", "1998-12-31 10:00", "%Y-%m-%d %H:%M", ("too_old", False)),
        ("2027-01-01 10:00", "soon", "%Y-%m-%d %H:%M", ("bad_time", True)),
        ("2026-11-20", "2026-11-22", "%Y-%m-%d", (None, False)),
        ("2026-11-20", "2026-11-23", "%Y-%m-%d", ("future_time", True)),
        ("2026-11-20", "9999-12-31", "%Y-%m-%d", ("future_time", True)),
        ("2026-11-22", None, "%Y-%m-%d", (None, False)),
    ],
)
def test_no_end_lies_in_the_future(begin, end, form, expected):
    """What goes on is told as ending in 9999: spread over the hours until then, it would count nowhere."""
    found = moments({"a": [begin], "b": [end]}, start=["a"], end=["b"], format=form)
    ((_, _, _, reason),) = told(found)
    assert (reason, bool(found.at_end[0])) == expected


@pytest.mark.parametrize(
    ("text", "form", "reason"),
    [
        ("31/12/9999", "%d/%m/%Y", "future_time"),
        ("01/01/0001", "%d/%m/%Y", "too_old"),
        ("9999-12-31T23:59-1400", "%Y-%m-%dT%H:%M%z", "future_time"),
        ("0001-01-01T00:00+1400", "%Y-%m-%dT%H:%M%z", "too_old"),
        ("31/12/9999 23:59", "%d/%m/%Y %H:%M", "future_time"),
    ],
)
def test_the_ends_of_the_calendar_have_their_reasons(text, form, reason):
    assert [why for *_, why in told(moments({"t": [text]}, start=["t"], format=form))] == [reason]


def test_a_month_alone_has_no_moment():
    found = moments({"m": ["2025-06", "2025-6", None, "2026-12", "1999-12", " 2025-07 "]}, month="m")
    assert told(found) == [
        ("2025-06", None, None, None),
        (None, None, None, "bad_month"),
        (None, None, None, "bad_month"),
        (None, None, None, "future_month"),
        (None, None, None, "too_old"),
        ("2025-07", None, None, None),
    ]


FORMS = ["%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%d %b %Y %H:%M:%S", "%Y%m%d%H%M%S"]
MOMENTS = st.datetimes(datetime(2000, 1, 2), datetime(2026, 11, 20), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)


@settings(max_examples=200, deadline=None)
@given(st.lists(MOMENTS, min_size=1, max_size=8), st.sampled_from(FORMS), st.sampled_from(["Europe/London", "UTC"]))
def test_what_is_written_is_read(drawn, form, zone):
    """Round trip through every way of writing; only the hour that comes twice may be its first instance."""
    local = [moment.astimezone(ZoneInfo(zone)) for moment in drawn]
    found = moments({"t": [moment.strftime(form) for moment in local]}, start=["t"], format=form, zone=zone)
    for at, moment in zip(found.at.tolist(), local, strict=True):
        first = moment.replace(fold=0).astimezone(UTC)
        assert _iso(found.start[at]) == first.replace(tzinfo=None).isoformat(timespec="minutes")
        assert found.reason[at] == GOOD
        assert found.month[at] == f"{first.astimezone(LONDON):%Y-%m}"


@given(
    st.lists(st.one_of(st.none(), st.text(max_size=20)), min_size=1, max_size=5), st.sampled_from([*FORMS, "%d/%m/%Y"])
)
def test_any_text_is_a_moment_or_has_a_reason(texts, form):
    found = moments({"t": texts}, start=["t"], format=form)
    for month, start, _, reason in told(found):
        assert (month is None) == (reason is not None)
        assert start is not None or reason in ("no_time", "bad_time")


def test_a_format_is_of_a_day_or_of_an_hour():
    assert [times.is_day(form) for form in ("%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %I %p")] == [True, False, False]
