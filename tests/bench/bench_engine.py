"""The engine beside what an analyst would use instead: h3 in a loop, esda, statsmodels, pandas and DuckDB.

Every rival gives the same answer as ours; each row checks that before it is timed.
"""

from collections.abc import Callable

import duckdb
import h3.api.numpy_int as h3
import numpy as np
import pandas as pd
import pymannkendall
from harness import interleave
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from aim.engine import glm, seasonal, trends
from aim.engine.adjacency import ring_matrix
from aim.engine.cells import parents
from aim.engine.counts import count_cube
from aim.engine.hotspots import Weights, gi_star, weigh
from aim.engine.mann_kendall import Trends, mann_kendall

TOWN = (54.5742, -1.2350)  # latitude, longitude
CATEGORIES, MONTHS = 14, 36


def rows() -> list[dict]:
    """One row a comparison; milliseconds, ratio over 1 where ours is ahead."""
    return [_parents(), _adjacency(), *_gi_star(), *_mann_kendall(), _trends(), *_cube()]


def _row(
    name: str, ours: Callable[[], object], rival: Callable[[], object], *, hold: float, aim: float, runs: int
) -> dict:
    fast, slow = interleave(ours, rival, runs=runs, least_seconds=0.05)
    return {
        "name": name,
        "ours": fast * 1000,
        "rival": slow * 1000,
        "unit": "ms",
        "ratio": slow / fast,
        "hold": hold,
        "aim": aim,
        "runs": runs,
    }


def _disk(rings: int, resolution: int = 10) -> NDArray[np.int64]:
    return np.sort(h3.grid_disk(h3.latlng_to_cell(*TOWN, resolution), rings).astype(np.int64))


def _parents() -> dict:
    cells = np.random.default_rng(1).choice(_disk(91), 1_000_000)

    def rival() -> NDArray[np.int64]:
        return np.array([h3.cell_to_parent(cell, 9) for cell in cells.tolist()])

    assert (parents(cells, 9) == rival()).all()
    return _row("parent of 1M cells: h3 loop", lambda: parents(cells, 9), rival, hold=100, aim=400, runs=9)


def _adjacency() -> dict:
    grid = _disk(91)

    def rival() -> csr_matrix:
        position = {cell: index for index, cell in enumerate(grid.tolist())}
        columns: list[int] = []
        starts = [0]
        for cell in position:
            columns += [position[other] for other in h3.grid_disk(cell, 1).tolist() if other in position]
            starts.append(len(columns))
        return csr_matrix((np.ones(len(columns)), columns, starts))

    assert (ring_matrix(grid, 1) != rival()).nnz == 0
    name = f"adjacency of {grid.size:,} cells, k = 1: grid_disk loop"
    return _row(name, lambda: ring_matrix(grid, 1), rival, hold=5, aim=10, runs=15)


def _gi_star() -> list[dict]:
    # Imported here: esda takes seconds, and the other rows do not need it.
    from esda import G_Local
    from libpysal.graph import Graph

    measured = []
    for rings, resolution, k in ((14, 9, 1), (37, 10, 2), (91, 10, 1)):
        weights = ring_matrix(_disk(rings, resolution), k)
        ready, graph = weigh(weights), Graph.from_sparse(weights)
        x = np.random.default_rng(2).negative_binomial(0.5, 0.3, weights.shape[0]).astype(float)

        def ours(x: NDArray[np.float64] = x, ready: Weights = ready) -> NDArray[np.float64]:
            return gi_star(x, ready)

        def rival(x: NDArray[np.float64] = x, graph: Graph = graph) -> NDArray[np.float64]:
            return G_Local(x, graph, transform="B", star=True, permutations=0).Zs

        assert np.abs(ours() - rival()).max() < 1e-9
        name = f"Gi* of one map, {x.size:,} cells, k = {k}: esda"
        measured.append(_row(name, ours, rival, hold=20, aim=50, runs=101))
    return measured


