"""What every test may ask for. The project's own store is never touched: AIM_DATA points nowhere by default."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

from aim import config
from aim.config import Config

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("aim", deadline=None)
settings.load_profile("aim")

PROJECT = Path(__file__).resolve().parent.parent
SHARED = PROJECT.parent / "shared"


@pytest.fixture(autouse=True)
def own_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A store of the test's own, so that a forgotten argument can never read or write real data."""
    for name in ("AIM_SETTINGS", "AIM_BOUNDARIES", "AIM_TODAY", "AIM_DASK", "AIM_DATABASE_URL", "PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AIM_DATA", str(tmp_path / "store"))
    return tmp_path / "store"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real extracts and reference numbers beside the project."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the shared folder of real extracts is not beside the project")
    return SHARED


@pytest.fixture(scope="session", autouse=True)
def few_months_worked_out() -> Iterator[None]:
    """See :mod:`worked_out`."""
    import worked_out

    with worked_out.months(worked_out.USUAL):
        yield


TODAY = "2026-11-22"
UNTIL = date(2026, 11, 21)


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """A store with the demonstration until 21 November 2026, seen the day after. Shared: copy it before changing it."""
    import worked_out

    from aim import operations

    store = tmp_path_factory.mktemp("demonstration") / "store"
    found = config.load(store, {"AIM_TODAY": TODAY})
    with worked_out.months():
        operations.load_demonstration(found, until=UNTIL)
    return found


@pytest.fixture(scope="session")
def cleveland(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Config:
    """A store with the published months of January 2023 to June 2025, seen in September. Shared."""
    import worked_out

    from aim import operations

    found = config.load(tmp_path_factory.mktemp("cleveland") / "store", {"AIM_TODAY": "2025-09-10"})
    with worked_out.months():
        operations.ingest(found, [shared / "data" / "police" / "cleveland-2023-01_2025-06.zip"])
    return found


@pytest.fixture
def own_demonstration(demonstration: Config, tmp_path: Path) -> Config:
    """A copy of the demonstration that a test may change."""
    shutil.copytree(demonstration.data, tmp_path / "copy")
    return config.load(tmp_path / "copy", {"AIM_TODAY": TODAY})


@pytest.fixture(scope="session")
def listed_town(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The town of :mod:`listed`: places rise, stand high and fall quiet in it. Shared: nobody may change it."""
    import listed

    return listed.fill(tmp_path_factory.mktemp("listed") / "store").config()
