"""The Data page as pure functions: what each region makes of an answer."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import deliveries
import pytest
from dash import Dash, html, no_update
from deliveries import Sending, spell
from flask.testing import FlaskClient
from sightings import of_class, parts, text

from aim import operations
from aim.config import Config
from aim.errors import QuestionError
from aim.pages import create_app, data, data_load, data_loads, data_sources, ids, jobs
from aim.pages.data_jobs import board
from aim.pages.jobs import BusyError, Jobs, Step
from aim.questions.data import data_view, load_view
from aim.questions.data_views import DataView
from aim.store import ledger

HERE = "http://127.0.0.1:8050"


@pytest.fixture(scope="module")
def agencies(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Four agencies; no test changes their store."""
    config = deliveries.config(tmp_path_factory.mktemp("agencies"))
    deliveries.agencies(config)
    return config


@pytest.fixture(scope="module")
def view(agencies: Config) -> DataView:
    return data_view(agencies)


@pytest.fixture
def sending(tmp_path: Path) -> Sending:
    return Sending(deliveries.config(tmp_path))


def hrefs(component: Any) -> list[str]:
    return [part.href for part in parts(component) if isinstance(part, html.A)]


def load_of(view: DataView, source: str) -> str:
    """The oldest load of a source."""
    return next(row.load for row in reversed(view.loads) if row.source == source)


# ---- the list ------------------------------------------------------------------------------------------------------
def test_every_source_has_its_state_in_shape_and_word(view: DataView) -> None:
    shown = of_class(data_sources.sources(view), "stated")
    assert [text(each).strip() for each in shown] == ["up to date", "late", "up to date", "up to date"]
    assert [of_class(each, "mark")[0].className for each in shown][:2] == ["mark mark--complete", "mark mark--late"]


def test_a_source_that_owes_a_month_says_which(view: DataView) -> None:
    late = [row for row in view.sources if row.clause]
    assert late
    shown = text(data_sources.sources(view))
    for row in late:
        assert row.clause[:1].upper() + row.clause[1:] in shown


def test_the_grid_has_one_stop_for_the_tab_key_and_a_link_for_every_month_that_stands(view: DataView) -> None:
    (grid,) = data_sources.grid(view)
    cells = of_class(grid, "months-cell")
    assert len(cells) == 4 * 24
    assert [cell.tabIndex for cell in cells].count("0") == 1
    links = [cell for cell in cells if isinstance(cell, html.A)]
    assert len(links) == 21 + 19 + 17 + 12
    assert {cell.href for cell in links[-12:]} == {f"?load={load_of(view, 'housing-x')}"}
    assert all(text(cell) for cell in cells)


def test_years_are_said_where_they_begin(view: DataView) -> None:
    (grid,) = data_sources.grid(view)
    assert [text(each) for each in of_class(grid, "months-year") if text(each)] == ["2024", "2025", "2026"]


def test_a_row_of_the_list_adds_up_and_leads_to_its_load(view: DataView) -> None:
    (table,) = [part for part in parts(data_loads.loads(view)) if isinstance(part, html.Table)]
    council = [part for part in parts(table) if isinstance(part, html.Tr)][4]
    assert (
        text(council).split() == "20 Nov 2026 09:03 Council council Jun 2025 to Oct 2026 188 153 0 35 analyst".split()
    )
    assert hrefs(council) == [f"?load={load_of(view, 'council-x')}"]


def test_undone_and_undo_are_marked(view: DataView) -> None:
    undo, undone = view.loads[:2]
    assert text(data_loads.what(undo)) == "Undo: Council"
    assert text(data_loads.what(undone)) == "Council undone"


def test_pages_of_a_long_list(sending: Sending) -> None:
    for _ in range(51):
        sending.load("fire-x", {"2026-09": 1})
    for page, ways in ((1, ["?page=2"]), (2, ["?", "?page=3"]), (3, ["?page=2"])):
        (pager,) = of_class(data_loads.loads(data_view(sending.config, page=page)), "pager")
        assert hrefs(pager) == ways
        assert f"Page {page} of 3" in text(pager)


def test_an_empty_store_says_what_to_do(sending: Sending) -> None:
    regions = data.regions(sending.config, "")
    assert "Nothing was received yet." in text(regions["top"])
    assert "No source has sent anything yet." in text(regions["main"])
    assert "aim demo" in text(regions["main"])
    assert regions["form"]["limit"] == 200
    assert ["fire-x", "Incidents of brigade"] in [list(each) for each in regions["form"]["sources"]]


