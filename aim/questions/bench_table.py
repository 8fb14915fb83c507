"""The bench of hotspots as a table that leaves: exactly the hexagons on screen, and the breaks that colour them."""

from typing import Any

import numpy as np
import pandas as pd

from aim import schema
from aim.config import Config
from aim.errors import QuestionError
from aim.questions.bench import bench_view
from aim.questions.bench_views import Asking, BenchView
from aim.questions.shown import show
from aim.questions.views import TOWN


def bench_table(config: Config, asked: Asking, *, as_of: str | None = None) -> tuple[pd.DataFrame, dict[str, Any]]:
    """One row for each hexagon that is drawn in the area, zeros included, and all that it was asked with.

    A place that one location may explain is called by its ward and has no number: that of a map would point at its
    hexagon. Raises QuestionError where nothing is built and for
    whatever of ``asked`` is not offered, UnknownPictureError for an unknown ``as_of``.
    """
    view, _, left = bench_view(config, asked, as_of=as_of)
    shown = show(config, as_of)
    if view is None or shown is None:
        raise QuestionError("there is no picture yet: run `aim build`, or load an extract with `aim ingest PATH`")
    if left:
        raise QuestionError("; ".join(left))
    table = _table(view)
    if view.area.name != TOWN:
        table = table[table[schema.NEIGHBOURHOOD] == view.area.name]
    table = table.sort_values([schema.COUNT, schema.CELL], ascending=[False, True], ignore_index=True)
    full = view.asked
    titles = {each.name: each.title for each in view.offered.sources}
    return table, {
        "picture": view.picture,
        "as_at": shown.manifest["as_at"],
        "month": full.month,
        "window": full.window,
        "concern": full.concern,
        "area": full.area,
        "resolution": full.resolution,
        "sources": [titles.get(name, name) for name in full.sources],
        "by": full.by,
        "known_places": full.known,
        "significance": full.significance,
        "adjustment": full.adjustment,
        "floor": full.floor,
        "title": view.title,
        "differs_from_the_meeting": list(view.differs),
        "breaks": list(view.breaks),
        "breaks_of": view.unit,
        "numbers_of": "places that stand out, in their order; none where one location may explain a place",
        "notes": list(view.notes),
        "cannot_say": list(view.cannot_say),
        "behind": view.behind,
        "demonstration": shown.manifest["demonstration"],
        "attribution": view.attribution,
        "shared_under_agreement": list(view.agreed),
    }


def _table(view: BenchView) -> pd.DataFrame:
    drawn, more = view.drawn, view.columns
    place = [ward if one else name for name, ward, one in zip(drawn.name, drawn.ward, more.one_location, strict=True)]
    alone = view.alone
    number = [0 if each in alone else each for each in drawn.place]
    days = {} if more.days is None else {schema.HARM: more.days}
    return pd.DataFrame(
        {
            schema.CELL: drawn.cell,
            schema.PLACE: place,
            schema.WARD: drawn.ward,
            schema.NEIGHBOURHOOD: drawn.neighbourhood,
            schema.COUNT: drawn.count,
            **days,
            schema.HOTSPOT: drawn.hotspot,
            schema.EDGE: drawn.edge,
            schema.NUMBER: pd.Series(number, dtype="Int64").where(np.array(number) > 0),
            schema.ALIKE: more.compared,
            schema.EXPECTED: np.nan if more.expected is None else more.expected,
            schema.CLASS: more.kind,
        }
    )
