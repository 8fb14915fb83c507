"""Taking in what lands in an inbox, one delivery after the other, for as long as it is asked to.

A delivery that is refused goes to one side, with the reasons. What is in the way of every delivery (a store at work or
without room, a map that cannot be read) leaves them where they are, in their order, and is tried again after pauses
that grow. A kill at any moment loses nothing: a load is one commit, and a file that was committed and not yet moved is
loaded again, found unchanged, and moved.
"""

import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Event

from aim.config import Config
from aim.errors import AimError, RefusedError, StoreError
from aim.ingest import inbox as inboxes
from aim.ingest import shelves
from aim.ingest.inbox import Lying
from aim.ingest.shelves import LOADED, REFUSED
from aim.operations import notes
from aim.operations.loading import ingest, rebuild
from aim.store import durable
from aim.store.fallen import fallen
from aim.store.incidents import IncidentStore

LONGEST_PAUSE = 900.0  # seconds
Tell = Callable[[str], None]


class _Stopped(Exception):
    """Asked to end while a file was read: nothing of it is kept, and it is taken in the next time."""


def watch(config: Config, folder: Path, *, every: float, once: bool = False, stop: Event, tell: Tell) -> bool:
    """Take in what lands in ``folder``, looking every ``every`` seconds, until ``stop`` is set.

    ``once``: what lies there now, and end. ``tell`` is given one line for everything that happens. Returns whether
    nothing was refused and nothing that lay there is left. Raises :class:`StoreError` for a folder that cannot be an
    inbox, or in which another watcher is at work.
    """
    inbox = inboxes.check(folder, config.data)
    with inboxes.lock(inbox):
        with durable.writing(inbox):
            shelves.recover(inbox)
        return _Watcher(config, inbox, every, stop, tell).run(once)


class _Pause:
    """A wait that doubles with every failure in a row."""

    def __init__(self, first: float) -> None:
        self._first, self._failures, self._until = first, 0, 0.0

    def holds(self) -> bool:
        """Whether it is not over yet."""
        return time.monotonic() < self._until

    def grow(self) -> float:
        """Begin a longer one; its length in seconds."""
        self._failures += 1
        length: float = min(self._first * 2.0 ** min(self._failures, 30), LONGEST_PAUSE)
        self._until = time.monotonic() + length
        return length

    def end(self) -> None:
        """What failed went well."""
        self._failures, self._until = 0, 0.0


