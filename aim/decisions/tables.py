"""The tables of decisions, as the newest migration leaves them."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB

from aim.decisions.model import ENDED, KINDS, STANDS, WITHDRAWN

METADATA: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)
NUMBER: Final = BigInteger().with_variant(Integer(), "sqlite")  # which numbers its rows by itself only where so called
VALUES: Final = JSON().with_variant(JSONB(), "postgresql")


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, with its zone in PostgreSQL and without in SQLite, which knows none; aware on both in Python."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database. A moment without its zone is refused: nobody could say when it was."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From the database."""
        if not isinstance(value, datetime):
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


# A month's meeting, from its first decision on: the picture that lay before it then.
MEETINGS: Final = Table(
    "meetings",
    METADATA,
    Column("id", NUMBER, primary_key=True),
    Column("demonstration", Boolean, nullable=False),
    Column("month", String(7), nullable=False),
    Column("picture", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("demonstration", "month"),
)
# Every version of every decision. The first key of a place names its decision through all versions of a month.
DECISIONS: Final = Table(
    "decisions",
    METADATA,
    Column("id", NUMBER, primary_key=True),
    Column("meeting", NUMBER, ForeignKey("meetings.id"), nullable=False),
    Column("thread", String(15), nullable=False),
    Column("version", Integer, nullable=False),
    Column("follows", NUMBER, ForeignKey("decisions.id")),
    Column("fate", String(9), nullable=False),
    Column("key", String(15), nullable=False),
    Column("cells", VALUES, nullable=False),
    Column("name", Text, nullable=False),
    Column("called", Text, nullable=False),
    Column("ward", Text, nullable=False),
    Column("neighbourhood", Text, nullable=False),
    Column("concerns", VALUES, nullable=False),
    Column("kind", String(7), nullable=False),
    Column("reason", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("tactic", Text, nullable=False),
    Column("hours", Float),
    Column("until", Date),
    Column("review", Date),
    Column("level", Integer),
    Column("end_note", Text, nullable=False),
    Column("picture", Text, nullable=False),
    Column("seen", VALUES, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("meeting", "thread", "version"),
    CheckConstraint("version >= 1", name="version"),
    CheckConstraint(_one_of("kind", KINDS), name="kind"),
    CheckConstraint(_one_of("fate", (STANDS, ENDED, WITHDRAWN)), name="fate"),
)
# Every version of the closing of a meeting: ``tables`` is what lay before it, compressed, and ``hash`` the SHA-256 of
# what that unpacks to; ``upto`` the id of the newest decision then, 0 where there was none.
CLOSINGS: Final = Table(
    "closings",
    METADATA,
    Column("id", NUMBER, primary_key=True),
    Column("meeting", NUMBER, ForeignKey("meetings.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("picture", Text, nullable=False),
    Column("upto", NUMBER, nullable=False),
    Column("tables", LargeBinary, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("meeting", "version"),
    CheckConstraint("version >= 1", name="version"),
)
NEVER_CHANGED: Final = (MEETINGS.name, DECISIONS.name, CLOSINGS.name)
# Those that a later step than the first made, by the step.
MADE_BY: Final = {CLOSINGS.name: "0002"}


def guarded(revision: str) -> tuple[str, ...]:
    """The tables of which no row is ever changed, as the step ``revision`` left them."""
    return tuple(name for name in NEVER_CHANGED if MADE_BY.get(name, "0001") <= revision)