# ---- a load --------------------------------------------------------------------------------------------------------
def test_rejects_are_shown_by_reason_with_their_redacted_values(agencies: Config, view: DataView) -> None:
    shown = data_load.body(load_view(agencies, load_of(view, "council-x")))
    none, bad, withheld = of_class(shown, "reason")
    assert text(none).startswith("30 No coordinates, grid reference or postcode")
    assert "The first 20 of council-x-3.csv:" in text(none)
    assert (none.open, bad.open) == (True, False)
    assert text(of_class(bad, "examples")).count("31/02/2026 25:00") == 3
    assert "Lines 35, 36" in text(withheld)


def test_rejects_of_several_files_name_each(sending: Sending) -> None:
    record = sending.load("police", {"2026-09": 1}, rejected={"bad_row": [(None, None)] * 2})
    rows = ledger.rejects(sending.config.data, record.load).to_pylist()
    rows[1]["file"] = "other.csv"
    table = deliveries.pa.Table.from_pylist(rows, schema=deliveries.schema.REJECTS)
    ledger.write_rejects(sending.config.data, record.load, [table])
    shown = text(of_class(data_load.body(load_view(sending.config, record.load)), "reason"))
    assert "police-1.csv" in shown
    assert "other.csv" in shown


def test_an_undo_asks_first_and_says_what_it_does(agencies: Config, view: DataView) -> None:
    shown = data_load.body(load_view(agencies, load_of(view, "fire-x")))
    (dialog,) = [part for part in parts(shown) if isinstance(part, html.Dialog)]
    assert "Nothing stands any more for Mar 2025 to Sep 2026 of brigade (19 months)." in text(dialog)
    keep, undo = of_class(dialog, "button")
    assert (text(keep), text(undo), undo.id) == ("Keep it", "Undo", ids.UNDO_CONFIRM)


def test_what_cannot_be_undone_has_no_button_but_the_way_to_what_stands_before_it(
    agencies: Config, view: DataView
) -> None:
    shown = data_load.body(load_view(agencies, view.loads[1].load))
    assert not [part for part in parts(shown) if isinstance(part, html.Dialog)]
    assert f"?load={view.loads[0].load}" in hrefs(shown)
    assert "undone already" in text(shown)


def test_months_dropped_by_policy_are_told_as_such(sending: Sending) -> None:
    sending.load("police", spell("2024-01", "2026-09"))
    operations.retain(sending.config, keep=13)
    found = load_view(sending.config, data_view(sending.config).loads[0].load)
    assert text(data_load.top(found)).startswith("All data Police: dropped by policy")
    shown = text(data_load.body(found))
    assert "Nothing stands any more Jan 2024 to Oct 2025" in shown
    assert "Taking it back" not in shown


# ---- the address ---------------------------------------------------------------------------------------------------
def test_the_address_opens_a_load_or_says_that_there_is_none(agencies: Config, view: DataView) -> None:
    load = load_of(view, "fire-x")
    assert data.regions(agencies, f"?load={load}")["page"] == "data has-load"
    unknown = data.regions(agencies, "?load=20200101T000000-00000000")
    assert unknown["page"] == "data"
    assert "this store holds none of that name" in text(unknown["notices"])


def test_notice_of_a_picture_behind(sending: Sending) -> None:
    sending.load("police", {"2026-08": 3})
    sending.build()
    assert data.regions(sending.config, "")["notices"] == []
    sending.load("police", {"2026-09": 3})
    (behind,) = data.regions(sending.config, "")["notices"]
    assert "before the last change" in text(behind)


def test_notice_of_a_map_that_cannot_be_read(sending: Sending, tmp_path: Path) -> None:
    sending.load("fire-x", {"2026-09": 3})
    sending.build()
    (tmp_path / "maps" / "fire-x.toml").write_text("[", encoding="utf-8")
    (broken,) = data.regions(sending.config, "")["notices"]
    assert "fire-x.toml" in text(broken)


# ---- jobs and the undo ---------------------------------------------------------------------------------------------
def test_a_browser_is_told_only_what_changed() -> None:
    found = Jobs()
    shown, seen, ended = data.watched(found, None, None)
    assert shown == []
    assert data.watched(found, seen, ended) == (no_update, no_update, no_update)
    job = found.begin(jobs.UPLOAD, "a.csv", jobs.SENDING, 10)
    shown, seen, over = data.watched(found, seen, ended)
    assert "a.csv" in text(shown)
    assert over is no_update
    found.end(job.id, jobs.FAILED, "gone")
    assert data.watched(found, seen, ended)[2] not in (no_update, ended)


