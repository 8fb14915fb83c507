"""``--edition`` of the commands that write tables: what it changes, what it refuses, and what stays as it was."""

import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from commandline import Aim, runner

from aim import schema
from aim.config import Config

LAST = "2026-09"
MARK = "OFFICIAL - for partners of the Community Safety Partnership only"


@pytest.fixture
def aim(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Aim:
    monkeypatch.setenv("AIM_TODAY", "2026-11-22")
    return runner(monkeypatch, capsys)


def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype={"cell": str})


def test_hotspots_for_the_public_are_one_row_per_cell_without_small_counts(
    aim: Aim, demonstration: Config, tmp_path: Path
) -> None:
    words = ("hotspots", "--month", LAST, "--data", demonstration.data)
    done = aim(*words, "--edition", "public", "--out", tmp_path / "public.csv")
    assert done.code == 0, done.err
    assert "public edition" in done.out
    assert "counts withheld: 1 to 4" in done.err
    public = read(tmp_path / "public.csv")
    assert list(public.columns) == list(schema.PUBLIC_HOTSPOTS)
    aim(*words, "--out", tmp_path / "plain.csv")
    plain = read(tmp_path / "plain.csv")
    assert list(plain.columns) == list(schema.HOTSPOTS)  # as others build on it
    assert set(public["cell"]) == set(plain["cell"])
    assert (public["count"] == 0).sum() == (plain["count"] == 0).sum()
    assert not public["count"].between(1, 4).any()
    assert public["hotspot"].sum() > 20


def test_the_internal_edition_is_marked_in_every_row_where_it_is_named_and_beside_them_always(
    aim: Aim, demonstration: Config, tmp_path: Path
) -> None:
    words = ("places", "--month", LAST, "--data", demonstration.data)
    aim(*words, "--edition", "internal", "--out", tmp_path / "named.csv")
    assert set(read(tmp_path / "named.csv")["edition"]) == {MARK}
    aim(*words, "--out", tmp_path / "plain.parquet")
    with pq.ParquetFile(tmp_path / "plain.parquet") as file:
        record = json.loads(file.schema_arrow.metadata[b"aim"])
        assert file.schema_arrow.names == list(schema.PLACES)
    assert (record["edition"], record["marking"]) == ("internal", MARK)


def test_on_the_terminal_the_public_edition_says_what_it_withholds(aim: Aim, demonstration: Config) -> None:
    done = aim(
        "hotspots", "--month", LAST, "--edition", "public", "--neighbourhood", "east", "--data", demonstration.data
    )
    lines = done.out.splitlines()
    assert "counts withheld: 1 to 4, or such as would give one of those away." in lines[0]
    assert "The public map of July to September 2026 stands as first given out on " in " ".join(lines)
    assert ["ward", "cell", "count", "hotspot"] in [line.split() for line in lines]
    assert "rows more: write them with --out FILE" in lines[-1]
    assert max(map(len, lines)) <= 80
    trends = aim("trends", "--month", LAST, "--edition", "public", "--data", demonstration.data)
    said = " ".join(trends.out.split())
    assert "counts withheld: 1 to 4, or such as would give one of those away. No verdict on " in said
    places = aim("places", "--month", LAST, "--edition", "public", "--data", demonstration.data)
    assert places.code == 0
    assert "No counts; places by ward and concern." in places.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("hotspots", "--month", "2026-08"), "ask for the month 2026-06, not 2026-08"),
        (("hotspots", "--month", LAST, "--concern", "robbery"), "no other window, concern, size of hexagon or unit"),
        (("hotspots", "--month", LAST, "--resolution", "10"), "no other window, concern, size of hexagon or unit"),
        (("places", "--month", LAST, "--as-of", "1"), "of the current picture only"),
        (("trends", "--month", LAST, "--as-of", "1"), "of the current picture only"),
    ],
)
def test_what_the_public_is_not_offered_is_refused(
    aim: Aim, demonstration: Config, words: tuple[str, ...], said: str
) -> None:
    done = aim(*words, "--edition", "public", "--data", demonstration.data)
    assert done.code == 1
    assert said in done.err


def test_an_edition_that_is_none_is_wrong_usage(aim: Aim) -> None:
    for command in ("hotspots", "trends", "places"):
        done = aim(command, "--month", LAST, "--edition", "secret")
        assert done.code == 2
        assert "internal or public" in done.err
