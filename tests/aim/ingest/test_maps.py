"""Map files are checked before any file is read by them, and adapters are found by being there."""

import shutil

import pytest

from aim import ingest, schema
from aim.errors import SettingsError
from aim.ingest import maps, recognising
from aim.ingest.faults import FileFault

POLICE = ingest.layouts()["police"]


def test_every_category_of_the_publisher_has_a_place():
    answers = POLICE.map.categories
    assert list(answers.values()) == [c.key for c in schema.CATEGORIES[:14]]
    assert {schema.CATEGORY_TITLES[key]: key for key in answers.values()} == answers


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"burglary"', '"burglery"', "no such category: burglery"),
        ('category = ["Crime type"]', "", "columns.category"),
        ('street = "Location"', 'phone = "Phone"', "columns.phone"),
        ('street = "Location"', 'street = "LSOA name"', "both read and not stored: LSOA name"),
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
        maps.load_all([tmp_path])
    assert str(path) in str(caught.value)


def test_sources_are_found():
    source = ingest.sources()["police"]
    assert (source.name, source.agency, source.delay_months, source.delivered) == (
        "police",
        "Police",
        1,
        "whole months",
    )
    assert source.categories == tuple(c.key for c in schema.CATEGORIES[:14])


@pytest.mark.parametrize(
    ("header", "name", "mine", "ignored"),
    [
        (POLICE.map.known, "x.csv", True, None),
        (POLICE.map.known[:6], "x.csv", True, None),
        (POLICE.map.known[:5], "x.csv", False, None),
        (("a", "b"), "2025-01-cleveland-street.csv", True, None),
        (("Crime ID", "Outcome type"), "x.csv", False, "outcomes"),
        (("Type", "Object of search"), "x.csv", False, "stop and search"),
        ((*POLICE.map.known, "Outcome type"), "x.csv", True, None),
        ((), "2025-01-cleveland-outcomes.csv", False, "outcomes"),
    ],
)
def test_a_file_is_recognised_by_columns_and_name(header, name, mine, ignored):
    layouts = {"police": POLICE}
    assert recognising.ignored(header, name, layouts) == ignored
    if mine:
        assert recognising.choose(lambda _: header, name, layouts) == POLICE
    elif ignored is None:
        with pytest.raises(FileFault, match="no source knows its columns"):
            recognising.choose(lambda _: header, name, layouts)
    else:
        assert recognising.choose(lambda _: header, name, layouts) is None
