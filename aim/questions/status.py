"""What is in the store? ``aim status``."""

from typing import Any

from aim.config import Config
from aim.geography import outlines, show
from aim.questions.freshness import strip
from aim.questions.shown import is_behind
from aim.questions.shown import show as picture
from aim.store import ledger
from aim.store.incidents import IncidentStore


def status(config: Config) -> dict[str, Any]:
    """The store in plain JSON values; ``incidents`` are kept rows, those in the margin outside are not among them.

    ``first_month`` and ``last_month`` are those of the incidents; ``freshness`` is the data strip of the pages.
    """
    version = IncidentStore(config.data).version()
    loads = ledger.loads(config.data) if version is not None else []
    kept = ledger.standing_kept(loads)
    # Of a month that brought nothing inside the area there is no incident: it is the source's alone.
    months = sorted({month for (_, _, month), n in kept.items() if n})
    shown = picture(config)
    area = outlines.load(config)
    described = show.describe(area, config)
    return {
        "data_version": version,
        "picture": shown.manifest["picture"] if shown else None,
        "behind": shown is not None and is_behind(config, shown),
        "demonstration": any(load.demonstration for load in loads),
        "incidents": sum(kept.values()),
        "first_month": months[0] if months else None,
        "last_month": months[-1] if months else None,
        "freshness": [source.text for source in strip(config, shown)] if shown else [],
        "sources": [_source(source, kept, loads) for source in sorted({source for source, _, _ in kept})],
        "geography": {
            "status": described["status"],
            "membership_confirmed": config.partnership.membership_confirmed,
            "neighbourhoods": list(area.neighbourhoods),
            "cells": described["cells"]["9"],
        },
    }


def _source(source: str, kept: dict[tuple[str, str, str], int], loads: list[ledger.LoadRecord]) -> dict[str, Any]:
    months = sorted(month for name, _, month in kept if name == source)
    return {
        "source": source,
        "agency": next(load.agency for load in reversed(loads) if load.source == source),
        "incidents": sum(n for (name, _, _), n in kept.items() if name == source),
        "first_month": months[0],
        "last_month": months[-1],
        "last_load": max(load.received for load in loads if load.source == source),
    }
