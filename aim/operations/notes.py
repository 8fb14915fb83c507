"""The report beside a delivery that an inbox put away: for whoever sent it, and for programs.

Counts, reasons, and the faults in the words of the refusal; no value of any row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from types import MappingProxyType
from typing import Any

from aim import months
from aim.ingest.inbox import shown
from aim.ingest.shelves import LOADED, REFUSED
from aim.schema import REASONS
from aim.store.fallen import Fall
from aim.store.ledger import LoadRecord

_TOLD = (
    "load", "source", "supplier", "file", "sha256", "months", "rows", "kept", "outside", "margin", "rejected",
    "reasons", "replaced", "unchanged", "received", "dropped", "ignored",
)  # fmt: skip
_FEW = 5  # names of files that are told


def of_loads(
    name: str, records: Sequence[LoadRecord], now: datetime, falls: Mapping[str, Sequence[Fall]] = MappingProxyType({})
) -> tuple[dict[str, Any], str]:
    """What was taken in, as plain JSON values and in words; ``falls``: by load the months that it made much smaller."""
    loads = [
        {key: value for key, value in record.to_json().items() if key in _TOLD}
        | {"fallen": [asdict(fall) for fall in falls.get(record.load, ())]}
        for record in records
    ]
    lines = [line for load in loads for line in _load(load)]
    return _values(name, LOADED, now, loads, []), _text(name, LOADED, now, lines)


def of_refusal(name: str, faults: Sequence[str], now: datetime) -> tuple[dict[str, Any], str]:
    """Why nothing was taken in, as plain JSON values and in words."""
    told = [shown(" ".join(fault.split())) for fault in faults]
    lines = [
        "Nothing of it was loaded, and what was there before stands as it was:",
        *(f"  - {fault}" for fault in told),
        "",
        "Correct it and put it into the inbox again, under any name; ask the AIM analyst where the map of the source",
        "has to change. `aim sources check NAME FILE` tries a file without changing anything.",
    ]
    return _values(name, REFUSED, now, [], told), _text(name, REFUSED, now, lines)


def in_a_line(records: Sequence[LoadRecord], falls: Mapping[str, Sequence[Fall]] = MappingProxyType({})) -> str:
    """What was taken in, for a log, and what fell by it."""
    return "; ".join(
        f"{record.source} {record.supplier}: {record.rows:,} rows = {record.kept:,} kept + {record.outside:,} outside "
        f"+ {record.rejected:,} rejected"
        + (", unchanged" if record.unchanged else "")
        + "".join(f"; {fall}" for fall in falls.get(record.load, ()))
        for record in records
    )


def _values(name: str, fate: str, now: datetime, loads: list[dict[str, Any]], faults: list[str]) -> dict[str, Any]:
    return {
        "file": shown(name),
        "fate": fate,
        "when": now.isoformat(timespec="seconds"),
        "loads": loads,
        "faults": faults,
    }


def _text(name: str, fate: str, now: datetime, lines: Sequence[str]) -> str:
    return "\n".join([f"AIM on {shown(name)}: {fate}, {now:%d %B %Y, %H:%M}", "", *lines, ""])


def _load(load: dict[str, Any]) -> list[str]:
    held = load["months"]
    span = f"{held[0]} to {held[-1]}" if len(held) > 1 else "".join(held) or "no month"
    what = "as it stood, nothing was changed" if load["unchanged"] else f"load {load['load']}"
    lines = [
        f"{load['source']} from {load['supplier']}, {span}: {what}",
        f"  {load['rows']:,} rows = {load['kept']:,} kept + {load['outside']:,} outside the area "
        f"+ {load['rejected']:,} rejected",
        *(f"  {count:,} rejected: {REASONS[reason]}" for reason, count in sorted(load["reasons"].items())),
    ]
    if load["replaced"] and not load["unchanged"]:
        lines.append(f"  replaced what stood for {months.spans(load['replaced'])}")
    lines += [f"  {Fall(**fall)}" for fall in load["fallen"]]
    lines += [f"  {count:,} values of {column!r} are none of the map's and were not stored"
              for column, count in sorted(load["dropped"].items())]  # fmt: skip
    if load["ignored"]:
        more = f" and {len(load['ignored']) - _FEW} more" if len(load["ignored"]) > _FEW else ""
        lines.append(f"  files of other kinds, not read: {', '.join(map(shown, load['ignored'][:_FEW]))}{more}")
    return lines
