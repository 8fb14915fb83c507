"""The closings of meetings in their database: each kept, with what lay before the meeting then."""

import hashlib
import zlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, func, select

from aim.decisions import checking
from aim.decisions.closed import Closing, DecidedMeanwhileError, Laid, Opened
from aim.decisions.database import Database
from aim.decisions.tables import CLOSINGS, DECISIONS, MEETINGS
from aim.errors import StoreError

_MOST: Final = 20_000_000  # bytes of tables: far more than any meeting has before it


class Meetings:
    """The closings of one store: those of meetings on real data, or on its demonstration, never both."""

    def __init__(self, database: Database, *, demonstration: bool) -> None:
        self._database, self._demonstration = database, demonstration

    def close(self, laid: Laid, *, actor: str, now: datetime, first: Callable[[], object] = lambda: None) -> Closing:
        """Write that a meeting is closed, with what lay before it. One that is closed already gets a new version.

        ``first``: what has to be done before anybody can know of it, once it is sure that it can be written. Raises
        :class:`DecidedMeanwhileError` where a newer decision stands than what was ``laid`` knows of, what ``first``
        raises, and :class:`StoreError`; nothing is written then.
        """
        if len(laid.tables) > _MOST:
            size = f"{len(laid.tables):,} bytes"
            raise StoreError(f"the tables of {laid.month} have {size}, more than any meeting can have read")
        with self._database.writing() as connection:
            if self._newest(connection) != laid.upto:
                raise DecidedMeanwhileError
            meeting = meeting_of(connection, self._demonstration, laid.month, laid.picture, actor, now)
            before = connection.execute(select(func.max(CLOSINGS.c.version)).where(CLOSINGS.c.meeting == meeting))
            row = {
                "meeting": meeting,
                "version": (before.scalar() or 0) + 1,
                "picture": laid.picture,
                "upto": laid.upto,
                "tables": zlib.compress(laid.tables, 9),
                "hash": hashlib.sha256(laid.tables).hexdigest(),
                "actor": checking.line(actor),
                "at": now,
            }
            made = connection.execute(CLOSINGS.insert().values(row).returning(CLOSINGS.c.id)).scalar_one()
            first()
            return self._closings(connection, CLOSINGS.c.id == made)[0]

    def closings(self, month: str) -> list[Closing]:
        """Every version of the closing of a meeting, oldest first; none where it is open."""
        with self._database.reading() as connection:
            return [] if connection is None else self._closings(connection, MEETINGS.c.month == month)

    def every_closing(self) -> list[Closing]:
        """Every version of the closing of every meeting, of one meeting oldest first."""
        with self._database.reading() as connection:
            return [] if connection is None else self._closings(connection, CLOSINGS.c.version > 0)

    def opened(self, month: str) -> Opened | None:
        """The meeting of ``month``; None before anything is written of it."""
        return self._opened(MEETINGS.c.month == month)

    def opened_before(self, month: str) -> Opened | None:
        """The last meeting of an earlier month; None where there is none."""
        return self._opened(MEETINGS.c.month < month)

    def tables(self, closing: Closing) -> bytes:
        """What lay before the meeting, byte for byte as it was closed. Raises :class:`StoreError` where it is not."""
        with self._database.reading() as connection:
            kept = (
                None
                if connection is None
                else connection.execute(select(CLOSINGS.c.tables).where(CLOSINGS.c.id == closing.id)).scalar()
            )
        found = None if kept is None else unpacked(kept)
        if found is None or hashlib.sha256(found).hexdigest() != closing.hash:
            raise StoreError(
                f"{self._database.where}: the tables of the meeting of {closing.month} are not as they were closed: "
                "see `aim verify`, and restore a backup"
            )
        return found

    def newest(self) -> int:
        """The ``id`` of the newest decision, of any meeting; 0 where there is none."""
        with self._database.reading() as connection:
            return 0 if connection is None else self._newest(connection)

    def later(self, closing: Closing) -> int:
        """How many versions of decisions of the meeting were written since it was closed."""
        with self._database.reading() as connection:
            if connection is None:
                return 0
            counted = (
                select(func.count())
                .select_from(DECISIONS.join(MEETINGS, MEETINGS.c.id == DECISIONS.c.meeting))
                .where(MEETINGS.c.month == closing.month, self._ours(), DECISIONS.c.id > closing.upto)
            )
            return int(connection.execute(counted).scalar_one())

    def _opened(self, chosen: Any) -> Opened | None:
        asked = select(MEETINGS.c.month, MEETINGS.c.picture, MEETINGS.c.at).where(chosen, self._ours())
        with self._database.reading() as connection:
            if connection is None:
                return None
            found = connection.execute(asked.order_by(MEETINGS.c.month.desc()).limit(1)).mappings().first()
        return None if found is None else Opened(**found)

    def _newest(self, connection: Connection) -> int:
        joined = DECISIONS.join(MEETINGS, MEETINGS.c.id == DECISIONS.c.meeting)
        asked = select(func.max(DECISIONS.c.id)).select_from(joined).where(self._ours())
        return int(connection.execute(asked).scalar() or 0)

    def _closings(self, connection: Connection, chosen: Any) -> list[Closing]:
        asked = _all().where(chosen, self._ours()).order_by(CLOSINGS.c.version)
        return [Closing(**row) for row in connection.execute(asked).mappings()]

    def _ours(self) -> Any:
        return MEETINGS.c.demonstration.is_(self._demonstration)


def meeting_of(connection: Connection, demonstration: bool, month: str, picture: str, actor: str, now: datetime) -> int:
    """The id of the meeting of a month; what is first written of it opens it, under the picture that lay before it."""
    chosen = select(MEETINGS.c.id).where(MEETINGS.c.month == month, MEETINGS.c.demonstration.is_(demonstration))
    found = connection.execute(chosen).scalar()
    if found is not None:
        return int(found)
    row = {
        "demonstration": demonstration,
        "month": month,
        "picture": picture,
        "actor": checking.line(actor),
        "at": now,
    }
    return int(connection.execute(MEETINGS.insert().values(row).returning(MEETINGS.c.id)).scalar_one())


def unpacked(kept: bytes) -> bytes | None:
    """The tables as they were handed in; None where what is kept cannot be unpacked."""
    try:
        return zlib.decompress(bytes(kept))
    except zlib.error:
        return None


def _all() -> Select[Any]:
    """Every version of every closing with its month, without its tables."""
    columns = [each for each in CLOSINGS.c if each.name not in ("meeting", "tables")]
    joined = CLOSINGS.join(MEETINGS, MEETINGS.c.id == CLOSINGS.c.meeting)
    return select(*columns, MEETINGS.c.month).select_from(joined)
