"""The meeting decides by keyboard: what is saved stands in the row, nothing typed is lost, who is second is told."""

import re
from dataclasses import replace

from browsing import Watch, assert_accessible, choose_size, map_ready, serving
from playwright.sync_api import BrowserContext, Locator, Page, expect

from aim import months
from aim.config import Config
from aim.decision_lists import KNOWN, SEND
from aim.operations.decisions import decide
from aim.questions.decisions import proposal
from aim.questions.month import month_view

expect.set_options(timeout=30_000)  # a busy machine takes its time

FORM = "form.deciding-form"
NOTE = "#month-deciding-note"
MOST = 14  # keys for one place sent to, from its row to the next one's


def open_list(page: Page, url: str) -> Locator:
    """The first row of the list, once the page is there."""
    page.goto(url)
    row = page.locator("a.place").first
    row.wait_for()
    return row


def press(page: Page, *keys: str) -> int:
    """Press one key after another; how many they were."""
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def open_form(page: Page, at: int, kind: str) -> Locator:
    """The row number ``at`` (from 0) with its form open on a kind."""
    row = page.locator("a.place").nth(at)
    row.focus()
    press(page, "Enter")
    expect(page.locator("#drawer-title")).to_be_focused()
    page.locator(FORM).wait_for()
    press(page, kind)
    expect(page.locator("#month-deciding-reason")).to_be_focused()
    return row


def promise(config: Config) -> None:
    """The meeting before sent to the third place of the list, and knew the fourth."""
    said = ((2, SEND, {"agency": "Council", "owner": "Warden team leader"}), (3, KNOWN, {}))
    reasons = {SEND: "High for many months", KNOWN: "Recorded there, happens elsewhere"}
    view = month_view(config)
    assert view is not None
    for at, kind, more in said:
        asked = proposal(config, view.discussion.rows[at].key)
        entry = replace(asked.entries[kind], reason=reasons[kind], **more)
        decide(config, months.shift(asked.month, -1), asked.place, asked.seen, asked.picture, entry)


