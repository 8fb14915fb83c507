"""Where a point lies: inside the area, in the margin around it, or elsewhere, and in which cell."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from aim import schema
from aim.config import Config
from aim.geography import outlines
from aim.geography.cells import CellIndex
from aim.geography.locate import Locator
from aim.geography.postcodes import Finder, Postcodes
from aim.geography.postcodes import read as read_postcodes

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
    """Of points [n]: inside the area, in the margin outside it, and the storage cell (int64; 0 farther away).

    ``area`` [n] is the place of each point's neighbourhood among ``names``, -1 outside.
    """

    inside: np.ndarray
    margin: np.ndarray
    cell: np.ndarray
    area: np.ndarray
    names: tuple[str, ...]

    @classmethod
    def nowhere(cls, count: int, names: tuple[str, ...]) -> "Placed":
        """The answers to points that are not known."""
        inside, margin = np.zeros((2, count), dtype=bool)
        return cls(inside, margin, np.zeros(count, dtype=np.int64), np.full(count, -1, dtype=np.int16), names)

    def put(self, at: np.ndarray, others: "Placed") -> None:
        """Let the points ``at`` (bool [n]) have the answers ``others``."""
        self.inside[at], self.margin[at], self.cell[at] = others.inside, others.margin, others.cell
        self.area[at] = others.area

    def areas(self) -> np.ndarray:
        """Names of neighbourhoods to be picked by ``area``; the last stands for none."""
        return np.array([*self.names, None], dtype=object)

    def __getitem__(self, at: np.ndarray) -> "Placed":
        """The answers to the points ``at``."""
        return Placed(self.inside[at], self.margin[at], self.cell[at], self.area[at], self.names)

    def __add__(self, other: "Placed") -> "Placed":
        """These and behind them others."""
        mine, others = ((one.inside, one.margin, one.cell, one.area) for one in (self, other))
        inside, margin, cell, area = (np.concatenate(pair) for pair in zip(mine, others, strict=True))
        return Placed(inside, margin, cell, area, self.names)


class Placing:
    """Places points and remembers them from file to file: anchors repeat a thousand times. Threads may share it."""

    def __init__(
        self,
        locator: Locates,
        cells: Indexes,
        *,
        neighbourhoods: Sequence[str],
        postcodes: Callable[[], Postcodes],
    ) -> None:
        """``neighbourhoods`` names that of each ward; ``postcodes`` reads the list, which only some sources need."""
        self._locator, self._cells = locator, cells
        self.names = tuple(dict.fromkeys(neighbourhoods))
        self._area = np.array([*(self.names.index(name) for name in neighbourhoods), -1], dtype=np.int16)
        self._read_postcodes = postcodes
        self._finder: Finder | None = None
        self._lock = threading.Lock()
        # Points ascending (longitude + latitude * i) with their answers; replaced in whole, never changed.
        self._memory = _Memory(np.zeros(0, dtype=np.complex128), self._ask(np.zeros(0, dtype=np.complex128)))

    @classmethod
    def of(cls, config: Config) -> "Placing":
        """By the outlines in force today."""
        area = outlines.load(config)
        return cls(
            Locator(area),
            CellIndex(schema.STORAGE_RESOLUTION),
            neighbourhoods=[ward.neighbourhood for ward in area.wards],
            postcodes=lambda: read_postcodes(config),
        )

    def finder(self) -> Finder:
        """What finds postcodes; made when it is first asked for."""
        with self._lock:
            if self._finder is None:
                self._finder = Finder(self._read_postcodes())
            return self._finder

    def place(self, longitude: np.ndarray, latitude: np.ndarray) -> Placed:
        """Where points lie, given in degrees; best asked for distinct ones."""
        point = longitude + 1j * latitude
        memory = self._memory
        at, known = memory.find(point)
        if not known.all():
            if len(memory.point) > _REMEMBERED:
                memory, known = memory.forgotten(), np.zeros(len(point), dtype=bool)
            new = np.unique(point[~known])
            self._memory = memory = memory.with_new(new, self._ask(new))
            at, _ = memory.find(point)
        return memory.placed[at]

    def _ask(self, point: np.ndarray) -> Placed:
        longitude, latitude = np.ascontiguousarray(point.real), np.ascontiguousarray(point.imag)
        ward = np.asarray(self._locator.wards(longitude, latitude))
        inside = ward >= 0
        margin = np.asarray(self._locator.margin(longitude, latitude), dtype=bool) & ~inside
        cell = np.zeros(len(point), dtype=np.int64)
        near = inside | margin
        cell[near] = np.asarray(self._cells.cells(longitude[near], latitude[near])).astype(np.int64)
        return Placed(inside, margin, cell, self._area[ward], self.names)


@dataclass(frozen=True)
class _Memory:
    point: np.ndarray
    placed: Placed

    def find(self, point: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where each point stands among those remembered, or would stand, and whether it does."""
        at = np.searchsorted(self.point, point)
        return at, np.append(self.point, np.nan)[at] == point

    def forgotten(self) -> "_Memory":
        """Nothing remembered."""
        return _Memory(self.point[:0], self.placed[np.zeros(0, dtype=np.int64)])

    def with_new(self, point: np.ndarray, placed: Placed) -> "_Memory":
        """With more answers."""
        together = np.concatenate([self.point, point])
        order = np.argsort(together)
        return _Memory(together[order], (self.placed + placed)[order])
