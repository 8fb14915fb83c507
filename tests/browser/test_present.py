"""A whole meeting on one screen in a real browser: by keyboard alone, and it is there again after a reload."""

import re
from collections.abc import Iterator

import pytest
from browsing import Served, map_ready, serving
from playwright.sync_api import Page, expect

from aim.config import Config
from aim.pages import ids
from aim.questions.decisions import month_decisions
from aim.questions.minutes import meeting as meeting_state
from aim.questions.present import ITEMS

expect.set_options(timeout=30_000)  # a busy machine draws maps in software

MOST_KEYS = 150
SENDS, PLACES = 5, 8
# What is smaller than a room can read, of everything that is to be seen: a screen of 1,080 lines, five metres.
SMALL = """() => [...document.querySelectorAll(".present *, .demonstration *")]
    .filter(part => part.checkVisibility({ visibilityProperty: true }) && !part.closest(".unseen"))
    .filter(part => [...part.childNodes].some(each => each.nodeType === 3 && each.textContent.trim()))
    .filter(part => { const box = part.getBoundingClientRect(); return box.width > 1 && box.height > 1; })
    .filter(part => parseFloat(getComputedStyle(part).fontSize) < 27.9)
    .map(part => part.tagName + "." + part.className + ": " + part.textContent.slice(0, 40))"""
OUTSIDE = """() => [document.documentElement.scrollWidth - window.innerWidth,
    document.documentElement.scrollHeight - window.innerHeight,
    ...[...document.querySelectorAll(".present-stage > *, .present > .deciding")].map(part =>
        Math.max(0, part.getBoundingClientRect().bottom - window.innerHeight))].filter(over => over > 1)"""


