"""Different months are never added into one number, whatever was delivered and whatever is asked."""

import threading
from collections import OrderedDict
from datetime import date

import numpy as np
from holding import COUNCIL, FIRE, HOUSING, POLICE, RECORDS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aim import months
from aim.concerns import find, load
from aim.config import Config
from aim.questions.freshness import freshness
from aim.reading.basis import basis
from aim.reading.freshness import COMPLETE, MISSING
from aim.reading.reporting import meeting_month
from aim.reading.shown import Shown
from aim.store.picture import Picture

AXIS = months.between("2024-01", "2026-09")
SOURCES = (POLICE, RECORDS, FIRE, COUNCIL, HOUSING)


class Counted(Shown):
    """A picture told by its deliveries alone; of each source so many incidents a month."""

    def __init__(self, held: dict[str, list[str]], weight: dict[str, int]) -> None:
        self._memo, self._lock, self.skipped = OrderedDict(), threading.RLock(), 0
        self.weight = weight
        self.picture = Picture(manifest={}, counts=None, tables={}, layers={})
        self.manifest = {
            "deliveries": [
                {"source": source, "supplier": "here", "month": m, "received": "2026-11-20T12:00:00+00:00", "inside": 9}
                for source, own in held.items()
                for m in own
            ],
            "demonstration_until": None,
            "settings": {},
            "series": [[source.name, key] for source in SOURCES if held[source.name] for key in source.categories],
            "sources": {source.name: source.to_json() for source in SOURCES},
        }
        self.months = tuple(AXIS)

    def area_counts(self, numbers: np.ndarray, which: str = "wards") -> np.ndarray:
        sources = {self.series[n][0] for n in numbers}
        return np.full((len(self.months), 1), sum(self.weight[source] for source in sources))


@st.composite
def deliveries(draw: st.DrawFn) -> dict[str, list[str]]:
    """By source the months it holds: from some first to some last one, a few of them missing."""
    held = {}
    for source in SOURCES:
        first, last = sorted((draw(st.integers(0, len(AXIS) - 1)), draw(st.integers(0, len(AXIS) - 1))))
        gaps = draw(st.sets(st.integers(first, last), max_size=3))
        held[source.name] = [AXIS[n] for n in range(first, last + 1) if n not in gaps] if draw(st.booleans()) else []
    return held


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    deliveries(),
    st.fixed_dictionaries({source.name: st.integers(0, 9) for source in SOURCES}),
    st.sampled_from(AXIS),
    st.sampled_from([1, 3, 6, 12]),
)
def test_every_source_of_a_number_holds_every_month_of_it(
    demonstration: Config, held: dict[str, list[str]], weight: dict[str, int], month: str, window: int
) -> None:
    config = demonstration.model_copy(update={"today_pinned": date(2026, 11, 22)})
    shown = Counted(held, weight)
    found = basis(freshness(config, shown), find(load(), "all"), month, window)
    assert sorted(found.sources + found.later + found.between) == sorted(name for name, own in held.items() if own)
    assert set(found.held) <= set(found.span)
    # Where the records lack a month, the published files still count what the records would take the place of.
    covered = {source: set(own) for source, own in held.items()}
    covered[RECORDS.name] |= covered[POLICE.name] if POLICE.name in found.sources else set()
    for source in found.sources:
        assert set(found.held) <= covered[source]
    assert set(found.compared) <= set(found.sources)
    bars = {m for m, is_held in found.bars if is_held}
    for source in found.compared:
        assert bars <= covered[source]
        assert found.year_before is None or {*found.span, *found.year_before} <= covered[source]
    if 2 * sum(weight[s] for s in found.compared) < sum(weight[s] for s in found.sources):
        assert not found.held
    if found.state == COMPLETE:
        assert all(month in covered[source] for source in found.sources)
    first, fresh = found.reporting.first, found.reporting.fresh
    if HOUSING.name in found.sources and any(first[each] <= month for each in first if each != HOUSING.name):
        # Beside monthly ones a quarterly source is counted only where it is whole, in the months that count at all.
        begun = [m for m in found.span if m >= max(first[HOUSING.name], found.begin)]
        assert all(fresh.state(HOUSING.name, m) == COMPLETE for m in begun)
    meeting = meeting_month(freshness(config, shown), find(load(), "all"))
    if meeting is not None:
        opened = basis(freshness(config, shown), find(load(), "all"), meeting, 1)
        assert opened.state == COMPLETE
        assert opened.in_state(MISSING) == ()
