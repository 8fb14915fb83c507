"""Reading what partners send. A source is a map in ``maps`` or in the analyst's own folder, found by being there.

The map says all that differs between sources: columns, dates, places, labels. How a file is written (a delimited table,
the JSON of Open311) is a module in ``formats``. What is common (recognise, check, locate, redact, store, report) is
written once, in the other modules.
"""

from functools import lru_cache
from pathlib import Path

from aim.config import Config
from aim.ingest import maps
from aim.ingest.maps import Named
from aim.schema import Source

__all__ = ["Named", "Source", "layouts", "sources"]


def layouts(config: Config | None = None) -> dict[str, Named]:
    """Every map by name, those of ``config.maps`` included. Raises SettingsError naming a file and what is wrong."""
    folders = (maps.FOLDER, *([config.maps] if config is not None and config.maps is not None else []))
    stamps = tuple((path, path.stat().st_mtime_ns) for folder in folders for path in sorted(folder.glob("*.toml")))
    return _read(folders, stamps)


@lru_cache(maxsize=8)
def _read(folders: tuple[Path, ...], _stamps: tuple[tuple[Path, int], ...]) -> dict[str, Named]:
    return maps.load_all(folders)


def sources(config: Config | None = None) -> dict[str, Source]:
    """Every source by name."""
    return {named.source.name: named.source for named in layouts(config).values() if named.map.source is not None}
