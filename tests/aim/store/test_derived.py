"""Pictures are kept whole, the current one is named whole, and old ones stay."""

import json
import os
import random
import signal
import threading
import time
from pathlib import Path

import elsewhere
import extracts
import pytest
from elsewhere import picture

from aim.errors import StoreError, UnknownPictureError
from aim.store import derived


def _print(number: int) -> str:
    return f"{number:064x}"


def _write(data: Path, number: int, version: int = 1, **how: bool) -> Path:
    return derived.write(data, _print(number), picture(number, version), **how)


def test_before_the_first_build(data):
    assert (derived.current(data), derived.pictures(data), derived.manifest(data, _print(1))) == (None, [], None)
    with pytest.raises(UnknownPictureError, match="run `aim build`"):
        derived.find(data, "1")


def test_a_picture_is_kept_and_made_current(data):
    folder = _write(data, 1)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == picture(1)
    assert derived.current(data) == {"fingerprint": _print(1), "picture": "1-00000001", "data_version": 1}
    assert derived.manifest(data, _print(1)) == json.loads(picture(1)["manifest.json"])


def test_old_pictures_stay_and_are_found_by_each_name(data):
    for number, version in ((1, 1), (2, 2), (3, 2), (4, 3)):
        os.utime(_write(data, number, version) / "manifest.json", (number, number))
    assert [kept.data_version for kept in derived.pictures(data)] == [1, 2, 2, 3]
    assert derived.find(data, _print(1)).name == _print(1)
    assert derived.find(data, "2-00000002").name == _print(2)
    assert derived.find(data, " 2-00000002\n").name == _print(2)
    assert derived.find(data, "2").name == _print(3)  # the last made of that version
    assert derived.find(data, "3").name == _print(4)
    with pytest.raises(UnknownPictureError, match="3-00000004, 2-00000003, 2-00000002, 1-00000001"):
        derived.find(data, "9")
    for hostile in ("", "..", "../../etc", "*", _print(9)):
        with pytest.raises(UnknownPictureError):
            derived.find(data, hostile)


def test_of_one_version_the_current_picture_comes_first(data):
    _write(data, 1)
    _write(data, 2)
    derived.make_current(data, _print(1))
    assert derived.find(data, "1").name == _print(1)


def test_the_same_fingerprint_again_keeps_what_is_there(data):
    folder = _write(data, 1)
    before = (folder / "counts.npz").stat().st_mtime_ns
    derived.write(data, _print(1), {**picture(1), "counts.npz": b"other"})
    assert (folder / "counts.npz").stat().st_mtime_ns == before


def test_an_old_build_that_ends_late_does_not_come_back(data):
    _write(data, 5, 5)
    _write(data, 4, 4)
    assert derived.current(data)["data_version"] == 5
    assert derived.find(data, "4").name == _print(4)
    _write(data, 6, 5, current=False)
    assert derived.current(data)["fingerprint"] == _print(5)
    _write(data, 7, 5)
    assert derived.current(data)["fingerprint"] == _print(7)


def test_a_picture_of_data_that_the_store_no_longer_holds_gives_way(data, writing):
    _write(data, 5, 5)
    writing.load({"2025-01": 1})
    _write(data, 1, 1)
    assert derived.current(data)["data_version"] == 1


def test_what_cannot_be_a_picture_is_refused(data):
    good = picture(1)
    with pytest.raises(StoreError, match="fingerprint"):
        derived.write(data, "../out", good)
    with pytest.raises(StoreError, match="plain file names"):
        derived.write(data, _print(1), {**good, "../out": b""})
    with pytest.raises(StoreError, match=r"needs manifest\.json"):
        derived.write(data, _print(1), {"counts.npz": b""})
    with pytest.raises(StoreError, match="names another"):
        derived.write(data, _print(2), good)
    with pytest.raises(UnknownPictureError):
        derived.make_current(data, _print(1))
    assert (derived.pictures(data), derived.current(data)) == ([], None)


def test_what_cannot_be_read_names_the_next_step(data):
    folder = _write(data, 1)
    (data / "derived" / "current.json").write_text("{}")
    with pytest.raises(StoreError, match=r"current\.json.*aim build"):
        derived.current(data)
    (data / "derived" / "current.json").write_text("")
    with pytest.raises(StoreError, match=r"current\.json.*aim build"):
        derived.current(data)
    (folder / "manifest.json").unlink()
    with pytest.raises(StoreError, match="aim build"):
        derived.manifest(data, _print(1))


def test_a_disk_that_fills_up_leaves_the_current_picture(data, monkeypatch):
    _write(data, 1)

    def full(handle):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StoreError, match="No space left"):
            _write(data, 2)
    assert derived.current(data)["fingerprint"] == _print(1)
    _write(data, 3)
    assert not [name for name in extracts.files_under(data / "derived") if "making" in name]


def test_writers_at_the_same_time(data):
    """Eight threads, four pictures, each written twice: all there, and the newest data is current."""
    threads = [threading.Thread(target=_write, args=(data, n, n)) for n in (1, 2, 3, 4) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [kept.data_version for kept in sorted(derived.pictures(data), key=lambda k: k.data_version)] == [1, 2, 3, 4]
    assert derived.current(data)["data_version"] == 4


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a process cannot be killed outright on this system")
def test_a_build_killed_at_any_point_leaves_a_whole_picture(data):
    processes = elsewhere.processes()
    _write(data, 1)
    chance = random.Random(1)
    for _ in range(8):
        ours, theirs = processes.Pipe(duplex=False)
        process = processes.Process(target=elsewhere.write_pictures, args=(theirs, data))
        process.start()
        assert ours.poll(60)
        time.sleep(chance.random() * 0.05)
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        for closing in (process, ours, theirs):
            closing.close()
        now = derived.current(data)
        number = int(now["fingerprint"], 16)
        for kept in derived.pictures(data):
            assert {p.name: p.read_bytes() for p in kept.path.iterdir()} == picture(int(kept.fingerprint, 16))
        assert derived.find(data, now["picture"]).name == _print(number)
    _write(data, 2)
    names = {path.name for path in (data / "derived").iterdir()}
    assert names == {kept.fingerprint for kept in derived.pictures(data)} | {"current.json"}
