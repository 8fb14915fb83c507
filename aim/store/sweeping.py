"""Clearing up at the beginning of every write: what killed writers left, and what policy dropped and still lies there.

Nothing is removed that any version names, unless policy dropped it; and nothing at all where the log seems lost, since
every file of the store would then look like one that no version names.
"""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from aim import schema
from aim.errors import StoreError
from aim.store import durable, ledger, log, naming, paring, picture, retention
from aim.store.record import LoadRecord

Steps = Sequence[tuple[int, LoadRecord]]


def sweep(data: Path) -> list[Path]:
    """Remove what no version names and what policy dropped; needs the writer's lock. Returns what was changed.

    Raises :class:`StoreError`, with nothing removed, where the log seems lost.
    """
    refuse_without_log(data)
    steps = ledger.commits(data)
    cuts = retention.cuts(steps)
    known = {record.load for _, record in steps}
    gone = {record.load for version, record in steps if retention.rejects_gone(cuts, version, record)}
    swept = [*_torn(data), *_months(data, known, dropped(data)), *_beside(data / naming.REJECTS, known - gone)]
    swept += _beside(data / naming.RETAINED, known)
    with durable.writing(data):
        for path in swept:
            path.unlink(missing_ok=True)
        swept += [path for path in to_bare(data, steps) if _bare(path)]
        swept += [path for path in paring.to_pare(data, cuts) if paring.pare(path, cuts)]
        for folder in {path.parent for path in swept}:
            durable.sync_folder(folder)
    return swept


def dropped(data: Path) -> set[Path]:
    """Every file of incidents that policy dropped, whether or not it is still there."""
    cuts = retention.cuts(ledger.commits(data))
    named = log.named(data) if cuts else {}
    return {data / naming.TABLE / path for path, file in named.items() if log.is_dropped(file, cuts)}


def to_bare(data: Path, steps: Steps) -> list[Path]:
    """Rejects that policy leaves without values and that still hold some."""
    cuts = retention.cuts(steps)
    bared = [record.load for version, record in steps if retention.rejects_bared(cuts, version, record)]
    paths = [ledger.rejects_path(data, load) for load in bared]
    return [path for path in paths if path.is_file() and _has_values(path)]


def refuse_without_log(data: Path) -> None:
    """Raise :class:`StoreError` where no load is in the log although the store holds what several loads wrote.

    One load that was killed before the first commit leaves files of one moment; more than that, a checkpoint or a
    picture says that there were commits.
    """
    if ledger.commits(data):
        return
    folder = data / naming.TABLE
    loads = {naming.load_of(path.name) for path in folder.rglob("*.parquet")}
    loads |= {naming.step_of(path.name) for path in (data / naming.REJECTS).glob("*.parquet")}
    moments = {load.split("-")[0] for load in loads if load}  # every load of one command has the same
    checkpoint = any((folder / "_delta_log").glob("*.checkpoint*"))
    if len(moments) > 1 or checkpoint or any((data / naming.DERIVED).glob(f"*/{picture.MANIFEST}")):
        raise StoreError(
            f"{folder / '_delta_log'} names no load, but {data} holds what loads wrote: the log is lost, nothing was "
            "changed; move that folder away and restore a backup with `aim restore DIR`"
        )


def _torn(data: Path) -> list[Path]:
    """The newest entry of the log where it is empty: a commit that a power cut kept from the disk, told to nobody."""
    newest = [number for number in log.numbers(data)[-1:] if number in log.empty(data)]
    return [data / naming.TABLE / "_delta_log" / f"{number:020d}.json" for number in newest]


def _months(data: Path, known: set[str], old: set[Path]) -> list[Path]:
    found = []
    for path in (data / naming.TABLE).rglob("*"):
        load = naming.load_of(path.name)
        if naming.is_left_behind(path.name) or path in old or (load is not None and load not in known):
            found.append(path)
    return [path for path in found if path.is_file()]


def _beside(folder: Path, known: set[str]) -> list[Path]:
    """Files of steps that are not ``known``, and files in the making."""
    found = []
    for path in folder.glob("*"):
        step = naming.step_of(path.name)
        if path.is_file() and (naming.is_left_behind(path.name) or (step is not None and step not in known)):
            found.append(path)
    return found


def _has_values(path: Path) -> bool:
    """Whether rejects hold any value, by what the file says of itself where it does."""
    at = schema.REJECTS.get_field_index(schema.VALUE)
    try:
        with pq.ParquetFile(path) as file:
            groups = [file.metadata.row_group(n) for n in range(file.metadata.num_row_groups)]
            stats = [group.column(at).statistics for group in groups]
            if all(each is not None and each.has_null_count for each in stats):
                return bool(sum(each.null_count for each in stats) < file.metadata.num_rows)
            return bool(file.read([schema.VALUE])[schema.VALUE].null_count < file.metadata.num_rows)
    except durable.UNREADABLE:
        return False  # nothing can be taken out of it; `aim verify` tells of it


def _bare(path: Path) -> bool:
    """Take the values out of a file of rejects."""
    with pq.ParquetFile(path) as file:
        table = file.read()
    at = schema.REJECTS.get_field_index(schema.VALUE)
    bare = table.set_column(at, schema.REJECTS.field(at), pa.nulls(table.num_rows, pa.string()))
    sink = pa.BufferOutputStream()
    pq.write_table(bare, sink, compression="zstd")
    durable.replace(path, sink.getvalue().to_pybytes())
    return True
