"""Every reader, fed with real and made extracts gone wrong: an answer in words or a whole load, never anything between.

``AIM_FUZZ`` sets the mutations of each layout (200; ``make fuzz`` runs 10,000), ``AIM_FUZZ_SEED`` the seed.
"""

import io
import itertools
import os
import random
import zipfile
import zlib
from pathlib import Path

import pytest
import samples
from conftest import PROJECT, SHARED
from extracts import files_under, placing
from mutations import mutate

from aim import config, ingest
from aim.config import Config
from aim.errors import RefusedError
from aim.ingest import load as loading
from aim.ingest.files import Upload
from aim.store.incidents import IncidentStore

MUTATIONS = int(os.environ.get("AIM_FUZZ", "200"))
SEED = int(os.environ.get("AIM_FUZZ_SEED", "2026"))
ROWS = 12
STANDING = 4  # every so many-th mutation meets a store that holds the months; opening its log costs as much as reading
COMMITTED = 20  # so many of them go all the way, because a commit takes twenty times as long as reading
ENVIRON = {"AIM_TODAY": "2026-11-22", "AIM_MAPS": str(PROJECT / "tests" / "maps")}
LAYOUTS = ingest.layouts(config.load(PROJECT / "nowhere", ENVIRON))
REAL = {
    "police": "police/cleveland-2023-01_2025-06.zip",
    "avon-incidents": "fire/avon-incidents-2009_2014.csv",
    "avon-attended": "fire/avon-attended-2014-07.csv",
    "lfb-animals": "fire/lfb-animal-rescue-2009_2022.csv",
    "lfb-incidents": "fire/lfb-incident-sample.csv",
    "banes-environment": "council/banes-environmental-requests-2015_2019.csv",
    "banes-fixmystreet": "council/banes-fixmystreet-2007_2017.csv",
}


def test_every_real_file_has_its_layout() -> None:
    assert set(REAL) <= set(LAYOUTS)


def first_rows(name: str) -> bytes:
    """The header and the first rows of a real file, else of an extract made from the map."""
    path = SHARED / "data" / REAL[name] if name in REAL else None
    if path is None or not path.exists():
        return samples.table([samples.row(LAYOUTS[name], n) for n in range(ROWS)], LAYOUTS[name])
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            member = next(each for each in sorted(archive.namelist()) if each.endswith("-street.csv"))
            stream = io.BytesIO(archive.read(member))
    else:
        stream = io.BytesIO(path.read_bytes())
    return b"".join(itertools.islice(stream, ROWS + 1))


def check_sums(records: list) -> None:
    for record in records:
        assert record.rows == record.kept + record.outside + record.rejected
        assert sum(record.reasons.values()) == record.rejected
        assert record.margin <= record.outside


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    # What a mutation does to a reader is asked here; that it survives a loss of power is asked of kills elsewhere.
    monkeypatch.setattr(os, "fsync", lambda file: None)
    # No mutation changes a map: that they are as they were read need not be asked before each.
    monkeypatch.setattr(loading, "layouts", lambda config: LAYOUTS)
    return config.load(tmp_path / "store", ENVIRON)


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_no_mutation_crashes_a_reader_or_leaves_a_part(name: str, store: Config, tmp_path: Path) -> None:
    named, base, places = LAYOUTS[name], first_rows(name), placing()
    path = tmp_path / f"x{samples.suffix(named)}"
    path.write_bytes(base)
    # The base itself is taken, so that what follows is not refused for another reason; its months then stand.
    check_sums(loading.ingest(store, [path], source=named.source.name, actor="test", placing=places))
    empty = store.model_copy(update={"data": tmp_path / "empty"})
    version, before = IncidentStore(store.data).version(), files_under(store.data)
    rng = random.Random(SEED ^ zlib.crc32(name.encode()))
    refused = taken = 0
    for number in range(MUTATIONS):
        content = mutate(base, rng)
        meets = store if number % STANDING == 0 else empty
        try:
            how = {"source": named.source.name, "accept_smaller": True, "actor": "test", "placing": places}
            prepared = loading.prepare(meets, [Upload(path.name, content)], **how)
        except RefusedError as refusal:
            refused += 1
            if not refusal.faults:
                pytest.fail(f"mutation {number} of {name} is refused without a word: {content!r}")
            assert files_under(meets.data) == (before if meets is store else set()), content
            continue
        except Exception as error:
            pytest.fail(f"mutation {number} of {name}: {error!r} of {content!r}")
        taken += 1
        check_sums([load.record for load in prepared])
        for load in prepared:
            for month in load.staged:
                month.path.unlink()
    assert IncidentStore(store.data).version() == version
    assert min(refused, taken) > MUTATIONS // 50, "mutations that are all refused, or all taken, try nothing"


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_a_mutated_file_goes_in_whole_or_not_at_all(name: str, store: Config, tmp_path: Path) -> None:
    named, base, places = LAYOUTS[name], first_rows(name), placing()
    path = tmp_path / f"x{samples.suffix(named)}"
    rng = random.Random(SEED + 1 + zlib.crc32(name.encode()))
    table = IncidentStore(store.data)
    for _ in range(COMMITTED):
        path.write_bytes(mutate(base, rng))
        version = table.version()
        try:
            how = {"source": named.source.name, "accept_smaller": True, "actor": "test", "placing": places}
            records = loading.ingest(store, [path], **how)
        except RefusedError:
            assert table.version() == version
            continue
        check_sums(records)
        new = [record for record in records if not record.unchanged]
        assert (table.version() or 0) == (version or 0) + len(new)
        for record in new:
            rows = [file.rows for file in table.files() if file.load == record.load]
            assert len(rows) == len(record.digests)
