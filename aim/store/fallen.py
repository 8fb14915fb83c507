"""Months that a delivery made much smaller: too little to refuse, enough to ask whether the file was whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aim.store import ledger
from aim.store.record import LoadRecord
from aim.store.replay import Replay

MUCH: Final = 0.9  # of what stood: a supplier's own corrections move a month by a hundredth
LEAST: Final = 20  # incidents; a smaller month falls by chance


@dataclass(frozen=True)
class Fall:
    """A month of a load, with its incidents inside the area ``before`` and after it."""

    month: str
    before: int
    after: int

    def __str__(self) -> str:
        return (
            f"{self.month} falls from {self.before:,} incidents inside the area to {self.after:,}: is the file whole?"
        )


def fallen(data: Path, records: Sequence[LoadRecord]) -> dict[str, tuple[Fall, ...]]:
    """By load the months of ``records`` that fell by more than a tenth; a load without any is not named.

    Only of loads that bring whole months: changes take cases away one by one, and say so.
    """
    wanted = [record.load for record in records if record.replaced and not record.unchanged and _whole(record)]
    if not wanted:
        return {}
    replay = Replay(record for _, record in ledger.commits(data))
    found = {load: tuple(_falls(replay, load)) for load in wanted if load in replay.records}
    return {load: falls for load, falls in found.items() if falls}


def _whole(record: LoadRecord) -> bool:
    return record.facts.get("delivered") == "whole months"


def _falls(replay: Replay, load: str) -> Iterable[Fall]:
    for key in sorted(replay.moved(load), key=lambda key: key[2]):
        before, after = replay.before[load][key], replay.after[load][key]
        if before is not None and after is not None and before.kept >= LEAST and after.kept < MUCH * before.kept:
            yield Fall(key[2], before.kept, after.kept)
