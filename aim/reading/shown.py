"""A picture ready to be asked: counts by resolution as prefix sums, its concerns and thresholds as they then stood."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from typing import Any, TypeVar, cast

import numpy as np
import pyarrow as pa
from scipy.sparse import csr_matrix

from aim import schema
from aim.concerns import Concern, find
from aim.config import HotspotSettings
from aim.engine import adjacency, hotspots
from aim.engine import counts as engine_counts
from aim.errors import QuestionError
from aim.geography import cells as geography_cells
from aim.reading.deliveries import Deliveries
from aim.schema import Source
from aim.store import picture as stored

T = TypeVar("T")
_KEEP_ANSWERS = 2048  # arrays of some hundred or thousand cells each: some tens of megabytes
# Words and counts by area, of a kilobyte or a few each: a page asks for ten. The list for discussion of an old month is
# one of them, and rests on more than a hundred of the others, which are let go first.
_KEEP_SMALL = 8192
_NOTHING: Any = object()


class Shown:
    """One picture. Everything it answers comes from the stored picture, nothing from today's settings.

    Its counts run over *series*, the pairs of source and category that occur, and over the months from the first that
    any source holds: single cases of years ago, in an export of changes, would make the axis long and say nothing.
    ``skipped`` months of the stored axis lie before it.
    """

    def __init__(self, picture: stored.Picture) -> None:
        self.picture = picture
        self.manifest: dict[str, Any] = picture.manifest
        stored: list[str] = self.manifest["months"]
        self.skipped = stored.index(min(self.deliveries.first.values(), default=stored[0])) if stored else 0
        self.months: tuple[str, ...] = tuple(stored[self.skipped :])
        self.neighbourhoods: tuple[str, ...] = tuple(self.manifest["neighbourhoods"])
        self.partnership: dict[str, Any] = self.manifest["settings"]["partnership"]
        self.thresholds = HotspotSettings.model_validate(self.partnership["hotspots"])
        self.concerns = tuple(Concern.model_validate(concern) for concern in self.manifest["concerns"])
        self._memo: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        # waitress answers on several threads; two must not fill one memo at once
        self._lock = threading.RLock()

    def once(self, key: tuple[Any, ...], make: Callable[[], T], *, small: bool = False) -> T:
        """What ``make`` gives, made once: a picture never changes, so its answers may be kept. The oldest go first.

        ``small``: words or a few numbers, nothing of every cell. Of them more are kept, and they push out nothing else.
        """
        memo, most = (self._small, _KEEP_SMALL) if small else (self._memo, _KEEP_ANSWERS)
        with self._lock:
            found = memo.get(key, _NOTHING)
            if found is _NOTHING:
                found = memo[key] = make()
                while len(memo) > most:
                    memo.popitem(last=False)
            else:
                memo.move_to_end(key)
            return cast(T, found)

    @cached_property
    def _small(self) -> OrderedDict[tuple[Any, ...], Any]:
        return OrderedDict()

    @cached_property
    def series(self) -> tuple[tuple[str, str], ...]:
        """Source and category of each entry of the first axis of the counts."""
        if "series" in self.manifest:
            return tuple((source, category) for source, category in self.manifest["series"])
        # A picture of the first derivation is of one source, and its axis of all categories.
        source = next(iter(self.deliveries.by_source), "")
        return tuple((source, category) for category in self.manifest["categories"])

    @cached_property
    def sources(self) -> dict[str, Source]:
        """What was known of each source when the picture was made; none of pictures that do not say."""
        said: dict[str, dict[str, Any]] = self.manifest.get("sources", {})
        return {name: Source.from_json(values) for name, values in said.items()}

    def concern(self, name: str) -> Concern:
        """The concern as it stood when the picture was made; QuestionError for an unknown name."""
        return find(self.concerns, name)

    def month_number(self, month: str) -> int:
        """Position of ``month`` on the picture's axis; QuestionError where it is not held."""
        if month not in self.months:
            held = f"{self.months[0]} to {self.months[-1]}" if self.months else "no month"
            raise QuestionError(f"{month!r} is not held: this picture has {held}")
        return self.months.index(month)

    def numbers(self, categories: Collection[str], sources: Collection[str]) -> np.ndarray:
        """Positions on the axis of the series of what ``sources`` report of ``categories``: int64, ascending."""
        asked = ("numbers", tuple(categories), tuple(sources))
        return self.once(asked, lambda: self._numbers(set(categories), set(sources)), small=True)

    def _numbers(self, categories: set[str], sources: set[str]) -> np.ndarray:
        chosen = [n for n, (source, key) in enumerate(self.series) if source in sources and key in categories]
        return _fixed(np.array(chosen, dtype=np.int64))

    def cells(self, resolution: int) -> dict[str, Any]:
        """Columns of the grid at ``resolution``: ``cell`` int64 ascending, place, ward, neighbourhood, area, centre."""
        return self.once(("cells", resolution), lambda: self._columns(self.picture.tables[resolution]))

    @staticmethod
    def _columns(table: pa.Table) -> dict[str, Any]:
        return {
            name: table[name].to_numpy() if name == schema.CELL else table[name].to_pylist()
            for name in table.column_names
        }

    def counts(
        self,
        numbers: np.ndarray,
        held: Iterable[str],
        resolution: int,
        which: str = "cells",
        *,
        cells: Sequence[int] | np.ndarray | None = None,
    ) -> np.ndarray:
        """Counts [series, cell] of the series ``numbers`` over the months ``held``, each of them on the axis.

        ``cells``: the positions in the grid that are wanted; all of them without.
        """
        at = np.array([self.month_number(month) for month in held], dtype=np.int64)
        prefix = self.prefix(resolution, which)
        wanted = np.arange(prefix.shape[2]) if cells is None else np.asarray(cells, dtype=np.int64)
        monthly = prefix[np.ix_(numbers, at + 1, wanted)] - prefix[np.ix_(numbers, at, wanted)]
        counts: np.ndarray = monthly.sum(axis=1)
        return counts

    def prefix(self, resolution: int, which: str = "cells") -> np.ndarray:
        """Counts of all months before each: [series, month + 1, cell] int64, so that any month is one difference."""
        return self.once(("prefix", resolution, which), lambda: self._prefix(resolution, which))

    def history(self, numbers: np.ndarray, resolution: int, which: str = "cells") -> np.ndarray:
        """The same of the series ``numbers`` together: [month + 1, cell]. A concern is asked month after month."""
        key = ("history", resolution, which, tuple(numbers.tolist()))
        return self.once(key, lambda: self.prefix(resolution, which)[numbers].sum(axis=0))

    def total(self, numbers: np.ndarray, held: Iterable[str], resolution: int, which: str = "cells") -> np.ndarray:
        """What :meth:`counts` tells, over all its series: [cell]."""
        at = np.array([self.month_number(month) for month in held], dtype=np.int64)
        history = self.history(numbers, resolution, which)
        total: np.ndarray = (history[at + 1] - history[at]).sum(axis=0)
        return total

    def _prefix(self, resolution: int, which: str) -> np.ndarray:
        counts = self.picture.counts
        cube = getattr(counts, which)[:, self.skipped :]
        if resolution != schema.STORAGE_RESOLUTION:
            grid = self.cells(resolution)[schema.CELL]
            cube, parents = engine_counts.coarsen(cube, counts.grid, resolution)
            cube = engine_counts.fold(cube, geography_cells.nearest(grid, parents), len(grid))
        sums = np.cumsum(cube, axis=1, dtype=np.int64)
        return np.concatenate([np.zeros_like(sums[:, :1]), sums], axis=1)

    def ring(self, resolution: int, k: int) -> csr_matrix:
        """Sparse 0/1 matrix of each cell's k-ring including itself, over the grid."""
        grid = self.cells(resolution)[schema.CELL]
        return self.once(("ring", resolution, k), lambda: adjacency.ring_matrix(grid, k))

    def weights(self, resolution: int, k: int) -> hotspots.Weights:
        """The same ring weighed for Gi*."""
        return self.once(("weights", resolution, k), lambda: hotspots.weigh(self.ring(resolution, k)))

    def area_counts(self, numbers: np.ndarray, which: str = "wards") -> np.ndarray:
        """Counts [month, neighbourhood] of the series ``numbers`` by exact outline.

        ``which``: ``wards``, sensitive categories among them; ``apart_wards``, at known places; ``unplaced``, the part
        of ``wards`` that is at no cell of the map.
        """
        key = ("areas", which, tuple(numbers.tolist()))
        return self.once(key, lambda: _fixed(self._area_counts(numbers, which)), small=True)

    def _area_counts(self, numbers: np.ndarray, which: str) -> np.ndarray:
        counts = self.picture.counts
        if which == "unplaced":
            unplaced: np.ndarray = counts.unplaced[numbers, self.skipped :].sum(axis=0, dtype=np.int64)
            return unplaced
        by_ward = getattr(counts, which)[numbers, self.skipped :].sum(axis=0, dtype=np.int64)
        member = np.array([self.neighbourhoods.index(ward["neighbourhood"]) for ward in self.manifest["wards"]])
        areas = np.stack([by_ward[:, member == n].sum(axis=1) for n in range(len(self.neighbourhoods))], axis=1)
        if which == "wards":
            # Of sensitive categories a neighbourhood is all that is known: no ward holds them.
            sensitive = [n for n in numbers if self.series[n][1] in schema.SENSITIVE]
            areas = areas + counts.unplaced[sensitive, self.skipped :].sum(axis=0, dtype=np.int64)
        return areas

    def answer(self, name: str) -> pa.Table | None:
        """The stored table ``name``, worked out when the picture was made; None where there is none."""
        return self.picture.answers.tables.get(name)

    @cached_property
    def deliveries(self) -> Deliveries:
        """What was delivered: which months of whom, and when."""
        return Deliveries(self.manifest["deliveries"])


def _fixed(array: np.ndarray) -> np.ndarray:
    """``array`` for all to read and nobody to write: others are given the same."""
    array.flags.writeable = False
    return array
