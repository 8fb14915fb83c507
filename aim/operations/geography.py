"""Outlines: made from the postcodes, or taken from the publisher."""

from collections.abc import Callable
from pathlib import Path

from aim.config import Config
from aim.geography import build as geography_build
from aim.geography import official

Progress = Callable[[int, int, str], None]


def build_geography(config: Config, *, out: Path | None = None, progress: Progress | None = None) -> Path:
    """Make the ward outlines from the postcodes; returns the file written."""
    return geography_build.build(config, out=out, progress=progress)


def import_geography(config: Config, file: Path) -> Path:
    """Take official ward outlines instead of the built ones; returns the file written."""
    return official.import_outlines(config, file)
