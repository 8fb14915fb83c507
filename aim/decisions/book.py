"""The book of decisions: what stands, what stood, and the two writings, a decision and its end."""

from collections.abc import Collection
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping, Select, func, or_, select
from sqlalchemy.exc import IntegrityError

from aim.decision_lists import NOT_NOW, DecisionLists
from aim.decisions import checking
from aim.decisions.database import Database
from aim.decisions.meetings import meeting_of
from aim.decisions.model import (
    ENDED,
    STANDS,
    WITHDRAWN,
    DecidedFirstError,
    Decision,
    Entry,
    EntryError,
    Place,
    Seen,
    day_title,
)
from aim.decisions.tables import DECISIONS, MEETINGS
from aim.errors import StoreError

_ENTRY = tuple(each.name for each in fields(Entry))
_PLACE = tuple(each.name for each in fields(Place))
_NEWEST = select(DECISIONS.c.id, DECISIONS.c.at).order_by(DECISIONS.c.id.desc()).limit(1)


class Book:
    """The decisions of one store: those about real data, or those about its demonstration, never both."""

    def __init__(self, database: Database, *, demonstration: bool, zone: ZoneInfo) -> None:
        self._database, self._demonstration, self._zone = database, demonstration, zone

    def of_month(self, month: str) -> list[Decision]:
        """What stands of each decision of a meeting, ended and withdrawn too, in the order of their first versions."""
        return self._read(_standing().where(MEETINGS.c.month == month, self._ours()))

    def before(self, month: str) -> list[Decision]:
        """What stands of each decision of all earlier meetings, oldest first."""
        return self._read(_standing().where(MEETINGS.c.month < month, self._ours()))

    def taken_up(self) -> frozenset[int]:
        """The ``id`` of what stands of each decision that a later meeting took up again."""
        with self._database.reading() as connection:
            if connection is None:
                return frozenset()
            return frozenset(int(each) for each in connection.execute(_taken_up()).scalars())

    def agenda(self, month: str) -> tuple[list[Decision], list[Decision]]:
        """:meth:`of_month`, and of :meth:`before` what may still be owed something, both as they stand at one moment.

        That is what stands, is not taken up, and is to be looked at again: :func:`aim.decisions.states.promises`.
        """
        with self._database.reading() as connection:
            if connection is None:
                return [], []
            owed = (
                _all()
                .where(MEETINGS.c.month < month, self._ours(), _last(DECISIONS), DECISIONS.c.fate == STANDS)
                .where(or_(DECISIONS.c.kind != NOT_NOW, DECISIONS.c.review.is_not(None)))
                .where(DECISIONS.c.id.not_in(_taken_up()))
            )
            of_month = self._rows(connection, _standing().where(MEETINGS.c.month == month, self._ours()))
            return of_month, self._rows(connection, owed)

    def versions(self, decision: int) -> list[Decision]:
        """Every version of the decision that ``decision`` is a version of, oldest first; none where there is none."""
        with self._database.reading() as connection:
            found = None if connection is None else self._find(connection, decision)
            return [] if connection is None or found is None else self._thread(connection, found)

    def newest(self) -> str:
        """Which version was written last, and when: another wherever anything was written. Costs one row."""
        with self._database.reading() as connection:
            last = None if connection is None else connection.execute(_NEWEST).first()
            return f"{last.id} {last.at}" if last else ""

    def about(self, cells: Collection[str]) -> list[Decision]:
        """Every version of each decision about a place whose strongest cell then was one of ``cells``, oldest first."""
        with self._database.reading() as connection:
            chosen = _all().where(DECISIONS.c.key.in_(sorted(cells)), self._ours())
            return [] if connection is None else self._rows(connection, chosen)

    def decide(
        self,
        month: str,
        place: Place,
        seen: Seen,
        picture: str,
        entry: Entry,
        *,
        lists: DecisionLists,
        actor: str,
        now: datetime,
        today: date | None = None,
        replaces: int | None = None,
        follows: int | None = None,
    ) -> Decision:
        """Write what was decided about ``place`` in the meeting of ``month``; what stood there stays as a version.

        ``replaces``: the ``id`` of what whoever decides saw standing there, None where nothing stood. ``follows``: the
        ``id`` of the decision of an earlier month that this one takes up again. ``today``: the day from which days to
        come are counted, by default that of ``now``. Raises :class:`DecidedFirstError` where
        something else stands by now, :class:`EntryError` with every fault of what was entered, and
        :class:`StoreError`; nothing is written then.
        """
        today = today or now.astimezone(self._zone).date()
        place, seen, picture = checking.subject(month, place, seen, picture)
        with self._database.writing() as connection:
            before = self._replaced(connection, month, place, replaces, entry)
            entry = checking.entry(entry, seen, lists, today, before.entry if before else None)
            values = self._about(place, seen, picture) | {"fate": STANDS, "end_note": ""}
            values |= {"actor": checking.line(actor), "at": now, **{name: getattr(entry, name) for name in _ENTRY}}
            values["follows"] = self._followed(connection, month, follows, entry) or (
                before.follows if before else None
            )
            meeting = meeting_of(connection, self._demonstration, month, picture, actor, now)
            return self._write(connection, meeting, before.thread if before else place.key, before, values)

    def end(self, decision: int, *, note: str, actor: str, now: datetime, withdrawn: bool = False) -> Decision:
        """Write that a decision has ended, or that it is taken back (``withdrawn``) as if it had never been taken.

        ``decision``: the ``id`` of the version seen standing; ``note``: what came of it, of at most 140 characters.
        Raises as :meth:`decide` does.
        """
        tidy = checking.note(note)
        with self._database.writing() as connection:
            before = self._find(connection, decision)
            if before is None:
                raise EntryError({"decision": "there is no such decision: open the month again"})
            standing = self._thread(connection, before)[-1]
            if standing.id != before.id or standing.fate != STANDS:
                raise DecidedFirstError(standing, None, self._clock(standing))
            fate = WITHDRAWN if withdrawn else ENDED
            values = self._about(before.place, before.seen, before.picture) | asdict(before.entry)
            values |= {
                "fate": fate,
                "end_note": tidy,
                "actor": checking.line(actor),
                "at": now,
                "follows": before.follows,
            }
            meeting = meeting_of(connection, self._demonstration, before.month, before.picture, actor, now)
            return self._write(connection, meeting, before.thread, before, values)

    def _replaced(
        self, connection: Connection, month: str, place: Place, replaces: int | None, entry: Entry
    ) -> Decision | None:
        """What stands about the place in this meeting, where it is what was seen there."""
        if replaces is not None:
            seen = self._find(connection, replaces)
            if seen is None or seen.month != month:
                raise EntryError({"decision": "there is no such decision: open the month again"}, entry)
            standing = self._thread(connection, seen)[-1]
            if standing.id != replaces:
                raise DecidedFirstError(standing, entry, self._clock(standing))
            return standing
        there = self._rows(connection, _standing().where(MEETINGS.c.month == month, self._ours()))
        for other in there:
            if other.fate != WITHDRAWN and (other.thread == place.key or other.place.shares(place)):
                raise DecidedFirstError(other, entry, self._clock(other))
        return next((other for other in there if other.thread == place.key), None)

    def _write(
        self,
        connection: Connection,
        meeting: int,
        thread: str,
        before: Decision | None,
        values: dict[str, Any],
    ) -> Decision:
        version = before.version + 1 if before else 1
        row = {**values, "meeting": meeting, "thread": thread, "version": version}
        try:
            written = connection.execute(DECISIONS.insert().values(row).returning(DECISIONS.c.id)).scalar_one()
        except IntegrityError as error:  # the lock of writers keeps this from happening; the tables keep it in any case
            raise StoreError(f"{self._database.where}: another decided at the same moment, try again") from error
        (found,) = self._rows(connection, _all().where(DECISIONS.c.id == written))
        return found

    def _followed(self, connection: Connection, month: str, follows: int | None, entry: Entry) -> int | None:
        if follows is None:
            return None
        found = self._find(connection, follows)
        if found is None or found.month >= month:
            fault = "what it takes up is no decision of an earlier month: open the month again"
            raise EntryError({"follows": fault}, entry)
        return follows

    def _read(self, chosen: Select[Any]) -> list[Decision]:
        with self._database.reading() as connection:
            return [] if connection is None else self._rows(connection, chosen)

    def _rows(self, connection: Connection, chosen: Select[Any]) -> list[Decision]:
        return [_decision(row, self._zone) for row in connection.execute(chosen).mappings()]

    def _find(self, connection: Connection, decision: int) -> Decision | None:
        if not isinstance(decision, int) or isinstance(decision, bool) or not 0 < decision < 2**63:
            return None
        found = self._rows(connection, _all().where(DECISIONS.c.id == decision, self._ours()))
        return found[0] if found else None

    def _thread(self, connection: Connection, version: Decision) -> list[Decision]:
        """Every version of the decision that ``version`` is one of, oldest first."""
        same = (MEETINGS.c.month == version.month) & (DECISIONS.c.thread == version.thread)
        return self._rows(connection, _all().where(same, self._ours()).order_by(None).order_by(DECISIONS.c.version))

    def _ours(self) -> Any:
        return MEETINGS.c.demonstration.is_(self._demonstration)

    def _clock(self, decision: Decision) -> str:
        at = decision.at.astimezone(self._zone)
        return f"{at:%H:%M} on {day_title(at.date())}"

    @staticmethod
    def _about(place: Place, seen: Seen, picture: str) -> dict[str, Any]:
        values = asdict(place)
        lists = {"cells": list(place.cells), "concerns": list(place.concerns)}
        return {**values, **lists, "seen": seen.to_json(), "picture": picture}