def _mann_kendall() -> list[dict]:
    # The rival takes half a minute for 25,000 series, each by itself: it is timed on a part of them and scaled up.
    n, part, months = 25_000, 250, 36
    rng = np.random.default_rng(4)
    counts = rng.negative_binomial(5 / 0.6, 1 / 1.6, (months, n)).astype(np.uint16)  # mean 5, variance/mean 1.6
    measured = []
    for what, x in (("counts", counts), ("scores", rng.normal(size=(months, n)))):

        def ours(x: NDArray = x) -> Trends:
            return mann_kendall(x)

        def rival(x: NDArray = x) -> list:
            return [pymannkendall.original_test(series) for series in x[:, :part].T]

        found = ours()
        for at, theirs in enumerate(rival()):
            assert (found.s[at], found.variance[at], found.slope[at]) == (theirs.s, theirs.var_s, theirs.slope)
            assert abs(found.z[at] - theirs.z) < 1e-12
        row = _row(f"Mann-Kendall of {n:,} series of {what}: pymannkendall", ours, rival, hold=80, aim=200, runs=7)
        measured.append(row | {"rival": row["rival"] * n / part, "ratio": row["ratio"] * n / part})
    return measured


def _trends() -> dict:
    # The rival fits each series once. Ours fits it four times with surprising months weighed down, makes both bands and
    # says how often chance alone leaves them: the analyst's loop, not all that we do in it, is what is beaten.
    import statsmodels.api as sm

    n, months = 525, 37  # 15 concerns in a town, its 4 neighbourhoods and 30 wards; the last month is judged
    rng = np.random.default_rng(6)
    mean = rng.gamma(1.5, 12, n) + 4
    counts = rng.negative_binomial(mean / 0.4, 1 / 1.4, (months, n)).T
    complete = np.ones(counts.shape, dtype=bool)
    number = np.arange(months)
    columns = seasonal.design(number[:-1], months - 2)

    def ours() -> trends.Trends:
        return trends.trends(counts, complete, month=months - 1)

    def rival() -> list:
        return [sm.GLM(y, columns, family=sm.families.Poisson()).fit(scale="X2") for y in counts[:, :-1]]

    assert (ours().signal != trends.Signal.CANNOT_SAY).mean() > 0.9
    first = glm.fit(counts[:, :-1], columns, np.ones((n, months - 1)))
    assert np.allclose(first.mean, [fit.fittedvalues for fit in rival()], rtol=1e-5)
    return _row(f"trends of {n} series: one statsmodels fit each", ours, rival, hold=5, aim=20, runs=7)


def _cube() -> list[dict]:
    # 10M incidents as they fall: a third of the cells ever hold one, few hold most; categories and months uneven too.
    rng = np.random.default_rng(3)
    grid = _disk(37)
    places = rng.choice(grid, 1_400, replace=False)
    n = 10_000_000
    cell = places[np.minimum(rng.pareto(0.7, n) * 20, places.size - 1).astype(int)]
    category = np.minimum(rng.geometric(0.25, n) - 1, CATEGORIES - 1).astype(np.int8)
    month = rng.integers(0, MONTHS, n).astype(np.int16)
    frame = pd.DataFrame({"category": category, "month": month, "cell": cell})
    base = duckdb.connect()
    base.execute("create table incidents as select * from frame")
    query = "select category, month, cell, count(*) as n from incidents group by all"

    def ours() -> NDArray[np.uint16]:
        return count_cube(category, month, cell, n_categories=CATEGORIES, n_months=MONTHS, cells=grid)

    def by_pandas() -> pd.Series:
        return frame.groupby(["category", "month", "cell"], sort=False).size()

    def by_duckdb() -> dict[str, NDArray]:
        return base.execute(query).fetchnumpy()

    cube = ours()
    counted = by_duckdb()
    position = np.searchsorted(grid, counted["cell"])
    assert (cube[counted["category"], counted["month"], position] == counted["n"]).all()
    assert cube.sum() == counted["n"].sum() == by_pandas().sum() == n
    return [
        _row("cube of 10M rows: pandas group-by", ours, by_pandas, hold=3, aim=6, runs=5),
        _row("cube of 10M rows: DuckDB, own table", ours, by_duckdb, hold=1, aim=1.5, runs=9),
    ]
