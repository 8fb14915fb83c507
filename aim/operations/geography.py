"""Outlines: made from the postcodes, or taken from the publisher; and the roads under them."""

from collections.abc import Callable
from pathlib import Path

from aim.config import Config
from aim.geography import build as geography_build
from aim.geography import official, roads, roads_import
from aim.geography.roads_import import Imported

Progress = Callable[[int, int, str], None]


def build_geography(config: Config, *, out: Path | None = None, progress: Progress | None = None) -> Path:
    """Make the ward outlines from the postcodes; returns the file written."""
    return geography_build.build(config, out=out, progress=progress)


def import_geography(config: Config, file: Path) -> Path:
    """Take official ward outlines instead of the built ones; returns the file written."""
    return official.import_outlines(config, file)


def import_roads(config: Config, file: Path, *, attribution: str | None = None) -> Imported:
    """Take the roads near the area from a file, to be drawn under the hexagons; no number depends on them."""
    return roads_import.import_roads(config, file, attribution)


def remove_roads(config: Config) -> bool:
    """Take the roads away; False where there were none."""
    return roads.remove(config)
