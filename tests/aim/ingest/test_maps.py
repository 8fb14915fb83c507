"""Map files are checked before any file is read by them; those shipped agree with one another and with the guide."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import PROJECT
from hypothesis import given
from hypothesis import strategies as st

from aim import config, ingest, schema
from aim.errors import SettingsError
from aim.ingest import maps, recognising
from aim.ingest.answers import is_never_stored
from aim.ingest.faults import FileFault
from aim.ingest.formats import Header
from aim.ingest.maps import Map, Named, Times

SHIPPED = ingest.layouts()
TEST_MAPS = PROJECT / "tests" / "maps"
LAYOUTS = ingest.layouts(config.load(PROJECT / "nowhere", {"AIM_MAPS": str(TEST_MAPS)}))
POLICE = SHIPPED["police"]


def as_csv(*columns: str) -> Header:
    """The header of a delimited file."""
    return lambda mapping: list(columns) if mapping.layout.format == "csv" else []


def as_sent(named: Named, columns: tuple[str, ...]) -> Header:
    """A header in the format of a map."""
    return lambda mapping: list(columns) if mapping.layout.format == named.map.layout.format else []


def test_every_category_of_the_publisher_has_a_place() -> None:
    answers = POLICE.map.categories
    assert list(answers.values()) == [c.key for c in schema.CATEGORIES[:14]]
    assert {schema.CATEGORY_TITLES[key]: key for key in answers.values()} == answers


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"burglary"', '"burglery"', "no such category: burglery"),
        ('category = ["Crime type"]', "", "columns.category: is not said yet"),
        ('street = "Location"', 'phone = "Phone"', "columns.phone"),
        ('street = "Location"', 'street = "LSOA name"', "both read and not stored: LSOA name"),
        ("[columns]", "[columns", "police.toml"),
        ('month = "Month"', 'month = "Month"\nstart = ["Month"]', "either the column of the month"),
        ('month = "Month"', 'start = ["Month"]', "say the format of the start"),
        ('columns = ["Longitude", "Latitude"]', 'columns = ["Longitude"]', "a wgs84 stands in 2 columns"),
        ("[suppliers]", "[not_suppliers]", "not_suppliers"),
        ("[source]", 'layout_of = "fire"\n\n[source]', "either .source. or layout_of"),
        ('"cleveland"', '"../../elsewhere"', "supplier '../../elsewhere': write small letters"),
        ('"cleveland"', '"Cleveland Police"', "supplier 'Cleveland Police': write small letters"),
        ('"cleveland"', '""', "supplier '': write small letters"),
        ('"cleveland"', f'"{"x" * 61}"', "60 at most"),
        ("[layout]", '[layout]\ndelimiter = "\\n"', "layout.delimiter"),
        ("[layout]", '[layout]\ndelimiter = "§"', "layout.delimiter"),
    ],
)
def test_a_map_that_cannot_be_right_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    shutil.copy(maps.FOLDER / "police.toml", tmp_path)
    path = tmp_path / "police.toml"
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")
    with pytest.raises(SettingsError, match=words) as caught:
        maps.load_all([tmp_path])
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("%-d/%m/%Y", "%- is no letter"),
        ("%d/%m/%Y %Z", "%Z is no letter"),
        ("%s", "%s is no letter"),
        ("%c", "%c is no letter"),
        ("%G-W%V-%u", "%G, %V, %u is no letter"),
        ("%d/%m/%Y %", "% is no letter"),
        ("%m/%Y", "lacks %d"),
        ("%d %B", "lacks %Y"),
        ("on %%d/%%m/%%Y", "lacks %d, %m, %Y"),
        ("%d/%m/%Y %I:%M", "%I and %p belong together"),
        ("%d/%m/%Y %H:%M %p", "%I and %p belong together"),
    ],
)
def test_a_format_that_would_be_read_otherwise_than_it_looks_is_refused(form: str, words: str) -> None:
    """Unchecked, pandas stops some of them in the middle of a load, and reads others as the first of January."""
    with pytest.raises(ValueError, match=words):
        Times(start=("When",), format=form)


@pytest.mark.parametrize("form", ["%Y-%j", "%d%b%y %H%M", "%A, %d %B %Y %I:%M:%S.%f %p %z", "%Y%m%d 100%%"])
def test_a_format_that_tells_a_day_is_taken(form: str) -> None:
    assert Times(start=("When",), format=form).format == form


@pytest.mark.parametrize("name", ["My Source", "source=x", "naïve", "A", "a--b", "a%20b"])
def test_a_source_is_named_as_folders_can_be(tmp_path: Path, name: str) -> None:
    """Delta Lake writes other letters apart in its log: what is stored would not be found again."""
    shutil.copy(maps.FOLDER / "fire.toml", tmp_path / f"{name}.toml")
    with pytest.raises(SettingsError, match="the file's name is the source's"):
        maps.load_all([tmp_path])


def test_a_layout_of_no_source_is_refused(tmp_path: Path) -> None:
    shutil.copy(maps.FOLDER / "police-legacy.toml", tmp_path)
    with pytest.raises(SettingsError, match="layout_of = 'police'"):
        maps.load_all([tmp_path])


def test_sources_are_found() -> None:
    source = ingest.sources()["police"]
    assert (source.name, source.agency, source.delay_months, source.delivered) == (
        "police",
        "Police",
        1,
        "whole months",
    )
    assert source.categories == tuple(c.key for c in schema.CATEGORIES[:14])


def test_every_partner_has_a_source() -> None:
    sources = ingest.sources()
    assert sorted(sources) == [
        "council-desk", "council-requests", "fire", "housing", "police", "police-crime", "police-incidents",
    ]  # fmt: skip
    assert {source.agency for source in sources.values()} == set(schema.AGENCY_LETTERS)
    assert len({source.short for source in sources.values()}) == len(sources)


def test_every_category_comes_from_some_source() -> None:
    assert {key for source in ingest.sources().values() for key in source.categories} == set(schema.CATEGORY_KEYS)


def test_a_source_supersedes_what_another_of_its_agency_sends() -> None:
    sources = ingest.sources()
    for source in sources.values():
        for name, keys in source.supersedes:
            assert sources[name].agency == source.agency
            assert set(keys) <= set(sources[name].categories)
            assert name != source.name
            # Two that supersede one another would both be left out.
            assert source.name not in dict(sources[name].supersedes)


def test_layouts_of_one_source_agree() -> None:
    legacy, requests, as_table = (SHIPPED[n].map for n in ("police-legacy", "council-requests", "council-requests-csv"))
    assert legacy.suppliers == POLICE.map.suppliers
    assert POLICE.map.categories.items() <= legacy.categories.items()
    for part in ("columns", "times", "location", "categories", "supplier"):
        assert getattr(requests, part) == getattr(as_table, part)


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_map_withholds_what_the_core_withholds(name: str) -> None:
    """A map that said otherwise would be overruled, and would mislead whoever reads it."""
    mapping = LAYOUTS[name].map
    flagged = {value for flag in mapping.flags if flag.then == schema.WITHHELD for value in flag.values}
    for label, answer in mapping.categories.items():
        if is_never_stored(label):
            assert answer == schema.WITHHELD or flagged & set(label.split(" > ")), label


@pytest.mark.parametrize("name", ["description", "media_url", "address", "status_notes", "zipcode"])
def test_what_residents_wrote_is_never_read(name: str) -> None:
    assert all(name not in SHIPPED[each].map.read for each in ("council-requests", "council-requests-csv"))


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
def test_a_file_is_recognised_by_columns_and_name(
    header: tuple[str, ...], name: str, mine: bool, ignored: str | None
) -> None:
    layouts = {"police": POLICE}
    assert recognising.ignored(header, name, layouts) == ignored
    if mine:
        assert recognising.choose(as_csv(*header), name, layouts) == POLICE
    elif ignored is None:
        with pytest.raises(FileFault, match="no source knows its columns"):
            recognising.choose(as_csv(*header), name, layouts)
    else:
        assert recognising.choose(as_csv(*header), name, layouts) is None


@pytest.mark.parametrize("name", LAYOUTS)
def test_no_map_is_taken_for_another(name: str) -> None:
    """Nor with a column too many, or any one too few: such a file is still its own map's to refuse."""
    named = LAYOUTS[name]
    needed = named.map.required
    offered = [needed, (*needed, "Officer"), *((*needed[:at], *needed[at + 1 :]) for at in range(len(needed)))]
    for columns in offered:
        assert recognising.choose(as_sent(named, columns), "x.csv", LAYOUTS) == named
    others = {each: other for each, other in LAYOUTS.items() if other.source != named.source}
    with pytest.raises(FileFault, match="no source knows its columns"):
        recognising.choose(as_sent(named, needed), "x.csv", others)


