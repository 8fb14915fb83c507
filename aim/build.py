"""The monthly run: a version of the incidents in, a picture out. The one room that joins store, geography and engine.

:func:`build` reads as the list of steps. Counting is a map over monthly files (:func:`map_files`) whose partial counts
are added, so that the same function runs on other machines too.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aim import __version__, concerns
from aim.building import answering, assembling
from aim.building.counting import Ground, Partial, count_file
from aim.building.mapping import map_files
from aim.config import Config
from aim.errors import StoreError
from aim.geography import outlines, populations, postcodes
from aim.reading.moment import last_day
from aim.store import derived
from aim.store.held import Held, held
from aim.store.incidents import IncidentFile, IncidentStore
from aim.store.staged import Key

__all__ = ["DERIVATION", "Ground", "Partial", "build", "count_file", "fingerprint", "map_files"]

# Raise by one whenever a derived number could change for the same data: it is part of every picture id.
DERIVATION = 3
Progress = Callable[[int, int, str], None]


def fingerprint(config: Config, version: int, ground: outlines.Outlines, content: Held | None = None) -> str:
    """SHA-256 (hex) of all a picture depends on: the data and its version, outlines, settings, concerns, code.

    ``content`` is what the store holds at ``version``, where the caller has it already.
    """
    content = content or held(config.data, version)
    record = {
        "data_version": version,
        # A version number alone would name two things once a store was cleared and filled again.
        "data": {" ".join(key): digest for key, digest in content.digests.items()},
        "received": {" ".join(key): received for key, received in content.received.items()},
        "sources": {name: source.to_json() for name, source in content.sources.items()},
        "outlines": ground.fingerprint,
        "postcodes": hashlib.sha256(postcodes.path(config).read_bytes()).hexdigest(),
        "populations": populations.fingerprint(config),
        "settings": config.settings_record(),
        "concerns": [concern.model_dump(mode="json") for concern in concerns.load()],
        "derivation": DERIVATION,
        "code": __version__,
    }
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()


def build(config: Config, *, version: int | None = None, progress: Progress | None = None) -> dict[str, Any]:
    """Make the picture of ``version`` (default: the newest) and, for the newest, make it the current one.

    A picture that stands already is not made again. Returns its manifest. Raises StoreError where nothing is loaded.
    """
    tell = progress or (lambda done, total, text: None)
    store = IncidentStore(config.data)
    newest = store.version()
    if newest is None:
        raise StoreError(f"{config.data} holds no incidents yet: load some with `aim ingest PATH`, or try `aim demo`")
    version = newest if version is None else version
    area = outlines.load(config)
    content = held(config.data, version)
    key = fingerprint(config, version, area, content)
    current = version == newest
    standing = derived.manifest(config.data, key)
    if standing is not None:
        if current:
            derived.make_current(config.data, key)
        return standing
    ground = Ground.of(config, area)
    tell(0, len(content.files), "counting")
    partials = []
    last = max((month for _, _, month in content.received), default="")
    count = _Counting(store, ground, {file.key: content.superseded(file.key) for file in content.files}, last)
    for partial in map_files(count, content.files, dask=config.dask, code=_code):
        partials.append(partial)
        tell(len(partials), len(content.files), f"counting {partial.month}")
    named = {
        "fingerprint": key,
        "picture": f"{version}-{key[:8]}",
        "data_version": version,
        "derivation": DERIVATION,
    }
    made = assembling.picture(config, ground, content, partials, named)
    day = config.today() if current else last_day(made.manifest, config)
    picture = answering.answered(made, config, tell, day)
    derived.write(config.data, key, picture.to_files(), current=current)
    return picture.manifest


@dataclass(frozen=True)
class _Counting:
    """:func:`count_file` of one version of the store, as workers elsewhere can be given it."""

    store: IncidentStore
    ground: Ground
    superseded: dict[Key, dict[str, str]]
    last: str  # the newest month of all

    def __call__(self, file: IncidentFile) -> Partial:
        return count_file(self.store, file, self.ground, self.superseded[file.key], self.last)


def _code() -> str:
    """What computes a picture's numbers."""
    return f"{__version__} (derivation {DERIVATION})"
