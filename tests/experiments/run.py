"""Runs every experiment and writes what it found to aim/measured: ``make experiments``, or with names those only.

Seeded and rounded, without times, so that the files come out the same byte for byte. Tables that are not run, and
hindsight where the published months are not beside the project, stay as they are in the files.
"""

import json
import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final

from experiments import over_months, over_places
from experiments.table import Case, Row, Table

MEASURED: Final = Path(__file__).resolve().parents[2] / "aim" / "measured"
TABLES: Final = {table.name: table for table in over_months.TABLES + over_places.TABLES}
HINDSIGHT: Final = "hindsight"


def main(names: list[str], folder: Path = MEASURED) -> int:
    """Run the tables named, or all, and put them into the files of ``folder``; the number for the shell."""
    if unknown := sorted(set(names) - set(TABLES)):
        print(f"no such experiment: {', '.join(unknown)}; there are {', '.join(TABLES)}", file=sys.stderr)
        return 2
    wanted = names or list(TABLES)
    if HINDSIGHT in wanted and not (over_places.SHARED / "data").is_dir():
        print(f"{HINDSIGHT}: left as it is, the published months are not beside the project", file=sys.stderr)
        wanted = [name for name in wanted if name != HINDSIGHT]
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # for the workers: one core each
    found = {table["name"]: table for table in read(folder / "experiments.json")}
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        for table in (TABLES[name] for name in wanted):
            found[table.name] = written(table, _rows(table, pool))
            write([found[name] for name in TABLES if name in found], folder)
    return 0


def written(table: Table, rows: list[Row]) -> dict[str, Any]:
    """A table as it stands in the file."""
    return {
        "name": table.name,
        "title": table.title,
        "words": table.words(rows),
        "sizes": table.sizes,
        "seed": table.seed,
        "columns": [column.title for column in table.columns],
        "rows": [[column.of(row) for column in table.columns] for row in rows],
    }


def read(path: Path) -> list[dict[str, Any]]:
    """The tables of a file, none where there is no file."""
    return json.loads(path.read_text(encoding="utf-8"))["tables"] if path.exists() else []


def write(tables: list[dict[str, Any]], folder: Path) -> None:
    """Write the tables as JSON, a row a line, and as Markdown."""
    parts = []
    for table in tables:
        rows = ",\n".join(f"   {json.dumps(row, ensure_ascii=False)}" for row in table["rows"])
        head = [f"  {json.dumps(key)}: {json.dumps(table[key], ensure_ascii=False)}" for key in table if key != "rows"]
        parts.append(" {\n" + ",\n".join([*head, f'  "rows": [\n{rows}\n  ]']) + "\n }")
    (folder / "experiments.json").write_text(
        '{"tables": [\n' + ",\n".join(parts) + "\n]}\n", encoding="utf-8", newline="\n"
    )
    (folder / "experiments.md").write_text(markdown(tables), encoding="utf-8", newline="\n")


def markdown(tables: list[dict[str, Any]]) -> str:
    """The tables for people."""
    text = [
        "# Measured by simulation",
        "",
        "Written by `make experiments`. Towns, sources and series are made by chance from the seeds named, so that the "
        "truth is known; only hindsight reads real months. Variance/mean 1 is chance alone; real months of places have "
        "1.4 to 2.5.",
    ]
    for table in tables:
        text += ["", f"## {table['title']}", "", table["words"], "", f"*{table['sizes']}; seed {table['seed']}.*", ""]
        text.append(f"| {' | '.join(table['columns'])} |")
        text.append("|" + "|".join(" ---: " if _is_number(value) else " --- " for value in table["rows"][0]) + "|")
        text += [f"| {' | '.join(_shown(value) for value in row)} |" for row in table["rows"]]
    return "\n".join(text) + "\n"


def _rows(table: Table, pool: ProcessPoolExecutor) -> list[Row]:
    rows: list[Row] = []
    answers = [pool.submit(_run, case) for case in table.cases]
    for number, answer in enumerate(answers, start=1):
        made = answer.result()
        rows += made if isinstance(made, list) else [made]
        print(f"{table.name}: {number} of {len(answers)}", file=sys.stderr, flush=True)
    return rows


def _run(case: Case) -> Any:
    return case.make(*case.given)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)


def _shown(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
