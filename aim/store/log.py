"""The log of the incident table read line by line: every file that any version names, whoever added it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from aim import schema
from aim.errors import StoreError
from aim.store.ledger import TABLE
from aim.store.retention import Cut, drops
from aim.store.staged import Key


@dataclass(frozen=True)
class Named:
    """A file as the log names it: its path below the table's folder, and the versions that added and last removed it.

    ``removed`` is None where it stands in the newest version.
    """

    path: str
    key: Key
    rows: int | None
    size: int
    added: int
    removed: int | None


def numbers(data: Path) -> list[int]:
    """The numbers of the log files there are, ascending."""
    return sorted(int(path.stem) for path in (data / TABLE / "_delta_log").glob("*.json") if path.stem.isdigit())


def empty(data: Path) -> list[int]:
    """The numbers of log files without any content: the library of the table passes over them without a word."""
    folder = data / TABLE / "_delta_log"
    return [number for number in numbers(data) if not (folder / f"{number:020d}.json").stat().st_size]


def named(data: Path) -> dict[str, Named]:
    """Every file that any version names, by path below the table's folder. Raises :class:`StoreError`."""
    found: dict[str, Named] = {}
    for number in numbers(data):
        path = data / TABLE / "_delta_log" / f"{number:020d}.json"
        try:
            actions = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
            for action in sorted(actions, key=lambda action: "add" in action):  # a removal clears the way
                _take(found, action, number)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreError(
                f"{path} cannot be read as a log file ({error}): restore the store from a backup"
            ) from error
    return found


def _take(found: dict[str, Named], action: dict[str, Any], number: int) -> None:
    if "remove" in action:
        path = unquote(action["remove"]["path"])
        if path in found:
            found[path] = Named(**{**vars(found[path]), "removed": number})
    elif "add" in action:
        add = action["add"]
        path = unquote(add["path"])
        source, supplier, month = (add["partitionValues"][name] for name in schema.PARTITIONS)
        rows = json.loads(add.get("stats") or "{}").get("numRecords")
        added = found[path].added if path in found else number
        found[path] = Named(path, (source, supplier, month), rows, add["size"], added, None)


def is_dropped(file: Named, cuts: Sequence[Cut]) -> bool:
    """Whether policy dropped the file: an old version reads without it."""
    return drops(cuts, file.added, *file.key)
