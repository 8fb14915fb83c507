"""Ward outlines made from postcodes, for as long as no official ones are imported.

A Voronoi diagram over every postcode of Teesside gives each point to its nearest postcode; joined by the ward of
that postcode, and cut at 400 m from the borough's own postcodes, the pieces are the wards. Postcodes of the
neighbouring districts take part, labelled outside: they draw the borough's edge.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from aim.config import Config
from aim.errors import GeographyError
from aim.geography import crs, membership, outlines, postcodes, wards_file
from aim.geography.official import import_outlines
from aim.geography.postcodes import Postcodes

__all__ = ["ATTRIBUTION", "build", "import_outlines"]

REACH_M = 400.0  # from a borough postcode: moor and river beyond it belong to no neighbourhood
FRAME_M = 5_000.0  # how far the diagram goes beyond the outermost postcode
GRID = 10.0**-wards_file.DECIMALS
OUTSIDE = ""
STATUS = "built from Code-Point Open"
ATTRIBUTION = (
    "Contains Ordnance Survey data © Crown copyright and database right 2025. "
    "Contains Royal Mail data © Royal Mail copyright and database right 2025. "
    "Contains National Statistics data © Crown copyright and database right 2025."
)
METHOD = (
    "Voronoi cells of all TS postcodes (Code-Point Open, 2025.2.0), joined by ward, postcodes of other districts being "
    "outside, cut at 400 m from a postcode of the borough. Approximate: not the official ward boundaries."
)

Progress = Callable[[int, int, str], None]  # steps done, steps in all, the next one in words
_STEPS = 4


def build(config: Config, progress: Progress | None = None, *, out: Path | None = None) -> Path:
    """Make the ward outlines and put them in ``out`` (default: the store's own ``geography/wards.geojson``).

    Raises :class:`GeographyError` where postcodes and membership do not fit; the outlines there were stay.
    """
    tell = progress or (lambda done, total, step: None)
    tell(0, _STEPS, "reading the postcodes")
    members = membership.read(config)
    codes = postcodes.read(config)
    points, labels = label_points(codes, config.partnership.district_code)
    _check(labels, [member.ward_code for member in members])
    tell(1, _STEPS, f"drawing the Voronoi cells of {len(points):,} points")
    cells = voronoi(points)
    tell(2, _STEPS, "joining them into wards")
    inside = codes.district_code == config.partnership.district_code
    wards = cut(join(cells, labels), within_reach(codes.easting[inside], codes.northing[inside]))
    tell(3, _STEPS, "writing the outlines")
    target = out or config.data / "geography" / outlines.FILE
    written = wards_file.write(target, members, wards, status=STATUS, attribution=ATTRIBUTION, method=METHOD)
    tell(_STEPS, _STEPS, "written")
    return written


def label_points(codes: Postcodes, district: str) -> tuple[NDArray[np.float64], list[str]]:
    """The distinct points (n x 2, metres, ordered) and the ward of each; ``OUTSIDE`` in another district.

    Postcodes on one point are settled by majority, equal ones by the lowest ward code, outside last. A postcode
    without a district (large users without a place of their own) says nothing and is left out.
    """
    votes: dict[tuple[float, float], Counter[str]] = {}
    rows = zip(codes.easting, codes.northing, codes.district_code, codes.ward_code, strict=True)
    for east, north, home, ward in rows:
        if home:
            label = str(ward) if home == district else OUTSIDE
            votes.setdefault((float(east), float(north)), Counter())[label] += 1
    places = sorted(votes)
    labels = [
        min(votes[place].items(), key=lambda vote: (-vote[1], vote[0] == OUTSIDE, vote[0]))[0] for place in places
    ]
    return np.array(places), labels


def voronoi(points: NDArray[np.float64]) -> NDArray[np.object_]:
    """The Voronoi cell of each distinct point (n x 2, metres), in the order of the points."""
    frame = shapely.box(*(points.min(axis=0) - FRAME_M), *(points.max(axis=0) + FRAME_M))
    diagram = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=frame, ordered=True)
    return np.asarray(shapely.get_parts(diagram))


def join(cells: NDArray[np.object_], labels: Sequence[str]) -> dict[str, shapely.Geometry]:
    """The union of the cells of each ward, by code; cells of other districts are left out."""
    names = np.array(labels)
    return {str(name): shapely.coverage_union_all(cells[names == name]) for name in np.unique(names) if name != OUTSIDE}


def within_reach(easting: NDArray[np.float64], northing: NDArray[np.float64]) -> shapely.Geometry:
    """Everything within ``REACH_M`` of a point (metres); the circles have 64 sides, half a metre short at most."""
    return shapely.union_all(shapely.buffer(shapely.points(easting, northing), REACH_M, quad_segs=16))


def cut(wards: dict[str, shapely.Geometry], reach: shapely.Geometry) -> dict[str, shapely.Geometry]:
    """The wards (metres) within ``reach``, in degrees on the grid of the file, without overlap or gap between them.

    All lines are noded together on the grid the file can hold, and the faces given back to their wards: cutting and
    rounding ward by ward would leave slivers on every shared border.
    """
    codes = sorted(wards)
    whole = [shapely.intersection(wards[code], reach) for code in codes]
    degrees = [crs.outline_to_wgs84(outline) for outline in whole]
    lines = shapely.union_all([shapely.boundary(outline) for outline in degrees], grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    inner = shapely.point_on_surface(faces)
    owner, face = shapely.STRtree(degrees).query(inner, predicate="within")[::-1]
    taken = {code: faces[face[owner == index]] for index, code in enumerate(codes)}
    return {code: shapely.coverage_union_all(parts) for code, parts in taken.items() if len(parts)}


def _check(labels: Sequence[str], wanted: Sequence[str]) -> None:
    found = set(labels) - {OUTSIDE}
    faults = [f"ward {code} of the membership has no postcode" for code in sorted(set(wanted) - found)]
    faults += [
        f"ward {code or '(blank)'} of the postcodes is in no neighbourhood" for code in sorted(found - set(wanted))
    ]
    if faults:
        raise GeographyError("the postcodes do not fit the membership:\n" + "\n".join(f"  - {f}" for f in faults))
