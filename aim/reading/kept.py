"""What the monthly run worked out of a picture and stored with it: a page need not, and old answers stay as they were.

They hold as long as the sources stand as they did then (which months are complete, who takes whose place): a page that
finds them standing otherwise works out its own, by the same functions.
"""

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aim.engine.trends import Trends
from aim.reading.freshness import Freshness

Array = NDArray[Any]
_TRENDS = tuple(field.name for field in fields(Trends))


def standing(fresh: Freshness) -> str:
    """SHA-256 (hex) of how the sources of a picture stand: all of them that an answer depends on besides the counts."""
    said = {
        "states": fresh.states,
        "sources": {
            name: [source.agency, source.frequency, sorted(source.categories), source.supersedes]
            for name, source in sorted(fresh.sources.items())
        },
        "titles": fresh.titles,
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class KeptMonth:
    """The answers of one month at one resolution: C concerns, W windows, K cells.

    said: plain values, of them ``concerns``, ``windows``, ``resolution``, ``reasons`` [W][C] of silence, ``classes``
    (year, maps, reason) [C], ``ranked`` [C] how many cells have a rank interval, and the ``discussion``. arrays: count,
    expected, p, surge [W, C, K]; room, analyst, hot, low, high [C, K]; trends_* [concerns of the picture x areas].
    """

    said: Mapping[str, Any]
    arrays: Mapping[str, Array]

    def to_bytes(self) -> bytes:
        """The same as a compressed file of arrays."""
        buffer = io.BytesIO()
        text = np.frombuffer(json.dumps(self.said, sort_keys=True).encode(), dtype=np.uint8)
        np.savez_compressed(buffer, allow_pickle=False, said=text, **dict(self.arrays))
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> "KeptMonth":
        """The inverse of :meth:`to_bytes`."""
        with np.load(io.BytesIO(content)) as stored:
            arrays = {name: stored[name] for name in stored.files}
        said = json.loads(arrays.pop("said").tobytes())
        return cls(said, arrays)

    @cached_property
    def _concern(self) -> dict[str, int]:
        return {name: at for at, name in enumerate(self.said["concerns"])}

    def holds(self, concern: str, window: int | None, resolution: int) -> bool:
        """Whether it has the answers of a concern at a resolution and, where asked for, over a window."""
        fits = window is None or window in self.said["windows"]
        return fits and resolution == self.said["resolution"] and concern in self._concern

    def surging(self, concern: str, window: int) -> tuple[Array, Array, Array, Array, str]:
        """Count, expected, p, surge and why nothing can be said: as :class:`aim.reading.surging.Surging` has them."""
        at = (self.said["windows"].index(window), self._concern[concern])
        count, expected, p, surge = (self.arrays[name][at] for name in ("count", "expected", "p", "surge"))
        return count.astype(np.int64), expected, p, surge, self.said["reasons"][at[0]][at[1]]

    def classing(self, concern: str) -> tuple[Array, Array, Array, int, int, str]:
        """As :class:`aim.reading.classing.Classing` has them."""
        at = self._concern[concern]
        room, analyst, hot = (self.arrays[name][at] for name in ("room", "analyst", "hot"))
        year, maps, reason = self.said["classes"][at]
        return room, analyst, hot.astype(np.int64), year, maps, reason

    def ranks(self, concern: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Between which ranks each hot cell of the meeting's map lies, [K] each; 0 where it has none."""
        at = self._concern[concern]
        return self.arrays["low"][at].astype(np.int64), self.arrays["high"][at].astype(np.int64)

    def trends(self, rows: Sequence[int]) -> Trends:
        """The verdicts of the series ``rows``, counted over the concerns of the picture and the areas of each."""
        return Trends(**{name: self.arrays[f"trends_{name}"][rows] for name in _TRENDS})

    @property
    def discussion(self) -> dict[str, Any]:
        """The list for discussion, as plain values."""
        found: dict[str, Any] = self.said["discussion"]
        return found


def kept_month(fresh: Freshness, month: str) -> KeptMonth | None:
    """The stored answers of ``month``; None where there are none, or the sources stand otherwise than they did."""
    shown = fresh.shown
    content = shown.picture.answers.months.get(month)
    if content is None:
        return None
    now = shown.once(("standing", fresh.key), lambda: standing(fresh))
    if now != shown.manifest.get("standing"):
        return None
    return shown.once(("kept", month), lambda: KeptMonth.from_bytes(content))