class Hands:
    """Somebody at the keyboard, whose every stroke counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.strokes = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.strokes += 1

    def until(self, key: str, focused: str) -> None:
        """``key`` again and again, until what the selector names has the focus."""
        for _ in range(20):
            self.press(key)
            if self.page.evaluate("selector => document.activeElement.matches(selector)", focused):
                return
        raise AssertionError(f"{key} never leads to {focused}")


@pytest.fixture
def meeting(own_demonstration: Config) -> Iterator[Served]:
    with serving(own_demonstration) as running:
        yield running


def heading(page: Page) -> str:
    return page.locator(f"#{ids.PRESENT_STAGE} h1").inner_text()


def on(page: Page, step: str) -> None:
    """Wait until a step is shown, and look whether a room can read all of it."""
    expect(page).to_have_url(re.compile(rf"[?&]step={re.escape(step)}$"))
    expect(page.locator(".agenda [aria-current=step]")).to_have_text(ITEMS[int(step[0])])
    if step.startswith("4."):
        expect(page.locator(".present-above")).to_contain_text(f"{step[2:]} of ")
        expect(page.locator("#present-decision form")).to_be_visible()
    assert page.evaluate(SMALL) == []
    assert page.evaluate(OUTSIDE) == []


def test_the_whole_meeting_by_keyboard_alone(page: Page, meeting: Served) -> None:
    hands = Hands(page)
    page.goto(meeting.url)
    map_ready(page)  # and the page stands still
    hands.press("Tab", "Enter")  # to the page, past its navigation
    hands.until("Tab", "#present-open")
    # An answer that comes meanwhile makes the link anew, and what is pressed before Present is there is kept for it.
    link = page.locator("#present-open").element_handle()
    page.evaluate("dash_clientside.set_props('scheme', { data: 'light' })")
    page.wait_for_function("link => !link.isConnected", arg=link)
    expect(page.locator("#present-open")).to_be_focused()
    hands.press("Enter", "ArrowRight")
    on(page, "1")
    expect(page.locator("#present-left")).to_have_text("90 min left")
    for step in ("2", "3", "4.1"):
        hands.press("ArrowRight")
        on(page, step)
    for number in range(1, PLACES + 1):
        on(page, f"4.{number}")
        if number <= SENDS:
            # Reason, agency, owner, what to do, hours; until when is proposed.
            hands.press("1", "R", "Tab", "C", "Tab", "W", "Tab", "F", "Tab", "2", "0", "Enter")
            expect(page.locator(".deciding-stands")).to_contain_text(
                "Send: Council, Warden team leader, Foot patrol, 20 hours, until 20 Dec 2026"
            )
        else:
            kind, reason = {6: ("2", "T"), 7: ("3", "O"), 8: ("4", "N")}[number]
            hands.press(kind, reason, "Enter")
            expect(page.locator(".deciding-stands")).to_be_visible()
        hands.press("ArrowRight")
    on(page, "5")
    hands.press("ArrowRight")
    on(page, "6")
    decided = page.locator(".present-decided li")
    expect(decided).to_have_count(PLACES)
    expect(page.locator(".present-totals")).to_have_text("Council 5 sends, 100 hours")
    expect(page.locator(".present-undecided")).to_have_count(0)
    hands.press("c")
    expect(page.get_by_role("dialog", name="Close the meeting")).to_be_visible()
    hands.press("Enter")
    closing = page.get_by_role("button", name="Closing…")
    expect(closing).to_have_attribute("aria-busy", "true")
    expect(closing).to_be_disabled()
    hands.press("Enter")  # of somebody who has waited
    expect(page.locator(".present-closed")).to_have_text(
        re.compile(r"^Closed by the AIM group at \d\d:\d\d on \d+ \w+ 20\d\d\.$")
    )
    expect(page.locator("#present-confirm")).to_be_hidden()
    assert meeting_state(meeting.config, "2026-09").last.version == 1
    assert hands.strokes <= MOST_KEYS, hands.strokes
    written = month_decisions(meeting.config, month="2026-09")
    kinds = [line.now.decision.entry.kind for line in written.by_place.values() if line.now]
    assert sorted(kinds) == sorted(["Send"] * SENDS + ["Watch", "Known", "Not now"])
    page.goto("about:blank")  # nothing may ask a server that has gone


def test_a_reload_returns_to_the_step_and_keys_mean_nothing_while_somebody_types(page: Page, base_url: str) -> None:
    page.goto("/present?month=2026-09&step=4.2")
    on(page, "4.2")
    name = heading(page)
    page.evaluate("sessionStorage.setItem('aim-present-started', String(Date.now() - 600500))")
    page.reload()
    on(page, "4.2")
    assert heading(page) == name
    expect(page.locator("#present-left")).to_have_text("80 min left")
    page.keyboard.press("t")
    expect(page).to_have_url(re.compile("step=4.2&view=table$"))
    expect(page.locator(".present-months")).to_be_visible()
    page.keyboard.press("m")
    expect(page).to_have_url(re.compile("step=4.2&view=map$"))
    expect(page.locator(f"#{ids.PRESENT_STAGE}")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("step=4.2$"))
    page.keyboard.press("b")
    expect(page.locator("#present-blank")).to_be_visible()
    page.keyboard.press("ArrowRight")  # brings the screen back, and goes nowhere
    expect(page.locator("#present-blank")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Send, Watch, Known, Not now")
    page.keyboard.press("Escape")
    on(page, "4.2")
    page.keyboard.press("1")
    page.locator("#present-decision-hours").focus()
    page.keyboard.type("12mtb?")
    expect(page.locator("#present-decision-hours")).to_have_value("12mtb?")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")  # without a reason: refused, and what was typed is still there
    faults = page.locator("#present-decision .deciding-faults")
    expect(faults).to_have_text(re.compile("^Pick a reason. Pick the agency that does it. .+"))
    assert page.evaluate(SMALL) == []
    assert page.evaluate(OUTSIDE) == []
    page.locator("#present-decision-reason").select_option(index=1)
    expect(faults).to_have_text(re.compile("^Pick the agency that does it. .+"))
    expect(page.locator("#present-decision-reason")).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("#present-decision-hours")).to_have_value("12mtb?")
    on(page, "4.2")
    # A note has its own line once it is asked for, and is checked as elsewhere.
    page.get_by_role("button", name="Note", exact=True).press("Enter")
    note = page.locator("#present-decision-note")
    expect(note).to_be_focused()
    note.fill("ask Mr Smith")
    page.keyboard.press("Enter")
    expect(faults).to_contain_text("a title with a name")
    assert page.evaluate(SMALL) == []
    assert page.evaluate(OUTSIDE) == []
    note.fill("after the match")
    # More than one line is told on two, in days as they are read.
    page.locator("#present-decision-until").fill("2025-07-14")
    page.locator("#present-decision-hours").press("Enter")
    expect(faults).to_contain_text("14 July 2025 has passed: choose a day from today on.")
    expect(faults).to_contain_text("Hours are a number over 0 and up to 10,000, or left out.")
    assert page.evaluate("() => document.querySelector('.present .deciding-faults').scrollWidth") <= 1920
    assert page.evaluate(SMALL) == []
    assert page.evaluate(OUTSIDE) == []
    # Escape puts the form away first, wherever focus is, and what was typed outlives leaving Present.
    page.locator(".agenda a").first.focus()
    page.keyboard.press("Escape")
    expect(page.locator("#present-decision .fields")).to_be_hidden()
    expect(page.locator("#present-decision .deciding-alert")).to_have_text(re.compile("^Not saved. "))
    on(page, "4.2")
    page.reload()
    on(page, "4.2")
    page.keyboard.press("1")
    expect(page.locator("#present-decision-hours")).to_have_value("12mtb?")
    page.keyboard.press("Escape")
    expect(page.locator("#present-decision .fields")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    on(page, "4.3")
    page.go_back()
    on(page, "4.2")
    assert heading(page) == name
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"/\?month=2026-09$"))
    page.locator(".headline").wait_for()
