"""What a load stores, what a second one changes, and what its record says."""

import csv
import json
import random
from pathlib import Path

import extracts
import pytest
from extracts import FAR, MARGIN, archive, month_file, row, rows, street, text

from aim import schema
from aim.errors import RefusedError, StoreError
from aim.ingest import load, reading
from aim.store import ledger
from aim.store.incidents import IncidentStore


def _all(store):
    return [row for file in store.files() for row in store.read(file).to_pylist()]


def test_a_row_is_stored_as_what_it_says(tmp_path, ingest, store):
    (record,) = ingest(street(tmp_path / "one.csv", [row(10)]))
    (stored,) = _all(store)
    assert stored.pop(schema.CELL) == int(extracts.Cells().cells([-1.234], [54.5742])[0])
    assert stored == {
        "source": "police",
        "supplier": "cleveland",
        "month": "2025-06",
        "reference": bytes.fromhex(f"{10:064x}"),
        "category": "burglary",
        "outcome": "Under investigation",
        "street": "Linthorpe Road",
        "longitude": -1.234,
        "latitude": 54.5742,
        "located_by": "point",
        "precision_m": 150,
        "occurred_from": None,
        "occurred_to": None,
        "margin": False,
        "area": None,
    }
    assert store.read(store.files()[0]).schema.equals(schema.INCIDENTS)
    assert (record.load, store.version()) == (store.files()[0].load, 1)


def test_blank_values_are_null_and_other_ids_are_kept_as_hashes(tmp_path, ingest, store):
    ingest(street(tmp_path / "one.csv", [row(id="", outcome="", street=""), row(id="A-17/b"), row(id="é" * 20)]))
    assert [(r["reference"], r["outcome"], r["street"]) for r in _all(store)] == [
        (None, None, None),
        (extracts.fingerprint(store.data, "police", "A-17/b"), "Under investigation", "Linthorpe Road"),
        (extracts.fingerprint(store.data, "police", "é" * 20), "Under investigation", "Linthorpe Road"),
    ]


def test_every_row_is_kept_outside_or_rejected(tmp_path, ingest, store):
    found = [
        *rows(5),
        row(lon=str(MARGIN[0]), lat=str(MARGIN[1])),
        *rows(3, lon=str(FAR[0]), lat=str(FAR[1])),
        *rows(2, lon="", lat=""),
    ]
    (record,) = ingest(street(tmp_path / "any name.csv", found))
    said = record.to_json()
    assert {name: said[name] for name in ("rows", "kept", "outside", "margin", "rejected", "reasons", "months")} == {
        "rows": 11,
        "kept": 5,
        "outside": 4,
        "margin": 1,
        "rejected": 2,
        "reasons": {"no_coordinates": 2},
        "months": ["2025-06"],
    }
    assert [r["margin"] for r in _all(store)] == [False] * 5 + [True]
    assert (said["source"], said["agency"], said["supplier"], said["file"]) == (
        "police", "Police", "cleveland", "any name.csv",
    )  # fmt: skip
    assert json.loads(json.dumps(said)) == said
    assert ledger.LoadRecord.from_json(said) == record == ledger.loads(store.data)[0]


def test_rows_without_an_id_are_never_taken_for_one_another(tmp_path, ingest, store):
    same = row(id="", kind="Anti-social behaviour", outcome="")
    (record,) = ingest(street(tmp_path / "one.csv", [same] * 7))
    assert (record.rows, record.kept, len(_all(store))) == (7, 7, 7)


def test_the_same_delivery_again_changes_nothing(tmp_path, ingest, store):
    path = street(tmp_path / "one.csv", rows(20))
    (first,) = ingest(path)
    before = extracts.files_under(store.data)
    (again,) = ingest(path)
    assert (first.unchanged, again.unchanged, again.rows, again.replaced) == (False, True, 20, ())
    assert (store.version(), len(_all(store)), extracts.files_under(store.data)) == (1, 20, before)
    assert ledger.received(store.data, "police", "cleveland", "2025-06") == first.received


