"""What the fire service, the council and a landlord report in the demonstration: how many, of what, when and where.

No partner's own figures are known, so these are made up to be of a likely size: some 60 deliberate fires a month,
some 500 reports to the council, some 45 cases of a landlord. Two things are planted for a test, or a newcomer, to find:
the nights around 5 November, when deliberate outdoor fires are many everywhere, and one estate (:func:`estate`) where
they begin four complete months ago and grow.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from aim import months, schema
from aim.demo import mix, seasons
from aim.demo.places import EMERGING_MONTHS, Planted

# Levels of the calendar months January to December; only their ratios count.
EVEN: Final = (1.0,) * 12
OUTDOORS: Final = (0.6, 0.7, 0.95, 1.25, 1.25, 1.2, 1.25, 1.2, 1.0, 1.0, 0.9, 0.7)  # dry spring, long evenings
SUMMER: Final = (0.6, 0.65, 0.8, 1.0, 1.25, 1.4, 1.5, 1.4, 1.1, 0.9, 0.7, 0.7)
WASTE: Final = (1.1, 0.95, 1.05, 1.1, 1.05, 1.0, 1.0, 1.0, 0.95, 0.95, 0.95, 0.9)

# Levels of the hours 0 to 23 of a day; only their ratios count.
EVENING: Final = (4, 2, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1.5, 2, 2.5, 3, 4, 5, 7, 9, 10, 9, 7, 5)
DAY: Final = (1, 0.5, 0.5, 0.5, 0.5, 1, 2, 4, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 4, 3, 3, 2, 2, 1)
OFFICE: Final = (0.1, 0, 0, 0, 0, 0.2, 1, 4, 9, 11, 11, 10, 8, 9, 9, 9, 8, 4, 2, 1.5, 1.2, 1, 0.6, 0.4)
NIGHT: Final = (9, 8, 6, 4, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 4, 5, 7, 9, 10)

# Mischief and bonfire night: so many times as many deliberate outdoor fires as on another day of the season.
BONFIRE: Final = {
    (10, 29): 2.0, (10, 30): 6.0, (10, 31): 4.0, (11, 1): 2.0, (11, 2): 2.0, (11, 3): 3.0, (11, 4): 5.0,
    (11, 5): 16.0, (11, 6): 5.0, (11, 7): 3.0, (11, 8): 2.0,
}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """One kind of report, ``monthly`` of it in a mean month, lying as the police category ``like`` does.

    ``category`` is what a map makes of it, ``schema.WITHHELD`` included; of a partner's labels for that category those
    are used that hold one of ``words``, or all where none does.
    """

    name: str
    category: str
    monthly: float
    season: tuple[float, ...] = EVEN
    hours: tuple[float, ...] = DAY
    like: str = "anti-social-behaviour"
    bonfire: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stream:
    """One partner's reports. ``planted``: places with the kind that they add to; ``seed`` tells streams apart."""

    name: str
    kinds: tuple[Kind, ...]
    seed: int

    def number(self, kind: str) -> int:
        """The place of a kind among the stream's kinds. Raises KeyError for a name that is none."""
        names = [each.name for each in self.kinds]
        if kind not in names:
            raise KeyError(kind)
        return names.index(kind)


FIRE: Final = Stream(
    "fire",
    (
        Kind(
            "deliberate secondary",
            "fire-deliberate-secondary",
            42,
            OUTDOORS,
            EVENING,
            "criminal-damage-arson",
            bonfire=True,
        ),
        Kind("deliberate primary", "fire-deliberate-primary", 6, EVEN, EVENING, "criminal-damage-arson"),
        Kind("deliberate vehicle", "fire-deliberate-vehicle", 8, EVEN, NIGHT, "vehicle-crime"),
        Kind("accidental dwelling", "fire-accidental", 9, EVEN, DAY, "violent-crime", words=("dwelling", "building")),
        Kind("accidental outdoor", "fire-accidental", 6, OUTDOORS, DAY, words=("outdoor", "secondary", "vehicle")),
        Kind("false alarm", "fire-false-alarm", 38, EVEN, DAY, "shoplifting"),
        Kind("special service", "fire-special-service", 16, EVEN, DAY, "violent-crime"),
        Kind(
            "personal special service",
            schema.WITHHELD,
            9,
            EVEN,
            DAY,
            "violent-crime",
            words=("entry", "evacuation", "release"),
        ),
    ),
    seed=11,
)
COUNCIL: Final = Stream(
    "council",
    (
        Kind("fly-tipping", "fly-tipping", 225, WASTE, OFFICE, "criminal-damage-arson"),
        Kind("litter", "litter", 62, SUMMER, OFFICE),
        Kind("graffiti", "graffiti", 24, EVEN, OFFICE, "criminal-damage-arson"),
        Kind("noise", "noise", 88, SUMMER, EVENING),
        Kind("abandoned vehicle", "abandoned-vehicle", 34, EVEN, OFFICE, "vehicle-crime"),
        Kind("dog fouling", "dog-fouling", 37, WASTE, OFFICE),
        Kind("anti-social behaviour", "council-asb", 30, SUMMER, EVENING),
    ),
    seed=12,
)
HOUSING: Final = Stream(
    "housing",
    (Kind("nuisance", "housing-asb", 28, SUMMER, OFFICE), Kind("noise", "housing-noise", 17, SUMMER, OFFICE)),
    seed=13,
)


def estate(until: date) -> Planted:
    """The estate where deliberate outdoor fires begin :data:`EMERGING_MONTHS` complete months ago and grow."""
    began = months.shift(seasons.last_complete(until), 1 - EMERGING_MONTHS)
    return Planted("Netherfields", -1.190700, 54.548900, "emerging", 15.0, mix.SHARES, first=began)
