"""What a load would do, without doing it: read, checked and judged by what stands, in a store that is thrown away."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from aim import schema
from aim.config import Config
from aim.errors import RefusedError
from aim.ingest import files, formats, layouts, recognising
from aim.ingest.answers import Answers
from aim.ingest.faults import FileFault
from aim.ingest.files import Member
from aim.ingest.load import prepare
from aim.ingest.maps import MARK, Named
from aim.ingest.placing import Placing
from aim.ingest.proposing.personal import is_personal
from aim.store import shadow
from aim.store.ledger import LoadRecord

EXAMPLES = 10
PRIVATE = "(not shown: it looks personal)"
Progress = Callable[[int, int, str], None]


@dataclass
class Unknown:
    """What no map answers: labels with how many rows hold them, columns too many and too few, by name."""

    labels: Counter[str] = field(default_factory=Counter)
    columns: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Rehearsal:
    """What would happen: the ``loads``, and the ``faults`` for which they would be refused.

    With faults there are loads only where all that is wrong is that they bring too few rows. ``examples``: rejected
    rows as in ``schema.REJECTS``, of every reason some.
    """

    loads: tuple[LoadRecord, ...]
    faults: tuple[str, ...]
    unknown: Unknown
    examples: list[dict[str, Any]]


def rehearse(config: Config, paths: Sequence[Path], *, source: str, progress: Progress | None = None) -> Rehearsal:
    """Judge ``paths`` as extracts of ``source`` by what stands in the store, which is not touched, nor made.

    Raises :class:`SettingsError` for a broken map and :class:`StoreError` where the store cannot be read.
    """
    placing = Placing.of(config)
    with tempfile.TemporaryDirectory(prefix="aim-check-") as folder:
        scratch = Path(folder) / "store"
        shadow.cast(config.data, scratch)
        trial = config.model_copy(update={"data": scratch})

        def prepared(accept_smaller: bool) -> tuple[tuple[LoadRecord, ...], list[pa.Table]]:
            found = prepare(
                trial,
                list(paths),
                source=source,
                accept_smaller=accept_smaller,
                actor="nobody",
                progress=progress,
                placing=placing,
            )
            return tuple(load.record for load in found), [table for load in found for table in load.rejects]

        try:
            records, rejects = prepared(False)
        except RefusedError as refusal:
            faults = tuple(fault.replace(str(scratch), str(config.data)) for fault in refusal.faults)
            records, rejects = (), []
            with suppress(RefusedError):
                records, rejects = prepared(True)
            return Rehearsal(records, faults, _unknown(config, paths, source), _examples(rejects))
        return Rehearsal(records, (), Unknown(), _examples(rejects))


def _examples(rejects: Sequence[pa.Table]) -> list[dict[str, Any]]:
    """Some rejected rows, one of each reason and so on until there are enough; by reason and line."""
    by_reason: dict[str, list[dict[str, Any]]] = {}
    for table in rejects:
        for reason in table[schema.REASON].cast(pa.string()).unique().to_pylist():
            of_reason = table.filter(pa.compute.equal(table[schema.REASON].cast(pa.string()), reason))
            found = by_reason.setdefault(reason, [])
            found += of_reason.slice(0, EXAMPLES - len(found)).cast(schema.REJECTS).to_pylist()
    chosen: list[dict[str, Any]] = []
    for depth in range(EXAMPLES):
        chosen += [found[depth] for _, found in sorted(by_reason.items()) if depth < len(found)]
    return sorted(chosen[:EXAMPLES], key=lambda row: (row[schema.REASON], row[schema.FILE], row[schema.LINE]))


def _unknown(config: Config, paths: Sequence[Path], source: str) -> Unknown:
    """Everything that no map answers: the faults name the first of it."""
    found = Unknown()
    for path in paths:
        with files.opened(path) as delivery:
            for member in delivery.members:
                with suppress(FileFault):  # told among the faults
                    _look(member, _map(config, member, source), found)
    return found


def _map(config: Config, member: Member, source: str) -> Named | None:
    return recognising.choose(formats.header(member), member.name, layouts(config), source)


def _look(member: Member, named: Named | None, found: Unknown) -> None:
    if named is None:
        return
    header = formats.header(member)(named.map)
    missing = [name for name in named.map.required if name not in header]
    if named.map.is_closed:
        unknown = [name for name in header if name not in (*named.map.known, MARK)]
        unknown = [PRIVATE if is_personal(name) else name for name in unknown]  # a file without a header
        found.columns += [name for name in dict.fromkeys(unknown) if name not in found.columns]
    found.missing += [name for name in missing if name not in found.missing]
    for labels in _labels(member, named):
        found.labels.update(labels)


def _labels(member: Member, named: Named) -> Iterator[Counter[str]]:
    """The labels of each batch that nothing answers."""
    for rows in formats.reader(member, named.map):
        said = Answers.of(rows, named.map)
        codes = said.labels.code[said.unknown()]
        values = [said.labels.values[code] for code in codes.tolist()]
        yield Counter(PRIVATE if value and is_personal(value) else value or "(blank)" for value in values)
