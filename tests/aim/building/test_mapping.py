"""The same counts on threads here and on workers elsewhere, and plain words where there are no such workers."""

import contextlib
import os
import pickle
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from distributed import LocalCluster
from holding import FIRE, POLICE, RECORDS, Holding, rows

from aim import build, config
from aim.building.mapping import map_files, version
from aim.errors import SettingsError, StoreError
from aim.geography import outlines
from aim.geography.locate import Locator

AWAY = "tcp://127.0.0.1:9"  # nothing listens there


@contextlib.contextmanager
def cluster(workers: int) -> Iterator[str]:
    with LocalCluster(
        n_workers=workers, processes=True, threads_per_worker=1, dashboard_address=":0", silence_logs=60
    ) as found:
        yield found.scheduler_address


@pytest.fixture(scope="module")
def two() -> Iterator[str]:
    """The address of a cluster of two processes."""
    with cluster(2) as address:
        yield address


def filled(folder: Path) -> Holding:
    holding = Holding(folder)
    holding.take(
        POLICE,
        {f"2026-{n:02d}": rows(("burglary", "East", n), ("drugs", "North", 9 - n)) for n in range(5, 9)},
    )
    holding.take(RECORDS, {"2026-08": rows(("burglary", "South", 2), ("sexual-offences", "West", 3))})
    holding.take(FIRE, {"2026-07": rows(("fire-deliberate-secondary", "North", 4))})
    return holding


def written(store: Path) -> dict[str, bytes]:
    """The picture's files by name."""
    return {str(path.relative_to(store)): path.read_bytes() for path in sorted((store / "derived").rglob("*.*"))}


def test_two_processes_make_the_same_picture_as_this_one(tmp_path: Path, two: str) -> None:
    holding = filled(tmp_path / "store")
    here = build.build(holding.config())
    by_threads = written(holding.data)
    shutil.rmtree(holding.data / "derived")
    told: list[str] = []
    there = build.build(
        holding.config().model_copy(update={"dask": two}), progress=lambda done, total, text: told.append(text)
    )
    assert there == here
    assert written(holding.data) == by_threads
    assert sum(len(content) for content in by_threads.values()) > 1000
    assert sum(text.startswith("counting") for text in told) == 1 + 6


def process_of(file: int) -> tuple[int, int]:
    time.sleep(0.05)
    return file, os.getpid()


def test_answers_come_in_the_order_of_the_files_from_both_processes(two: str) -> None:
    found = list(map_files(process_of, range(20), dask=two))
    assert [file for file, _ in found] == list(range(20))
    processes = {process for _, process in found}
    assert len(processes) == 2
    assert os.getpid() not in processes
    assert {process for _, process in map_files(process_of, range(3))} == {os.getpid()}


def refuses_three(file: int) -> int:
    if file == 3:
        raise StoreError("three is no month")
    return file


@pytest.mark.parametrize("away", [False, True])
def test_what_a_file_raises_arrives_as_it_is_after_the_answers_before_it(away: bool, two: str) -> None:
    answers = map_files(refuses_three, range(5), dask=two if away else None)
    assert [next(answers) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(StoreError, match=r"^three is no month$"):
        next(answers)


@dataclass(frozen=True)
class Elsewhere:
    """Reads a path that only the process ``home`` knows of."""

    home: int

    def __call__(self, path: Path) -> str:
        hidden = path if os.getpid() == self.home else path.with_name("other")
        try:
            return hidden.read_text()
        except OSError as error:
            raise StoreError(f"{hidden} cannot be read") from error


def test_a_worker_that_does_not_see_the_store_is_told_of(tmp_path: Path, two: str) -> None:
    (tmp_path / "month").write_text("read")
    assert list(map_files(Elsewhere(os.getpid()), [tmp_path / "month"])) == ["read"]
    with pytest.raises(StoreError, match=rf"{socket.gethostname()} does not see {tmp_path / 'other'}.*same path"):
        list(map_files(Elsewhere(os.getpid()), [tmp_path / "month"], dask=two))


def process_code(home: int) -> str:
    return "1.0" if os.getpid() == home else "0.9"


def test_a_worker_with_another_version_is_refused_before_it_counts(two: str) -> None:
    with pytest.raises(SettingsError, match=r"127\.0\.0\.1:\d+ runs AIM 0\.9; .*this is AIM 1\.0.*same version"):
        next(map_files(refuses_three, [3], dask=two, code=partial(process_code, os.getpid())))


def only_at_home(home: int) -> str:
    if os.getpid() != home:
        raise ModuleNotFoundError("No module named 'aim'")
    return "1.0"


def test_a_worker_without_aim_is_told_of(two: str) -> None:
    with pytest.raises(SettingsError, match=r"has not this AIM .*No module named 'aim'.*install AIM 1\.0"):
        next(map_files(refuses_three, [3], dask=two, code=partial(only_at_home, os.getpid())))


def test_a_cluster_without_workers_and_an_address_without_cluster_are_told_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("aim.building.mapping._SECONDS", 0.3)
    with cluster(0) as address, pytest.raises(SettingsError, match=rf"no worker: start some .*{address}"):
        next(map_files(refuses_three, [1], dask=address))
    for wrong in (AWAY, "no://where"):
        with pytest.raises(SettingsError, match=rf"AIM_DASK={wrong}: no Dask scheduler answers.*unset AIM_DASK"):
            next(map_files(refuses_three, [1], dask=wrong))


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SettingsError, match=r"install aim\[distributed\]"):
        next(map_files(refuses_three, [1], dask=AWAY))
    assert list(map_files(refuses_three, [1])) == [1]


def test_the_address_is_read_from_the_environment(tmp_path: Path) -> None:
    assert config.load(tmp_path, {"AIM_DASK": AWAY}).dask == AWAY
    assert config.load(tmp_path, {"AIM_DASK": ""}).dask is None
    assert version() == build.__version__


def test_outlines_find_the_same_wards_in_another_process(tmp_path: Path) -> None:
    locator = Locator(outlines.load(Holding(tmp_path).config()))
    again = pickle.loads(pickle.dumps(locator))
    west, south, east, north = locator.outlines.area.bounds
    lon, lat = np.random.default_rng(5).uniform([west, south], [east, north], (20_000, 2)).T
    np.testing.assert_array_equal(again.wards(lon, lat), locator.wards(lon, lat))
    np.testing.assert_array_equal(again.margin(lon, lat), locator.margin(lon, lat))
