"""The list for discussion as a table that leaves, with what the meetings said of each place."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from aim import schema
from aim.concerns import ALL
from aim.config import Config
from aim.errors import QuestionError, StoreError
from aim.questions import words
from aim.questions.cell_depth import proactive
from aim.questions.decisions import MonthDecisions, month_decisions
from aim.questions.discussion import chance, discussion_view
from aim.questions.freshness import freshness
from aim.questions.notes import titles
from aim.questions.set_apart import in_words, known_keys
from aim.questions.shown import is_behind, month_or_latest, show
from aim.questions.views import DiscussionRow, DiscussionView
from aim.reading.basis import basis
from aim.reading.discussion import MOST, Candidate, discussion
from aim.reading.reporting import meeting_month
from aim.reading.shown import Shown


def places_table(
    config: Config, *, month: str | None = None, as_of: str | None = None
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The list as a table (:data:`aim.schema.PLACES`) and what it was made from.

    It leaves, so that a place that one location may explain is called by its ward and concern, and its cells stay here.
    ``undecided`` says why no decision is told, where they cannot be read; ``known`` are the numbers of places that an
    earlier meeting knew: the page shows them apart. Raises QuestionError where nothing is built and for a month that is
    not held.
    """
    shown = show(config, as_of)
    if shown is None:
        raise QuestionError("there is no picture yet: run `aim build`, or load an extract with `aim ingest PATH`")
    fresh = freshness(config, shown)
    everything = shown.concern(ALL)
    chosen = month_or_latest(shown, month, meeting_month(fresh, everything))
    view = discussion_view(fresh, chosen)
    found = discussion(fresh, chosen)
    state = basis(fresh, everything, chosen, 1)
    decided, undecided = _decided(config, chosen, shown)
    known = known_keys(decided)
    return _table(view, found.candidates, decided), {
        "picture": shown.manifest["picture"],
        "as_at": shown.manifest["as_at"],
        "month": chosen,
        "title": words.window_title(chosen, 1),
        "behind": as_of is None and is_behind(config, shown),
        "state": state.state,
        "sources": titles(state, state.sources),
        "lanes": dict(view.lanes),
        "unsaid": list(view.unsaid),
        "more": dict(view.more),
        "most": dict(MOST),
        "silent": list(view.silent),
        "known": [row.number for row in view.rows if row.key in known],
        "undecided": undecided,
        "proactive": proactive(shown.concerns),
        "chance": chance(),
        "demonstration": shown.manifest["demonstration"],
        "attribution": shown.manifest["attribution"],
    }


def _decided(config: Config, month: str, shown: Shown) -> tuple[MonthDecisions | None, str]:
    try:
        return month_decisions(config, month=month, as_of=shown.manifest["fingerprint"]), ""
    except StoreError as error:
        return None, f"decisions cannot be read: {error}"


def _table(view: DiscussionView, candidates: Sequence[Candidate], decided: MonthDecisions | None) -> pd.DataFrame:
    rows = [
        _line(row, candidate) | {schema.DECISION: in_words(decided.by_place.get(row.key)) if decided else ""}
        for row, candidate in zip(view.rows, candidates, strict=True)
    ]
    table = pd.DataFrame(rows, columns=list(schema.PLACES))
    return table.astype(dict.fromkeys((schema.RANK_LOW, schema.RANK_HIGH), "Int64"))


def _line(row: DiscussionRow, candidate: Candidate) -> dict[str, Any]:
    known = candidate.low > 0
    return {
        schema.NUMBER: row.number,
        schema.LANE: row.lane,
        schema.PLACE: row.called if row.one_location else row.name,
        schema.WARD: row.ward,
        schema.NEIGHBOURHOOD: row.neighbourhood,
        schema.CONCERNS: "; ".join(row.concerns),
        schema.COUNTED: row.counted,
        schema.COUNT: row.count,
        schema.EXPECTED: np.nan if row.expected is None else row.expected,
        schema.WINDOW: row.window,
        schema.MONTHS_HOT: candidate.hot,
        schema.OF_MONTHS: candidate.year,
        schema.CLASS: row.shape,
        schema.RANK_LOW: candidate.low if known else pd.NA,
        schema.RANK_HIGH: candidate.high if known else pd.NA,
        schema.AGENCIES: row.agencies,
        schema.GUARD: "; ".join(row.guards),
        schema.WHY: row.why + (f" · {row.sees}" if row.sees else ""),
        schema.CELLS: "" if row.one_location else " ".join(row.cells),
    }
