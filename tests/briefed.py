"""A store that is filled morning by morning through the production ingest, as a partnership would: for the briefing.

Every delivery is read by a shipped map and lands at a moment of its own, November 2026, in local time (which is UTC).
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import extracts
import pytest
import samples
from holding import AT

from aim import ingest, operations
from aim.config import Config, load
from aim.geography import crs
from aim.ingest import load as loading

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (f"2026-11-{day}" for day in (16, 17, 18, 19, 20))
OCTOBER = "2026-10"


def on(store: Path, day: str) -> Config:
    """The configuration of a store on a day that stands still."""
    return load(store, {"AIM_TODAY": day})


def case(number: int, kind: str, reported: str, where: str = "East", step: float = 3e-4) -> dict[str, str]:
    """A case of the council's desk: ``reported`` as it writes it, ``13/11/2026 19:30``, near a point of ``where``."""
    named = ingest.layouts()["council-desk"]
    longitude, latitude = AT[where]
    east, north = (float(value[0]) for value in crs.to_bng([longitude + number % 7 * step], [latitude]))
    found = samples.row(named, 0)
    found |= {"Case Reference": f"CASE-{number:05d}", "Case Type": kind, "Reported": reported}
    return found | {"Easting": f"{east:.0f}", "Northing": f"{north:.0f}", "Fly-tip Size": "", "Case Status": "Open"}


def crime(number: int, kind: str, where: str = "East", month: str = OCTOBER) -> dict[str, str]:
    """A crime as it is published: known by its month, and without an id where it is anti-social behaviour."""
    longitude, latitude = AT[where]
    place = {"lon": f"{longitude + number % 7 * 3e-4:.6f}", "lat": f"{latitude:.6f}"}
    named = {"id": ""} if kind == "Anti-social behaviour" else {}
    return extracts.row(number, month=month, kind=kind, **place, **named)


def cases(folder: Path, name: str, rows: Sequence[Mapping[str, str]]) -> Path:
    """A file of the council's desk."""
    path = folder / f"{name}.csv"
    path.write_bytes(samples.table(list(map(dict, rows)), ingest.layouts()["council-desk"]))
    return path


def crimes(folder: Path, rows: Sequence[Mapping[str, str]], month: str = OCTOBER) -> Path:
    """A month as the police publish it."""
    return extracts.street(folder / f"{month}-cleveland-street.csv", rows)


def land(store: Path, delivery: Path, at: str, **how: Any) -> str:
    """Take ``delivery`` in as if it were ``at`` (``2026-11-17 08:40``); the picture is made later. Returns the load."""
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)

    class _Then(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return moment if tz is None else moment.astimezone(tz)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "datetime", _Then)
        (record,) = operations.ingest(on(store, at[:10]), [delivery], build=False, **how)
    return record.load


def week(store: Path, inbox: Path) -> Path:
    """A week of deliveries, told by day in the comments; the picture is as the Friday finds it."""
    inbox.mkdir(parents=True, exist_ok=True)
    old = [case(n, "Litter", f"{n + 1:02d}/10/2026 10:00") for n in range(6)]
    land(store, cases(inbox, "desk-1", old), f"{MONDAY} 08:00")
    burglaries = [crime(n, "Burglary") for n in range(8)]
    nuisance = [crime(100 + n, "Anti-social behaviour") for n in range(5)]
    land(store, crimes(inbox, [*burglaries, *nuisance]), f"{MONDAY} 08:30")
    # Before Tuesday's briefing: a fly-tip of Friday evening, and a case that had come already.
    fly_tip = case(20, "Fly-tipping", "13/11/2026 19:30")
    land(store, cases(inbox, "desk-2", [fly_tip, old[0]]), f"{TUESDAY} 08:40")
    # After Wednesday's: what was a fly-tip is litter now, which is no news; a noise of Tuesday night is.
    corrected = case(20, "Litter", "13/11/2026 19:30")
    noise = case(21, "Noise - street", "17/11/2026 23:15")
    land(store, cases(inbox, "desk-3", [corrected, noise]), f"{WEDNESDAY} 10:00")
    # Before Thursday's: October comes again with one burglary more and two more without an id.
    more = [crime(50, "Burglary"), *(crime(110 + n, "Anti-social behaviour") for n in range(2))]
    land(store, crimes(inbox, [*burglaries, *more, *nuisance]), f"{THURSDAY} 08:15")
    operations.rebuild(on(store, FRIDAY))
    return store
