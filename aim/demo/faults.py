"""Rows that cannot be used, planted in a delivery so that there is something to explore: what goes wrong in practice.

Each fault is known by the code of the reason it is refused for (``schema.REASONS``).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from aim import schema
from aim.demo.layouts import Layout, Row, pick
from aim.demo.reports import Report
from aim.errors import AimError

# How many of which: some 4 % of a month of the council's desk ...
DESK: Final[Mapping[str, int]] = {
    "withheld": 2,
    "withdrawn": 2,
    "not_counted": 3,
    "no_reference": 1,
    "superseded": 1,
    "no_time": 2,
    "bad_time": 3,
    "future_time": 1,
    "no_coordinates": 3,
    "zero_coordinates": 1,
    "bad_coordinates": 1,
    "unknown_postcode": 2,
}
# ... and a few pins of a season.
PINS: Final[Mapping[str, int]] = {"withheld": 1, "not_counted": 4, "no_coordinates": 2, "swapped_coordinates": 2}
_YEARS = timedelta(days=3653)  # ten: a slip of the finger in the year
Write = Callable[[Report], Row]
_Make = Callable[[Layout, Report], Row | None]  # the columns that are wrong; None where a layout cannot go wrong so


def rows(layout: Layout, reports: Sequence[Report], faults: Mapping[str, int], write: Write) -> list[Row]:
    """The rows of ``reports`` as ``write`` has them, and among them as many as ``faults`` says that will be refused.

    A faulty row is like one of ``reports``, under a number of its own; a row that a later one supersedes bears that
    one's number and stands before it. Raises :class:`AimError` for a fault that the layout cannot have, or too many.
    """
    wanted = [reason for reason, count in faults.items() for _ in range(count)]
    if len(reports) < len(wanted):
        raise AimError(f"{len(wanted)} faults cannot be planted in {len(reports)} reports: choose another last day")
    at = {n * len(reports) // len(wanted): reason for n, reason in enumerate(wanted)}
    found = []
    for n, report in enumerate(reports):
        if n in at:
            found.append(_faulty(layout, report, at[n], write))
        found.append(write(report))
    return found


def _faulty(layout: Layout, report: Report, reason: str, write: Write) -> Row:
    like = report if reason == "superseded" else replace(report, reference=f"{report.reference}X")
    wrong = _MAKE[reason](layout, like)
    if wrong is None:
        raise AimError(
            f"by the map of {layout.source.name!r} no row is refused as {reason}, so that the demonstration cannot be "
            "written by it: load the demonstration without AIM_MAPS"
        )
    return write(like) | wrong


def _answer(answer: str) -> _Make:
    def make(layout: Layout, report: Report) -> Row | None:
        labels = layout.labels.get(answer)
        return layout.labelled(pick(labels, report.reference)) if labels else None

    return make


def _withdrawn(layout: Layout, report: Report) -> Row | None:
    return layout.flagged(schema.WITHDRAWN) or None


def _no_reference(layout: Layout, report: Report) -> Row | None:
    return {layout.reference: ""} if layout.reference and layout.source.delivered == "changes" else None


def _superseded(layout: Layout, report: Report) -> Row | None:
    return {} if layout.reference and layout.source.delivered == "changes" else None


def _no_time(layout: Layout, report: Report) -> Row:
    return dict.fromkeys(layout.timed(report.moment), "")


def _bad_time(layout: Layout, report: Report) -> Row:
    return dict.fromkeys(layout.timed(report.moment), f"31/02/{report.moment:%Y}")


def _future_time(layout: Layout, report: Report) -> Row:
    return layout.timed(report.moment + _YEARS)


def _no_coordinates(layout: Layout, report: Report) -> Row:
    return dict.fromkeys(layout.places, "")


def _placed(kind: str, *texts: str) -> _Make:
    """No place but that of one kind, which says ``texts``."""

    def make(layout: Layout, report: Report) -> Row | None:
        columns = dict(layout.locations).get(kind)
        return _no_coordinates(layout, report) | dict(zip(columns, texts, strict=True)) if columns else None

    return make


def _swapped(layout: Layout, report: Report) -> Row | None:
    columns = dict(layout.locations).get("wgs84")
    return dict(zip(columns, (f"{report.latitude:.6f}", f"{report.longitude:.6f}"), strict=True)) if columns else None


_MAKE: Final[Mapping[str, _Make]] = {
    "withheld": _answer(schema.WITHHELD),
    "withdrawn": _withdrawn,
    "not_counted": _answer(schema.NOT_COUNTED),
    "no_reference": _no_reference,
    "superseded": _superseded,
    "no_time": _no_time,
    "bad_time": _bad_time,
    "future_time": _future_time,
    "no_coordinates": _no_coordinates,
    "zero_coordinates": _placed("national grid", "0", "0"),
    "swapped_coordinates": _swapped,
    "bad_coordinates": _placed("national grid", "449###", "520###"),
    "unknown_postcode": _placed("postcode", "TS99 9ZZ"),
}
