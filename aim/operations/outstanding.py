"""Which deliveries of the demonstration are still to be loaded, by what the ledger says of those that were."""

from collections.abc import Sequence
from pathlib import Path

from aim.demo.partners import Delivery
from aim.ingest import files
from aim.store import ledger
from aim.store.ledger import LoadRecord
from aim.store.record import LOAD


def loaded(data: Path, planned: Sequence[Delivery]) -> dict[Delivery, LoadRecord] | None:
    """Those of ``planned`` that stand as they are, each with its load; None where something else was loaded too.

    Of one source the order counts, because a change is only known to be one after what it changes: from the first
    delivery on that was not loaded, or not with these bytes, or was undone, none of that source is among them.
    """
    standing = {
        (step.record.source, step.record.file): step.record
        for step in ledger.history(data)
        if step.record.kind == LOAD and step.undone_by is None
    }
    if not set(standing) <= {(each.source, each.path.name) for each in planned}:
        return None
    found: dict[Delivery, LoadRecord] = {}
    broken = set()
    for each in planned:
        record = standing.get((each.source, each.path.name))
        if each.source not in broken and record is not None and record.sha256 == _sha256(each.path):
            found[each] = record
        else:
            broken.add(each.source)
    return found


def _sha256(path: Path) -> str:
    with files.opened(path) as delivery:
        return delivery.sha256
