"""One page request on the server, a cold start, and the demonstration's build: absolute figures against their limits.

For an absolute row ``rival`` is the limit to hold, so that a ratio over 1 again means that we are inside it.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
import orjson
from plotly.io.json import to_json_plotly

from aim import config as configuration
from aim import operations
from aim.building import answering
from aim.pages import hotspots
from aim.pages import month as month_page
from aim.pages.asking import ask
from aim.pages.packing import packed
from aim.questions import month
from aim.questions.ahead import read_ahead
from aim.questions.bench import bench_view
from aim.questions.bench_views import Asking
from aim.questions.freshness import freshness
from aim.questions.shown import show
from aim.reading import basis, hotspot_map

RUNS = 200


def rows() -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        config = configuration.load(Path(folder) / "store", {"AIM_TODAY": "2026-11-22"})
        operations.load_demonstration(config, until=date(2026, 11, 21))
        shown = show(config)
        assert shown is not None
        return [
            absolute("one map: slice, Gi*, JSON, 4k cells, p95", _map_p95(config, shown), hold_ms=25, aim_ms=5),
            absolute("Month view: all of the page's numbers, p95", _view_p95(config), hold_ms=25, aim_ms=5),
            absolute(
                "Month page: another question, answered and packed, p95", month_p95(config), hold_ms=25, aim_ms=10
            ),
            absolute(
                "Hotspots page: another question, answered and packed, p95", bench_p95(config), hold_ms=25, aim_ms=10
            ),
            absolute("cold start to the first page served", _cold_start(config), hold_ms=4000, aim_ms=2000, runs=5),
        ]


def absolute(name: str, milliseconds: float, *, hold_ms: float, aim_ms: float, runs: int = RUNS) -> dict:
    return {
        "name": name,
        "ours": milliseconds,
        "rival": hold_ms,
        "unit": "ms",
        "ratio": hold_ms / milliseconds,
        "hold": 1.0,
        "aim": hold_ms / aim_ms,
        "runs": runs,
    }


def p95(action) -> float:
    action()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.quantiles(times, n=20)[-1]


def _map_p95(config, shown) -> float:
    concern = shown.concern("all")
    picks = iter(np.random.default_rng(1).integers(3, len(shown.months), RUNS + 1))

    def request() -> None:
        made_of = basis.basis(freshness(config, shown), concern, shown.months[next(picks)], 3)
        found = hotspot_map.hotspot_map(made_of, resolution=10)
        orjson.dumps(
            {"count": found.count, "z": found.result.z, "hotspot": found.result.hotspot},
            option=orjson.OPT_SERIALIZE_NUMPY,
        )

    return p95(request)


def _view_p95(config) -> float:
    return p95(lambda: month.month_view(config))


def month_p95(config) -> float:
    """A concern, month and neighbourhood after another on one screen, of the months whose answers are kept."""
    read_ahead(config)  # as a server does when it begins
    view = month.month_view(config)
    assert view is not None
    random = np.random.default_rng(1)
    offered = ([each.name for each in view.concerns], view.months[-answering.MONTHS :], [a.name for a in view.areas])
    before = None

    def request() -> None:
        nonlocal before
        concern, at, area = (random.choice(values) for values in offered)
        asked = ask(config, f"?concern={concern}&month={at}&area={area}")
        found = month_page.regions(config, asked, theme="light", before=before)
        to_json_plotly(packed(month_page.standing(found, chosen=asked.place is not None)))
        before = found["shown"]

    return p95(request)


def bench_p95(config) -> float:
    """A concern, month and window that were mostly not asked before, after another on the same screen."""
    view, _, _ = bench_view(config, Asking())
    assert view is not None
    random = np.random.default_rng(1)
    offered = (
        [each.name for each in view.offered.concerns],
        view.offered.months[-answering.MONTHS :],
        view.offered.windows,
    )
    before = None

    def request() -> None:
        nonlocal before
        concern, month, window = (random.choice(values) for values in offered)
        found = hotspots.regions(
            config, f"?concern={concern}&month={month}&window={window}", theme="light", before=before
        )
        to_json_plotly(packed(found))
        before = found["shown"]

    return p95(request)


def _cold_start(config) -> float:
    return statistics.median(_start_once(config) for _ in range(5)) * 1000


def _start_once(config) -> float:
    script = "import sys; from aim import config; from aim.pages import create_app; from pathlib import Path\n"
    script += "app = create_app(config.load(Path(sys.argv[1])))\n"
    script += "r = app.server.test_client().get('/', headers={'Host': '127.0.0.1:8050'}); assert r.status_code == 200"
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", script, str(config.data)], check=True)
    return time.perf_counter() - start