def test_of_two_maps_that_fit_alike_one_has_to_be_named() -> None:
    other = POLICE.model_copy(update={"name": "other"})
    with pytest.raises(FileFault, match="other or police: two maps of one source: take one of them away"):
        recognising.choose(as_csv(*POLICE.map.known), "x.csv", {"police": POLICE, "other": other}, "police")
    source = replace(POLICE.source, name="other")
    layouts = {"police": POLICE, "other": other.model_copy(update={"source": source})}
    with pytest.raises(FileFault, match="other or police: name one with --source"):
        recognising.choose(as_csv(*POLICE.map.known), "x.csv", layouts)
    assert recognising.choose(as_csv(*POLICE.map.known), "x.csv", layouts, "police") == POLICE


def test_a_file_that_shares_nothing_with_the_source_it_is_said_to_be_of() -> None:
    with pytest.raises(FileFault, match=r"^is not of police: unknown column 'uid', 'date', 'X'$"):
        recognising.choose(as_csv("uid", "date", "X"), "x.csv", LAYOUTS, "police")


# ---- written and read again ------------------------------------------------------------------------------------------
FORMS = ["%d/%m/%Y", "%Y-%m-%dT%H:%M:%S%z", "%A %d %B %Y, %I.%M %p", "%y%j 50%%"]
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
ANSWER = st.sampled_from([*schema.CATEGORY_KEYS, schema.WITHHELD, schema.NOT_COUNTED])


