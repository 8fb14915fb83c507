"""Where decisions are kept in these tests: a file, and a PostgreSQL of their own."""

from collections.abc import Iterator
from pathlib import Path

import postgres
import pytest
from postgres import Server

from aim import config
from aim.config import Config
from aim.decisions import database
from aim.decisions.database import Database


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL that runs until the tests end."""
    with postgres.running() as found:
        yield found


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Config]:
    """A store without any decision, once for each kind of database."""
    environ = {}
    if request.param == "postgresql":
        environ["AIM_DATABASE_URL"] = request.getfixturevalue("server").new()
    found = config.load(tmp_path / "store", environ)
    yield found
    database.close(Database(found))
