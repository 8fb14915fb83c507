"""The demonstration: synthetic police extracts in the supplier's own layout, for a first run without anybody's data.

Nothing here is a record of anything. The months are drawn from a seeded generator, on postcode points of Code-Point
Open, with shares and seasons measured from the published extracts; every row says so in its Context column
(:data:`MARKER`).
"""

from aim.demo.mix import MARKER
from aim.demo.places import Planted, planted
from aim.demo.police import write

__all__ = ["MARKER", "Planted", "planted", "write"]
