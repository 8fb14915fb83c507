"""What a column is taken for, by its name and its values: and what is left for a person to say."""

import csv
import io
import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from aim.errors import RefusedError, SettingsError
from aim.ingest import maps
from aim.ingest.proposing import Proposal, labels, personal, propose, writing

KINDS = ["Litter", "Graffiti", "Litter", "Dog fouling"]


def proposal(tmp_path: Path, columns: Mapping[str, Sequence[str]], **how: str) -> Proposal:
    """Of a table of ``columns``."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=how.get("delimiter", ","), lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    path = tmp_path / "extract.csv"
    path.write_text(out.getvalue(), encoding=how.get("encoding", "utf-8"))
    return propose(path, "trial")


def test_an_order_that_the_values_do_not_tell_is_never_guessed(tmp_path: Path) -> None:
    found = proposal(
        tmp_path, {"Category": KINDS, "Reported": ["01/02/2025", "03/04/2025", "12/11/2025", "05/05/2025"]}
    )
    text = writing.text(found)
    assert '# format = "%d/%m/%Y"             # day first' in text
    assert '# format = "%m/%d/%Y"             # month first' in text
    assert "format" not in tomllib.loads(text)["times"]
    assert any(line.startswith("times.format: every value can be read as") for line in writing.decisions(found))
    (tmp_path / "trial.toml").write_text(text)
    with pytest.raises(SettingsError, match="say the format of the start"):
        maps.read(tmp_path / "trial.toml")


@pytest.mark.parametrize(
    ("values", "formats"),
    [
        (["01/02/2025", "13/02/2025"], ["%d/%m/%Y"]),
        (["01/02/2025", "02/13/2025"], ["%m/%d/%Y"]),
        (["01/02/25 09:30", "13/02/25 10:00"], ["%d/%m/%y %H:%M"]),
        (["2025-02-01T09:30:15.123", "2025-02-13T09:30:15.5"], ["%Y-%m-%dT%H:%M:%S.%f"]),
        (["2025-02-01T09:30:15Z", "2025-07-13T09:30:15+01:00"], ["%Y-%m-%dT%H:%M:%S%z"]),
        (["20250201", "20251113"], ["%Y%m%d"]),
        (["3 May 2025", "14 May 2025"], ["%d %B %Y", "%d %b %Y"]),
        (["3 May 2025", "14 June 2025"], ["%d %B %Y"]),
    ],
)
def test_a_format_is_one_that_reads_all_values(tmp_path: Path, values: list[str], formats: list[str]) -> None:
    found = proposal(tmp_path, {"Category": KINDS[:2], "Date": values})
    assert found.when is not None
    assert sorted(found.when.formats) == formats


def test_one_mistyped_value_decides_nothing(tmp_path: Path) -> None:
    days = [f"{n % 12 + 1:02d}/{n % 11 + 1:02d}/2025" for n in range(60)]
    found = proposal(tmp_path, {"Category": ["Litter"] * 60, "Date": [*days[:-1], "13/01/2025x"]})
    assert found.when is not None
    assert sorted(found.when.formats) == ["%d/%m/%Y", "%m/%d/%Y"]


def test_the_moment_meant_is_the_report_and_not_the_closing(tmp_path: Path) -> None:
    days = ["2025-02-01 09:00", "2025-02-13 10:00", "2025-03-01 11:00", "2025-03-02 12:00"]
    columns = {"Closed Date": days, "Category": KINDS, "Date From": days, "Date To": days}
    found = proposal(tmp_path, columns)
    assert found.when is not None
    assert (found.when.columns, found.when.end) == (("Date From",), ("Date To",))
    assert proposal(tmp_path, {"Closed Date": days, "Category": KINDS}).when is None


@pytest.mark.parametrize(
    ("columns", "kind", "precision_m"),
    [
        ({"Easting": ["449512", "450113"], "Northing": ["520212", "521017"]}, "national grid", 10),
        ({"Easting": ["449***", "450***"], "Northing": ["520***", "521***"]}, "national grid", 10),
        ({"E": ["1", "2"], "Map Ref": ["NZ 495 202", "NZ501203"]}, "grid reference", 1),
        ({"x": ["-1.2350", "-1.2391"], "y": ["54.5742", "54.5791"]}, "wgs84", 20),
        ({"a": ["54.57421", "54.57999"], "b": ["-1.23501", "-1.23999"]}, "wgs84", 20),
        ({"Lat": ["54.57", "54.58"], "Long": ["-1.23", "-1.24"]}, "wgs84", 1000),
        ({"Where": ["(54.5742, -1.2350)", "(54.5743, -1.2351)"]}, "point text", 20),
        ({"PCode": ["TS1 3QB", "ts13qb"]}, "postcode", 100),
    ],
)
def test_places_of_every_kind(tmp_path: Path, columns: dict[str, list[str]], kind: str, precision_m: int) -> None:
    (where,) = proposal(tmp_path, {"Category": KINDS[:2], **columns}).location
    assert (where.kind, where.precision_m) == (kind, precision_m)


@pytest.mark.parametrize("values", [["NO", "SE"], ["SE19", "NZ49"], ["1", "0"], ["TS1", "TS3"]])
def test_what_only_looks_like_a_place_is_none(tmp_path: Path, values: list[str]) -> None:
    assert proposal(tmp_path, {"Category": KINDS[:2], "Location": values, "Flag": values}).location == []


def test_a_second_way_is_proposed_where_it_places_more_rows(tmp_path: Path) -> None:
    columns = {
        "Easting_m": ["449512", "NULL", "449777", "NULL"],
        "Northing_m": ["520212", "NULL", "520999", "NULL"],
        "Easting_rounded": ["449550", "449650", "449750", "450150"],
        "Northing_rounded": ["520250", "520350", "520950", "521050"],
        "Latitude": ["54.57421", "", "54.57991", ""],
        "Longitude": ["-1.23421", "", "-1.23991", ""],
    }
    found = proposal(tmp_path, {"Category": KINDS, **columns})
    assert [where.columns for where in found.location] == [
        ("Easting_m", "Northing_m"),
        ("Easting_rounded", "Northing_rounded"),
    ]
    assert found.table.blanks == ("NULL",)
    assert found.location[1].precision_m == 100


def test_a_file_in_windows_letters_with_semicolons_and_values_over_lines(tmp_path: Path) -> None:
    columns = {"Kategorie type": ["Müll", "Lärm"], "Notes": ["one\ntwo", "x"], "Price": ["-", "1.5"]}
    found = proposal(tmp_path, columns, delimiter=";", encoding="cp1252")
    text = writing.text(found)
    layout = tomllib.loads(text)["layout"]
    assert layout == {"format": "csv", "delimiter": ";", "values_over_lines": True, "blanks": ["-"]}
    assert found.table.windows
    assert "Müll" in text


def test_requests_as_open311_has_them(tmp_path: Path) -> None:
    requests = [
        {"service_request_id": n, "service_name": "Graffiti", "requested_datetime": f"2025-06-0{n}T10:00:00+01:00",
         "lat": 54.574211 + n / 1e4, "long": -1.23511 + n / 1e4, "description": "ring 07700 900123", "photos": ["x"]}
        for n in range(1, 5)
    ]  # fmt: skip
    path = tmp_path / "requests.json"
    path.write_text(json.dumps({"service_requests": requests}))
    found = propose(path, "trial")
    values = tomllib.loads(writing.text(found))
    assert values["layout"] == {"format": "open311", "other_columns": "ignore"}
    assert values["columns"] == {"reference": "service_request_id", "category": ["service_name"]}
    assert values["times"] == {"start": ["requested_datetime"], "format": "%Y-%m-%dT%H:%M:%S%z"}
    assert values["categories"] == {"Graffiti": "graffiti"}
    assert values["location"][0]["columns"] == ["long", "lat"]


# ---- people --------------------------------------------------------------------------------------------------------

# Numbers and addresses that Ofcom and the IETF keep for examples.
PLANTED = (
    "Firstname Lastname", "07700 900123", "07700900124", "+447700900125", "(01632) 960126", "someone@example.org",
    "note: the back door is left open", "Mrs Lastname at number 5", "https://example.org/a/someone", "5 Example Street",
)  # fmt: skip
COLUMNS = (
    "Caller",
    "Mobile",
    "Comments",
    "Subject",
    "Area",
    "Grid",
    "Reported",
    "Ref No",
    "Status",
    "Case Type",
)


@pytest.mark.parametrize("at", range(len(COLUMNS)))
def test_nothing_personal_is_written_whatever_column_it_stands_in(tmp_path: Path, at: int) -> None:
    """But in the label of the very column that says what happened, if it is a plain name: nothing could tell."""
    good = {name: [f"{name} {n % 3}" for n in range(60)] for name in COLUMNS}
    good |= {"Reported": [f"{n % 28 + 1:02d}/01/2025" for n in range(60)], "Ref No": [f"A{n}" for n in range(60)]}
    planted = [text for text in PLANTED if COLUMNS[at] != "Case Type" or personal.is_personal(text)]
    good[COLUMNS[at]][: len(planted)] = planted
    found = proposal(tmp_path, good)
    said = writing.text(found) + "\n".join(writing.decisions(found))
    for text in planted:
        assert text not in said
    assert "07700" not in said
    assert found.labels.columns in (("Case Type",), ())
    if COLUMNS[at] == "Case Type" and found.labels.columns:
        assert found.labels.private == len(planted)


def test_columns_of_people_are_named_by_why_they_are_not_read(tmp_path: Path) -> None:
    columns = {"Category": KINDS, "Victim Surname": ["A", "B", "C", "D"], "House No": ["1", "2", "3", "4"],
               "Info": ["a@example.org", "b@example.org", "x", "c@example.org"], "Web": ["", "", "", "https://x.org/1"],
               "Incident Details": ["x"] * 4, "Crew": ["1", "2", "3", "4"]}  # fmt: skip
    found = proposal(tmp_path, columns)
    of = {name: why for why, names in found.not_stored.items() for name in names}
    assert "people" in of["Victim Surname"]
    assert of["House No"] == "addresses"
    assert "e-mail" in of["Info"]
    assert "links" in of["Web"]
    assert of["Incident Details"] == "what somebody wrote"
    assert "nothing AIM needs" in of["Crew"]
    assert tomllib.loads(writing.text(found))["not_stored"]["columns"] == [
        n for c in found.not_stored.values() for n in c
    ]


@pytest.mark.parametrize(
    "line", ["Firstname Lastname,07700 900123,TS1 3QB", "12,449512,520212", "a@example.org,x,y", "01/02/2025,Litter,x"]
)
def test_a_first_line_of_values_is_no_header_and_is_not_repeated(tmp_path: Path, line: str) -> None:
    path = tmp_path / "extract.csv"
    path.write_text(f"{line}\n{line}\n")
    with pytest.raises(RefusedError, match="looks like a row") as caught:
        propose(path, "trial")
    assert not any(part in str(caught.value) for part in line.split(",") if len(part) > 3)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04....", "archive or a workbook"),
        ("a,b\n1,2\n".encode("utf-16"), "NUL"),
        (b"Category,Date\n", "no row"),
        (b'{"service_requests": 1}', "a list of requests"),
        (b"[1, 2", "breaks off"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(RefusedError, match=words):
        propose(tmp_path / "x.csv", "trial")


# ---- labels --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "agency", "answer"),
    [
        ("Prevent referral", "Council", "withheld"),
        ("Channel panel", None, "withheld"),
        ("Mental health concern", "Police", "withheld"),
        ("Special Service > Suicide/attempts", "Fire", "withheld"),
        ("Effecting entry/exit", "Fire", "withheld"),
        ("Concern for welfare", "Police", "withheld"),
        ("Burglary", "Police", "burglary"),
        ("Violence and sexual offences", "Police", "violent-crime"),
        ("Sexual assault", "Police", "sexual-offences"),
        ("Noise nuisance", "Council", "noise"),
        ("Noise nuisance", "Housing", "housing-noise"),
        ("Noise nuisance", None, None),
        ("Nuisance (excluding noise)", "Council", None),
        ("Fly-tipping and litter", "Council", None),
        ("Fire > Secondary > Deliberate", "Fire", "fire-deliberate-secondary"),
        ("Primary fire, road vehicle, deliberate", "Fire", "fire-deliberate-vehicle"),
        ("Fire > Not known", "Fire", "fire-accidental"),
        ("Fire", "Fire", None),
        ("Special Service", "Fire", None),
        ("Racist graffiti", "Council", "hate-crime"),
        ("Rats", "Council", None),
        ("", "Council", None),
    ],
)
def test_a_category_is_proposed_where_it_is_clear(label: str, agency: str | None, answer: str | None) -> None:
    assert labels.answer(label, agency) == answer


def test_a_map_with_open_labels_is_refused_and_says_which(tmp_path: Path) -> None:
    columns = {"Category": [*KINDS, "Rats", 'Said "so"'], "Month": ["2025-01"] * 6,
               "Easting": [str(449512 + n) for n in range(6)], "Northing": [str(520212 + n) for n in range(6)],
               "service_code": ["1"] * 6}  # fmt: skip
    found = proposal(tmp_path, columns)
    text = writing.text(found).replace('# agreement = ""', 'agreement = "x"').replace("# delivered", "delivered", 1)
    (tmp_path / "trial.toml").write_text(text)
    with pytest.raises(
        SettingsError, match=r"trial.toml: still to be decided: Rats, Said \"so\"; there are .*'withheld'"
    ):
        maps.read(tmp_path / "trial.toml")
    (tmp_path / "trial.toml").write_text(text.replace('"decide: Rats"', '"rats"'))
    with pytest.raises(
        SettingsError, match=r'trial.toml: no such category: rats; still to be decided: Said "so"; there'
    ):
        maps.read(tmp_path / "trial.toml")
    assert any("2 of 5 labels" in line for line in writing.decisions(found))
    text = text.replace('"decide: Rats"', '"not counted"').replace('"decide: Said \\"so\\""', '"litter"')
    (tmp_path / "trial.toml").write_text(text)
    assert maps.read(tmp_path / "trial.toml").categories["Rats"] == "not counted"


def test_too_many_labels_are_none(tmp_path: Path) -> None:
    found = proposal(tmp_path, {"Category": [f"Case of {n}" for n in range(500)], "Ward": ["Central"] * 500})
    assert found.labels.columns == ()
    assert "Case of" not in writing.text(found)
    assert any(line.startswith("columns.category") for line in writing.decisions(found))


# ---- real files ----------------------------------------------------------------------------------------------------


@pytest.mark.real
@pytest.mark.parametrize(
    ("file", "mapped"),
    [
        ("fire/avon-attended-2014-07.csv", "avon-attended"),
        ("fire/avon-incidents-2009_2014.csv", "avon-incidents"),
        ("fire/lfb-animal-rescue-2009_2022.csv", "lfb-animals"),
        ("fire/lfb-incident-sample.csv", "lfb-incidents"),
        ("council/banes-environmental-requests-2015_2019.csv", "banes-environment"),
        ("council/banes-fixmystreet-2007_2017.csv", "banes-fixmystreet"),
    ],
)
def test_real_files_are_seen_as_their_maps_were_written_by_hand(shared: Path, file: str, mapped: str) -> None:
    by_hand = maps.read(Path(__file__).parents[3] / "maps" / f"{mapped}.toml")
    found = propose(shared / "data" / file, "trial")
    assert found.when is not None
    assert (found.when.columns, found.when.formats) == (by_hand.times.start, (by_hand.times.format,))
    assert found.reference == by_hand.columns.reference
    assert found.table.blanks == by_hand.layout.blanks
    ways = {(where.kind, where.columns) for where in found.location}
    assert ways & {(where.kind, where.columns) for where in by_hand.location}
    said = writing.text(found)
    tomllib.loads(said)
    assert not any(personal.is_personal(line) for line in said.splitlines() if not line.startswith("#"))
