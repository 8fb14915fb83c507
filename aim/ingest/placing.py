"""Where a point lies: inside the area, in the margin around it, or elsewhere, and in which cell."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from aim import schema
from aim.config import Config
from aim.geography import outlines
from aim.geography.cells import CellIndex
from aim.geography.locate import Locator

_REMEMBERED = 1 << 20  # distinct points; past that the memory is begun again


class Locates(Protocol):
    """What is asked of a locator."""

    def wards(self, longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
        """Ward of each point, -1 outside."""

    def margin(self, longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
        """Whether each point is outside and near."""


class Indexes(Protocol):
    """What is asked of a cell index."""

    def cells(self, longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
        """Cell of each point."""


@dataclass(frozen=True)
class _Memory:
    """Answers to points: ``point`` ascending, longitude + latitude * i."""

    point: np.ndarray
    inside: np.ndarray
    margin: np.ndarray

    def knows(self, point: np.ndarray) -> np.ndarray:
        """Whether each point is among those remembered."""
        at = np.searchsorted(self.point, point)
        known: np.ndarray = np.append(self.point, np.nan)[at] == point
        return known

    def none(self) -> "_Memory":
        """Nothing remembered."""
        return _Memory(self.point[:0], self.inside[:0], self.margin[:0])

    def with_new(self, point: np.ndarray, inside: np.ndarray, margin: np.ndarray) -> "_Memory":
        """With more answers."""
        all_points = np.concatenate([self.point, point])
        order = np.argsort(all_points)
        both = (np.concatenate([self.inside, inside])[order], np.concatenate([self.margin, margin])[order])
        return _Memory(all_points[order], *both)


class Placing:
    """Answers for the distinct points of an extract, remembered from file to file: anchors repeat a thousand times."""

    def __init__(self, locator: Locates, cells: Indexes) -> None:
        self._locator, self._cells = locator, cells
        self._memory = _Memory(np.zeros(0, dtype=np.complex128), np.zeros(0, dtype=bool), np.zeros(0, dtype=bool))

    @classmethod
    def of(cls, config: Config) -> "Placing":
        """By the outlines in force today."""
        return cls(Locator(outlines.load(config)), CellIndex(schema.STORAGE_RESOLUTION))

    def place(self, longitude: np.ndarray, latitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """For each point whether it is inside the area, and whether it is in the margin outside it."""
        distinct, back = np.unique(longitude + 1j * latitude, return_inverse=True)
        memory = self._memory
        new = distinct[~memory.knows(distinct)]
        if len(new):
            # Swapped in whole: another thread goes on with the old one, and at worst a point is asked twice.
            memory = self._memory = (memory if len(memory.point) < _REMEMBERED else memory.none()).with_new(
                *self._ask(new)
            )
            if not memory.knows(distinct).all():
                memory = memory.none().with_new(*self._ask(distinct))
        at = np.searchsorted(memory.point, distinct)
        return memory.inside[at][back], memory.margin[at][back]

    def cells(self, longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
        """The storage cell of each point, int64."""
        return np.asarray(self._cells.cells(longitude, latitude)).astype(np.int64, copy=False)

    def _ask(self, point: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        longitude, latitude = np.ascontiguousarray(point.real), np.ascontiguousarray(point.imag)
        inside = np.asarray(self._locator.wards(longitude, latitude)) >= 0
        return point, inside, np.asarray(self._locator.margin(longitude, latitude), dtype=bool) & ~inside
