"""Taking data in and making the picture: extracts, and the demonstration."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from aim import build as building
from aim.config import Config
from aim.demo import deliveries, seasons
from aim.demo.partners import Delivery
from aim.errors import StoreError
from aim.geography import outlines, postcodes
from aim.geography.locate import Locator
from aim.ingest import layouts
from aim.ingest import load as loading
from aim.ingest.files import Upload
from aim.ingest.placing import Placing
from aim.operations import outstanding
from aim.operations.actor import actor
from aim.store import demonstration
from aim.store.incidents import IncidentStore
from aim.store.ledger import LoadRecord

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Built:
    """What a build left: its picture id and the version it was made from."""

    picture: str
    fingerprint: str
    data_version: int


def ingest(
    config: Config,
    paths: Sequence[Path],
    *,
    source: str | None = None,
    accept_smaller: bool = False,
    only: Collection[str] = (),
    build: bool = True,
    progress: Progress | None = None,
) -> list[LoadRecord]:
    """Load deliveries, all or nothing, and build the picture. Raises RefusedError with every fault, nothing changed.

    ``only``: the months to take in.
    """
    return _load(config, list(paths), source, accept_smaller, build, progress, only)


def ingest_upload(
    config: Config,
    name: str,
    content: bytes,
    *,
    source: str | None = None,
    accept_smaller: bool = False,
    progress: Progress | None = None,
) -> list[LoadRecord]:
    """:func:`ingest` of one file that was sent in: ``content`` is read in memory, and nothing of it is kept."""
    return _load(config, [Upload(name, content)], source, accept_smaller, True, progress)


def _load(
    config: Config,
    deliveries: Sequence[Path | Upload],
    source: str | None,
    accept_smaller: bool,
    build: bool,
    progress: Progress | None,
    only: Collection[str] = (),
) -> list[LoadRecord]:
    records = loading.ingest(
        config, deliveries, source=source, accept_smaller=accept_smaller, only=only, actor=actor(), progress=progress
    )
    if build and IncidentStore(config.data).version() is not None:
        rebuild(config, progress=progress)
    return records


def rebuild(config: Config, *, progress: Progress | None = None) -> Built:
    """Make the picture of the newest data with today's settings and outlines."""
    manifest = building.build(config, progress=progress)
    return Built(manifest["picture"], manifest["fingerprint"], manifest["data_version"])


def load_demonstration(
    config: Config, *, until: date | None = None, progress: Progress | None = None
) -> list[LoadRecord]:
    """Write what every partner would send and load it through the real adapters; one record for each delivery.

    The same day again changes nothing, a later day of the month adds what it brought, any other replaces the
    demonstration. What was cut short is ended. Raises :class:`StoreError` where real data is loaded.
    """
    until = until or config.today() - timedelta(days=1)
    if until >= config.today():
        raise StoreError(f"the demonstration ends {until}, which is not over yet: choose a day before {config.today()}")
    if IncidentStore(config.data).version() is not None and not demonstration.is_demonstration(config.data):
        raise StoreError(
            f"{config.data} holds real incidents: a demonstration is never loaded beside them. "
            "Choose another store with --data DIR or AIM_DATA"
        )
    before = demonstration.until(config.data)
    if before is None or not seasons.continues(before, until):
        clear_demonstration(config)
    planned = _write_demonstration(config, until, progress)
    done = outstanding.loaded(config.data, planned)
    if done is None:  # something of another making stands
        clear_demonstration(config)
        planned, done = _write_demonstration(config, until, progress), {}
    placing = Placing.of(config)
    records = []
    for delivery in planned:
        if delivery in done:
            records.append(replace(done[delivery], unchanged=True))
            continue
        records += loading.ingest(
            config,
            [delivery.path],
            source=delivery.source,
            accept_smaller=True,
            actor=actor(),
            progress=progress,
            placing=placing,
        )
    rebuild(config, progress=progress)
    return records


def _write_demonstration(config: Config, until: date, progress: Progress | None) -> list[Delivery]:
    demonstration.remember(config.data, until)
    return deliveries.write(
        demonstration.folder(config.data),
        until=until,
        postcodes=postcodes.read(config),
        locator=Locator(outlines.load(config)),
        maps={name: (named.source, named.map.model_dump()) for name, named in layouts(config).items()},
        progress=progress,
    )


def clear_demonstration(config: Config) -> None:
    """Remove the demonstration and everything derived from it. Raises StoreError where the store holds real data."""
    demonstration.clear(config.data)
