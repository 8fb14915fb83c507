"""Trends for the public: counts of a month by area and concern, and what was expected where that gives nothing away.

What a month is expected to hold is worked out of the months before it. It is given where each of these is public as
well, of the same sources: then it follows from public numbers. How serious incidents are never is: divided by its
weight it is a count of its parts.
"""

from typing import Any

import numpy as np
import pandas as pd

from aim import schema
from aim.config import Config
from aim.errors import QuestionError
from aim.questions.freshness import freshness
from aim.questions.given_out import given_out, stands
from aim.questions.giving_out import give_out
from aim.questions.public_counts import followed, public_counts
from aim.questions.public_rule import verdict
from aim.questions.shown import is_behind, show
from aim.questions.trends import trends_table

_EXPECTATION = (schema.EXPECTED, schema.LOWER, schema.UPPER)


def public_trends_table(
    config: Config, *, month: str, concern: str | None = None, expectation: bool = True
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """One row for each concern (all, or the one named) in the town, each neighbourhood and each ward.

    Columns are :data:`aim.schema.PUBLIC_TRENDS`; what is withheld is missing. Where no table of the month stands, this
    one does from now on (:mod:`aim.questions.giving_out`). Without ``expectation`` it is not looked for what was
    expected, which takes three years of months, and no table is fixed: that is a look at what would leave. Raises
    QuestionError as :func:`aim.questions.trends.trends_table` does.
    """
    table, record = trends_table(config, month=month, concern=concern)
    shown = show(config)
    if shown is None or shown.manifest["picture"] != record["picture"]:
        raise QuestionError("another picture was built meanwhile: ask again")
    fresh = freshness(config, shown)
    given = give_out(config, fresh, [month]) if expectation else given_out(config, shown)
    found = public_counts(fresh, month, given)
    asked = [each.name for each in shown.concerns if concern in (None, each.name)]
    which = [found.at(name) for name in asked]
    hidden = found.hidden[which].ravel()
    told = followed(fresh, found, given)[which].ravel() if expectation else np.zeros(hidden.shape, dtype=np.bool_)
    public = table.copy()
    public[schema.HIDDEN], public[schema.EDITION] = hidden & table[schema.COUNT].notna(), schema.PUBLIC
    # Of a month whose table stands the number that was told, whatever the picture holds by now.
    counts = pd.Series(found.count[which].ravel(), dtype="Int64").where(table[schema.COUNT].notna())
    rate = 1000 * counts.astype("Float64") / table[schema.RESIDENTS].astype("Float64")
    rates = table[schema.RATE].where(counts.eq(table[schema.COUNT]).fillna(False), rate.astype("float64"))
    public[schema.COUNT], public[schema.RATE] = counts.where(~hidden), rates.where(~hidden)
    for name in _EXPECTATION:
        public[name] = public[name].where(told)
    # Not complete and the like is known to everybody, and so is what nobody reports.
    columns = (table[schema.SIGNAL], table[schema.REASON], ~table[schema.COMPLETE].to_numpy(), told)
    said = [
        verdict(signal, reason, told=bool(leaves), known=bool(known), offered=bool(found.offered.any()))
        for signal, reason, known, leaves in zip(*columns, strict=True)
    ]
    public[schema.SIGNAL], public[schema.REASON] = [word for word, _ in said], [why for _, why in said]
    kept = ("picture", "as_at", "month", "concern", "title", "calendar", "rates", "breaks", "demonstration")
    return public[list(schema.PUBLIC_TRENDS)], {
        **{name: record[name] for name in kept},
        "behind": is_behind(config, shown),
        "not_offered": list(found.crossing),
        "stands": stands(given, month),
        "attribution": record["attribution"],
    }
