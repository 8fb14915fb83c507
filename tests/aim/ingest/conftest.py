"""A store of the test's own, and one way to load into it."""

from collections.abc import Callable
from pathlib import Path

import extracts
import pytest

from aim.config import Config
from aim.ingest import load
from aim.store.incidents import IncidentStore
from aim.store.ledger import LoadRecord

Ingest = Callable[..., list[LoadRecord]]


@pytest.fixture
def config(own_store: Path) -> Config:
    return extracts.config(own_store)


@pytest.fixture
def store(config: Config) -> IncidentStore:
    return IncidentStore(config.data)


@pytest.fixture
def ingest(config: Config) -> Ingest:
    """Load paths into the store, with the box as the town."""
    placing = extracts.placing()

    def run(*paths: Path, **how: object) -> list[LoadRecord]:
        return load.ingest(config, paths, actor="tester", placing=placing, **how)

    return run
