"""What lies in an inbox, whether it has arrived, and how it is put away so that no kill loses it."""

import json
import os
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aim.errors import StoreError
from aim.ingest import inbox as inboxes
from aim.ingest import shelves
from aim.ingest.inbox import Lying
from aim.ingest.shelves import LOADED, REFUSED

NOW = datetime(2026, 11, 22, 9, 30, 15)
STAMP = "20261122T093015"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


def names(inbox: Path) -> list[str]:
    return [lying.path.name for lying in inboxes.look(inbox)]


def only(inbox: Path) -> Lying:
    (lying,) = inboxes.look(inbox)
    return lying


def everything(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


@pytest.mark.parametrize(
    "name",
    ["a.csv.part", "a.CSV.PART", "a.tmp", "b.crdownload", ".~lock.a.csv#", "~$a.xlsx", ".a.csv", ".a.csv.x7Qr2b",
     "Thumbs.db", "a.filepart", inboxes.LOCK],
)  # fmt: skip
def test_what_is_unfinished_or_only_about_files_is_no_delivery(inbox: Path, name: str) -> None:
    (inbox / name).write_text("x")
    assert names(inbox) == []
    os.rename(inbox / name, inbox / "a.csv")
    assert names(inbox) == ["a.csv"]


def test_a_delivery_is_known_by_all_of_its_files(inbox: Path) -> None:
    (inbox / "june" / "deep").mkdir(parents=True)
    assert names(inbox) == []  # an empty folder is none yet
    (inbox / "june" / "deep" / "a.csv").write_text("x")
    before = only(inbox)
    assert only(inbox) == before
    for change in (
        lambda: (inbox / "june" / "b.csv").write_text("y"),
        lambda: (inbox / "june" / "b.csv").write_text("yy"),
        lambda: os.utime(inbox / "june" / "b.csv", (1, 1)),
        lambda: os.rename(inbox / "june" / "b.csv", inbox / "june" / "c.csv"),
    ):
        change()
        after = only(inbox)
        assert after.mark != before.mark
        before = after
    (inbox / "june" / "d.csv.part").write_text("z")
    assert only(inbox).waits == "waits for 'd.csv.part' to be finished"


def test_the_first_to_change_is_the_first_to_be_taken(inbox: Path) -> None:
    for number, name in enumerate(["b.csv", "a.csv", "c.csv"]):
        (inbox / name).write_text("x")
        os.utime(inbox / name, (number, number))
    assert names(inbox) == ["b.csv", "a.csv", "c.csv"]


def test_no_link_is_followed_and_nothing_else_is_opened(inbox: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("x")
    os.symlink(secret, inbox / "link.csv")
    os.symlink(tmp_path, inbox / "folder")
    os.mkfifo(inbox / "pipe.csv")  # opening it would wait for ever
    found = {lying.path.name: lying.waits or "" for lying in inboxes.look(inbox)}
    assert "is a link" in found["link.csv"]
    assert "is a link" in found["folder"]
    assert "neither a file nor a folder" in found["pipe.csv"]
    (inbox / "june").mkdir()
    os.symlink(tmp_path, inbox / "june" / "inside")
    assert "'inside', a link" in (inboxes.see(inbox / "june") or pytest.fail("not seen")).fault


def test_a_name_that_is_no_text_is_refused_and_can_be_shown(inbox: Path) -> None:
    with open(os.fsencode(inbox) + b"/bad\xff\n.csv", "wb") as file:
        file.write(b"x")
    lying = only(inbox)
    assert "not readable text" in (lying.fault or "")
    lying.name.encode()
    assert "\n" not in lying.name
    kept = shelves.put_away(inbox, lying, REFUSED, {}, f"about {lying.path.name}", NOW)
    assert kept is not None
    assert len(everything(inbox)) == 3


@pytest.mark.parametrize(
    ("inbox_at", "store_at"), [("a", "a"), ("a", "a/store"), ("a/inbox", "a"), ("link", "a/store")]
)
def test_an_inbox_and_a_store_lie_apart(tmp_path: Path, inbox_at: str, store_at: str) -> None:
    for name in ("a/store", "a/inbox"):
        (tmp_path / name).mkdir(parents=True)
    os.symlink(tmp_path / "a", tmp_path / "link")
    with pytest.raises(StoreError, match="one inside the other"):
        inboxes.check(tmp_path / inbox_at, tmp_path / store_at)


def test_a_shelf_is_no_link(inbox: Path, tmp_path: Path) -> None:
    os.symlink(tmp_path, inbox / LOADED)
    with pytest.raises(StoreError, match="is a link"):
        inboxes.check(inbox, tmp_path / "store")


def test_one_watcher_at_a_time(inbox: Path) -> None:
    with inboxes.lock(inbox), pytest.raises(StoreError, match="another `aim watch`"), inboxes.lock(inbox):
        pytest.fail("two have it")
    with inboxes.lock(inbox):
        assert names(inbox) == []


def test_put_away_with_its_reports(inbox: Path) -> None:
    (inbox / "june.csv").write_text("x")
    kept = shelves.put_away(inbox, only(inbox), LOADED, {"file": "june.csv", "when": "2026-11-22"}, "words", NOW)
    assert kept == inbox / LOADED / f"{STAMP}-june.csv"
    report = json.loads((inbox / LOADED / f"{STAMP}-june.csv.report.json").read_text())
    assert report == {"file": "june.csv", "when": "2026-11-22", "kept_as": f"{STAMP}-june.csv"}
    assert (inbox / LOADED / f"{STAMP}-june.csv.report.txt").read_text() == "words"
    assert len(everything(inbox)) == 3


@settings(max_examples=30)
@given(st.lists(st.sampled_from(["june.csv", "=cmd|calc!A1.csv", "ü £ .csv", "x" * 251 + ".csv"]), max_size=4))
def test_nothing_is_ever_written_over(tmp_path_factory: pytest.TempPathFactory, sent: list[str]) -> None:
    inbox = tmp_path_factory.mktemp("inbox")
    for number, name in enumerate(sent):
        (inbox / name).write_text(f"{number}")
        shelves.put_away(inbox, only(inbox), REFUSED, {}, f"about {number}", NOW)
    kept = [path for path in (inbox / REFUSED).glob("*") if ".report." not in path.name]
    assert sorted(path.read_text() for path in kept) == [f"{number}" for number in range(len(sent))]
    for path in kept:
        assert path.with_name(f"{path.name}.report.txt").read_text() == f"about {path.read_text()}"
        assert path.name.endswith(".csv")
        assert path.with_name(f"{path.name}.report.json").exists()


def test_what_changed_while_it_was_read_goes_back(inbox: Path) -> None:
    (inbox / "june.csv").write_text("old")
    lying = only(inbox)
    (inbox / "june.csv").write_text("newer")
    assert shelves.put_away(inbox, lying, LOADED, {}, "words", NOW) is None
    assert everything(inbox) == {"june.csv"}
    assert (inbox / "june.csv").read_text() == "newer"


class Killed(BaseException):
    """Ends a step as a kill would: nothing after it runs."""


@pytest.mark.parametrize(
    ("where", "name", "moved"),
    [("os", "rename", False), ("shelves", "_settle", True), ("os", "replace", True), ("durable", "replace", True)],
)
def test_recovery_ends_every_step_that_was_cut_short(
    inbox: Path, monkeypatch: pytest.MonkeyPatch, where: str, name: str, moved: bool
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise Killed

    (inbox / "june.csv").write_text("x")
    with monkeypatch.context() as patch:
        patch.setattr({"os": os, "shelves": shelves, "durable": shelves.durable}[where], name, killed)
        with pytest.raises(Killed):
            shelves.put_away(inbox, only(inbox), LOADED, {"file": "june.csv"}, "words", NOW)
    for _ in range(2):
        shelves.recover(inbox)
        own = f"{LOADED}/{STAMP}-june.csv"
        assert everything(inbox) == ({own, f"{own}.report.txt", f"{own}.report.json"} if moved else {"june.csv"})


def test_recovery_sends_back_what_changed_before_the_kill(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (inbox / "june.csv").write_text("old")
    lying = only(inbox)
    (inbox / "june.csv").write_text("newer")
    with monkeypatch.context() as patch:
        patch.setattr(shelves, "_settle", lambda *_: None)
        shelves.put_away(inbox, lying, LOADED, {}, "words", NOW)
    (inbox / "june.csv").write_text("another")
    shelves.recover(inbox)
    assert everything(inbox) == {"june.csv", "2-june.csv"}
    assert (inbox / "2-june.csv").read_text() == "newer"


def test_what_was_put_away_is_deleted_by_the_date_in_its_name_or_report(inbox: Path, tmp_path: Path) -> None:
    shelf = inbox / LOADED
    (shelf / "20261023T000000-folder" / "deep").mkdir(parents=True)
    (shelf / "20261023T000000-folder" / "deep" / "a.csv").write_text("x")
    for name in ("20261023T000000-old.csv", "20261023T000000-old.csv.report.txt", "20261024T000000-new.csv"):
        (shelf / name).write_text("x")  # their time stamps are of today
    (shelf / "renamed.csv").write_text("x")
    (shelf / "renamed.csv.report.json").write_text('{"when": "2026-10-01T10:00:00+00:00"}')
    (shelf / "by hand.csv").write_text("x")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "kept.csv").write_text("x")
    os.symlink(tmp_path / "elsewhere", shelf / "20261001T000000-link")
    os.utime(shelf / "20261024T000000-new.csv", (0, 0))
    gone, left = shelves.forget(inbox, date(2026, 11, 22), 30)
    assert everything(shelf) == {"20261024T000000-new.csv", "by hand.csv"}
    assert len(gone) == 6
    assert left == ["loaded/by hand.csv"]
    assert (tmp_path / "elsewhere" / "kept.csv").exists()
