"""What a version holds and when it was received, as the ledger tells it: undone, told as changes, superseded."""

from dataclasses import replace
from pathlib import Path

import pytest
from holding import COUNCIL, FIRE, POLICE, RECORDS, Holding, rows

from aim.errors import StoreError
from aim.store import ledger
from aim.store.held import held
from aim.store.incidents import IncidentStore

ONE = rows(("litter", "North", 1))
BURGLARY = rows(("burglary", "North", 1))


@pytest.fixture
def holding(own_store: Path) -> Holding:
    return Holding(own_store)


def received(holding: Holding, version: int | None = None) -> dict[str, str]:
    """The day each month was received, of the only source."""
    return {month: stamp[:10] for (_, _, month), stamp in held(holding.data, version).received.items()}


def test_whole_months_were_received_with_their_own_load(holding: Holding) -> None:
    holding.take(POLICE, {"2026-06": BURGLARY, "2026-07": BURGLARY}, on="2026-09-01")
    holding.take(POLICE, {"2026-08": BURGLARY}, on="2026-10-01")
    assert received(holding) == {"2026-06": "2026-09-01", "2026-07": "2026-09-01", "2026-08": "2026-10-01"}
    assert received(holding, 1) == {"2026-06": "2026-09-01", "2026-07": "2026-09-01"}


def test_a_month_told_as_changes_is_received_with_the_newest_load_that_reaches_it(holding: Holding) -> None:
    holding.take(COUNCIL, {"2026-06": ONE, "2026-07": ONE}, on="2026-07-20")
    holding.take(COUNCIL, {"2026-07": ONE + ONE}, on="2026-08-02")
    holding.take(COUNCIL, {"2026-05": ONE}, on="2026-08-05")  # late news of May says nothing of June
    assert received(holding) == {"2026-05": "2026-08-05", "2026-06": "2026-08-02", "2026-07": "2026-08-02"}


def test_a_quiet_month_between_changes_is_held_and_so_is_one_that_only_rejects_reach(holding: Holding) -> None:
    holding.take(COUNCIL, {"2026-06": ONE}, on="2026-07-01")
    holding.take(COUNCIL, {"2026-08": ONE}, on="2026-09-01", reaching=["2026-09"])
    assert received(holding) == dict.fromkeys(("2026-06", "2026-07", "2026-08", "2026-09"), "2026-09-01")
    assert {file.month for file in held(holding.data).files} == {"2026-06", "2026-08"}


def test_other_suppliers_and_sources_say_nothing_of_a_month(holding: Holding) -> None:
    holding.take(COUNCIL, {"2026-06": ONE}, on="2026-07-01")
    holding.take(COUNCIL, {"2026-08": ONE}, supplier="next town", on="2026-09-01")
    holding.take(FIRE, {"2026-09": rows(("fire-deliberate-secondary", "East", 1))}, on="2026-10-01")
    mine = {key: stamp[:10] for key, stamp in held(holding.data).received.items() if key[:2] == ("reports", "here")}
    assert mine == {("reports", "here", "2026-06"): "2026-07-01"}


def test_an_undone_load_is_as_if_it_had_never_come(holding: Holding) -> None:
    holding.take(COUNCIL, {"2026-06": ONE}, on="2026-07-01")
    before = held(holding.data)
    load = holding.take(COUNCIL, {"2026-06": ONE + ONE, "2026-07": ONE}, on="2026-08-01")
    assert received(holding) == {"2026-06": "2026-08-01", "2026-07": "2026-08-01"}
    holding.undo(load)
    after = held(holding.data)
    assert (after.received, after.digests) == (before.received, before.digests)
    assert [file.path for file in after.files] == [file.path for file in before.files]
    assert received(holding, 2) == {"2026-06": "2026-08-01", "2026-07": "2026-08-01"}  # as it was seen then


def test_a_confirmed_month_counts_as_received_anew(holding: Holding) -> None:
    holding.take(POLICE, {"2026-06": BURGLARY}, on="2026-07-01")
    holding.take(POLICE, {}, on="2026-08-05", reaching=["2026-06"], confirmed=("2026-06",))
    assert received(holding) == {"2026-06": "2026-08-05"}


def test_what_another_source_reports_better_is_superseded_where_both_hold_the_month(holding: Holding) -> None:
    holding.take(POLICE, {"2026-06": BURGLARY, "2026-07": BURGLARY})
    holding.take(POLICE, {"2026-07": BURGLARY}, supplier="next force")
    holding.take(RECORDS, {"2026-07": BURGLARY, "2026-08": BURGLARY})
    content = held(holding.data)
    assert content.superseded(("published", "here", "2026-07")) == {
        "burglary": "records",
        "violent-crime": "records",
    }
    for key in (
        ("published", "here", "2026-06"),
        ("published", "next force", "2026-07"),
        ("records", "here", "2026-07"),
    ):
        assert content.superseded(key) == {}


def test_of_two_that_claim_the_place_of_each_other_one_is_counted(holding: Holding) -> None:
    first = replace(POLICE, name="a", supersedes=(("b", ("burglary",)), ("a", ("drugs",))))
    second = replace(POLICE, name="b", supersedes=(("a", ("burglary", "drugs")),))
    for source in (first, second):
        holding.take(source, {"2026-06": BURGLARY})
    content = held(holding.data)
    assert content.superseded(("a", "here", "2026-06")) == {"drugs": "b"}
    assert content.superseded(("b", "here", "2026-06")) == {"burglary": "a"}


def test_facts_are_those_of_the_last_load_and_plain_where_none_says(holding: Holding) -> None:
    holding.take(POLICE, {"2026-06": BURGLARY})
    holding.take(replace(POLICE, delay_months=2), {"2026-07": BURGLARY})
    holding.take(FIRE, {"2026-07": ONE}, facts={})
    sources = held(holding.data).sources
    assert sources["published"] == replace(POLICE, delay_months=2)
    assert (sources["calls"].agency, sources["calls"].categories) == ("Fire", ())
    assert held(holding.data, 1).sources == {"published": POLICE}


def test_an_empty_store_holds_nothing(own_store: Path) -> None:
    assert held(own_store).received == {}


def test_a_file_that_no_load_brought_is_told(holding: Holding, monkeypatch: pytest.MonkeyPatch) -> None:
    holding.take(POLICE, {"2026-06": BURGLARY})
    monkeypatch.setattr(ledger, "loads", lambda data, version=None: [])
    with pytest.raises(StoreError, match="aim verify"):
        held(holding.data)
    assert IncidentStore(holding.data).files()
