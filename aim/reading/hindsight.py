"""Had the lists of past months been followed, how much of what came next would have lain at their head?

Each month is looked back on from the months before it, counted alike (:mod:`aim.reading.comparable`), at 3 % of the
area. What depends on how much the police look is in no ranking and in nothing that is looked for: it would be found
where they had been sent. A concern of nothing else is looked back on by its own counts. It tells of a way to order
places, and never of the people who work by it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from aim import months, schema
from aim.concerns import Concern
from aim.engine import hindsight as engine
from aim.engine.hindsight import ENGINE, LAST_12, LAST_MONTH, RANDOM, YEAR
from aim.engine.ranks import decayed_count
from aim.reading.comparable import comparable
from aim.reading.freshness import Freshness
from aim.reading.shown import Shown

RESOLUTIONS: Final = (9, 10)
RANKINGS: Final = (ENGINE, LAST_MONTH, LAST_12, RANDOM)
LEAST: Final = 50  # a month, on average: of fewer one incident more or less decides
SUMMARY: Final = b"summary"  # key of a table's metadata: JSON, a list of Summary
BETTER, WORSE, NEITHER, ONE = "better", "worse", "no clear difference", "one month only"

CONTRACT: Final = ("month", "concern", "resolution", "ranking", "area_share", "pai", "pei", "recapture")
ROWS: Final = pa.schema(
    [
        (schema.MONTH, pa.string()),
        ("concern", pa.string()),
        ("resolution", pa.int64()),
        ("ranking", pa.string()),
        ("area_share", pa.float64()),  # of the whole area
        ("pai", pa.float64()),  # missing where nothing happened
        ("pei", pa.float64()),
        ("recapture", pa.float64()),
        ("best", pa.float64()),  # the highest PAI that the same area could have had
        ("incidents", pa.int64()),  # looked for, at cells of the map
        ("sources", pa.string()),  # of which, by name
        ("since", pa.string()),  # the first month they were counted alike
    ]
)
Row = dict[str, Any]


@dataclass(frozen=True)
class Standing:
    """A month of a concern: by which ``sources``, counted alike ``since``; ``reason``: why it is not looked back on."""

    concern: Concern
    month: str
    sources: tuple[str, ...]
    since: str
    reason: str


@dataclass(frozen=True)
class Summary:
    """The months of a concern at a resolution: mean PAI by ranking, and the engine less the best of its rivals.

    difference and standard_error are of the pairs, month by month; None where only one month is held. verdict:
    ``better`` above +2 standard errors, ``worse`` below -1, else ``no clear difference``. best: mean of the highest
    PAI that could be had; pei and recapture: of the engine; incidents: a month.
    """

    concern: str
    resolution: int
    first: str
    last: str
    months: int
    incidents: float
    pai: Mapping[str, float]
    best: float
    pei: float
    recapture: float
    rival: str
    difference: float | None
    standard_error: float | None
    verdict: str


def judged(concern: Concern) -> tuple[str, ...]:
    """The categories that are looked back on: without those that depend on how much the police look, if others are."""
    rest = tuple(key for key in concern.categories if key not in concern.proactive)
    return rest or concern.categories


def standing(fresh: Freshness, concern: Concern, month: str) -> Standing:
    """Whether ``month`` can be looked back on: complete, and the 12 before it complete and counted alike."""
    found = comparable(fresh, concern, month)
    before = sum(found.complete(months.shift(month, -back)) for back in range(1, YEAR + 1)) if found.sources else 0
    reason = found.fault or ("" if before == YEAR else f"no history yet: {before} of {YEAR}")
    return Standing(concern, month, found.sources, found.since, reason)


def look_back(fresh: Freshness, asked: Iterable[Standing], kept: pa.Table | None = None) -> Iterator[Row]:
    """The rows of what was ``asked``, those that have a reason not to be left out: columns :data:`ROWS`.

    ``kept``: rows of an earlier look back, taken where they were made of the same sources and since the same month.
    """
    known: dict[tuple[str, str, str, str], list[Row]] = {}
    for row in kept.to_pylist() if kept is not None else ():
        known.setdefault((row["concern"], row[schema.MONTH], row["sources"], row["since"]), []).append(row)
    wanted = [each for each in asked if not each.reason]
    for each in wanted:
        yield from known.get(_key(each), ())
    for run in _runs(each for each in wanted if _key(each) not in known):
        for resolution in RESOLUTIONS:
            yield from _rows(fresh.shown, run, resolution)


def enough(rows: Iterable[Row]) -> tuple[list[Row], dict[str, float]]:
    """The rows of concerns with at least 50 incidents a month, and how many the others have, by concern."""
    by_month: dict[str, dict[str, int]] = {}
    every = list(rows)
    for row in every:
        by_month.setdefault(row["concern"], {})[row[schema.MONTH]] = row["incidents"]
    mean = {concern: sum(found.values()) / len(found) for concern, found in by_month.items()}
    few = {concern: value for concern, value in mean.items() if value < LEAST}
    return [row for row in every if row["concern"] not in few], few


def summary(rows: Iterable[Row]) -> list[Summary]:
    """Rows (``to_pylist()`` of a table of :data:`ROWS`) over their months, by concern and resolution as they come."""
    groups: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        if row["pai"] is not None:
            groups.setdefault((row["concern"], row["resolution"]), []).append(row)
    return [_summary(concern, resolution, found) for (concern, resolution), found in groups.items()]


def hindsight_table(fresh: Freshness) -> pa.Table:
    """The rows of the last 12 complete months of each concern, however few it has; columns :data:`ROWS`.

    Its metadata has under ``summary`` the :class:`Summary` of concerns with enough incidents, as a list in JSON.
    """
    asked = [each for concern in fresh.shown.concerns for each in _last_year(fresh, concern)]
    rows = list(look_back(fresh, asked))
    said = [asdict(each) for each in summary(enough(rows)[0])]
    return pa.Table.from_pylist(rows, schema=ROWS).replace_schema_metadata({SUMMARY: json.dumps(said).encode()})


def _last_year(fresh: Freshness, concern: Concern) -> list[Standing]:
    """The last 12 complete months, oldest first, those without enough history among them."""
    found: list[Standing] = []
    for month in reversed(fresh.shown.months):
        each = standing(fresh, concern, month)
        if not comparable(fresh, concern, month).fault:
            found.append(each)
        if len(found) == YEAR:
            break
    return found[::-1]


def _key(each: Standing) -> tuple[str, str, str, str]:
    return each.concern.name, each.month, ", ".join(each.sources), each.since


def _runs(asked: Iterable[Standing]) -> Iterator[list[Standing]]:
    """Months of a concern that follow each other and are counted alike: one history holds them all."""
    numbered = enumerate(sorted(asked, key=lambda each: (each.concern.order, each.concern.name, each.month)))
    alike = groupby(
        numbered,
        key=lambda pair: (pair[1].concern.name, pair[1].sources, pair[1].since, months.number(pair[1].month) - pair[0]),
    )
    return ([each for _, each in pairs] for _, pairs in alike)


def _rows(shown: Shown, run: Sequence[Standing], resolution: int) -> Iterator[Row]:
    first, last = run[0], run[-1]
    counts = _counts(shown, first, last.month, resolution)
    area = np.array(shown.cells(resolution)["area_m2"], dtype=np.float64)
    half_life = shown.thresholds.half_life_months
    # Rounded as on the map, so that scores that differ in their last digit only are one score.
    tested = engine.backtest(counts, area, lambda before: decayed_count(before, half_life).round(9), months=len(run))
    measures = {name: getattr(tested.shown, name) for name in ("pai", "pei", "recapture", "best")}
    for at, each in enumerate(run):
        concern, month, sources, since = _key(each)
        for row, ranking in enumerate(tested.rankings):
            # Sums in another order differ in their last digits, which must not look like a difference.
            values = {name: round(float(found[row, at]), 12) for name, found in measures.items()}
            yield {
                schema.MONTH: month,
                "concern": concern,
                "resolution": resolution,
                "ranking": ranking,
                "area_share": engine.SHARE,
                **{name: None if np.isnan(value) else value for name, value in values.items()},
                "incidents": int(counts[at - len(run)].sum()),
                "sources": sources,
                "since": since,
            }


def _counts(shown: Shown, first: Standing, last: str, resolution: int) -> NDArray[np.int64]:
    """What is looked back on, known places left out, [month, cell], from the month it is counted alike to ``last``."""
    begin = shown.month_number(max(first.since, shown.months[0]))
    numbers = shown.numbers(judged(first.concern), first.sources)
    prefix = shown.prefix(resolution)[numbers, begin : shown.month_number(last) + 2].sum(axis=0)
    counts: NDArray[np.int64] = np.diff(prefix, axis=0)
    return counts


def _summary(concern: str, resolution: int, rows: Sequence[Row]) -> Summary:
    by = {name: [row for row in rows if row["ranking"] == name] for name in RANKINGS}
    mine = by[ENGINE]
    pai = np.array([[row["pai"] for row in by[name]] for name in RANKINGS])
    means = dict(zip(RANKINGS, (float(value) for value in pai.mean(axis=1)), strict=True))
    rival = max(RANKINGS[1:], key=lambda name: means[name])
    difference = error = None
    verdict = ONE
    if len(mine) > 1:
        found = engine.judge(engine.Backtest(RANKINGS, engine.Hindsight(pai, pai, pai, pai)))
        rival, difference, error = found.rival, found.difference, found.standard_error
        verdict = BETTER if found.wins else WORSE if found.loses else NEITHER
    held = [row[schema.MONTH] for row in mine]
    return Summary(
        concern=concern,
        resolution=resolution,
        first=min(held),
        last=max(held),
        months=len(mine),
        incidents=_mean(mine, "incidents"),
        pai=means,
        best=_mean(mine, "best"),
        pei=_mean(mine, "pei"),
        recapture=_mean(mine, "recapture"),
        rival=rival,
        difference=difference,
        standard_error=error,
        verdict=verdict,
    )


def _mean(rows: Sequence[Row], name: str) -> float:
    return float(np.mean([row[name] for row in rows]))
