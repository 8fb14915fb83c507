"""Reading what partners send. A source is one module here, found by being there.

It has ``SOURCE``, ``recognises(header, name)`` (is a file one of its own?), ``ignored(header, name)`` (what a file of
the same supplier is that is not mapped), ``mapping()`` and ``read(member)``, which gives batches of
:class:`aim.ingest.rows.Rows`. What is common to all sources (check, locate, store, report) is written once, in the
other modules.
"""

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
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
    modules = (importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    return {module.SOURCE.name: module for module in modules if isinstance(getattr(module, "SOURCE", None), Source)}


def sources() -> dict[str, Source]:
    """Every source by name."""
    return {name: module.SOURCE for name, module in sorted(adapters().items())}
