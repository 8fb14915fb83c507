"""Months of the police API become street files: whole, once, and in the publisher's own layout."""

import csv
import json
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import extracts
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from servers import SECRET, Answer, FakeTime, Police, Server, crime, in_turn, tell

from aim import config, operations
from aim.config import Config
from aim.ingest.fetching import Client, FetchError, Pace, police, street, tiles, workfolder

MONTHS = ("2025-05", "2025-06")
CLEVELAND = police.Force("cleveland", "Cleveland Police")
AREA = tiles.Tile(-1.2956, 54.4957, -1.1274, 54.5975)
CENTRE = ((AREA.west + AREA.east) / 2, (AREA.south + AREA.north) / 2)


def published(row: dict[str, str]) -> dict[str, str]:
    """The row as far as the API knows it."""
    return row | {"LSOA code": "", "LSOA name": "", "Falls within": row["Reported by"]}


def a_month(month: str = "2025-06", first: int = 0) -> list[dict[str, str]]:
    """Rows of all kinds that a month holds: twins without an id, a railway's, one outside, one without a place."""
    asb = {"kind": "Anti-social behaviour", "id": "", "outcome": "", "street": 'On or near "The Mall", Centre'}
    return [
        *(extracts.row(first + n, month=month, lon=f"{-1.27 + 0.007 * n:.6f}") for n in range(12)),
        extracts.row(first + 20, month=month, **asb),
        extracts.row(first + 20, month=month, **asb),
        extracts.row(first + 21, month=month, by="British Transport Police", kind="Robbery"),
        extracts.row(first + 22, month=month, lon=f"{extracts.MARGIN[0]}", kind="Violence and sexual offences"),
        extracts.row(first + 23, month=month, lon="", lat="", street="No Location", outcome=""),
    ]


ROWS = [row for n, month in enumerate(MONTHS) for row in a_month(month, 100 * n)]


@pytest.fixture
def here(own_store: Path) -> Config:
    return config.load(own_store, {"AIM_TODAY": "2025-08-20"})


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def api() -> Police:
    return Police([crime(row) for row in ROWS], MONTHS)


@pytest.fixture
def server(api: Police) -> Iterator[Server]:
    with Server(api) as found:
        yield found


Fetch = Callable[..., list[dict[str, str]]]


@pytest.fixture
def fetch(here: Config, server: Server, time: FakeTime, tmp_path: Path) -> Fetch:
    """Fetch into files and read them back, as rows."""

    def run(first: str = MONTHS[0], last: str = MONTHS[-1], **how: Any) -> list[dict[str, str]]:
        done = operations.fetch_police(
            here,
            force="cleveland",
            first=first,
            last=last,
            out=tmp_path / "out",
            base_url=server.url,
            work=tmp_path / "work",
            pace=Pace(2.0, time.clock, time.sleep),
            **how,
        )
        return [row for path in done.files for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())]

    return run


def by_value(rows: list[dict[str, str]]) -> list[tuple[str, ...]]:
    return sorted(tuple(row[name] for name in extracts.HEADER) for row in rows)


def test_a_fetched_month_is_the_publishers_file(fetch: Fetch, tmp_path: Path) -> None:
    assert by_value(fetch()) == by_value([published(row) for row in ROWS])
    files = extracts.files_under(tmp_path / "out")
    assert files == {f"{month}/{month}-cleveland-street.csv" for month in MONTHS}
    assert street.HEADER == extracts.HEADER


def test_little_is_asked_and_nothing_twice(fetch: Fetch, server: Server) -> None:
    fetch()
    asked = [(a.method, a.path, a.parameters.get("date")) for a in server.asked]
    assert asked == [
        ("GET", "/crimes-street-dates", None),
        *(
            each
            for month in MONTHS
            for each in (
                ("POST", "/crimes-street/all-crime", month),
                ("GET", "/crime-categories", month),
                ("GET", "/crimes-no-location", month),
            )
        ),
    ]
    assert {a.parameters["force"] for a in server.asked if "force" in a.parameters} == {"cleveland"}


def test_nothing_else_of_an_answer_reaches_the_disk(fetch: Fetch, server: Server, api: Police, tmp_path: Path) -> None:
    """Broken off before the last part, so that the work folder is full."""
    server.fault = lambda asked: Answer(status=404) if asked.path.endswith("no-location") else None
    with pytest.raises(FetchError):
        fetch()
    kept = extracts.files_under(tmp_path / "work")
    assert any(name.endswith("2025-05/r.csv") for name in kept)
    server.fault = in_turn()
    fetch("2025-05", "2025-05")
    for folder in ("work", "out"):
        for name in extracts.files_under(tmp_path / folder):
            content = (tmp_path / folder / name).read_bytes()
            for secret in (SECRET, "07700", "116206187", "1737432"):
                assert secret.encode() not in content, name


