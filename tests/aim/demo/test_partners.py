"""The files that the partners send: which there are, of which months, the same for a day, and what is planted."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from aim import months
from aim.demo import deliveries, faults, mix, partners, reports, streams
from aim.demo.layouts import Layout
from aim.demo.partners import Ground
from aim.errors import AimError
from aim.geography import crs, locate, postcodes

UNTIL = date(2026, 11, 21)
WANTED = months.between("2023-12", "2026-11")
SEVERAL = 6  # months are enough where only the newest are looked at
Rows = list[dict[str, object]]
Ask = Callable[[date], Ground]


def send(folder: Path, ground: Ground, layouts: dict[str, Layout], number: int = len(WANTED)) -> dict[str, Path]:
    """The files of so many months, the newest last."""
    last = months.of(ground.until)
    wanted = months.between(months.shift(last, 1 - number), last)
    return {each.path.name: each.path for each in partners.write(folder, ground, layouts, wanted)}


def rows_of(path: Path) -> Rows:
    text = path.read_text(encoding="utf-8")
    return json.loads(text) if path.suffix == ".json" else list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def sent(ground: Ground, layouts: dict[str, Layout], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return send(tmp_path_factory.mktemp("sent"), ground, layouts)


def test_each_partner_sends_its_history_and_then_month_by_month(sent: dict[str, Path]) -> None:
    assert [f"{path.parent.name}/{name}" for name, path in sent.items()] == [
        "fire/fire-incidents-2023-12-to-2026-08.csv",
        "fire/fire-incidents-2026-09.csv",
        "fire/fire-incidents-2026-10.csv",
        "housing/housing-cases-2023-12-to-2026-09.csv",
        "council-desk/desk-cases-2023-12-to-2026-08.csv",
        "council-desk/desk-cases-2026-09.csv",
        "council-desk/desk-cases-2026-10.csv",
        "council-desk/desk-cases-2026-11.csv",
        "council-requests/online-reports-2023-12-to-2026-07.csv",
        "council-requests/online-reports-2026-08-to-2026-10.json",
        "council-requests/online-reports-2026-11.json",
    ]


def test_every_row_bears_the_mark(sent: dict[str, Path]) -> None:
    for path in sent.values():
        assert {row[mix.MARKER] for row in rows_of(path)} == {mix.MARKER}


def test_the_same_day_gives_the_same_bytes(
    sent: dict[str, Path], ground: Ground, layouts: dict[str, Layout], tmp_path: Path
) -> None:
    again = send(tmp_path, ground, layouts)
    assert {name: path.read_bytes() for name, path in again.items()} == {
        name: path.read_bytes() for name, path in sent.items()
    }


def test_a_later_day_of_the_month_adds_to_the_newest_files_and_leaves_the_others(
    sent: dict[str, Path], ground_until: Ask, layouts: dict[str, Layout], tmp_path: Path
) -> None:
    earlier = send(tmp_path, ground_until(date(2026, 11, 9)), layouts)
    changed = [name for name, path in sent.items() if path.read_bytes() != earlier[name].read_bytes()]
    assert changed == ["desk-cases-2026-11.csv", "online-reports-2026-11.json"]
    for name in changed:
        before, after = rows_of(earlier[name]), rows_of(sent[name])
        assert 0 < len(before) < len(after)
        assert after[: len(before)] == before


@pytest.mark.parametrize(
    ("until", "current", "fire", "housing"),
    [
        (date(2026, 11, 1), True, "2026-10", "2026-09"),
        (date(2026, 11, 30), False, "2026-11", "2026-10"),
        (date(2028, 2, 28), True, "2028-01", "2027-12"),
        (date(2028, 2, 29), False, "2028-02", "2028-01"),
        (date(2027, 1, 1), True, "2026-12", "2026-11"),
    ],
)
def test_edges_of_months(
    ground_until: Ask, layouts: dict[str, Layout], tmp_path: Path,
    until: date, current: bool, fire: str, housing: str,
) -> None:  # fmt: skip
    found = send(tmp_path, ground_until(until), layouts, SEVERAL)
    assert (f"desk-cases-{months.of(until)}.csv" in found) == (current or fire == months.of(until))
    assert f"fire-incidents-{fire}.csv" in found
    (cases,) = (name for name in found if name.startswith("housing"))
    assert cases.endswith(f"-to-{housing}.csv")
    last = max(datetime.strptime(str(row["Opened"]), "%d/%m/%Y") for row in rows_of(found[cases]))
    assert months.of(last) == housing
    for path in found.values():
        if path.parent.name == partners.DESK:
            told = [
                datetime.strptime(text, "%d/%m/%Y %H:%M")
                for row in rows_of(path)
                if _is_date(text := str(row["Reported"]))
            ]
            assert max(each.date() for each in told if each.year <= until.year) <= until


def _is_date(text: str) -> bool:
    return len(text) == len("03/07/2026 21:05")


def test_the_first_day_of_a_month_may_bring_nothing_and_then_no_file(
    ground: Ground, layouts: dict[str, Layout], tmp_path: Path
) -> None:
    found = partners.write(tmp_path, replace(ground, until=date(2026, 10, 31)), layouts, WANTED[-SEVERAL:])
    assert not [each.path.name for each in found if "2026-11" in each.path.name]


def test_who_is_late_misses_its_newest_month_or_quarter(layouts: dict[str, Layout]) -> None:
    source = layouts[partners.HOUSING].source
    assert partners.newest_month(source, UNTIL) == "2026-10"
    assert partners.newest_month(source, UNTIL, late=True) == "2026-09"
    slow = replace(source, delay_months=2)
    assert partners.newest_month(slow, UNTIL, late=True) == "2026-07"
    quarterly = replace(source, frequency="quarterly")
    assert [partners.newest_month(quarterly, UNTIL, late=late) for late in (False, True)] == ["2026-09", "2026-06"]
    assert partners.newest_month(quarterly, date(2026, 12, 31)) == "2026-12"


def test_a_third_of_the_desk_came_on_line_with_its_pin_nearby(ground: Ground) -> None:
    cases = ground.reports(streams.COUNCIL, ["2026-06"], "CRM")["2026-06"]
    pins = reports.online(cases)
    assert len(pins) / len(cases) == pytest.approx(1 / 3, abs=0.06)
    by_number = {"".join(filter(str.isdigit, case.reference)): case for case in cases}
    for pin in pins:
        case = by_number[pin.reference]
        assert (pin.kind, pin.moment) == (case.kind, case.moment)
        assert 0 <= crs.distance_m(case.longitude, case.latitude, pin.longitude, pin.latitude) < 1.5 * reports.PIN_M
    assert len({(pin.easting, pin.northing) for pin in pins}) == len(pins)
    assert reports.online([]) == []


def test_the_desk_names_its_ways_and_fly_tips_by_the_national_lists(sent: dict[str, Path]) -> None:
    rows = rows_of(sent["desk-cases-2026-10.csv"])
    assert 0.25 < sum(row["Reported Via"] == "On line" for row in rows) / len(rows) < 0.42
    for row in rows:
        assert (row["Fly-tip Size"] == "") == (row["Case Type"] != "Fly-tipping")
    placed = Counter("point" if row["Easting"] else "postcode" for row in rows if row["Easting"] or row["Postcode"])
    assert placed.total() == len(rows)
    assert 0.08 < placed["postcode"] / len(rows) < 0.22


def test_faults_are_planted_among_the_rows(ground: Ground, layouts: dict[str, Layout]) -> None:
    desk = layouts[partners.DESK]
    cases = ground.reports(streams.COUNCIL, ["2026-09"], "CRM")["2026-09"]
    rows = faults.rows(desk, cases, faults.DESK, desk.row)
    assert len(rows) == len(cases) + sum(faults.DESK.values())
    assert 0.02 < sum(faults.DESK.values()) / len(rows) < 0.05
    clean = [desk.row(case) for case in cases]
    rest = iter(rows)
    assert all(row in rest for row in clean)  # in their order, each of them
    number = Counter(row["Case Reference"] for row in rows)
    assert [n for n in number.values() if n > 1] == [2]


def test_no_faults_leave_the_rows_as_they_are(ground: Ground, layouts: dict[str, Layout]) -> None:
    fire = layouts[partners.FIRE]
    calls = ground.reports(streams.FIRE, ["2026-09"], "F")["2026-09"]
    assert faults.rows(fire, calls, {}, fire.row) == [fire.row(call) for call in calls]


def test_a_fault_that_cannot_be_or_is_too_many_is_no_plan(ground: Ground, layouts: dict[str, Layout]) -> None:
    fire = layouts[partners.FIRE]
    calls = ground.reports(streams.FIRE, ["2026-09"], "F")["2026-09"]
    for reason in ("no_reference", "superseded", "withdrawn", "not_counted", "swapped_coordinates", "unknown_postcode"):
        with pytest.raises(AimError, match=f"refused as {reason}.*AIM_MAPS"):
            faults.rows(fire, calls, {reason: 1}, fire.row)
    with pytest.raises(AimError, match="cannot be planted in 2 reports"):
        faults.rows(fire, calls[:2], {"no_time": 3}, fire.row)


def test_a_map_that_lacks_a_label_is_named(ground: Ground, layouts: dict[str, Layout], tmp_path: Path) -> None:
    labels = {answer: texts for answer, texts in layouts[partners.DESK].labels.items() if answer != "litter"}
    own = layouts | {partners.DESK: replace(layouts[partners.DESK], labels=labels)}
    with pytest.raises(AimError, match=r"'council-desk' has no label for litter.*AIM_MAPS"):
        partners.write(tmp_path, ground, own, WANTED)
    assert not list(tmp_path.iterdir())


def test_corrections_are_of_three_reports_inside(ground: Ground, locator: locate.Locator) -> None:
    cases = ground.reports(streams.COUNCIL, ["2026-09"], "CRM")["2026-09"]
    dumped = streams.COUNCIL.kinds[streams.COUNCIL.number("fly-tipping")]
    anew = reports.corrections(cases, dumped, locator)
    before = {case.reference: case for case in cases}
    assert len({each.reference for each in anew.reports}) == 3
    assert (locator.wards(*zip(*((each.longitude, each.latitude) for each in anew.reports), strict=True)) >= 0).all()
    assert months.of(before[anew.moved.reference].moment) == "2026-09"
    assert months.of(anew.moved.moment) == "2026-10"
    assert (before[anew.relabelled.reference].kind != dumped, anew.relabelled.kind) == (True, dumped)
    assert anew.withdrawn == replace(before[anew.withdrawn.reference], withdrawn=True)


def test_all_of_it_has_the_police_first_and_tells_its_progress(
    codes: postcodes.Postcodes, locator: locate.Locator, maps: deliveries.Maps, tmp_path: Path, sent: dict[str, Path]
) -> None:
    told: list[tuple[int, int, str]] = []
    found = deliveries.write(
        tmp_path, until=UNTIL, postcodes=codes, locator=locator, maps=maps,
        progress=lambda *step: told.append(step),
    )  # fmt: skip
    assert (found[0].source, found[0].path, len(list(found[0].path.rglob("*.csv")))) == (
        "police",
        tmp_path / "police",
        36,
    )
    assert [each.path.read_bytes() for each in found[1:]] == [path.read_bytes() for path in sent.values()]
    assert told[-1] == (36, 36, "demonstration of fire service, council and landlord written")
