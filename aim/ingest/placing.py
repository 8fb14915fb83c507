"""Where a point lies: inside the area, in the margin around it, or elsewhere, and in which cell."""

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


class Placing:
    """Answers for the distinct points of an extract, remembered from file to file: anchors repeat a thousand times."""

    def __init__(self, locator: Locates, cells: Indexes) -> None:
        self._locator, self._cells = locator, cells
        self._point = np.zeros(0, dtype=np.complex128)  # ascending, longitude + latitude * i
        self._inside = np.zeros(0, dtype=bool)
        self._margin = np.zeros(0, dtype=bool)

    @classmethod
    def of(cls, config: Config) -> "Placing":
        """By the outlines in force today."""
        return cls(Locator(outlines.load(config)), CellIndex(schema.STORAGE_RESOLUTION))

    def place(self, longitude: np.ndarray, latitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """For each point whether it is inside the area, and whether it is in the margin outside it."""
        point = longitude + 1j * latitude
        distinct, back = np.unique(point, return_inverse=True)
        at = np.minimum(np.searchsorted(self._point, distinct), max(0, len(self._point) - 1))
        known = self._point[at] == distinct if len(self._point) else np.zeros(len(distinct), dtype=bool)
        if not known.all():
            self._learn(distinct[~known])
            return self.place(longitude, latitude)
        return self._inside[at][back], self._margin[at][back]

    def cells(self, longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
        """The storage cell of each point, int64."""
        return np.asarray(self._cells.cells(longitude, latitude)).astype(np.int64, copy=False)

    def _ask(self, point: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        longitude, latitude = np.ascontiguousarray(point.real), np.ascontiguousarray(point.imag)
        inside = np.asarray(self._locator.wards(longitude, latitude)) >= 0
        return inside, np.asarray(self._locator.margin(longitude, latitude), dtype=bool) & ~inside

    def _learn(self, new: np.ndarray) -> None:
        inside, margin = self._ask(new)
        if len(self._point) > _REMEMBERED:
            self._point, self._inside, self._margin = self._point[:0], self._inside[:0], self._margin[:0]
        point = np.concatenate([self._point, new])
        order = np.argsort(point)
        self._point = point[order]
        self._inside = np.concatenate([self._inside, inside])[order]
        self._margin = np.concatenate([self._margin, margin])[order]
