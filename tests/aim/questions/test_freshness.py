"""Which months may be used, told from deliveries and the day alone."""

import threading
from collections import OrderedDict
from datetime import date

import pytest

from aim import ingest
from aim.concerns import find, load
from aim.config import Config
from aim.questions import freshness, reporting
from aim.questions.shown import Shown
from aim.schema import CATEGORY_KEYS

DELAY = ingest.sources()["police"].delay_months


def shown(*deliveries: tuple[str, str, str, int], until: str | None = None) -> Shown:
    """A picture that was made from ``(supplier, month, received, inside)``."""
    made = Shown.__new__(Shown)
    made._memo, made._lock = OrderedDict(), threading.RLock()
    made.manifest = {
        "deliveries": [
            {"source": "police", "supplier": s, "month": m, "received": f"{r}T12:00:00+00:00", "inside": n}
            for s, m, r, n in deliveries
        ],
        "demonstration_until": until,
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
    assert reporting.meeting_month(now, made, everything) == "2025-05"
    assert reporting.concern_state(now, made, everything, "2025-06") == freshness.MISSING


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
