"""What a meeting writes is fetched from the pages: minutes, decisions, and a sheet for each neighbourhood."""

from collections.abc import Iterator

import paper as reading
import pytest
from flask.testing import FlaskClient
from listed import LAST
from met import NOTE, meeting_of

from aim.config import Config
from aim.pages import create_app, minutes_files
from aim.questions.editions import Edition

HERE = "http://127.0.0.1:8050"


@pytest.fixture(scope="module")
def client(listed_town: Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    data = tmp_path_factory.mktemp("met") / "copy"
    meeting_of(listed_town, data)
    with create_app(listed_town.model_copy(update={"data": data})).server.test_client() as client:
        yield client


def test_a_sheet_and_the_decisions_are_files_of_their_kind(client):
    answer = client.get(minutes_files.sheet_url(LAST, "North"), base_url=HERE)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == f'inline; filename="{LAST}-North.pdf"'
    assert len(reading.read(answer.data).pages) == 1
    text = reading.text(answer.data)
    assert "North Middlesbrough in September 2026" in text
    assert "Call Crimestoppers free on 0800 555 111" in text
    answer = client.get(minutes_files.minutes_url(LAST, "csv"), base_url=HERE)
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="minutes-{LAST}-internal.csv"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert NOTE in answer.text
    assert NOTE not in client.get(minutes_files.minutes_url(LAST, "csv", Edition.PUBLIC), base_url=HERE).text


@pytest.mark.parametrize(
    "address",
    [
        "/minutes/1999-01.csv", "/minutes/september.csv", f"/minutes/{LAST}.docx",
        f"/minutes/{LAST}.csv?edition=secret",
        f"/minutes/{LAST}/sheet.pdf", f"/minutes/{LAST}/sheet.pdf?neighbourhood=Mars", "/minutes/..%2f..%2f.csv",
    ],
)  # fmt: skip
def test_what_there_is_not_is_not_found(client, address):
    assert client.get(address, base_url=HERE).status_code == 404


def test_a_file_of_now_says_so_where_another_picture_is_asked_for(client):
    for address in (f"/minutes/{LAST}.csv", f"/minutes/{LAST}/sheet.pdf?neighbourhood=North", "/briefing.pdf"):
        answer = client.get(f"{address}{'&' if '?' in address else '?'}as-of=1-0a1b2c3d", base_url=HERE)
        assert answer.status_code == 400
        assert "of the current picture only: leave as-of out" in answer.text


def test_every_link_of_a_meeting_leads_to_a_route(client):
    adapter = client.application.url_map.bind("127.0.0.1")
    items = minutes_files.links(LAST, ["East", "North & West"]).children
    addresses = [item.children.href for item in items[:-1]] + [each.href for each in items[-1].children[1:]]
    assert len(addresses) == 5
    assert {adapter.match(address.partition("?")[0])[0] for address in addresses} == {"minutes", "minutes sheet"}
    assert "North%20%26%20West" in addresses[-1]
