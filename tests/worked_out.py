"""What the builds of a test need not work out, unless the test is about it.

Months: what is not stored is worked out when it is asked, by the same functions (tests/aim/test_build.py shows that
the two are equal), so that most tests need not wait for thirteen months of every small store. Geography: what depends
on the outlines and the postcodes alone is worked out for the first build of a worker and stays for those after it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike

from aim.building import answering, assembling
from aim.building.counting import Ground
from aim.config import Config
from aim.geography import names, postcodes
from aim.geography.postcodes import Postcodes

USUAL, STORED = 1, answering.MONTHS
_made: dict[tuple[object, ...], Any] = {}  # of geography


@contextmanager
def months(number: int = STORED) -> Iterator[None]:
    """Within it builds work out so many months, by default as many as in use."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answering, "MONTHS", number)
        yield


@contextmanager
def geography_once() -> Iterator[None]:
    """Within it builds that share their outlines and postcodes share what follows from them."""
    make_layers, find_nearest = assembling._layers, postcodes.nearest

    def once(key: tuple[object, ...], make: Callable[[], Any], *pinned: object) -> Any:
        if key not in _made:
            _made[key] = (make(), pinned)  # while they are here no other object has their id
        return _made[key][0]

    def layers(config: Config, ground: Ground, tables: dict[int, Any]) -> dict[str, bytes]:
        codes, partnership, found = postcodes.read(config), config.partnership, ground.outlines
        drawn = (found.fingerprint, found.neighbourhoods, found.membership_confirmed, found.expired)
        key = (*drawn, id(codes), partnership.hotspots.resolution, partnership.district_code)
        return once(key, lambda: make_layers(config, ground, tables), codes)

    def nearest(codes: Postcodes, lon: ArrayLike, lat: ArrayLike) -> list[str]:
        where = np.asarray([lon, lat], dtype=float).tobytes()
        return once((id(codes), where), lambda: find_nearest(codes, lon, lat), codes)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assembling, "_layers", layers)
        patch.setattr(assembling, "postcodes", SimpleNamespace(read=postcodes.read, nearest=nearest))
        patch.setattr(names, "sector", cache(names.sector))
        yield


def forget_geography() -> None:
    """The next build works out all of it again."""
    _made.clear()
