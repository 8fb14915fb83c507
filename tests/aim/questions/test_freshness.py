"""Which months may be used, told from deliveries and the day alone."""

import threading
from collections import OrderedDict
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from holding import COUNCIL, FIRE, HOUSING, POLICE, RECORDS

from aim import ingest, months
from aim.concerns import find, load
from aim.config import Config
from aim.questions import freshness
from aim.reading import reporting
from aim.reading.shown import Shown
from aim.schema import CATEGORY_KEYS, Source
from aim.store.picture import Picture

DELAY = ingest.sources()["police"].delay_months


def shown(*deliveries: tuple[str, str, str, int], until: str | None = None) -> Shown:
    """A picture that was made from ``(supplier, month, received, inside)``."""
    made = Shown.__new__(Shown)
    made._memo, made._lock = OrderedDict(), threading.RLock()
    made.picture = Picture(manifest={}, counts=None, tables={}, layers={})
    made.manifest = {
        "deliveries": [
            {"source": "police", "supplier": s, "month": m, "received": f"{r}T12:00:00+00:00", "inside": n}
            for s, m, r, n in deliveries
        ],
        "demonstration_until": until,
        "settings": {},
        "series": [["police", key] for key in CATEGORY_KEYS],
    }
    made.months = tuple(sorted({m for _, m, _, _ in deliveries}))
    return made


def at(demonstration: Config, day: str) -> Config:
    return demonstration.model_copy(update={"today_pinned": date.fromisoformat(day)})


def test_the_delay_of_published_police_data_is_one_month() -> None:
    assert DELAY == 1


@pytest.mark.parametrize(
    ("today", "received", "state"),
    [
        ("2025-07-31", "2025-07-31", freshness.NOT_YET),  # inside the delay
        ("2025-08-01", "2025-08-01", freshness.COMPLETE),
        ("2025-12-01", "2025-07-31", freshness.NOT_YET),  # sent inside the delay: waiting alone completes nothing
        ("2025-12-01", "2025-06-30", freshness.NOT_YET),
    ],
)
def test_a_month_is_complete_when_it_was_received_after_the_delay(
    demonstration: Config, today: str, received: str, state: str
) -> None:
    made = shown(("cleveland", "2025-06", received, 2000))
    assert freshness.month_state(at(demonstration, today), made, "police", "2025-06") == state


def test_a_pinned_demonstration_never_completes_its_last_part_month(demonstration: Config) -> None:
    made = shown(("cleveland", "2025-06", "2026-11-22", 2000), until="2025-06-15")
    assert freshness.month_state(at(demonstration, "2026-11-22"), made, "police", "2025-06") == freshness.NOT_YET


def test_a_neighbouring_force_cannot_make_a_month_look_delivered(demonstration: Config) -> None:
    made = shown(
        ("cleveland", "2025-05", "2025-07-20", 2400),
        ("durham", "2025-05", "2025-07-20", 3),
        ("durham", "2025-06", "2025-08-20", 0),
    )
    now = at(demonstration, "2025-10-01")
    assert freshness.month_state(now, made, "police", "2025-06") == freshness.MISSING
    everything = find(load(), "all")
    assert reporting.meeting_month(freshness.freshness(now, made), everything) == "2025-05"
    assert reporting.concern_state(freshness.freshness(now, made), everything, "2025-06") == freshness.MISSING


def test_a_new_supplier_is_waited_for_from_its_first_month_on(demonstration: Config) -> None:
    made = shown(
        ("cleveland", "2025-04", "2025-07-20", 2400),
        ("cleveland", "2025-05", "2025-07-20", 2400),
        ("btp", "2025-05", "2025-07-20", 100),
        ("cleveland", "2025-06", "2025-08-20", 2400),
    )
    now = at(demonstration, "2025-10-01")
    states = [freshness.month_state(now, made, "police", month) for month in made.months]
    assert states == [freshness.COMPLETE, freshness.COMPLETE, freshness.MISSING]