def test_the_board_shows_progress_outcome_and_the_way_to_the_load() -> None:
    found = Jobs()
    upload = found.begin(jobs.UPLOAD, "a.csv", jobs.SENDING, 4_000_000)
    found.update(upload.id, done=1_000_000)
    (bar,) = [part for part in parts(board(found.recent())) if isinstance(part, html.Progress)]
    assert (bar.value, bar.max) == ("1000000", "4000000")
    found.update(upload.id, state=jobs.DONE, steps=(Step("l", "40 rows"), Step(None, "the same")))
    shown = board(found.recent())
    assert hrefs(shown) == ["?load=l"]
    undo = found.begin(jobs.UNDO, "b.csv")
    found.end(undo.id, jobs.REFUSED, "b.csv: one `two`", "a.csv: three")
    first = of_class(board(found.recent()), "job")[0]
    assert " ".join(text(first).split()) == "Undo of b.csv refused One two a.csv: three Nothing was changed."
    assert [part.children for part in parts(first) if isinstance(part, html.Code)] == ["two"]


def test_undo_takes_back_the_open_load_as_a_job(sending: Sending) -> None:
    load = sending.load("police", {"2026-09": 3})
    found = Jobs()
    data.undo(sending.config, found, f"?load={load.load}")
    with pytest.raises(BusyError):
        found.begin(jobs.UNDO, "another")
    found.join()
    (job,) = found.recent()
    assert job.state == jobs.DONE
    assert job.steps[0].words.startswith("cleveland, Sep 2026: 0 incidents put back; nothing stands any more")
    assert ledger.loads(sending.config.data)[-1].undoes == load.load


def test_undo_overtaken_meanwhile_is_refused_in_words(sending: Sending) -> None:
    load = sending.load("police", {"2026-09": 3})
    later = sending.load("police", {"2026-09": 4})
    found = Jobs()
    data.undo(sending.config, found, f"?load={load.load}")
    found.join()
    (job,) = found.recent()
    assert job.state == jobs.REFUSED
    assert later.load in job.faults[0]


def test_nothing_is_undone_without_an_open_load(sending: Sending) -> None:
    for search in ("", "?load=x", "?page=2"):
        with pytest.raises(QuestionError, match="nothing was undone"):
            data.undo(sending.config, Jobs(), search)
    with pytest.raises(QuestionError, match="there is no load"):
        data.undo(sending.config, Jobs(), "?load=20200101T000000-00000000")


# ---- through the server --------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def app(agencies: Config) -> Dash:
    return create_app(agencies)


@pytest.fixture
def client(app: Dash) -> Iterator[FlaskClient]:
    with app.server.test_client() as client:
        yield client


def confirm(client: FlaskClient, clicks: int | None, search: str, **headers: str) -> Any:
    body = {
        "output": f"{ids.JOBS_POLL}.n_intervals",
        "outputs": {"id": ids.JOBS_POLL, "property": "n_intervals"},
        "inputs": [{"id": ids.UNDO_CONFIRM, "property": "n_clicks", "value": clicks}],
        "state": [
            {"id": ids.ADDRESS, "property": "data", "value": {"path": "/data", "search": search}},
            {"id": ids.JOBS_POLL, "property": "n_intervals", "value": 3},
        ],
        "changedPropIds": [f"{ids.UNDO_CONFIRM}.n_clicks"],
    }
    return client.post("/_dash-update-component", json=body, headers=headers, base_url=HERE)


def test_a_button_that_only_appeared_undoes_nothing(client: FlaskClient, app: Dash, view: DataView) -> None:
    assert confirm(client, None, f"?load={load_of(view, 'fire-x')}").status_code in (200, 204)
    assert jobs.of(app.server).recent() == ()


def test_an_undo_asked_for_by_another_site_is_refused(client: FlaskClient, app: Dash, view: DataView) -> None:
    answer = confirm(client, 1, f"?load={load_of(view, 'fire-x')}", Origin="http://evil.example")
    assert answer.status_code == 403
    assert jobs.of(app.server).recent() == ()


def test_an_undo_of_no_load_is_said_on_the_page(client: FlaskClient) -> None:
    answer = confirm(client, 1, "?load=%3Cscript%3E")
    assert "nothing was undone" in json.dumps(answer.get_json())
