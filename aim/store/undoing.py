"""One step back: what stood in the months of a load before it is put there again, as a step of its own."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pyarrow.compute as pc

from aim import schema
from aim.errors import RefusedError, StoreError
from aim.store import ledger
from aim.store.incidents import IncidentFile, IncidentStore
from aim.store.record import RETAIN, UNDO, LoadRecord, new_id
from aim.store.replay import Replay
from aim.store.staged import Key


def undo(data: Path, load: str, *, actor: str, now: datetime) -> LoadRecord:
    """Put back what stood before ``load`` in the months it touched, in one commit; needs the writer's lock.

    Raises :class:`StoreError` for a load the store does not know, and :class:`RefusedError` naming the later loads
    where what stands in one of those months is not what ``load`` left there, and where what stood before is retired.
    """
    steps = ledger.commits(data)
    replay = Replay(record for _, record in steps)
    version = next((number for number, record in steps if record.load == load), None)
    if version is None:
        raise StoreError(
            f"{data} holds no load {load!r}: `aim history` names the loads there are "
            "(one that changed nothing left none to undo)"
        )
    undone = replay.records[load]
    _refuse(replay, undone)
    store = IncidentStore(data)
    moved = replay.moved(load)
    earlier = [key for key in moved if replay.before[load][key] is not None]
    restored = [file for file in store.files(version - 1) if file.key in earlier]
    lost = sorted({key[2] for key in earlier} - {file.month for file in restored})
    if lost:
        raise RefusedError(f"undo of {load}", [f"what stood before for {', '.join(lost)} is no longer kept by policy"])
    removed = [key for key in moved if key not in earlier]
    record = _record(undone, replay, store, restored, removed, actor=actor, now=now)
    store.commit(record, [], removed=removed, restored=restored)
    return record


def _refuse(replay: Replay, undone: LoadRecord) -> None:
    load, subject = undone.load, f"undo of {undone.load}"
    if undone.kind == RETAIN:
        raise RefusedError(
            subject, ["months dropped by policy are deleted from every version: nothing can bring them back"]
        )
    if load in replay.undone:
        again = replay.undone[load]
        raise RefusedError(subject, [f"it is undone already; to bring it back: `aim undo {again}`"])
    touched: dict[str, list[str]] = {}
    for key in replay.overtaken(load):
        for later in replay.later(load, [key]):
            touched.setdefault(later.load, []).append(key[2])
    # Newest first: in this order they can be undone.
    faults = [
        _later(record, sorted(touched[name])) for name, record in reversed(replay.records.items()) if name in touched
    ]
    if faults:
        raise RefusedError(subject, faults)


def _later(record: LoadRecord, months: list[str]) -> str:
    span = months[0] if len(months) == 1 else f"{months[0]} to {months[-1]} ({len(months)} months)"
    if record.kind == RETAIN:
        return f"{span} of {record.supplier!r} was dropped by policy on {record.received[:10]}"
    return (
        f"{span} of {record.supplier!r} was changed later by {record.load} ({record.file}, {record.received[:16]}): "
        f"undo that first with `aim undo {record.load}`"
    )


def _record(
    undone: LoadRecord,
    replay: Replay,
    store: IncidentStore,
    restored: list[IncidentFile],
    removed: list[Key],
    *,
    actor: str,
    now: datetime,
) -> LoadRecord:
    before = replay.before[undone.load]
    back = {file.month: before[file.key] for file in restored}
    margin = sum(pc.sum(store.read(file, [schema.MARGIN])[schema.MARGIN]).as_py() or 0 for file in restored)
    rows = sum(file.rows for file in restored)
    standing = {
        file.month for file in store.files() if (file.source, file.supplier) == (undone.source, undone.supplier)
    }
    return replace(
        undone,
        load=new_id(now),
        sha256="",
        months=tuple(sorted({key[2] for key in before})),
        rows=rows,
        kept=rows - margin,
        outside=margin,
        margin=margin,
        rejected=0,
        reasons={},
        replaced=tuple(sorted(month for month in {*back, *(key[2] for key in removed)} if month in standing)),
        received=now.isoformat(timespec="seconds"),
        actor=actor,
        digests={month: stands.digest for month, stands in back.items() if stands is not None},
        month_kept={month: stands.kept for month, stands in back.items() if stands is not None},
        ignored=(),
        kind=UNDO,
        undoes=undone.load,
        removed=tuple(sorted(key[2] for key in removed)),
        confirmed=(),
        dropped={},
    )
