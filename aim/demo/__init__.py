"""The demonstration: synthetic extracts of every partner in its own layout, for a first run without anybody's data.

Nothing here is a record of anything. The months are drawn from a seeded generator, on postcode points of Code-Point
Open. Of the police, shares and seasons were measured from the published extracts; of the others no figures are known,
so they are made up to be likely. Every row says so in a column of its own, or in the Context column of the police
(:data:`MARKER`).
"""

from aim.demo.mix import MARKER
from aim.demo.places import Planted, planted
from aim.demo.police import write

__all__ = ["MARKER", "Planted", "planted", "write"]
