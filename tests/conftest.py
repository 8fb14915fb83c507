"""What every test may ask for. The project's own store is never touched: AIM_DATA points nowhere by default."""

from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
SHARED = PROJECT.parent / "shared"


@pytest.fixture(autouse=True)
def own_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A store of the test's own, so that a forgotten argument can never read or write real data."""
    for name in ("AIM_SETTINGS", "AIM_BOUNDARIES", "AIM_TODAY", "PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AIM_DATA", str(tmp_path / "store"))
    return tmp_path / "store"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real extracts and reference numbers beside the project."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the shared folder of real extracts is not beside the project")
    return SHARED
