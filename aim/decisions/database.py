"""Where decisions are kept: a file of the store (SQLite, WAL), or the PostgreSQL that ``AIM_DATABASE_URL`` names.

Reading makes nothing: before the first decision there is neither file nor table, and no decision. Writing makes them.
One writer at a time, on both: who decides sees what stands until it is replaced. Every error names where the decisions
are kept and never the password.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from aim.config import Config
from aim.decisions import migrating
from aim.decisions.where import FILE as FILE
from aim.errors import BusyError, SettingsError, StoreError

VARIABLE: Final = "AIM_DATABASE_URL"
WAIT: Final = 15  # seconds that a writer waits for another, and a connection for its server
_LOCK: Final = 4_157_113  # of writers, in PostgreSQL: any number of our own
_WRITES: Final = "aim_writes"
_AGAIN: Final = f"did not come free in {WAIT} s: try again"
_READS: Final = "to be read"  # of an engine
_BUSY: Final = "Somebody else is writing: press Enter to try again."
_PLAIN: Final = "the store cannot be {} now; whoever runs AIM finds the cause in its log"
_NOT_WRITABLE: Final = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)

_engines: dict[str, Engine] = {}
_engines_lock = threading.Lock()


class Database:
    """The decisions of one store. Cheap to make: what connects is made once for each address and shared by threads."""

    def __init__(self, config: Config) -> None:
        self.path: Path | None = None if config.database else config.data / FILE
        self._url = _address(config.database.get_secret_value()) if config.database else _file(config.data / FILE)

    @property
    def where(self) -> str:
        """Where the decisions are, for messages: the file, or the server and the variable that names it."""
        if self.path is not None:
            return str(self.path)
        host = self._url.query.get("host") or self._url.host or "this machine"
        port = f":{self._url.port}" if self._url.port else ""
        return f"the database {self._url.database or ''} at {host}{port} ({VARIABLE})".replace("  ", " ")

    @contextmanager
    def reading(self) -> Iterator[Connection | None]:
        """One view of all decisions, whatever others write meanwhile; None where nobody decided anything yet.

        Tables that an earlier version of AIM made are brought up to date first. What may only be read, file or folder,
        is read all the same. Raises :class:`StoreError` where they cannot be read, and where a later version made them.
        """
        if self.path is not None and not self.path.is_file():
            yield None
            return
        with self._told("read"):
            with self._connected(writes=False) as connection:
                made = migrating.made(connection, self.where)
                if made != migrating.OLD:
                    yield connection if made == migrating.NEWEST else None
                    return
            with self._connected(writes=True) as connection:
                migrating.bring_up(connection, self.where)
            with self._connected(writes=False) as connection:
                yield connection

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """The database as it is, tables or none, of whatever version: nothing is made or brought up."""
        with self._told("read"), self._connected(writes=False) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, whole or not at all: everybody else's writing waits for its end.

        Makes the tables where there are none. Raises :class:`StoreError` as :meth:`reading` does.
        """
        with self._told("written"):
            if self.path is not None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._connected(writes=True) as connection:
                if migrating.made(connection, self.where) != migrating.NEWEST:
                    migrating.bring_up(connection, self.where)
                yield connection

    @contextmanager
    def _connected(self, *, writes: bool) -> Iterator[Connection]:
        with self._engine(writes=writes).connect() as opened:
            connection = opened.execution_options(**{_WRITES: writes})
            if not writes and self.path is None:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                if writes and self.path is None:
                    connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT}s'"))
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                yield connection

    def _engine(self, *, writes: bool = True) -> Engine:
        address = self._url.render_as_string(hide_password=False)
        if self.path is not None and not writes:
            address = f"{address} {_READS}"
        with _engines_lock:
            if address not in _engines:
                _engines[address] = _of_server(self._url) if self.path is None else _of_file(self.path, writes=writes)
            return _engines[address]

    @contextmanager
    def _told(self, done: str) -> Iterator[None]:
        """Errors of the database in words that name where it is, and never a password."""
        try:
            yield
        except OSError as error:
            said = f"{self.where} cannot be {done}: {error.strerror or error}"
            raise StoreError(said, plain=_PLAIN.format(done)) from error
        except DBAPIError as error:
            raise self._meant(error, done) from error.orig
        except SQLAlchemyError as error:
            raise StoreError(f"{self.where} cannot be {done}: {_line(error)}", plain=_PLAIN.format(done)) from error

    def _meant(self, error: DBAPIError, done: str) -> StoreError:
        words = self._words(error, done)
        busy = words.endswith(_AGAIN)
        return BusyError(words, plain=_BUSY) if busy else StoreError(words, plain=_PLAIN.format(done))

    def _words(self, error: DBAPIError, done: str) -> str:
        said = self._safe(_line(error.orig or error))
        if self.path is not None:
            if "locked" in said:
                return f"{self.where} is being written by another and {_AGAIN}"
            step = "see that the folder may be written and has room; `aim verify` checks the file"
            return f"{self.where} cannot be {done}: {said}; {step}"
        if error.connection_invalidated or type(error.orig).__name__ in ("OperationalError", "ConnectionTimeout"):
            return f"{self.where} cannot be reached: {said}; see that it runs, and that {VARIABLE} names it as it is"
        if "LockNotAvailable" in type(error.orig).__name__:
            return f"{self.where} is being written by another and {_AGAIN}"
        return f"{self.where} cannot be {done}: {said}; ask its administrator what the account may do there"

    def _safe(self, said: str) -> str:
        secret = str(self._url.password or "")
        return said.replace(secret, "***") if secret else said


