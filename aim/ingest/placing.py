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
class Placed:
    """Of points [n]: inside the area, in the margin outside it, and the storage cell (int64; 0 farther away)."""

    inside: np.ndarray
    margin: np.ndarray
    cell: np.ndarray

    def __getitem__(self, at: np.ndarray) -> "Placed":
        """The answers to the points ``at``."""
        return Placed(self.inside[at], self.margin[at], self.cell[at])

    def __add__(self, other: "Placed") -> "Placed":
        """These and behind them others."""
        both = zip((self.inside, self.margin, self.cell), (other.inside, other.margin, other.cell), strict=True)
        return Placed(*(np.concatenate(pair) for pair in both))


class Placing:
    """Places points and remembers them from file to file: anchors repeat a thousand times. Threads may share it."""

    def __init__(self, locator: Locates, cells: Indexes) -> None:
        self._locator, self._cells = locator, cells
        # Points ascending (longitude + latitude * i) with their answers; replaced in whole, never changed.
        self._memory = _Memory(np.zeros(0, dtype=np.complex128), self._ask(np.zeros(0, dtype=np.complex128)))

    @classmethod
    def of(cls, config: Config) -> "Placing":
        """By the outlines in force today."""
        return cls(Locator(outlines.load(config)), CellIndex(schema.STORAGE_RESOLUTION))

    def place(self, longitude: np.ndarray, latitude: np.ndarray) -> Placed:
        """Where points lie, given in degrees; best asked for distinct ones."""
        point = longitude + 1j * latitude
        memory = self._memory
        if not memory.knows(point).all():
            if len(memory.point) > _REMEMBERED:
                memory = memory.forgotten()
            new = np.unique(point[~memory.knows(point)])
            self._memory = memory = memory.with_new(new, self._ask(new))
        return memory.placed[np.searchsorted(memory.point, point)]

    def _ask(self, point: np.ndarray) -> Placed:
        longitude, latitude = np.ascontiguousarray(point.real), np.ascontiguousarray(point.imag)
        inside = np.asarray(self._locator.wards(longitude, latitude)) >= 0
        margin = np.asarray(self._locator.margin(longitude, latitude), dtype=bool) & ~inside
        cell = np.zeros(len(point), dtype=np.int64)
        near = inside | margin
        cell[near] = np.asarray(self._cells.cells(longitude[near], latitude[near])).astype(np.int64)
        return Placed(inside, margin, cell)


@dataclass(frozen=True)
class _Memory:
    point: np.ndarray
    placed: Placed

    def knows(self, point: np.ndarray) -> np.ndarray:
        """Whether each point is among those remembered."""
        at = np.searchsorted(self.point, point)
        known: np.ndarray = np.append(self.point, np.nan)[at] == point
        return known

    def forgotten(self) -> "_Memory":
        """Nothing remembered."""
        return _Memory(self.point[:0], self.placed[np.zeros(0, dtype=np.int64)])

    def with_new(self, point: np.ndarray, placed: Placed) -> "_Memory":
        """With more answers."""
        together = np.concatenate([self.point, point])
        order = np.argsort(together)
        return _Memory(together[order], (self.placed + placed)[order])