def test_the_work_folder_is_private_and_empty_after_a_run(fetch: Fetch, tmp_path: Path) -> None:
    fetch()
    assert extracts.files_under(tmp_path / "work") == {"police/.fetching.lock"}
    assert (tmp_path / "work").stat().st_mode & 0o077 == 0


def test_too_many_crimes_are_asked_for_in_quarters(fetch: Fetch, server: Server, api: Police) -> None:
    whole = fetch()
    polygons = sum(a.method == "POST" for a in server.asked)
    api.most = 5
    assert fetch() == whole, "in the same order too"
    assert sum(a.method == "POST" for a in server.asked) > polygons + 8


def test_an_answer_that_may_be_cut_at_its_limit_is_not_believed(
    fetch: Fetch, server: Server, api: Police, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = fetch()
    monkeypatch.setattr(police, "MOST_CRIMES", 14)
    server.fault = lambda asked: _first(14, api(asked)) if asked.method == "POST" else None
    assert fetch() == whole


def _first(most: int, answer: Answer) -> Answer:
    return tell(json.loads(answer.body)[:most])


def test_a_server_out_of_service_is_not_asked_in_quarters(fetch: Fetch, server: Server, time: FakeTime) -> None:
    calm = iter([True])
    server.fault = lambda asked: None if next(calm, False) else Answer(status=503)
    with pytest.raises(FetchError, match=r"crimes-street-dates: the server answers 503 .*later"):
        fetch()
    assert sum(a.method == "POST" for a in server.asked) == police.BUSY_TRIES


def test_polygons_that_are_never_answered_end(fetch: Fetch, server: Server) -> None:
    server.fault = lambda asked: Answer(status=503) if asked.method == "POST" else None
    with pytest.raises(FetchError, match="small rectangle"):
        fetch("2025-05", "2025-05")
    assert sum(a.method == "POST" for a in server.asked) == police.BUSY_TRIES * (tiles.DEEPEST + 1)


def test_questions_about_one_month_are_bounded(fetch: Fetch, api: Police, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(police, "MOST_QUESTIONS", 3)
    api.most = 3
    with pytest.raises(FetchError, match="3 questions about one month"):
        fetch("2025-05", "2025-05")


@given(
    points=st.lists(
        st.tuples(
            st.sampled_from(
                [AREA.west, -1.25, CENTRE[0], (AREA.west + CENTRE[0]) / 2, -1.2, AREA.east, AREA.east + 0.001]
            ),
            st.sampled_from([AREA.south, 54.51, CENTRE[1], (AREA.south + CENTRE[1]) / 2, 54.58, AREA.north]),
        ),
        min_size=1,
        max_size=25,
    ),
    most=st.integers(1, 30),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_incident_is_lost_or_doubled_on_a_shared_line(
    tmp_path_factory: pytest.TempPathFactory, points: list[tuple[float, float]], most: int
) -> None:
    """Many crimes are alike: without an id, on the same anchor, and some anchors lie on the lines of the quarters."""
    rows = [
        extracts.row(id="", lon=f"{lon:.10f}", lat=f"{lat:.10f}", kind="Anti-social behaviour") for lon, lat in points
    ]
    mine = [published(row) for row in rows if AREA.holds(float(row["Longitude"]), float(row["Latitude"]))]
    together = max(points.count(point) for point in points)
    time, work = FakeTime(), tmp_path_factory.mktemp("work")
    with (
        Server(Police([crime(row) for row in rows], MONTHS, most=max(most, together))) as server,
        Client(server.url, Pace(2.0, time.clock, time.sleep)) as client,
        workfolder.opened(work, "police", "run", release="2025-06") as folder,
    ):
        (month,) = police.fetch(client, folder, force=CLEVELAND, area=AREA, wanted=["2025-06"])
    found = list(csv.DictReader(month.content.decode().splitlines()))
    assert by_value(found) == by_value(mine)


def test_what_a_broken_run_fetched_is_not_asked_again(fetch: Fetch, server: Server, api: Police) -> None:
    api.most = 5
    whole = fetch()
    server.asked.clear()
    posts = iter(range(9))
    server.fault = lambda asked: Answer(b"<html>") if asked.method == "POST" and next(posts, None) is None else None
    with pytest.raises(FetchError, match="not JSON"):
        fetch()
    answered = {str(a.parameters) for a in server.asked[:-1] if a.method == "POST"}
    server.asked.clear()
    server.fault = in_turn()
    assert fetch() == whole
    assert not answered & {str(a.parameters) for a in server.asked}


def test_what_was_kept_of_an_earlier_release_is_thrown_away(
    fetch: Fetch, server: Server, api: Police, tmp_path: Path
) -> None:
    server.fault = lambda asked: Answer(status=404) if asked.path.endswith("no-location") else None
    with pytest.raises(FetchError):
        fetch("2025-05", "2025-05")
    server.fault = in_turn()
    api.crimes = [crime(row | {"Last outcome category": "Suspect charged"}) for row in ROWS]
    api.dates = [*MONTHS, "2025-07"]
    assert {row["Last outcome category"] for row in fetch("2025-05", "2025-05")} == {"Suspect charged"}
    assert not [name for name in extracts.files_under(tmp_path / "work") if "@2025-06" in name]


def test_a_damaged_part_is_fetched_again(fetch: Fetch, server: Server, tmp_path: Path) -> None:
    server.fault = lambda asked: Answer(status=404) if asked.path.endswith("no-location") else None
    with pytest.raises(FetchError):
        fetch("2025-05", "2025-05")
    (part,) = [name for name in extracts.files_under(tmp_path / "work") if name.endswith("/r.csv")]
    (tmp_path / "work" / part).write_text("Crime ID,Month\n1,2\n", encoding="utf-8")
    server.fault = in_turn()
    assert by_value(fetch("2025-05", "2025-05")) == by_value([published(r) for r in ROWS if r["Month"] == "2025-05"])


def changed(**values: Any) -> Answer:
    return tell([crime(extracts.row()) | values])


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (changed(category="wizardry"), r"field 0\.category: 'wizardry' is not one of crime-categories"),
        (changed(month="2025-04"), r"field 0\.month: 2025-04 is not the month"),
        (changed(location=None), r"field 0\.location"),
        (
            changed(location={"latitude": "54.5", "street": {"name": "x"}}),
            r"field 0\.location\.longitude: Field required",
        ),
        (changed(location={"latitude": "nan", "longitude": "1", "street": {"name": "x"}}), r"location\.latitude"),
        (changed(location={"latitude": "-1.2", "longitude": "54.5", "street": {"name": "x"}}), "outside the polygon"),
        (changed(persistent_id=17), r"field 0\.persistent_id"),
        (changed(location_type="Fire"), r"field 0\.location_type"),
        (changed(outcome_status="charged"), r"field 0\.outcome_status"),
        (tell({"crimes": []}), "the whole answer"),
        (Answer(b"<html>"), "not JSON"),
        (Answer(b"[{"), "cut"),
    ],
)
def test_an_answer_of_another_shape_is_named_and_writes_nothing(
    fetch: Fetch, server: Server, tmp_path: Path, answer: Answer, words: str
) -> None:
    server.fault = lambda asked: answer if asked.method == "POST" else None
    with pytest.raises(FetchError, match=rf"/crimes-street/all-crime\?date=2025-06&poly=54\..*{words}"):
        fetch("2025-06", "2025-06")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("path", ["crimes-street-dates", "crime-categories", "crimes-no-location"])
def test_every_answer_is_checked(fetch: Fetch, server: Server, path: str) -> None:
    server.fault = lambda asked: tell([{"nonsense": 1}]) if asked.path.endswith(path) else None
    with pytest.raises(FetchError, match=rf"/{path}.*field 0\.\w+: Field required"):
        fetch()


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2025-06", "2025-08", "2025-07 is not published yet: the newest month is 2025-06"),
        ("2026-01", "2026-02", "2026-01 is not published yet"),
        ("2025-04", "2025-05", r"does not have 2025-04: its oldest month is 2025-05; .*archive"),
        ("2025-06", "2025-05", "2025-05 is before 2025-06"),
    ],
)
def test_months_that_are_not_there_are_named(fetch: Fetch, server: Server, first: str, last: str, words: str) -> None:
    with pytest.raises(FetchError, match=words):
        fetch(first, last)
    assert set(server.paths()) <= {"/crimes-street-dates"}


