"""The file of decisions copied while somebody may be writing it, and the proof that what is kept is whole."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from sqlalchemy import text

from aim.config import Config
from aim.decisions import migrating
from aim.decisions.database import FILE, VARIABLE, Database
from aim.decisions.meetings import unpacked
from aim.decisions.tables import CLOSINGS, DECISIONS, guarded
from aim.errors import StoreError

Ask = Callable[[str], list[tuple[Any, ...]]]
_FEW: Final = 5  # findings of one kind
IN_FILE: Final = "sqlite"
SERVER: Final = "postgresql"
# What is numbered by version: the table, what it is numbered within, and what that is in words.
_NUMBERED: Final = (
    (DECISIONS.name, "meeting, thread", "the decision on {thread} in meeting {meeting}"),
    (CLOSINGS.name, "meeting", "the closing of meeting {meeting}"),
)
_GUARDS: Final = {IN_FILE: ("no_update", "no_delete", "no_replace"), SERVER: ("no_change", "no_truncate")}


def held(data: Path) -> bool:
    """Whether the store holds a file of decisions."""
    return (data / FILE).is_file()


def copy(data: Path, target: Path) -> None:
    """Write the file of decisions to ``target`` as it stands at one moment: one file, with nothing beside it.

    Raises :class:`StoreError` where it cannot be read or written, or where its copy is not whole.
    """
    try:
        with closing(sqlite3.connect(data / FILE)) as source, closing(sqlite3.connect(target)) as made:
            source.backup(made)
            made.execute("PRAGMA journal_mode = DELETE")  # all of it in this file; the first writer turns it back
            said = _line(made.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        raise StoreError(f"{data / FILE} cannot be copied: {error}; see `aim verify`") from error
    if said != "ok":
        raise StoreError(f"{data / FILE} is damaged ({said}), so a copy would not be whole: see `aim verify`")


def faults(config: Config) -> list[tuple[str, str]]:
    """What is wrong with the decisions of a store: where, and what, in words; none where all is as it must be.

    Changes nothing, and reads a file on a disk that cannot be written too.
    """
    where = VARIABLE if config.database else FILE
    if not config.database and not held(config.data):
        return []
    try:
        found = list(_of_server(config) if config.database else _of_file(config.data / FILE))
    except (StoreError, sqlite3.Error) as error:
        found = [str(error)]
    return [(where, fault) for fault in found]


def _of_server(config: Config) -> Iterator[str]:
    database = Database(config)
    with database.looking() as connection:
        if migrating.made(connection, database.where) == migrating.NOTHING:
            return
        there = guarded(migrating.revision(connection) or "")

        def ask(question: str) -> list[tuple[Any, ...]]:
            return [tuple(row) for row in connection.execute(text(question))]

        ours = ", ".join(f"CAST('{table}' AS regclass)" for table in there)  # of the same name elsewhere: no
        enabled = f"SELECT tgname FROM pg_trigger WHERE tgenabled = 'O' AND tgrelid IN ({ours})"
        yield from _guards(ask, enabled, SERVER, there)
        yield from _versions(ask, there)


def _of_file(path: Path) -> Iterator[str]:
    with closing(_opened(path)) as file:

        def ask(question: str) -> list[tuple[Any, ...]]:
            return file.execute(question).fetchall()

        said = [_line(row[0]) for row in ask(f"PRAGMA integrity_check({_FEW})")]
        if said != ["ok"]:
            yield from (f"the file is damaged: {each}" for each in said)
            return
        if not ask(f"SELECT 1 FROM sqlite_master WHERE name = '{migrating.TABLE}'"):
            return  # a first decision was cut short
        revision = next((row[0] for row in reversed(ask(f"SELECT version_num FROM {migrating.TABLE}"))), "")
        if revision and revision not in migrating.REVISIONS:
            yield f"its tables are {revision!r}, of a later version of AIM: this one cannot read them"
            return
        there = guarded(revision)
        yield from (
            f"a row of {row[0]} names one of {row[2]} that is not there" for row in ask("PRAGMA foreign_key_check")
        )
        yield from _guards(ask, "SELECT name FROM sqlite_master WHERE type = 'trigger'", IN_FILE, there)
        yield from _versions(ask, there)


def _opened(path: Path) -> sqlite3.Connection:
    """To read only; where nobody can write there, not even what readers leave beside it, as it lies."""
    file = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        file.execute("SELECT 1 FROM sqlite_master")
    except sqlite3.OperationalError:
        file.close()
        file = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    return file


def _guards(ask: Ask, question: str, kind: str, tables: tuple[str, ...]) -> Iterator[str]:
    there = {row[0] for row in ask(question)}
    for table in tables:
        lost = [each for each in _GUARDS[kind] if f"{table}_{each}" not in there]
        if lost:
            yield f"nothing guards the rows of {table} any more ({', '.join(lost)}): they may have been changed"


def _versions(ask: Ask, tables: tuple[str, ...]) -> Iterator[str]:
    """Decisions and closings of which a version is missing, or that begin or end where they cannot.

    Also the closings whose tables are not those that were closed.
    """
    for table, key, subject in _NUMBERED:
        asked = f"SELECT {key}, count(*), max(version) FROM {table} GROUP BY {key} HAVING count(*) <> max(version)"
        wrong = ask(f"{asked} OR min(version) <> 1") if table in tables else []
        for *found, number, last in wrong[:_FEW]:
            names = dict(zip(key.split(", "), found, strict=True))
            yield f"of {subject.format(**names)} {number} of {last} versions are there"
    if CLOSINGS.name in tables:
        yield from _closed(ask)


def _closed(ask: Ask) -> Iterator[str]:
    wrong = 0
    for (number,) in ask(f"SELECT id FROM {CLOSINGS.name} ORDER BY id"):  # one at a time: a decade of them is long
        ((meeting, tables, told),) = ask(f"SELECT meeting, tables, hash FROM {CLOSINGS.name} WHERE id = {int(number)}")
        found = unpacked(tables)
        if found is None or hashlib.sha256(found).hexdigest() != told:
            wrong += 1
            if wrong <= _FEW:
                yield f"the tables of a closing of meeting {meeting} are not those that were closed"


def _line(said: str) -> str:
    return " ".join(said.split())
