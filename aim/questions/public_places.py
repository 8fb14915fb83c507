"""The list for discussion for the public: which places, of what kind, and no count.

Every place is called by its concern and ward, whatever explains it, and no hexagon is named. Its counts are of windows
that overlap each other and the map's, of part of a ward: beside the counts that leave they would give small ones away.
"""

from typing import Any

import pandas as pd

from aim import schema
from aim.config import Config
from aim.questions.discussion import discussion_view
from aim.questions.freshness import freshness
from aim.questions.places import places_table
from aim.questions.shown import show


def public_places_table(config: Config, *, month: str | None = None) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The list as a table (:data:`aim.schema.PUBLIC_PLACES`) and what it was made from.

    Raises QuestionError as :func:`aim.questions.places.places_table` does.
    """
    table, record = places_table(config, month=month)
    shown = show(config, record["picture"])
    assert shown is not None  # it has just been read
    rows = discussion_view(freshness(config, shown), record["month"]).rows
    table[schema.PLACE] = [row.called for row in rows]
    table[schema.EDITION] = schema.PUBLIC
    kept = "picture as_at month title behind state sources lanes unsaid silent proactive demonstration attribution"
    return table[list(schema.PUBLIC_PLACES)], {name: record[name] for name in kept.split()}