def test_deciding_by_keyboard_by_two_people_and_taking_it_back(
    own_demonstration: Config, desk: BrowserContext, page: Page, watch: Watch
) -> None:
    promise(own_demonstration)
    with serving(own_demonstration) as running:
        row = open_list(page, running.url)
        map_ready(page)

        # What was promised comes first: opened, and one of it ended with what came of it.
        promises = page.locator(".promises > summary")
        expect(promises).to_contain_text("From last month: 1 running, 1 known")
        promises.focus()
        press(page, "Enter", "Tab", "Tab")
        assert_accessible(page, within=".panel--places")
        press(page, "Enter")
        page.get_by_role("dialog").get_by_label("What came of it").fill("quiet since")
        press(page, "Enter")
        expect(promises).to_contain_text("From last month: 1 ended, 1 known")
        expect(promises).to_be_focused()
        expect(page.locator(".promise")).to_have_count(2)
        expect(page.locator("#month-deciding-status")).to_have_text(re.compile("^Ended: Send"))
        press(page, "Enter")
        expect(page.locator(".known > summary")).to_have_text(re.compile("^1 more, known since an earlier meeting: 4"))
        page.evaluate("""() => {
            window.drawn = 0;
            document.querySelector(".town-map .js-plotly-plot").on("plotly_afterplot", () => { window.drawn += 1; });
        }""")
        expect(row.locator(".decision-state")).to_have_text(re.compile("to decide"))

        # One place sent to, from its row, without waiting for anything: the keys are kept until the form is there.
        row.focus()
        keys = press(page, "Enter", "1")
        expect(page.locator("#month-deciding-reason")).to_be_focused()
        keys += press(page, "m", "Tab", "c", "Tab", "w", "Tab", "f", "Tab", "8")
        assert page.locator("#month-deciding-until").input_value() == "2026-12-20"
        assert_accessible(page, within=".drawer")
        keys += press(page, "Enter")
        expect(page.locator("#month-deciding-status")).to_have_text("Saved")
        expect(page.locator("#month-deciding-status")).to_be_focused()
        expect(row.locator(".decision-state")).to_have_text("→Send")
        expect(page.locator(".deciding-stands")).to_contain_text(
            "Send: Council, Warden team leader, Foot patrol, 8 hours, until 20 Dec 2026"
        )
        expect(page.locator(".decision-version")).to_have_count(1)
        drawn = page.evaluate("window.drawn")
        keys += press(page, "Escape")
        expect(row).to_be_focused()
        assert keys <= MOST, keys
        press(page, "Tab")
        expect(page.locator("a.place").nth(1)).to_be_focused()
        assert drawn <= 1  # the place was chosen: its outline; nothing after it

        open_list(page, running.url)
        expect(row.locator(".decision-state")).to_have_text("→Send")

        other = desk.new_page()
        watch.follow(other)
        open_list(other, running.url)
        for each, kind in ((other, "1"), (page, "2")):
            open_form(each, 1, kind)
        page.locator("#month-deciding-reason").select_option("Too early to tell")
        page.locator(NOTE).fill("ask Mr Smith")
        press(page, "Enter")
        expect(page.locator(".field-fault")).to_contain_text("a title with a name")
        expect(page.locator(NOTE)).to_be_focused()
        page.locator(NOTE).fill("after the match")
        press(page, "Enter")
        expect(page.locator("#month-deciding-status")).to_have_text("Saved")

        # Whoever is second is told what stands, and keeps what was typed, also beside another place.
        other.locator("#month-deciding-reason").select_option("High for many months")
        other.locator("#month-deciding-agency").select_option("Police")
        other.locator("#month-deciding-owner").select_option("Neighbourhood sergeant")
        other.locator(NOTE).fill("evenings")
        # Soon they see it in the list, and what they type stays as it is.
        expect(other.locator("a.place").nth(1).locator(".decision-state")).to_have_text(re.compile("Watch"))
        expect(other.locator(NOTE)).to_be_focused()
        expect(other.locator(NOTE)).to_have_value("evenings")
        press(other, "Escape", "Escape")
        expect(other.locator("a.place").nth(1)).to_be_focused()
        press(other, "Enter")
        other.locator(FORM).wait_for()
        press(other, "1")
        expect(other.locator(NOTE)).to_have_value("evenings")
        other.locator(NOTE).focus()
        press(other, "Enter")
        told = other.locator(".deciding-told")
        expect(told).to_contain_text(re.compile(r"Decided by .+ at \d\d:\d\d on .+: ◎\s*Watch"))
        expect(told).to_contain_text("after the match")
        expect(told).to_be_focused()
        expect(other.locator(NOTE)).to_have_value("evenings")
        expect(other.locator("#month-deciding-owner")).to_have_value("Neighbourhood sergeant")
        assert_accessible(other, within=".drawer")
        press(other, "Tab", "Enter")
        expect(other.locator("#month-deciding-status")).to_have_text("Saved")
        second = other.locator("a.place").nth(1)
        expect(second.locator(".decision-state")).to_have_text("→Send")
        expect(other.locator(".decision-version")).to_have_count(2)

        # Taken back, with a word why; nothing of it is lost.
        other.get_by_role("button", name="Take back").focus()
        press(other, "Enter")
        dialog = other.get_by_role("dialog")
        expect(dialog.get_by_label("Why it is taken back")).to_be_focused()
        assert_accessible(other, within="dialog")
        other.keyboard.type("the match was moved")
        press(other, "Enter")
        expect(dialog).to_have_count(0)
        expect(second.locator(".decision-state")).to_have_text(re.compile("to decide"))
        expect(other.locator(".decision-version").first).to_contain_text("Taken back: →Send")

        # On a phone the form is a sheet over the whole width.
        choose_size(other, "phone")
        other.locator(".deciding label.kind").first.click()
        sheet = other.locator(FORM).bounding_box()
        assert sheet is not None
        assert (sheet["x"], sheet["width"]) == (0, 390)
        assert other.evaluate("document.documentElement.scrollWidth") == 390
        other.close()
        page.goto("about:blank")  # nothing may ask a server that has gone