@pytest.mark.parametrize(
    "how",
    [
        {"newline": "\r\n"},
        {"newline": "\r"},
        {"header": tuple(reversed(extracts.HEADER))},
    ],
)
def test_the_same_rows_written_another_way_are_the_same(tmp_path, ingest, store, how):
    ingest(street(tmp_path / "one.csv", rows(20)))
    (again,) = ingest(street(tmp_path / "two.csv", rows(20), **how))
    assert (again.unchanged, again.kept, store.version()) == (True, 20, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252"])
def test_letters_of_any_usual_encoding(tmp_path, ingest, store, encoding):
    path = tmp_path / "one.csv"
    path.write_bytes(text([row(street="On or near Café Row"), row(street="On or near Ø")]).encode(encoding))
    ingest(path)
    assert [r["street"] for r in _all(store)] == ["Café Row", "Ø"]


def test_quoted_values_and_blank_lines(tmp_path, ingest, store):
    out = text([row(1, street='On or near "The Street", North'), row(2, lon="", lat="")])
    head, one, two = out.splitlines()
    quoted = ",".join(f'"{value}"' for value in next(csv.reader([two])))
    path = tmp_path / "one.csv"
    path.write_text(f"{head}\n\n{one}\n\n\n{quoted}\n\n")
    (record,) = ingest(path)
    assert [r["street"] for r in _all(store)] == ['"The Street", North']
    assert ledger.rejects(store.data, record.load)["line"].to_pylist() == [6]
    assert record.rows == 2


def test_a_redelivered_month_is_replaced_and_no_other(tmp_path, ingest, store):
    found = [*rows(10), *rows(10, 50, month="2025-05"), *rows(4, 80, by="Durham Constabulary")]
    first = ingest(street(tmp_path / "one.csv", found))
    before = {file.key: file.path for file in store.files()}
    (again,) = ingest(street(tmp_path / "two.csv", rows(10, outcome="Local resolution")))
    assert [record.supplier for record in first] == ["cleveland", "durham"]
    assert (again.replaced, again.months, again.unchanged) == (("2025-06",), ("2025-06",), False)
    after = {file.key: file.path for file in store.files()}
    changed = ("police", "cleveland", "2025-06")
    assert {key for key in before if before[key] != after[key]} == {changed}
    assert [r["outcome"] for r in _all(store)].count("Local resolution") == 10
    assert (store.version(), len(_all(store))) == (3, 24)
    assert (
        len([r for f in store.files(2) for r in store.read(f).to_pylist() if r["outcome"] == "Local resolution"]) == 0
    )


def test_months_that_stayed_the_same_are_not_written_again(tmp_path, ingest, store):
    (first,) = ingest(street(tmp_path / "one.csv", [*rows(10), *rows(10, 50, month="2025-05")]))
    changed = [*rows(10), *rows(11, 50, month="2025-05")]
    (again,) = ingest(street(tmp_path / "two.csv", changed))
    assert (again.months, again.replaced, again.unchanged) == (("2025-05", "2025-06"), ("2025-05",), False)
    assert ledger.received(store.data, "police", "cleveland", "2025-06") == first.received
    assert ledger.standing_kept(ledger.loads(store.data)) == {
        ("police", "cleveland", "2025-05"): 11,
        ("police", "cleveland", "2025-06"): 10,
    }
    # ... and the month is known again by its first load
    assert ingest(street(tmp_path / "three.csv", rows(10)))[0].unchanged


def test_two_forces_in_one_archive_keep_both(tmp_path, ingest, store):
    path = archive(
        tmp_path / "two.zip",
        {
            month_file(): text(rows(6)),
            month_file(force="btp"): text(rows(3, by="British Transport Police")),
            month_file(force="durham"): text(rows(2, by="Durham Constabulary")),
        },
    )
    records = ingest(path)
    assert [(record.supplier, record.kept) for record in records] == [("btp", 3), ("cleveland", 6), ("durham", 2)]
    assert {(file.supplier, file.rows) for file in store.files()} == {("btp", 3), ("cleveland", 6), ("durham", 2)}
    assert len({record.load for record in records}) == 3


def test_under_half_of_what_stands_is_refused_unless_accepted(tmp_path, ingest, store):
    ingest(street(tmp_path / "one.csv", rows(10)))
    half = street(tmp_path / "half.csv", rows(5))
    less = street(tmp_path / "less.csv", rows(4))
    with pytest.raises(RefusedError, match="--accept-smaller") as caught:
        ingest(less)
    assert "4 rows" in str(caught.value)
    assert "10 stand" in str(caught.value)
    assert (store.version(), store.standing("police", "cleveland", ["2025-06", "2025-07"])) == (1, {"2025-06": 10})
    ingest(half)
    (record,) = ingest(street(tmp_path / "two.csv", rows(2)), accept_smaller=True)
    assert (record.kept, len(_all(store)), store.version()) == (2, 2, 3)


def test_a_folder_an_archive_and_a_file_hold_the_same(tmp_path, ingest, store):
    may, june = rows(5, month="2025-05"), rows(5, 20)
    folder = tmp_path / "folder"
    street(folder / "2025-05" / "a.csv", may)
    street(folder / "b.CSV", june)
    (folder / "notes.txt").write_text("not loaded")
    (folder / ".hidden.csv").write_text("not seen")
    (record,) = ingest(folder)
    assert (record.file, record.months, record.ignored) == ("folder", ("2025-05", "2025-06"), ("*.txt",))
    zipped = archive(tmp_path / "x.zip", {month_file("2025-05"): text(may), "any.csv": text(june)})
    assert ingest(zipped)[0].unchanged
    assert ingest(street(tmp_path / "both.csv", [*june, *may]))[0].unchanged
    assert store.version() == 1


def test_several_paths_are_one_command(tmp_path, ingest, store):
    may = street(tmp_path / "may.csv", rows(5, month="2025-05"))
    june = street(tmp_path / "june.csv", rows(5))
    records = ingest(may, june)
    assert [(record.file, record.months) for record in records] == [
        ("may.csv", ("2025-05",)),
        ("june.csv", ("2025-06",)),
    ]
    assert store.version() == 2


def test_a_month_named_twice_in_one_command_is_read_once(tmp_path, ingest, store):
    one = street(tmp_path / "one.csv", [*rows(5), row(month="bad")])
    two = street(tmp_path / "two.csv", [*rows(5), row(month="bad")], newline="\r\n")
    (record,) = ingest(one, two)
    assert (record.rows, record.kept, record.rejected, len(_all(store))) == (6, 5, 1, 5)


def test_a_month_told_twice_differently_is_refused(tmp_path, ingest, store):
    path = archive(tmp_path / "x.zip", {"a.csv": text(rows(5)), "b.csv": text(rows(5, outcome=""))})
    with pytest.raises(RefusedError, match=r"b\.csv and .*a\.csv both hold 2025-06"):
        ingest(path)
    assert store.version() is None


def test_a_month_with_nothing_near_is_held_and_empty(tmp_path, ingest, store):
    (record,) = ingest(street(tmp_path / "one.csv", rows(3, lon=str(FAR[0]), lat=str(FAR[1]))))
    assert (record.kept, record.outside, record.months) == (0, 3, ("2025-06",))
    (file,) = store.files()
    assert (file.rows, store.read(file).num_rows, file.month) == (0, 0, "2025-06")
    assert ingest(tmp_path / "one.csv")[0].unchanged


def test_names_of_files_that_are_no_tables_stay_out_of_the_ledger(tmp_path, ingest, store):
    """A letter in an archive is named after whom it is about; the ledger is kept for good."""
    letters = {f"Re {name} of 12 Acacia Avenue.MSG": "x" for name in ("Mrs Someone", "Mr Other")}
    (record,) = ingest(archive(tmp_path / "x.zip", {month_file(): text(rows(2)), "photo": "y", **letters}))
    assert record.ignored == ("*.msg", "*")
    log = (store.folder / "_delta_log" / f"{1:020}.json").read_text(encoding="utf-8")
    assert not [word for word in ("Someone", "Other", "Acacia", "photo") if word in log]


def test_outcomes_and_searches_are_named_as_ignored(tmp_path, ingest):
    outcomes = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Outcome type\n"
    search = "Type,Date,Part of a policing operation,Object of search\n"
    path = archive(
        tmp_path / "x.zip",
        {
            month_file(): text(rows(2)),
            "2025-06/2025-06-cleveland-outcomes.csv": outcomes,
            "2025-06/2025-06-cleveland-stop-and-search.csv": search,
            "2025-06/2025-06-durham-stop-and-search.csv": "",
            "readme.txt": "hello",
            "__MACOSX/._x.csv": b"\0\0",
        },
    )
    (record,) = ingest(path)
    assert sorted(record.ignored) == [
        "*.txt",
        "2025-06/2025-06-cleveland-outcomes.csv",
        "2025-06/2025-06-cleveland-stop-and-search.csv",
        "2025-06/2025-06-durham-stop-and-search.csv",
    ]


def test_demonstration_and_real_data_never_meet(tmp_path, ingest, store):
    real = street(tmp_path / "real.csv", rows(3))
    made = street(tmp_path / "made.csv", rows(3, mark="AIM demonstration"))
    both = street(tmp_path / "both.csv", [*rows(3), *rows(3, mark="AIM demonstration")])
    with pytest.raises(RefusedError, match="demonstration data in 3 of 6 rows"):
        ingest(both)
    with pytest.raises(RefusedError, match="never loaded together"):
        ingest(real, made)
    assert store.version() is None
    assert ingest(made)[0].demonstration
    with pytest.raises(RefusedError, match="aim demo --clear"):
        ingest(real)
    assert store.version() == 1


def test_a_demonstration_is_refused_by_a_real_store(tmp_path, ingest, store):
    assert not ingest(street(tmp_path / "real.csv", rows(3)))[0].demonstration
    with pytest.raises(RefusedError, match="aim demo --clear"):
        ingest(street(tmp_path / "made.csv", rows(3, mark="AIM demonstration")))
    assert store.version() == 1


def test_only_the_columns_of_the_schema_reach_the_disk(tmp_path, ingest, store):
    secret = "Mr A Nonymous 07700 900123"
    found = [row(1, mark=secret), row(2, mark=secret, lon="", lat="")]
    for one in found:
        one["LSOA name"] = one["Falls within"] = secret
    ingest(street(tmp_path / "one.csv", found))
    for name in extracts.files_under(store.data):
        assert secret.encode() not in (store.data / name).read_bytes()
    assert secret not in str(_all(store))


def test_a_file_larger_than_the_memory_set_aside_is_written_down_in_between(tmp_path, ingest, store, monkeypatch):
    found = [row(n, month=f"2025-{1 + n % 6:02d}") for n in range(600)]
    random.Random(1).shuffle(found)
    whole = street(tmp_path / "one.csv", found)
    (first,) = ingest(whole)
    expected = sorted(map(str, _all(store)))
    monkeypatch.setattr(reading, "IN_MEMORY", 50)
    monkeypatch.setattr("aim.ingest.formats.delimited.BLOCK", 4096)
    assert ingest(whole)[0].unchanged  # the digest does not depend on how the file was cut
    assert not [name for name in extracts.files_under(store.folder) if ".parquet" in name and first.load not in name]
    changed = street(tmp_path / "two.csv", [{**one, "Last outcome category": "Local resolution"} for one in found])
    ingest(changed)
    stored = _all(store)
    assert [r["outcome"] for r in stored] == ["Local resolution"] * 600
    assert sorted(str({**r, "outcome": "Under investigation"}) for r in stored) == expected


def test_a_refused_delivery_leaves_nothing_behind(tmp_path, ingest, store):
    ingest(street(tmp_path / "one.csv", rows(5)))
    before = extracts.files_under(store.data)
    members = {month_file(f"2025-0{n}"): text(rows(5, month=f"2025-0{n}")) for n in range(1, 6)}
    bad = {month_file("2025-06"): text([row(kind="Piracy")])}
    with pytest.raises(RefusedError, match="Piracy"):
        ingest(archive(tmp_path / "x.zip", members | bad))
    assert (extracts.files_under(store.data), store.version()) == (before, 1)


def test_an_error_in_mid_reading_leaves_nothing_behind(tmp_path, config, store):
    class Broken(extracts.Box):
        def wards(self, longitude, latitude):
            raise ZeroDivisionError

    members = {month_file(f"2025-0{n}"): text(rows(5, month=f"2025-0{n}")) for n in range(1, 6)}
    path = archive(tmp_path / "x.zip", members)
    with pytest.raises(ZeroDivisionError):
        load.ingest(config, [path], actor="t", placing=extracts.placing(Broken()))
    assert not [name for name in extracts.files_under(store.data) if name.endswith(".parquet")]


def test_progress_counts_bytes_up_to_all_of_them(tmp_path, ingest):
    members = {month_file(f"2025-0{n}"): text(rows(50, month=f"2025-0{n}")) for n in range(1, 5)}
    told: list[tuple[int, int, str]] = []
    ingest(archive(tmp_path / "x.zip", members), progress=lambda *what: told.append(what))
    total = sum(map(len, members.values()))
    done = [n for n, _, _ in told]
    assert done == sorted(done)
    assert (done[-1], {n for _, n, _ in told}) == (total, {total})
    assert {name for _, _, name in told} == set(members)


def test_progress_counts_files_that_are_not_mapped(tmp_path, ingest):
    search = "Type,Date,Object of search\n" * 9
    members = {month_file(): text(rows(5)), "2025-06/2025-06-cleveland-stop-and-search.csv": search}
    told: list[tuple[int, int, str]] = []
    ingest(archive(tmp_path / "x.zip", members), progress=lambda *what: told.append(what))
    assert max(n for n, _, _ in told) == told[0][1] == sum(map(len, members.values()))


def test_a_store_that_fails_between_two_loads_says_what_was_done(tmp_path, ingest, store, monkeypatch):
    path = street(tmp_path / "x.csv", [*rows(3), *rows(3, by="Durham Constabulary")])
    commit = IncidentStore.commit

    def fail(self, record, staged):
        if record.supplier == "durham":
            raise StoreError("the disk is full")
        return commit(self, record, staged)

    with monkeypatch.context() as patch:
        patch.setattr(IncidentStore, "commit", fail)
        with pytest.raises(StoreError, match="the disk is full; 1 of 2 loads were done before"):
            ingest(path)
    assert [record.unchanged for record in ingest(path)] == [True, False]
    assert {(file.supplier, file.rows) for file in store.files()} == {("cleveland", 3), ("durham", 3)}


def test_a_source_can_be_named(tmp_path, ingest):
    path = street(tmp_path / "one.csv", rows(2))
    assert ingest(path, source="police")[0].source == "police"
    with pytest.raises(RefusedError, match=r"there are .*police,"):
        ingest(path, source="fires")


def test_the_rest_of_a_store_is_left_alone(tmp_path, ingest, store):
    Path(store.data).mkdir()
    (store.data / "README.md").write_text("mine")
    ingest(street(tmp_path / "one.csv", rows(2)))
    assert (store.data / "README.md").read_text() == "mine"


def test_rows_that_strayed_in_from_another_month_can_be_left_out(tmp_path, ingest, store):
    """Taking them for a month's whole delivery would put one row in the place of fifty."""
    ingest(street(tmp_path / "may.csv", rows(50, month="2025-05")))
    june = street(tmp_path / "june.csv", [*rows(40, first=100), *rows(1, first=900, month="2025-05")])
    with pytest.raises(RefusedError, match=r"2025-05 of 'cleveland' brings 1 rows .* --only"):
        ingest(june)
    (record,) = ingest(june, only=["2025-06"])
    assert (record.months, record.rows, record.kept, record.reasons) == (("2025-06",), 41, 40, {"other_month": 1})
    assert {file.month: file.rows for file in store.files()} == {"2025-05": 50, "2025-06": 40}
    (reject,) = ledger.rejects(store.data, record.load).to_pylist()
    assert (reject["line"], reject["column"], reject["value"]) == (42, "Month", "2025-05")


def test_a_month_that_nothing_holds_is_not_passed_over(tmp_path, ingest, store):
    with pytest.raises(RefusedError, match="no delivery holds a row of 2025-07, which --only names"):
        ingest(street(tmp_path / "june.csv", rows(3)), only=["2025-06", "2025-07"])
    assert store.version() is None
