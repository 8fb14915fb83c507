"""The store against itself: files against the log, content against the ledger, sums, what lies about, the picture."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from aim.errors import StoreError
from aim.store import beside, ledger, log, retention, sweeping
from aim.store.checking import Digest, check_file
from aim.store.findings import SWEEP, Finding, error, note
from aim.store.incidents import IncidentFile, IncidentStore
from aim.store.record import LoadRecord
from aim.store.replay import Replay

Progress = Callable[[int, int, str], None]
_LOG = f"{ledger.TABLE}/_delta_log"
_TRIES = 3


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
    digest a load recorded, ``zone`` is the local time by which incidents belong to months. No lock is taken, so that a
    store that cannot be written can be checked: where another process wrote meanwhile it is checked again.
    """
    tell = progress or (lambda done, total, text: None)
    for _ in range(_TRIES):
        before = log.numbers(data)
        found = _findings(data, digest=digest, zone=zone, every_version=every_version, tell=tell)
        if log.numbers(data) == before:
            return sorted(found, key=lambda finding: finding.level)
    changing = "is being written while it is checked, so that no finding is sure"
    return [note(_LOG, changing, "check again when nobody loads")]


def _findings(
    data: Path, *, digest: Callable[[], Digest], zone: str, every_version: bool, tell: Progress
) -> list[Finding]:
    store = IncidentStore(data)
    try:
        version = store.version()
        if version is None:
            return _empty(data)
        steps, named = ledger.commits(data), log.named(data)
        standing = store.files()
    except StoreError as failure:
        return [error(_LOG, str(failure))]
    cuts = retention.cuts(steps)
    records = {record.load: record for _, record in steps}
    files = _of_all_versions(store, named, cuts) if every_version else standing
    found = [*_log(data, version, standing, named, records)]
    for done, file in enumerate(files):
        tell(done, len(files), file.path.relative_to(store.folder).as_posix())
        found += check_file(store, file, records, digest=digest, zone=zone)
    if not every_version:
        found += _old_versions(store, named, standing, cuts)
    for _, record in steps:
        found += _sums(record)
    return [*found, *beside.findings(data, steps, named)]


def _empty(data: Path) -> list[Finding]:
    """Without a table there is nothing, or what a first load left that was cut short; anything else says it is lost."""
    try:
        sweeping.refuse_without_log(data)
    except StoreError as failure:
        return [error(_LOG, str(failure))]
    return list(beside.findings(data, [], {}))


def _of_all_versions(
    store: IncidentStore, named: dict[str, log.Named], cuts: Sequence[retention.Cut]
) -> list[IncidentFile]:
    return [
        IncidentFile(store.folder / path, *file.key, rows=file.rows if file.rows is not None else -1, size=file.size)
        for path, file in sorted(named.items())
        if not log.is_dropped(file, cuts)
    ]


def _old_versions(
    store: IncidentStore, named: dict[str, log.Named], standing: list[IncidentFile], cuts: Sequence[retention.Cut]
) -> Iterator[Finding]:
    """Of files that only earlier versions name, whether they are there and of the right size."""
    checked = {file.path for file in standing}
    for file in _of_all_versions(store, named, cuts):
        name = file.path.relative_to(store.data).as_posix()
        if file.path in checked:
            continue
        if not file.path.is_file():
            yield error(name, "is missing: an earlier version cannot be read, and no step back leads there")
        elif file.path.stat().st_size != file.size:
            yield error(name, f"holds {file.path.stat().st_size:,} bytes where the log says {file.size:,}")


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
    for number in log.empty(data):
        name = f"{_LOG}/{number:020d}.json"
        if number == numbers[-1]:
            yield note(name, "is empty: a power cut came before that step was done", SWEEP)
        else:
            yield error(name, "is empty: what that step changed is lost")
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
