"""The store against itself: files against the log, content against the ledger, sums, what lies about, the picture."""

import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from zipfile import BadZipFile

import pyarrow as pa
import pyarrow.parquet as pq

from aim import schema
from aim.errors import StoreError
from aim.store import derived, incidents, ledger, log, picture, retention
from aim.store.checking import Digest, check_file
from aim.store.findings import SWEEP, Finding, error, note
from aim.store.incidents import IncidentFile, IncidentStore
from aim.store.record import LOAD, LoadRecord
from aim.store.replay import Replay

Progress = Callable[[int, int, str], None]
_LOG = f"{ledger.TABLE}/_delta_log"


def verify(
    data: Path,
    *,
    digest: Callable[[], Digest],
    zone: str,
    every_version: bool = False,
    progress: Progress | None = None,
) -> list[Finding]:
    """Every finding about the store, errors first; none where all is as it must be. Changes nothing.

    Reads every row of the newest version, with ``every_version`` of all that retention left. ``digest`` makes the
    digest a load recorded, ``zone`` is the local time by which incidents belong to months.
    """
    tell = progress or (lambda done, total, text: None)
    store = IncidentStore(data)
    try:
        version = store.version()
        if version is None:
            return _empty(data)
        steps, named = ledger.commits(data), log.named(data)
        standing = store.files()
        cuts = retention.cuts(steps)
    except StoreError as failure:
        return [error(_LOG, str(failure))]
    records = {record.load: record for _, record in steps}
    files = _of_all_versions(store, named, cuts) if every_version else standing
    found = [*_log(data, version, standing, named, records)]
    for done, file in enumerate(files):
        tell(done, len(files), file.path.relative_to(store.folder).as_posix())
        found += check_file(store, file, records, digest=digest, zone=zone)
    for number, record in steps:
        found += [*_sums(record), *_rejects(data, number, record, cuts)]
    found += [*_left_over(data, named, records, cuts), *_pictures(data, version)]
    return sorted(found, key=lambda finding: finding.level)


def _empty(data: Path) -> list[Finding]:
    """A store without a table must hold nothing that a table would explain."""
    left = [data / name for name in (ledger.REJECTS, derived.FOLDER) if any((data / name).glob("*"))]
    left += [path for path in (data / ledger.TABLE).rglob("*.parquet") if path.is_file()]
    return [error(path.relative_to(data).as_posix(), "is there, but no load is: the log is lost") for path in left]


def _of_all_versions(
    store: IncidentStore, named: dict[str, log.Named], cuts: Sequence[retention.Cut]
) -> list[IncidentFile]:
    return [
        IncidentFile(store.folder / path, *file.key, rows=file.rows if file.rows is not None else -1, size=file.size)
        for path, file in sorted(named.items())
        if not log.is_dropped(file, cuts)
    ]


def _log(
    data: Path,
    version: int,
    standing: list[IncidentFile],
    named: dict[str, log.Named],
    records: dict[str, LoadRecord],
) -> Iterator[Finding]:
    numbers = log.numbers(data)
    lost = sorted(set(range(version + 1)) - set(numbers))
    if lost:
        yield error(f"{_LOG}/{lost[0]:020d}.json", "is missing: the load of that version is not in the ledger")
    read = {file.path.relative_to(data / ledger.TABLE).as_posix() for file in standing}
    written = {path for path, file in named.items() if file.removed is None}
    for path in sorted(read ^ written):
        yield error(f"{ledger.TABLE}/{path}", "the log and its checkpoint do not agree on whether it stands")
    stands = Replay(records.values()).stands
    for file in standing:
        expected = stands.get(file.key)
        if file.load is not None and (expected is None or expected.load != file.load):
            said = "nothing" if expected is None else f"what load {expected.load} wrote"
            yield error(file.path.relative_to(data).as_posix(), f"stands, but by the ledger {said} does")
    held = {file.key for file in standing}
    for source, supplier, month in sorted(stands.keys() - held):
        yield error(_LOG, f"by the ledger {month} of {source} {supplier} stands, but no file does")


def _sums(record: LoadRecord) -> Iterator[Finding]:
    where = f"{_LOG}, load {record.load}"
    if record.rows != record.kept + record.outside + record.rejected:
        yield error(
            where, f"{record.rows} rows are not {record.kept} kept + {record.outside} outside + {record.rejected}"
        )
    if sum(record.reasons.values()) != record.rejected:
        yield error(where, f"its reasons sum to {sum(record.reasons.values())}, not to {record.rejected} rejected")
    if record.margin > record.outside:
        yield error(where, f"{record.margin} in the margin are more than the {record.outside} outside")
    if set(record.digests) != set(record.month_kept):
        yield error(where, "its digests and its kept rows are of different months")


def _rejects(data: Path, number: int, record: LoadRecord, cuts: Sequence[retention.Cut]) -> Iterator[Finding]:
    path = ledger.rejects_path(data, record.load)
    name = path.relative_to(data).as_posix()
    if record.kind != LOAD or retention.rejects_gone(cuts, number, record):
        return
    try:
        with pq.ParquetFile(path) as file:
            table = file.read()
    except (OSError, pa.ArrowException) as failure:
        yield error(name, f"cannot be read: {failure}")
        return
    if not table.schema.equals(schema.REJECTS):
        yield error(name, f"has other columns than rejects have: {table.schema.names}")
        return
    reasons = Counter(table[schema.REASON].to_pylist())
    if reasons != Counter(record.reasons):
        yield error(name, f"holds {dict(reasons)} where load {record.load} says {record.reasons}")


def _left_over(
    data: Path, named: dict[str, log.Named], records: dict[str, LoadRecord], cuts: Sequence[retention.Cut]
) -> Iterator[Finding]:
    folder = data / ledger.TABLE
    dropped = {path for path, file in named.items() if log.is_dropped(file, cuts)}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        name = path.relative_to(data).as_posix()
        if path.is_dir() or inside.parts[0] == "_delta_log":
            if incidents.is_left_behind(path.name):
                yield note(name, "was left by a load that was cut short", SWEEP)
        elif inside.as_posix() in dropped:
            yield error(name, "was dropped by policy and is still there", "run `aim retain` again")
        elif inside.as_posix() not in named:
            yield note(name, "no version names it", SWEEP)
    for path in sorted((data / ledger.REJECTS).glob("*")):
        if path.stem not in records:
            yield note(path.relative_to(data).as_posix(), "no load names it", SWEEP)


def _pictures(data: Path, version: int) -> Iterator[Finding]:
    again = "remove its folder and run `aim build`"
    current = f"{derived.FOLDER}/{derived.CURRENT}"
    try:
        now = derived.current(data)
        kept = derived.pictures(data)
    except StoreError as failure:
        yield error(current, str(failure), again)
        return
    if now is not None and now["fingerprint"] not in {one.fingerprint for one in kept}:
        yield error(current, f"names picture {now['picture']}, which is not kept", "run `aim build`")
    if now is not None and now["data_version"] != version:
        yield note(
            current, f"shows data version {now['data_version']} where {version} is the newest", "run `aim build`"
        )
    for one in kept:
        name = one.path.relative_to(data).as_posix()
        try:
            picture.read(one.path)
        except (OSError, ValueError, LookupError, TypeError, EOFError, BadZipFile, zlib.error) as failure:
            yield error(name, f"picture {one.picture} cannot be read: {failure!r:.200}", again)
        if one.data_version > version:
            yield error(name, f"picture {one.picture} is of a version that the store does not have")
