"""Fetching from publishers and loading what came, in one step that can be taken again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from aim.config import Config
from aim.ingest.fetching import RATE, Client, Pace, open311, police, workfolder
from aim.months import between
from aim.operations.loading import ingest_upload
from aim.store.ledger import LoadRecord

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Fetched:
    """What a fetch left: the ``files`` written where only those were wanted, else the loads' ledger rows."""

    files: tuple[Path, ...] = ()
    records: tuple[LoadRecord, ...] = ()


def fetch_police(
    config: Config,
    *,
    force: str,
    first: str,
    last: str,
    out: Path | None = None,
    base_url: str = police.BASE_URL,
    work: Path | None = None,
    rate: float = RATE,
    accept_smaller: bool = False,
    progress: Progress | None = None,
    pace: Pace | None = None,
) -> Fetched:
    """Fetch the street crimes of the months ``first`` to ``last`` in and near the area, and load them.

    With ``out`` they are written there as files in the publisher's layout and not loaded. What was fetched is kept in
    ``work`` until it is loaded or written, so that a run that is broken off goes on there. ``pace`` replaces ``rate``
    (requests a second). Raises FetchError, and RefusedError as :func:`ingest_upload` does; nothing is loaded then.
    """
    named, area = police.force_of(config, force), police.area_of(config)
    with Client(base_url, pace or Pace(rate)) as client:
        newest = police.published(client, first, last)
        run = police.run_name(client, named, area)
        with workfolder.opened(work or workfolder.default(), police.SOURCE, run, release=newest) as folder:
            fetched = police.fetch(
                client, folder, force=named, area=area, wanted=between(first, last), progress=progress
            )
            if out is not None:
                done = Fetched(files=tuple(police.write(fetched, out)))
            else:
                span = first if first == last else f"{first}_{last}"
                records = ingest_upload(
                    config,
                    f"data.police.uk-{named.key}-{span}.zip",
                    police.archive(fetched),
                    source=police.SOURCE,
                    accept_smaller=accept_smaller,
                    progress=progress,
                )
                done = Fetched(records=tuple(records))
            folder.forget()
    return done


def fetch_requests(
    config: Config,
    *,
    source: str,
    url: str,
    first: date,
    last: date,
    jurisdiction: str | None = None,
    rate: float = RATE,
    progress: Progress | None = None,
    pace: Pace | None = None,
) -> Fetched:
    """Fetch the requests made from ``first`` to ``last`` from the Open311 server at ``url`` and load them in one.

    Nothing is loaded, and no record is given, where there are none. Raises as :func:`fetch_police` does.
    """
    layout = open311.layout_of(config, source)
    with Client(url, pace or Pace(rate)) as client:
        records = open311.fetch(client, config, layout, open311.Wanted(first, last, jurisdiction), progress)
    if not records:
        return Fetched()
    loaded = ingest_upload(
        config,
        f"requests_{first}_{last}.json",
        open311.to_json(records),
        source=layout.source.name,
        progress=progress,
    )
    return Fetched(records=tuple(loaded))
