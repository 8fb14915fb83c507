"""What ``make experiments`` wrote is whole and agrees with itself, and every formula still has its mutants."""

import ast
from pathlib import Path

import pytest
from conftest import PROJECT
from experiments import deletion, over_places, run
from experiments.table import Case, Table, number, percent, text
from mutants.formulas import MUTANTS, Mutant
from mutants.run import broken

from aim.questions.measured import measured

ENGINE = PROJECT / "aim" / "engine"
REQUIRED = {
    "trends": 24,
    "completeness-volume": 18,
    "completeness-days": 10,
    "deletion": 6,
    "expected": 24,
    "surge": 24,
    "list": 3,
    "classes-still": 8,
    "classes-risen": 8,
    "ranks": 48,
    "scan-null": 3,
    "scan-planted": 6,
    "hindsight": 18,
}


def test_every_table_asked_for_is_there_with_its_rows() -> None:
    assert {table.name: len(table.rows) for table in measured()} == REQUIRED
    for table in measured():
        assert table.words
        assert table.sizes
        assert {len(row) for row in table.rows} == {len(table.columns)}


def test_the_files_are_those_of_the_experiments_as_they_stand() -> None:
    for table in measured():
        asked = run.TABLES[table.name]
        assert table.title == asked.title
        assert table.columns == tuple(column.title for column in asked.columns)
        assert (table.seed, table.sizes) == (asked.seed, asked.sizes)


def test_the_markdown_says_what_the_json_says() -> None:
    tables = run.read(run.MEASURED / "experiments.json")
    assert (run.MEASURED / "experiments.md").read_text(encoding="utf-8") == run.markdown(tables)


def test_the_bands_hold_as_method_section_4_asks() -> None:
    (table,) = (table for table in measured() if table.name == "trends")
    inside, higher = (
        [row[table.columns.index(title)] for row in table.rows]
        for title in ("inside the 95 % band, %", "false: slightly higher or higher, %")
    )
    assert all(93 <= value <= 98 for value in inside)
    assert all(value <= 3.5 for value in higher)


def double(value: float) -> dict[str, float]:
    return {"value": value, "part": value / 7}


def test_a_table_run_by_name_is_put_among_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def made(name: str, values: tuple[float, ...]) -> Table:
        columns = (text("as it is", "value"), number("whole", "value", 0), percent("part", "part"))
        cases = tuple(Case(double, (value,)) for value in values)
        return Table(name, f"Title of {name}", lambda rows: f"{len(rows)} rows.", columns, cases, 1, "small")

    monkeypatch.setattr(run, "_rows", lambda table, pool: [case.make(*case.given) for case in table.cases])
    monkeypatch.setattr(run, "TABLES", {"one": made("one", (1.25,)), "two": made("two", (2.5, 1200.0))})
    assert run.main([], tmp_path) == 0
    first = {name: (tmp_path / name).read_bytes() for name in ("experiments.json", "experiments.md")}
    assert run.main(["two"], tmp_path) == 0
    assert first == {name: (tmp_path / name).read_bytes() for name in first}
    one, two = measured(tmp_path / "experiments.json")
    assert (one.name, one.words, one.rows) == ("one", "1 rows.", ((1.25, 1, 17.9),))
    assert two.rows == ((2.5, 2, 35.7), (1200.0, 1200, 17142.9))
    assert "| 1200.0 | 1,200 | 17142.9 |" in first["experiments.md"].decode()
    assert run.main(["three"], tmp_path) == 2


def test_hindsight_stays_as_it_is_without_the_real_months(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = run.read(run.MEASURED / "experiments.json")
    run.write(tables, tmp_path)
    before = (tmp_path / "experiments.json").read_bytes()
    monkeypatch.setattr(over_places, "SHARED", tmp_path / "nowhere")
    assert run.main(["hindsight"], tmp_path) == 0
    assert (tmp_path / "experiments.json").read_bytes() == before


@pytest.mark.parametrize(("source", "when"), [("fire", "the month itself"), ("council", "a year before")])
def test_ten_lost_days_change_only_what_rests_on_their_source(source: str, when: str) -> None:
    found = deletion.case(source, when, towns=3, seed=7)
    assert found["lost days found"] == 1
    assert found["of those changed too"] == 0
    assert found["claims of other concerns"] == 3 * 4 * (37 + 6)
    # Each of three concerns loses its month; what is said of five areas and the town changes with it.
    assert found["of those changed"] == 3 * 3 * (1 + 6)
    assert found["signals still given"] == (0 if when == "the month itself" else found["signals before"])


def test_every_formula_has_a_mutant() -> None:
    modules = {path.stem for path in ENGINE.glob("*.py")} - {"__init__"}
    assert {mutant.name for mutant in MUTANTS} == modules


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant.name}: {mutant.text}")
def test_a_mutant_breaks_what_stands_once_in_its_file(mutant: Mutant) -> None:
    source = (ENGINE / f"{mutant.name}.py").read_text(encoding="utf-8")
    changed = broken(source, mutant)
    assert ast.dump(ast.parse(changed)) != ast.dump(ast.parse(source))
    assert (PROJECT / "tests" / "aim" / "engine" / f"test_{mutant.name}.py").is_file()


def test_a_mutant_whose_formula_is_gone_is_refused() -> None:
    with pytest.raises(ValueError, match=r"rates\.py holds 'x' 0 times, not once"):
        broken("y = 1", Mutant("rates", "x", "y"))
