"""The picture holds every incident once, and depends on what it says it depends on."""

import csv
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import listed
import numpy as np
import pytest
import shapely
import worked_out

from aim import build, schema
from aim.config import Config
from aim.errors import StoreError, UnknownPictureError
from aim.geography import crs, outlines
from aim.questions.freshness import freshness
from aim.questions.hotspot_map import hotspot_table
from aim.questions.places import places_table
from aim.questions.shown import show
from aim.reading import clusters
from aim.reading.discussion import discussion, to_json
from aim.reading.kept import kept_month, standing
from aim.reading.shown import Shown
from aim.store import derived
from aim.store import picture as stored_pictures
from aim.store.incidents import IncidentStore

MONTH = "2026-09"


def test_an_empty_store_is_not_built(own_store, demonstration: Config) -> None:
    with pytest.raises(StoreError, match="aim ingest"):
        build.build(demonstration.model_copy(update={"data": own_store}))


def test_every_incident_is_counted_once_by_cell_and_once_by_outline(demonstration: Config) -> None:
    shown = show(demonstration)
    assert shown is not None
    counts = shown.picture.counts
    placed = counts.cells.sum(axis=2, dtype=int) + counts.apart.sum(axis=2, dtype=int)
    inside = sum(delivery["inside"] for delivery in shown.manifest["deliveries"])
    assert (placed + counts.unplaced.sum(axis=2)).sum() == inside > 70_000
    # Sensitive categories are known by neighbourhood alone: in no ward. All others are in one, coarse ones too.
    pointed = [n for n, (_, category) in enumerate(shown.series) if category not in schema.SENSITIVE]
    by_outline = counts.wards.sum(axis=2) + counts.apart_wards.sum(axis=2)
    np.testing.assert_array_equal((placed + counts.unplaced.sum(axis=2))[pointed], by_outline[pointed])
    assert by_outline.sum() == by_outline[pointed].sum()
    assert counts.apart.sum() == counts.known.sum() - _shown_places(shown) > 0
    for resolution in schema.RESOLUTIONS:
        assert shown.prefix(resolution)[:, -1].sum() == counts.cells.sum(dtype=int)


def _shown_places(shown) -> int:
    places = shown.manifest["settings"]["places"]
    return sum(int(shown.picture.counts.known[:, :, n].sum()) for n, p in enumerate(places) if p["treatment"] == "show")


def test_a_month_equals_the_slow_count_of_its_rows(demonstration: Config) -> None:
    """Row by row, with loops and dictionaries, from the stored rows to wards, known places and cells."""
    shown = show(demonstration)
    assert shown is not None
    store = IncidentStore(demonstration.data)
    (file,) = [f for f in store.files() if (f.source, f.month) == ("police", MONTH)]
    area = outlines.load(demonstration)
    apart_places = [
        (*(float(v[0]) for v in crs.to_bng(np.array([p.longitude]), np.array([p.latitude]))), p.radius_m)
        for p in demonstration.places
        if p.treatment != "show"
    ]
    cells, wards, apart = Counter(), Counter(), Counter()
    where: dict[tuple[float, float], tuple[int, bool]] = {}
    for row in store.read(file).to_pylist():
        point = (row[schema.LONGITUDE], row[schema.LATITUDE])
        if point not in where:
            ward = next((n for n, w in enumerate(area.wards) if shapely.contains_xy(w.outline, *point)), -1)
            x, y = (float(v[0]) for v in crs.to_bng(np.array([point[0]]), np.array([point[1]])))
            where[point] = ward, any(np.hypot(x - e, y - n) <= radius for e, n, radius in apart_places)
        ward, known = where[point]
        if ward < 0:
            continue
        if known:
            apart[row[schema.CATEGORY], row[schema.CELL]] += 1
        else:
            cells[row[schema.CATEGORY], row[schema.CELL]] += 1
            wards[row[schema.CATEGORY], ward] += 1
    at = shown.month_number(MONTH)
    mine = shown.numbers(schema.CATEGORY_KEYS, ["police"])
    for expected, cube in ((cells, shown.picture.counts.cells), (apart, shown.picture.counts.apart)):
        found = {
            (shown.series[s][1], int(shown.picture.counts.grid[n])): int(cube[s, at, n])
            for s in mine
            for n in np.flatnonzero(cube[s, at])
        }
        assert found == dict(expected)
    by_ward = shown.picture.counts.wards[:, at]
    found = {(shown.series[s][1], int(w)): int(by_ward[s, w]) for s in mine for w in np.flatnonzero(by_ward[s])}
    assert found == dict(wards)