def test_the_strip_names_gaps(demonstration: Config) -> None:
    made = shown(("cleveland", "2025-04", "2025-08-20", 2400), ("cleveland", "2025-06", "2025-08-20", 2400))
    (state,) = freshness.strip(at(demonstration, "2025-08-21"), made)
    assert state.text == "Police Jun ✓ · May missing"


def test_two_home_forces_are_both_waited_for(demonstration: Config) -> None:
    made = shown(
        ("cleveland", "2025-05", "2025-07-20", 2400),
        ("btp", "2025-05", "2025-07-20", 100),
        ("cleveland", "2025-06", "2025-08-20", 2400),
    )
    now = at(demonstration, "2025-10-01")
    assert freshness.month_state(now, made, "police", "2025-05") == freshness.COMPLETE
    assert freshness.month_state(now, made, "police", "2025-06") == freshness.MISSING


@pytest.mark.parametrize(
    ("today", "said"),
    [
        ("2025-08-01", "Police Jun ✓"),
        ("2025-09-01", "Police Jun ✓ · Jul not received"),
        ("2026-11-22", "Police Jun 2025 · STALE, nothing complete for 15 months"),
        ("2025-07-15", "Police May ✓ · Jun not complete yet"),
    ],
)
def test_the_strip_says_what_is_stale(demonstration: Config, today: str, said: str) -> None:
    made = shown(
        ("cleveland", "2025-05", "2025-07-10", 2400),
        ("cleveland", "2025-06", "2025-08-01", 2400),
    )
    (state,) = freshness.strip(at(demonstration, today), made)
    assert state.text == said


def test_old_months_that_were_never_completed_are_stale_too(demonstration: Config) -> None:
    made = shown(("cleveland", "2025-05", "2025-07-10", 2400), ("cleveland", "2025-06", "2025-07-10", 2400))
    (state,) = freshness.strip(at(demonstration, "2026-11-22"), made)
    assert state.text == "Police May 2025 · Jun 2025 not complete yet · STALE, nothing complete for 16 months"
    assert state.state == freshness.STALE


def test_a_source_without_an_incident_here_is_missing(demonstration: Config) -> None:
    made = shown(("durham", "2025-06", "2025-08-10", 0))
    (state,) = freshness.strip(at(demonstration, "2025-09-01"), made)
    assert (state.month, state.state) == (None, freshness.MISSING)


# ---- several sources -----------------------------------------------------------------------------------------------
def several(*sources: tuple[Source, tuple[str, ...], str]) -> Shown:
    """A picture of sources, each with its months and the day on which all of them were received."""
    made = Shown.__new__(Shown)
    made._memo, made._lock = OrderedDict(), threading.RLock()
    made.picture = Picture(manifest={}, counts=None, tables={}, layers={})
    made.manifest = {
        "deliveries": [
            {"source": source.name, "supplier": "here", "month": m, "received": f"{day}T12:00:00+00:00", "inside": 9}
            for source, held, day in sources
            for m in held
        ],
        "demonstration_until": None,
        "series": [[source.name, key] for source, _, _ in sources for key in source.categories],
        "sources": {source.name: source.to_json() for source, _, _ in sources},
    }
    made.months = tuple(sorted({m for _, held, _ in sources for m in held}))
    return made


YEAR = tuple(months.between("2025-07", "2026-06"))


def test_sources_are_named_by_agency_in_their_order_and_by_more_where_an_agency_has_several(
    demonstration: Config,
) -> None:
    made = several((HOUSING, YEAR, "2026-07-02"), (RECORDS, YEAR, "2026-07-02"), (FIRE, YEAR, "2026-07-02"),
                   (POLICE, YEAR, "2026-08-01"))  # fmt: skip
    states = freshness.strip(at(demonstration, "2026-08-01"), made)
    assert [state.title for state in states] == ["Crimes", "Published", "Fire", "Housing"]
    assert [state.text for state in states] == [
        "Crimes Jun ✓ · Jul not received",
        "Published Jun ✓",
        "Fire Jun ✓ · Jul not received",
        "Housing Jun ✓",
    ]


