"""What was measured, as tables for the Method page: by the experiments, and in hindsight on the picture itself."""

import json
from typing import Any, Final

from aim import months
from aim.engine.hindsight import ENGINE, LAST_12, LAST_MONTH, RANDOM, SHARE
from aim.questions.measured import measured
from aim.questions.method_views import Table
from aim.reading.hindsight import BETTER, SUMMARY, WORSE
from aim.reading.shown import Shown

HINDSIGHT: Final = "hindsight"


def experiments() -> tuple[Table, ...]:
    """Every table of the experiments, in their order."""
    return tuple(
        Table(
            name=each.name,
            title=each.title,
            words=each.words,
            made=f"{each.sizes}; seed {each.seed}",
            columns=each.columns,
            rows=each.rows,
        )
        for each in measured()
    )


def looked_back(shown: Shown) -> Table | None:
    """How well the order of places held on the picture's own months; None where nothing was looked back on."""
    kept = shown.answer(HINDSIGHT)
    rows = [] if kept is None else json.loads((kept.schema.metadata or {}).get(SUMMARY, b"[]"))
    if not rows:
        return None
    better, worse = (sum(each["verdict"] == verdict for each in rows) for verdict in (BETTER, WORSE))
    first, last = min(each["first"] for each in rows), max(each["last"] for each in rows)
    return Table(
        name="looked-back",
        title=f"This picture: had its own order been followed, how much would lie in {100 * SHARE:g} % of its area?",
        words=(
            f"In {better} of {len(rows)} rows the order used here was clearly better than the best plain rival, "
            f"in {worse or 'none'} clearly worse; in the other {len(rows) - better - worse} nothing can be told."
        ),
        made=f"{months.title(first)} to {months.title(last)}",
        columns=(
            "concern", "resolution", "months", "incidents a month", "ours, times chance", "last 12 months",
            "last month", "by lot", "best attainable", "ours less the best rival", "standard error", "ours is",
        ),
        rows=tuple(_row(each, shown) for each in rows),
    )  # fmt: skip


def _row(each: dict[str, Any], shown: Shown) -> tuple[str | int | float, ...]:
    def rounded(value: float | None) -> str | float:
        return "–" if value is None else round(value, 2)

    return (
        shown.concern(each["concern"]).title,
        each["resolution"],
        each["months"],
        round(each["incidents"]),
        *(rounded(each["pai"][name]) for name in (ENGINE, LAST_12, LAST_MONTH, RANDOM)),
        rounded(each["best"]),
        rounded(each["difference"]),
        rounded(each["standard_error"]),
        each["verdict"],
    )