def test_building_again_is_the_same_picture(own_demonstration: Config) -> None:
    before = show(own_demonstration)
    assert before is not None
    assert build.build(own_demonstration)["picture"] == before.manifest["picture"]
    shutil.rmtree(own_demonstration.data / "derived")
    again = build.build(own_demonstration)
    assert again["fingerprint"] == before.manifest["fingerprint"]


def test_a_ward_that_moves_needs_no_new_load_and_the_old_picture_stays(own_demonstration: Config) -> None:
    old = show(own_demonstration)
    assert old is not None
    before, _ = hotspot_table(own_demonstration, month=MONTH)
    version = IncidentStore(own_demonstration.data).version()
    _move_ward(own_demonstration, "Park", "South")
    built = build.build(own_demonstration)
    new = show(own_demonstration)
    assert new is not None
    assert IncidentStore(own_demonstration.data).version() == version
    assert built["picture"] != old.manifest["picture"]
    everything = np.arange(len(new.series))
    gain = (new.area_counts(everything) - old.area_counts(everything)).sum(axis=0)
    moved = dict(zip(new.neighbourhoods, gain.tolist(), strict=True))
    assert moved["South"] == -moved["West"] > 0
    assert moved["East"] == moved["North"] == 0
    then, record = hotspot_table(own_demonstration, month=MONTH, as_of=old.manifest["picture"])
    assert record["picture"] == old.manifest["picture"]
    assert then.equals(before)
    with pytest.raises(UnknownPictureError, match=built["picture"]):
        show(own_demonstration, "7-00000000")


def test_the_answers_of_the_newest_thirteen_months_are_stored_and_are_those_worked_out(demonstration: Config) -> None:
    shown = show(demonstration)
    assert shown is not None
    answers = shown.picture.answers
    assert tuple(answers.months) == shown.months[-13:]
    assert set(answers.tables) == {"hindsight", clusters.ANSWER}
    stored = freshness(demonstration, Shown(shown.picture))
    assert standing(stored) == shown.manifest["standing"]
    anew = freshness(demonstration, Shown(replace(shown.picture, answers=stored_pictures.Answers())))
    assert all(kept_month(stored, month) and not kept_month(anew, month) for month in answers.months)
    assert to_json(discussion(stored, MONTH)) == to_json(discussion(anew, MONTH))
    assert discussion(stored, MONTH).candidates


def test_a_picture_made_again_has_the_same_bytes(tmp_path: Path) -> None:
    held = {month: listed.happened("burglary", listed.cell("West"), 3) for month in listed.SPAN[-26:]}
    holding = listed.fill(tmp_path / "store", {listed.PUBLISHED: held})
    files = [_files(holding.data)]
    shutil.rmtree(holding.data / "derived")
    worked_out.forget_geography()
    listed.make(holding.config())
    files.append(_files(holding.data))
    assert files[0] == files[1]
    assert f"month-{listed.LAST}.npz" in files[0]


def test_a_month_with_too_little_before_it_for_a_window_is_not_answered(tmp_path: Path) -> None:
    held = {month: listed.happened("burglary", listed.cell("West"), 3) for month in listed.SPAN[-4:]}
    holding = listed.fill(tmp_path / "store", {listed.PUBLISHED: held}, answered=worked_out.STORED)
    assert {name for name in _files(holding.data) if name.startswith("month-")} == {
        "month-2026-08.npz", "month-2026-09.npz",
    }  # fmt: skip
    table, record = places_table(holding.config(), month="2026-06")
    assert len(table) == 0
    assert any("no history yet: 0 of 12" in line for line in record["silent"])


def _files(data: Path) -> dict[str, bytes]:
    """The files of the current picture, but for what says when it was made."""
    current = derived.current(data)
    assert current is not None
    folder = derived.find(data, current["fingerprint"])
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix != ".json"}


def _move_ward(config: Config, ward: str, neighbourhood: str) -> None:
    with open(config.boundaries / "membership.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["ward_name"] == ward:
            row["neighbourhood"] = neighbourhood
    folder = config.data / "geography"
    folder.mkdir(exist_ok=True)
    with open(folder / "membership.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
