"""What every test may ask for. The project's own store is never touched: AIM_DATA points nowhere by default."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from aim import config
from aim.config import Config

# How long an example takes says how busy the machine is, not whether the code is right. `make fuzz` tries more of them.
settings.register_profile("aim", deadline=None, max_examples=int(os.environ.get("AIM_EXAMPLES", "30")))
settings.load_profile("aim")

PROJECT = Path(__file__).resolve().parent.parent
SHARED = PROJECT.parent / "shared"


def pytest_collection_finish() -> None:
    """What was imported stays to the end: nobody need look through it for what can go."""
    gc.collect()
    gc.freeze()


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
def little_worked_out() -> Iterator[None]:
    """See :mod:`worked_out`."""
    import worked_out

    with worked_out.months(worked_out.USUAL), worked_out.geography_once():
        yield


_MADE: list[Path] = []  # the stores that the tests of this worker have in common


@pytest.fixture(autouse=True)
def nothing_given_out() -> Iterator[None]:
    """What one test gives out to the public would stand for every later one of the same store."""
    yield
    for store in _MADE:
        shutil.rmtree(store / "published", ignore_errors=True)


TODAY = "2026-11-22"
UNTIL = date(2026, 11, 21)


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A store that one of the workers makes and each has a copy of: what one of them changes no other sees."""
    own = factory.mktemp(name) / "store"
    _MADE.append(own)
    if "PYTEST_XDIST_WORKER" not in os.environ:
        make(own)
        return own
    # `make test` has one folder for both of its runs, so that the second finds what the first has made.
    common = Path(os.environ.get("AIM_TESTS_STORES", factory.getbasetemp().parent)) / f"{name}-of-all"
    with FileLock(f"{common}.lock"):
        if not common.is_dir():
            part = common.with_name(f"{name}-being-made")
            shutil.rmtree(part, ignore_errors=True)  # of a worker that failed at it
            make(part)
            part.rename(common)
    shutil.copytree(common, own)
    return own


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """A store with the demonstration until 21 November 2026, seen the day after. Shared: copy it before changing it."""
    import worked_out

    from aim import operations

    def make(store: Path) -> None:
        with worked_out.months():
            operations.load_demonstration(config.load(store, {"AIM_TODAY": TODAY}), until=UNTIL)

    return config.load(made_once(tmp_path_factory, "demonstration", make), {"AIM_TODAY": TODAY})


@pytest.fixture(scope="session")
def cleveland(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Config:
    """A store with the published months of January 2023 to June 2025, seen in September. Shared."""
    import worked_out

    from aim import operations

    archive = shared / "data" / "police" / "cleveland-2023-01_2025-06.zip"
    day = {"AIM_TODAY": "2025-09-10"}

    def make(store: Path) -> None:
        with worked_out.months():
            operations.ingest(config.load(store, day), [archive])

    return config.load(made_once(tmp_path_factory, "cleveland", make), day)


@pytest.fixture
def own_demonstration(demonstration: Config, tmp_path: Path) -> Config:
    """A copy of the demonstration that a test may change."""
    shutil.copytree(demonstration.data, tmp_path / "copy")
    return config.load(tmp_path / "copy", {"AIM_TODAY": TODAY})


@pytest.fixture(scope="session")
def listed_town(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The town of :mod:`listed`: places rise, stand high and fall quiet in it. Shared: nobody may change it."""
    import listed

    return listed.Holding(made_once(tmp_path_factory, "listed", listed.fill)).config()
