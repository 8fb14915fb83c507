"""What Hypothesis draws: cells and grids (awkward ones too), maps of counts, incidents, months."""

from dataclasses import dataclass

import h3.api.numpy_int as h3
import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

TOWN = (54.5742, -1.2350)  # latitude, longitude of the town centre

# Where the grid is not a plain lattice: on the 12 pentagons and where base cells meet.
PENTAGONS = [tuple(h3.cell_to_latlng(cell)) for cell in h3.get_pentagons(0)]
SEAMS = sorted({tuple(h3.vertex_to_latlng(v)) for base in h3.get_res0_cells() for v in h3.cell_to_vertexes(base)})

resolutions = st.integers(0, 15)
months = st.builds(lambda year, month: f"{year}-{month:02d}", st.integers(2015, 2035), st.integers(1, 12))


@st.composite
def cells(draw: st.DrawFn, resolution: int | None = None) -> int:
    """One H3 cell anywhere: drawn digit by digit, or a pentagon."""
    level = draw(resolutions) if resolution is None else resolution
    if draw(st.integers(0, 9)) == 0:
        return int(draw(st.sampled_from(sorted(int(cell) for cell in h3.get_pentagons(level)))))
    base = draw(st.sampled_from(sorted(int(cell) for cell in h3.get_res0_cells())))
    return int(h3.child_pos_to_cell(base, level, draw(st.integers(0, h3.cell_to_children_size(base, level) - 1))))


@st.composite
def grids(draw: st.DrawFn, *, plain: bool = False, least: int = 1, radius: int = 3) -> NDArray[np.int64]:
    """Distinct cells of one resolution in any order: part of a disk in town, on a pentagon or across base cells."""
    level = draw(st.sampled_from([9, 10])) if plain else draw(st.integers(1, 11))
    spots = [TOWN] if plain else [TOWN, *draw(st.sampled_from([PENTAGONS, SEAMS]))]
    disk = h3.grid_disk(h3.latlng_to_cell(*draw(st.sampled_from(spots)), level), draw(st.integers(2, radius)))
    everything = sorted(int(cell) for cell in disk)
    chosen = draw(st.lists(st.sampled_from(everything), min_size=least, unique=True))
    return np.array(draw(st.sampled_from([chosen, everything, sorted(chosen)])), dtype=np.int64)


def counts(size: int, *, most: int = 40) -> st.SearchStrategy[list[int]]:
    """One map of counts: mostly zeros and small numbers, as incidents fall."""
    return st.lists(st.one_of(st.just(0), st.integers(0, 5), st.integers(0, most)), min_size=size, max_size=size)


@dataclass(frozen=True)
class Incidents:
    """Rows to count, as positions of category and month and as cells, with the ascending grid they lie in."""

    category: NDArray[np.int64]
    month: NDArray[np.int64]
    cell: NDArray[np.int64]
    n_categories: int
    n_months: int
    grid: NDArray[np.int64]


@st.composite
def incidents(draw: st.DrawFn) -> Incidents:
    """Incidents of up to 4 categories and 6 months, repeats included, on a town's grid or one across base cells."""
    grid = np.sort(draw(grids(plain=draw(st.booleans()))))
    n_categories, n_months = draw(st.integers(1, 4)), draw(st.integers(1, 6))
    row = st.tuples(
        st.integers(0, n_categories - 1), st.integers(0, n_months - 1), st.sampled_from([int(cell) for cell in grid])
    )
    rows = np.array(draw(st.lists(row, max_size=60)), dtype=np.int64).reshape(-1, 3)
    return Incidents(rows[:, 0], rows[:, 1], rows[:, 2], n_categories, n_months, grid)
