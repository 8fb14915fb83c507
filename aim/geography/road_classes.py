"""What class a road is of, by the words of the two publishers whose files people have.

A class decides how wide a line is drawn and from which zoom on. The words also tell whose data a file holds: the
Ordnance Survey and OpenStreetMap share next to none of them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

# Widest first. ``access`` is what serves a few doors: closes behind gates, car parks, tracks.
CLASSES: Final = ("motorway", "a", "b", "minor", "local", "access")
_NO_ROAD: Final = ""


def _table(**words: str) -> dict[str, str]:
    return {word.strip(): name for name, several in words.items() for word in several.split("|")}


# OS Open Roads (function, else classification), OS OpenMap Local and OS Open Zoomstack.
_SURVEY: Final = _table(
    motorway="motorway",
    a="a road | primary road | primary | a",
    b="b road | b",
    minor="minor road | classified unnumbered | minor",
    local="local road | unclassified | local | local street | guided busway",
    access="local access road | restricted local access road | secondary access road | shared use carriageway | "
    "restricted | not classified | unknown | pedestrianised street | alley | enclosed traffic area",
)
# The values of OpenStreetMap's tag ``highway`` (https://wiki.openstreetmap.org/wiki/Key:highway).
_STREETMAP: Final = _table(
    motorway="motorway | motorway link",
    a="trunk | trunk link | primary | primary link",
    b="secondary | secondary link",
    minor="tertiary | tertiary link",
    local="unclassified | residential | living street | road",
    access="service | track | pedestrian | busway | bus guideway | track grade1 | track grade2 | track grade3 | "
    "track grade4 | track grade5",
) | dict.fromkeys(
    "footway path cycleway steps bridleway corridor construction proposed platform raceway elevator services".split(),
    _NO_ROAD,
)


@dataclass(frozen=True)
class Publisher:
    """Whose words they are; ``attribution`` is what its licence asks of every map, ``{year}`` that of the data."""

    name: str
    attribution: str
    words: Mapping[str, str]

    def class_of(self, word: str) -> str | None:
        """One of :data:`CLASSES`, "" for what is no road, None for a word the publisher does not use."""
        # OpenMap Local marks ``A Road, Collapsed Dual Carriageway``.
        return self.words.get(" ".join(word.casefold().split(",")[0].replace("_", " ").split()))


PUBLISHERS: Final = (
    Publisher("Ordnance Survey", "Contains OS data © Crown copyright and database right {year}", _SURVEY),
    Publisher("OpenStreetMap", "© OpenStreetMap contributors, openstreetmap.org/copyright", _STREETMAP),
)


@dataclass(frozen=True)
class Telling:
    """How the roads of a file are told apart: by which column, in whose words."""

    column: str
    publisher: Publisher
    unknown: Mapping[str, int]  # words that publisher does not use, with how often they stand there


def telling(columns: Mapping[str, Sequence[str]]) -> Telling | None:
    """The column, and the words, that tell the class of most roads; None where none tells at least half of them.

    ``columns`` holds the values of each column that may, the likeliest first; blanks say nothing.
    """
    counts = {column: Counter(filter(None, values)) for column, values in columns.items()}
    ways = [Telling(column, who, _unknown(words, who)) for column, words in counts.items() for who in PUBLISHERS]
    best = max(ways, key=lambda way: counts[way.column].total() - sum(way.unknown.values()), default=None)
    total = counts[best.column].total() if best else 0
    return best if best and total and 2 * sum(best.unknown.values()) <= total else None


def _unknown(words: Mapping[str, int], publisher: Publisher) -> dict[str, int]:
    return {word: count for word, count in words.items() if publisher.class_of(word) is None}


def common(values: Iterable[str], most: int = 8) -> str:
    """The commonest values in words, for a message."""
    counts = Counter(filter(None, values))
    return ", ".join(f"{value[:40]!r}" for value, _count in counts.most_common(most)) or "nothing"
