"""Outlines made for a test, and points where looking up a ward is hard."""

import numpy as np
import shapely

from aim.geography.outlines import Outlines, Ward


def made_of(*shapes: tuple[shapely.Geometry, str]) -> Outlines:
    """Outlines of the given shapes (degrees), each with its neighbourhood; wards are numbered in this order."""
    wards = tuple(Ward(f"W{n:02d}", f"Ward {n}", home, "high", shape) for n, (shape, home) in enumerate(shapes))
    return Outlines(wards, tuple(sorted({home for _, home in shapes})), "made", False, "", "0" * 64)


def around(outlines: Outlines, n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """``n`` points strewn over the box of the area and a little beyond."""
    random = np.random.default_rng(seed)
    west, south, east, north = outlines.area.bounds
    return random.uniform(west - 0.01, east + 0.01, n), random.uniform(south - 0.01, north + 0.01, n)


def on_borders(outlines: Outlines, n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """``n`` points on and beside the borders: corners, points between, off by nothing, by rounding, by centimetres."""
    random = np.random.default_rng(seed)
    shapes = [ward.outline for ward in outlines.wards]
    corners = shapely.get_coordinates(shapes)
    line = shapely.union_all(shapely.boundary(shapes))
    between = shapely.get_coordinates(shapely.line_interpolate_point(line, random.uniform(0, line.length, n)))
    points = np.where(random.random((n, 1)) < 0.5, corners[random.integers(0, len(corners), n)], between)
    off = random.choice([0.0, 1e-16, 1e-13, 1e-9, 1e-6, 1e-5, 1e-4], size=(n, 1))
    points = points + off * random.normal(size=(n, 2))
    return points[:, 0].copy(), points[:, 1].copy()