def _all() -> Select[Any]:
    """Every version with its meeting, in the order of writing."""
    columns = [each for each in DECISIONS.c if each.name != "meeting"]
    joined = DECISIONS.join(MEETINGS, MEETINGS.c.id == DECISIONS.c.meeting)
    named = (*columns, MEETINGS.c.month, MEETINGS.c.demonstration, _begun().label("begun"))
    return select(*named).select_from(joined).order_by(DECISIONS.c.id)


def _begun() -> Any:
    """When a version was first written as of its kind, unbroken by one of another kind or by an end."""
    first, other = DECISIONS.alias(), DECISIONS.alias()
    broken = (
        select(func.coalesce(func.max(other.c.version), 0))
        .where(other.c.meeting == DECISIONS.c.meeting, other.c.thread == DECISIONS.c.thread)
        .where(other.c.version < DECISIONS.c.version)
        .where(or_(other.c.kind != DECISIONS.c.kind, other.c.fate != STANDS))
        .correlate(DECISIONS)
        .scalar_subquery()
    )
    return (
        select(func.min(first.c.at))
        .where(first.c.meeting == DECISIONS.c.meeting, first.c.thread == DECISIONS.c.thread)
        .where(first.c.version <= DECISIONS.c.version, first.c.version > broken)
        .correlate(DECISIONS)
        .scalar_subquery()
    )


