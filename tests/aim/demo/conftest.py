from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from aim import config, demo, ingest
from aim.demo import anchors, deliveries, partners, places
from aim.demo.layouts import Layout
from aim.geography import locate, outlines, postcodes

UNTIL = date(2026, 11, 21)


@pytest.fixture(scope="session")
def codes() -> postcodes.Postcodes:
    return postcodes.read(config.load(environ={}))


@pytest.fixture(scope="session")
def locator(tmp_path_factory: pytest.TempPathFactory) -> locate.Locator:
    # An empty store, so that the shipped outlines are read and not those of whoever runs the tests.
    return locate.Locator(outlines.load(config.load(tmp_path_factory.mktemp("empty"), environ={})))


@pytest.fixture(scope="session")
def write(codes: postcodes.Postcodes, locator: locate.Locator) -> Callable[..., list[Path]]:
    def _write(folder: Path, until: date = UNTIL, **options: object) -> list[Path]:
        return demo.write(folder, until=until, postcodes=codes, locator=locator, **options)

    return _write


@pytest.fixture(scope="session")
def files(write: Callable[..., list[Path]], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write(tmp_path_factory.mktemp("demonstration"))


@pytest.fixture(scope="session")
def incidents(files: list[Path], locator: locate.Locator) -> pd.DataFrame:
    table = pd.concat([pd.read_csv(file, dtype=str, keep_default_na=False) for file in files], ignore_index=True)
    table["lon"] = table["Longitude"].astype(float)
    table["lat"] = table["Latitude"].astype(float)
    table["ward"] = locator.wards(table["lon"], table["lat"])
    return table


@pytest.fixture(scope="session")
def maps() -> deliveries.Maps:
    return {name: (named.source, named.map.model_dump()) for name, named in ingest.layouts().items()}


@pytest.fixture(scope="session")
def layouts(maps: deliveries.Maps) -> dict[str, Layout]:
    return {name: Layout.of(*maps[name], partners.FILLERS[name]) for name in partners.LAYOUTS}


@pytest.fixture(scope="session")
def ground_until(codes: postcodes.Postcodes, locator: locate.Locator) -> Callable[[date], partners.Ground]:
    def _ground(until: date) -> partners.Ground:
        institutions = [place for place in places.planted(until) if place.institution]
        points = anchors.choose(codes, locator, institutions, 2026)
        return partners.Ground(until, points, locator, codes, 2026)

    return _ground


@pytest.fixture(scope="session")
def ground(ground_until: Callable[[date], partners.Ground]) -> partners.Ground:
    return ground_until(UNTIL)
