"""Is this month what its season leads us to expect? For the town, its neighbourhoods and wards, by concern."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aim import months, schema
from aim.config import Config
from aim.engine import trends as engine
from aim.engine.history import CONTEXT_FROM, SIGNALS_FROM
from aim.engine.rates import per_1000
from aim.engine.trends import LEAST_EXPECTED, Reason, Signal
from aim.errors import QuestionError
from aim.questions import words
from aim.questions.calendar import events
from aim.questions.freshness import freshness
from aim.questions.seriousness import lines
from aim.questions.shown import is_behind, show
from aim.reading import beside
from aim.reading.comparable import Comparable
from aim.reading.doubtful_months import breaks_of
from aim.reading.freshness import Freshness
from aim.reading.shown import Shown
from aim.reading.trends import KINDS, MonthTrends, month_trends


def trends_table(
    config: Config, *, month: str, concern: str | None = None, as_of: str | None = None
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The verdicts of a month as a table, and what it was made from.

    One row for each concern (all, or the one named) in the town, each neighbourhood and each ward; columns
    :data:`aim.schema.TRENDS`. What is not known is missing (never 0), and ``reason`` says why of a verdict. Raises
    QuestionError for an unknown concern and a month that is not held.
    """
    shown = show(config, as_of)
    if shown is None:
        raise QuestionError("there is no picture yet: run `aim build`, or load an extract with `aim ingest PATH`")
    shown.month_number(month)
    asked = shown.concerns if concern is None else (shown.concern(concern),)
    fresh = freshness(config, shown)
    answer = month_trends(fresh, asked, month)
    return _table(answer, month), {
        "picture": shown.manifest["picture"],
        "as_at": shown.manifest["as_at"],
        "month": month,
        "concern": concern or "",
        "title": months.title(month),
        "behind": as_of is None and is_behind(config, shown),
        "chance": chance_lines(answer),
        "not_compared": _not_compared(answer),
        "not_in_wards": _not_in_wards(answer),
        "calendar": [event.words for event in events(shown, month)],
        "rates": "of the month, for every 1,000 residents: not of the people who are there",
        "seriousness": lines(shown, beside.town_counts(answer, month)),
        "breaks": [f"{each.month} {each.name}" for each in breaks_of(shown)],
        "breaks_of_none": _of_none(shown, fresh),
        "demonstration": shown.manifest["demonstration"],
        "attribution": shown.manifest["attribution"],
    }


def _table(answer: MonthTrends, month: str) -> pd.DataFrame:
    found, size = answer.found, len(answer.areas)
    areas = answer.areas * len(answer.compared)
    each = [one for one in answer.compared for _ in range(size)]
    received = np.array([one.received for one in each], dtype=np.bool_)
    return pd.DataFrame(
        {
            schema.NEIGHBOURHOOD: [area.neighbourhood for area in areas],
            schema.CONCERN: [one.made_of.concern.name for one in each],
            schema.MONTH: month,
            schema.COUNT: _whole(found.count, received),
            schema.EXPECTED: found.expected,
            schema.LOWER: _whole(found.lower, found.lower >= 0),
            schema.UPPER: _whole(found.upper, found.upper >= 0),
            schema.SIGNAL: [Signal(value).words for value in found.signal],
            schema.COMPLETE: [not one.fault for one in each],
            schema.KIND: [area.kind for area in areas],
            schema.WARD: [area.ward for area in areas],
            schema.REASON: [reason_of(found, at, one) for at, one in enumerate(each)],
            schema.HISTORY: found.months,
            schema.COMPARED: [", ".join(one.titles(one.sources)) for one in each],
            **_beside(answer, month, received),
        },
        columns=list(schema.TRENDS),
    )


def _beside(answer: MonthTrends, month: str, received: NDArray[np.bool_]) -> dict[str, Any]:
    """How many for 1,000 residents, and how serious; missing where the count is."""
    people = beside.residents(answer.compared[0].shown)
    counts = answer.found.count.reshape(-1, len(people))
    weighed = beside.seriousness(answer, month)
    return {
        schema.RESIDENTS: _whole(
            np.tile(np.nan_to_num(people), len(counts)).astype(np.int64), np.tile(people >= 0, len(counts))
        ),
        schema.RATE: np.where(received, per_1000(counts, people).ravel(), np.nan),
        schema.HARM_LOW: np.where(received, weighed.low, np.nan),
        schema.HARM: np.where(received, weighed.typical, np.nan),
        schema.HARM_HIGH: np.where(received, weighed.high, np.nan),
        schema.UNWEIGHED: _whole(
            np.nan_to_num(weighed.unweighed).astype(np.int64), received & ~np.isnan(weighed.unweighed)
        ),
    }


def _whole(values: NDArray[np.int64], known: NDArray[np.bool_]) -> pd.Series:
    return pd.Series(values, dtype="Int64").where(known)


def reason_of(found: engine.Trends, at: int, each: Comparable) -> str:
    """Why nothing can be said of a series, in words; empty where something is."""
    held = found.months[at]
    said = {
        Reason.NONE: "",
        Reason.NOT_COMPLETE: each.fault,
        Reason.NO_HISTORY: f"no history yet: {held} of {CONTEXT_FROM}",
        Reason.SHORT_HISTORY: f"only {held} of the {SIGNALS_FROM} months needed",
        Reason.NO_EXPECTATION: "too little ever happened",
        Reason.RARE_EVENT: "fewer than two months like it before",
        Reason.FEW_EXPECTED: f"expected under {LEAST_EXPECTED:.0f}",
    }
    return said[Reason(found.reason[at])]


def chance_lines(answer: MonthTrends) -> list[str]:
    """How many series of each kind of area are outside their band, and how many chance alone would put there."""
    return [_chance(engine.chance_line(answer.found, answer.kind(kind)), title) for kind, title in KINDS.items()]


def _chance(line: engine.ChanceLine, title: str) -> str:
    if not line.judged:
        return f"{title}: nothing can be said"
    chance = f"about {line.by_chance:.1f}" if line.by_chance >= 0.05 else "under 0.1"
    return f"{title}: {line.outside} of {line.judged} outside what is expected; by chance alone {chance}"


def _not_compared(answer: MonthTrends) -> list[str]:
    """The sources that are in no verdict of some concerns, and of which."""
    left: dict[str, list[str]] = {}
    for each in answer.compared:
        for title in each.titles(each.others):
            left.setdefault(title, []).append(each.made_of.concern.name)
    return [f"{title} ({words.listed(names)})" for title, names in left.items()]


def _not_in_wards(answer: MonthTrends) -> list[str]:
    """The concerns of which some incidents are held by neighbourhood only, and how many of the month are in no ward."""
    by_area = answer.found.count.reshape(len(answer.compared), len(answer.areas))
    ward = np.array([area.kind == schema.WARD for area in answer.areas], dtype=np.bool_)
    lost = by_area[:, 0] - by_area[:, ward].sum(axis=1)  # the town comes first
    return [f"{each.made_of.concern.name} ({n:,})" for each, n in zip(answer.compared, lost, strict=True) if n]


def _of_none(shown: Shown, fresh: Freshness) -> list[str]:
    """The breaks of sources that the picture does not hold: perhaps only their names are misspelt."""
    return [
        f"{each.name} is of {source}, which this picture does not hold; it holds {words.listed(list(fresh.sources))}"
        for each in breaks_of(shown)
        for source in ("" if each.sources == "all" else each.sources)
        if source not in fresh.sources
    ]
