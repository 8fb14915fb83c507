"""Everything that is sent in the demonstration: the police's folder of street files, and each file of the partners."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from aim import months
from aim.demo import anchors, mix, partners, places, police
from aim.demo.layouts import Layout
from aim.demo.partners import Delivery, Ground
from aim.geography.postcodes import Postcodes
from aim.schema import Source

POLICE: Final = "police"
Maps = Mapping[str, tuple[Source, Mapping[str, Any]]]  # by name: the source of a map, and the map's plain values


def write(
    folder: Path,
    *,
    until: date,
    postcodes: Postcodes,
    locator: anchors.Locator,
    maps: Maps,
    seed: int = 2026,
    progress: Callable[[int, int, str], None] | None = None,
) -> list[Delivery]:
    """Write every delivery under ``folder``, a folder for each source, in the order in which they are to be loaded.

    ``maps`` has those of :data:`aim.demo.partners.LAYOUTS`: the files are written as they read them. The same day,
    seed, geography and maps give the same bytes. ``progress`` and errors as in :func:`aim.demo.police.write`.
    """
    street = police.write(
        folder / POLICE, until=until, postcodes=postcodes, locator=locator, seed=seed, progress=progress
    )
    institutions = [place for place in places.planted(until) if place.institution]
    ground = Ground(until, anchors.choose(postcodes, locator, institutions, seed), locator, postcodes, seed)
    layouts = {name: Layout.of(*maps[name], partners.FILLERS[name]) for name in partners.LAYOUTS}
    last = months.of(until)
    wanted = months.between(months.shift(last, 1 - mix.MONTHS), last)
    found = [Delivery(POLICE, folder / POLICE), *partners.write(folder, ground, layouts, wanted)]
    if progress is not None:
        progress(len(street), len(street), "demonstration of fire service, council and landlord written")
    return found
