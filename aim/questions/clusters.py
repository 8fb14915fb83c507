"""Which concerns held a sudden cluster when the picture was made? Read from its stored answers, not worked out here."""

from datetime import date
from typing import Any

import h3
import pandas as pd
import pyarrow as pa
import shapely
from shapely.geometry import shape

from aim import months, schema
from aim.config import Config
from aim.errors import QuestionError
from aim.questions.area_outlines import area_outlines
from aim.questions.shown import is_behind, show
from aim.reading.clusters import ALARM_DAYS, ANSWER
from aim.reading.shown import Shown

NEVER_SEARCHED = "built before clusters were searched: run `aim build`"


def clusters_table(
    config: Config, *, month: str | None = None, concern: str | None = None, as_of: str | None = None
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """One row for each concern (all, or the one named), columns :data:`aim.schema.CLUSTERS`, and what it was made from.

    ``month``: only the concerns whose year ends with it, and those of which nothing can be said. The record has under
    ``lines`` a sentence for each row. Raises QuestionError for an unknown concern, for a month with which no year ends
    and for a picture that was made before clusters were searched.
    """
    shown = show(config, as_of)
    if shown is None:
        raise QuestionError("there is no picture yet: run `aim build`, or load an extract with `aim ingest PATH`")
    asked = [each.name for each in (shown.concerns if concern is None else (shown.concern(concern),))]
    stored: pa.Table | None = shown.answer(ANSWER)
    if stored is None:
        raise QuestionError(f"picture {shown.manifest['picture']} was {NEVER_SEARCHED}")
    table = stored.to_pandas(types_mapper={pa.int32(): pd.Int32Dtype(), pa.int16(): pd.Int16Dtype()}.get)
    table = table[table[schema.CONCERN].isin(asked)].reset_index(drop=True)
    if month is not None:
        table = _ending(table, month)
    return table, {
        "picture": shown.manifest["picture"],
        "as_at": shown.manifest["as_at"],
        "month": month or "",
        "concern": concern or "",
        "title": _title(table),
        "behind": as_of is None and is_behind(config, shown),
        "lines": [sentence(row, shown) for row in table.to_dict("records")],
        "not_searched": _not_searched(table),
        "demonstration": shown.manifest["demonstration"],
        "attribution": shown.manifest["attribution"],
    }


def _ending(table: pd.DataFrame, month: str) -> pd.DataFrame:
    """The rows whose year ends with ``month``, and those without one."""
    ends = [_month(day) for day in table[schema.STUDY_LAST]]
    if month not in ends:
        held = sorted({end for end in ends if end})
        raise QuestionError(
            f"no search of this picture ends with {month!r}: "
            + (f"those it has end with {', '.join(held)}" if held else "nothing in it could be searched")
            + "; name an earlier picture with --as-of"
        )
    return table[[end in ("", month) for end in ends]].reset_index(drop=True)


def _month(day: Any) -> str:
    return "" if pd.isna(day) else months.of(day)


def _title(table: pd.DataFrame) -> str:
    days = sorted({day for day in table[schema.STUDY_LAST] if not pd.isna(day)})
    return f"year to {' or '.join(f'{_day(day)} {day.year}' for day in days)}" if days else "nothing could be searched"


def _day(day: date) -> str:
    return f"{day.day} {months.NAMES[day.month - 1]}"


def sentence(row: dict[str, Any], shown: Shown) -> str:
    """What a row says, for people."""
    title = shown.concern(row[schema.CONCERN]).title
    if row[schema.STATUS] == schema.CANNOT_SAY:
        return f"{title}: cannot say: {row[schema.REASON]}"
    if row[schema.STATUS] == schema.NO_CLUSTER:
        return f"{title}: nothing that chance does not give"
    days = f"{row[schema.DAYS]} day{'' if row[schema.DAYS] == 1 else 's'} to {_day(row[schema.LAST_DAY])}"
    said = (
        f"{title}: {row[schema.COUNT]} in {days} {_where(row)} where {_expected(row[schema.EXPECTED])} expected; "
        f"by chance less than once {_seldom(row[schema.RECURRENCE_DAYS])}"
    )
    return f"{said}; {row[schema.REASON]}" if row[schema.REASON] else said


def _where(row: dict[str, Any]) -> str:
    """The place with its ward; the ward alone where the place must be checked before it is named."""
    place, ward = row[schema.PLACE], row[schema.WARD]
    if row[schema.REASON]:
        return f"in {ward}"
    return f"around {place}" if ward in place else f"around {place} ({ward})"


def _expected(value: float) -> str:
    return f"{value:.1f} were" if value >= 0.05 else "under 0.1 was"


def _seldom(days: float) -> str:
    years = int(days / ALARM_DAYS)
    return "a year" if years == 1 else f"in {years} years"


def _not_searched(table: pd.DataFrame) -> list[str]:
    """What of searched concerns is in no search, and of which concerns."""
    left: dict[str, list[str]] = {}
    for row in table.to_dict("records"):
        for title in filter(None, row[schema.LEFT_OUT].split(", ")):
            left.setdefault(title, []).append(row[schema.CONCERN])
    return [f"{title} ({', '.join(named)})" for title, named in left.items()]


def cluster_outlines(config: Config, table: pd.DataFrame, picture: str) -> list[shapely.Geometry]:
    """One outline (degrees) for each row: of the cluster's cells together, of the whole area where there is none."""
    blank = pd.DataFrame({schema.NEIGHBOURHOOD: [""], schema.WARD: [""]})
    whole = area_outlines(config, blank, picture)[0]
    return [whole if pd.isna(cells) else _together(cells.split()) for cells in table[schema.CELLS]]


def _together(cells: list[str]) -> shapely.Geometry:
    return shape(h3.cells_to_geo(cells))
