"""The shipped geography, read once, and a little town of two wards to break."""

from pathlib import Path

import pytest

from aim import config as configuration
from aim.config import Config
from aim.geography import outlines as ground
from aim.geography.locate import Locator
from aim.geography.outlines import Outlines


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The shipped settings and boundaries over an empty store."""
    return configuration.load(data=tmp_path_factory.mktemp("store"), environ={"AIM_TODAY": "2025-07-01"})


@pytest.fixture(scope="session")
def outlines(config: Config) -> Outlines:
    return ground.load(config)


@pytest.fixture(scope="session")
def locator(outlines: Outlines) -> Locator:
    return Locator(outlines)


@pytest.fixture
def town(tmp_path: Path, config: Config) -> Config:
    """A town of its own: wards W1 (West) and W2 (East) side by side, W9 of another district to the east.

    Postcodes stand 200 m apart on a lattice of 10 x 6, the first four columns in W1, the next four in W2.
    """
    boundaries = tmp_path / "boundaries"
    boundaries.mkdir()
    rows = ["postcode,easting,northing,district_code,ward_code"]
    for column in range(10):
        ward, district = ("W1", "D1") if column < 4 else ("W2", "D1") if column < 8 else ("W9", "D2")
        rows += [
            f"TS{column} {row}AA,{450000 + 200 * column},{520000 + 200 * row},{district},{ward}" for row in range(6)
        ]
    (boundaries / "postcodes.csv").write_text("\n".join(rows) + "\n")
    (boundaries / "membership.csv").write_text(
        "ward_code,ward_name,neighbourhood,confidence,valid_from,valid_to\n"
        "W1,First,West,high,2015-05-07,2027-05-06\n"
        "W2,Second,East,low,2015-05-07,2027-05-06\n"
    )
    partnership = config.partnership.model_copy(update={"district_code": "D1", "neighbourhoods": ("West", "East")})
    return config.model_copy(update={"data": tmp_path / "store", "boundaries": boundaries, "partnership": partnership})
