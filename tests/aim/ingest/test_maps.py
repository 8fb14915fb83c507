"""Map files are checked before any file is read by them, and adapters are found by being there."""

import shutil

import pytest

from aim import ingest, schema
from aim.errors import SettingsError
from aim.ingest import maps, police


def test_every_category_of_the_publisher_has_a_place():
    assert set(police.mapping().categories.values()) == {c.key for c in schema.CATEGORIES if c.agency == schema.POLICE}
    assert {schema.CATEGORY_TITLES[key]: key for key in police.mapping().categories.values()} == dict(
        police.mapping().categories
    )


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"burglary"', '"burglery"', "no such category: burglery"),
        ('category = "Crime type"', "", "columns.category"),
        ('category = "Crime type"', 'category = "Crime type"\nphone = "Phone"', "columns.phone"),
        ('street = "Location"', 'street = "Month"', "named twice"),
        ("[columns]", "[columns", "police.toml"),
    ],
)
def test_a_map_that_cannot_be_right_is_refused(tmp_path, old, new, words):
    shutil.copy(maps.FOLDER / "police.toml", tmp_path)
    path = tmp_path / "police.toml"
    content = path.read_text()
    assert old in content
    path.write_text(content.replace(old, new))
    with pytest.raises(SettingsError, match=words) as caught:
        maps.load("police", tmp_path)
    assert str(path) in str(caught.value)


def test_a_map_that_is_not_there(tmp_path):
    with pytest.raises(SettingsError, match=r"police\.toml"):
        maps.load("police", tmp_path)


def test_adapters_are_found():
    assert ingest.sources() == {"police": police.SOURCE}
    source = police.SOURCE
    assert (source.name, source.agency, source.precision_m, source.delivered) == (
        "police",
        "Police",
        150,
        "whole months",
    )


@pytest.mark.parametrize(
    ("header", "name", "mine", "ignored"),
    [
        (police.mapping().known, "x.csv", True, None),
        (police.mapping().known[:6], "x.csv", True, None),
        (police.mapping().known[:5], "x.csv", False, None),
        (("a", "b"), "2025-01-cleveland-street.csv", True, None),
        (("Crime ID", "Outcome type"), "x.csv", False, "outcomes"),
        (("Type", "Object of search"), "x.csv", False, "stop and search"),
        ((*police.mapping().known, "Outcome type"), "x.csv", True, None),
        ((), "2025-01-cleveland-outcomes.csv", False, "outcomes"),
    ],
)
def test_a_file_is_recognised_by_columns_and_name(header, name, mine, ignored):
    assert (police.recognises(header, name), police.ignored(header, name)) == (mine, ignored)
