"""What a version of the store holds: which months of whom, when each was received, and what is known of their sources.

Told by the ledger as it was played through (:class:`aim.store.replay.Replay`), so that what was undone, confirmed
since or dropped by policy is told as it stands now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from aim import months
from aim.errors import StoreError
from aim.schema import Source
from aim.store import ledger
from aim.store.incidents import IncidentFile, IncidentStore
from aim.store.record import LOAD, LoadRecord
from aim.store.replay import Replay
from aim.store.staged import Key


@dataclass(frozen=True)
class Held:
    """A version of the store. ``received`` (ISO 8601, UTC) and ``digests`` are by source, supplier and month.

    ``received`` also names months without any row, of which a source that delivers changes is known to have told: a
    later month came. ``sources`` has one entry for each source of ``received``.
    """

    files: tuple[IncidentFile, ...]
    records: tuple[LoadRecord, ...]
    received: dict[Key, str]
    digests: dict[Key, str]
    sources: dict[str, Source]

    def superseded(self, key: Key) -> dict[str, str]:
        """The categories of a month that are not counted, each with the source that reports them better.

        Where two sources each claim the place of the other, the first by name has it: one of them must be counted.
        """
        source, supplier, month = key
        mine = self._claims(source)
        return {
            category: better
            for better in self.sources
            if (better, supplier, month) in self.received
            for worse, category in self._claims(better)
            if worse == source and (better < source or (better, category) not in mine)
        }

    def _claims(self, source: str) -> set[tuple[str, str]]:
        """The other sources and categories whose place ``source`` takes."""
        said = self.sources[source].supersedes
        return {(other, category) for other, categories in said for category in categories if other != source}


def held(data: Path, version: int | None = None) -> Held:
    """What ``version`` (default: the newest) holds. Raises :class:`StoreError` where log and files do not agree."""
    files = tuple(IncidentStore(data).files(version))
    records = tuple(ledger.loads(data, version))
    replay = Replay(records)
    unknown = [file.path for file in files if file.key not in replay.stands]
    if unknown:
        raise StoreError(f"{unknown[0]} belongs to no load of the ledger: run `aim verify`")
    stands = {file.key: replay.stands[file.key] for file in files}
    sources = {source: _facts(source, records) for source in sorted({key[0] for key in stands})}
    received = {key: each.received for key, each in stands.items()}
    for source, supplier in sorted({key[:2] for key in stands}):
        if sources[source].delivered == "changes":
            received |= _told(source, supplier, received, [r for r in records if r.load not in replay.undone])
    return Held(
        files=files,
        records=records,
        received=dict(sorted(received.items())),
        digests={key: each.digest for key, each in stands.items()},
        sources=sources,
    )


def _facts(source: str, records: Sequence[LoadRecord]) -> Source:
    """What the map said at the last load; of loads before maps said it, no more than who sends it."""
    own = [record for record in records if record.source == source]
    said = next((record.facts for record in reversed(own) if record.facts), None)
    if said is None:
        return Source(source, own[-1].agency, source, source, "", 0, "whole months")
    return replace(Source.from_json(said), name=source)


def _told(source: str, supplier: str, received: Mapping[Key, str], records: Sequence[LoadRecord]) -> dict[Key, str]:
    """When the newest load came that reaches each month or a later one: changes up to then are in what stands.

    ``records`` are those that hold. The months run from the first that stands to the last that was told of.
    """
    standing = [key[2] for key in received if key[:2] == (source, supplier)]
    loads = [r for r in records if (r.kind, r.source, r.supplier) == (LOAD, source, supplier) and r.months]
    last = max([*standing, *(max(load.months) for load in loads)])
    told = {}
    for month in months.between(min(standing), last):
        came = [load.received for load in loads if max(load.months) >= month]
        key = (source, supplier, month)
        if came or key in received:
            told[key] = max(came) if came else received[key]
    return told
