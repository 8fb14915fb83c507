"""The Data page in a real browser: a file sent in, what became of it, a step taken back, by mouse and by keyboard."""

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import deliveries
import extracts
import pytest
from browsing import PHONE, Served, Watch, assert_accessible, choose_size, serving
from playwright.sync_api import BrowserContext, Locator, Page, expect

from aim import config as configuration
from aim import operations
from aim.config import SHIPPED_SETTINGS, Config
from aim.pages import ids
from aim.store import ledger

expect.set_options(timeout=30_000)  # a busy machine takes its time

NAME = "2026-08-cleveland-street.csv"
MONTH = "2026-08"


def file(count: int = 40, month: str = MONTH, **changes: str) -> dict[str, object]:
    """An extract as a browser would read it from a folder."""
    content = extracts.text(extracts.rows(count, month=month, **changes)).encode()
    return {"name": NAME, "mimeType": "text/csv", "buffer": content}


@pytest.fixture
def store(tmp_path: Path) -> Config:
    return configuration.load(tmp_path / "fresh", {"AIM_TODAY": deliveries.TODAY})


@pytest.fixture
def running(store: Config, page: Page) -> Iterator[Served]:
    """The application over an empty store; the page leaves before it goes, so that nothing asks it any more."""
    with serving(store) as running:
        yield running
        page.goto("about:blank")


def open_data(page: Page, url: str, query: str = "") -> None:
    page.goto(f"{url}/data{query}")
    page.locator(".headline").wait_for()
    page.get_by_role("button", name="Send").wait_for()


def send(page: Page, sent: dict[str, object]) -> None:
    page.locator("#upload-file").set_input_files(sent)  # type: ignore[arg-type]
    page.get_by_role("button", name="Send", exact=True).click()


def jobs(page: Page) -> Locator:
    return page.locator(f"#{ids.JOBS}")


def test_a_file_sent_to_an_empty_store_shows_what_became_of_it(page: Page, running: Served, store: Config) -> None:
    open_data(page, running.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing was received yet.")
    expect(page.get_by_text("Nothing was loaded yet.")).to_be_visible()
    assert_accessible(page)
    rows = [*extracts.rows(40, month=MONTH), *extracts.rows(2, first=50, month=MONTH, lon="", lat="")]
    send(page, {"name": NAME, "mimeType": "text/csv", "buffer": extracts.text(rows).encode()})
    expect(jobs(page)).to_contain_text("cleveland, Aug 2026: 42 rows, 40 kept, 0 outside the area, 2 rejected.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Police: September 2026 not received.")
    expect(page.get_by_role("row", name=re.compile("cleveland Aug 2026 42 40 0 2"))).to_be_visible()
    expect(page.get_by_role("list", name="Data held")).to_contain_text("Police Aug")
    expect(page.locator("#upload-name")).to_have_text("Choose a file, or drop it here")
    (record,) = ledger.loads(store.data)
    assert (record.file, record.kept) == (NAME, 40)
    jobs(page).get_by_role("link", name="Open the load").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Police: 42 rows from cleveland, Aug 2026")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.locator("summary", has_text="No coordinates, grid reference or postcode")).to_be_visible()
    assert_accessible(page)


def test_a_refused_file_says_every_fault_and_changes_nothing(page: Page, running: Served, store: Config) -> None:
    open_data(page, running.url)
    send(page, file(kind="Teleportation"))
    expect(jobs(page)).to_contain_text("refused")
    expect(jobs(page)).to_contain_text("Teleportation")
    expect(jobs(page)).to_contain_text("Nothing was changed.")
    assert_accessible(page)
    assert ledger.loads(store.data) == []


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("cases.xlsx", b"PK\x03\x04", "save the sheet as CSV"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "neither a zip archive nor a text table"),
        ("nothing.csv", b"", "nothing.csv is empty."),
    ],
)
def test_what_is_no_extract_is_said_beside_the_form(
    page: Page, running: Served, watch: Watch, name: str, content: bytes, words: str
) -> None:
    watch.allowed += ["415", "400"]
    open_data(page, running.url)
    send(page, {"name": name, "mimeType": "text/csv", "buffer": content})
    expect(page.locator("#upload-words")).to_contain_text(words)
    assert_accessible(page)
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_enabled()


