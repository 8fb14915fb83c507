"""Meetings that were closed, with the tables that lay before them, and that no row of those is ever changed either."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SAID = "a row of closings is never changed or deleted: write a new version"


def upgrade() -> None:
    """Make the table and what guards it."""
    op.create_table(
        "closings",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("meeting", _NUMBER, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=False),
        sa.Column("upto", _NUMBER, nullable=False),
        sa.Column("tables", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_closings"),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"], name="fk_closings_meeting"),
        sa.UniqueConstraint("meeting", "version", name="uq_closings_meeting_version"),
        sa.CheckConstraint("version >= 1", name="ck_closings_version"),
    )
    if op.get_bind().dialect.name == "sqlite":
        _guard_file()
    else:
        _guard_server()


def _guard_file() -> None:
    for what in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER closings_no_{what.lower()} BEFORE {what} ON closings "
            f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
        )
    # INSERT OR REPLACE deletes the row in its way, and no trigger of deletion would see it.
    op.execute(
        "CREATE TRIGGER closings_no_replace BEFORE INSERT ON closings "
        "WHEN EXISTS (SELECT 1 FROM closings WHERE id = NEW.id OR (meeting = NEW.meeting AND version = NEW.version)) "
        f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
    )


def _guard_server() -> None:
    op.execute(
        "CREATE TRIGGER closings_no_change BEFORE UPDATE OR DELETE ON closings "
        "FOR EACH ROW EXECUTE FUNCTION aim_never_changed()"
    )
    op.execute(
        "CREATE TRIGGER closings_no_truncate BEFORE TRUNCATE ON closings "
        "FOR EACH STATEMENT EXECUTE FUNCTION aim_never_changed()"
    )