@pytest.mark.parametrize(
    ("today", "state", "text"),
    [
        ("2026-07-02", freshness.COMPLETE, "Housing Jun ✓"),
        ("2026-09-30", freshness.COMPLETE, "Housing Jun ✓"),  # its next quarter is not over
        ("2026-10-01", freshness.LATE, "Housing Jun ✓ · quarter to Sep not received"),
        ("2026-12-31", freshness.LATE, "Housing Jun ✓ · quarter to Sep not received"),
        ("2027-01-01", freshness.STALE, "Housing Jun · STALE, nothing complete for 6 months"),
    ],
)
def test_a_quarterly_source_is_due_and_late_by_whole_quarters(
    demonstration: Config, today: str, state: str, text: str
) -> None:
    (found,) = freshness.strip(at(demonstration, today), several((HOUSING, YEAR, "2026-07-01")))
    assert (found.state, found.text) == (state, text)


def test_the_first_months_of_a_quarter_are_complete_with_its_last(demonstration: Config) -> None:
    made = several((HOUSING, (*YEAR, "2026-07", "2026-08"), "2026-09-15"))
    now = at(demonstration, "2026-12-01")
    assert freshness.month_state(now, made, "landlord", "2026-06") == freshness.COMPLETE
    assert freshness.month_state(now, made, "landlord", "2026-07") == freshness.NOT_YET


@pytest.mark.parametrize(("month", "last"), [("2026-01", "2026-03"), ("2026-03", "2026-03"), ("2026-12", "2026-12")])
def test_quarters_are_those_of_the_calendar(month: str, last: str) -> None:
    assert freshness.quarter_end(month) == last


def test_months_that_are_not_due_can_be_left_out_where_room_is_short(demonstration: Config) -> None:
    made = several((COUNCIL, (*YEAR, "2026-07"), "2026-07-20"))
    (state,) = freshness.strip(at(demonstration, "2026-07-21"), made)
    assert (state.state, state.text, state.aside) == (
        freshness.COMPLETE,
        "Council Jun ✓ · Jul not complete yet",
        " · Jul not complete yet",
    )
    (open_still,) = freshness.strip(at(demonstration, "2026-08-02"), made)
    assert (open_still.state, open_still.text, open_still.aside) == (
        freshness.NOT_YET,
        "Council Jun ✓ · Jul not complete yet",
        "",
    )


def test_a_source_whose_map_is_gone_is_as_its_last_load_said(demonstration: Config, tmp_path: Path) -> None:
    made = several((replace(POLICE, name="own"), YEAR, "2026-08-01"))
    now = at(demonstration, "2026-08-02")
    assert freshness.freshness(now, made).sources["own"].delay_months == POLICE.delay_months
    shipped = (ingest.maps.FOLDER / "police.toml").read_text(encoding="utf-8")
    (tmp_path / "own.toml").write_text(shipped.replace("delay_months = 1", "delay_months = 2"), encoding="utf-8")
    mapped = now.model_copy(update={"maps": tmp_path})
    found = freshness.freshness(mapped, made).sources["own"]
    assert (found.delay_months, found.short) == (2, "Police")  # when it is due and what it is called is as said today
    assert found.categories == POLICE.categories  # what was counted is as it was
    (tmp_path / "own.toml").write_text("[source", encoding="utf-8")
    assert freshness.freshness(mapped, made).sources["own"].delay_months == POLICE.delay_months


def test_of_an_old_load_the_map_of_today_tells_all(demonstration: Config) -> None:
    plain = Source("police", "Police", "police", "police", "", 0, "whole months")
    made = several((plain, YEAR, "2026-08-01"))
    assert freshness.freshness(at(demonstration, "2026-08-02"), made).sources["police"] == ingest.sources()["police"]