def close(database: Database) -> None:
    """Let go of every connection to where ``database`` is; the next use opens anew."""
    address = database._url.render_as_string(hide_password=False)
    with _engines_lock:
        engines = [_engines.pop(each, None) for each in (address, f"{address} {_READS}")]
    for engine in engines:
        if engine is not None:
            engine.dispose()


def _file(path: Path) -> URL:
    return URL.create("sqlite+pysqlite", database=str(path))


def _address(text: str) -> URL:
    """The address of a server. Raises :class:`SettingsError` without repeating it: a part of it may be a password."""
    try:
        url = make_url(text).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):
        raise SettingsError(
            f"{VARIABLE} cannot be read: write it as postgresql://USER:PASSWORD@HOST:PORT/NAME, "
            "with signs such as @ : / of a password as %40 %3A %2F"
        ) from None
    return url


def _of_server(url: URL) -> Engine:
    patience: dict[str, Any] = {} if "connect_timeout" in url.query else {"connect_timeout": WAIT}
    return create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=10, connect_args=patience)


def _of_file(path: Path, *, writes: bool) -> Engine:
    def opened_file() -> sqlite3.Connection:
        return _opened(str(path)) if writes else _opened_to_read(path)

    engine = create_engine("sqlite+pysqlite://", creator=opened_file, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def opened(connection: sqlite3.Connection, record: object) -> None:
        connection.isolation_level = None  # transactions begin where we say, tables made in one belong to it
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")  # what is said to be decided survives a power cut

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        if not connection.get_execution_options().get(_WRITES):
            connection.exec_driver_sql("BEGIN")
            return
        _use_wal(connection)
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _opened(name: str, *, uri: bool = False) -> sqlite3.Connection:
    return sqlite3.connect(name, timeout=WAIT, check_same_thread=False, uri=uri)


def _opened_to_read(path: Path) -> sqlite3.Connection:
    """The file as it is usually opened, else for reading alone: where the disk or the account may not write.

    SQLite keeps beside the file who reads it (``-shm``). Where nobody can write that, nobody writes the file either,
    and it is read as something that never changes: unless a writer left something beside it (``-wal``) that only a
    folder that can be written brings in.
    """
    address = path.absolute().as_uri()
    connection = _opened(str(path))
    for how in ("mode=ro", "mode=ro&immutable=1"):
        try:
            connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
            return connection
        except sqlite3.OperationalError as error:
            connection.close()
            ahead = path.with_name(f"{path.name}-wal")
            held = ahead.is_file() and ahead.stat().st_size > 0
            if error.sqlite_errorcode & 0xFF not in _NOT_WRITABLE or ("immutable" in how and held):
                raise
            connection = _opened(f"{address}?{how}", uri=True)
        except BaseException:
            connection.close()
            raise
    return connection


def _use_wal(connection: Connection) -> None:
    """Readers go on while somebody writes. The file remembers it; on a disk that cannot, it stays as it is."""
    until = time.monotonic() + WAIT
    while connection.exec_driver_sql("PRAGMA journal_mode").scalar() != "wal":
        try:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            return
        except DBAPIError:  # another makes the file at this moment, and SQLite does not wait here by itself
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300]
