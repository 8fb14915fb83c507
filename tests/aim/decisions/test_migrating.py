"""The tables through the versions of AIM, on a file and on a server: made once, brought up, and never taken back."""

import shutil
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from conftest import PROJECT
from deciding import MONTH, book, decide
from sqlalchemy import inspect, text

from aim import config
from aim.decisions import migrating
from aim.decisions.database import Database
from aim.decisions.tables import METADATA
from aim.errors import StoreError

LATER = '''
"""A later step."""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9999", "{last}", None, None
def upgrade():
    op.add_column("meetings", sa.Column("room", sa.Text()))
    {then}
'''


def _later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: str = "") -> None:
    """From now on this is a later version of AIM, with a step more."""
    with resources.as_file(resources.files("aim.decisions") / "migrations") as ours:
        shutil.copytree(ours, tmp_path / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    step = LATER.format(last=migrating.REVISIONS[-1], then=then)
    (tmp_path / "migrations" / "versions" / "v9999_later.py").write_text(step)
    monkeypatch.setattr(migrating, "STEPS", str(tmp_path / "migrations"))
    monkeypatch.setattr(migrating, "REVISIONS", (*migrating.REVISIONS, "9999"))


def _columns(kept, table: str = "meetings") -> set[str]:
    with Database(kept).reading() as connection:
        return {each["name"] for each in inspect(connection).get_columns(table)}


def test_the_steps_are_those_of_the_folder_and_make_the_tables_as_they_are_described(kept):
    settings = AlembicConfig()
    settings.set_main_option("script_location", migrating.STEPS)
    steps = list(ScriptDirectory.from_config(settings).walk_revisions())
    assert tuple(step.revision for step in reversed(steps)) == migrating.REVISIONS
    decide(book(kept))
    with Database(kept).reading() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": migrating.TABLE, "compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_an_old_database_is_brought_up_at_its_first_use_and_keeps_all(kept, tmp_path, monkeypatch):
    first = decide(book(kept))
    _later(tmp_path, monkeypatch)
    assert book(kept).of_month(MONTH) == [first]
    assert "room" in _columns(kept)
    second = decide(book(kept), 4)
    assert book(kept).of_month(MONTH) == [first, second]


def test_a_database_of_a_later_version_is_refused_and_stays_as_it_is(kept, tmp_path, monkeypatch):
    first = decide(book(kept))
    with monkeypatch.context() as later:
        _later(tmp_path, later)
        assert "room" in _columns(kept)
    for attempt in (lambda: book(kept).of_month(MONTH), lambda: decide(book(kept), 4), lambda: book(kept).taken_up()):
        with pytest.raises(StoreError, match=r"made by a later version of AIM .*'9999'.*nothing was changed"):
            attempt()
    with Database(kept)._engine().begin() as connection:
        assert connection.execute(text(f"SELECT version_num FROM {migrating.TABLE}")).scalars().all() == ["9999"]
        assert connection.execute(text("SELECT id FROM decisions")).scalars().all() == [first.id]


def test_a_step_that_fails_leaves_the_old_database(kept, tmp_path, monkeypatch):
    first = decide(book(kept))
    with monkeypatch.context() as later:
        _later(tmp_path, later, then='op.execute("SELECT * FROM nowhere")')
        with pytest.raises(StoreError, match="nowhere"):
            book(kept).of_month(MONTH)
    assert book(kept).of_month(MONTH) == [first]
    assert "room" not in _columns(kept)


def test_a_page_loads_no_database_library_and_reading_no_alembic(tmp_path):
    decide(book(config.load(tmp_path, {})))
    script = (
        "import sys, aim.cli, aim.operations.decisions, aim.operations.keeping, aim.operations.meetings, "
        "aim.questions.decisions, aim.questions.minutes, aim.pages.minutes_files; "
        "print(sorted({'sqlalchemy', 'alembic', 'psycopg'} & set(sys.modules))); sys.path.append('tests'); "
        "import deciding; from aim import config; "
        "print(len(deciding.book(config.load(sys.argv[1], {})).of_month('2026-09'))); "
        "print(sorted({'alembic', 'psycopg'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("[]\n1\n[]\n", "")