class _Watcher:
    """The state of watching one inbox."""

    def __init__(self, config: Config, inbox: Path, every: float, stop: Event, tell: Tell) -> None:
        self._config, self._inbox, self._every, self._stop, self._tell = config, inbox, every, stop, tell
        self._all = _Pause(every)  # what is in the way of every delivery
        self._own: defaultdict[Path, _Pause] = defaultdict(lambda: _Pause(every))
        self._told: dict[Path, str] = {}
        self._stale = True  # whether the picture may be behind: a watcher that was killed may not have come to it
        self._refused = False

    def run(self, once: bool) -> bool:
        """Look, and look again after a pause: what is the same both times is taken in."""
        before: dict[Path, str] = {}
        looks = 0
        while not self._stop.is_set() and (looks < 2 or not once):
            try:
                found = inboxes.look(self._inbox)
                self._told.pop(self._inbox, None)
            except StoreError as error:
                self._say(self._inbox, str(error))
                found = []
            looks += 1
            self._take_all([lying for lying in found if before.get(lying.path) == lying.mark])
            before = {lying.path: lying.mark for lying in found}
            self._forget_told(before)
            self._build()
            self._clear()
            if not once or looks < 2:
                self._stop.wait(self._every)
        return not self._refused and not (once and inboxes.look(self._inbox)) and not (once and self._stale)

    def _take_all(self, settled: list[Lying]) -> None:
        for lying in settled:
            if self._stop.is_set() or self._all.holds():
                return
            if lying.waits:
                self._say(lying.path, f"{lying.name}: stays in the inbox, {lying.waits}")
            elif not self._own[lying.path].holds():
                self._take(lying)

    def _take(self, lying: Lying) -> None:
        """Load one delivery and put it away, or leave it where it is and say why."""
        now = inboxes.see(lying.path)
        if now is None or (now.mark, now.waits, now.fault) != (lying.mark, lying.waits, lying.fault):
            return
        try:
            self._load(lying)
        except _Stopped:
            self._tell(f"{lying.name}: stays in the inbox, asked to end before it was read")
        except (AimError, OSError) as error:
            pause = self._all.grow()
            self._tell(f"{lying.name}: stays in the inbox, tried again in {pause:.3g} s: {error}")
        except Exception as error:  # a fault of ours must not end the watch; its text may hold what the file holds
            pause = self._own[lying.path].grow()
            self._tell(
                f"{lying.name}: stays in the inbox, tried again in {pause:.3g} s: AIM itself failed "
                f"({type(error).__name__}); tell whoever keeps AIM"
            )
        else:
            self._all.end()
            self._own.pop(lying.path, None)

    def _load(self, lying: Lying) -> None:
        moment = datetime.now(self._config.zone)
        if lying.fault:
            self._refuse(lying, [f"{lying.name}: {lying.fault}"], moment)
            return
        try:
            records = ingest(self._config, [lying.path], build=False, progress=self._progress)
        except RefusedError as refusal:
            self._refuse(lying, refusal.faults, moment)
            return
        self._stale = self._stale or any(not record.unchanged for record in records)
        falls = fallen(self._config.data, records)
        report = notes.of_loads(lying.path.name, records, moment, falls)
        kept = shelves.put_away(self._inbox, lying, LOADED, *report, moment)
        said = notes.in_a_line(records, falls)
        self._tell(f"{lying.name}: {said}" + ("" if kept else "; it changed meanwhile and is read again"))

    def _refuse(self, lying: Lying, faults: list[str] | tuple[str, ...], moment: datetime) -> None:
        report, text = notes.of_refusal(lying.path.name, faults, moment)
        if shelves.put_away(self._inbox, lying, REFUSED, report, text, moment):
            self._refused = True
            told = report["faults"]
            more = f" and {len(told) - 1} faults more" if len(told) > 1 else ""
            self._tell(f"{lying.name}: refused, nothing was changed: {told[0] if told else 'no reason is known'}{more}")

    def _progress(self, done: int, total: int, text: str) -> None:
        """Called while a delivery is read: the moments at which it can still be left alone."""
        if self._stop.is_set():
            raise _Stopped
        if not total and text.startswith("waiting"):
            raise StoreError("another load or build is at work in the store")

    def _build(self) -> None:
        """Bring the picture up to date once, after all that was taken in."""
        if not self._stale or self._stop.is_set() or self._all.holds():
            return
        try:
            if IncidentStore(self._config.data).files():
                rebuild(self._config, progress=self._progress)
            self._stale = False
        except _Stopped:
            return
        except (AimError, OSError) as error:
            pause = self._all.grow()
            self._tell(f"the picture is behind the data, tried again in {pause:.3g} s: {error}")

    def _clear(self) -> None:
        """Delete what was put away and has stood for as long as the settings say."""
        days = self._config.partnership.keeping.inbox_days
        try:
            gone, left = shelves.forget(self._inbox, datetime.now(self._config.zone).date(), days)
        except OSError as error:
            self._say(self._inbox / LOADED, f"what was put away cannot be deleted: {error}")
            return
        for name in (name for name in gone if not name.endswith(shelves.ENDS)):
            self._tell(f"{name}: deleted after {days} days")
        for name in left:
            self._say(self._inbox / name, f"{name}: its date cannot be told or it cannot be removed: delete it by hand")

    def _say(self, about: Path, text: str) -> None:
        """Tell what goes on being so once."""
        if self._told.get(about) != text:
            self._told[about] = text
            self._tell(text)

    def _forget_told(self, there: dict[Path, str]) -> None:
        for path in [path for path in self._told if path.parent == self._inbox and path not in there]:
            del self._told[path]
        for path in [path for path in self._own if path not in there]:
            del self._own[path]