def written(values: dict[str, Any], *above: str) -> str:
    """TOML of plain values, tables last; JSON writes its texts and lists."""
    lines, tables = [], ""
    for key, value in values.items():
        quoted = json.dumps(key, ensure_ascii=False)
        name = ".".join([*above, quoted])
        if isinstance(value, dict):
            tables += f"[{name}]\n{written(value, *above, quoted)}"
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            tables += "".join(f"[[{name}]]\n{written(each)}" for each in value)
        elif value is not None:
            lines.append(f"{quoted} = {json.dumps(value, ensure_ascii=False)}\n")
    return "".join(lines) + tables


@st.composite
def some_map(draw: st.DrawFn) -> dict[str, Any]:
    names = draw(st.lists(TEXT, min_size=9, max_size=9, unique=True))
    start = draw(st.booleans())
    ways: list[dict[str, Any]] = [
        {"kind": "national grid", "columns": names[3:5], "precision_m": draw(st.integers(1, 100_000))},
        {"kind": "postcode", "columns": names[5:6], "precision_m": 100},
    ]
    return {
        "supplier": "cleveland",
        "source": {
            "agency": draw(st.sampled_from(sorted(schema.AGENCY_LETTERS))), "title": draw(TEXT), "short": draw(TEXT),
            "agreement": draw(TEXT), "delay_months": draw(st.integers(0, 12)),
            "delivered": draw(st.sampled_from(["whole months", "changes"])),
            "supersedes": {"police": draw(st.lists(st.sampled_from(schema.CATEGORY_KEYS), unique=True, min_size=1))},
        },
        "layout": {
            "delimiter": draw(st.sampled_from(",;|")), "values_over_lines": draw(st.booleans()),
            "blanks": draw(st.lists(TEXT)), "other_columns": draw(st.sampled_from(["refuse", "ignore"])),
        },
        "columns": {"category": names[:2], "reference": draw(st.none() | st.just(names[2]))},
        "times": {"start": names[6:7], "format": draw(st.sampled_from(FORMS))} if start else {"month": names[6]},
        "location": ways[: draw(st.integers(1, 2))],
        "flags": draw(st.lists(st.fixed_dictionaries(
            {"column": st.just(names[7]), "values": st.lists(TEXT, min_size=1), "then": ANSWER}), max_size=2)),
        "not_stored": {"columns": names[8:]},
        "categories": draw(st.dictionaries(TEXT, ANSWER, min_size=1, max_size=6)),
    }  # fmt: skip


@given(values=some_map())
def test_a_map_says_what_was_written_in_it(values: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("map") / "some.toml"
    path.write_text(written(values), encoding="utf-8")
    found = maps.read(path)
    assert found == Map.model_validate(values)
    said = {*values["categories"].values(), *(flag["then"] for flag in values["flags"])}
    assert found.answers == tuple(key for key in schema.CATEGORY_KEYS if key in said)
