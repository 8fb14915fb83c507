"""The guide explains every key of a map, and what it shows by example is so."""

import tomllib
from pathlib import Path

import extracts
import pytest
from pydantic import BaseModel

from aim import config, ingest
from aim.ingest import load, maps, recognising
from aim.ingest.maps import Map

GUIDE = (maps.FOLDER.parent / "sources.md").read_text(encoding="utf-8")
SHIPPED = ingest.layouts()


def fields(model: type[BaseModel]) -> list[str]:
    return list(model.model_fields)


@pytest.mark.parametrize(
    ("title", "model"),
    [
        ("source", maps.About),
        ("layout", maps.Layout),
        ("columns", maps.Columns),
        ("times", maps.Times),
        ("location", maps.Location),
        ("flags", maps.Flag),
        ("not_stored", maps.NotStored),
        ("ignored", maps.Ignored),
    ],
)
def test_the_guide_explains_every_key_of_a_table(title: str, model: type[BaseModel]) -> None:
    _, part = GUIDE.split(f"\n### `{'[[' if title in ('location', 'flags', 'ignored') else '['}{title}]", 1)
    part = part.split("\n### ", 1)[0]
    for field in fields(model):
        assert f"`{field}`" in part, field


def test_the_guide_explains_every_key_of_a_map_and_names_every_shipped_one() -> None:
    for field in fields(Map):
        assert f"`{field}`" in GUIDE or f"[{field}]" in GUIDE, field
    for name in SHIPPED:
        assert f"`{name}.toml`" in GUIDE


def worked() -> str:
    """The map that the guide works out for a system whose layout nobody knows yet."""
    _, after = GUIDE.split("<!-- the worked map -->\n```toml\n", 1)
    return after.split("\n```", 1)[0] + "\n"


def test_the_worked_map_of_the_guide_is_a_map_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "onestop.toml").write_text(worked(), encoding="utf-8")
    layouts = ingest.layouts(config.load(tmp_path / "store", {"AIM_MAPS": str(tmp_path)}))
    named = layouts["onestop"]
    assert named.source.agency == "Council"
    assert recognising.choose(lambda mapping: list(named.map.required), "x.csv", layouts) == named
    assert set(layouts) == {*SHIPPED, "onestop"}


def test_the_example_of_the_guide_goes_in_by_the_worked_map(tmp_path: Path) -> None:
    (tmp_path / "onestop.toml").write_text(worked(), encoding="utf-8")
    _, example = GUIDE.split("```\nRequest No;", 1)
    path = tmp_path / "onestop-2026-10.csv"
    path.write_text("Request No;" + example.split("```", 1)[0], encoding="utf-8")
    environ = {"AIM_MAPS": str(tmp_path), "AIM_TODAY": extracts.TODAY}
    (record,) = load.ingest(
        config.load(tmp_path / "store", environ), [path], actor="tester", placing=extracts.placing()
    )
    assert (record.source, record.supplier, record.months) == ("onestop", "middlesbrough", ("2026-10",))
    assert (record.rows, record.kept, record.outside, record.rejected) == (1, 1, 0, 0)


def test_every_example_of_the_guide_is_toml() -> None:
    blocks = [part.split("\n```", 1)[0] for part in GUIDE.split("```toml\n")[1:]]
    assert len(blocks) > 8
    for block in blocks:
        tomllib.loads(block)
