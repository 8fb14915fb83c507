"""Which map of a quarter was the public given? Its hexagons as they were when the first one left; they stand.

A month that comes again may have its incidents in other hexagons, and in every ward as many as before: its public table
stays right. Two maps of it could still be set against each other, and what changed beside what is withheld would tell
what that is. So there is one public map of a quarter. Its hexagons, what of them is withheld and stands out, the steps
it is coloured in and what it was made from are kept before the first of its papers leaves, whichever that is: a file, a
drawing, a part of either, or a pack. Every later one is made of these, and of no picture, so that it is the same when
that picture is long gone; and it says since when it stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from aim import schema
from aim.config import Config
from aim.decisions.model import day_title
from aim.errors import StoreError
from aim.questions import words
from aim.questions.given_out import as_kept, packed
from aim.store import published

FORMAT: Final = 1  # of what is kept: a later AIM that keeps it otherwise counts on


@dataclass(frozen=True)
class GivenMap:
    """The public map of the quarter that ends in ``month``: its table (:data:`aim.schema.PUBLIC_HOTSPOTS`).

    ``record``: what it was made from; ``given``: the day on which it was first given out, None of one that was not.
    """

    month: str
    table: pd.DataFrame
    record: Mapping[str, Any]
    given: date | None = None

    @property
    def stands(self) -> str:
        """Since when it stands, and of which picture it is, in a sentence; empty of one that was not given out."""
        if self.given is None:
            return ""
        quarter, day = words.window_title(self.month, self.record["window"]), day_title(self.given)
        return f"The public map of {quarter} stands as first given out on {day}, of picture {self.record['picture']}."


def given_map(config: Config, month: str) -> GivenMap | None:
    """The map that stands, None where none was given out yet. Raises StoreError where it cannot be read."""
    if not published.where(config.data, _name(month)).exists():
        return None
    kept = as_kept(config, _name(month))
    if kept["format"] > FORMAT:
        raise StoreError(f"the public map of {month} was given out by a later version of AIM: ask for it with that")
    table = pd.DataFrame(kept["columns"])
    table[schema.COUNT] = pd.Series([pd.NA if n is None else n for n in kept["columns"][schema.COUNT]], dtype="Int64")
    for name in (schema.Z, schema.P, schema.P_ADJUSTED):
        table[name] = table[name].astype("float64")
    table[schema.EDITION] = schema.PUBLIC
    return GivenMap(month, table[list(schema.PUBLIC_HOTSPOTS)], kept["record"], date.fromisoformat(kept["given"]))


def give_map(config: Config, made: GivenMap, today: date) -> GivenMap:
    """The map that stands from now on: ``made``, or that of somebody who was first. Raises StoreError."""
    columns = {name: made.table[name].tolist() for name in made.table.columns if name != schema.EDITION}
    columns[schema.COUNT] = [None if count is pd.NA else int(count) for count in columns[schema.COUNT]]
    kept = {"format": FORMAT, "given": today.isoformat(), "record": dict(made.record), "columns": columns}
    with published.alone(config.data):
        published.write_first(config.data, _name(made.month), packed(kept))
    stands = given_map(config, made.month)
    assert stands is not None  # it has just been written
    return stands


def _name(month: str) -> str:
    return f"map-{month}"
