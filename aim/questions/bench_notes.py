"""What must be known before the numbers of the bench are used."""

import numpy as np
from numpy.typing import NDArray

from aim.questions import words
from aim.questions.bench_lens import Lens
from aim.questions.bench_settling import INSIDE, Settled
from aim.questions.bench_views import COUNTED
from aim.questions.notes import notes
from aim.questions.place import precision
from aim.questions.seriousness import lines
from aim.questions.views import TOWN
from aim.reading.basis import Basis

COARSE = 0.9  # of a hexagon's width: a point known no better may as well lie in the next one


def caution(looked: Lens, made_of: Basis) -> str:
    """What small hexagons do with points that are known to a street only; empty where nothing is to be feared."""
    if looked.resolution < INSIDE:
        return ""
    size = float(np.array(looked.shown.cells(looked.resolution)["area_m2"]).mean())
    across, known = round(float(np.sqrt(size * 2 / np.sqrt(3))), -1), precision(made_of)
    if known < COARSE * across:
        return ""
    return (
        f"Beware: hexagons about {across:.0f} m across, and points known to about {known} m. Many hexagons can never "
        "hold one, and one may hold what happened beside it: look at patterns, not at places."
    )


def notes_of(looked: Lens, settled: Settled, made_of: Basis) -> tuple[str, ...]:
    """A sentence or two each."""
    area = None if settled.area == TOWN else looked.shown.neighbourhoods.index(settled.area)
    said = list(notes(made_of, area))
    chosen = [each for each in settled.offered.sources if each.chosen]
    left = [each.title for each in chosen if each.name not in looked.fresh.sources]
    if left:
        said.append(f"Both maps are without {words.listed(left)}: not all months of the two are held.")
    if looked.serious:
        said += [f"{line[0].upper()}{line[1:]}." for line in lines(looked.shown, _by_series(looked, made_of))]
    if settled.kept.known == COUNTED:
        said.append("Known places, where reports are recorded rather than where things happen, are counted here.")
    return tuple(said)


def _by_series(looked: Lens, made_of: Basis) -> NDArray[np.int64]:
    """Incidents of the window at any hexagon, by series of the picture; 0 of those not counted."""
    shown = looked.shown
    numbers = shown.numbers(made_of.concern.categories, made_of.sources)
    counts = np.zeros(len(shown.series), dtype=np.int64)
    for which in ("cells",) if looked.tuned.apart else ("cells", "apart"):
        counts[numbers] += shown.counts(numbers, made_of.held, looked.resolution, which).sum(axis=1)
    return counts


def apart_names(looked: Lens) -> tuple[str, ...]:
    """The known places that are counted beside everything else; none where they are counted with the rest."""
    if not looked.tuned.apart:
        return ()
    places = looked.shown.manifest["settings"]["places"]
    return tuple(place["name"] for place in places if place["treatment"] == "apart")
