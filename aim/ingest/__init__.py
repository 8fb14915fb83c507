"""Reading what partners send. A source is one module here with a map of its name in ``maps``, found by being there.

It has ``SOURCE``, ``recognises(header, name)`` (is a file one of its own?), ``ignored(header, name)`` (what a file of
the same supplier is that is not mapped), ``mapping()`` and ``read(member)``, which gives batches of
:class:`aim.ingest.rows.Rows`. What is common to all sources (check, locate, store, report) is written once, in the
other modules.
"""

import importlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Literal


@dataclass(frozen=True)
class Source:
    """What is known of a source before any file is read.

    ``precision_m`` is the nominal precision of its points, ``delay_months`` how many months pass before a month counts
    as complete, ``agreement`` what allows the data to be held.
    """

    name: str
    agency: str
    title: str
    agreement: str
    crs: str
    precision_m: int
    delay_months: int
    delivered: Literal["whole months"]


@cache
def adapters() -> dict[str, ModuleType]:
    """Every adapter module by the name of its source."""
    # Only modules with a map are looked into: a page that asks for a source's title need not import all of loading.
    names = sorted(path.stem for path in (Path(__file__).parent / "maps").glob("*.toml"))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return {module.SOURCE.name: module for module in modules}


def sources() -> dict[str, Source]:
    """Every source by name."""
    return {name: module.SOURCE for name, module in sorted(adapters().items())}
