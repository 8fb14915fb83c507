"""Who reports a concern, and is a month of it whole?"""

from collections.abc import Collection, Sequence

from aim.concerns import Concern
from aim.reading.freshness import COMPLETE, MISSING, NOT_YET, Freshness


class Reporting:
    """The sources of one concern in one picture, as they are known on a day.

    ``every`` holds a month and reports one of the concern's categories. ``waited`` are those without which a month is
    not complete: the monthly ones, or all where none is monthly. ``replaced`` has by source, and by the other source
    whose place it takes, the categories of the concern that it does so for.
    """

    def __init__(self, fresh: Freshness, concern: Concern) -> None:
        self.shown, self.fresh, self.concern = fresh.shown, fresh, concern
        wanted = set(concern.categories)
        mine = {name: wanted & self._reports(name) for name in fresh.sources if fresh.states[name]}
        self.reports = {name: keys for name, keys in mine.items() if keys}
        self.every = tuple(self.reports)
        self.first = {name: next(iter(fresh.states[name])) for name in self.every}
        self.replaced = {name: self._replaced(name) for name in self.every}
        # A quarterly source that takes the place of another is waited for as that one was.
        monthly = [n for n in self.every if fresh.sources[n].frequency == "monthly" or self.replaced[n]]
        self.waited = tuple(monthly) or self.every
        self._states: dict[tuple[tuple[str, ...], str], str] = {}

    def _reports(self, source: str) -> set[str]:
        counted = {category for name, category in self.shown.series if name == source}
        return counted | set(self.fresh.sources[source].categories)

    def _replaced(self, source: str) -> dict[str, frozenset[str]]:
        said = self.fresh.sources[source].supersedes
        keys = {other: frozenset(keys) & self.reports[other] for other, keys in said if other in self.reports}
        return {other: shared for other, shared in keys.items() if shared and other != source}

    def state(self, sources: Sequence[str], month: str) -> str:
        """The worst state of any of ``sources`` in ``month``: a number is as whole as its least whole part.

        A source is waited for from its first month on. Where one takes the place of another, one of the two is enough.
        """
        key = (tuple(sources), month)
        if key not in self._states:
            self._states[key] = self._state(sources, month)
        return self._states[key]

    def _state(self, sources: Sequence[str], month: str) -> str:
        begun = [source for source in sources if self.first[source] <= month]
        states = {self.fresh.state(each, month) for each in begun if not self._spared(each, begun, month)}
        return next((state for state in (MISSING, NOT_YET) if state in states), COMPLETE if states else MISSING)

    def _spared(self, source: str, among: Collection[str], month: str) -> bool:
        """Whether others hold all that ``source`` would bring: those in its place, or those whose place it takes."""
        homes, left = self.shown.deliveries.homes[source], self.reports[source]
        for other in among:
            shared = self.replaced[other].get(source)
            if shared and self.shown.deliveries.holds(other, homes, month):
                left = left - shared
        if not left:
            return True
        others = [other for other in self.replaced[source] if other in among]
        missing = self.fresh.state(source, month) == MISSING
        return missing and bool(others) and all(self.fresh.state(other, month) != MISSING for other in others)

    def meeting_month(self) -> str | None:
        """The latest month complete for every source that is waited for; None where there is none."""
        return next((m for m in reversed(self.shown.months) if self.state(self.waited, m) == COMPLETE), None)


def reporting(fresh: Freshness, concern: Concern) -> Reporting:
    """Who reports ``concern`` in a picture, as it is known on a day."""
    return fresh.shown.once(("reporting", fresh.key, concern.name), lambda: Reporting(fresh, concern))


def concern_state(fresh: Freshness, concern: Concern, month: str) -> str:
    """Whether a month of the concern is complete, by the sources that are waited for."""
    found = reporting(fresh, concern)
    return found.state(found.waited, month)


def meeting_month(fresh: Freshness, concern: Concern) -> str | None:
    """The month that a meeting opens on: :meth:`Reporting.meeting_month`."""
    return fresh.shown.once(("meeting", fresh.key, concern.name), reporting(fresh, concern).meeting_month)
