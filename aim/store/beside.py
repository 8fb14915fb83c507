"""What lies beside the incidents, checked: rejects, the counts of what policy dropped, left-overs, pictures."""

import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from zipfile import BadZipFile

import pyarrow.compute as pc
import pyarrow.parquet as pq

from aim import schema
from aim.errors import StoreError
from aim.store import derived, durable, keys, ledger, log, naming, paring, picture, retained, retention, sweeping
from aim.store.findings import FOREIGN, SWEEP, Finding, error, note
from aim.store.record import LOAD, RETAIN, LoadRecord

_AGAIN = "remove its folder and run `aim build`"
_UNREADABLE = (*durable.UNREADABLE, StoreError, EOFError, BadZipFile, zlib.error)


def findings(data: Path, steps: sweeping.Steps, named: Mapping[str, log.Named]) -> Iterator[Finding]:
    """All that is wrong beside the incidents of a store whose log names ``steps`` and the files ``named``."""
    cuts = retention.cuts(steps)
    yield from _key(data, steps)
    for number, record in steps:
        if record.kind == LOAD and not retention.rejects_gone(cuts, number, record):
            yield from _rejects(data, record)
        elif record.kind == RETAIN:
            yield from _counts(data, record)
    for path in sweeping.to_bare(data, steps):
        yield error(
            path.relative_to(data).as_posix(), "holds values of rejects that policy dropped", "run `aim retain` again"
        )
    for path in paring.to_pare(data, cuts):
        yield error(path.relative_to(data).as_posix(), "may hold details that policy dropped", "run `aim retain` again")
    yield from _months(data, named, {path for path, file in named.items() if log.is_dropped(file, cuts)})
    loads = {record.load for version, record in steps if not retention.rejects_gone(cuts, version, record)}
    yield from _files(data, naming.REJECTS, {f"{load}.parquet" for load in loads})
    told = {record.load for _, record in steps if record.kind == RETAIN}
    yield from _files(data, naming.RETAINED, {f"{load}{suffix}" for load in told for suffix in (".parquet", ".txt")})
    yield from _pictures(data, steps[-1][0] if steps else 0)


def _key(data: Path, steps: sweeping.Steps) -> Iterator[Finding]:
    try:
        fault = keys.mismatch(keys.held(data), (record for _, record in steps))
    except StoreError as failure:
        fault = str(failure)
    if fault is not None:
        yield error(keys.FILE, fault, "put back the one of this store from a backup")


def _rejects(data: Path, record: LoadRecord) -> Iterator[Finding]:
    path = ledger.rejects_path(data, record.load)
    name = path.relative_to(data).as_posix()
    try:
        with pq.ParquetFile(path) as file:
            table = file.read()
    except durable.UNREADABLE as failure:
        yield error(name, f"cannot be read: {failure}")
        return
    if not table.schema.equals(schema.REJECTS):
        yield error(name, f"has other columns than rejects have: {table.schema.names}")
        return
    reasons = Counter(table[schema.REASON].to_pylist())
    if reasons != Counter(record.reasons):
        yield error(name, f"holds {dict(reasons)} where load {record.load} says {record.reasons}")


def _counts(data: Path, record: LoadRecord) -> Iterator[Finding]:
    """Counts and note of a retention."""
    folder = data / naming.RETAINED
    name = f"{naming.RETAINED}/{record.load}.parquet"
    if not (folder / f"{record.load}.txt").is_file():
        yield error(f"{naming.RETAINED}/{record.load}.txt", "is missing: the note of what policy dropped")
    try:
        with pq.ParquetFile(data / name) as file:
            table = file.read()
    except durable.UNREADABLE as failure:
        yield error(name, f"cannot be read: {failure}")
        return
    if not table.schema.equals(retained.COUNTS):
        yield error(name, f"has other columns than counts have: {table.schema.names}")
        return
    total = pc.sum(table[schema.COUNT]).as_py() or 0
    if total > record.rows:
        yield error(name, f"counts {total:,} incidents where step {record.load} dropped {record.rows:,}")
    months = set(table[schema.MONTH].to_pylist()) - set(record.removed)
    if months:
        yield error(name, f"counts months that step {record.load} did not drop: {sorted(months)}")


def _months(data: Path, named: Mapping[str, log.Named], dropped: set[str]) -> Iterator[Finding]:
    folder = data / naming.TABLE
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            continue
        inside, name = path.relative_to(folder), path.relative_to(data).as_posix()
        if naming.is_left_behind(path.name):
            yield note(name, "was left by a load that was cut short", SWEEP)
        elif inside.parts[0] == "_delta_log":
            continue
        elif inside.as_posix() in dropped:
            yield error(name, "was dropped by policy and is still there", "run `aim retain` again")
        elif inside.as_posix() not in named:
            yield note(name, "no version names it", SWEEP if naming.load_of(path.name) else FOREIGN)


def _files(data: Path, folder: str, expected: set[str]) -> Iterator[Finding]:
    for path in sorted((data / folder).glob("*")):
        if path.name not in expected:
            ours = naming.step_of(path.name) or naming.is_left_behind(path.name)
            yield note(f"{folder}/{path.name}", "no load names it", SWEEP if ours else FOREIGN)


def _pictures(data: Path, version: int) -> Iterator[Finding]:
    name = f"{derived.FOLDER}/{derived.CURRENT}"
    try:
        now = derived.current(data)  # before the pictures are listed: a build keeps one and names it then
    except StoreError as failure:
        yield error(name, str(failure), "remove it and run `aim build`")
        now = None
    kept = set()
    for path in sorted((data / derived.FOLDER).glob("*")):
        if derived.is_fingerprint(path.name):
            kept.add(path.name)
            yield from _picture(path, path.relative_to(data).as_posix(), version)
        elif path.name != derived.CURRENT:
            step = "the next `aim build` removes it" if path.name.startswith(".") else FOREIGN
            yield note(path.relative_to(data).as_posix(), "is no picture", step)
    if now is not None and now["fingerprint"] not in kept:
        yield error(name, f"names picture {now['picture']}, which is not kept", "run `aim build`")
    if now is not None and now["data_version"] != version:
        yield note(name, f"shows data version {now['data_version']} where {version} is the newest", "run `aim build`")


def _picture(path: Path, name: str, version: int) -> Iterator[Finding]:
    try:
        manifest = derived.manifest(path.parent.parent, path.name) or {}
        picture.read(path)
    except _UNREADABLE as failure:
        yield error(name, f"the picture cannot be read: {failure!r:.200}", _AGAIN)
        return
    if manifest.get("fingerprint") != path.name:
        yield error(name, f"the picture says that it is {manifest.get('fingerprint')}", _AGAIN)
    if manifest.get("data_version", 0) > version:
        yield error(name, f"picture {manifest.get('picture')} is of a version that the store does not have")
