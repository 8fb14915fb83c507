"""What must never be kept is planted in every column of every source, and the whole store is searched for it."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import samples
from conftest import PROJECT
from extracts import placing

from aim import config, ingest
from aim.config import Config
from aim.errors import RefusedError
from aim.ingest import load as loading
from aim.store.incidents import IncidentStore

ENVIRON = {"AIM_TODAY": "2026-11-22", "AIM_MAPS": str(PROJECT / "tests" / "maps")}
LAYOUTS = ingest.layouts(config.load(PROJECT / "nowhere", ENVIRON))
# Numbers and addresses that Ofcom and the IETF keep for examples.
PLANTED = (
    "Firstname Lastname", "07700 900123", "07700900124", "+447700900125", "(01632) 960126", "someone@example.org",
    "note: the back door is left open", "Channel referral", "suicide", "On or near Firstname Lastname 07700900127",
    "2025-06-02 09:30 ring 07700900128", "54.5742 07700900129",
)  # fmt: skip
SEARCHED = (
    "firstname", "lastname", "07700 9", "7700900", "7700 900", "960126", "someone@", "example.org", "back door",
    "channel", "referral", "suicid", "ring 0",
)  # fmt: skip
GOOD_ROWS = 30


@pytest.fixture
def store(tmp_path: Path) -> Config:
    return config.load(tmp_path / "store", ENVIRON)


def found_in(folder: Path) -> list[str]:
    """Where anything searched for stands: names and bytes of files, and every value of every Parquet page."""
    hits = []
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        texts = [path.name, path.read_bytes().decode("latin-1")]
        if path.suffix == ".parquet":
            with pq.ParquetFile(path) as parquet:
                columns = parquet.read().to_pydict()
            texts.append(
                json.dumps(
                    columns, default=lambda value: value.decode("latin-1") if isinstance(value, bytes) else str(value)
                )
            )
        for text in texts:
            hits += [f"{word!r} in {path.name}" for word in SEARCHED if word in text.casefold()]
    return hits


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """Else the tests below would pass whatever is stored."""
    import pyarrow as pa

    for number, text in enumerate(PLANTED):
        pq.write_table(
            pa.table({"a": ["x", text], "b": [b"y", text.encode()]}), tmp_path / "a.parquet", compression="zstd"
        )
        assert found_in(tmp_path), text
        (tmp_path / "a.parquet").unlink()
        (tmp_path / f"{number}.json").write_text(json.dumps({"load": text}))
        assert found_in(tmp_path), text
        (tmp_path / f"{number}.json").unlink()


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_nothing_personal_is_kept_whatever_column_it_stands_in(name: str, store: Config, tmp_path: Path) -> None:
    named = LAYOUTS[name]
    # On the desk it has another name than in the store, so that the name itself is never what is found.
    path = tmp_path / f"desk{samples.suffix(named)}"
    committed = 0
    for number, column in enumerate(named.map.known):
        rows = [samples.row(named, 1000 * number + n) for n in range(GOOD_ROWS)]
        rows += [{**samples.row(named, 1000 * number + 500 + n), column: text} for n, text in enumerate(PLANTED)]
        path.write_bytes(samples.table(rows, named))
        try:
            records = loading.ingest(
                store, [path], source=named.source.name, accept_smaller=True, actor="test", placing=placing()
            )
        except RefusedError as refusal:
            leaked = [word for word in ("7700900", "someone@") if word in str(refusal)]
            if leaked:
                pytest.fail(f"refusing {column!r} of {name} repeats {leaked}: {refusal}")
            continue
        committed += sum(not record.unchanged for record in records)
        assert sum(record.rows for record in records) == len(rows)
    assert committed, "no column was loaded: the search would look through nothing"
    assert IncidentStore(store.data).files()
    assert found_in(store.data) == []


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_a_column_that_no_map_names_is_refused_or_never_read(name: str, store: Config, tmp_path: Path) -> None:
    named = LAYOUTS[name]
    path = tmp_path / f"desk{samples.suffix(named)}"
    rows = [{**samples.row(named, n), "Reporting person": PLANTED[n % len(PLANTED)]} for n in range(GOOD_ROWS)]
    path.write_bytes(samples.table(rows, named))
    if named.map.layout.other_columns == "refuse":
        with pytest.raises(RefusedError, match="unknown column 'Reporting person'"):
            loading.ingest(store, [path], source=named.source.name, actor="test", placing=placing())
    else:
        loading.ingest(store, [path], source=named.source.name, actor="test", placing=placing())
        assert IncidentStore(store.data).files()
    assert not store.data.exists() or found_in(store.data) == []