def test_an_unknown_force_is_told_the_forces(here: Config, server: Server, tmp_path: Path) -> None:
    for force in ("teesside", "btp"):
        with pytest.raises(FetchError, match=rf"no force '{force}'.*cleveland, .*durham"):
            operations.fetch_police(
                here, force=force, first="2025-05", last="2025-05", base_url=server.url, work=tmp_path / "work"
            )
    assert server.asked == []


def test_the_same_months_make_the_same_archive() -> None:
    found = [police.Month(extracts.month_file(month), b"x") for month in MONTHS]
    assert police.archive(found) == police.archive(found)
    with zipfile.ZipFile(BytesIO(police.archive(found))) as opened:
        assert opened.namelist() == [extracts.month_file(month) for month in MONTHS]


def test_the_pace_is_kept_over_the_whole_run(here: Config, api: Police, tmp_path: Path) -> None:
    time = FakeTime()
    api.most = 3
    with Server(api, clock=lambda: time.now) as server:
        operations.fetch_police(
            here, force="cleveland", first="2025-05", last="2025-05", out=tmp_path / "out", base_url=server.url,
            work=tmp_path / "work", pace=Pace(4.0, time.clock, time.sleep),
        )  # fmt: skip
    at = [asked.at for asked in server.asked]
    assert len(at) > 10
    assert all(later - earlier >= 0.25 - 1e-9 for earlier, later in pairwise(at))


def test_the_usual_work_folder_is_the_accounts_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert workfolder.default() == tmp_path / "aim" / "fetching"
