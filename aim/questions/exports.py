"""Tables as they leave AIM: with their edition in every row and in what is said beside them, and their outlines."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from aim import schema
from aim.config import Config
from aim.errors import QuestionError
from aim.questions.area_outlines import area_outlines
from aim.questions.bench_table import bench_table
from aim.questions.bench_views import Asking
from aim.questions.editions import Edition
from aim.questions.place_outlines import place_outlines
from aim.questions.places import places_table
from aim.questions.public_hotspots import ONLY_NOW, public_hotspot_table
from aim.questions.public_places import public_places_table
from aim.questions.public_rule import EARLY, WITHHELD
from aim.questions.public_trends import public_trends_table
from aim.questions.trends import trends_table
from aim.questions.views import TOWN


@dataclass(frozen=True)
class Export:
    """A table on its way out.

    ``about``: what stands in its file name, from the month to the edition; ``outlines`` draws one row each, None where
    that is the hexagon in the row; ``preview`` says what is withheld, or what the mark is.
    """

    table: pd.DataFrame
    record: dict[str, Any]
    about: tuple[str, ...]
    preview: str
    outlines: Callable[[], list[shapely.Geometry]] | None = None


def trends_export(
    config: Config,
    edition: Edition,
    *,
    month: str,
    concern: str | None = None,
    area: str | None = None,
    as_of: str | None = None,
    expectation: bool = True,
) -> Export:
    """Trends of a month; ``area``: ``town``, or a neighbourhood with its wards. QuestionError for unknown values.

    Without ``expectation`` the public edition is of counts alone: enough to say what of it is withheld.
    """
    if edition == Edition.PUBLIC:
        _only_now(as_of)
        table, record = public_trends_table(config, month=month, concern=concern, expectation=expectation)
    else:
        table, record = trends_table(config, month=month, concern=concern, as_of=as_of)
    table = _of_area(table, area)
    if edition == Edition.PUBLIC and expectation:
        record["verdicts"] = verdicts_words(table)
    about = (month, concern or "every-concern", area or "every-area")
    return _export(config, edition, table, record, about, lambda: area_outlines(config, table, record["picture"]))


def bench_export(config: Config, asked: Asking, *, as_of: str | None = None) -> Export:
    """Hotspots for partners, however the bench looks at them: see :func:`aim.questions.bench_table.bench_table`."""
    table, record = bench_table(config, asked, as_of=as_of)
    about = (record["month"], f"{record['window']}-months", record["concern"], record["area"])
    return _export(config, Edition.INTERNAL, table, record, about, None)


def public_hotspots(config: Config, **asked: Any) -> Export:
    """The public map of hotspots of a quarter: see :func:`aim.questions.public_hotspots.public_hotspot_table`."""
    table, record = public_hotspot_table(config, **asked)
    about = (record["month"], f"{record['window']}-months", record["concern"], record["neighbourhood"] or TOWN)
    return _export(config, Edition.PUBLIC, table, record, about, None)


def places_export(config: Config, edition: Edition, *, month: str | None = None, as_of: str | None = None) -> Export:
    """The list for discussion of a month. QuestionError for a month that is not held."""
    if edition == Edition.PUBLIC:
        _only_now(as_of)
        table, record = public_places_table(config, month=month)
        drawn = table.assign(**{schema.CELLS: ""})
    else:
        table, record = places_table(config, month=month, as_of=as_of)
        drawn = table
    about = (record["month"], "every-concern", TOWN)
    return _export(config, edition, table, record, about, lambda: place_outlines(config, drawn, record["picture"]))


def marked(table: pd.DataFrame, record: dict[str, Any], edition: Edition, marking: str) -> pd.DataFrame:
    """``table`` with its edition in its last column, and in ``record``, which is changed.

    A CSV file has columns only: whoever opens one, or copies rows out of it, sees the mark all the same.
    """
    public = edition == Edition.PUBLIC
    record |= {"edition": edition.value, "marking": "" if public else marking}
    if public:
        record["withheld"] = " ".join(
            filter(None, (withheld_words(table), record.pop("verdicts", ""), record.pop("stands", "")))
        )
    return table.assign(**{schema.EDITION: schema.PUBLIC if public else marking})


def withheld_words(table: pd.DataFrame) -> str:
    """What is withheld of a public table, and why."""
    if schema.HIDDEN not in table:
        return "No counts; places by ward and concern."
    number = int(np.count_nonzero(table[schema.HIDDEN]))
    if not number:
        return "No count is withheld."
    known = number + int(table[schema.COUNT].notna().sum())
    if number == known and schema.REASON in table:
        return "Every count is withheld: the month is not whole for every source yet, or too little happened."
    return f"{number:,} of {known:,} counts withheld: 1 to 4, or such as would give one of those away."


def verdicts_words(table: pd.DataFrame) -> str:
    """Of how much of a public table of trends no verdict is given, by its own lines, and why."""
    received = table[schema.COUNT].notna() | table[schema.HIDDEN]
    without = int(table[schema.REASON][received].isin((WITHHELD, EARLY)).sum())
    if not without or bool(table[schema.HIDDEN][received].all()):
        return ""
    return (
        f"No verdict on {without:,} of {int(received.sum()):,}: a count behind it is withheld, or too little happened."
    )


def named(table: pd.DataFrame, record: dict[str, Any], edition: str | None, marking: str) -> pd.DataFrame:
    """An internal table as the command line writes it: :func:`marked` where the edition was named.

    Else with the columns that others build on, and the mark beside them in every format but CSV.
    """
    ready = marked(table, record, Edition.INTERNAL, marking)
    return table if edition is None else ready


def _export(
    config: Config,
    edition: Edition,
    table: pd.DataFrame,
    record: dict[str, Any],
    about: tuple[str, ...],
    outlines: Callable[[], list[shapely.Geometry]] | None,
) -> Export:
    ready = marked(table, record, edition, config.marking)
    preview = record["withheld"] if edition == Edition.PUBLIC else f"Marked “{config.marking}”."
    return Export(ready, record, (*about, record["picture"], edition.value), preview, outlines)


def _only_now(as_of: str | None) -> None:
    """QuestionError where the public edition of another picture than the current one is wanted."""
    if as_of is not None:
        raise QuestionError(ONLY_NOW)


def _of_area(table: pd.DataFrame, area: str | None) -> pd.DataFrame:
    if area is None:
        return table
    kind, home = table[schema.KIND], table[schema.NEIGHBOURHOOD]
    kept = table[kind == TOWN] if area == TOWN else table[(home == area) & (kind != TOWN)]
    if not len(kept):
        raise QuestionError(f"no area {area[:40]!a}: there are {TOWN}, {', '.join(sorted(set(home[kind != TOWN])))}")
    return kept.reset_index(drop=True)