def _standing() -> Select[Any]:
    """The last version of each decision, in the order in which the decisions were first taken."""
    first = DECISIONS.alias()
    begun = (
        select(func.min(first.c.id))
        .where(first.c.meeting == DECISIONS.c.meeting, first.c.thread == DECISIONS.c.thread)
        .scalar_subquery()
    )
    return _all().where(_last(DECISIONS)).order_by(None).order_by(MEETINGS.c.month, begun)


def _last(table: Any) -> Any:
    """Whether no later version stands in place of a row."""
    later = DECISIONS.alias()
    return ~(
        select(later.c.id)
        .where(later.c.meeting == table.c.meeting, later.c.thread == table.c.thread, later.c.version > table.c.version)
        .exists()
    )


def _taken_up() -> Select[Any]:
    """The ids of what stands of those decisions that a later one follows, by whichever version that one names."""
    later, earlier, last = DECISIONS.alias(), DECISIONS.alias(), DECISIONS.alias()
    return (
        select(func.max(last.c.id))
        .select_from(later)
        .join(earlier, earlier.c.id == later.c.follows)
        .join(last, (last.c.meeting == earlier.c.meeting) & (last.c.thread == earlier.c.thread))
        .where(_last(later), later.c.fate != WITHDRAWN)
        .group_by(earlier.c.meeting, earlier.c.thread)
    )


def _decision(row: RowMapping, zone: ZoneInfo) -> Decision:
    place = {name: row[name] for name in _PLACE} | {"cells": tuple(row["cells"]), "concerns": tuple(row["concerns"])}
    return Decision(
        id=row["id"],
        month=row["month"],
        thread=row["thread"],
        version=row["version"],
        place=Place(**place),
        entry=Entry(**{name: row[name] for name in _ENTRY}),
        seen=Seen.from_json(row["seen"]),
        picture=row["picture"],
        fate=row["fate"],
        end_note=row["end_note"],
        follows=row["follows"],
        demonstration=row["demonstration"],
        actor=row["actor"],
        at=row["at"],
        begun=row["begun"].astimezone(zone).date(),
    )
