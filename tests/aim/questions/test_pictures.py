"""Pictures that outlive what they were made with: a map that is gone, a derivation before this one."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from holding import POLICE, TODAY, Holding, rows

from aim import build, config, ingest, months, operations, schema
from aim.questions.month import month_view
from aim.questions.place import place_view
from aim.questions.shown import show
from aim.questions.status import status
from aim.store import derived

HEADER = (
    "Case Number",
    "Case Type",
    "Opened",
    "Grid Reference",
    "Postcode",
    "Case Status",
    "Closed",
    "Tenure",
    "Patch",
)


def cases(path: Path, month: str, count: int) -> Path:
    """``count`` cases of a landlord in one month, and one that is kept by neighbourhood only."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    day = f"05/{month[5:]}/{month[:4]}"
    for number in range(count):
        writer.writerow((f"{month}-{number}", "Noise", day, "NZ 495 202", "", "Closed", "", "", ""))
    writer.writerow((f"{month}-h", "Hate-related incidents", day, "NZ 495 202", "", "Closed", "", "", ""))
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def test_pages_outlive_the_map_of_a_source(own_store: Path, tmp_path: Path) -> None:
    maps = tmp_path / "maps"
    maps.mkdir()
    shipped = (ingest.maps.FOLDER / "housing.toml").read_text(encoding="utf-8")
    own = shipped.replace('short = "Housing"', 'short = "Own homes"').replace('"thirteen"', '"own"')
    own = own.replace('"housing-abuse"', '"domestic-abuse"')
    (maps / "own-homes.toml").write_text(own, encoding="utf-8")
    mapped = config.load(own_store, {"AIM_TODAY": TODAY, "AIM_MAPS": str(maps)})
    for month in ("2026-09", "2026-10"):
        operations.ingest(mapped, [cases(tmp_path / f"{month}.csv", month, 12)], source="own-homes")
    with_map = month_view(mapped, window=1)
    bare = config.load(own_store, {"AIM_TODAY": TODAY})
    without_map = month_view(bare, window=1)
    assert with_map is not None
    assert with_map == without_map
    assert with_map.month == "2026-10"
    assert [state.text for state in with_map.strip] == ["Housing Oct ✓"]
    # The case that is kept by neighbourhood only is in no cell, in its neighbourhood's figure, and said.
    assert sum(with_map.cells.count) == 12
    assert sum(card.count or 0 for card in with_map.cards) == 13
    assert any(note.startswith("1 incident is known by neighbourhood only") for note in with_map.notes)
    busiest = max(range(len(with_map.cells.cell)), key=lambda n: with_map.cells.count[n])
    seen = place_view(bare, with_map.cells.cell[busiest], window=1)
    assert seen.count == sum(count for _, count in seen.mix) == 12
    assert [(who.agency, who.count) for who in seen.reporters] == [("Housing", 12)]
    assert [(source["source"], source["agency"]) for source in status(bare)["sources"]] == [("own-homes", "Housing")]


def test_a_picture_of_the_first_derivation_is_shown_as_it_was(own_store: Path) -> None:
    """Its counts ran over every category, and its manifest said nothing of sources."""
    holding = Holding(own_store)
    found = rows(("burglary", "North", 40), ("drugs", "East", 9), ("violent-crime", "South", 2))
    police = replace(POLICE, name="police")
    holding.take(police, dict.fromkeys(months.between("2025-01", "2026-09"), found), on="2026-11-20", facts={})
    manifest = build.build(holding.config())
    before = month_view(holding.config())
    folder = derived.find(own_store, manifest["picture"])
    shown = show(holding.config())
    assert shown is not None
    counts = shown.picture.counts
    arrays = {"grid": counts.grid}
    at = [schema.CATEGORY_KEYS.index(category) for _, category in shown.series]
    for name in ("cells", "apart", "unplaced", "wards", "apart_wards", "known"):
        part = getattr(counts, name)
        arrays[name] = np.zeros((len(schema.CATEGORY_KEYS), *part.shape[1:]), dtype=part.dtype)
        arrays[name][at] = part
    np.savez_compressed(folder / "counts.npz", **arrays)
    old = {key: value for key, value in manifest.items() if key not in ("series", "sources", "superseded")}
    old |= {"derivation": 1, "categories": list(schema.CATEGORY_KEYS)}
    old["deliveries"] = [{k: v for k, v in d.items() if k != "superseded"} for d in manifest["deliveries"]]
    (folder / "manifest.json").write_text(json.dumps(old), encoding="utf-8")
    assert before is not None
    assert before.places
    assert month_view(holding.config()) == before
    again = show(holding.config())
    assert again is not None
    assert again.manifest["derivation"] == 1
