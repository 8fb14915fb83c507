"""Meetings and decisions, and that no row of them is ever changed or deleted."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_VALUES = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)
_TABLES = {"meetings": "demonstration = NEW.demonstration AND month = NEW.month",
           "decisions": "meeting = NEW.meeting AND thread = NEW.thread AND version = NEW.version"}  # fmt: skip
_SAID = "is never changed or deleted: write a new version"


def upgrade() -> None:
    """Make the tables and what guards them."""
    op.create_table(
        "meetings",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("picture", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_meetings"),
        sa.UniqueConstraint("demonstration", "month", name="uq_meetings_demonstration_month"),
    )
    op.create_table(
        "decisions",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("meeting", _NUMBER, nullable=False),
        sa.Column("thread", sa.String(15), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("follows", _NUMBER),
        sa.Column("fate", sa.String(9), nullable=False),
        sa.Column("key", sa.String(15), nullable=False),
        sa.Column("cells", _VALUES, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("name", "called", "ward", "neighbourhood")),
        sa.Column("concerns", _VALUES, nullable=False),
        sa.Column("kind", sa.String(7), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("reason", "note", "agency", "owner", "tactic")),
        sa.Column("hours", sa.Float()),
        sa.Column("until", sa.Date()),
        sa.Column("review", sa.Date()),
        sa.Column("level", sa.Integer()),
        sa.Column("end_note", sa.Text(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=False),
        sa.Column("seen", _VALUES, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"], name="fk_decisions_meeting"),
        sa.ForeignKeyConstraint(["follows"], ["decisions.id"], name="fk_decisions_follows"),
        sa.UniqueConstraint("meeting", "thread", "version", name="uq_decisions_meeting_thread_version"),
        sa.CheckConstraint("version >= 1", name="ck_decisions_version"),
        sa.CheckConstraint("kind IN ('Send', 'Watch', 'Known', 'Not now')", name="ck_decisions_kind"),
        sa.CheckConstraint("fate IN ('stands', 'ended', 'withdrawn')", name="ck_decisions_fate"),
    )
    if op.get_bind().dialect.name == "sqlite":
        _guard_file()
    else:
        _guard_server()


def _guard_file() -> None:
    for table, same in _TABLES.items():
        for what in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'a row of {table} {_SAID}'); END"
            )
        # INSERT OR REPLACE deletes the row in its way, and no trigger of deletion would see it.
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR ({same})) "
            f"BEGIN SELECT RAISE(ABORT, 'a row of {table} {_SAID}'); END"
        )


def _guard_server() -> None:
    op.execute(
        "CREATE FUNCTION aim_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION 'a row of % {_SAID}', TG_TABLE_NAME; END $$"
    )
    for table in _TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION aim_never_changed()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION aim_never_changed()"
        )
