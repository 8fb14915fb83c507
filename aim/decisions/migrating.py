"""The tables through the versions of AIM: made at the first decision, brought up to date at the first use.

Called inside a transaction that no other writer shares, so that of two processes one makes the tables and the other
finds them made, and a kill leaves what was there before.
"""

from typing import Final

from sqlalchemy import Connection, text

from aim.errors import StoreError

TABLE: Final = "aim_decisions_version"
# Every migration, oldest first, as its file names it. Here too, so that what is up to date costs no import of Alembic.
REVISIONS: Final = ("0001", "0002")
STEPS: Final = "aim.decisions:migrations"
HEAD: Final = "head"  # of the steps
NOTHING: Final = "nothing"
OLD: Final = "old"
NEWEST: Final = "newest"


def made(connection: Connection, where: str) -> str:
    """``nothing`` where no table is there, ``old`` or ``newest``. Raises StoreError for the tables of a later AIM."""
    found = revision(connection)
    if found is None:
        return NOTHING
    if found not in REVISIONS:
        raise StoreError(
            f"{where} was made by a later version of AIM (its tables are {found!r}, this one knows up to "
            f"{REVISIONS[-1]!r}): nothing was changed; use that version, or a store of this one"
        )
    return NEWEST if found == REVISIONS[-1] else OLD


def bring_up(connection: Connection, where: str) -> None:
    """Make the tables, or bring them up to date, in the transaction of ``connection``. Raises as :func:`made` does."""
    made(connection, where)
    from alembic import command
    from alembic.config import Config as AlembicConfig

    settings = AlembicConfig()
    settings.set_main_option("script_location", STEPS)
    settings.attributes["connection"] = connection
    command.upgrade(settings, HEAD)


def revision(connection: Connection) -> str | None:
    """The newest step that made the tables of ``connection``; None where there are none."""
    if connection.dialect.name == "sqlite":
        there = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :name"
    else:
        there = "SELECT to_regclass(:name)"
    if connection.execute(text(there), {"name": TABLE}).scalar() is None:
        return None
    found = connection.execute(text(f"SELECT version_num FROM {TABLE}")).scalars().all()
    return found[-1] if found else None
