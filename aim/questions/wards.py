"""How many in each ward, beside last year, for every 1,000 residents, and is it what its season leads us to expect?"""

import numpy as np

from aim import schema
from aim.concerns import Concern
from aim.engine.rates import per_1000
from aim.questions.area_views import WardRow
from aim.questions.signals import signal_row
from aim.reading import beside
from aim.reading.basis import Basis, basis
from aim.reading.freshness import Freshness
from aim.reading.trends import area_counts, month_trends


def ward_rows(fresh: Freshness, concern: Concern, month: str) -> tuple[WardRow, ...]:
    """Every ward of the picture in ``month``, in the order of the settings; counts as those of the cards."""
    return fresh.shown.once(("wards", fresh.key, concern.name, month), lambda: _make(fresh, concern, month), small=True)


def _make(fresh: Freshness, concern: Concern, month: str) -> tuple[WardRow, ...]:
    shown, made_of = fresh.shown, basis(fresh, concern, month, 1)
    answer = month_trends(fresh, shown.concerns, month)
    first = shown.concerns.index(concern) * len(answer.areas)
    everything, alike = _counts(made_of, made_of.sources), _counts(made_of, made_of.compared)
    now, earlier = shown.month_number(month), made_of.year_before
    rate = per_1000(everything[:, now], beside.residents(shown))
    rows = []
    for at, area in enumerate(answer.areas):
        if area.kind == schema.WARD:
            said = signal_row(answer, first + at)
            held = month in made_of.held
            rows.append(
                WardRow(
                    ward=area.ward,
                    neighbourhood=area.neighbourhood,
                    count=int(everything[at, now]) if held else None,
                    compared=int(alike[at, now]) if held else None,
                    last_year=None if earlier is None else int(alike[at, shown.month_number(earlier[0])]),
                    per_1000=float(rate[at]) if held and np.isfinite(rate[at]) else None,
                    signal=said.signal,
                    lower=said.lower,
                    upper=said.upper,
                    reason=said.reason,
                )
            )
    return tuple(rows)


def _counts(made_of: Basis, sources: tuple[str, ...]) -> np.ndarray:
    """Incidents of the concern that ``sources`` report, [area, month of the picture]."""
    shown = made_of.reporting.shown
    return area_counts(shown, shown.numbers(made_of.concern.categories, sources))
