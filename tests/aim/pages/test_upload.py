"""A file sent in pieces: taken whole and in order, from this server's own page only, and never kept."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import extracts
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sightings import text
from werkzeug.test import TestResponse

from aim import config as configuration
from aim import operations
from aim.config import Config
from aim.pages import create_app, jobs, security, upload
from aim.pages.data_jobs import SMALLER, board
from aim.store import ledger

HERE = "http://127.0.0.1:8050"
OWN = {upload.HEADER: "1", "Origin": HERE}
NAME = "2025-06-cleveland-street.csv"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return configuration.load(tmp_path / "store", {"AIM_TODAY": extracts.TODAY})


@pytest.fixture
def server(config: Config) -> Flask:
    found: Flask = create_app(config).server
    return found


@pytest.fixture
def client(server: Flask) -> Iterator[FlaskClient]:
    with server.test_client() as client:
        yield client


def content(count: int = 40, **changes: str) -> bytes:
    return extracts.text(extracts.rows(count, **changes)).encode()


def begin(client: FlaskClient, size: int, name: str = NAME, **more: str) -> TestResponse:
    return client.post("/upload", query_string={"name": name, "size": size, **more}, headers=OWN, base_url=HERE)


def piece(client: FlaskClient, job: str, at: int | str, body: bytes) -> TestResponse:
    return client.post(f"/upload/{job}", query_string={"at": at}, data=body, headers=OWN, base_url=HERE)


def words(answer: TestResponse) -> str:
    return str(answer.get_json()["error"])


def send(client: FlaskClient, whole: bytes, **more: str) -> str:
    """The job of a file sent in pieces as they are asked for."""
    begun = begin(client, len(whole), **more).get_json()
    for at in range(0, len(whole), begun["piece"]):
        answer = piece(client, begun["job"], at, whole[at : at + begun["piece"]])
        assert answer.status_code == 200
    return str(begun["job"])


def ended(server: Flask, job: str) -> jobs.Job:
    jobs.of(server).join()
    found = jobs.of(server).get(job)
    assert found is not None
    return found


# ---- the way in ----------------------------------------------------------------------------------------------------
def test_a_file_in_several_pieces_is_loaded(server: Flask, client: FlaskClient, config: Config) -> None:
    whole = content(4_000)
    assert len(whole) > 2 * upload.PIECE
    found = ended(server, send(client, whole))
    assert found.state == jobs.DONE, found.faults
    (record,) = ledger.loads(config.data)
    assert (record.file, record.rows, found.steps[0].load) == (NAME, 4_000, record.load)
    assert "4,000 kept" in found.steps[0].words


def test_the_same_file_again_changes_nothing_and_has_no_load_to_open(server: Flask, client: FlaskClient) -> None:
    ended(server, send(client, content()))
    (step,) = ended(server, send(client, content())).steps
    assert step.load is None
    assert "the same as it stands" in step.words


def test_a_refused_file_ends_with_its_faults(server: Flask, client: FlaskClient, config: Config) -> None:
    found = ended(server, send(client, content(kind="Teleportation")))
    assert found.state == jobs.REFUSED
    assert "Teleportation" in " ".join(found.faults)
    assert ledger.loads(config.data) == []


def test_the_choices_of_the_form_reach_the_load(server: Flask, client: FlaskClient) -> None:
    ended(server, send(client, content()))
    refused = ended(server, send(client, content(3)))
    assert refused.state == jobs.REFUSED
    shown = text(board([refused]))
    assert f"send it again with “{SMALLER}” ticked" in shown
    assert "--" not in shown
    assert ended(server, send(client, content(3), smaller="1", source="police")).state == jobs.DONE
    assert begin(client, 9, source="no-such-source").status_code == 400


@given(whole=st.binary(min_size=1, max_size=400), cuts=st.lists(st.integers(1, 399), max_size=6))
def test_whatever_the_pieces_are_the_file_arrives_as_it_was_sent(whole: bytes, cuts: list[int]) -> None:
    whole = b"PK\x03\x04" + whole
    got: list[bytes] = []
    found = jobs.Jobs()
    receiver = upload.Receiver(configuration.load("nowhere", {}), found)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "ingest_upload", lambda config, name, content, **how: got.append(content) or [])
        job = receiver.begin("a.zip", len(whole), source=None, accept_smaller=False)
        ends = sorted({cut for cut in cuts if cut < len(whole)} | {len(whole)})
        for start, end in zip([0, *ends], ends, strict=False):
            assert receiver.add(job, start, whole[start:end]) == end
        found.join()
    assert got == [whole]


@pytest.mark.real
def test_a_real_archive_sent_in_pieces_is_loaded_as_from_the_disk(
    server: Flask, client: FlaskClient, config: Config, shared: Path, tmp_path: Path
) -> None:
    path = shared / "data" / "police" / "cleveland-2023-01_2025-06.zip"
    found = ended(server, send(client, path.read_bytes(), name=path.name))
    assert found.state == jobs.DONE, found.faults
    other = configuration.load(tmp_path / "other", {"AIM_TODAY": extracts.TODAY})
    records = operations.ingest(other, [path], build=False)
    sent = [replace(record, load="", received="") for record in ledger.loads(config.data)]
    assert sent == [replace(record, load="", received="") for record in records]


def test_every_tab_sees_how_much_has_come(server: Flask, client: FlaskClient) -> None:
    whole = content(4_000)
    begun = begin(client, len(whole)).get_json()
    piece(client, begun["job"], 0, whole[: upload.PIECE])
    job = jobs.of(server).get(begun["job"])
    assert job is not None
    assert (job.state, job.done, job.total) == (jobs.SENDING, upload.PIECE, len(whole))


def test_nothing_is_held_when_it_has_ended(server: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[bytes] = []
    load = operations.ingest_upload

    def watched(config: Config, name: str, content: bytes, **how: Any) -> Any:
        held.append(content)
        return load(config, name, content, **how)

    monkeypatch.setattr(operations, "ingest_upload", watched)
    ended(server, send(client, content()))
    alone = [bytes(bytearray(held[0]))]
    assert held[0] == content()
    assert sys.getrefcount(held[0]) == sys.getrefcount(alone[0])


def test_a_request_stays_small_enough_to_be_held_in_memory() -> None:
    from waitress.adjustments import Adjustments

    assert Adjustments().inbuf_overflow > upload.PIECE
    assert upload.PIECE < security.MAX_REQUEST_BYTES


# ---- what is not taken ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:9", "https://127.0.0.1.evil.example"]
)
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/upload?name=a.csv&size=9"), ("POST", "/upload/x"), ("DELETE", "/upload/x")]
)
def test_another_site_may_not_send(client: FlaskClient, method: str, path: str, origin: str) -> None:
    answer = client.open(path, method=method, headers=OWN | {"Origin": origin}, base_url=HERE)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/upload?name=a.csv&size=9"), ("POST", "/upload/x"), ("DELETE", "/upload/x")]
)
def test_a_form_without_the_header_may_not_send(client: FlaskClient, method: str, path: str) -> None:
    assert client.open(path, method=method, base_url=HERE).status_code == 403
    assert client.open(path, method=method, headers={upload.HEADER: "0"}, base_url=HERE).status_code == 403


def test_another_host_is_refused(client: FlaskClient) -> None:
    answer = client.post("/upload?name=a.csv&size=9", headers={upload.HEADER: "1", "Host": "evil.example"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"size": 200_000_001}, 413, "larger than 200 MB"),
        ({"size": 0}, 400, "is empty"),
        ({"size": -1}, 400, "no size"),
        ({"size": "²"}, 400, "no size"),
        ({"size": "9" * 400}, 400, "no size"),
        ({"name": ""}, 400, "no name"),
        ({"name": "\x00\x1f"}, 400, "no name"),
        ({"name": "cases.xlsx"}, 415, "save the sheet as CSV"),
        ({"name": "a.csv.exe"}, 415, "none of"),
    ],
)
def test_what_cannot_be_taken_is_said_before_a_byte_is_sent(
    client: FlaskClient, server: Flask, given: dict[str, Any], status: int, said: str
) -> None:
    answer = begin(client, **{"size": 9} | given)
    assert answer.status_code == status
    assert said in words(answer)
    assert jobs.of(server).recent() == ()


@pytest.mark.parametrize(
    "start", [b"\x89PNG\r\n\x1a\n\0\0", b"%PDF-1.7\n\x00\x01", b"\xff\xfea\0b\0", bytes(range(32)) * 9]
)
def test_what_is_no_extract_ends_it_at_once(client: FlaskClient, server: Flask, start: bytes) -> None:
    begun = begin(client, 10_000).get_json()
    answer = piece(client, begun["job"], 0, start)
    assert answer.status_code == 415
    assert "neither a zip archive nor a text table" in words(answer)
    assert ended(server, begun["job"]).state == jobs.FAILED
    assert piece(client, begun["job"], len(start), b"x").status_code == 404


def test_a_piece_that_does_not_follow_ends_it(client: FlaskClient, server: Flask) -> None:
    for at, body in ((5, b"abc"), (0, b"a" * 11), (0, b"")):
        begun = begin(client, 10).get_json()
        assert piece(client, begun["job"], at, body).status_code == 409
        assert "changed while it was sent" in ended(server, begun["job"]).faults[0]


@pytest.mark.parametrize("at", ["", "-1", "x", "²", "9" * 400])
def test_a_piece_without_its_place_is_refused(client: FlaskClient, at: str) -> None:
    begun = begin(client, 10).get_json()
    assert piece(client, begun["job"], at, b"a").status_code == 400


def test_a_piece_too_large_is_refused_unread(client: FlaskClient) -> None:
    begun = begin(client, 10_000_000).get_json()
    assert piece(client, begun["job"], 0, b"a" * (upload.PIECE + 1)).status_code == 413


@pytest.mark.parametrize("job", ["x", "0" * 16, "%2e%2e", "a" * 3_000])
def test_a_job_that_takes_nothing_is_not_found(client: FlaskClient, job: str) -> None:
    assert piece(client, job, 0, b"a").status_code in (404, 409)
    assert client.delete(f"/upload/{job}", headers=OWN, base_url=HERE).status_code in (204, 404)


def test_one_file_at_a_time(client: FlaskClient) -> None:
    begin(client, 10)
    answer = begin(client, 10, name="other.csv")
    assert answer.status_code == 409
    assert f"{NAME} is still sending" in words(answer)


def test_a_file_can_be_given_up(client: FlaskClient, server: Flask) -> None:
    begun = begin(client, 10).get_json()
    piece(client, begun["job"], 0, b"abc")
    assert client.delete(f"/upload/{begun['job']}", headers=OWN, base_url=HERE).status_code == 204
    assert ended(server, begun["job"]).faults == ("Sending was stopped. Nothing was changed.",)
    assert piece(client, begun["job"], 3, b"d").status_code == 404


def test_a_browser_that_fell_silent_makes_room_for_the_next(
    client: FlaskClient, server: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = begin(client, 10).get_json()
    now = upload.time.monotonic()
    monkeypatch.setattr(upload.time, "monotonic", lambda: now + upload.PATIENCE_S + 1)
    assert begin(client, 10, name="other.csv").status_code == 201
    assert "stopped sending" in ended(server, begun["job"]).faults[0]


def test_only_sending_is_offered(client: FlaskClient) -> None:
    assert client.get("/upload", base_url=HERE).status_code in (404, 405)
    assert client.put("/upload/x", headers=OWN, base_url=HERE).status_code == 405


# ---- names and kinds -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("a.csv", "a.csv"),
        ("C:\\Users\\someone\\a.csv", "a.csv"),
        ("/home/someone/a.csv", "a.csv"),
        ("../../a.csv", "a.csv"),
        ("a\n\x1b[2Jb.csv", "a[2Jb.csv"),
        ("  a b.csv ", "a b.csv"),
        ("x" * 500 + ".csv", "x" * 116 + ".csv"),
        ("/", None),
        ("\u202e", None),
    ],
)
def test_a_name_is_plain(given: str, plain: str | None) -> None:
    assert upload.plain_name(given) == plain


@given(st.text(max_size=400))
def test_no_name_leads_anywhere_or_is_long(given_name: str) -> None:
    name = upload.plain_name(given_name)
    assert name is None or (name.isprintable() and len(name) <= 120 and not {"/", "\\"} & set(name) and name.strip())


@pytest.mark.parametrize(
    "start",
    [b"Crime ID,Month\n", b"\xef\xbb\xbfid\r\n", b"caf\xe9,x\n" * 40, b"[{}]", b"PK\x03\x04\0\0", b"a" * 200 + b"\x1a"],
)
def test_tables_and_archives_are_known(start: bytes) -> None:
    assert upload.is_extract(start)
