"""What was told once stands, of counts and of decisions, whatever is delivered, decided, built or closed later."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path

import orjson
import pytest
from listed import LAST
from met import BEFORE, enter, rows

from aim import months, operations
from aim.config import Config
from aim.decisions.book import Book
from aim.decisions.database import Database
from aim.decisions.model import KNOWN, SEND, WATCH
from aim.errors import StoreError
from aim.operations.meetings import GivenOutMeanwhileError, close_meeting
from aim.questions.editions import Edition
from aim.questions.freshness import freshness
from aim.questions.given_out import given_out, packed
from aim.questions.giving_out import fix
from aim.questions.minutes import Before, before, lay_out, public_before
from aim.questions.minutes_rows import minutes_rows
from aim.questions.minutes_view import minutes_view
from aim.questions.nap_sheets import nap_sheets
from aim.questions.pack import pack_view
from aim.questions.public_hotspots import by_ward_only
from aim.questions.public_trends import public_trends_table
from aim.questions.shown import show
from aim.store import published

PUBLIC = Edition.PUBLIC


@pytest.fixture
def town(listed_town: Config, tmp_path: Path) -> Config:
    """The town of places for discussion, with a store that this test may write to."""
    shutil.copytree(listed_town.data, tmp_path / "copy")
    return listed_town.model_copy(update={"data": tmp_path / "copy"})


def leaves(found: Before) -> str:
    """All that leaves of a meeting for everybody."""
    values = [asdict(minutes_view(found, PUBLIC)), minutes_rows(found, PUBLIC), [asdict(s) for s in nap_sheets(found)]]
    return json.dumps(values, default=str)


def test_the_first_public_paper_of_a_month_fixes_what_every_later_one_tells(town: Config) -> None:
    look, _ = public_trends_table(town, month=LAST, expectation=False)
    before(town, LAST)
    assert published.held(town.data) == {}
    draft = public_before(town, LAST)
    assert set(published.held(town.data)) == {LAST, months.shift(LAST, -12)}
    told = given_out(town, show(town))[LAST]
    assert told == draft.tables["published"][LAST]
    # As if it had been delivered again since: what stands is another number than what the picture holds.
    table = {**told, "counts": [[None if count is None else count + 7 for count in row] for row in told["counts"]]}
    published.where(town.data, LAST).write_bytes(packed(table))
    later, record = public_trends_table(town, month=LAST)
    assert (later["count"].dropna() == look["count"].dropna() + 7).all()
    stands = "The public table of September 2026 stands as first given out on 22 Nov 2026."
    assert record["stands"] == stands
    again = public_before(town, LAST)
    assert again.tables["published"][LAST] == table
    view = minutes_view(again, PUBLIC)
    assert stands in view.notes
    pack = pack_view(town, month=LAST)[0]
    assert stands in pack.notes
    counts = {column.neighbourhood: f"{column.count:,}" for column in pack.columns if column.count is not None}
    assert counts
    assert counts.items() <= {line.area: line.count for line in view.moved}.items()
    damaged = orjson.loads(packed(table)) | {"sha256": "0"}
    published.where(town.data, LAST).write_bytes(orjson.dumps(damaged))
    with pytest.raises(StoreError, match="is not as it was written: restore a backup"):
        public_trends_table(town, month=LAST)


def test_of_a_closing_and_a_paper_at_once_one_fixes_the_month(town: Config) -> None:
    laid, shown = lay_out(town, LAST), show(town)
    told = orjson.loads(laid.fixes[LAST])["table"]
    other = {**told, "counts": [[None, *row[1:]] for row in told["counts"]]}  # as of another picture

    def close() -> bool:
        try:
            return close_meeting(town, laid).version == 1
        except GivenOutMeanwhileError:
            return False

    with ThreadPoolExecutor(2) as pool:
        closing, paper = pool.submit(close), pool.submit(fix, town, shown, {LAST: other})
        assert closing.result() != paper.result()
    if not closing.result():
        assert before(town, LAST).state.last is None
        close_meeting(town, lay_out(town, LAST))
    stands = other if paper.result() else told
    assert given_out(town, shown)[LAST] == stands
    assert public_before(town, LAST).tables["published"][LAST] == stands
    assert set(published.held(town.data)) == {LAST, months.shift(LAST, -12)}
    assert not fix(town, shown, {LAST: told})


def test_every_hexagon_that_a_list_calls_by_its_ward_only_is_known_to_the_map(town: Config) -> None:
    shown = show(town)
    fresh = freshness(town, shown)
    cells = [f"{cell:015x}" for cell in shown.cells(9)["cell"].tolist()]
    found = by_ward_only(fresh, [LAST])
    guarded = {cell for row in rows(town) if row.one_location for cell in row.cells}
    assert guarded
    assert guarded <= {cell for cell, is_one in zip(cells, found, strict=True) if is_one}
    assert not found.all()


def test_public_minutes_are_of_the_picture_of_their_day_and_of_the_first_closing(town: Config) -> None:
    """Another picture, another time or another content would tell that something was decided, and when."""
    enter(town, rows(town)[1].key, WATCH)
    opened = before(town, LAST).tables["picture"]
    other = town.partnership.hotspots.model_copy(update={"half_life_months": 9.0})
    later = town.model_copy(update={"partnership": town.partnership.model_copy(update={"hotspots": other})})
    current = operations.rebuild(later).picture
    assert before(later, LAST).tables["picture"] == opened != current
    draft = leaves(public_before(later, LAST))
    assert (opened in draft, current in draft) == (False, True)
    first = close_meeting(later, lay_out(later, LAST))
    assert before(later, LAST).tables["picture"] == first.picture == opened
    told = leaves(public_before(later, LAST))
    assert (opened in told, f"on picture {current}" in told) == (False, True)
    enter(later, rows(later)[2].key, KNOWN)
    close_meeting(later, lay_out(later, LAST))
    assert leaves(public_before(later, LAST)) == told
    # Nor are sheets that are printed again of today's settings: how to report is as it was when it was closed.
    renamed = later.model_copy(update={"partnership": later.partnership.model_copy(update={"reporting": ()})})
    assert leaves(public_before(renamed, LAST)) == told


def test_a_deployment_that_was_told_as_over_stays_told_when_it_goes_on(town: Config) -> None:
    book = Book(Database(town), demonstration=False, zone=town.zone)
    on = {"month": BEFORE, "on": date(2026, 10, 20), "until": date(2026, 11, 1)}
    over, early = (enter(town, row.key, SEND, tactic=tactic, **on) for row, tactic in zip(
        rows(town), ("Mobile CCTV", "Foot patrol"), strict=False))  # fmt: skip
    told = leaves(public_before(town, LAST))
    assert ("Mobile CCTV" in told, "Foot patrol" in told) == (True, True)

    def extend(made, day: date) -> int:
        asked = replace(made.entry, until=date(2026, 12, 31))
        now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        return book.decide(
            BEFORE, made.place, made.seen, made.picture, asked,
            lists=town.decisions, actor="agnes", now=now, today=day, replaces=made.id,
        ).id  # fmt: skip

    extended = extend(over, date(2026, 11, 15))
    assert leaves(public_before(town, LAST)) == told
    book.end(extended, note="", actor="agnes", now=datetime(2026, 11, 16, tzinfo=UTC), withdrawn=True)
    assert leaves(public_before(town, LAST)) == told
    extend(early, date(2026, 10, 25))  # before anybody was told of it
    after = leaves(public_before(town, LAST))
    assert ("Mobile CCTV" in after, "Foot patrol" in after) == (True, False)
