"""The files as a supplier would send them: names, header, rows, and the same bytes for the same day and seed."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from aim import months, schema
from aim.demo import mix
from aim.errors import AimError
from aim.geography import locate, postcodes

HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context\n"
)
Write = Callable[..., list[Path]]


def contents(files: list[Path]) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in files}


def test_thirty_six_months_in_the_layout_of_the_publisher(files: list[Path]) -> None:
    wanted = months.between("2023-12", "2026-11")
    assert [file.parts[-2:] for file in files] == [(month, f"{month}-cleveland-street.csv") for month in wanted]


def test_the_header_is_the_published_one(files: list[Path]) -> None:
    assert {file.read_text(encoding="utf-8").splitlines(keepends=True)[0] for file in files} == {HEADER}


def test_lines_end_as_published_and_none_has_another_number_of_columns(files: list[Path]) -> None:
    for file in files:
        content = file.read_bytes()
        assert content.endswith(b"\n")
        assert b"\r" not in content
        assert b'"' not in content
        assert {line.count(b",") for line in content.splitlines()} == {11}


def test_the_same_day_and_seed_give_the_same_bytes(files: list[Path], write: Write, tmp_path: Path) -> None:
    assert contents(write(tmp_path)) == contents(files)


def test_another_seed_gives_another_town(files: list[Path], write: Write, tmp_path: Path) -> None:
    other = contents(write(tmp_path, seed=1))
    assert all(other[name] != content for name, content in contents(files).items())


def test_the_order_of_the_postcodes_does_not_matter(
    files: list[Path], write: Write, codes: postcodes.Postcodes, locator: locate.Locator, tmp_path: Path
) -> None:
    from aim import demo

    turned = postcodes.Postcodes(
        codes.postcode[::-1], codes.lon[::-1], codes.lat[::-1], codes.easting[::-1], codes.northing[::-1],
        codes.district_code[::-1], codes.ward_code[::-1],
    )  # fmt: skip
    again = demo.write(tmp_path, until=date(2026, 11, 21), postcodes=turned, locator=locator)
    assert contents(again) == contents(files)


def test_a_later_day_of_the_month_keeps_every_row_and_adds(files: list[Path], write: Write, tmp_path: Path) -> None:
    earlier = contents(write(tmp_path, date(2026, 11, 12)))
    later = contents(files)
    last = "2026-11-cleveland-street.csv"
    assert {name for name in later if later[name] != earlier[name]} == {last}
    before, after = (pd.Series(text[last].splitlines()).value_counts() for text in (earlier, later))
    assert (after.reindex(before.index, fill_value=0) >= before).all()
    assert after.sum() > before.sum()


def test_every_row_is_marked_and_names_the_supplier(incidents: pd.DataFrame) -> None:
    assert set(incidents["Context"]) == {"AIM demonstration"}
    assert set(incidents["Reported by"]) == set(incidents["Falls within"]) == {"Cleveland Police"}


def test_every_row_stands_in_the_file_of_its_month(files: list[Path]) -> None:
    for file in files:
        assert set(pd.read_csv(file)["Month"]) == {file.name[:7]}


def test_crime_ids_are_64_hex_digits_and_stand_on_everything_but_antisocial_behaviour(incidents: pd.DataFrame) -> None:
    antisocial = incidents["Crime type"] == "Anti-social behaviour"
    assert set(incidents.loc[antisocial, "Crime ID"]) == {""}
    assert set(incidents.loc[antisocial, "Last outcome category"]) == {""}
    crimes = incidents.loc[~antisocial, "Crime ID"]
    assert crimes.str.fullmatch("[0-9a-f]{64}").all()
    assert crimes.is_unique
    assert set(incidents.loc[~antisocial, "Last outcome category"]) == set(mix.OUTCOMES)


def test_every_category_is_one_of_the_fourteen(incidents: pd.DataFrame) -> None:
    assert set(incidents["Crime type"]) == {schema.CATEGORY_TITLES[key] for key in mix.KEYS}


def test_no_street_is_invented(incidents: pd.DataFrame, codes: postcodes.Postcodes) -> None:
    sectors = {postcodes.sector(str(code)) for code in codes.postcode}
    names = incidents["Location"].str.removeprefix("On or near ")
    assert incidents["Location"].str.startswith("On or near ").all()
    generic = {"Police Station", "Hospital", *mix.GENERIC_ANCHORS}
    assert set(names) <= sectors | generic
    assert generic <= set(names)
    assert names.isin(sectors).mean() > 0.85


def test_every_sector_is_the_one_of_a_postcode_on_that_point(
    incidents: pd.DataFrame, codes: postcodes.Postcodes
) -> None:
    known = {
        (round(float(lon), 6), round(float(lat), 6), postcodes.sector(str(code)))
        for code, lon, lat in zip(codes.postcode, codes.lon, codes.lat, strict=True)
    }
    rows = incidents[incidents["Location"].str.fullmatch(r"On or near TS\d+ \d")]
    assert len(rows) > 80_000
    assert set(zip(rows["lon"], rows["lat"], rows["Location"].str[11:], strict=True)) <= known


def test_some_rows_lie_outside_and_none_would_be_rejected(incidents: pd.DataFrame, locator: locate.Locator) -> None:
    whole = incidents[incidents["Month"] < "2026-11"]
    outside = whole[whole["ward"] < 0]
    assert 250 < len(outside) / 35 < 350
    assert locator.margin(outside["lon"], outside["lat"]).any()
    assert incidents["lon"].between(-1.35, -1.05).all()
    assert incidents["lat"].between(54.45, 54.65).all()


def test_months_hold_about_2400_rows_inside(incidents: pd.DataFrame) -> None:
    inside = incidents[(incidents["ward"] >= 0) & (incidents["Month"] < "2026-11")]
    per_month = inside.groupby("Month").size()
    assert per_month.mean() == pytest.approx(2400, rel=0.03)
    assert per_month.between(1700, 3000).all()


def test_the_last_month_is_scaled_to_the_days_passed(incidents: pd.DataFrame) -> None:
    inside = incidents[incidents["ward"] >= 0].groupby("Month").size()
    expected = inside[["2024-11", "2025-11"]].mean() * 21 / 30
    assert inside["2026-11"] == pytest.approx(expected, rel=0.15)


@pytest.mark.parametrize(
    ("until", "first", "last", "share"),
    [
        (date(2026, 11, 1), "2023-12", "2026-11", 1 / 30),
        (date(2026, 11, 30), "2023-12", "2026-11", 1),
        (date(2028, 2, 29), "2025-03", "2028-02", 1),
        (date(2027, 2, 28), "2024-03", "2027-02", 1),
        (date(2028, 2, 28), "2025-03", "2028-02", 28 / 29),
        (date(2027, 1, 1), "2024-02", "2027-01", 1 / 31),
    ],
)
def test_edges_of_months(write: Write, tmp_path: Path, until: date, first: str, last: str, share: float) -> None:
    written = write(tmp_path, until)
    assert [written[0].parent.name, written[-1].parent.name, len(written)] == [first, last, 36]
    rows = [len(file.read_text(encoding="utf-8").splitlines()) - 1 for file in written]
    assert min(rows[:-1]) > 1900
    assert rows[-1] == pytest.approx(2700 * share * {"11": 0.9, "02": 0.92, "01": 0.9}[last[5:]], rel=0.35)


def test_a_run_overwrites_in_place_and_leaves_other_files_alone(write: Write, tmp_path: Path) -> None:
    strange = tmp_path / "2026-11" / "notes.txt"
    strange.parent.mkdir()
    strange.write_text("mine")
    first = contents(write(tmp_path))
    assert contents(write(tmp_path)) == first
    assert strange.read_text() == "mine"
    left = sorted(path.name for path in tmp_path.rglob("*") if path.is_file())
    assert left == sorted([*first, "notes.txt"])


def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = contents(write(tmp_path))

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("aim.demo.writing.os.replace", full)
    with pytest.raises(OSError, match="no space left"):
        write(tmp_path, seed=1)
    assert {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == old


def test_progress_tells_every_month(write: Write, tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    write(tmp_path, progress=lambda *step: told.append(step))
    assert [(done, total) for done, total, _ in told] == [(n, 36) for n in range(1, 37)]
    assert all(re.fullmatch(r"demonstration of \w+ \d{4} written", text) for *_, text in told)


@pytest.mark.parametrize("until", [date(2002, 12, 31), date(2100, 1, 1)])
def test_a_day_without_room_for_36_months_is_refused(write: Write, tmp_path: Path, until: date) -> None:
    with pytest.raises(AimError, match=until.isoformat()):
        write(tmp_path / "nothing", until)
    assert not (tmp_path / "nothing").exists()


def test_outlines_without_a_postcode_are_refused(codes: postcodes.Postcodes, tmp_path: Path) -> None:
    from aim import demo

    class Nowhere:
        def wards(self, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
            return np.full(len(lon), -1, dtype=np.int16)

    with pytest.raises(AimError, match="no postcode lies inside"):
        demo.write(tmp_path, until=date(2026, 11, 21), postcodes=codes, locator=Nowhere())


def test_the_seconds_it_takes_are_few_enough_for_a_first_run(write: Write, tmp_path: Path) -> None:
    # Not a benchmark: a guard against a slip that turns a second into minutes.
    import time

    began = time.process_time()
    write(tmp_path, date(2026, 11, 21) + timedelta(days=1))
    assert time.process_time() - began < 20
