"""Where the demonstration's incidents lie: the anchors, and the places planted among them."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from aim import months
from aim.demo import mix, seasons
from aim.demo.mix import Floats

Kind = Literal["centre", "police station", "hospital", "lasting", "emerging", "quietened"]

EMERGING_MONTHS: Final = 4  # complete months since it began
QUIET_MONTHS: Final = 6  # complete months since it fell calm
# How an emerging place grows over its complete months, as a part of its full level; the months after stay at the last.
_GROWTH: Final = (0.75, 0.9, 1.0, 1.1)

# Institutions on their one published anchor: shares by category measured there (1,345 rows at the police station, 1,199
# at the hospital).
_DESK: Final = mix.mixture({
    "violent-crime": 0.47, "other-crime": 0.15, "drugs": 0.13, "criminal-damage-arson": 0.08, "public-order": 0.07,
    "anti-social-behaviour": 0.03, "other-theft": 0.02, "possession-of-weapons": 0.02, "vehicle-crime": 0.01,
    "robbery": 0.01,
})  # fmt: skip
_HOSPITAL: Final = mix.mixture({
    "violent-crime": 0.70, "public-order": 0.14, "criminal-damage-arson": 0.09, "anti-social-behaviour": 0.03,
    "other-theft": 0.02, "other-crime": 0.01, "possession-of-weapons": 0.01,
})  # fmt: skip
# The planted places are made up, and so are their mixes: each kind carries at least one concern clearly.
_ESTATE: Final = mix.mixture({
    "anti-social-behaviour": 0.34, "violent-crime": 0.28, "criminal-damage-arson": 0.16, "public-order": 0.10,
    "burglary": 0.06, "vehicle-crime": 0.06,
})  # fmt: skip
_YOUTHS: Final = mix.mixture({"anti-social-behaviour": 0.60, "criminal-damage-arson": 0.30, "vehicle-crime": 0.10})


@dataclass(frozen=True)
class Planted:
    """A place put into the demonstration on purpose, so that a test, or a newcomer, can look for it.

    ``monthly`` is the mean number of incidents a month that it adds while it is active, from the month ``first`` to the
    month ``last`` (None: open). The town centre adds none of its own: it holds its measured share of every category.
    """

    name: str
    lon: float
    lat: float
    kind: Kind
    monthly: float
    mixture: Floats  # share of each category
    label: str | None = None  # the generic name of an institution's anchor
    first: str | None = None
    last: str | None = None

    @property
    def institution(self) -> bool:
        """Whether everything lies on one published anchor."""
        return self.label is not None

    def level(self, month: str) -> float:
        """Mean incidents it adds in the whole of ``month``."""
        if (self.first is not None and month < self.first) or (self.last is not None and month > self.last):
            return 0.0
        if self.kind != "emerging" or self.first is None:
            return self.monthly
        age = months.number(month) - months.number(self.first)
        return self.monthly * _GROWTH[min(age, len(_GROWTH) - 1)]


def planted(until: date) -> tuple[Planted, ...]:
    """Every planted place of a demonstration that ends with ``until``."""
    complete = seasons.last_complete(until)
    began = months.shift(complete, 1 - EMERGING_MONTHS)
    strong = months.shift(complete, -QUIET_MONTHS)
    return (
        Planted("Town centre", *mix.CENTRE, "centre", 0.0, mix.SHARES),
        Planted("Police station", -1.236892, 54.580304, "police station", 45.0, _DESK, label="Police Station"),
        Planted("Hospital", -1.216937, 54.555903, "hospital", 40.0, _HOSPITAL, label="Hospital"),
        Planted("Park End", -1.178682, 54.554735, "lasting", 42.0, _ESTATE),
        Planted("Hemlington", -1.241000, 54.522200, "lasting", 64.0, _ESTATE),
        Planted("Trimdon", -1.263100, 54.535500, "lasting", 66.0, _ESTATE),
        Planted("Coulby Newham", -1.215700, 54.520500, "emerging", 72.0, _YOUTHS, first=began),
        Planted("Berwick Hills", -1.200500, 54.561700, "quietened", 52.0, _ESTATE, last=strong),
    )