def test_a_file_over_the_limit_is_not_sent(page: Page, tmp_path: Path) -> None:
    settings = tmp_path / "settings"
    shutil.copytree(SHIPPED_SETTINGS, settings)
    path = settings / "partnership.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("upload_mb = 200", "upload_mb = 1"), encoding="utf-8")
    small = configuration.load(tmp_path / "small", {"AIM_SETTINGS": str(settings)})
    with serving(small) as running:
        open_data(page, running.url)
        page.locator("#upload-file").set_input_files(
            {"name": "a.csv", "mimeType": "text/csv", "buffer": b"x" * 1_000_001}
        )
        expect(page.locator("#upload-words")).to_contain_text("larger than 1 MB")
        expect(page.get_by_role("button", name="Send", exact=True)).to_be_disabled()
        page.goto("about:blank")


def test_progress_survives_a_reload_and_is_seen_from_every_tab(
    page: Page, desk: BrowserContext, running: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    load = operations.ingest_upload

    def slowly(*given: object, progress: Callable[[int, int, str], None], **how: object) -> object:
        progress(3_000_000, 12_000_000, NAME)
        go_on.wait(60)
        return load(*given, progress=progress, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(operations, "ingest_upload", slowly)
    open_data(page, running.url)
    send(page, file())
    expect(jobs(page)).to_contain_text("3.0 of 12.0 MB read")
    page.reload()
    expect(jobs(page)).to_contain_text("3.0 of 12.0 MB read")
    assert page.get_by_role("progressbar").evaluate("bar => bar.value / bar.max") == 0.25
    assert_accessible(page)
    other = desk.new_page()
    open_data(other, running.url)
    expect(jobs(other)).to_contain_text("3.0 of 12.0 MB read")
    go_on.set()
    for each in (page, other):
        expect(jobs(each)).to_contain_text("40 kept")
        expect(each.get_by_role("row", name=re.compile("cleveland Aug 2026 40 40 0 0"))).to_be_visible()
    other.close()


def test_sending_can_be_stopped(page: Page, running: Served, store: Config) -> None:
    open_data(page, running.url)
    page.route(re.compile("at=[1-9]"), lambda route: None)  # the second piece never arrives
    send(page, file(6_000))
    expect(page.locator("#upload-words")).to_contain_text(re.compile(r"\d+ % of .* sent"))
    expect(jobs(page)).to_contain_text(re.compile(r"0\.4 of \d\.\d MB sent"))
    assert_accessible(page)
    page.get_by_role("button", name="Stop sending").click()
    expect(jobs(page)).to_contain_text("Sending was stopped. Nothing was changed.")
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_enabled()
    page.unroute_all(behavior="ignoreErrors")
    send(page, file(6_000))
    expect(jobs(page)).to_contain_text("6,000 kept")
    (record,) = ledger.loads(store.data)
    assert record.rows == 6_000


def test_leaving_while_a_file_is_sent_ends_it_at_once(page: Page, running: Served) -> None:
    open_data(page, running.url)
    page.route(re.compile("at=[1-9]"), lambda route: None)
    send(page, file(6_000))
    expect(jobs(page)).to_contain_text("MB sent")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(jobs(page)).to_contain_text("Sending was stopped.")
    page.unroute_all(behavior="ignoreErrors")


def test_a_step_is_undone_by_keyboard_after_it_was_confirmed(page: Page, running: Served, store: Config) -> None:
    operations.ingest_upload(store, NAME, extracts.text(extracts.rows(30, month=MONTH)).encode())
    operations.ingest_upload(store, NAME, extracts.text(extracts.rows(40, month=MONTH)).encode())
    first, second = ledger.loads(store.data)
    open_data(page, running.url, f"?load={second.load}")
    button = page.get_by_role("button", name="Undo this step")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Undo this step?")
    expect(dialog).to_contain_text("August 2026 of cleveland goes back to the 30 incidents")
    expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()
    assert len(ledger.loads(store.data)) == 2
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(jobs(page)).to_contain_text("30 incidents put back")
    expect(page.locator(".headline .tag")).to_have_text("undone")
    expect(page.get_by_text("It is undone already")).to_be_visible()
    assert [record.kind for record in ledger.loads(store.data)] == ["load", "load", "undo"]
    page.get_by_role("link", name="All data").click()
    expect(page.get_by_role("row", name=re.compile("Undo: Police cleveland Aug 2026 30 30"))).to_be_visible()
    expect(page.locator(f'.loads a[href="?load={second.load}"]')).to_be_focused()
    page.goto(f"{running.url}/data?load={first.load}")
    expect(page.get_by_role("button", name="Undo this step")).to_be_visible()


def test_an_undo_that_cannot_be_done_says_what_stands_in_its_way(page: Page, running: Served, store: Config) -> None:
    for count in (30, 40):
        operations.ingest_upload(store, NAME, extracts.text(extracts.rows(count, month=MONTH)).encode())
    first, second = ledger.loads(store.data)
    open_data(page, running.url, f"?load={first.load}")
    expect(page.get_by_text("This cannot be taken back as things stand.")).to_be_visible()
    expect(page.get_by_text(f"Aug 2026 of cleveland was changed again by {NAME}")).to_be_visible()
    assert page.get_by_role("button", name="Undo this step").count() == 0
    page.get_by_role("link", name="Open it").click()
    expect(page).to_have_url(re.compile(second.load))


@pytest.fixture(scope="module")
def agencies(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Four agencies, each in its own way; no test changes it."""
    config = deliveries.config(tmp_path_factory.mktemp("agencies"))
    deliveries.agencies(config)
    return config


@pytest.fixture
def of_agencies(agencies: Config, page: Page) -> Iterator[str]:
    with serving(agencies) as running:
        yield running.url
        page.goto("about:blank")


def test_the_wall_says_who_is_late(page: Page, of_agencies: str) -> None:
    open_data(page, of_agencies)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Three of four sources are up to date. Fire: October 2026 not received."
    )
    names = page.locator(".months tbody th").all_inner_texts()
    assert names == ["Police", "Fire", "Council", "Housing"]
    assert page.locator(".months tbody tr").first.locator("td").count() == 24
    assert page.evaluate("document.documentElement.scrollHeight") == 1080
    assert page.locator(".months").evaluate("part => part.getBoundingClientRect().bottom") < 1080
    cut = page.evaluate(
        """() => [...document.querySelectorAll(".data th, .data td, .data .headline, .months-legend li, .stated")]
            .filter(part => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== "inline")
            .map(part => part.textContent)"""
    )
    assert cut == []


def test_the_grid_is_walked_by_arrow_keys_and_enter_opens_the_load(page: Page, of_agencies: str) -> None:
    open_data(page, of_agencies)
    assert page.locator(".months-cell[tabindex='0']").count() == 1
    page.locator(".months-cell[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".months-cell:focus")).to_have_text("Fire, October 2026: not received")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".months-cell:focus")).to_have_text(re.compile("^Fire, September 2026: complete. 6 rows kept"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Fire: 114 rows from brigade"))
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Three of four"))


def test_rejects_are_explored_by_reason(page: Page, of_agencies: str) -> None:
    open_data(page, of_agencies)
    page.get_by_role("row", name=re.compile("Council .* 188 153 0 35")).get_by_role("link").click()
    expect(page.get_by_text("The first 20 of council-x-3.csv:")).to_be_visible()
    reason = page.locator("summary", has_text="The date is not written as this source writes dates")
    expect(page.get_by_text("31/02/2026 25:00").first).to_be_hidden()
    reason.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("31/02/2026 25:00").first).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("query", ["", "?load={load}"])
def test_a_phone_has_everything_in_one_column(page: Page, agencies: Config, of_agencies: str, query: str) -> None:
    choose_size(page, "phone")
    open_data(page, of_agencies, query.format(load=ledger.loads(agencies.data)[2].load))
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    outside = page.evaluate(
        """() => [...document.querySelectorAll("#data *")]
            .filter(part => part.checkVisibility() && !part.closest(".unseen, .months-frame"))
            .filter(part => part.getBoundingClientRect().right > window.innerWidth)
            .map(part => part.outerHTML.slice(0, 200))"""
    )
    assert outside == []


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("query", ["", "?load={load}"])
def test_everything_that_can_be_pressed_is_large_enough(
    page: Page, agencies: Config, of_agencies: str, query: str, size: str
) -> None:
    choose_size(page, size)
    open_data(page, of_agencies, query.format(load=ledger.loads(agencies.data)[2].load))
    small = page.evaluate(
        """() => [...document.querySelectorAll("#data a[href], #data button, #data summary, #data select, #data label")]
            .filter(part => part.checkVisibility())
            .map(part => [part.textContent, part.getBoundingClientRect()])
            .filter(([_, box]) => box.width < 43.5 || box.height < 43.5)
            .map(([words, box]) => words + " " + box.width + "x" + box.height)"""
    )
    assert small == []


def test_a_hostile_address_opens_the_list_and_says_what_it_left_out(page: Page, of_agencies: str) -> None:
    open_data(page, of_agencies, "?load=%3Cscript%3Ealert(1)%3C/script%3E&page=0&self=1&load=x&%00=%00")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Three of four"))
    expect(page.locator(".notice")).to_contain_text("not the name of one")
    assert "alert(1)" not in page.content()
    open_data(page, of_agencies, "?load=20200101T000000-00000000")
    expect(page.locator(".notice")).to_contain_text("this store holds none of that name")
