"""Rectangles that a publisher is asked about one by one, each point of the ground belonging to exactly one of them."""

from dataclasses import dataclass

import numpy as np
import shapely

from aim.geography import crs
from aim.schema import MARGIN_M

# Each rectangle is asked for with a hundredth of it more on every side, so that it does not matter how the publisher
# treats a point on the line, nor that its lines may be great circles (3 m off over 11 km, 275 m over 100 km).
PAD = 0.01
DEEPEST = 8  # quarterings: of a town's 15 km some 60 m are left
_ROOM_M = 100.0


@dataclass(frozen=True)
class Tile:
    """A rectangle in degrees that owns its west and south edges and not its east and north ones.

    ``name`` is ``r`` for the whole and one figure more for each quartering.
    """

    west: float
    south: float
    east: float
    north: float
    name: str = "r"

    @property
    def depth(self) -> int:
        """How many quarterings led here."""
        return len(self.name) - 1

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether the point is this tile's; of the quarters of a tile exactly one holds each of its points."""
        return self.west <= longitude < self.east and self.south <= latitude < self.north

    def is_near(self, longitude: float, latitude: float) -> bool:
        """Whether the point may be in the answer about this tile."""
        across, up = 2 * PAD * (self.east - self.west), 2 * PAD * (self.north - self.south)
        return self.west - across <= longitude <= self.east + across and self.south - up <= latitude <= self.north + up

    def quarters(self) -> tuple["Tile", ...]:
        """Four tiles that share this one's points among them."""
        across, up = (self.west + self.east) / 2, (self.south + self.north) / 2
        return (
            Tile(self.west, self.south, across, up, f"{self.name}0"),
            Tile(across, self.south, self.east, up, f"{self.name}1"),
            Tile(self.west, up, across, self.north, f"{self.name}2"),
            Tile(across, up, self.east, self.north, f"{self.name}3"),
        )

    def polygon(self) -> str:
        """The corners of the padded rectangle as data.police.uk wants them: ``lat,lng:lat,lng:...``."""
        across, up = PAD * (self.east - self.west), PAD * (self.north - self.south)
        west, east, south, north = self.west - across, self.east + across, self.south - up, self.north + up
        corners = ((south, west), (south, east), (north, east), (north, west))
        return ":".join(f"{latitude:.6f},{longitude:.6f}" for latitude, longitude in corners)


def around(area: shapely.Geometry) -> Tile:
    """The tile that holds ``area`` (degrees) and the ``schema.MARGIN_M`` metres around it that ingest stores too."""
    west, south, east, north = shapely.bounds(crs.outline_to_bng(area))
    room = MARGIN_M + _ROOM_M
    box = shapely.box(west - room, south - room, east + room, north + room)
    # The sides of a rectangle of the National Grid are bent in degrees.
    bounds = shapely.bounds(crs.outline_to_wgs84(shapely.segmentize(box, 1000.0)))
    low, high = np.floor(bounds[:2] * 1e4) / 1e4, np.ceil(bounds[2:] * 1e4) / 1e4
    return Tile(float(low[0]), float(low[1]), float(high[0]), float(high[1]))
