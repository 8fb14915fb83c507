"""What was delivered, as a picture tells it: which months of whom, and when they were received."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

import numpy as np


class Deliveries:
    """The deliveries of a manifest: a source, a supplier and a month each."""

    def __init__(self, said: Iterable[Mapping[str, Any]]) -> None:
        self.by_source: dict[str, list[Mapping[str, Any]]] = {}
        for delivery in sorted(said, key=lambda d: (d["source"], d["month"], d["supplier"])):
            self.by_source.setdefault(delivery["source"], []).append(delivery)

    @cached_property
    def homes(self) -> dict[str, frozenset[str]]:
        """By source the suppliers that send at least one in a hundred of its incidents inside the town.

        A neighbouring force in the same archive is none: its file must not make a month look delivered.
        """
        found = {}
        for source, deliveries in self.by_source.items():
            inside: Counter[str] = Counter()
            for delivery in deliveries:
                inside[delivery["supplier"]] += _inside(delivery)
            total = inside.total()
            found[source] = frozenset(supplier for supplier, n in inside.items() if n and n * 100 >= total)
        return found

    @cached_property
    def received(self) -> dict[str, dict[str, str]]:
        """By source: each month that every home supplier delivered, with the time the last of them was received.

        A home supplier is waited for from its first month on. Months are ascending.
        """
        return {source: self._received(source) for source in self.by_source}

    def _received(self, source: str) -> dict[str, str]:
        first: dict[str, str] = {}
        by_month: dict[str, dict[str, str]] = {}
        volume: Counter[str] = Counter()
        for delivery in self.by_source[source]:
            supplier, month = delivery["supplier"], delivery["month"]
            if supplier in self.homes[source]:
                first.setdefault(supplier, month)
                by_month.setdefault(month, {})[supplier] = delivery["received"]
                volume[month] += _inside(delivery)
        begun = _begins(volume)
        return {
            month: max(got.values())
            for month, got in by_month.items()
            if month >= begun and set(got) == {supplier for supplier, since in first.items() if since <= month}
        }

    @cached_property
    def first(self) -> dict[str, str]:
        """By source the first month it holds; no entry where it holds none."""
        return {source: next(iter(held)) for source, held in self.received.items() if held}

    def holds(self, source: str, suppliers: Collection[str], month: str) -> bool:
        """Whether each of ``suppliers`` (at least one) delivered ``month`` of ``source``."""
        return bool(suppliers) and self._suppliers.get((source, month), set()) >= set(suppliers)

    @cached_property
    def _suppliers(self) -> dict[tuple[str, str], set[str]]:
        found: dict[tuple[str, str], set[str]] = {}
        for source, deliveries in self.by_source.items():
            for delivery in deliveries:
                found.setdefault((source, delivery["month"]), set()).add(delivery["supplier"])
        return found


def _inside(delivery: Mapping[str, Any]) -> int:
    """Incidents inside the town, those that another source reports better among them."""
    return int(delivery["inside"]) + int(delivery.get("superseded", 0))


def _begins(volume: Mapping[str, int]) -> str:
    """The first month that holds at least a tenth of a usual one: of that in which the median incident lies.

    An export of changes also brings single cases of years ago that were touched since: those months are not held. They
    may be many, so that the median month could be one of them.
    """
    sizes = np.sort(np.array([n for n in volume.values() if n], dtype=np.int64))
    if not sizes.size:
        return ""
    usual = sizes[np.searchsorted(sizes.cumsum() * 2, sizes.sum())]
    return min(month for month, n in volume.items() if n * 10 >= usual)
