"""An inbox at work, with real processes: what lands is loaded once and put away, whatever happens on the way."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import elsewhere
import extracts
import pytest
import samples
from conftest import PROJECT
from extracts import archive, month_file, row, rows, street, text

from aim import config as configuration
from aim import ingest, operations
from aim.config import Config
from aim.ingest.shelves import LOADED, REFUSED
from aim.store import derived, ledger
from aim.store.incidents import IncidentStore
from aim.store.lock import writer_lock

PLANTED = "Firstname Lastname 07700900123"


@pytest.fixture
def config(own_store: Path) -> Config:
    return extracts.config(own_store)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


def once(config: Config, inbox: Path) -> tuple[bool, list[str]]:
    """One run that ends by itself: whether all went well, and what it said."""
    said: list[str] = []
    clean = operations.watch(config, inbox, every=0.02, once=True, stop=threading.Event(), tell=said.append)
    return clean, said


class Running:
    """A watch in a thread of its own."""

    def __init__(self, config: Config, inbox: Path, every: float = 0.05) -> None:
        self.said: list[str] = []
        self._stop = threading.Event()
        how = {"every": every, "stop": self._stop, "tell": self.said.append}
        self._thread = threading.Thread(target=operations.watch, args=(config, inbox), kwargs=how)

    def __enter__(self) -> "Running":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(60)
        assert not self._thread.is_alive()

    def wait_for(self, holds: Callable[[], object]) -> None:
        until = time.monotonic() + 60
        while not holds():
            assert time.monotonic() < until, self.said
            time.sleep(0.02)


def put_away(inbox: Path, shelf: str) -> list[str]:
    """Names on a shelf, without their dates and reports."""
    found = [path.name for path in (inbox / shelf).glob("*") if ".report." not in path.name]
    return sorted(name.split("-", 1)[1] for name in found)


def reports(inbox: Path, shelf: str) -> list[dict[str, object]]:
    return [json.loads(path.read_text()) for path in sorted((inbox / shelf).glob("*.report.json"))]


def left(inbox: Path) -> list[str]:
    return sorted(path.name for path in inbox.iterdir() if path.name not in (LOADED, REFUSED, ".aim-inbox.lock"))


def loads(config: Config) -> list[tuple[str, int]]:
    return [(record.file, record.rows) for record in ledger.loads(config.data)]


def test_good_files_and_bad_ones_go_to_their_shelves_with_reports(config: Config, inbox: Path) -> None:
    good = [*rows(3), row(4, month="2025-6"), row(5, lon=str(extracts.FAR[0]), lat=str(extracts.FAR[1]))]
    street(inbox / "june street.csv", good)
    street(inbox / "bad.csv", [row(1, kind="Nonsense"), row(2, kind="Rubbish")])
    clean, said = once(config, inbox)
    assert not clean
    assert (put_away(inbox, LOADED), put_away(inbox, REFUSED), left(inbox)) == (["june street.csv"], ["bad.csv"], [])
    (report,) = reports(inbox, LOADED)
    (load,) = report["loads"]
    assert (load["rows"], load["kept"], load["outside"], load["rejected"]) == (5, 3, 1, 1)
    assert load["reasons"] == {"bad_month": 1}
    assert load["load"] == ledger.loads(config.data)[0].load
    (words,) = (inbox / LOADED).glob("*.report.txt")
    assert "5 rows = 3 kept + 1 outside the area + 1 rejected" in words.read_text()
    (report,) = reports(inbox, REFUSED)
    assert "'Nonsense', 'Rubbish'" in report["faults"][0]
    assert len(said) == 2
    assert derived.current(config.data)["data_version"] == IncidentStore(config.data).version()


def test_a_report_holds_no_value_of_a_row(config: Config, inbox: Path) -> None:
    planted = [row(n, **{what: PLANTED}) for n, what in enumerate(("id", "month", "lon", "street", "outcome"), start=1)]
    street(inbox / "june.csv", [*rows(2, first=10), *planted])
    once(config, inbox)
    assert put_away(inbox, LOADED) == ["june.csv"]
    for path in (inbox / LOADED).glob("*.report.*"):
        assert "Lastname" not in path.read_text()
        assert "07700" not in path.read_text()


@pytest.mark.parametrize(
    "name",
    ["two words.csv", "Überfälle £ Größe.csv", "=cmd|calc!A1.csv", "line\nbreak.csv", "-rf.csv", "a" * 251 + ".csv"],
)
def test_any_name_is_taken_in(config: Config, inbox: Path, name: str) -> None:
    street(inbox / name, rows(2))
    clean, said = once(config, inbox)
    assert clean, said
    assert left(inbox) == []
    assert [record.rows for record in ledger.loads(config.data)] == [2]
    assert all("\n" not in line for line in said)
    (words,) = (inbox / LOADED).glob("*.report.txt")
    assert words.read_text().startswith("AIM on ")


def test_a_name_that_is_no_text_is_refused(config: Config, inbox: Path) -> None:
    with open(os.fsencode(inbox) + b"/bad\xff.csv", "wb") as file:
        file.write(text(rows(2)).encode())
    clean, said = once(config, inbox)
    assert (clean, left(inbox), loads(config)) == (False, [], [])
    assert "not readable text" in said[0]
    assert len(list((inbox / REFUSED).iterdir())) == 3


def test_a_folder_is_one_delivery_and_its_links_are_not_followed(config: Config, inbox: Path, tmp_path: Path) -> None:
    for month in ("2025-05", "2025-06"):
        street(inbox / "spring" / month_file(month), rows(2, month=month))
    street(tmp_path / "outside" / "secret.csv", rows(9))
    (inbox / "linked").mkdir()
    os.symlink(tmp_path / "outside" / "secret.csv", inbox / "linked" / "secret.csv")
    os.symlink(tmp_path / "outside", inbox / "link")
    clean, said = once(config, inbox)
    assert not clean
    assert (put_away(inbox, LOADED), put_away(inbox, REFUSED), left(inbox)) == (["spring"], ["linked"], ["link"])
    assert loads(config) == [("spring", 4)]
    assert sorted(path.name for path in (tmp_path / "outside").iterdir()) == ["secret.csv"]
    assert any("'secret.csv', a link" in line for line in said)
    assert any("link: stays in the inbox, is a link" in line for line in said)


def test_the_extracts_of_every_partner_are_taken_in(config: Config, inbox: Path) -> None:
    shipped = ingest.layouts()
    for name, named in shipped.items():
        path = inbox / f"{name}{samples.suffix(named)}"
        path.write_bytes(samples.table([samples.row(named, number) for number in range(5)], named))
    clean, said = once(config, inbox)
    assert clean, said
    assert len(put_away(inbox, LOADED)) == len(shipped)
    assert {record.source for record in ledger.loads(config.data)} == {named.source.name for named in shipped.values()}
    for report in reports(inbox, LOADED):
        assert [(load["rows"], load["kept"]) for load in report["loads"]] == [(5, 5)]


def test_an_archive_and_the_same_again(config: Config, inbox: Path) -> None:
    archive(inbox / "a.zip", {month_file(): text(rows(3))})
    assert once(config, inbox)[0]
    archive(inbox / "a.zip", {month_file(): text(rows(3))})
    assert once(config, inbox)[0]
    assert put_away(inbox, LOADED) in (["a.zip", "a.zip"], ["2-a.zip", "a.zip"])
    assert len(ledger.loads(config.data)) == 1
    assert sorted(report["loads"][0]["unchanged"] for report in reports(inbox, LOADED)) == [False, True]


def test_deliveries_are_taken_in_as_they_came(config: Config, inbox: Path) -> None:
    for number, (name, count) in enumerate([("b-first.csv", 3), ("a-corrected.csv", 4)]):
        street(inbox / name, rows(count))
        os.utime(inbox / name, (1000 + number, 1000 + number))
    assert once(config, inbox)[0]
    assert loads(config) == [("b-first.csv", 3), ("a-corrected.csv", 4)]
    assert [file.rows for file in IncidentStore(config.data).files()] == [4]


def test_a_file_that_grows_is_loaded_whole_and_once(config: Config, inbox: Path) -> None:
    lines = text(rows(40)).splitlines(keepends=True)
    with Running(config, inbox, every=0.4) as running:
        with open(inbox / "june.csv", "w") as file:
            for line in lines:
                file.write(line)
                file.flush()
                time.sleep(0.03)
        running.wait_for(lambda: put_away(inbox, LOADED))
    assert loads(config) == [("june.csv", 40)]


def test_a_part_is_waited_for_and_taken_in_when_it_gets_its_name(config: Config, inbox: Path) -> None:
    street(inbox / "june.csv.part", rows(2))
    street(inbox / "folder" / "june.csv.part", rows(2))
    clean, said = once(config, inbox)
    assert (clean, left(inbox), loads(config)) == (False, ["folder", "june.csv.part"], [])
    assert "waits for 'june.csv.part'" in said[0]
    os.rename(inbox / "june.csv.part", inbox / "june.csv")
    (inbox / "folder" / "june.csv.part").unlink()
    assert once(config, inbox)[0]
    assert loads(config) == [("june.csv", 2)]


def test_a_store_at_work_is_waited_for_with_growing_pauses(config: Config, inbox: Path) -> None:
    street(inbox / "june.csv", rows(2))
    with Running(config, inbox, every=0.02) as running:
        with writer_lock(config.data):
            running.wait_for(lambda: len(running.said) >= 3)
            assert left(inbox) == ["june.csv"]
        running.wait_for(lambda: put_away(inbox, LOADED))
    pauses = [float(line.split("again in ")[1].split(" s")[0]) for line in running.said if "another load" in line]
    assert len(pauses) >= 3
    assert pauses == sorted(set(pauses))
    assert loads(config) == [("june.csv", 2)]


def test_a_map_that_cannot_be_read_refuses_nothing(config: Config, inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "own.toml").write_text("[source")
    street(inbox / "june.csv", rows(2))
    broken = configuration.load(config.data, {"AIM_TODAY": extracts.TODAY, "AIM_MAPS": str(tmp_path / "maps")})
    clean, said = once(broken, inbox)
    assert (clean, left(inbox)) == (False, ["june.csv"])
    assert "own.toml" in said[0]
    (tmp_path / "maps" / "own.toml").unlink()
    assert once(broken, inbox)[0]
    assert loads(config) == [("june.csv", 2)]


def test_a_fault_of_our_own_keeps_the_file_and_tells_no_value(
    config: Config, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    street(inbox / "a.csv", rows(2))
    street(inbox / "b.csv", rows(2, first=5, month="2025-05"))
    real = operations.watching.ingest

    def failing(config: Config, paths: list[Path], **how: object) -> object:
        if paths[0].name == "a.csv":
            raise ZeroDivisionError(PLANTED)
        return real(config, paths, **how)

    with monkeypatch.context() as patch:
        patch.setattr(operations.watching, "ingest", failing)
        clean, said = once(config, inbox)
    assert (clean, left(inbox), put_away(inbox, LOADED)) == (False, ["a.csv"], ["b.csv"])
    assert any("ZeroDivisionError" in line for line in said)
    assert not any("Lastname" in line for line in said)
    assert once(config, inbox)[0]


def test_asked_to_end_while_it_reads_it_leaves_the_file_alone(
    config: Config, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    street(inbox / "june.csv", rows(2))
    stop, said, real = threading.Event(), [], operations.watching.ingest

    def asked(*what: object, **how: object) -> object:
        stop.set()
        return real(*what, **how)

    with monkeypatch.context() as patch:
        patch.setattr(operations.watching, "ingest", asked)
        operations.watch(config, inbox, every=0.02, once=False, stop=stop, tell=said.append)
    assert (left(inbox), loads(config)) == (["june.csv"], [])
    assert said == ["june.csv: stays in the inbox, asked to end before it was read"]
    assert once(config, inbox)[0]


def test_what_was_put_away_is_deleted_after_the_configured_days(config: Config, inbox: Path) -> None:
    (inbox / REFUSED).mkdir()
    (inbox / REFUSED / "20200101T000000-old.csv").write_text("x")
    street(inbox / "june.csv", rows(2))
    _, said = once(config, inbox)
    assert "refused/20200101T000000-old.csv: deleted after 30 days" in said
    assert (put_away(inbox, LOADED), put_away(inbox, REFUSED)) == (["june.csv"], [])


# ---- processes -----------------------------------------------------------------------------------------------------


def environment(config: Config) -> dict[str, str]:
    return {**os.environ, "AIM_DATA": str(config.data), "AIM_TODAY": extracts.TODAY, "PYTHONPATH": str(PROJECT)}


def command(config: Config, *words: object, **how: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "aim.cli", *map(str, words)],
        env=environment(config),
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **how,  # type: ignore[call-overload]
    )


@pytest.fixture
def watching(config: Config, inbox: Path) -> Iterator[subprocess.Popen[str]]:
    """A watch that has begun and waits for its next look."""
    process = command(config, "watch", inbox, "--every", 30)
    try:
        assert process.stdout is not None
        assert "watching" in process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_while_it_waits(watching: subprocess.Popen[str], asked: signal.Signals) -> None:
    watching.send_signal(asked)
    assert watching.wait(30) == 0


def test_a_second_watcher_says_so(watching: subprocess.Popen[str], config: Config, inbox: Path) -> None:
    deadline = time.monotonic() + 30
    while not (inbox / ".aim-inbox.lock").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.2)
    second = command(config, "watch", inbox, "--once")
    _, said = second.communicate(timeout=60)
    assert second.returncode == 1
    assert "another `aim watch` is at work" in said


def once_elsewhere(config: Config, inbox: Path, **how: object) -> tuple[int | None, str]:
    """One run in another process that has imported everything: how it ended, and what it said."""
    said = config.data.with_name("said")
    process = elsewhere.processes().Process(target=elsewhere.watch_once, args=(config.data, inbox, said), kwargs=how)
    process.start()
    process.join(60)
    return process.exitcode, said.read_text()


@pytest.mark.parametrize("step", ["committed", "reported", "moved", "shown", "built"])
def test_a_kill_between_any_two_steps_loses_and_doubles_nothing(config: Config, inbox: Path, step: str) -> None:
    if step != "built":  # one load before, so that the picture is not what the kill waits for
        street(inbox / "may.csv", rows(2, month="2025-05"))
        assert once(config, inbox)[0]
    street(inbox / "june.csv", rows(3))
    assert once_elsewhere(config, inbox, step=step)[0] == -signal.SIGKILL
    assert ("june.csv", 3) in loads(config)
    clean, said = once(config, inbox)
    assert clean, said
    assert left(inbox) == []
    assert put_away(inbox, LOADED).count("june.csv") == 1
    assert loads(config).count(("june.csv", 3)) == 1
    assert not list((inbox / LOADED).glob(".*"))
    assert len(reports(inbox, LOADED)) == len(put_away(inbox, LOADED))
    assert derived.current(config.data)["data_version"] == IncidentStore(config.data).version()


def test_a_disk_without_room_keeps_the_file_and_the_store(config: Config, inbox: Path) -> None:
    street(inbox / "june.csv", rows(400))
    code, said = once_elsewhere(config, inbox, size=12_000)  # far less than the month takes
    assert code == 1
    assert "june.csv: stays in the inbox" in said
    assert "cannot be written" in said
    assert (left(inbox), loads(config)) == (["june.csv"], [])
    assert once(config, inbox)[0]
    assert loads(config) == [("june.csv", 400)]


def closed_to_root() -> None:
    """Take from an account that may read everything the right to, before a program is begun."""
    prctl = ctypes.CDLL(None).prctl
    for right in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        prctl(24, right, 0, 0, 0)  # PR_CAPBSET_DROP


@pytest.mark.skipif(sys.platform != "linux", reason="rights of an account are taken away as Linux has it")
def test_a_file_that_may_not_be_read_stays(config: Config, inbox: Path) -> None:
    street(inbox / "closed.csv", rows(2))
    street(inbox / "open.csv", rows(2, month="2025-05"))
    (inbox / "closed.csv").chmod(0)
    process = command(config, "watch", inbox, "--every", "0.05", "--once", preexec_fn=closed_to_root)
    said, err = process.communicate(timeout=60)
    assert process.returncode == 1, err
    assert "closed.csv: stays in the inbox, cannot be read" in said
    assert (left(inbox), put_away(inbox, LOADED)) == (["closed.csv"], ["open.csv"])


def test_a_month_that_falls_by_much_is_asked_about_in_the_report(config: Config, inbox: Path) -> None:
    street(inbox / "june.csv", rows(40))
    once(config, inbox)
    street(inbox / "short.csv", rows(25))
    said = once(config, inbox)[1]
    asked = "2025-06 falls from 40 incidents inside the area to 25: is the file whole?"
    assert asked in said[0]
    (words,) = (inbox / LOADED).glob("*short.csv.report.txt")
    assert f"  {asked}\n" in words.read_text()
    assert [load["fallen"] for report in reports(inbox, LOADED) for load in report["loads"]] == [
        [], [{"month": "2025-06", "before": 40, "after": 25}]
    ]  # fmt: skip
